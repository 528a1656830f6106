//! Lines of `.env` that Compose refuses.

use std::fmt;

/// A line for which Compose, or some version of it, refuses the whole file.
///
/// ```
/// use mcpgen::dotenv::EnvFile;
///
/// let env = EnvFile::parse("A=1\n=2\n");
/// assert_eq!(env.unreadable_lines()[0].to_string(), "line 2: there is no name before the `=`");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UnreadableLine {
    /// The line of the file, from 1, on which the statement starts.
    pub line: usize,
    /// What is wrong with it.
    pub reason: UnreadableReason,
}

/// Why Compose refuses a line of `.env` (compose-spec/compose-go, dotenv/parser.go, `locateKeyName` and
/// `extractVarValue`).
///
/// ```
/// use mcpgen::dotenv::{EnvFile, UnreadableReason};
///
/// let reason = |text| EnvFile::parse(text).unreadable_lines().first().map(|line| line.reason);
/// assert_eq!(reason("KEY=\"a\n"), Some(UnreadableReason::UnterminatedQuote));
/// assert_eq!(reason("KEY"), Some(UnreadableReason::NameEndsFile));
/// assert_eq!(reason("KEY=a\n"), None);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UnreadableReason {
    /// A character that no name may have stands before the `=`.
    CharacterInName,
    /// The name has a space in it.
    SpaceInName,
    /// Nothing stands before the `=`. Compose 2.26 stops (`setenv: invalid argument`), 2.40 ignores the line.
    NoName,
    /// The file ends in a name without `=` and without a line end, which Compose takes for a value without a name,
    /// with the same effect.
    NameEndsFile,
    /// The value opens with a quote that is never closed.
    UnterminatedQuote,
}

impl fmt::Display for UnreadableReason {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::CharacterInName => "a character that no name may have stands where `NAME=` is expected",
            Self::SpaceInName => "the name before the `=` has a space in it",
            Self::NoName => "there is no name before the `=`",
            Self::NameEndsFile => "the file ends in a name without `=` and without a line end",
            Self::UnterminatedQuote => "the value opens with a quote that is never closed",
        })
    }
}

impl fmt::Display for UnreadableLine {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "line {}: {}", self.line, self.reason)
    }
}

impl std::error::Error for UnreadableLine {}
