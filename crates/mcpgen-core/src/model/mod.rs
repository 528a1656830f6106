//! What a person writes: `stack.toml` as types.
//!
//! Every absence is an `Option` or an empty list; what an absence means is decided in [`plan`](crate::plan). Texts are
//! validated newtypes, so that a name or an address that could not work never gets further than its own line.
//!
//! # Examples
//!
//! ```
//! use mcpgen_core::model::{Restart, ServiceSpec, StackSpec};
//!
//! let stack: StackSpec = r#"
//! [stack]
//! name = "mcp"
//!
//! [services.web]
//! kind = "container"
//! image = "nginx:1.29"
//! restart = "on-failure:3"
//! "#
//! .parse()?;
//!
//! let ServiceSpec::Container(web) = &stack.services[&"web".parse()?] else { panic!("`kind` says so") };
//! assert!(web.image.as_ref().is_some_and(|image| image.is_pinned()));
//! assert!(matches!(web.restart, Some(Restart::OnFailure(_))));
//! // Not written, so it is for the plan to say.
//! assert_eq!(web.networks, None);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod build;
mod built;
mod capability;
mod config;
mod container;
mod container_path;
mod distinct;
mod duration;
mod env_file;
mod file_mode;
mod foreign;
mod gateway;
mod gpu;
mod healthcheck;
mod host_path;
mod hosts;
mod image;
mod ingress;
mod ingress_value;
mod language_model;
mod lint;
mod mount;
mod network;
mod network_use;
mod platform;
mod port;
mod public_host;
mod published_port;
mod pull_policy;
mod quantity;
mod restart;
mod secret;
mod secret_file;
mod security_option;
mod server;
mod service;
mod stop;
mod storage_size;
mod subnet;
mod table;
mod text;
mod tmpfs;
mod tunnel;
mod ulimit;
mod user;
mod volume;

pub use build::{BuildContext, BuildSpec, BuildStage, DockerfilePath, DockerfileSpec, GitUrl};
pub use capability::Capability;
pub use config::ConfigSpec;
pub use container::ContainerSpec;
pub use container_path::{ContainerPath, MountTarget};
pub use distinct::Distinct;
pub use duration::Duration;
pub use env_file::{EnvFileFormat, EnvFileSpec};
pub use file_mode::FileMode;
pub use foreign::ForeignValue;
pub use gateway::{Auth, CatalogSource, GatewaySpec, PublishSpec, Transport};
pub use gpu::{GpuCapability, GpuChoice, GpuSpec, GpusSpec};
pub use healthcheck::{CheckTime, HealthcheckSpec, HealthcheckTest};
pub use host_path::{HostPath, HostPathBase};
pub use hosts::{ContainerHostname, DnsOption, DnsServer, ExtraHost, HostName};
pub use image::ImageReference;
pub use ingress::{AccessSpec, IngressSpec, OriginSpec, RouteSpec};
pub use ingress_value::{
    AudienceTag, HostHeader, Hostname, OriginTimeout, OriginUrl, PathPrefix, PathRegex, ServerNameIndication,
    StatusCode, TeamName, TunnelId,
};
pub use language_model::{LanguageModelSpec, ModelReference};
pub use lint::{LintLevel, LintSpec};
pub use mount::{MountSourceSpec, MountSpec, SelinuxLabel, Subpath};
pub use network::{NetworkSpec, SubnetsSpec};
pub use network_use::{Ipv4Address, Ipv6Address, NetworkUseSpec, NetworksSpec};
pub use platform::Platform;
pub use port::{ExposedPort, HostAddress, Port, Protocol};
pub use published_port::{PortRange, PublishedPort};
pub use pull_policy::PullPolicy;
pub use quantity::{ByteSize, Cpus};
pub use restart::Restart;
pub use secret::{Generate, SecretSpec};
pub use secret_file::SecretFileSpec;
pub use security_option::SecurityOption;
pub use server::{AllowedHost, HeaderName, HeaderValue, ServerSpec, ServerTransport, ServerUrl};
pub use service::{CommonSpec, Condition, LimitsSpec, LoggingSpec, ReservationsSpec, ServiceSpec};
pub use stop::{StopGracePeriod, StopSignal};
pub use storage_size::StorageSize;
pub use subnet::Subnet;
pub use text::{DefaultText, TextSpec};
pub use tmpfs::TmpfsSpec;
pub use tunnel::{ConnectorCount, GracePeriod, LogLevel, SocketAddrText, TunnelProtocol, TunnelSpec};
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
///
/// # Examples
///
/// ```
/// use mcpgen_core::model::StackSpec;
///
/// let stack: StackSpec = r#"
/// [stack]
/// name = "mcp"
///
/// [services.gateway]
/// kind = "mcp-gateway"
/// servers = ["fetch"]
///
/// [secrets.BRAVE_API_KEY]
/// "#
/// .parse()?;
/// assert_eq!(stack.services.len(), 1);
/// assert!(stack.secrets.contains_key(&"BRAVE_API_KEY".parse()?));
/// assert_eq!(stack.ingress, None);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(
    feature = "schema",
    derive(schemars::JsonSchema),
    schemars(rename_all = "kebab-case", deny_unknown_fields)
)]
#[non_exhaustive]
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
///
/// # Examples
///
/// ```
/// use mcpgen_core::model::StackSpec;
///
/// let stack: StackSpec = "[stack]\nname = \"mcp\"\n".parse()?;
/// assert_eq!(stack.stack.name.as_str(), "mcp");
/// # Ok::<(), mcpgen_core::diagnostic::Report>(())
/// ```
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
#[non_exhaustive]
pub struct StackTable {
    /// The name of the stack: Compose's project, and so the beginning of the names of its containers, networks and volumes.
    pub name: StackName,
}

