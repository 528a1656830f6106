//! What comes of a gateway.

use serde::Serialize;

use super::{Answer, ServerOutcome};
use crate::value::Value;

/// What a gateway would do.
///
/// ```
/// use mcpgen_simulate::{Machine, MemoryFolder, Transport, simulate};
///
/// let compose = "
/// services:
///   gateway:
///     image: docker/mcp-gateway
///     command: [--transport=sse, --servers=fetch, --port=3333]
///     volumes: [/var/run/docker.sock:/var/run/docker.sock]
/// ";
/// let folder = MemoryFolder::default().with_file("docker-compose.yml", compose);
/// let simulation = simulate(&folder, &Machine::default());
/// let gateway = simulation.gateway("gateway").ok_or("no gateway")?;
/// assert!(gateway.starts);
/// assert_eq!((gateway.transport, gateway.port), (Transport::Sse, Some(3333)));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct GatewayOutcome {
    /// Its service.
    pub service: String,
    /// Whether it starts, and stays.
    pub starts: bool,
    /// How clients speak with it.
    pub transport: Transport,
    /// The port that it listens on inside its container; `None` when it listens on none.
    pub port: Option<u16>,
    /// Whom it answers.
    pub access: Access,
    /// The catalogs that it reads, in the order in which a later one replaces an earlier one.
    pub catalogs: Vec<CatalogOutcome>,
    /// Its servers, in the order in which they are asked for.
    pub servers: Vec<ServerOutcome>,
    /// The networks that it is on.
    pub networks: Vec<String>,
    /// The other services that its servers reach over these networks.
    pub servers_reach: Vec<String>,
    /// Where the machine offers it.
    pub published: Vec<Published>,
    /// What it answers, on this machine.
    pub answers: Vec<Answer>,
}

impl GatewayOutcome {
    /// The server of this name.
    ///
    /// ```
    /// # use mcpgen_simulate::{Machine, MemoryFolder, simulate};
    /// # let compose = "services: {gateway: {image: docker/mcp-gateway, command: [--servers=fetch]}}";
    /// # let folder = MemoryFolder::default().with_file("docker-compose.yml", compose);
    /// let simulation = simulate(&folder, &Machine::default());
    /// assert!(simulation.gateways[0].server("fetch").is_some());
    /// assert!(simulation.gateways[0].server("brave").is_none());
    /// ```
    #[must_use]
    pub fn server(&self, name: &str) -> Option<&ServerOutcome> {
        self.servers.iter().find(|server| server.name == name)
    }
}

/// How clients speak with a gateway.
///
/// ```
/// use mcpgen_simulate::Transport;
///
/// assert_eq!(serde_json::to_value(Transport::Streaming)?, "streaming");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Transport {
    /// Over its standard input and output.
    Stdio,
    /// Over server-sent events, at `/sse`.
    Sse,
    /// Over streamable HTTP, at `/mcp`.
    Streaming,
}

impl Transport {
    /// The path at which clients find it; `None` without a port.
    ///
    /// ```
    /// # use mcpgen_simulate::Transport;
    /// assert_eq!(Transport::Streaming.endpoint(), Some("/mcp"));
    /// assert_eq!(Transport::Stdio.endpoint(), None);
    /// ```
    #[must_use]
    pub fn endpoint(self) -> Option<&'static str> {
        match self {
            Self::Stdio => None,
            Self::Sse => Some("/sse"),
            Self::Streaming => Some("/mcp"),
        }
    }
}

/// Whom a gateway answers.
///
/// ```
/// use mcpgen_simulate::{Access, Machine, MemoryFolder, simulate};
///
/// let compose = "services: {gateway: {image: docker/mcp-gateway, command: [--transport=streaming, --servers=fetch]}}";
/// let folder = MemoryFolder::default().with_file("docker-compose.yml", compose);
/// // No token is set, so each start makes another one.
/// assert_eq!(simulate(&folder, &Machine::default()).gateways[0].access, Access::RandomToken);
/// ```
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Access {
    /// Who sends this token, which is the same after a restart.
    Token(Value),
    /// Who sends the token that it makes and logs at each start.
    RandomToken,
    /// Everyone.
    Everyone,
}

/// What comes of a catalog.
///
/// ```
/// use mcpgen_simulate::{CatalogState, Machine, MemoryFolder, simulate};
///
/// let compose = "
/// services:
///   gateway:
///     image: docker/mcp-gateway
///     command: [--servers=own, --catalog=own.yaml]
///     volumes: ['./own.yaml:/root/.docker/mcp/catalogs/own.yaml']
/// ";
/// let folder = MemoryFolder::default()
///     .with_file("docker-compose.yml", compose)
///     .with_file("own.yaml", "registry: {own: {image: 'own:1', type: server}}");
/// let simulation = simulate(&folder, &Machine::default());
/// let catalog = &simulation.gateways[0].catalogs[0];
/// assert_eq!((catalog.name.as_str(), catalog.state), ("own.yaml", CatalogState::Read(1)));
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct CatalogOutcome {
    /// As the gateway is told of it.
    pub name: String,
    /// What comes of it.
    pub state: CatalogState,
}

/// What comes of a catalog.
///
/// ```
/// use mcpgen_simulate::{CatalogState, Machine, MemoryFolder, simulate};
///
/// let compose = "services: {gateway: {image: docker/mcp-gateway, command: [--servers=fetch]}}";
/// let folder = MemoryFolder::default().with_file("docker-compose.yml", compose);
/// let simulation = simulate(&folder, &Machine::default());
/// assert_eq!(simulation.gateways[0].catalogs[0].state, CatalogState::Dockers);
/// assert!(simulation.docker_catalog_stands_in);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum CatalogState {
    /// It is read, and has that many servers.
    Read(usize),
    /// It is Docker's own, for which the built-in registry stands in.
    Dockers,
    /// It is not there, and counts as an empty one.
    Missing,
    /// It is there, and counts as an empty one.
    Empty,
    /// The gateway ends because of it.
    Refused,
    /// It cannot be seen from here.
    Unknown,
}

/// A port of the machine that leads to a gateway.
///
/// ```
/// use mcpgen_simulate::{Machine, MemoryFolder, simulate};
///
/// let compose = "
/// services:
///   gateway:
///     image: docker/mcp-gateway
///     command: [--transport=streaming, --servers=fetch, --port=8811]
///     ports: ['8811:8811']
/// ";
/// let folder = MemoryFolder::default().with_file("docker-compose.yml", compose);
/// let simulation = simulate(&folder, &Machine::default());
/// let published = &simulation.gateways[0].published[0];
/// assert_eq!(published.port, Some(8811));
/// assert!(!published.only_here);
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Published {
    /// The machine's address; empty for all of them.
    pub address: String,
    /// The machine's port; `None` when the engine chooses.
    pub port: Option<u16>,
    /// Whether this machine alone reaches it.
    pub only_here: bool,
}
