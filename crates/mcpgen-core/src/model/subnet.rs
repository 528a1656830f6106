//! Ranges of addresses.

use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::str::FromStr;

use crate::value::{InvalidValue, written_as_text};

/// A range of addresses in CIDR form, in which an engine can make a network: from `/8` to `/30` for IPv4, from `/64` to `/124`
/// for IPv6, and none that machines keep for other purposes.
///
/// # Examples
///
/// ```
/// use mcpgen_core::model::Subnet;
///
/// assert_eq!("172.28.0.0/16".parse::<Subnet>()?.to_string(), "172.28.0.0/16");
///
/// let refused = "172.28.0.1/16".parse::<Subnet>().unwrap_err();
/// assert_eq!(refused.message(), "\"172.28.0.1/16\" is not a subnet: its address has bits beyond the length");
/// assert_eq!(refused.help(), "write `172.28.0.0/16`");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Subnet {
    first: IpAddr,
    prefix: u8,
}

/// What no network can have: an engine makes it, and no container starts in it (seen with engine 26).
const SPECIAL: [(IpAddr, u8, &str); 6] = [
    (IpAddr::V4(Ipv4Addr::UNSPECIFIED), 8, "those addresses mean the network itself"),
    (IpAddr::V4(Ipv4Addr::new(127, 0, 0, 0)), 8, "those addresses mean the container itself"),
    (IpAddr::V4(Ipv4Addr::new(224, 0, 0, 0)), 3, "those addresses mean many at once, or are reserved"),
    (IpAddr::V6(Ipv6Addr::UNSPECIFIED), 64, "those addresses mean the container itself"),
    (IpAddr::V6(Ipv6Addr::new(0xfe80, 0, 0, 0, 0, 0, 0, 0)), 10, "each network has those addresses anyway"),
    (IpAddr::V6(Ipv6Addr::new(0xff00, 0, 0, 0, 0, 0, 0, 0)), 8, "those addresses mean many at once"),
];

