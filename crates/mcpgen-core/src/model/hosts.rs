//! `extra-hosts`, `dns`, `dns-search`, `dns-opt` and `hostname`: names of machines, as a container sees them.

use std::fmt;
use std::net::IpAddr;
use std::str::FromStr;

use crate::value::{InvalidValue, written_as_text};

/// A name as DNS has it: labels of letters, digits and hyphens, between dots (RFC 1123, section 2.1).
fn is_dns_name(text: &str, longest: usize) -> bool {
    let label = |label: &str| {
        (1..=63).contains(&label.len())
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
    };
    text.len() <= longest && text.split('.').all(label)
}

/// What a container calls itself: at most 63 characters (the kernel takes 64).
///
/// # Examples
///
/// ```
/// use mcpgen_core::model::ContainerHostname;
///
/// assert!("app".parse::<ContainerHostname>().is_ok());
///
/// let refused = "my_app".parse::<ContainerHostname>().unwrap_err();
/// assert_eq!(refused.message(), "\"my_app\" is not a name of a host");
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ContainerHostname(String);

impl ContainerHostname {
    /// The name.
    ///
    /// # Examples
    ///
    /// ```
    /// use mcpgen_core::model::ContainerHostname;
    ///
    /// assert_eq!("app.internal".parse::<ContainerHostname>()?.as_str(), "app.internal");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for ContainerHostname {
    type Err = InvalidValue;

    fn from_str(text: &str) -> Result<Self, InvalidValue> {
        if is_dns_name(text, 63) {
            Ok(Self(text.to_owned()))
        } else {
            Err(InvalidValue::new(
                format!("{text:?} is not a name of a host"),
                "take up to 63 letters, digits and `-`, with `.` between them, such as `app`",
            ))
        }
    }
}

written_as_text!(
    ContainerHostname,
    pattern: crate::schema::pattern::dns_name(),
    examples: ["app"],
    "What the container calls itself."
);

/// The name of another machine: at most 253 characters.
///
/// # Examples
///
/// ```
/// use mcpgen_core::model::HostName;
///
/// assert_eq!("host.docker.internal".parse::<HostName>()?.to_string(), "host.docker.internal");
///
/// let refused = "http://example.com".parse::<HostName>().unwrap_err();
/// assert_eq!(refused.message(), "\"http://example.com\" is not a name of a host");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct HostName(String);

impl HostName {
    /// The name.
    ///
    /// # Examples
    ///
    /// ```
    /// use mcpgen_core::model::HostName;
    ///
    /// assert_eq!("example.com".parse::<HostName>()?.as_str(), "example.com");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for HostName {
    type Err = InvalidValue;

    fn from_str(text: &str) -> Result<Self, InvalidValue> {
        if is_dns_name(text, 253) {
            Ok(Self(text.to_owned()))
        } else {
            Err(InvalidValue::new(
                format!("{text:?} is not a name of a host"),
                "take letters, digits and `-`, with `.` between them, such as `host.docker.internal`",
            ))
        }
    }
}

impl fmt::Display for HostName {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

written_as_text!(
    HostName,
    pattern: crate::schema::pattern::dns_name(),
    examples: ["host.docker.internal"],
    "The name of a host."
);

/// Where the host of an `extra-hosts` entry is.
///
/// # Examples
///
/// ```
/// use mcpgen_core::model::ExtraHost;
///
/// assert_eq!("host-gateway".parse::<ExtraHost>()?, ExtraHost::HostGateway);
/// assert_eq!("10.0.0.1".parse::<ExtraHost>()?.to_string(), "10.0.0.1");
///
/// let refused = "example.com".parse::<ExtraHost>().unwrap_err();
/// assert_eq!(refused.message(), "\"example.com\" is not an IP address");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ExtraHost {
    /// `host-gateway`: the machine that the engine runs on.
    HostGateway,
    /// An IP address.
    Address(IpAddr),
}

impl FromStr for ExtraHost {
    type Err = InvalidValue;

    fn from_str(text: &str) -> Result<Self, InvalidValue> {
        match text {
            "host-gateway" => Ok(Self::HostGateway),
            _ => text.parse().map(Self::Address).map_err(|_| {
                InvalidValue::new(
                    format!("{text:?} is not an IP address"),
                    "write an address such as `10.0.0.1`, or `host-gateway` for the machine itself",
                )
            }),
        }
    }
}

