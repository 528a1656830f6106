//! A network of a stack.

use std::collections::BTreeMap;

use crate::model::{Ipv4Address, Ipv6Address, Subnet};
use crate::name::{NetworkAlias, NetworkName};

/// A network that services are on.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Network {
    /// Its name in the stack.
    pub name: NetworkName,
    /// The engine's network driver.
    pub driver: String,
    /// Whether it is cut off from everything outside.
    pub internal: bool,
    /// Its addresses: at most one range of each version. Of a version that is missing the engine chooses (4) or has none (6).
    pub subnets: Vec<NetworkSubnet>,
    /// Options of the driver.
    pub driver_opts: BTreeMap<String, String>,
    /// Whether it exists already, under exactly its name, and is not the stack's.
    pub external: bool,
}

/// Addresses of a network.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct NetworkSubnet {
    /// All of them.
    pub subnet: Subnet,
    /// Whether containers have some of them for their own, so that the engine may give the others only of the
    /// [dynamic part](Subnet::dynamic_part).
    pub has_own_addresses: bool,
}

/// A network that a service is on.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct NetworkUse {
    /// Its name in the stack.
    pub network: NetworkName,
    /// Further names of the service there.
    pub aliases: Vec<NetworkAlias>,
    /// Its address; `None` leaves it to the engine.
    pub ipv4_address: Option<Ipv4Address>,
    /// Its address of IPv6; `None` leaves it to the engine.
    pub ipv6_address: Option<Ipv6Address>,
}

impl NetworkUse {
    /// Whether nothing but the name is said.
    #[must_use]
    pub fn is_plain(&self) -> bool {
        self.aliases.is_empty() && self.ipv4_address.is_none() && self.ipv6_address.is_none()
    }
}
