//! Ports of containers that the machine offers.

use std::fmt;
use std::str::FromStr;

use super::port::split_address;
use super::{HostAddress, Port, Protocol};
use crate::value::{InvalidValue, written_as_text};

/// Ports that follow each other: one, or `FIRST-LAST`.
///
/// # Examples
///
/// ```
/// use mcpgen_core::model::PortRange;
///
/// assert_eq!("8000-8009".parse::<PortRange>()?.to_string(), "8000-8009");
/// assert_eq!("8000".parse::<PortRange>()?.to_string(), "8000");
///
/// let refused = "8009-8000".parse::<PortRange>().unwrap_err();
/// assert_eq!(refused.message(), "the range of ports \"8009-8000\" ends before it begins");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct PortRange {
    first: Port,
    last: Port,
}

impl PortRange {
    /// The most ports that a range may have: the engine starts a program for each.
    ///
    /// # Examples
    ///
    /// ```
    /// use mcpgen_core::model::PortRange;
    ///
    /// assert!("1001-2000".parse::<PortRange>().is_ok());
    /// assert!("1001-2001".parse::<PortRange>().is_err());
    /// assert_eq!(PortRange::MOST, 1000);
    /// ```
    pub const MOST: u16 = 1000;

    /// The first port.
    ///
    /// # Examples
    ///
    /// ```
    /// use mcpgen_core::model::PortRange;
    ///
    /// assert_eq!("8000-8009".parse::<PortRange>()?.first().get(), 8000);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub const fn first(self) -> Port {
        self.first
    }

    /// The last port, which is in the range too.
    ///
    /// # Examples
    ///
    /// ```
    /// use mcpgen_core::model::PortRange;
    ///
    /// assert_eq!("8000-8009".parse::<PortRange>()?.last().get(), 8009);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub const fn last(self) -> Port {
        self.last
    }

    /// How many ports there are in it: at least one.
    ///
    /// # Examples
    ///
    /// ```
    /// use mcpgen_core::model::PortRange;
    ///
    /// assert_eq!("8000-8009".parse::<PortRange>()?.count(), 10);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub const fn count(self) -> u16 {
        self.last.get() - self.first.get() + 1
    }

    /// Whether it is one port.
    ///
    /// # Examples
    ///
    /// ```
    /// use mcpgen_core::model::{Port, PortRange};
    ///
    /// assert!(PortRange::from(Port::GATEWAY).is_single());
    /// ```
    #[must_use]
    pub const fn is_single(self) -> bool {
        self.first.get() == self.last.get()
    }

    /// Whether a port is in both.
    ///
    /// # Examples
    ///
    /// ```
    /// use mcpgen_core::model::PortRange;
    ///
    /// let range: PortRange = "8000-8009".parse()?;
    /// assert!(range.overlaps("8009-8020".parse()?));
    /// assert!(!range.overlaps("8010".parse()?));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn overlaps(self, other: Self) -> bool {
        self.first <= other.last && other.first <= self.last
    }

    /// Its ports, in order.
    ///
    /// # Examples
    ///
    /// ```
    /// use mcpgen_core::model::PortRange;
    ///
    /// assert_eq!("8000-8002".parse::<PortRange>()?.ports().collect::<Vec<_>>(), [8000, 8001, 8002]);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn ports(self) -> impl Iterator<Item = u16> {
        self.first.get()..=self.last.get()
    }
}

impl From<Port> for PortRange {
    fn from(port: Port) -> Self {
        Self { first: port, last: port }
    }
}

impl FromStr for PortRange {
    type Err = InvalidValue;

    fn from_str(text: &str) -> Result<Self, InvalidValue> {
        let Some((first, last)) = text.split_once('-') else { return Ok(text.parse::<Port>()?.into()) };
        let range = Self { first: first.parse()?, last: last.parse()? };
        if range.first > range.last {
            return Err(InvalidValue::new(
                format!("the range of ports {text:?} ends before it begins"),
                "write the smaller port first",
            ));
        }
        if range.last.get() - range.first.get() >= Self::MOST {
            return Err(InvalidValue::new(
                format!("the range of ports {text:?} is too long: the engine starts a program for each port"),
                format!("write at most {} ports", Self::MOST),
            ));
        }
        Ok(range)
    }
}

impl fmt::Display for PortRange {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.is_single() {
            self.first.fmt(formatter)
        } else {
            write!(formatter, "{}-{}", self.first, self.last)
        }
    }
}

/// Ports of a container that the machine offers: `"HOST:CONTAINER"` or `"IP:HOST:CONTAINER"`, with `/udp` or `/sctp` if wanted.
/// Both sides may be ranges of one length; a range on the machine's side alone means any one port of it that is free.
///
/// # Examples
///
/// ```
/// use mcpgen_core::model::PublishedPort;
///
/// let port: PublishedPort = "8080:80".parse()?;
/// assert!(port.address.is_loopback());
/// assert_eq!((port.host.first().get(), port.container.first().get()), (8080, 80));
///
/// let wide: PublishedPort = "0.0.0.0:8000-8009:9000-9009".parse()?;
/// assert_eq!(wide.host.count(), wide.container.count());
///
/// let refused = "80".parse::<PublishedPort>().unwrap_err();
/// assert_eq!(refused.help(), "write \"HOST:CONTAINER\", such as \"8080:80\"");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct PublishedPort {
    /// The machine's address. 127.0.0.1 when none was written.
    pub address: HostAddress,
    /// The machine's ports: as many as the container's, or those from which the engine chooses one.
    pub host: PortRange,
    /// The container's ports.
    pub container: PortRange,
    /// What is spoken on them.
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
        let (host, container): (PortRange, PortRange) = (host.parse()?, container.parse()?);
        if !container.is_single() && host.count() != container.count() {
            return Err(InvalidValue::new(
                format!(
                    "{text:?} has {} ports on one side and {} on the other",
                    host.count(),
                    container.count()
                ),
                "write ranges of one length, such as \"8000-8009:9000-9009\"",
            ));
        }
        Ok(Self { address: address.unwrap_or(HostAddress::LOOPBACK), host, container, protocol })
    }
}

written_as_text!(
    PublishedPort,
    pattern: crate::schema::pattern::published_port(),
    examples: ["8080:80", "0.0.0.0:53:53/udp", "8000-8009:9000-9009"],
    "A port of this machine and one of the container: HOST:CONTAINER on 127.0.0.1, or IP:HOST:CONTAINER; /udp or /sctp if wanted; ranges as FIRST-LAST."
);

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
        assert_eq!(published("8000-8009:9000-9009/sctp"), "127.0.0.1 8000-8009 9000-9009 sctp");
        assert_eq!(published("0.0.0.0:8000-8009:80"), "0.0.0.0 8000-8009 80 tcp");
    }

    #[test]
    fn what_is_not_two_ports_is_refused() {
        for text in [
            "80",
            "",
            "0:80",
            "80:70000",
            "localhost:80:80",
            "80:80/dccp",
            "1-2:3-5",
            "80:1-2",
            "2-1:2-1",
            "1-2-3:1",
            "1-:1",
            "1-1001:1",
            "a:b",
            "+1:2",
            "1:2:3",
            "::1:80:80",
        ] {
            assert!(text.parse::<PublishedPort>().is_err(), "{text}");
        }
    }
}
