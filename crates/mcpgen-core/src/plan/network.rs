//! A network of a stack.

use std::collections::BTreeMap;

use crate::model::{Ipv4Address, Ipv6Address, Subnet};
use crate::name::{NetworkAlias, NetworkName};

/// A network that services are on.
///
/// # Examples
///
/// ```
/// # use std::collections::BTreeMap;
/// # use mcpgen_core::catalog::Knowledge;
/// use mcpgen_core::model::StackSpec;
/// use mcpgen_core::plan::resolve;
///
/// let stack: StackSpec = r#"
/// [stack]
/// name = "mcp"
///
/// [networks.back]
/// internal = true
///
/// [services.web]
/// kind = "container"
/// image = "nginx:1.29"
/// "#
/// .parse()?;
/// let registry = BTreeMap::new();
/// let plan = resolve(&stack, &Knowledge::new(&registry))?;
/// let back = &plan.networks[0];
/// assert!(back.internal && !back.external);
/// // Nobody wrote it.
/// assert_eq!(back.driver, "bridge");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
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
///
/// # Examples
///
/// ```
/// # use std::collections::BTreeMap;
/// # use mcpgen_core::catalog::Knowledge;
/// use mcpgen_core::model::StackSpec;
/// use mcpgen_core::plan::resolve;
///
/// let stack: StackSpec = r#"
/// [stack]
/// name = "mcp"
///
/// [networks.back]
/// subnet = "172.28.0.0/16"
///
/// [services.web]
/// kind = "container"
/// image = "nginx:1.29"
/// networks.back = { ipv4-address = "172.28.0.10" }
/// "#
/// .parse()?;
/// let registry = BTreeMap::new();
/// let plan = resolve(&stack, &Knowledge::new(&registry))?;
/// let subnet = plan.networks[0].subnets[0];
/// assert_eq!(subnet.subnet.to_string(), "172.28.0.0/16");
/// assert!(subnet.has_own_addresses);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
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
///
/// # Examples
///
/// ```
/// # use std::collections::BTreeMap;
/// # use mcpgen_core::catalog::Knowledge;
/// use mcpgen_core::model::StackSpec;
/// use mcpgen_core::plan::resolve;
///
/// let stack: StackSpec = r#"
/// [stack]
/// name = "mcp"
///
/// [networks.back]
///
/// [services.web]
/// kind = "container"
/// image = "nginx:1.29"
/// networks.back = { aliases = ["www"] }
/// "#
/// .parse()?;
/// let registry = BTreeMap::new();
/// let plan = resolve(&stack, &Knowledge::new(&registry))?;
/// let back = &plan.services[0].networks[0];
/// assert_eq!(back.network.as_str(), "back");
/// assert_eq!(back.aliases[0].as_str(), "www");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
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
    ///
    /// # Examples
    ///
    /// ```
    /// # use std::collections::BTreeMap;
    /// # use mcpgen_core::catalog::Knowledge;
    /// use mcpgen_core::model::StackSpec;
    /// use mcpgen_core::plan::resolve;
    ///
    /// let stack: StackSpec = r#"
    /// [stack]
    /// name = "mcp"
    ///
    /// [networks.back]
    ///
    /// [services.web]
    /// kind = "container"
    /// image = "nginx:1.29"
    /// networks = ["back"]
    /// "#
    /// .parse()?;
    /// let registry = BTreeMap::new();
    /// let plan = resolve(&stack, &Knowledge::new(&registry))?;
    /// assert!(plan.services[0].networks[0].is_plain());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn is_plain(&self) -> bool {
        self.aliases.is_empty() && self.ipv4_address.is_none() && self.ipv6_address.is_none()
    }
}
