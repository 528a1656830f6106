//! Ports, of containers and of the machine.

use std::fmt;
use std::net::{IpAddr, Ipv4Addr};
use std::str::FromStr;

use serde::Deserialize;
use serde::de::{self, Deserializer, Visitor};

use crate::value::InvalidValue;

/// A port: 1 to 65535.
///
/// # Examples
///
/// ```
/// use mcpgen_core::model::Port;
///
/// assert_eq!("8811".parse::<Port>()?.to_string(), "8811");
/// assert_eq!(Port::try_from(8811)?, Port::GATEWAY);
///
/// let refused = "0".parse::<Port>().unwrap_err();
/// assert_eq!(refused.to_string(), "\"0\" is not a port\nwrite a number from 1 to 65535");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Port(u16);

impl Port {
    /// The port that a gateway listens on unless told otherwise (docker/mcp-gateway, cmd/docker-mcp/commands/gateway.go).
    ///
    /// # Examples
    ///
    /// ```
    /// use mcpgen_core::model::Port;
    ///
    /// assert_eq!(Port::GATEWAY.get(), 8811);
    /// ```
    pub const GATEWAY: Self = Self(8811);

    /// The number.
    ///
    /// # Examples
    ///
    /// ```
    /// use mcpgen_core::model::Port;
    ///
    /// assert_eq!("443".parse::<Port>()?.get(), 443);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub const fn get(self) -> u16 {
        self.0
    }
}

impl TryFrom<i64> for Port {
    type Error = InvalidValue;

    fn try_from(number: i64) -> Result<Self, InvalidValue> {
        match u16::try_from(number) {
            Ok(port) if port > 0 => Ok(Self(port)),
            _ => Err(InvalidValue::new(format!("{number} is not a port"), "write a number from 1 to 65535")),
        }
    }
}

impl FromStr for Port {
    type Err = InvalidValue;

    fn from_str(text: &str) -> Result<Self, InvalidValue> {
        let digits = !text.starts_with('0') && text.bytes().all(|byte| byte.is_ascii_digit());
        match text.parse::<u16>() {
            Ok(port) if digits && port > 0 => Ok(Self(port)),
            _ => Err(InvalidValue::new(format!("{text:?} is not a port"), "write a number from 1 to 65535")),
        }
    }
}

impl fmt::Display for Port {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(formatter)
    }
}

impl<'de> Deserialize<'de> for Port {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct PortVisitor;

        impl Visitor<'_> for PortVisitor {
            type Value = Port;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("a port from 1 to 65535, without quotes")
            }

            fn visit_i64<E: de::Error>(self, number: i64) -> Result<Port, E> {
                Port::try_from(number).map_err(E::custom)
            }
        }

        deserializer.deserialize_i64(PortVisitor)
    }
}

#[cfg(feature = "schema")]
impl schemars::JsonSchema for Port {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Port".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({ "description": "A port.", "type": "integer", "minimum": 1, "maximum": 65535 })
    }
}

/// An address of the machine that a port is offered on.
///
/// # Examples
///
/// ```
/// use mcpgen_core::model::{HostAddress, Port};
///
/// let (address, port) = HostAddress::with_port("[::1]:8811")?;
/// assert!(address.is_loopback());
/// assert_eq!((address.to_string().as_str(), port), ("[::1]", Port::GATEWAY));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct HostAddress(IpAddr);

impl HostAddress {
    /// 127.0.0.1: only this machine.
    ///
    /// # Examples
    ///
    /// ```
    /// use mcpgen_core::model::HostAddress;
    ///
    /// assert_eq!(HostAddress::LOOPBACK.to_string(), "127.0.0.1");
    /// ```
    pub const LOOPBACK: Self = Self(IpAddr::V4(Ipv4Addr::LOCALHOST));

