//! What comes of a tunnel.

use serde::Serialize;

use super::Answer;

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
