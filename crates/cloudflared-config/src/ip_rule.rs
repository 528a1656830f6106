//! Which addresses the SOCKS proxy reaches.

use std::net::IpAddr;
use std::num::NonZeroU16;

use serde::Serialize;

use crate::InvalidValue;

/// A rule of the SOCKS proxy: addresses, ports, and whether they are allowed.
///
/// ```
/// use cloudflared_config::{IpRule, Service};
/// use std::num::NonZeroU16;
///
/// // TLS in one private network, and nothing else.
/// let https = NonZeroU16::new(443);
/// let service = Service::SocksProxy(vec![
///     IpRule::new([10, 0, 0, 0].into(), 8, https, true)?,
///     IpRule::new([0, 0, 0, 0].into(), 0, None, false)?,
/// ]);
/// assert_eq!(service.to_string(), "socks-proxy");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
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
    ///
    /// ```
    /// # use cloudflared_config::IpRule;
    /// let rule = IpRule::new([192, 168, 0, 0].into(), 16, None, true)?;
    /// assert_eq!(serde_json::to_value(&rule)?, serde_json::json!({ "prefix": "192.168.0.0/16", "allow": true }));
    /// let error = IpRule::new([192, 168, 0, 0].into(), 33, None, true).unwrap_err();
    /// assert_eq!(error.reason(), "an address has 32 bits");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
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
