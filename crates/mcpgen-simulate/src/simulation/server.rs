//! What comes of a server.

use serde::Serialize;

use crate::gateway::BindVerdict;
use crate::value::Value;

/// What comes of a server.
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
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct ServerMount {
    /// `SOURCE:TARGET`, as Docker is told.
    pub volume: String,
    /// What comes of it.
    pub verdict: BindVerdict,
}
