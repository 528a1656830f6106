//! A service of a stack, and what any container is made of.

use std::collections::BTreeMap;

use super::{
    ConfigFile, Connector, Gateway, Image, MachineValue, Mount, NetworkUse, Process, SecretFile, Text,
    TextPart,
};
use crate::model::{
    Condition, DnsOption, DnsServer, EnvFileFormat, ExposedPort, ExtraHost, ForeignValue, HealthcheckSpec,
    HostName, HostPath, HostPathBase, LimitsSpec, LoggingSpec, Platform, PublishedPort, PullPolicy,
    ReservationsSpec, Restart, UlimitsSpec,
};
use crate::name::{ContainerName, ContainerVariable, ServiceName};
use crate::path::Path;

/// A service of a stack.
///
/// # Examples
///
/// ```
/// # use std::collections::BTreeMap;
/// # use mcpgen_core::catalog::Knowledge;
/// use mcpgen_core::model::{Restart, StackSpec};
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
/// let web = &plan.services[0];
/// assert_eq!(web.origin.to_string(), "services.web");
/// assert_eq!(web.restart, Restart::UnlessStopped);
/// assert_eq!(web.networks.len(), 1);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Service {
    /// Its name; the other containers reach it under this name.
    pub name: ServiceName,
    /// Where it is written; of an implied service, what implies it.
    pub origin: Path,
    /// The container's name; `None` leaves it to Compose.
    pub container_name: Option<ContainerName>,
    /// The networks it is on; at least one.
    pub networks: Vec<NetworkUse>,
    /// What must be there before it starts.
    pub depends_on: BTreeMap<ServiceName, Condition>,
    /// What the engine does when the container ends.
    pub restart: Restart,
    /// Labels, as they are.
    pub labels: BTreeMap<String, String>,
    /// Where its log goes; `None` leaves it to the engine.
    pub logging: Option<LoggingSpec>,
    /// The most that it may use.
    pub limits: LimitsSpec,
    /// What of the machine is kept for it.
    pub reservations: ReservationsSpec,
    /// What the kernel lets each of its processes have.
    pub ulimits: UlimitsSpec,
    /// Whether the engine's small process is its first; `None` for the engine's own setting.
    pub init: Option<bool>,
    /// How it finds other machines.
    pub names: NameResolution,
    /// When its image is pulled; `None` when Compose's own rule holds.
    pub pull_policy: Option<PullPolicy>,
    /// The platform of its image; `None` for the engine's own.
    pub platform: Option<Platform>,
    /// Keys of Compose that mcpgen does not model.
    pub compose: BTreeMap<String, ForeignValue>,
    /// What it is.
    pub role: Role,
}

impl Service {
    /// Whether another service may wait for it to be healthy.
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
    /// healthcheck = { test = ["CMD", "curl", "-f", "http://127.0.0.1/"] }
    /// "#
    /// .parse()?;
    /// let registry = BTreeMap::new();
    /// let plan = resolve(&stack, &Knowledge::new(&registry))?;
    /// assert!(plan.services[0].has_healthcheck());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn has_healthcheck(&self) -> bool {
        match &self.role {
            Role::Gateway(_) | Role::Tunnel(_) => true,
            Role::Container(container) => container
                .healthcheck
                .as_ref()
                .is_some_and(|check| check.test != crate::model::HealthcheckTest::None),
        }
    }

    /// The container that it is, when it is neither gateway nor tunnel.
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
    /// assert_eq!(plan.services[0].container().unwrap().ports.len(), 1);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn container(&self) -> Option<&Container> {
        match &self.role {
            Role::Container(container) => Some(container),
            Role::Gateway(_) | Role::Tunnel(_) => None,
        }
    }

    /// Every text of it in which values of `.env` may stand.
    pub(super) fn texts(&self) -> impl Iterator<Item = &Text> {
        let texts: Vec<&Text> = match &self.role {
            Role::Gateway(gateway) => gateway.texts(),
            Role::Tunnel(connector) => connector.texts(),
            Role::Container(container) => container
                .environment
                .values()
                .chain(container.env_files.iter().filter_map(|file| file.path.text()))
                .chain(container.mounts.iter().filter_map(Mount::path))
                .chain(container.image.texts())
                .chain(container.process.texts())
                .collect(),
        };
        texts.into_iter()
    }
}

