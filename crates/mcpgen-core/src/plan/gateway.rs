//! A gateway and its servers.

use std::collections::BTreeMap;

use super::{MachineValue, Text, TextPart};
use crate::model::{ByteSize, HostAddress, HostPath, ImageReference, Port, ServerUrl, Transport};
use crate::name::{EnvironmentName, SecretName, ServerName, ToolName, ToolPrefix, VolumeName};
use crate::path::Path;

/// An MCP gateway.
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
    #[must_use]
    pub fn endpoint(&self) -> &'static str {
        self.transport.endpoint()
    }

    pub(super) fn texts(&self) -> Vec<&Text> {
        self.servers.iter().flat_map(Server::texts).chain(self.docker_socket.then_some(&*SOCKET)).collect()
    }

    /// The Docker socket, as a path of the machine.
    #[must_use]
    pub fn socket() -> &'static Text {
        &SOCKET
    }
}

static SOCKET: std::sync::LazyLock<Text> =
    std::sync::LazyLock::new(|| Text::of(TextPart::Machine(MachineValue::DockerSocket)));

/// Whom a gateway answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum GatewayAuth {
    /// Who sends the token, which is the value of this secret.
    Bearer(SecretName),
    /// Everyone.
    Everyone,
}

impl GatewayAuth {
    /// The secret that holds the token; `None` when everyone is answered.
    #[must_use]
    pub fn token(&self) -> Option<&SecretName> {
        match self {
            Self::Bearer(token) => Some(token),
            Self::Everyone => None,
        }
    }
}

/// Where the machine offers a gateway.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Publication {
    /// The machine's address.
    pub address: HostAddress,
    /// The machine's port.
    pub port: Port,
}

/// A catalog file that a gateway reads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CatalogFile {
    /// The file.
    pub path: HostPath,
    /// Its name where the gateway looks for catalogs.
    pub file_name: String,
}

/// An MCP server that a gateway runs.
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
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct OwnServer {
    /// Where and what it runs.
    pub kind: OwnServerKind,
    /// What its tools are called by; `None` for their own names alone.
    pub prefix: Option<ToolPrefix>,
}

/// Where a server of the stack's own runs.
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
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ServerMountSource {
    /// A path of the machine, as the engine names it.
    Path(Text),
    /// A volume that Docker keeps.
    Volume(VolumeName),
}