impl Subnet {
    /// Whether its addresses are of IPv4.
    ///
    /// # Examples
    ///
    /// ```
    /// use mcpgen_core::model::Subnet;
    ///
    /// assert!("172.28.0.0/16".parse::<Subnet>()?.is_ipv4());
    /// assert!(!"fd00:28::/64".parse::<Subnet>()?.is_ipv4());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub const fn is_ipv4(self) -> bool {
        self.first.is_ipv4()
    }

    /// Whether `address` lies in it.
    ///
    /// # Examples
    ///
    /// ```
    /// use mcpgen_core::model::Subnet;
    ///
    /// let subnet: Subnet = "172.28.0.0/16".parse()?;
    /// assert!(subnet.contains("172.28.255.255".parse()?));
    /// assert!(!subnet.contains("172.29.0.0".parse()?));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn contains(self, address: IpAddr) -> bool {
        address.is_ipv4() == self.is_ipv4() && masked(address, self.prefix) == bits(self.first)
    }

    /// Whether an address lies in both.
    ///
    /// # Examples
    ///
    /// ```
    /// use mcpgen_core::model::Subnet;
    ///
    /// let wide: Subnet = "10.0.0.0/8".parse()?;
    /// assert!(wide.overlaps("10.1.0.0/16".parse()?));
    /// assert!(!wide.overlaps("172.28.0.0/16".parse()?));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn overlaps(self, other: Self) -> bool {
        self.contains(other.first) || other.contains(self.first)
    }

    /// The address of its gateway, when nobody says another: the first after the network's own.
    ///
    /// # Examples
    ///
    /// ```
    /// use mcpgen_core::model::Subnet;
    ///
    /// assert_eq!("172.28.0.0/16".parse::<Subnet>()?.gateway().to_string(), "172.28.0.1");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn gateway(self) -> IpAddr {
        self.at(1)
    }

    /// How many containers can be on it at once: all addresses without the network's own, the gateway's and the last.
    ///
    /// # Examples
    ///
    /// ```
    /// use mcpgen_core::model::Subnet;
    ///
    /// assert_eq!("172.28.0.0/29".parse::<Subnet>()?.room(), 5);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn room(self) -> u128 {
        self.size() - 3
    }

    /// The part of it from which the engine takes the addresses of containers that have none of their own, when others do:
    /// otherwise it begins with the lowest, and gives away what is another's. It is the upper half; of an IPv6 subnet the lower
    /// half of that, for the engine counts no further (seen with engine 26).
    ///
    /// # Examples
    ///
    /// ```
    /// use mcpgen_core::model::Subnet;
    ///
    /// assert_eq!("172.28.0.0/16".parse::<Subnet>()?.dynamic_part().to_string(), "172.28.128.0/17");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn dynamic_part(self) -> Self {
        let length = if self.is_ipv4() { 1 } else { 2 };
        Self { first: self.at(self.size() / 2), prefix: self.prefix + length }
    }

    /// Whether a container can have `address` for its own: it lies in the lower half, and is neither the network's nor the
    /// gateway's.
    ///
    /// # Examples
    ///
    /// ```
    /// use mcpgen_core::model::Subnet;
    ///
    /// let subnet: Subnet = "172.28.0.0/16".parse()?;
    /// assert!(subnet.has_room_for("172.28.0.10".parse()?));
    /// assert!(!subnet.has_room_for("172.28.0.1".parse()?), "the gateway's");
    /// assert!(!subnet.has_room_for("172.28.128.0".parse()?), "the engine gives it away");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn has_room_for(self, address: IpAddr) -> bool {
        self.contains(address) && (2..self.size() / 2).contains(&(bits(address) - bits(self.first)))
    }

    /// The first and the last address that a container can have for its own; `None` when there is none.
    ///
    /// # Examples
    ///
    /// ```
    /// use mcpgen_core::model::Subnet;
    ///
    /// let own = "172.28.0.0/24".parse::<Subnet>()?.own_addresses();
    /// assert_eq!(own, Some(("172.28.0.2".parse()?, "172.28.0.127".parse()?)));
    /// assert_eq!("172.28.0.0/30".parse::<Subnet>()?.own_addresses(), None);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn own_addresses(self) -> Option<(IpAddr, IpAddr)> {
        let half = self.size() / 2;
        (half > 2).then(|| (self.at(2), self.at(half - 1)))
    }

    /// Its size.
    fn size(self) -> u128 {
        1 << (width(self.first) - self.prefix)
    }

    fn at(self, offset: u128) -> IpAddr {
        let address = bits(self.first) + offset;
        match self.first {
            IpAddr::V4(_) => IpAddr::V4(Ipv4Addr::from(u32::try_from(address).unwrap_or(u32::MAX))),
            IpAddr::V6(_) => IpAddr::V6(Ipv6Addr::from(address)),
        }
    }
}

fn width(address: IpAddr) -> u8 {
    if address.is_ipv4() { 32 } else { 128 }
}

fn bits(address: IpAddr) -> u128 {
    match address {
        IpAddr::V4(address) => u32::from(address).into(),
        IpAddr::V6(address) => address.into(),
    }
}

/// The bits of `address` up to `prefix`, which is at least 1.
fn masked(address: IpAddr, prefix: u8) -> u128 {
    let rest = width(address) - prefix;
    bits(address) >> rest << rest
}

impl FromStr for Subnet {
    type Err = InvalidValue;