    /// The address.
    ///
    /// # Examples
    ///
    /// ```
    /// use mcpgen_core::model::HostAddress;
    ///
    /// assert!(HostAddress::with_port("0.0.0.0:80")?.0.get().is_unspecified());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub const fn get(self) -> IpAddr {
        self.0
    }

    /// Whether only this machine can reach it.
    ///
    /// # Examples
    ///
    /// ```
    /// use mcpgen_core::model::HostAddress;
    ///
    /// assert!(HostAddress::LOOPBACK.is_loopback());
    /// assert!(!HostAddress::with_port("192.168.1.20:80")?.0.is_loopback());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub const fn is_loopback(self) -> bool {
        self.0.is_loopback()
    }

    /// Whether a port here and the same port on `other` are in each other's way. The engine listens on `::` for IPv6 alone, so
    /// that the two families never are (seen with engine 26).
    ///
    /// # Examples
    ///
    /// ```
    /// use mcpgen_core::model::HostAddress;
    ///
    /// let everywhere = HostAddress::with_port("0.0.0.0:80")?.0;
    /// let everywhere_in_ipv6 = HostAddress::with_port("[::]:80")?.0;
    /// assert!(HostAddress::LOOPBACK.clashes_with(everywhere));
    /// assert!(!HostAddress::LOOPBACK.clashes_with(everywhere_in_ipv6));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn clashes_with(self, other: Self) -> bool {
        let everywhere = self.0.is_unspecified() || other.0.is_unspecified();
        self.0.is_ipv4() == other.0.is_ipv4() && (self.0 == other.0 || everywhere)
    }

    /// Reads `IP:PORT`, or `[IP]:PORT` for IPv6.
    ///
    /// # Errors
    ///
    /// When it is neither.
    ///
    /// # Examples
    ///
    /// ```
    /// use mcpgen_core::model::HostAddress;
    ///
    /// let (address, port) = HostAddress::with_port("0.0.0.0:3333")?;
    /// assert_eq!((address.to_string().as_str(), port.get()), ("0.0.0.0", 3333));
    ///
    /// let refused = HostAddress::with_port("3333").unwrap_err();
    /// assert_eq!(refused.message(), "\"3333\" is not an address with a port");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn with_port(text: &str) -> Result<(Self, Port), InvalidValue> {
        let (address, port) = split_address(text)?;
        let Some(address) = address else {
            return Err(InvalidValue::new(
                format!("{text:?} is not an address with a port"),
                "write a port without quotes, or an address and a port, such as \"0.0.0.0:8811\"",
            ));
        };
        Ok((address, port.parse()?))
    }
}

/// As in an address with a port: IPv6 in brackets.
impl fmt::Display for HostAddress {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            IpAddr::V4(address) => address.fmt(formatter),
            IpAddr::V6(address) => write!(formatter, "[{address}]"),
        }
    }
}

/// Splits a leading `IP:` or `[IP]:` from `text`.
pub(super) fn split_address(text: &str) -> Result<(Option<HostAddress>, &str), InvalidValue> {
    let refuse = |address: &str| {
        InvalidValue::new(
            format!("{address:?} is not an IP address"),
            "write an IP address, such as 127.0.0.1, or 0.0.0.0 for all of this machine's",
        )
    };
    if let Some(bracketed) = text.strip_prefix('[') {
        let (address, rest) = bracketed.split_once("]:").ok_or_else(|| refuse(text))?;
        let address = address.parse().map_err(|_| refuse(address))?;
        return Ok((Some(HostAddress(IpAddr::V6(address))), rest));
    }
    match text.split_once(':') {
        Some((address, rest))
            if address.contains('.')
                || !address.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-') =>
        {
            let address = address.parse().map_err(|_| refuse(address))?;
            Ok((Some(HostAddress(IpAddr::V4(address))), rest))
        }
        _ => Ok((None, text)),
    }
}

/// What is spoken on a port.
///
/// # Examples
///
/// ```
/// use mcpgen_core::model::{Protocol, PublishedPort};
///
/// assert_eq!("53:53/udp".parse::<PublishedPort>()?.protocol, Protocol::Udp);
/// assert_eq!("8080:80".parse::<PublishedPort>()?.protocol, Protocol::Tcp);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Protocol {
    /// TCP.
    Tcp,
    /// UDP.
    Udp,
    /// SCTP; the engine's machine must have it.
    Sctp,
}

