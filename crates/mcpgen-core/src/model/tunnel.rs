//! `[services.NAME]` with `kind = "cloudflared"`.

use std::fmt;
use std::net::SocketAddr;
use std::num::NonZeroU16;
use std::str::FromStr;

use serde::Deserialize;
use serde::de::{self, Deserializer, Visitor};

use super::Duration;
use super::service::service_kind;
use crate::value::{InvalidValue, written_as_text};

service_kind! {
    /// The connector of the Cloudflare tunnel that `[ingress]` describes (cloudflare/cloudflared).
    ///
    /// # Examples
    ///
    /// ```
    /// use mcpgen_core::model::{LogLevel, ServiceSpec, StackSpec, TunnelProtocol, TunnelSpec};
    ///
    /// let stack: StackSpec = r#"
    /// [stack]
    /// name = "mcp"
    ///
    /// [services.connector]
    /// kind = "cloudflared"
    /// protocol = "http2"
    /// log-level = "warn"
    /// "#
    /// .parse()?;
    /// let ServiceSpec::Cloudflared(connector) = &stack.services[&"connector".parse()?] else { unreachable!() };
    /// assert_eq!(connector.protocol, Some(TunnelProtocol::Http2));
    /// assert_eq!(connector.log_level, Some(LogLevel::Warn));
    /// // 127.0.0.1:20241, as the plan says.
    /// assert_eq!(connector.metrics, None);
    ///
    /// // The same in code.
    /// let built = TunnelSpec::default().with_protocol(TunnelProtocol::Http2).with_log_level(LogLevel::Warn);
    /// assert_eq!(*connector, built);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub struct TunnelSpec {
        image:
            /// The connector's image. Default: `cloudflare/cloudflared:2026.8.2`.
            ;
        /// How the connector speaks with Cloudflare: `auto`, `quic` or `http2`. Default: `auto`. Choose `http2` where UDP
        /// port 7844 is blocked; a chosen one has no fallback.
        pub protocol: Option<TunnelProtocol>,
        /// How much the connector logs. Default: `info`. `debug` logs all headers, tokens among them.
        pub log_level: Option<LogLevel>,
        /// Where the connector offers its readiness and metrics, inside its container. Default: `127.0.0.1:20241`. On an
        /// address that others reach, every MCP server can read all routes there.
        pub metrics: Option<SocketAddrText>,
        /// How long the connector lets open requests finish when it is stopped, at most 3 minutes. Default: `15s`. The
        /// container gets 5 seconds more.
        pub grace_period: Option<GracePeriod>,
        /// How many connectors there are, from 1 to 25; Cloudflare sends each request to any of them. Default: 1.
        pub replicas: Option<ConnectorCount>,
    }
}

/// How many connectors a tunnel has. Each holds four connections, and a tunnel has at most a hundred
/// (Cloudflare's documentation, Tunnel availability).
///
/// # Examples
///
/// ```
/// use mcpgen_core::model::{ConnectorCount, StackSpec};
///
/// assert_eq!(ConnectorCount::default().get().get(), 1);
///
/// let faults = r#"
/// [stack]
/// name = "mcp"
///
/// [services.connector]
/// kind = "cloudflared"
/// replicas = 26
/// "#
/// .parse::<StackSpec>()
/// .unwrap_err();
/// assert_eq!(faults.diagnostics()[0].message(), "a tunnel has 1 to 25 connectors, not 26");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ConnectorCount(NonZeroU16);

impl ConnectorCount {
    const MOST: u16 = 25;

    /// The number.
    ///
    /// # Examples
    ///
    /// ```
    /// use mcpgen_core::model::{ServiceSpec, StackSpec};
    ///
    /// let stack: StackSpec = r#"
    /// [stack]
    /// name = "mcp"
    ///
    /// [services.connector]
    /// kind = "cloudflared"
    /// replicas = 3
    /// "#
    /// .parse()?;
    /// let ServiceSpec::Cloudflared(connector) = &stack.services[&"connector".parse()?] else { unreachable!() };
    /// assert_eq!(connector.replicas.unwrap().get().get(), 3);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub const fn get(self) -> NonZeroU16 {
        self.0
    }
}

impl TryFrom<i64> for ConnectorCount {
    type Error = InvalidValue;

    fn try_from(number: i64) -> Result<Self, InvalidValue> {
        let count = u16::try_from(number).ok().filter(|count| *count <= Self::MOST);
        count.and_then(NonZeroU16::new).map(Self).ok_or_else(|| {
            InvalidValue::new(
                format!("a tunnel has 1 to 25 connectors, not {number}"),
                "write a number from 1 to 25",
            )
        })
    }
}

impl Default for ConnectorCount {
    fn default() -> Self {
        Self(NonZeroU16::MIN)
    }
}

impl<'de> Deserialize<'de> for ConnectorCount {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct CountVisitor;

        impl Visitor<'_> for CountVisitor {
            type Value = ConnectorCount;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("a whole number from 1 to 25")
            }

            fn visit_i64<E: de::Error>(self, number: i64) -> Result<ConnectorCount, E> {
                ConnectorCount::try_from(number).map_err(E::custom)
            }
        }

        deserializer.deserialize_i64(CountVisitor)
    }
}