/// How a container finds other machines by their names.
///
/// # Examples
///
/// ```
/// # use std::collections::BTreeMap;
/// # use mcpgen_core::catalog::Knowledge;
/// use mcpgen_core::model::{ExtraHost, StackSpec};
/// use mcpgen_core::plan::resolve;
///
/// let stack: StackSpec = r#"
/// [stack]
/// name = "mcp"
///
/// [services.web]
/// kind = "container"
/// image = "nginx:1.29"
/// extra-hosts = { "host.docker.internal" = "host-gateway" }
/// dns = ["1.1.1.1"]
/// "#
/// .parse()?;
/// let registry = BTreeMap::new();
/// let plan = resolve(&stack, &Knowledge::new(&registry))?;
/// let names = &plan.services[0].names;
/// assert_eq!(names.extra_hosts[&"host.docker.internal".parse()?], ExtraHost::HostGateway);
/// assert_eq!(names.servers[0].to_string(), "1.1.1.1");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct NameResolution {
    /// Names that it finds before it asks DNS.
    pub extra_hosts: BTreeMap<HostName, ExtraHost>,
    /// The servers that it asks; the engine's own when there are none.
    pub servers: Vec<DnsServer>,
    /// The domains in which a short name is looked for; the engine's own when there are none.
    pub search: Vec<HostName>,
    /// Options of the resolver.
    pub options: Vec<DnsOption>,
}

/// What a service is.
///
/// # Examples
///
/// ```
/// # use std::collections::BTreeMap;
/// # use mcpgen_core::catalog::Knowledge;
/// use mcpgen_core::model::StackSpec;
/// use mcpgen_core::plan::{Role, resolve};
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
/// assert!(matches!(plan.services[0].role, Role::Container(_)));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
#[expect(clippy::large_enum_variant, reason = "there are few services, and each is looked at often")]
pub enum Role {
    /// An MCP gateway.
    Gateway(Gateway),
    /// The tunnel's connector.
    Tunnel(Connector),
    /// Any other container.
    Container(Container),
}

/// Any container that is neither gateway nor connector.
///
/// # Examples
///
/// ```
/// # use std::collections::BTreeMap;
/// # use mcpgen_core::catalog::Knowledge;
/// use mcpgen_core::model::StackSpec;
/// use mcpgen_core::plan::{Text, TextPart, resolve};
///
/// let stack: StackSpec = r#"
/// [stack]
/// name = "mcp"
///
/// [services.web]
/// kind = "container"
/// image = "nginx:1.29"
/// environment = { TZ = "Europe/Berlin", API_KEY = { secret = "WEB_KEY" } }
///
/// [secrets.WEB_KEY]
/// "#
/// .parse()?;
/// let registry = BTreeMap::new();
/// let plan = resolve(&stack, &Knowledge::new(&registry))?;
/// let web = plan.services[0].container().unwrap();
/// assert_eq!(web.environment[&"TZ".parse()?], Text::literal("Europe/Berlin"));
/// assert_eq!(web.environment[&"API_KEY".parse()?], Text::of(TextPart::Secret("WEB_KEY".parse()?)));
/// assert_eq!(web.command, None);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Container {
    /// Where its image comes from.
    pub image: Image,
    /// The arguments; `None` for the image's own.
    pub command: Option<Vec<String>>,
    /// The program; `None` for the image's own.
    pub entrypoint: Option<Vec<String>>,
    /// Environment variables.
    pub environment: BTreeMap<ContainerVariable, Text>,
    /// Files with environment variables, in the order in which they are read.
    pub env_files: Vec<EnvFile>,
    /// Ports that the machine offers.
    pub ports: Vec<PublishedPort>,
    /// Ports that it listens on for the other services.
    pub expose: Vec<ExposedPort>,
    /// What it sees of the machine and of Docker's storage.
    pub mounts: Vec<Mount>,
    /// How the engine finds out whether it works; `None` for the image's own check.
    pub healthcheck: Option<HealthcheckSpec>,
    /// Files of its own.
    pub configs: Vec<ConfigFile>,
    /// The secrets that it gets as files.
    pub secrets: Vec<SecretFile>,
    /// How its processes run.
    pub process: Process,
}

