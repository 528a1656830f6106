//! What the keys of `[ingress]` take: texts whose rules the crate `cloudflared-config` knows, and a status to answer with.

use std::fmt;
use std::str::FromStr;

use serde::Deserialize;
use serde::de::{self, Deserializer, Visitor};

use crate::value::{InvalidValue, written_as_text};

/// Declares a text whose rule the crate `cloudflared-config` knows.
macro_rules! of_cloudflared {
    (@help $text:ident, $help:literal) => { concat!("write ", $help) };
    (@help $text:ident, $help:literal, $meant:expr) => { $meant($text) };
    (@configured $example:literal) => { $example };
    (@configured $example:literal, $configured:literal) => { $configured };
    (
        $(#[$meta:meta])*
        $name:ident($inner:ty), parse: $parse:expr, help: $help:literal, $(meant: $meant:expr,)?
        pattern: $pattern:expr, example: $example:literal, $(configured: $configured:literal,)?
        refused: $refused:literal, because: $because:literal
    ) => {
        $(#[$meta])*
        ///
        #[doc = concat!("Write ", $help, ".")]
        ///
        /// # Examples
        ///
        /// ```
        #[doc = concat!("use mcpgen_core::model::", stringify!($name), ";")]
        ///
        #[doc = concat!("assert!(\"", $example, "\".parse::<", stringify!($name), ">().is_ok());")]
        ///
        #[doc = concat!("let refused = \"", $refused, "\".parse::<", stringify!($name), ">().unwrap_err();")]
        #[doc = concat!("assert_eq!(refused.message(), \"`", $refused, "` is not a valid ", $because, "\");")]
        /// ```
        #[derive(Debug, Clone, PartialEq, Eq)]
        pub struct $name($inner);

        impl $name {
            /// The value as cloudflared's configuration file has it.
            ///
            /// # Examples
            ///
            /// ```
            #[doc = concat!("# use mcpgen_core::model::", stringify!($name), ";")]
            #[doc = concat!("let value: ", stringify!($name), " = \"", $example, "\".parse()?;")]
            #[doc = concat!("assert_eq!(value.get().to_string(), \"", of_cloudflared!(@configured $example $(, $configured)?), "\");")]
            /// # Ok::<(), mcpgen_core::InvalidValue>(())
            /// ```
            #[must_use]
            pub fn get(&self) -> &$inner {
                &self.0
            }
        }

        impl FromStr for $name {
            type Err = InvalidValue;

            fn from_str(text: &str) -> Result<Self, InvalidValue> {
                let parse: fn(&str) -> Result<$inner, cloudflared_config::InvalidValue> = $parse;
                parse(text).map(Self).map_err(|error| {
                    InvalidValue::new(error.to_string(), of_cloudflared!(@help text, $help $(, $meant)?))
                })
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(formatter)
            }
        }

        written_as_text!($name, pattern: $pattern, examples: [$example], concat!("Write ", $help, "."));
    };
}

/// What to write instead of a text that is no host name.
fn host_name_meant(text: &str) -> String {
    match cloudflared_config::Hostname::suggestion(text) {
        Some(meant) => format!("write `{meant}`"),
        None => "write a host name in small letters, such as `mcp.example.com` or `*.example.com`".to_owned(),
    }
}

of_cloudflared! {
    /// A public host name, in small letters and ASCII, or a wildcard of its subdomains.
    Hostname(cloudflared_config::Hostname), parse: str::parse,
    help: "a host name in small letters, such as `mcp.example.com` or `*.example.com`", meant: host_name_meant,
    pattern: "^(\\*\\.)?([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\\.)+([a-z][a-z0-9-]{0,61}[a-z0-9]|[0-9][0-9-]*[a-z-][a-z0-9-]*[a-z0-9]|[0-9][0-9-]*[a-z]|[0-9]+-[0-9-]*[0-9])$", example: "mcp.example.com",
    refused: "MCP.example.com",
    because: "host name: write it in lower case"
}

of_cloudflared! {
    /// The id of a tunnel.
    TunnelId(cloudflared_config::TunnelId), parse: str::parse,
    help: "the UUID that `cloudflared tunnel create` printed",
    pattern: "^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$", example: "741d42fb-5a6a-47f6-9b67-47e95011f865",
    refused: "my-tunnel",
    because: "tunnel id: a UUID is wanted, as in `6ff42ae2-765d-4adf-8112-31c55c1551ef` (`cloudflared tunnel list` shows it)"
}

of_cloudflared! {
    /// The address of an origin: scheme, host and port, without a path.
    OriginUrl(cloudflared_config::OriginUrl), parse: str::parse,
    help: "`http://HOST:PORT` or `https://HOST:PORT`, without a path",
    pattern: crate::schema::pattern::origin_url(), example: "http://192.168.1.20:8080",
    refused: "http://192.168.1.20:8080/mcp",
    because: "address of a service: cloudflared passes on the path of the request, so nothing may follow the port"
}

of_cloudflared! {
    /// The name of a Cloudflare Access team.
    TeamName(cloudflared_config::TeamName), parse: str::parse,
    help: "what stands before `.cloudflareaccess.com`",
    pattern: "^[a-z0-9-]+$", example: "my-team",
    refused: "my-team.cloudflareaccess.com",
    because: "team name: only the first part is the name: `my-team`"
}

of_cloudflared! {
    /// The audience tag of a Cloudflare Access application.
    AudienceTag(cloudflared_config::AudienceTag), parse: str::parse,
    help: "the tag of 64 hexadecimal digits that the application's page shows",
    pattern: "^[!-~]+$", example: "0bc545634b1732494b3f9472794a549c883fabd48de9dfe0e0413e59c3f96c38",
    refused: "two words",
    because: "audience tag: only visible ASCII characters can be in it"
}

of_cloudflared! {
    /// The beginning of a path, in whole segments.
    PathPrefix(cloudflared_config::PathPattern), parse: |text| cloudflared_config::PathPattern::prefix(text),
    help: "the beginning of a path, such as `/api`",
    pattern: "^(/[^/?#%\\\\\\s\\x00-\\x1f\\x7f-\\x9f]+)+$", example: "/api",
    configured: "^/api(/.*)?$",
    refused: "api",
    because: "path prefix: it does not start with `/`"
}

of_cloudflared! {
    /// A regular expression for paths, as Go reads it.
    PathRegex(cloudflared_config::PathPattern), parse: |text| cloudflared_config::PathPattern::expression(text),
    help: "a regular expression of Go, such as `^/(mcp|sse)$`",
    pattern: "", example: "^/(mcp|sse)$",
    refused: "^/(mcp",
    because: "regular expression: error parsing regexp: missing closing ): `^/(mcp`"
}

of_cloudflared! {
    /// A time limit of a connection: more than nothing.
    OriginTimeout(cloudflared_config::Timeout), parse: str::parse,
    help: "more than nothing, such as `10s` or `1m30s`",
    pattern: "^([0-9]+(\\.[0-9]+)?(ns|us|ms|s|m|h))+$", example: "10s",
    refused: "0s",
    because: "timeout: a duration above zero is wanted, as in `10s` or `1m30s`"
}

of_cloudflared! {
    /// A `Host` header.
    HostHeader(cloudflared_config::HostHeader), parse: str::parse,
    help: "a host, with a port if need be, such as `localhost:8000`",
    pattern: "^[a-zA-Z0-9._:\\[\\]-]+$", example: "localhost:8000",
    refused: "http://localhost",
    because: "host header: it holds a character that a host cannot have"
}

of_cloudflared! {
    /// The name in a TLS certificate.
    ServerNameIndication(cloudflared_config::ServerName), parse: str::parse,
    help: "the name that the certificate is for, such as `origin.example.com`",
    pattern: "^([a-zA-Z0-9._-]+|[0-9a-fA-F.]*:[0-9a-fA-F:.]*)$", example: "origin.example.com",
    refused: "https://origin.example.com",
    because: "server name: it holds a character that a host cannot have"
}

/// An HTTP status to answer with: 200 to 599.
///
/// # Examples
///
/// ```
/// use mcpgen_core::model::StackSpec;
///
/// let route = |status: &str| {
///     format!("[stack]\nname = \"mcp\"\n[[ingress.routes]]\nhostname = \"old.example.com\"\nstatus = {status}\n")
/// };
/// let stack: StackSpec = route("410").parse()?;
/// assert_eq!(stack.ingress.unwrap().routes[0].status.unwrap().get(), 410);
///
/// let faults = route("100").parse::<StackSpec>().unwrap_err();
/// assert_eq!(faults.diagnostics()[0].message(), "100 is not a status to answer with");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StatusCode(u16);

impl StatusCode {
    /// The number.
    ///
    /// # Examples
    ///
    /// ```
    /// use mcpgen_core::model::StackSpec;
    ///
    /// let stack: StackSpec = r#"
    /// [stack]
    /// name = "mcp"
    ///
    /// [[ingress.routes]]
    /// hostname = "old.example.com"
    /// status = 404
    /// "#
    /// .parse()?;
    /// assert_eq!(stack.ingress.unwrap().routes[0].status.unwrap().get(), 404);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub const fn get(self) -> u16 {
        self.0
    }
}

impl TryFrom<i64> for StatusCode {
    type Error = InvalidValue;

    fn try_from(number: i64) -> Result<Self, InvalidValue> {
        match u16::try_from(number) {
            Ok(status) if (200..600).contains(&status) => Ok(Self(status)),
            _ => Err(InvalidValue::new(
                format!("{number} is not a status to answer with"),
                "write a number from 200 to 599, such as 404",
            )),
        }
    }
}

impl<'de> Deserialize<'de> for StatusCode {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct StatusVisitor;

        impl Visitor<'_> for StatusVisitor {
            type Value = StatusCode;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("an HTTP status from 200 to 599, without quotes")
            }

            fn visit_i64<E: de::Error>(self, number: i64) -> Result<StatusCode, E> {
                StatusCode::try_from(number).map_err(E::custom)
            }
        }

        deserializer.deserialize_i64(StatusVisitor)
    }
}

#[cfg(feature = "schema")]
impl schemars::JsonSchema for StatusCode {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "StatusCode".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({ "description": "An HTTP status.", "type": "integer", "minimum": 200, "maximum": 599 })
    }
}
