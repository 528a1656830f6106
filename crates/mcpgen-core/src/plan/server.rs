//! A server of a gateway.

use std::collections::BTreeMap;

use super::Text;
use crate::model::{ImageReference, ServerUrl, Transport};
use crate::name::{EnvironmentName, SecretName, ServerName, ToolName, ToolPrefix, VolumeName};
use crate::path::Path;

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
    pub(super) fn texts(&self) -> Vec<&Text> {
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
