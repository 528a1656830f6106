//! A gateway and its servers.

use std::collections::BTreeMap;

use super::{MachineValue, Text, TextPart};
use crate::model::{ByteSize, HostAddress, HostPath, ImageReference, Port, ServerUrl, Transport};
use crate::name::{EnvironmentName, SecretName, ServerName, ToolName, ToolPrefix, VolumeName};
use crate::path::Path;

/// An MCP gateway.
///
/// # Examples
///
/// ```
/// # use std::collections::BTreeMap;
/// # use mcpgen_core::catalog::Knowledge;
/// use mcpgen_core::model::{StackSpec, Transport};
/// use mcpgen_core::plan::resolve;
///
/// let stack: StackSpec = r#"
/// [stack]
/// name = "mcp"
///
/// [services.gateway]
/// kind = "mcp-gateway"
/// servers = ["wiki"]
///
/// [servers.wiki]
/// url = "https://mcp.example.com/mcp"
/// "#
/// .parse()?;
/// let registry = BTreeMap::new();
/// let plan = resolve(&stack, &Knowledge::new(&registry))?;
/// let (_, gateway) = plan.gateways().next().unwrap();
/// // Only `servers` was written.
/// assert_eq!(gateway.image.as_str(), "docker/mcp-gateway:latest");
/// assert_eq!((gateway.transport, gateway.port.get()), (Transport::Streaming, 8811));
/// assert!(gateway.block_secrets && gateway.log_calls && !gateway.long_lived);
/// assert_eq!((gateway.cpus, gateway.memory.to_string().as_str()), (1, "2g"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of the gateway's own command line")]
#[non_exhaustive]
pub struct Gateway {
    /// Its image.
    pub image: ImageReference,
    /// How clients speak with it.
    pub transport: Transport,
    /// The port that it listens on inside its container.
    pub port: Port,
    /// Where the machine offers it; `None` for nowhere.
    pub publication: Option<Publication>,
    /// Its servers, in the order in which they were listed.
    pub servers: Vec<Server>,
    /// The stack's own catalogs that it reads.
    pub catalogs: Vec<CatalogFile>,
    /// Whether it looks servers up in Docker's catalog too.
    pub docker_catalog: bool,
    /// Whom it answers.
    pub auth: GatewayAuth,
    /// Whether it logs what its servers write to their error output.
    pub verbose: bool,
    /// Whether it stops tool calls that carry what looks like a key.
    pub block_secrets: bool,
    /// Whether it logs each tool call's name.
    pub log_calls: bool,
    /// Whether it keeps each server's container for a whole session.
    pub long_lived: bool,
    /// Processors for each server's container.
    pub cpus: u16,
    /// Memory for each server's container.
    pub memory: ByteSize,
    /// Whether it checks the signatures of Docker's server images.
    pub verify_signatures: bool,
    /// Whether it gets the Docker socket.
    pub docker_socket: bool,
}

impl Gateway {
    /// The path at which clients find it (docker/mcp-gateway, pkg/gateway/transport.go).
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
    /// [services.gateway]
    /// kind = "mcp-gateway"
    /// servers = ["wiki"]
    /// transport = "sse"
    ///
    /// [servers.wiki]
    /// url = "https://mcp.example.com/mcp"
    /// "#
    /// .parse()?;
    /// let registry = BTreeMap::new();
    /// let plan = resolve(&stack, &Knowledge::new(&registry))?;
    /// let (_, gateway) = plan.gateways().next().unwrap();
    /// assert_eq!(gateway.endpoint(), "/sse");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn endpoint(&self) -> &'static str {
        self.transport.endpoint()
    }

    pub(super) fn texts(&self) -> Vec<&Text> {
        self.servers.iter().flat_map(Server::texts).chain(self.docker_socket.then_some(&*SOCKET)).collect()
    }

    /// The Docker socket, as a path of the machine.
    ///
    /// # Examples
    ///
    /// ```
    /// use mcpgen_core::plan::{Gateway, MachineValue, TextPart};
    ///
    /// // Where it is, depends on the machine.
    /// assert_eq!(Gateway::socket().parts(), [TextPart::Machine(MachineValue::DockerSocket)]);
    /// ```
    #[must_use]
    pub fn socket() -> &'static Text {
        &SOCKET
    }
}

static SOCKET: std::sync::LazyLock<Text> =
    std::sync::LazyLock::new(|| Text::of(TextPart::Machine(MachineValue::DockerSocket)));

