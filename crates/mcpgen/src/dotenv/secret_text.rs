//! A text that does not print itself.

use std::fmt;

/// A secret value, or a text that contains some.
///
/// `Debug` and `Display` print `***`, whatever the value, so that no log, diagnostic or failed assertion can hold it.
/// [`SecretText::expose`] is the only way to the text. Two are equal when their texts are.
///
/// ```
/// use mcpgen::dotenv::SecretText;
///
/// let token = SecretText::new("abc");
/// assert_eq!(format!("{token} {token:?}"), "*** ***");
/// assert_eq!(token.expose(), "abc");
/// ```
#[derive(Clone, Default, PartialEq, Eq)]
pub struct SecretText(String);

impl SecretText {
    /// Takes `text` into custody.
    ///
    /// ```
    /// # use mcpgen::dotenv::SecretText;
    /// assert_eq!(SecretText::new("abc"), SecretText::new("abc".to_owned()));
    /// ```
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The text itself. Whoever calls this answers for where it goes.
    ///
    /// ```
    /// # use mcpgen::dotenv::SecretText;
    /// assert_eq!(SecretText::new("abc").expose(), "abc");
    /// ```
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// Whether the text has no characters.
    ///
    /// ```
    /// # use mcpgen::dotenv::SecretText;
    /// assert!(SecretText::default().is_empty());
    /// ```
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl fmt::Debug for SecretText {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("***")
    }
}

impl fmt::Display for SecretText {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("***")
    }
}