/// A file with environment variables, which Compose reads.
///
/// # Examples
///
/// ```
/// # use std::collections::BTreeMap;
/// # use mcpgen_core::catalog::Knowledge;
/// use mcpgen_core::model::StackSpec;
/// use mcpgen_core::plan::{HostLocation, resolve};
///
/// let stack: StackSpec = r#"
/// [stack]
/// name = "mcp"
///
/// [services.web]
/// kind = "container"
/// image = "nginx:1.29"
/// env-file = ["app.env"]
/// "#
/// .parse()?;
/// let registry = BTreeMap::new();
/// let plan = resolve(&stack, &Knowledge::new(&registry))?;
/// let file = &plan.services[0].container().unwrap().env_files[0];
/// assert_eq!(file.path, HostLocation::StackFolder("app.env".to_owned()));
/// assert!(file.required);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EnvFile {
    /// Where it is.
    pub path: HostLocation,
    /// Whether the stack only starts when it is there.
    pub required: bool,
    /// How it is read; `None` as Compose reads `.env`.
    pub format: Option<EnvFileFormat>,
}

/// A place on the machine.
///
/// # Examples
///
/// ```
/// use mcpgen_core::plan::{HostLocation, Text};
///
/// assert_eq!(HostLocation::from_path(&"./data".parse()?), HostLocation::StackFolder("data".to_owned()));
/// assert_eq!(HostLocation::from_path(&"/srv".parse()?), HostLocation::Machine(Text::literal("/srv")));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum HostLocation {
    /// Anywhere.
    Machine(Text),
    /// In or beside the folder of `stack.toml`, relative to it; empty for the folder itself.
    StackFolder(String),
}

impl HostLocation {
    /// The place of a path as written.
    ///
    /// # Examples
    ///
    /// ```
    /// use mcpgen_core::plan::{HostLocation, MachineValue, Text, TextPart};
    ///
    /// let home = Text::of(TextPart::Machine(MachineValue::Home));
    /// let source = home.and(TextPart::Literal("/src".to_owned()));
    /// assert_eq!(HostLocation::from_path(&"~/src".parse()?), HostLocation::Machine(source));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn from_path(path: &HostPath) -> Self {
        let home = Text::of(TextPart::Machine(MachineValue::Home));
        match (path.base(), path.rest()) {
            (HostPathBase::Root, rest) => Self::Machine(Text::literal(rest)),
            (HostPathBase::Home, "") => Self::Machine(home),
            (HostPathBase::Home, rest) => Self::Machine(home.and(TextPart::Literal(format!("/{rest}")))),
            (HostPathBase::Stack, rest) => Self::StackFolder(rest.to_owned()),
        }
    }

    /// The text of a place that may be anywhere.
    ///
    /// # Examples
    ///
    /// ```
    /// use mcpgen_core::plan::{HostLocation, Text};
    ///
    /// assert_eq!(HostLocation::from_path(&"/srv".parse()?).text(), Some(&Text::literal("/srv")));
    /// assert_eq!(HostLocation::from_path(&"./srv".parse()?).text(), None);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn text(&self) -> Option<&Text> {
        match self {
            Self::Machine(text) => Some(text),
            Self::StackFolder(_) => None,
        }
    }
}