/// Whom a gateway answers.
///
/// # Examples
///
/// ```
/// # use std::collections::BTreeMap;
/// # use mcpgen_core::catalog::Knowledge;
/// use mcpgen_core::model::StackSpec;
/// use mcpgen_core::plan::{GatewayAuth, resolve};
///
/// let stack: StackSpec = r#"
/// [stack]
/// name = "mcp"
///
/// [services.gateway]
/// kind = "mcp-gateway"
/// servers = ["wiki"]
/// auth = "none"
///
/// [servers.wiki]
/// url = "https://mcp.example.com/mcp"
/// "#
/// .parse()?;
/// let registry = BTreeMap::new();
/// let plan = resolve(&stack, &Knowledge::new(&registry))?;
/// let (_, gateway) = plan.gateways().next().unwrap();
/// assert_eq!(gateway.auth, GatewayAuth::Everyone);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum GatewayAuth {
    /// Who sends the token, which is the value of this secret.
    Bearer(SecretName),
    /// Everyone.
    Everyone,
}

impl GatewayAuth {
    /// The secret that holds the token; `None` when everyone is answered.
    ///
    /// # Examples
    ///
    /// ```
    /// use mcpgen_core::name::SecretName;
    /// use mcpgen_core::plan::GatewayAuth;
    ///
    /// let token = SecretName::gateway_token();
    /// assert_eq!(GatewayAuth::Bearer(token.clone()).token(), Some(&token));
    /// assert_eq!(GatewayAuth::Everyone.token(), None);
    /// ```
    #[must_use]
    pub fn token(&self) -> Option<&SecretName> {
        match self {
            Self::Bearer(token) => Some(token),
            Self::Everyone => None,
        }
    }
}

/// Where the machine offers a gateway.
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
/// [services.gateway]
/// kind = "mcp-gateway"
/// servers = ["wiki"]
/// port = 3333
///
/// [servers.wiki]
/// url = "https://mcp.example.com/mcp"
/// "#
/// .parse()?;
/// let registry = BTreeMap::new();
/// let plan = resolve(&stack, &Knowledge::new(&registry))?;
/// let (_, gateway) = plan.gateways().next().unwrap();
/// let publication = gateway.publication.unwrap();
/// assert!(publication.address.is_loopback());
/// assert_eq!(publication.port.get(), 3333);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Publication {
    /// The machine's address.
    pub address: HostAddress,
    /// The machine's port.
    pub port: Port,
}

/// A catalog file that a gateway reads.
///
/// # Examples
///
/// ```
/// use mcpgen_core::catalog::{Catalog, ServerDefinition};
/// use mcpgen_core::model::StackSpec;
/// use mcpgen_core::plan::resolve;
/// # use std::collections::BTreeMap;
/// # use mcpgen_core::catalog::Knowledge;
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
/// let mut own = Catalog::default();
/// own.servers.insert("clickup".to_owned(), ServerDefinition::container());
/// let registry = BTreeMap::new();
/// let mut knowledge = Knowledge::new(&registry);
/// knowledge.catalogs.insert("catalogs/own.yaml".parse()?, Some(own));
///
/// let plan = resolve(&stack, &knowledge)?;
/// let (_, gateway) = plan.gateways().next().unwrap();
/// assert_eq!(gateway.catalogs[0].path.to_string(), "catalogs/own.yaml");
/// assert_eq!(gateway.catalogs[0].file_name, "own.yaml");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CatalogFile {
    /// The file.
    pub path: HostPath,
    /// Its name where the gateway looks for catalogs.
    pub file_name: String,
}

/// An MCP server that a gateway runs.
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
/// [services.gateway]
/// kind = "mcp-gateway"
/// servers = ["wiki"]
///
/// [servers.wiki]
/// url = "https://mcp.example.com/mcp"
/// tools = ["search"]
/// "#
/// .parse()?;
/// let registry = BTreeMap::new();
/// let plan = resolve(&stack, &Knowledge::new(&registry))?;
/// let (_, gateway) = plan.gateways().next().unwrap();
/// let wiki = &gateway.servers[0];
/// assert_eq!(wiki.origin.to_string(), "services.gateway.servers[0]");
/// assert!(wiki.own.is_some() && !wiki.writable);
/// assert_eq!(wiki.tools.as_ref().unwrap()[0].as_str(), "search");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Server {
    /// Its name.
    pub name: ServerName,
    /// Where the gateway lists it.
    pub origin: Path,
    /// What it is, when the stack says so itself; `None` for a server of a catalog.
    pub own: Option<OwnServer>,
    /// The secrets that the gateway gives it.
    pub secrets: Vec<SecretDelivery>,
    /// Secrets that it works without and that the stack does not have, by their names in the catalog. The gateway hands it the
    /// text `<UNKNOWN>` for each that is not in the secrets file, and so each is there, and empty (docker/mcp-gateway,
    /// pkg/gateway/clientpool.go).
    pub unset_secrets: Vec<String>,
    /// Its configuration.
    pub config: BTreeMap<String, ConfigValue>,
    /// Paths of the machine that are mounted into it.
    pub paths: Vec<Text>,
    /// Whether it may write to those paths.
    pub writable: bool,
    /// The tools that clients see; `None` for all.
    pub tools: Option<Vec<ToolName>>,
}