impl Protocol {
    /// The name in Compose.
    ///
    /// # Examples
    ///
    /// ```
    /// use mcpgen_core::model::Protocol;
    ///
    /// assert_eq!(Protocol::Sctp.as_str(), "sctp");
    /// ```
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Tcp => "tcp",
            Self::Udp => "udp",
            Self::Sctp => "sctp",
        }
    }

    pub(super) fn split(text: &str) -> Result<(&str, Self), InvalidValue> {
        match text.split_once('/') {
            None => Ok((text, Self::Tcp)),
            Some((rest, "tcp")) => Ok((rest, Self::Tcp)),
            Some((rest, "udp")) => Ok((rest, Self::Udp)),
            Some((rest, "sctp")) => Ok((rest, Self::Sctp)),
            Some((_, other)) => Err(InvalidValue::new(
                format!("{other:?} is not a protocol of ports"),
                "write `/tcp`, `/udp` or `/sctp`",
            )),
        }
    }
}

/// A port that a container listens on for the other services: a number, or `"PORT/udp"`.
///
/// # Examples
///
/// ```
/// use mcpgen_core::model::{Protocol, ServiceSpec, StackSpec};
///
/// let stack: StackSpec = r#"
/// [stack]
/// name = "mcp"
///
/// [services.web]
/// kind = "container"
/// image = "nginx:1.29"
/// expose = [8000, "53/udp"]
/// "#
/// .parse()?;
/// let ServiceSpec::Container(web) = &stack.services[&"web".parse()?] else { unreachable!() };
/// let [http, dns] = web.expose.as_slice() else { unreachable!() };
/// assert_eq!((http.port.get(), http.protocol), (8000, Protocol::Tcp));
/// assert_eq!(dns.to_string(), "53/udp");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct ExposedPort {
    /// The port.
    pub port: Port,
    /// What is spoken on it.
    pub protocol: Protocol,
}

/// As a Compose file has it.
impl fmt::Display for ExposedPort {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}/{}", self.port, self.protocol.as_str())
    }
}

impl<'de> Deserialize<'de> for ExposedPort {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct ExposedVisitor;

        impl Visitor<'_> for ExposedVisitor {
            type Value = ExposedPort;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("a port, or text such as \"53/udp\"")
            }

            fn visit_i64<E: de::Error>(self, number: i64) -> Result<ExposedPort, E> {
                Port::try_from(number)
                    .map(|port| ExposedPort { port, protocol: Protocol::Tcp })
                    .map_err(E::custom)
            }

            fn visit_str<E: de::Error>(self, text: &str) -> Result<ExposedPort, E> {
                let (port, protocol) = Protocol::split(text).map_err(E::custom)?;
                Ok(ExposedPort { port: port.parse().map_err(E::custom)?, protocol })
            }
        }

        deserializer.deserialize_any(ExposedVisitor)
    }
}

#[cfg(feature = "schema")]
impl schemars::JsonSchema for ExposedPort {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "ExposedPort".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({
            "description": "A port, or a port and a protocol.",
            "anyOf": [
                { "type": "integer", "minimum": 1, "maximum": 65535 },
                { "type": "string", "pattern": crate::schema::pattern::exposed_port() }
            ]
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn address(text: &str) -> HostAddress {
        HostAddress::with_port(text).unwrap().0
    }

    #[test]
    fn an_address_that_means_all_is_in_the_way_of_every_other_of_its_family() {
        let (all, other) = (address("0.0.0.0:1"), address("10.0.0.1:1"));
        assert!(all.clashes_with(HostAddress::LOOPBACK));
        assert!(!other.clashes_with(HostAddress::LOOPBACK));
        assert!(!all.clashes_with(address("[::]:1")));
        assert!(!address("[::]:1").clashes_with(HostAddress::LOOPBACK));
        assert!(address("[::]:1").clashes_with(address("[::1]:1")));
    }
}
