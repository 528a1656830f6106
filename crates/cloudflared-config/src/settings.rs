//! Settings with a few fixed values.

use std::fmt;
use std::str::FromStr;

use serde::Serialize;

use crate::InvalidValue;

/// What cloudflared logs. Its default is `info`; a value it does not know counts as `info`.
///
/// ```
/// use cloudflared_config::LogLevel;
///
/// assert_eq!("warn".parse::<LogLevel>()?, LogLevel::Warn);
/// let error = "warning".parse::<LogLevel>().unwrap_err();
/// assert_eq!(error.reason(), "it is none of `debug` `info` `warn` `error` `fatal`");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum LogLevel {
    /// Every request with all its headers, credentials among them.
    Debug,
    /// The default.
    #[default]
    Info,
    /// Warnings and worse.
    Warn,
    /// Errors and worse.
    Error,
    /// What ends the process.
    Fatal,
}

/// How cloudflared reaches Cloudflare. Its default is `auto`.
///
/// ```
/// use cloudflared_config::Protocol;
///
/// assert_eq!("http2".parse::<Protocol>()?, Protocol::Http2);
/// assert_eq!(Protocol::default().to_string(), "auto");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum Protocol {
    /// What Cloudflare asks for at the time, with HTTP/2 as the way out when UDP does not get through.
    #[default]
    Auto,
    /// QUIC, over UDP port 7844, and nothing else.
    Quic,
    /// HTTP/2, over TCP port 7844, and nothing else.
    Http2,
}

/// The version of IP that Cloudflare is reached with. cloudflared's default is `auto`.
///
/// ```
/// use cloudflared_config::EdgeIpVersion;
///
/// assert_eq!("6".parse::<EdgeIpVersion>()?, EdgeIpVersion::V6);
/// assert!("ipv6".parse::<EdgeIpVersion>().is_err());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub enum EdgeIpVersion {
    /// Whatever gets through.
    #[default]
    #[serde(rename = "auto")]
    Auto,
    /// IPv4.
    #[serde(rename = "4")]
    V4,
    /// IPv6.
    #[serde(rename = "6")]
    V6,
}

/// Gives an enum whose values are single words their reading and printing.
macro_rules! words {
    ($type:ident, $what:literal, $($variant:ident = $word:literal),+) => {
        impl $type {
            /// The word that is written into the file.
            ///
            /// ```
            #[doc = concat!("# use cloudflared_config::", stringify!($type), ";")]
            $(#[doc = concat!("assert_eq!(", stringify!($type::$variant), ".as_str(), ", stringify!($word), ");")])+
            /// ```
            #[must_use]
            pub fn as_str(self) -> &'static str {
                match self {
                    $(Self::$variant => $word,)+
                }
            }
        }

        impl fmt::Display for $type {
            fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str(self.as_str())
            }
        }

        impl FromStr for $type {
            type Err = InvalidValue;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                match text {
                    $($word => Ok(Self::$variant),)+
                    _ => Err(InvalidValue::new($what, text, concat!("it is none of", $(" `", $word, "`"),+))),
                }
            }
        }
    };
}

words!(
    LogLevel,
    "log level",
    Debug = "debug",
    Info = "info",
    Warn = "warn",
    Error = "error",
    Fatal = "fatal"
);
words!(EdgeIpVersion, "version of IP", Auto = "auto", V4 = "4", V6 = "6");
words!(Protocol, "protocol", Auto = "auto", Quic = "quic", Http2 = "http2");

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_read_as_they_are_written() {
        for text in ["debug", "info", "warn", "error", "fatal"] {
            assert_eq!(text.parse::<LogLevel>().unwrap().to_string(), text);
        }
        for text in ["auto", "quic", "http2"] {
            assert_eq!(text.parse::<Protocol>().unwrap().to_string(), text);
        }
    }

    #[test]
    fn a_word_that_cloudflared_ignores_or_dies_of_is_refused() {
        assert!("verbose".parse::<LogLevel>().is_err());
        assert!("h2mux".parse::<Protocol>().is_err());
        assert!("QUIC".parse::<Protocol>().is_err());
    }
}
