//! What the scripts are told about a stack: names, and never a value from `.env`.

use std::collections::BTreeSet;
use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

/// A stack as its start, stop and status scripts see it.
#[derive(Debug, Clone)]
pub(crate) struct ScriptContext {
    /// The Compose project, passed as `-p` and looked for in `com.docker.compose.project` labels.
    pub(crate) project: String,
    /// The oldest Compose that reads the rendered `docker-compose.yml`.
    pub(crate) compose_minimum: ComposeVersion,
    /// The variables that `docker-compose.yml` takes from `.env`. One exported in the calling shell would win over
    /// `.env`, so start takes these out of its environment.
    pub(crate) unset: BTreeSet<String>,
    /// The variables without which the stack does not start, in the order in which a person is told about them.
    pub(crate) required: Vec<String>,
    /// The variables that a gateway carries on, and so can only carry when they are one line without blanks at its ends.
    pub(crate) carried: Vec<String>,
    /// The most bytes that each of those may have.
    pub(crate) longest_value: usize,
    /// All services of the stack, in the order in which they are reported.
    pub(crate) services: Vec<Service>,
    /// The engine's names (`mcp_mcp-network`) of this stack's own networks that a gateway's servers join. An external
    /// network must not be here: other gateways may have servers on it.
    pub(crate) networks: BTreeSet<String>,
    /// Images of own servers. Start pulls those that are missing, so that a failed pull is seen.
    pub(crate) images: BTreeSet<String>,
}

/// One service of `docker-compose.yml`.
#[derive(Debug, Clone)]
pub(crate) struct Service {
    /// The key under `services`.
    pub(crate) name: String,
    /// What makes Compose recreate its containers when `.env` changes; `None` if it gets nothing from there.
    pub(crate) stamp: Option<Stamp>,
    /// Whether it only runs while one of its profiles is on, which `.env` says.
    pub(crate) optional: bool,
    /// What the scripts do with it.
    pub(crate) kind: ServiceKind,
}

/// What a service is to the scripts.
#[derive(Debug, Clone)]
pub(crate) enum ServiceKind {
    /// Waited for until it is healthy; then its log tells which servers are up.
    Gateway(Gateway),
    /// Not waited for: without a network it never becomes healthy. It must have a healthcheck, which tells whether it
    /// is connected.
    Tunnel(Tunnel),
    /// Waited for until it is healthy, or runs if it has no healthcheck.
    Container,
    /// A container that ends by itself, before the first gateway or container that depends on it, directly or through
    /// others, starts. Compose runs it once with them.
    Preparation,
    /// Any other container that ends by itself. Nothing waits for it.
    Job,
}

/// An MCP gateway.
#[derive(Debug, Clone)]
pub(crate) struct Gateway {
    /// Where clients connect.
    pub(crate) endpoint: Endpoint,
    /// The port it listens on inside the stack.
    pub(crate) container_port: u16,
    /// The host address its port is published on. The templates see the address at which this machine reaches it.
    pub(crate) published: Option<SocketAddr>,
    /// The variable that holds the gateway's bearer token; `None` if it asks for none.
    pub(crate) token_name: Option<String>,
    /// The servers that must be up, by the names the gateway knows.
    pub(crate) servers: Vec<String>,
}

/// The path of a gateway's transport (docker/mcp-gateway, `pkg/gateway/transport.go`).
#[derive(Debug, Clone, Copy)]
pub(crate) enum Endpoint {
    /// Streamable HTTP.
    Streaming,
    /// Server-sent events.
    Sse,
}

/// A Cloudflare tunnel.
#[derive(Debug, Clone)]
pub(crate) struct Tunnel {
    /// The public URLs to give a client, endpoint included; none if the routes are kept at Cloudflare.
    pub(crate) addresses: Vec<String>,
}

/// A variable that holds a fingerprint of some variables of `.env`, used in a label of one service.
#[derive(Debug, Clone)]
pub(crate) struct Stamp {
    /// The variable that start exports: `MCPGEN_STAMP_MCP_GATEWAY`.
    pub(crate) variable: String,
    /// The variables of `.env` that concern the service.
    pub(crate) names: BTreeSet<String>,
}

/// A version of Docker Compose.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct ComposeVersion(pub(crate) u16, pub(crate) u16, pub(crate) u16);

impl fmt::Display for ComposeVersion {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self(major, minor, patch) = self;
        write!(formatter, "{major}.{minor}.{patch}")
    }
}

impl Endpoint {
    /// The path.
    pub(super) fn as_str(self) -> &'static str {
        match self {
            Self::Streaming => "/mcp",
            Self::Sse => "/sse",
        }
    }
}

impl ServiceKind {
    /// As the scripts call it.
    pub(super) fn as_str(&self) -> &'static str {
        match self {
            Self::Gateway(_) => "gateway",
            Self::Tunnel(_) => "tunnel",
            Self::Container => "container",
            Self::Preparation => "preparation",
            Self::Job => "job",
        }
    }
}

impl Gateway {
    /// Where this machine reaches it. All interfaces is where a port listens, not where a client connects: that is the loopback
    /// address.
    pub(super) fn reached_at(&self) -> Option<SocketAddr> {
        let mut address = self.published?;
        match address.ip() {
            IpAddr::V4(Ipv4Addr::UNSPECIFIED) => address.set_ip(Ipv4Addr::LOCALHOST.into()),
            IpAddr::V6(Ipv6Addr::UNSPECIFIED) => address.set_ip(Ipv6Addr::LOCALHOST.into()),
            _ => {}
        }
        Some(address)
    }
}
