//! Which addresses the SOCKS proxy reaches.

use std::net::IpAddr;
use std::num::NonZeroU16;

use serde::Serialize;

use crate::InvalidValue;

/// A rule of the SOCKS proxy: addresses, ports, and whether they are allowed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct IpRule {
    prefix: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    ports: Vec<NonZeroU16>,
    allow: bool,
}

impl IpRule {
    /// The addresses whose first `length` bits are those of `address`, on `ports`, or on every port when there is none.
    ///
    /// # Errors
    ///
    /// [`InvalidValue`] when `length` is more than 32 for an IPv4 address, or 128 for an IPv6 address.
    pub fn new(
        address: IpAddr,
        length: u8,
        ports: impl IntoIterator<Item = NonZeroU16>,
        allow: bool,
    ) -> Result<Self, InvalidValue> {
        let prefix = format!("{address}/{length}");
        let longest = if address.is_ipv4() { 32 } else { 128 };
        if length > longest {
            return Err(InvalidValue::new("address range", prefix, format!("an address has {longest} bits")));
        }
        Ok(Self { prefix, ports: ports.into_iter().collect(), allow })
    }
}
