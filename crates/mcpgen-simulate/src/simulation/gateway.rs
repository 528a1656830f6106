//! What comes of a gateway.

use serde::Serialize;

use super::{Answer, ServerOutcome};
use crate::value::Value;

/// What a gateway would do.
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
    #[must_use]
    pub fn server(&self, name: &str) -> Option<&ServerOutcome> {
        self.servers.iter().find(|server| server.name == name)
    }
}

/// How clients speak with a gateway.
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
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct CatalogOutcome {
    /// As the gateway is told of it.
    pub name: String,
    /// What comes of it.
    pub state: CatalogState,
}

/// What comes of a catalog.
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
