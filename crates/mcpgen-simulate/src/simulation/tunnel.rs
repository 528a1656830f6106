//! What comes of a tunnel.

use serde::Serialize;

use super::Answer;

/// What a tunnel would do.
///
/// ```
/// use mcpgen_simulate::{Machine, MemoryFolder, simulate};
///
/// let compose = "
/// services:
///   tunnel:
///     image: cloudflare/cloudflared
///     command: [tunnel, --no-autoupdate, run]
///     environment: {TUNNEL_TOKEN: '${TUNNEL_TOKEN}'}
/// ";
/// let folder = MemoryFolder::default().with_file("docker-compose.yml", compose).with_file(".env", "TUNNEL_TOKEN=abc");
/// let simulation = simulate(&folder, &Machine::default());
/// // A tunnel with a token gets its routes from Cloudflare.
/// assert!(simulation.tunnels[0].routes_elsewhere);
/// assert!(simulation.tunnels[0].routes.is_empty());
/// ```
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
///
/// ```
/// use mcpgen_simulate::{Machine, MemoryFolder, RouteTarget, simulate};
///
/// let compose = "
/// services:
///   web: {image: nginx, networks: [front]}
///   tunnel:
///     image: cloudflare/cloudflared
///     command: [tunnel, --config, /etc/cloudflared/config.yml, run]
///     volumes: ['./config.yml:/etc/cloudflared/config.yml']
///     networks: [front]
/// networks: {front: {}}
/// ";
/// let config = "
/// tunnel: 6ff42ae2-765d-4adf-8112-31c55c1551ef
/// credentials-file: /etc/cloudflared/credentials.json
/// ingress:
/// - {hostname: www.example.com, service: 'http://web:80'}
/// - {service: 'http_status:404'}
/// ";
/// let folder = MemoryFolder::default().with_file("docker-compose.yml", compose).with_file("config.yml", config);
/// let simulation = simulate(&folder, &Machine::default());
/// let route = &simulation.tunnels[0].routes[0];
/// assert_eq!(route.hostname, "www.example.com");
/// assert_eq!(route.target, RouteTarget::Service("web".to_owned()));
/// ```
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
///
/// ```
/// use mcpgen_simulate::RouteTarget;
///
/// assert_eq!(serde_json::to_value(RouteTarget::Nowhere)?, "nowhere");
/// assert_eq!(serde_json::to_value(RouteTarget::Status(404))?, serde_json::json!({ "status": 404 }));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
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