impl fmt::Display for ExtraHost {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::HostGateway => formatter.write_str("host-gateway"),
            Self::Address(address) => address.fmt(formatter),
        }
    }
}

written_as_text!(
    ExtraHost,
    pattern: crate::schema::pattern::extra_host(),
    examples: ["host-gateway", "10.0.0.1"],
    "An IP address, or host-gateway for the machine that the engine runs on."
);

/// A server of DNS, by its address.
///
/// # Examples
///
/// ```
/// use mcpgen_core::model::DnsServer;
///
/// assert_eq!("1.1.1.1".parse::<DnsServer>()?.to_string(), "1.1.1.1");
///
/// let refused = "one.one.one.one".parse::<DnsServer>().unwrap_err();
/// assert_eq!(refused.help(), "write the address of a DNS server, such as `1.1.1.1`");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct DnsServer(IpAddr);

impl FromStr for DnsServer {
    type Err = InvalidValue;

    fn from_str(text: &str) -> Result<Self, InvalidValue> {
        text.parse().map(Self).map_err(|_| {
            InvalidValue::new(
                format!("{text:?} is not an IP address"),
                "write the address of a DNS server, such as `1.1.1.1`",
            )
        })
    }
}

impl fmt::Display for DnsServer {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(formatter)
    }
}

written_as_text!(
    DnsServer,
    pattern: crate::schema::pattern::ip_address(),
    examples: ["1.1.1.1"],
    "The address of a DNS server."
);

/// An option of the resolver: a word, or a word and a number (resolv.conf(5)).
///
/// # Examples
///
/// ```
/// use mcpgen_core::model::DnsOption;
///
/// assert_eq!("ndots:2".parse::<DnsOption>()?.to_string(), "ndots:2");
///
/// let refused = "ndots=2".parse::<DnsOption>().unwrap_err();
/// assert_eq!(refused.help(), "write a word, or a word and a number, such as `use-vc` or `ndots:2`");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct DnsOption(String);

impl FromStr for DnsOption {
    type Err = InvalidValue;

    fn from_str(text: &str) -> Result<Self, InvalidValue> {
        let (word, number) = text.split_once(':').unwrap_or((text, "0"));
        let valid = word.starts_with(|first: char| first.is_ascii_lowercase())
            && word.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
            && !number.is_empty()
            && number.bytes().all(|byte| byte.is_ascii_digit());
        if valid {
            Ok(Self(text.to_owned()))
        } else {
            Err(InvalidValue::new(
                format!("{text:?} is not an option of the resolver"),
                "write a word, or a word and a number, such as `use-vc` or `ndots:2`",
            ))
        }
    }
}

impl fmt::Display for DnsOption {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

written_as_text!(
    DnsOption,
    pattern: "^[a-z][a-z0-9-]*(:[0-9]+)?$",
    examples: ["ndots:2"],
    "An option of the resolver."
);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_hosts_are_those_of_dns() {
        for text in ["app", "App-2", "db.internal", "1"] {
            assert!(text.parse::<ContainerHostname>().is_ok(), "{text}");
        }
        for text in ["", "a_b", "-a", "a-", "a..b", ".a", "a.", "a b", "é", &"a".repeat(64)] {
            assert!(text.parse::<ContainerHostname>().is_err(), "{text:?}");
        }
        assert!(format!("{}.{}", "a".repeat(60), "b".repeat(60)).parse::<HostName>().is_ok());
        assert!(format!("{}.{}", "a".repeat(60), "b".repeat(60)).parse::<ContainerHostname>().is_err());
    }

    #[test]
    fn an_address_has_one_form() {
        assert_eq!("0:0:0:0:0:0:0:1".parse::<ExtraHost>().unwrap().to_string(), "::1");
        assert_eq!("host-gateway".parse::<ExtraHost>().unwrap().to_string(), "host-gateway");
        assert!("localhost".parse::<ExtraHost>().is_err());
        assert!("1.1.1".parse::<DnsServer>().is_err());
    }
}