impl Server {
    fn texts(&self) -> Vec<&Text> {
        let mut texts: Vec<&Text> = self.paths.iter().collect();
        self.config.values().for_each(|value| value.collect_texts(&mut texts));
        if let Some(OwnServer { kind: OwnServerKind::Image { mounts, .. }, .. }) = &self.own {
            texts.extend(mounts.iter().filter_map(|(source, _, _)| match source {
                ServerMountSource::Path(path) => Some(path),
                ServerMountSource::Volume(_) => None,
            }));
        }
        texts
    }
}

/// A line of the gateway's secrets file.
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
/// [services.gateway]
/// kind = "mcp-gateway"
/// servers = ["tickets"]
///
/// [servers.tickets]
/// image = "ghcr.io/you/tickets:1.2"
/// environment = { TOKEN = { secret = "TICKETS_TOKEN" } }
///
/// [secrets.TICKETS_TOKEN]
/// "#
/// .parse()?;
/// let registry = BTreeMap::new();
/// let plan = resolve(&stack, &Knowledge::new(&registry))?;
/// let (_, gateway) = plan.gateways().next().unwrap();
/// let delivery = &gateway.servers[0].secrets[0];
/// assert_eq!((delivery.environment.as_str(), delivery.secret.as_str()), ("TOKEN", "TICKETS_TOKEN"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SecretDelivery {
    /// The name by which the catalog calls it.
    pub name: String,
    /// The environment variable that the server gets it by.
    pub environment: EnvironmentName,
    /// The secret of the stack whose value it has.
    pub secret: SecretName,
}

/// A value of a server's configuration.
///
/// # Examples
///
/// ```
/// use mcpgen_core::catalog::ServerDefinition;
/// use mcpgen_core::model::StackSpec;
/// use mcpgen_core::plan::{ConfigValue, resolve};
/// # use std::collections::BTreeMap;
/// # use mcpgen_core::catalog::{ConfigKey, ConfigKind, Knowledge};
///
/// let stack: StackSpec = r#"
/// [stack]
/// name = "mcp"
///
/// [services.gateway]
/// kind = "mcp-gateway"
/// servers = ["resolver"]
///
/// [servers.resolver.config]
/// port = 53
/// "#
/// .parse()?;
/// # let mut resolver = ServerDefinition::container();
/// # resolver.config.push(ConfigKey { name: "port".to_owned(), required: false, kind: ConfigKind::Integer });
/// let registry = BTreeMap::from([("resolver".to_owned(), resolver)]);
/// let plan = resolve(&stack, &Knowledge::new(&registry))?;
/// let (_, gateway) = plan.gateways().next().unwrap();
/// assert_eq!(gateway.servers[0].config["port"], ConfigValue::Integer(53));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub enum ConfigValue {
    /// `true` or `false`.
    Boolean(bool),
    /// A whole number.
    Integer(i64),
    /// Any other number.
    Float(f64),
    /// Text.
    Text(Text),
    /// A list.
    List(Vec<ConfigValue>),
    /// A table.
    Table(BTreeMap<String, ConfigValue>),
}

impl ConfigValue {
    fn collect_texts<'a>(&'a self, texts: &mut Vec<&'a Text>) {
        match self {
            Self::Text(text) => texts.push(text),
            Self::List(items) => items.iter().for_each(|item| item.collect_texts(texts)),
            Self::Table(table) => table.values().for_each(|value| value.collect_texts(texts)),
            Self::Boolean(_) | Self::Integer(_) | Self::Float(_) => {}
        }
    }
}

