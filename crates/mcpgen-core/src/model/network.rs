//! `[networks.NAME]`.

use std::fmt;
use std::net::IpAddr;
use std::str::FromStr;

use serde::Deserialize;

use crate::value::{InvalidValue, written_as_text};

/// `[networks.NAME]`: a network that services are on.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct NetworkSpec {
    /// The engine's network driver. Default: `bridge`.
    pub driver: Option<String>,
    /// Whether the network is cut off from everything outside. Default: false. A service that is only on internal networks
    /// can neither be published nor reach Cloudflare.
    pub internal: Option<bool>,
    /// The addresses of the network, such as `172.28.0.0/16`. Default: the engine chooses.
    pub subnet: Option<Subnet>,
    /// Whether the network exists already, under exactly this name, and is not the stack's to create or remove. Default: false.
    pub external: Option<bool>,
}

/// A range of addresses in CIDR form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Subnet {
    address: IpAddr,
    prefix: u8,
}

impl FromStr for Subnet {
    type Err = InvalidValue;

    fn from_str(text: &str) -> Result<Self, InvalidValue> {
        let refuse = || {
            InvalidValue::new(
                format!("{text:?} is not a subnet"),
                "write an address and a length, such as `172.28.0.0/16`",
            )
        };
        let (address, prefix) = text.split_once('/').ok_or_else(refuse)?;
        let address: IpAddr = address.parse().map_err(|_| refuse())?;
        let digits = !prefix.is_empty() && prefix.bytes().all(|byte| byte.is_ascii_digit());
        let prefix: u8 = prefix.parse().map_err(|_| refuse())?;
        let longest = if address.is_ipv4() { 32 } else { 128 };
        if digits && prefix <= longest { Ok(Self { address, prefix }) } else { Err(refuse()) }
    }
}

impl fmt::Display for Subnet {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}/{}", self.address, self.prefix)
    }
}

written_as_text!(Subnet, pattern: crate::schema::pattern::subnet(), examples: ["172.28.0.0/16"], "A range of addresses: an address and a prefix length.");