impl StackSpec {
    /// A stack with nothing in it yet.
    ///
    /// # Examples
    ///
    /// ```
    /// use mcpgen_core::model::StackSpec;
    ///
    /// let stack = StackSpec::new("mcp".parse()?);
    /// assert_eq!(stack, "[stack]\nname = \"mcp\"\n".parse()?);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
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

    /// The files that the stack names and mcpgen reads, each once, in order: what a caller must read to check and render it.
    ///
    /// # Examples
    ///
    /// ```
    /// use mcpgen_core::model::StackSpec;
    ///
    /// let stack: StackSpec = r#"
    /// [stack]
    /// name = "mcp"
    ///
    /// [services.gateway]
    /// kind = "mcp-gateway"
    /// servers = ["clickup"]
    /// catalogs = ["catalogs/own.yaml"]
    ///
    /// [services.web]
    /// kind = "container"
    /// image = "nginx:1.29"
    /// configs."/etc/nginx/nginx.conf" = { file = "nginx.conf" }
    /// "#
    /// .parse()?;
    /// let files: Vec<String> = stack.files().into_iter().map(ToString::to_string).collect();
    /// assert_eq!(files, ["catalogs/own.yaml", "nginx.conf"]);
    /// # Ok::<(), mcpgen_core::diagnostic::Report>(())
    /// ```
    #[must_use]
    pub fn files(&self) -> Vec<&HostPath> {
        let mut files: Vec<&HostPath> = Vec::new();
        for service in self.services.values() {
            let named: Vec<&HostPath> = match service {
                ServiceSpec::McpGateway(gateway) => gateway.catalogs.iter().collect(),
                ServiceSpec::Container(container) => {
                    container.configs.values().filter_map(ConfigSpec::file).collect()
                }
                ServiceSpec::Cloudflared(_) => Vec::new(),
            };
            for file in named {
                if !files.contains(&file) {
                    files.push(file);
                }
            }
        }
        files
    }

    /// Whether a gateway reads the file as a catalog.
    ///
    /// # Examples
    ///
    /// ```
    /// use mcpgen_core::model::StackSpec;
    ///
    /// let stack: StackSpec = r#"
    /// [stack]
    /// name = "mcp"
    ///
    /// [services.gateway]
    /// kind = "mcp-gateway"
    /// servers = ["clickup"]
    /// catalogs = ["catalogs/own.yaml"]
    /// "#
    /// .parse()?;
    /// assert!(stack.is_catalog(&"catalogs/own.yaml".parse()?));
    /// assert!(!stack.is_catalog(&"nginx.conf".parse()?));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn is_catalog(&self, file: &HostPath) -> bool {
        self.services.values().any(|service| match service {
            ServiceSpec::McpGateway(gateway) => gateway.catalogs.contains(file),
            _ => false,
        })
    }
}
