//! What can go wrong besides the stack.

use std::fmt;

/// Something failed. None of its causes is in `stack.toml`: those are diagnostics.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Error {
    kind: ErrorKind,
    message: String,
}

/// What sort of failure it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum ErrorKind {
    /// mcpgen itself is wrong: a plan that passed every check could not be rendered.
    Bug,
    /// The `.env` that is there cannot be kept and added to.
    EnvFile,
    /// A value of this machine cannot be carried by the files.
    Machine,
    /// No random bytes could be had.
    Randomness,
    /// What was asked for is no request, or cannot be matched.
    Request,
}

impl Error {
    pub(crate) fn new(kind: ErrorKind, message: impl Into<String>) -> Self {
        Self { kind, message: message.into() }
    }

    pub(crate) fn bug(error: impl fmt::Display) -> Self {
        Self::new(ErrorKind::Bug, format!("this is a bug in mcpgen: {error}"))
    }

    pub(crate) fn asked(error: impl fmt::Display) -> Self {
        Self::new(ErrorKind::Request, error.to_string())
    }

    /// What sort of failure it is.
    #[must_use]
    pub fn kind(&self) -> ErrorKind {
        self.kind
    }
}

impl fmt::Display for Error {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.message)
    }
}

impl std::error::Error for Error {}
