//! What a validated text says when it refuses a value.

use std::error::Error;
use std::fmt;

/// A text that cannot become the type it was meant for.
///
/// Prints as one line: the value, what it was meant to be, and why it is not.
///
/// ```
/// use cloudflared_config::Hostname;
///
/// let error = Hostname::new("MCP.example.com").unwrap_err();
/// assert_eq!(error.to_string(), "`MCP.example.com` is not a valid host name: write it in lower case");
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InvalidValue {
    what: &'static str,
    value: String,
    reason: String,
}

impl InvalidValue {
    pub(crate) fn new(what: &'static str, value: impl Into<String>, reason: impl Into<String>) -> Self {
        Self { what, value: value.into(), reason: reason.into() }
    }

    /// The name of the type, as a reader of the message knows it: `host name`, `tunnel id`.
    ///
    /// ```
    /// # use cloudflared_config::TunnelId;
    /// let error = TunnelId::new("my-tunnel").unwrap_err();
    /// assert_eq!(error.what(), "tunnel id");
    /// ```
    #[must_use]
    pub fn what(&self) -> &str {
        self.what
    }

    /// The value as it was given.
    ///
    /// ```
    /// # use cloudflared_config::TunnelId;
    /// let error = TunnelId::new("my-tunnel").unwrap_err();
    /// assert_eq!(error.value(), "my-tunnel");
    /// ```
    #[must_use]
    pub fn value(&self) -> &str {
        &self.value
    }

    /// Why it is refused, without the value: a phrase that starts in lower case and ends without a full stop.
    ///
    /// ```
    /// # use cloudflared_config::Hostname;
    /// let error = Hostname::new("mcp.example.com:443").unwrap_err();
    /// assert_eq!(error.reason(), "a port does not belong to it");
    /// ```
    #[must_use]
    pub fn reason(&self) -> &str {
        &self.reason
    }
}

impl fmt::Display for InvalidValue {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "`{}` is not a valid {}: {}", self.value.escape_debug(), self.what, self.reason)
    }
}

impl Error for InvalidValue {}

/// Gives a newtype over `String` with a `fn check(text: &str) -> Result<(), String>` the traits of a validated text. The
/// examples of its methods show a text that is accepted, and one that is refused, with the reason.
macro_rules! validated_text {
    ($type:ident, $what:literal, accepts $good:literal, refuses $bad:literal: $reason:literal) => {
        impl $type {
            /// Checks `text` and keeps it as it is.
            ///
            /// # Errors
            ///
            /// [`InvalidValue`](crate::InvalidValue) when `text` breaks the rule that the type documents.
            ///
            /// ```
            #[doc = concat!("# use cloudflared_config::", stringify!($type), ";")]
            #[doc = concat!("assert!(", stringify!($type), "::new(", stringify!($good), ").is_ok());")]
            #[doc = concat!("let error = ", stringify!($type), "::new(", stringify!($bad), ").unwrap_err();")]
            #[doc = concat!("assert_eq!(error.reason(), ", stringify!($reason), ");")]
            /// ```
            pub fn new(text: impl Into<String>) -> Result<Self, crate::InvalidValue> {
                let text = text.into();
                match Self::check(&text) {
                    Ok(()) => Ok(Self(text)),
                    Err(reason) => Err(crate::InvalidValue::new($what, text, reason)),
                }
            }

            /// The text, as it is written into the file.
            ///
            /// ```
            #[doc = concat!("# use cloudflared_config::", stringify!($type), ";")]
            #[doc = concat!("let value: ", stringify!($type), " = ", stringify!($good), ".parse()?;")]
            #[doc = concat!("assert_eq!(value.as_str(), ", stringify!($good), ");")]
            /// # Ok::<(), cloudflared_config::InvalidValue>(())
            /// ```
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl std::fmt::Display for $type {
            fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str(&self.0)
            }
        }

        impl std::str::FromStr for $type {
            type Err = crate::InvalidValue;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                Self::new(text)
            }
        }

        impl serde::Serialize for $type {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(&self.0)
            }
        }
    };
}

pub(crate) use validated_text;