/// A server that the stack itself defines.
///
/// # Examples
///
/// ```
/// # use std::collections::BTreeMap;
/// # use mcpgen_core::catalog::Knowledge;
/// use mcpgen_core::model::StackSpec;
/// use mcpgen_core::plan::{OwnServerKind, resolve};
///
/// let stack: StackSpec = r#"
/// [stack]
/// name = "mcp"
///
/// [services.gateway]
/// kind = "mcp-gateway"
/// servers = ["tickets"]
///
/// [servers.tickets]
/// image = "ghcr.io/you/tickets:1.2"
/// prefix = "work"
/// "#
/// .parse()?;
/// let registry = BTreeMap::new();
/// let plan = resolve(&stack, &Knowledge::new(&registry))?;
/// let (_, gateway) = plan.gateways().next().unwrap();
/// let tickets = gateway.servers[0].own.as_ref().unwrap();
/// assert!(matches!(tickets.kind, OwnServerKind::Image { .. }));
/// assert_eq!(tickets.prefix.as_ref().unwrap().as_str(), "work");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct OwnServer {
    /// Where and what it runs.
    pub kind: OwnServerKind,
    /// What its tools are called by; `None` for their own names alone.
    pub prefix: Option<ToolPrefix>,
}

/// Where a server of the stack's own runs.
///
/// # Examples
///
/// ```
/// # use std::collections::BTreeMap;
/// # use mcpgen_core::catalog::Knowledge;
/// use mcpgen_core::model::{StackSpec, Transport};
/// use mcpgen_core::plan::{OwnServerKind, resolve};
///
/// let stack: StackSpec = r#"
/// [stack]
/// name = "mcp"
///
/// [services.gateway]
/// kind = "mcp-gateway"
/// servers = ["wiki"]
///
/// [servers.wiki]
/// url = "https://mcp.example.com/mcp"
/// "#
/// .parse()?;
/// let registry = BTreeMap::new();
/// let plan = resolve(&stack, &Knowledge::new(&registry))?;
/// let (_, gateway) = plan.gateways().next().unwrap();
/// let Some(own) = &gateway.servers[0].own else { unreachable!() };
/// assert!(matches!(own.kind, OwnServerKind::Remote { transport: Transport::Streaming, .. }));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OwnServerKind {
    /// In a container that the gateway starts.
    Image {
        /// Its image.
        image: ImageReference,
        /// Its arguments.
        command: Vec<String>,
        /// Its environment, without what comes from secrets.
        environment: BTreeMap<EnvironmentName, String>,
        /// What it sees of the machine and of Docker's storage: source, target, and whether it may only read.
        mounts: Vec<(ServerMountSource, String, bool)>,
        /// The only hosts that it may reach, `HOST:PORT`; empty for all.
        allow_hosts: Vec<String>,
        /// Whether it has a network.
        network: bool,
        /// Whether its container is kept for a whole session.
        long_lived: bool,
    },
    /// Elsewhere.
    Remote {
        /// Its address.
        url: ServerUrl,
        /// How the gateway speaks with it.
        transport: Transport,
        /// Headers: text before, and the environment variable whose secret follows it.
        headers: BTreeMap<String, (String, Option<EnvironmentName>)>,
    },
}

/// What a server of the stack's own mounts.
///
/// # Examples
///
/// ```
/// # use std::collections::BTreeMap;
/// # use mcpgen_core::catalog::Knowledge;
/// use mcpgen_core::model::StackSpec;
/// use mcpgen_core::plan::{OwnServerKind, ServerMountSource, resolve};
///
/// let stack: StackSpec = r#"
/// [stack]
/// name = "mcp"
///
/// [services.gateway]
/// kind = "mcp-gateway"
/// servers = ["notes"]
///
/// [servers.notes]
/// image = "ghcr.io/you/notes:1.2"
/// volumes = ["notes:/data"]
/// "#
/// .parse()?;
/// let registry = BTreeMap::new();
/// let plan = resolve(&stack, &Knowledge::new(&registry))?;
/// let (_, gateway) = plan.gateways().next().unwrap();
/// let Some(own) = &gateway.servers[0].own else { unreachable!() };
/// let OwnServerKind::Image { mounts, .. } = &own.kind else { unreachable!() };
/// assert_eq!(mounts[0].0, ServerMountSource::Volume("notes".parse()?));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ServerMountSource {
    /// A path of the machine, as the engine names it.
    Path(Text),
    /// A volume that Docker keeps.
    Volume(VolumeName),
}
