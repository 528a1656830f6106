//! What a stack means: defaults filled in, names resolved, ports and addresses computed.
//!
//! A plan has no "not written": an `Option` in it is something that is really absent. Every node knows the path it came from.
//!
//! # Examples
//!
//! ```
//! use std::collections::BTreeMap;
//!
//! use mcpgen_core::catalog::{Knowledge, ServerDefinition};
//! use mcpgen_core::model::StackSpec;
//! use mcpgen_core::{Loaded, check};
//!
//! let stack: StackSpec = r#"
//! [stack]
//! name = "mcp"
//!
//! [services.gateway]
//! kind = "mcp-gateway"
//! servers = ["fetch"]
//! "#
//! .parse()?;
//! let registry = BTreeMap::from([("fetch".to_owned(), ServerDefinition::container())]);
//!
//! let checked = check(&Loaded::from_spec(stack), &Knowledge::new(&registry), &[]);
//! let plan = checked.plan.ok_or("the stack has errors")?;
//! let (service, gateway) = plan.gateways().next().unwrap();
//! // Nobody wrote an address: it is offered to this machine alone.
//! assert!(gateway.publication.unwrap().address.is_loopback());
//! assert_eq!(service.networks[0].network.as_str(), "default");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod gateway;
mod image;
mod mount;
mod network;
mod process;
mod resolve;
mod server;
mod service;
mod text;
mod tunnel;

pub use gateway::{CatalogFile, Gateway, GatewayAuth, Publication};
pub use image::{Build, Context, Image};
pub use mount::{ConfigContent, ConfigFile, Mount, MountSource, SecretFile};
pub use network::{Network, NetworkSubnet, NetworkUse};
pub use process::{Process, SecurityRule};
pub(crate) use resolve::harden;
pub(crate) use resolve::{RouteFault, find_definition, networks_of, port_of, rule_of, secret_for};
pub use resolve::{Unresolved, resolve};
pub use server::{ConfigValue, OwnServer, OwnServerKind, SecretDelivery, Server, ServerMountSource};
pub use service::{Container, EnvFile, HostLocation, NameResolution, Role, Service};
pub use text::{MachineValue, Text, TextPart};
pub use tunnel::{Connector, Route, RouteTarget, TunnelMode};

use std::collections::{BTreeMap, BTreeSet};

use crate::model::{DefaultText, Generate};
use crate::name::{SecretName, ServiceName, StackName, VariableName};

/// A whole stack, understood.
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
/// [services.web]
/// kind = "container"
/// image = "nginx:1.29"
/// ports = ["8080:80"]
/// "#
/// .parse()?;
/// let registry = BTreeMap::new();
/// let plan = resolve(&stack, &Knowledge::new(&registry))?;
/// assert_eq!(plan.name.as_str(), "mcp");
/// // No network was declared, so there is one.
/// assert_eq!(plan.networks[0].name.as_str(), "default");
/// assert_eq!(plan.services[0].networks[0].network.as_str(), "default");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Plan {
    /// Compose's project name.
    pub name: StackName,
    /// The networks, sorted by name.
    pub networks: Vec<Network>,
    /// The services, sorted by name.
    pub services: Vec<Service>,
    /// The secrets, sorted by name, those that mcpgen adds among them.
    pub secrets: BTreeMap<SecretName, Secret>,
    /// The values of `.env` that are no secrets, with their defaults.
    pub variables: BTreeMap<VariableName, Option<DefaultText>>,
}