#[cfg(feature = "schema")]
impl schemars::JsonSchema for ConnectorCount {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "ConnectorCount".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({ "description": "How many connectors.", "type": "integer", "minimum": 1, "maximum": 25 })
    }
}

/// How a connector speaks with Cloudflare.
///
/// # Examples
///
/// ```
/// use mcpgen_core::model::{ServiceSpec, StackSpec, TunnelProtocol};
///
/// let stack: StackSpec = r#"
/// [stack]
/// name = "mcp"
///
/// [services.connector]
/// kind = "cloudflared"
/// protocol = "quic"
/// "#
/// .parse()?;
/// let ServiceSpec::Cloudflared(connector) = &stack.services[&"connector".parse()?] else { unreachable!() };
/// assert_eq!(connector.protocol, Some(TunnelProtocol::Quic));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum TunnelProtocol {
    /// QUIC, and HTTP/2 where that does not get through.
    Auto,
    /// QUIC only.
    Quic,
    /// HTTP/2 only.
    Http2,
}

/// How much a connector logs.
///
/// # Examples
///
/// ```
/// use mcpgen_core::model::{LogLevel, ServiceSpec, StackSpec};
///
/// let stack: StackSpec = r#"
/// [stack]
/// name = "mcp"
///
/// [services.connector]
/// kind = "cloudflared"
/// log-level = "error"
/// "#
/// .parse()?;
/// let ServiceSpec::Cloudflared(connector) = &stack.services[&"connector".parse()?] else { unreachable!() };
/// assert_eq!(connector.log_level, Some(LogLevel::Error));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum LogLevel {
    /// Everything, headers included.
    Debug,
    /// What happens.
    Info,
    /// What looks wrong.
    Warn,
    /// What is wrong.
    Error,
    /// What ends the connector.
    Fatal,
}

/// An IP address and a port.
///
/// # Examples
///
/// ```
/// use mcpgen_core::model::SocketAddrText;
///
/// assert!("127.0.0.1:20241".parse::<SocketAddrText>().is_ok());
///
/// let refused = "localhost:20241".parse::<SocketAddrText>().unwrap_err();
/// assert_eq!(refused.message(), "\"localhost:20241\" is not an address with a port");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SocketAddrText(SocketAddr);

impl SocketAddrText {
    /// The address.
    ///
    /// # Examples
    ///
    /// ```
    /// use mcpgen_core::model::SocketAddrText;
    ///
    /// assert_eq!("127.0.0.1:20241".parse::<SocketAddrText>()?.get().port(), 20241);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn get(self) -> SocketAddr {
        self.0
    }
}

impl FromStr for SocketAddrText {
    type Err = InvalidValue;

    fn from_str(text: &str) -> Result<Self, InvalidValue> {
        match text.parse::<SocketAddr>() {
            Ok(address) if address.port() != 0 => Ok(Self(address)),
            _ => Err(InvalidValue::new(
                format!("{text:?} is not an address with a port"),
                "write an IP address and a port, such as `127.0.0.1:20241`",
            )),
        }
    }
}

written_as_text!(SocketAddrText, pattern: crate::schema::pattern::socket_address(), examples: ["127.0.0.1:20241"], "An IP address and a port.");

/// How long a connector lets open requests finish: more than nothing, at most 3 minutes
/// (cloudflare/cloudflared, cmd/cloudflared/tunnel/cmd.go).
///
/// # Examples
///
/// ```
/// use mcpgen_core::model::GracePeriod;
///
/// assert_eq!("90s".parse::<GracePeriod>()?.to_string(), "1m30s");
/// assert_eq!(GracePeriod::default().to_string(), "15s");
///
/// let refused = "4m".parse::<GracePeriod>().unwrap_err();
/// assert_eq!(refused.help(), "write more than nothing and at most `3m`");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct GracePeriod(Duration);

impl GracePeriod {
    /// The time.
    ///
    /// # Examples
    ///
    /// ```
    /// use mcpgen_core::model::{Duration, GracePeriod};
    ///
    /// assert_eq!(GracePeriod::default().get(), Duration::from_seconds(15));
    /// ```
    #[must_use]
    pub fn get(self) -> Duration {
        self.0
    }
}

impl FromStr for GracePeriod {
    type Err = InvalidValue;

    fn from_str(text: &str) -> Result<Self, InvalidValue> {
        let duration: Duration = text.parse()?;
        if duration.is_zero() || duration > Duration::from_seconds(180) {
            return Err(InvalidValue::new(
                format!("{text:?} is not a grace period that cloudflared takes"),
                "write more than nothing and at most `3m`",
            ));
        }
        Ok(Self(duration))
    }
}

impl Default for GracePeriod {
    fn default() -> Self {
        Self(Duration::from_seconds(15))
    }
}

impl fmt::Display for GracePeriod {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(formatter)
    }
}

written_as_text!(GracePeriod, pattern: super::duration::PATTERN, examples: ["15s"], "A time of at most 3 minutes.");
