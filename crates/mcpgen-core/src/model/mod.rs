//! What a person writes: `stack.toml` as types.
//!
//! Every absence is an `Option` or an empty list; what an absence means is decided in [`plan`](crate::plan). Texts are
//! validated newtypes, so that a name or an address that could not work never gets further than its own line.

mod capability;
mod container;
mod container_path;
mod distinct;
mod duration;
mod foreign;
mod gateway;
mod gpu;
mod healthcheck;
mod host_path;
mod hosts;
mod image;
mod ingress;
mod language_model;
mod lint;
mod network;
mod platform;
mod port;
mod pull_policy;
mod quantity;
mod restart;
mod secret;
mod security_option;
mod server;
mod service;
mod stop;
mod storage_size;
mod text;
mod tmpfs;
mod tunnel;
mod ulimit;
mod user;
mod volume;

pub use capability::Capability;
pub use container::{BuildSpec, ContainerSpec};
pub use container_path::{ContainerPath, MountTarget};
pub use distinct::Distinct;
pub use duration::Duration;
pub use foreign::ForeignValue;
pub use gateway::{Auth, CatalogSource, GatewaySpec, PublishSpec, Transport};
pub use gpu::{GpuCapability, GpuChoice, GpuSpec, GpusSpec};
pub use healthcheck::{CheckTime, HealthcheckSpec, HealthcheckTest};
pub use host_path::{HostPath, HostPathBase};
pub use hosts::{ContainerHostname, DnsOption, DnsServer, ExtraHost, HostName};
pub use image::ImageReference;
pub use ingress::{
    AccessSpec, AudienceTag, HostHeader, Hostname, IngressSpec, OriginSpec, OriginTimeout, OriginUrl,
    PathPrefix, PathRegex, RouteSpec, ServerNameIndication, StatusCode, TeamName, TunnelId,
};
pub use language_model::{LanguageModelSpec, ModelReference};
pub use lint::{LintLevel, LintSpec};
pub use network::{NetworkSpec, Subnet};
pub use platform::Platform;
pub use port::{ExposedPort, HostAddress, Port, Protocol, PublishedPort};
pub use pull_policy::PullPolicy;
pub use quantity::{ByteSize, Cpus};
pub use restart::Restart;
pub use secret::{Generate, SecretSpec};
pub use security_option::SecurityOption;
pub use server::{AllowedHost, HeaderName, HeaderValue, ServerSpec, ServerTransport, ServerUrl};
pub use service::{CommonSpec, Condition, LimitsSpec, LoggingSpec, ReservationsSpec, ServiceSpec};
pub use stop::{StopGracePeriod, StopSignal};
pub use storage_size::StorageSize;
pub use text::{DefaultText, TextSpec};
pub use tmpfs::TmpfsSpec;
pub use tunnel::{GracePeriod, LogLevel, SocketAddrText, TunnelProtocol, TunnelSpec};
pub use ulimit::{Ulimit, UlimitsSpec};
pub use user::{ContainerGroup, ContainerUser};
pub use volume::{VolumeSource, VolumeSpec};

#[cfg(feature = "schema")]
pub(crate) use platform::{PROCESSORS, SYSTEMS};
#[cfg(feature = "schema")]
pub(crate) use stop::SIGNALS;
#[cfg(feature = "schema")]
pub(crate) use tmpfs::{FLAGS, NUMBERS};

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::name::{NetworkName, SecretName, ServerName, ServiceName, StackName};

/// A whole `stack.toml`: one MCP gateway stack, from which mcpgen renders everything that runs it.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(
    feature = "schema",
    derive(schemars::JsonSchema),
    schemars(rename_all = "kebab-case", deny_unknown_fields)
)]
pub struct StackSpec {
    /// The stack as a whole.
    pub stack: StackTable,
    /// The networks, by name. With none declared there is one, `default`, and every service is on it.
    #[cfg_attr(feature = "schema", schemars(default))]
    pub networks: BTreeMap<NetworkName, NetworkSpec>,
    /// The services, by name; each becomes a service of the Compose file.
    #[cfg_attr(feature = "schema", schemars(default))]
    pub services: BTreeMap<ServiceName, ServiceSpec>,
    /// How the MCP servers run that gateways list, by name. A server that needs nothing needs no table here.
    #[cfg_attr(feature = "schema", schemars(default))]
    pub servers: BTreeMap<ServerName, ServerSpec>,
    /// The secrets, by name; each becomes a line of `.env`, where alone its value is.
    #[cfg_attr(feature = "schema", schemars(default))]
    pub secrets: BTreeMap<SecretName, SecretSpec>,
    /// The Cloudflare tunnel and what it leads to.
    #[cfg_attr(feature = "schema", schemars(default))]
    pub ingress: Option<IngressSpec>,
    /// What to make of each kind of diagnostic, by its code.
    #[cfg_attr(feature = "schema", schemars(default))]
    pub lints: BTreeMap<String, LintSpec>,
}

/// `[stack]`: the stack as a whole.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct StackTable {
    /// The name of the stack: Compose's project, and so the beginning of the names of its containers, networks and volumes.
    pub name: StackName,
}

impl StackSpec {
    /// A stack with nothing in it yet.
    #[must_use]
    pub fn new(name: StackName) -> Self {
        Self {
            stack: StackTable { name },
            networks: BTreeMap::new(),
            services: BTreeMap::new(),
            servers: BTreeMap::new(),
            secrets: BTreeMap::new(),
            ingress: None,
            lints: BTreeMap::new(),
        }
    }

    /// The catalog files that the stack names, each once, in order: what a caller must read to check and render it.
    #[must_use]
    pub fn files(&self) -> Vec<&HostPath> {
        let mut files: Vec<&HostPath> = Vec::new();
        for service in self.services.values() {
            if let ServiceSpec::McpGateway(gateway) = service {
                for catalog in &gateway.catalogs {
                    if !files.contains(&catalog) {
                        files.push(catalog);
                    }
                }
            }
        }
        files
    }
}