/// A secret: a line of `.env`.
///
/// # Examples
///
/// ```
/// # use std::collections::BTreeMap;
/// # use mcpgen_core::catalog::Knowledge;
/// use mcpgen_core::model::{Generate, StackSpec};
/// use mcpgen_core::plan::resolve;
///
/// let stack: StackSpec = r#"
/// [stack]
/// name = "mcp"
///
/// [services.web]
/// kind = "container"
/// image = "nginx:1.29"
/// environment = { API_KEY = { secret = "WEB_KEY" } }
///
/// [secrets.WEB_KEY]
/// "#
/// .parse()?;
/// let registry = BTreeMap::new();
/// let plan = resolve(&stack, &Knowledge::new(&registry))?;
/// let key = &plan.secrets[&"WEB_KEY".parse()?];
/// // Neither was written.
/// assert!(key.required);
/// assert_eq!(key.generate, Generate::No);
/// assert_eq!(key.receivers.len(), 1);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Secret {
    /// What it is; empty when nobody said.
    pub description: String,
    /// Whether the stack starts without a value.
    pub required: bool,
    /// What mcpgen makes its value of.
    pub generate: Generate,
    /// Who gets it, in words, sorted.
    pub receivers: BTreeSet<String>,
}

impl Plan {
    /// The gateways, with their services.
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
    /// [services.tools]
    /// kind = "mcp-gateway"
    /// servers = ["wiki"]
    ///
    /// [servers.wiki]
    /// url = "https://mcp.example.com/mcp"
    ///
    /// [services.web]
    /// kind = "container"
    /// image = "nginx:1.29"
    /// "#
    /// .parse()?;
    /// let registry = BTreeMap::new();
    /// let plan = resolve(&stack, &Knowledge::new(&registry))?;
    /// let names: Vec<&str> = plan.gateways().map(|(service, _)| service.name.as_str()).collect();
    /// assert_eq!(names, ["tools"]);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn gateways(&self) -> impl Iterator<Item = (&Service, &Gateway)> {
        self.services.iter().filter_map(|service| match &service.role {
            Role::Gateway(gateway) => Some((service, gateway)),
            _ => None,
        })
    }

    /// The tunnel's connector, with its service.
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
    /// [ingress]
    /// token = "TUNNEL_TOKEN"
    ///
    /// [secrets.TUNNEL_TOKEN]
    /// "#
    /// .parse()?;
    /// let registry = BTreeMap::new();
    /// let plan = resolve(&stack, &Knowledge::new(&registry))?;
    /// // `[ingress]` implies the service.
    /// let (service, connector) = plan.connector().unwrap();
    /// assert_eq!(service.name.as_str(), "cloudflared");
    /// assert_eq!(connector.metrics.port(), 20241);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn connector(&self) -> Option<(&Service, &Connector)> {
        self.services.iter().find_map(|service| match &service.role {
            Role::Tunnel(connector) => Some((service, connector)),
            _ => None,
        })
    }

    /// The service of that name.
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
    /// [services.web]
    /// kind = "container"
    /// image = "nginx:1.29"
    /// "#
    /// .parse()?;
    /// let registry = BTreeMap::new();
    /// let plan = resolve(&stack, &Knowledge::new(&registry))?;
    /// assert!(plan.service(&"web".parse()?).is_some());
    /// assert!(plan.service(&"database".parse()?).is_none());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn service(&self, name: &ServiceName) -> Option<&Service> {
        let place = self.services.binary_search_by(|service| service.name.cmp(name)).ok()?;
        self.services.get(place)
    }

    /// What of the machine the rendered files need, through `.env`.
    ///
    /// # Examples
    ///
    /// ```
    /// # use std::collections::BTreeMap;
    /// # use mcpgen_core::catalog::Knowledge;
    /// use mcpgen_core::model::StackSpec;
    /// use mcpgen_core::plan::{MachineValue, resolve};
    ///
    /// let stack: StackSpec = r#"
    /// [stack]
    /// name = "mcp"
    ///
    /// [services.web]
    /// kind = "container"
    /// image = "nginx:1.29"
    /// volumes = ["~/site:/usr/share/nginx/html:ro"]
    /// "#
    /// .parse()?;
    /// let registry = BTreeMap::new();
    /// let plan = resolve(&stack, &Knowledge::new(&registry))?;
    /// assert!(plan.machine_values().contains(&MachineValue::Home));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn machine_values(&self) -> BTreeSet<MachineValue> {
        self.services.iter().flat_map(Service::texts).flat_map(Text::machine_values).collect()
    }
}
