//! The tunnel's connector and its routes.

use std::net::SocketAddr;
use std::num::NonZeroU16;

use super::{HostLocation, Text};
use crate::model::{
    GracePeriod, Hostname, ImageReference, LogLevel, OriginUrl, Port, StatusCode, TunnelId, TunnelProtocol,
};
use crate::name::{SecretName, ServiceName};
use crate::path::Path;

/// The connector of the stack's tunnel.
///
/// # Examples
///
/// ```
/// # use std::collections::BTreeMap;
/// # use mcpgen_core::catalog::Knowledge;
/// use mcpgen_core::model::{LogLevel, StackSpec, TunnelProtocol};
/// use mcpgen_core::plan::resolve;
///
/// let stack: StackSpec = r#"
/// [stack]
/// name = "mcp"
///
/// [ingress]
/// token = "TUNNEL_TOKEN"
///
/// [secrets.TUNNEL_TOKEN]
/// "#
/// .parse()?;
/// let registry = BTreeMap::new();
/// let plan = resolve(&stack, &Knowledge::new(&registry))?;
/// let (_, connector) = plan.connector().unwrap();
/// assert_eq!((connector.protocol, connector.log_level), (TunnelProtocol::Auto, LogLevel::Info));
/// assert_eq!(connector.grace_period.to_string(), "15s");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Connector {
    /// Its image.
    pub image: ImageReference,
    /// How it speaks with Cloudflare.
    pub protocol: TunnelProtocol,
    /// How much it logs.
    pub log_level: LogLevel,
    /// Where it offers its readiness.
    pub metrics: SocketAddr,
    /// How long it lets open requests finish.
    pub grace_period: GracePeriod,
    /// How many of it there are.
    pub replicas: NonZeroU16,
    /// Who keeps its routes.
    pub mode: TunnelMode,
}

impl Connector {
    pub(super) fn texts(&self) -> Vec<&Text> {
        match &self.mode {
            TunnelMode::Local { credentials, user, .. } => {
                credentials.text().into_iter().chain([user]).collect()
            }
            TunnelMode::Dashboard { .. } => Vec::new(),
        }
    }
}

/// Who keeps a tunnel's routes.
///
/// # Examples
///
/// ```
/// # use std::collections::BTreeMap;
/// # use mcpgen_core::catalog::Knowledge;
/// use mcpgen_core::model::StackSpec;
/// use mcpgen_core::plan::{TunnelMode, resolve};
///
/// let stack: StackSpec = r#"
/// [stack]
/// name = "mcp"
///
/// [ingress]
/// token = "TUNNEL_TOKEN"
///
/// [secrets.TUNNEL_TOKEN]
/// "#
/// .parse()?;
/// let registry = BTreeMap::new();
/// let plan = resolve(&stack, &Knowledge::new(&registry))?;
/// let (_, connector) = plan.connector().unwrap();
/// assert_eq!(connector.mode, TunnelMode::Dashboard { token: "TUNNEL_TOKEN".parse()? });
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub enum TunnelMode {
    /// The stack.
    Local {
        /// The tunnel.
        tunnel: TunnelId,
        /// Its credentials file.
        credentials: HostLocation,
        /// The user and the group that the connector runs as: `UID:GID`.
        user: Text,
        /// Its routes, in the order that decides.
        routes: Vec<Route>,
    },
    /// Cloudflare's dashboard.
    Dashboard {
        /// The secret that holds the tunnel's token.
        token: SecretName,
    },
}

/// A route: requests for one host name, and where they go.
///
/// # Examples
///
/// ```
/// # use std::collections::BTreeMap;
/// # use mcpgen_core::catalog::Knowledge;
/// use mcpgen_core::model::StackSpec;
/// use mcpgen_core::plan::{TunnelMode, resolve};
///
/// let stack: StackSpec = r#"
/// [stack]
/// name = "mcp"
///
/// [ingress]
/// tunnel = "741d42fb-5a6a-47f6-9b67-47e95011f865"
/// credentials-file = "~/.cloudflared/741d42fb-5a6a-47f6-9b67-47e95011f865.json"
///
/// [[ingress.routes]]
/// hostname = "old.example.com"
/// status = 410
/// "#
/// .parse()?;
/// let registry = BTreeMap::new();
/// let plan = resolve(&stack, &Knowledge::new(&registry))?;
/// let (_, connector) = plan.connector().unwrap();
/// let TunnelMode::Local { routes, .. } = &connector.mode else { unreachable!() };
/// assert_eq!(routes[0].origin.to_string(), "ingress.routes[0]");
/// assert_eq!(routes[0].hostname.to_string(), "old.example.com");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Route {
    /// Where it is written.
    pub origin: Path,
    /// The public host name.
    pub hostname: Hostname,
    /// Where the requests go.
    pub target: RouteTarget,
    /// What cloudflared is told of it: the host name, the path, the service, and how it is reached.
    pub rule: cloudflared_config::Rule,
}

/// Where a route leads.
///
/// # Examples
///
/// ```
/// # use std::collections::BTreeMap;
/// # use mcpgen_core::catalog::Knowledge;
/// use mcpgen_core::model::StackSpec;
/// use mcpgen_core::plan::{RouteTarget, TunnelMode, resolve};
///
/// let stack: StackSpec = r#"
/// [stack]
/// name = "mcp"
///
/// [ingress]
/// tunnel = "741d42fb-5a6a-47f6-9b67-47e95011f865"
/// credentials-file = "~/.cloudflared/741d42fb-5a6a-47f6-9b67-47e95011f865.json"
///
/// [[ingress.routes]]
/// hostname = "web.example.com"
/// service = "web"
///
/// [services.web]
/// kind = "container"
/// image = "nginx:1.29"
/// expose = [80]
/// "#
/// .parse()?;
/// let registry = BTreeMap::new();
/// let plan = resolve(&stack, &Knowledge::new(&registry))?;
/// let (_, connector) = plan.connector().unwrap();
/// let TunnelMode::Local { routes, .. } = &connector.mode else { unreachable!() };
/// // The only port that the container exposes.
/// let RouteTarget::Service(name, port) = &routes[0].target else { unreachable!() };
/// assert_eq!((name.as_str(), port.get()), ("web", 80));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub enum RouteTarget {
    /// To a service of the stack, at this port of its container.
    Service(ServiceName, Port),
    /// To something else.
    Url(OriginUrl),
    /// Nowhere: the connector answers with this status.
    Status(StatusCode),
}
