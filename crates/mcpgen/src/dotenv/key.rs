//! The name of a variable in `.env`.

use std::fmt;

/// A name that every reader of `.env` accepts: `[A-Za-z_][A-Za-z0-9_]*`.
///
/// Compose reads more in the file itself (letters of any script, `.`, `-`, `[`, `]`), but interpolates no such name
/// (compose-spec/compose-go, template/template.go), and dotenvy stops at `-` (dotenvy, src/parse.rs).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct EnvKey(String);

impl EnvKey {
    /// Checks `name`.
    ///
    /// # Errors
    ///
    /// [`InvalidKey`] if `name` is empty, starts with a digit, or has a character other than ASCII letters, ASCII digits
    /// and `_`.
    pub fn new(name: &str) -> Result<Self, InvalidKey> {
        let starts_well = name.chars().next().is_some_and(|first| !first.is_ascii_digit());
        let consists_well =
            name.chars().all(|character| character.is_ascii_alphanumeric() || character == '_');
        if starts_well && consists_well { Ok(Self(name.to_owned())) } else { Err(InvalidKey) }
    }

    /// The name.
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
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InvalidKey;

impl fmt::Display for InvalidKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .write_str("the name of a variable consists of letters, digits and `_`, and starts with no digit")
    }
}

impl std::error::Error for InvalidKey {}