    fn from_str(text: &str) -> Result<Self, InvalidValue> {
        let refuse = |reason: &str, help: String| {
            Err(InvalidValue::new(format!("{text:?} is not a subnet{reason}"), help))
        };
        let example = "write an address and a length, such as `172.28.0.0/16`".to_owned();
        let parts = text.split_once('/').and_then(|(address, prefix)| {
            let digits = !prefix.is_empty() && prefix.bytes().all(|byte| byte.is_ascii_digit());
            Some((address.parse::<IpAddr>().ok()?, prefix.parse::<u8>().ok().filter(|_| digits)?))
        });
        let Some((address, prefix)) = parts else { return refuse("", example) };
        let (shortest, longest) = if address.is_ipv4() { (8, 30) } else { (64, 124) };
        if !(shortest..=longest).contains(&prefix) {
            return refuse(
                " that an engine can make a network in",
                format!("write a length from {shortest} to {longest}"),
            );
        }
        let subnet = Self { first: address, prefix };
        if masked(address, prefix) != bits(address) {
            let right = Self { first: Self { first: address, prefix }.base(), prefix };
            return refuse(": its address has bits beyond the length", format!("write `{right}`"));
        }
        match SPECIAL.iter().find(|(first, prefix, _)| {
            address.is_ipv4() == first.is_ipv4() && masked(address, *prefix) == bits(*first)
        }) {
            Some((_, _, reason)) => refuse(&format!(" for containers: {reason}"), example),
            None => Ok(subnet),
        }
    }
}

impl Subnet {
    /// The first address of the range that an address with further bits lies in.
    fn base(self) -> IpAddr {
        let base = masked(self.first, self.prefix);
        match self.first {
            IpAddr::V4(_) => IpAddr::V4(Ipv4Addr::from(u32::try_from(base).unwrap_or(0))),
            IpAddr::V6(_) => IpAddr::V6(Ipv6Addr::from(base)),
        }
    }
}

impl fmt::Display for Subnet {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}/{}", self.first, self.prefix)
    }
}

written_as_text!(Subnet, pattern: crate::schema::pattern::subnet(), examples: ["172.28.0.0/16"], "A range of addresses: an address and a prefix length.");

#[cfg(test)]
mod tests {
    use super::*;

    fn subnet(text: &str) -> Subnet {
        text.parse().unwrap()
    }

    fn address(text: &str) -> IpAddr {
        text.parse().unwrap()
    }

    #[test]
    fn a_subnet_knows_its_addresses() {
        let net = subnet("172.28.0.0/16");
        assert_eq!(net.gateway(), address("172.28.0.1"));
        assert_eq!(net.dynamic_part(), subnet("172.28.128.0/17"));
        assert_eq!(net.own_addresses(), Some((address("172.28.0.2"), address("172.28.127.255"))));
        for (text, own) in
            [("172.28.0.1", false), ("172.28.0.2", true), ("172.28.128.0", false), ("fd00::2", false)]
        {
            assert_eq!(net.has_room_for(address(text)), own, "{text}");
        }
        assert_eq!(subnet("fd00:28::/64").dynamic_part().to_string(), "fd00:28:0:0:8000::/66");
        assert_eq!(subnet("10.0.0.0/30").own_addresses(), None);
        assert_eq!(subnet("10.0.0.0/30").room(), 1);
    }

    #[test]
    fn subnets_overlap_when_one_lies_in_the_other() {
        assert!(subnet("172.28.0.0/16").overlaps(subnet("172.28.5.0/24")));
        assert!(subnet("172.28.5.0/24").overlaps(subnet("172.28.0.0/16")));
        assert!(!subnet("172.28.0.0/16").overlaps(subnet("172.29.0.0/16")));
        assert!(!subnet("172.28.0.0/16").overlaps(subnet("fd00::/64")));
    }

    #[test]
    fn what_no_network_can_be_made_in_is_refused() {
        for text in [
            "",
            "172.28.0.0",
            "172.28.0.0/31",
            "172.28.0.0/7",
            "172.28.5.0/16",
            "127.5.0.0/16",
            "224.1.0.0/16",
            "0.0.0.0/8",
            "240.0.0.0/16",
            "fd00::/48",
            "fd00::/125",
            "ff02::/64",
            "fe80::/64",
            "::/64",
            "172.28.0.0/+16",
        ] {
            assert!(text.parse::<Subnet>().is_err(), "{text}");
        }
    }
}
