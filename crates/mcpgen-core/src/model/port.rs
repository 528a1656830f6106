//! Ports, of containers and of the machine.

use std::fmt;
use std::net::{IpAddr, Ipv4Addr};
use std::str::FromStr;

use serde::Deserialize;
use serde::de::{self, Deserializer, Visitor};

use crate::value::{InvalidValue, written_as_text};

/// A port: 1 to 65535.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Port(u16);

impl Port {
    /// The port that a gateway listens on unless told otherwise (docker/mcp-gateway, cmd/docker-mcp/commands/gateway.go).
    pub const GATEWAY: Self = Self(8811);

    /// The number.
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
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct HostAddress(IpAddr);

impl HostAddress {
    /// 127.0.0.1: only this machine.
    pub const LOOPBACK: Self = Self(IpAddr::V4(Ipv4Addr::LOCALHOST));

    /// The address.
    #[must_use]
    pub const fn get(self) -> IpAddr {
        self.0
    }

    /// Whether only this machine can reach it.
    #[must_use]
    pub const fn is_loopback(self) -> bool {
        self.0.is_loopback()
    }

    /// Whether a port here and the same port on `other` are in each other's way.
    #[must_use]
    pub fn clashes_with(self, other: Self) -> bool {
        let everywhere = |address: IpAddr| address.is_unspecified();
        // Linux binds `::` for IPv4 too, unless told otherwise.
        self.0 == other.0 || everywhere(self.0) || everywhere(other.0)
    }

    /// Reads `IP:PORT`, or `[IP]:PORT` for IPv6.
    ///
    /// # Errors
    ///
    /// When it is neither.
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
fn split_address(text: &str) -> Result<(Option<HostAddress>, &str), InvalidValue> {
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
        Some((ports, _)) if is_range(ports) => Err(InvalidValue::new(
            format!("{ports:?} is a range of ports, and each takes a text of its own"),
            "write \"HOST:CONTAINER\" for each port, such as \"8080:80\", \"8081:81\"",
        )),
        Some((address, rest))
            if address.contains('.') || !address.bytes().all(|byte| byte.is_ascii_digit()) =>
        {
            let address = address.parse().map_err(|_| refuse(address))?;
            Ok((Some(HostAddress(IpAddr::V4(address))), rest))
        }
        _ => Ok((None, text)),
    }
}

fn is_range(text: &str) -> bool {
    text.split_once('-').is_some_and(|(first, last)| {
        [first, last].iter().all(|port| !port.is_empty() && port.bytes().all(|byte| byte.is_ascii_digit()))
    })
}

/// What is spoken on a port.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Protocol {
    /// TCP.
    Tcp,
    /// UDP.
    Udp,
}

impl Protocol {
    /// The name in Compose.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Tcp => "tcp",
            Self::Udp => "udp",
        }
    }

    fn split(text: &str) -> Result<(&str, Self), InvalidValue> {
        match text.split_once('/') {
            None => Ok((text, Self::Tcp)),
            Some((rest, "tcp")) => Ok((rest, Self::Tcp)),
            Some((rest, "udp")) => Ok((rest, Self::Udp)),
            Some((_, other)) => Err(InvalidValue::new(
                format!("{other:?} is not a protocol of ports"),
                "write `/tcp` or `/udp`",
            )),
        }
    }
}

/// A port of a container that the machine offers: `"HOST:CONTAINER"` or `"IP:HOST:CONTAINER"`, with `/udp` if wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct PublishedPort {
    /// The machine's address. 127.0.0.1 when none was written.
    pub address: HostAddress,
    /// The machine's port.
    pub host: Port,
    /// The container's port.
    pub container: Port,
    /// What is spoken on it.
    pub protocol: Protocol,
}

impl FromStr for PublishedPort {
    type Err = InvalidValue;

    fn from_str(text: &str) -> Result<Self, InvalidValue> {
        let (ports, protocol) = Protocol::split(text)?;
        let (address, ports) = split_address(ports)?;
        let Some((host, container)) = ports.split_once(':') else {
            return Err(InvalidValue::new(
                format!("{text:?} does not say both ports"),
                "write \"HOST:CONTAINER\", such as \"8080:80\"",
            ));
        };
        Ok(Self {
            address: address.unwrap_or(HostAddress::LOOPBACK),
            host: host.parse()?,
            container: container.parse()?,
            protocol,
        })
    }
}

written_as_text!(
    PublishedPort,
    pattern: crate::schema::pattern::published_port(),
    examples: ["8080:80", "0.0.0.0:53:53/udp"],
    "A port of this machine and one of the container: HOST:CONTAINER on 127.0.0.1, or IP:HOST:CONTAINER; /udp if wanted."
);

/// A port that a container listens on for the other services: a number, or `"PORT/udp"`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct ExposedPort {
    /// The port.
    pub port: Port,
    /// What is spoken on it.
    pub protocol: Protocol,
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

    fn published(text: &str) -> String {
        let port: PublishedPort = text.parse().unwrap();
        format!("{} {} {} {}", port.address, port.host, port.container, port.protocol.as_str())
    }

    #[test]
    fn no_address_means_only_this_machine() {
        assert_eq!(published("8080:80"), "127.0.0.1 8080 80 tcp");
        assert_eq!(published("0.0.0.0:53:53/udp"), "0.0.0.0 53 53 udp");
        assert_eq!(published("[::1]:1:2"), "[::1] 1 2 tcp");
    }

    #[test]
    fn what_is_not_two_ports_is_refused() {
        for text in [
            "80",
            "",
            "0:80",
            "80:70000",
            "localhost:80:80",
            "80:80/sctp",
            "a:b",
            "+1:2",
            "1:2:3",
            "::1:80:80",
        ] {
            assert!(text.parse::<PublishedPort>().is_err(), "{text}");
        }
    }

    #[test]
    fn an_address_that_means_all_is_in_the_way_of_every_other() {
        let all = HostAddress::with_port("0.0.0.0:1").unwrap().0;
        let other = HostAddress::with_port("10.0.0.1:1").unwrap().0;
        assert!(all.clashes_with(HostAddress::LOOPBACK));
        assert!(!other.clashes_with(HostAddress::LOOPBACK));
    }
}
