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
#[derive(Debug, Clone, PartialEq)]
pub enum RouteTarget {
    /// To a service of the stack, at this port of its container.
    Service(ServiceName, Port),
    /// To something else.
    Url(OriginUrl),
    /// Nowhere: the connector answers with this status.
    Status(StatusCode),
}
