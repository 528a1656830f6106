//! What is answered.

use std::fmt;

use serde::{Serialize, Serializer};

/// What is answered at an address.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Answer {
    /// The address.
    pub url: String,
    /// To who sends no token.
    pub without_token: Status,
    /// To who sends the gateway's token.
    pub with_token: Status,
    /// To a web page of another origin, although it sends the token.
    pub from_a_page: Status,
}

/// What is answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Status {
    /// This status.
    Code(u16),
    /// Nothing listens.
    Refused,
    /// That cannot be seen from here.
    Unknown,
}

impl fmt::Display for Status {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Code(code) => write!(formatter, "{code}"),
            Self::Refused => formatter.write_str("refused"),
            Self::Unknown => formatter.write_str("?"),
        }
    }
}

/// A number, `"refused"`, or null.
impl Serialize for Status {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Code(code) => serializer.serialize_u16(*code),
            Self::Refused => serializer.serialize_str("refused"),
            Self::Unknown => serializer.serialize_none(),
        }
    }
}
