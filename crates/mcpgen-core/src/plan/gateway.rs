//! A gateway.

use super::{MachineValue, Server, Text, TextPart};
use crate::model::{ByteSize, HostAddress, HostPath, ImageReference, Port, Transport};
use crate::name::SecretName;

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
