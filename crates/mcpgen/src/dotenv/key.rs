//! The name of a variable in `.env`.

use std::fmt;

/// A name that every reader of `.env` accepts: `[A-Za-z_][A-Za-z0-9_]*`.
///
/// Compose reads more in the file itself (letters of any script, `.`, `-`, `[`, `]`), but interpolates no such name
/// (compose-spec/compose-go, template/template.go), and dotenvy stops at `-` (dotenvy, src/parse.rs).
///
/// ```
/// use mcpgen::dotenv::EnvKey;
///
/// assert_eq!(EnvKey::new("BRAVE_API_KEY")?.to_string(), "BRAVE_API_KEY");
/// for refused in ["", "2ND_KEY", "API-KEY", "clé"] {
///     assert!(EnvKey::new(refused).is_err());
/// }
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct EnvKey(String);

impl EnvKey {
    /// Checks `name`.
    ///
    /// # Errors
    ///
    /// [`InvalidKey`] if `name` is empty, starts with a digit, or has a character other than ASCII letters, ASCII digits
    /// and `_`.
    ///
    /// ```
    /// # use mcpgen::dotenv::EnvKey;
    /// assert!(EnvKey::new("_key2").is_ok());
    /// let error = EnvKey::new("api.key").unwrap_err();
    /// assert_eq!(
    ///     error.to_string(),
    ///     "the name of a variable consists of letters, digits and `_`, and starts with no digit",
    /// );
    /// ```
    pub fn new(name: &str) -> Result<Self, InvalidKey> {
        let starts_well = name.chars().next().is_some_and(|first| !first.is_ascii_digit());
        let consists_well =
            name.chars().all(|character| character.is_ascii_alphanumeric() || character == '_');
        if starts_well && consists_well { Ok(Self(name.to_owned())) } else { Err(InvalidKey) }
    }

    /// The name.
    ///
    /// ```
    /// # use mcpgen::dotenv::EnvKey;
    /// assert_eq!(EnvKey::new("EXA_API_KEY")?.as_str(), "EXA_API_KEY");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for EnvKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

/// A text that is not the name of a variable; see [`EnvKey`].
///
/// ```
/// use mcpgen::dotenv::{EnvKey, InvalidKey};
///
/// assert_eq!(EnvKey::new("API KEY"), Err(InvalidKey));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InvalidKey;

impl fmt::Display for InvalidKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .write_str("the name of a variable consists of letters, digits and `_`, and starts with no digit")
    }
}

impl std::error::Error for InvalidKey {}
