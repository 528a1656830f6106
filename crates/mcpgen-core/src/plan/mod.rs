//! What a stack means: defaults filled in, names resolved, ports and addresses computed.
//!
//! A plan has no "not written": an `Option` in it is something that is really absent. Every node knows the path it came from.

mod gateway;
mod image;
mod mount;
mod network;
mod process;
mod resolve;
mod service;
mod text;
mod tunnel;

pub use gateway::{
    CatalogFile, ConfigValue, Gateway, GatewayAuth, OwnServer, OwnServerKind, Publication, SecretDelivery,
    Server, ServerMountSource,
};
pub use image::{Build, Context, Image};
pub use mount::{ConfigContent, ConfigFile, Mount, MountSource, SecretFile};
pub use network::{Network, NetworkSubnet, NetworkUse};
pub use process::{Process, SecurityRule};
pub(crate) use resolve::harden;
pub(crate) use resolve::{RouteFault, find_definition, networks_of, port_of, rule_of, secret_for};
pub use resolve::{Unresolved, resolve};
pub use service::{Container, EnvFile, HostLocation, NameResolution, Role, Service};
pub use text::{MachineValue, Text, TextPart};
pub use tunnel::{Connector, Route, RouteTarget, TunnelMode};

use std::collections::{BTreeMap, BTreeSet};

use crate::model::{DefaultText, Generate};
use crate::name::{SecretName, ServiceName, StackName, VariableName};

/// A whole stack, understood.
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
    pub fn gateways(&self) -> impl Iterator<Item = (&Service, &Gateway)> {
        self.services.iter().filter_map(|service| match &service.role {
            Role::Gateway(gateway) => Some((service, gateway)),
            _ => None,
        })
    }

    /// The tunnel's connector, with its service.
    #[must_use]
    pub fn connector(&self) -> Option<(&Service, &Connector)> {
        self.services.iter().find_map(|service| match &service.role {
            Role::Tunnel(connector) => Some((service, connector)),
            _ => None,
        })
    }

    /// The service of that name.
    #[must_use]
    pub fn service(&self, name: &ServiceName) -> Option<&Service> {
        self.services.iter().find(|service| service.name == *name)
    }

    /// What of the machine the rendered files need, through `.env`.
    #[must_use]
    pub fn machine_values(&self) -> BTreeSet<MachineValue> {
        self.services.iter().flat_map(Service::texts).flat_map(Text::machine_values).collect()
    }
}
