//! What comes of a folder: the result, as a caller sees it. It holds no value of a secret that could be printed.

use std::fmt;

use serde::{Serialize, Serializer};

use crate::finding::{Code, Finding, Level};
use crate::gateway::BindVerdict;
use crate::value::Value;

/// What the gateways and tunnels of a folder would do.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Simulation {
    /// Compose's project name; empty when the file does not say it.
    pub project: String,
    /// Whether Compose starts anything at all. If not, the rest says what would come once it does.
    pub compose_starts: bool,
    /// What does not work, or otherwise than it looks, the worst first.
    pub findings: Vec<Finding>,
    /// The gateways, sorted by service.
    pub gateways: Vec<GatewayOutcome>,
    /// The tunnels, sorted by service.
    pub tunnels: Vec<TunnelOutcome>,
    /// Whether a gateway would ask Docker's online catalog; then the built-in registry stands in for it.
    pub docker_catalog_stands_in: bool,
}

impl Simulation {
    /// Whether nothing was found that does not work.
    #[must_use]
    pub fn works(&self) -> bool {
        self.findings.iter().all(|finding| finding.level != Level::Failure)
    }

    /// The findings of this kind.
    pub fn found(&self, code: Code) -> impl Iterator<Item = &Finding> {
        self.findings.iter().filter(move |finding| finding.code == code)
    }

    /// The gateway of this service.
    #[must_use]
    pub fn gateway(&self, service: &str) -> Option<&GatewayOutcome> {
        self.gateways.iter().find(|gateway| gateway.service == service)
    }
}

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

/// What is answered at an address.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Answer {
    /// The address.
    pub url: String,
    /// To who sends no token.
    pub without_token: Status,
    /// To who sends the gateway's token.
    pub with_token: Status,
    /// To a web page of another origin, although it sends the token.
    pub from_a_page: Status,
}

/// What is answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Status {
    /// This status.
    Code(u16),
    /// Nothing listens.
    Refused,
    /// That cannot be seen from here.
    Unknown,
}

impl fmt::Display for Status {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Code(code) => write!(formatter, "{code}"),
            Self::Refused => formatter.write_str("refused"),
            Self::Unknown => formatter.write_str("?"),
        }
    }
}

/// A number, `"refused"`, or null.
impl Serialize for Status {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Code(code) => serializer.serialize_u16(*code),
            Self::Refused => serializer.serialize_str("refused"),
            Self::Unknown => serializer.serialize_none(),
        }
    }
}

/// What a tunnel would do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct TunnelOutcome {
    /// Its service.
    pub service: String,
    /// Whether it starts, and stays; `None` when its credentials cannot be seen from here.
    pub starts: Option<bool>,
    /// Whether its routes are kept by Cloudflare, so that nothing is known of them.
    pub routes_elsewhere: bool,
    /// The user that it runs as, when that is known: number and group.
    pub user: Option<(u32, u32)>,
    /// The rules of its configuration, the catch-all among them.
    pub routes: Vec<RouteOutcome>,
    /// What is answered at its public names.
    pub answers: Vec<Answer>,
    /// Whether servers of a gateway reach its metrics.
    pub metrics_exposed: bool,
}

/// What comes of a rule.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct RouteOutcome {
    /// The public name; empty for all.
    pub hostname: String,
    /// The pattern of paths; empty for all.
    pub path: String,
    /// What cloudflared asks.
    pub service: String,
    /// Where that leads.
    pub target: RouteTarget,
    /// Whether cloudflared asks for a login through Cloudflare Access.
    pub access: bool,
}

/// Where a rule leads.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum RouteTarget {
    /// To the gateway of this service.
    Gateway(String),
    /// To another service of the project.
    Service(String),
    /// cloudflared answers itself, with this status.
    Status(u16),
    /// Out of the project.
    Elsewhere,
    /// To nothing that listens.
    Nowhere,
}

/// What is told of a value: the variables in it.
impl Serialize for Value {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.variables())
    }
}
