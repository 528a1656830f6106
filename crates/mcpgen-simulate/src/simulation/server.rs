//! What comes of a server.

use serde::Serialize;

use crate::gateway::BindVerdict;
use crate::value::Value;

/// What comes of a server.
///
/// ```
/// use mcpgen_simulate::{Machine, MemoryFolder, Standing, simulate};
///
/// let compose = "
/// services:
///   gateway:
///     image: docker/mcp-gateway
///     command: [--transport=streaming, --servers=fetch, --tools=fetch]
///     volumes: [/var/run/docker.sock:/var/run/docker.sock]
/// ";
/// let folder = MemoryFolder::default().with_file("docker-compose.yml", compose);
/// let simulation = simulate(&folder, &Machine::default());
/// let fetch = simulation.gateways[0].server("fetch").ok_or("no server")?;
/// assert_eq!(fetch.standing, Standing::Appears);
/// assert_eq!(fetch.tools, Some(vec!["fetch".to_owned()]));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct ServerOutcome {
    /// Its name.
    pub name: String,
    /// What comes of it.
    pub standing: Standing,
    /// The catalog that says how it runs.
    pub catalog: Option<String>,
    /// Its image; `None` when it is no container.
    pub image: Option<String>,
    /// What its environment holds, sorted by name. For a server elsewhere: what its address and headers may hold.
    pub environment: Vec<Variable>,
    /// Its configuration, each key with its way from the top.
    pub configuration: Vec<(String, Value)>,
    /// What it mounts.
    pub mounts: Vec<ServerMount>,
    /// The networks that its container joins.
    pub networks: Vec<String>,
    /// The tools that clients see; `None` for all.
    pub tools: Option<Vec<String>>,
}

/// What comes of a server.
///
/// ```
/// use mcpgen_simulate::{Machine, MemoryFolder, Standing, simulate};
///
/// let compose = "services: {gateway: {image: docker/mcp-gateway, command: ['--servers=fetch,fetsch']}}";
/// let folder = MemoryFolder::default().with_file("docker-compose.yml", compose);
/// let simulation = simulate(&folder, &Machine::default());
/// let standing = |name| simulation.gateways[0].server(name).map(|server| server.standing);
/// assert_eq!(standing("fetch"), Some(Standing::Appears));
/// assert_eq!(standing("fetsch"), Some(Standing::Vanishes));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Standing {
    /// Clients see its tools.
    Appears,
    /// No catalog has it, and nobody says so.
    Vanishes,
    /// It does not start.
    Fails,
    /// It may be in a catalog that cannot be seen from here.
    Unknown,
}

/// A variable of a server's environment.
///
/// ```
/// use mcpgen_simulate::{Machine, MemoryFolder, Origin, SecretState, simulate};
///
/// let compose = "
/// services:
///   gateway:
///     image: docker/mcp-gateway
///     command: [--servers=brave, --secrets=/secrets]
///     configs: [{source: secrets, target: /secrets}]
/// configs: {secrets: {content: 'brave.api_key=${BRAVE_API_KEY}'}}
/// ";
/// let folder = MemoryFolder::default()
///     .with_file("docker-compose.yml", compose)
///     .with_file(".env", "BRAVE_API_KEY=abc");
/// let simulation = simulate(&folder, &Machine::default());
/// let variable = &simulation.gateways[0].servers[0].environment[0];
/// assert_eq!(variable.name, "BRAVE_API_KEY");
/// assert!(variable.value.is("abc"));
/// assert!(matches!(variable.origin, Origin::Secret { state: SecretState::Delivered, .. }));
/// ```
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Variable {
    /// Its name.
    pub name: String,
    /// Where its value comes from.
    pub origin: Origin,
    /// Its value, which does not print.
    #[serde(skip)]
    pub value: Value,
}

/// Where a value of a server's environment comes from.
///
/// ```
/// use mcpgen_simulate::{Origin, SecretState};
///
/// let origin = Origin::Secret {
///     name: "brave.api_key".to_owned(),
///     state: SecretState::Delivered,
///     variables: vec!["BRAVE_API_KEY".to_owned()],
/// };
/// assert_eq!(serde_json::to_value(&origin)?["secret"]["state"], "delivered");
/// assert_eq!(serde_json::to_value(Origin::Catalog)?, "catalog");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Origin {
    /// From the gateway's secrets.
    Secret {
        /// Its name there.
        name: String,
        /// What comes of it.
        state: SecretState,
        /// The variables of `.env` and the shell that it is made of.
        variables: Vec<String>,
    },
    /// It stands in the catalog.
    Catalog,
    /// From the server's configuration.
    Configuration,
}

/// What comes of a secret.
///
/// ```
/// use mcpgen_simulate::{Machine, MemoryFolder, Origin, SecretState, simulate};
///
/// // Nothing tells the gateway of secrets, and it does not hand on its own environment.
/// let compose = "
/// services:
///   gateway:
///     image: docker/mcp-gateway
///     command: [--servers=brave]
///     environment: {BRAVE_API_KEY: abc}
/// ";
/// let folder = MemoryFolder::default().with_file("docker-compose.yml", compose);
/// let simulation = simulate(&folder, &Machine::default());
/// let origin = &simulation.gateways[0].servers[0].environment[0].origin;
/// assert!(!matches!(origin, Origin::Secret { state: SecretState::Delivered, .. }));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum SecretState {
    /// The server gets it.
    Delivered,
    /// The server gets the text `<UNKNOWN>`.
    Missing,
    /// The server gets nothing.
    Empty,
    /// The server gets the text `se://…`.
    Unresolved,
    /// That cannot be seen from here.
    Unknown,
}

/// A mount of a server.
///
/// ```
/// use mcpgen_simulate::{Machine, MemoryFolder, simulate};
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
///     .with_file("own.yaml", "registry: {own: {image: 'own:1', type: server, volumes: ['data:/data']}}");
/// let simulation = simulate(&folder, &Machine::default());
/// assert_eq!(simulation.gateways[0].servers[0].mounts[0].volume, "data:/data");
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct ServerMount {
    /// `SOURCE:TARGET`, as Docker is told.
    pub volume: String,
    /// What comes of it.
    pub verdict: BindVerdict,
}
