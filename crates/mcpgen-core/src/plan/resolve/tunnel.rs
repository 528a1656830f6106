//! What `[ingress]` and its connector mean.

use std::collections::BTreeSet;
use std::net::{Ipv4Addr, SocketAddr};

use super::network::network_uses;
use super::service::{known, resolve_service};
use super::{Unresolved, rule_of};
use crate::catalog::Knowledge;
use crate::model::{
    GatewaySpec, ImageReference, IngressSpec, LogLevel, Port, PortRange, RouteSpec, ServiceSpec,
    SocketAddrText, StackSpec, TunnelProtocol, TunnelSpec,
};
use crate::name::ServiceName;
use crate::path::Path;
use crate::plan::{
    Connector, HostLocation, MachineValue, Route, RouteTarget, Service, Text, TextPart, TunnelMode,
};

/// The image of a connector that names none: the version whose behaviour mcpgen knows.
const CONNECTOR_IMAGE: &str = "cloudflare/cloudflared:2026.8.2";

/// Where a connector offers its readiness: to itself alone, for every MCP server shares its network.
const METRICS: SocketAddr = SocketAddr::new(std::net::IpAddr::V4(Ipv4Addr::LOCALHOST), 20241);

/// The connector of a stack that has `[ingress]` and declares no service for it.
pub(super) fn implied_connector(
    spec: &StackSpec,
    knowledge: &Knowledge<'_>,
    completed: &BTreeSet<&ServiceName>,
) -> Result<Option<Service>, Unresolved> {
    let declared = spec.services.values().any(|service| matches!(service, ServiceSpec::Cloudflared(_)));
    if declared || spec.ingress.is_none() {
        return Ok(None);
    }
    let connector = ServiceSpec::Cloudflared(TunnelSpec::default());
    let service = resolve_service(spec, knowledge, completed, &ServiceName::implied_tunnel(), &connector)?;
    Ok(Some(Service { origin: Path::root().key("ingress"), networks: network_uses(spec, None), ..service }))
}

pub(super) fn resolve_connector(spec: &StackSpec, connector: &TunnelSpec) -> Result<Connector, Unresolved> {
    let ingress = spec.ingress.as_ref().ok_or(Unresolved)?;
    Ok(Connector {
        image: connector
            .image
            .clone()
            .map_or_else(|| known(CONNECTOR_IMAGE), Ok::<ImageReference, Unresolved>)?,
        protocol: connector.protocol.unwrap_or(TunnelProtocol::Auto),
        log_level: connector.log_level.unwrap_or(LogLevel::Info),
        metrics: connector.metrics.map_or(METRICS, SocketAddrText::get),
        grace_period: connector.grace_period.unwrap_or_default(),
        replicas: connector.replicas.unwrap_or_default().get(),
        mode: resolve_mode(spec, ingress)?,
    })
}

fn resolve_mode(spec: &StackSpec, ingress: &IngressSpec) -> Result<TunnelMode, Unresolved> {
    match (&ingress.tunnel, &ingress.credentials_file, &ingress.token) {
        (Some(tunnel), Some(credentials), None) => Ok(TunnelMode::Local {
            tunnel: tunnel.clone(),
            credentials: HostLocation::from_path(credentials),
            user: Text::of(TextPart::Machine(MachineValue::UserId))
                .and(TextPart::Literal(":".to_owned()))
                .and(TextPart::Machine(MachineValue::GroupId)),
            routes: ingress
                .routes
                .iter()
                .enumerate()
                .map(|(index, route)| {
                    resolve_route(spec, Path::root().key("ingress").key("routes").index(index), route)
                })
                .collect::<Result<_, Unresolved>>()?,
        }),
        (None, None, Some(token)) if ingress.routes.is_empty() => {
            Ok(TunnelMode::Dashboard { token: token.clone() })
        }
        _ => Err(Unresolved),
    }
}

fn resolve_route(spec: &StackSpec, origin: Path, route: &RouteSpec) -> Result<Route, Unresolved> {
    let target = match (&route.service, &route.url, route.status) {
        (Some(service), None, None) => {
            let port =
                port_of(spec.services.get(service).ok_or(Unresolved)?, route.port).ok_or(Unresolved)?;
            RouteTarget::Service(service.clone(), port)
        }
        (None, Some(url), None) => RouteTarget::Url(url.clone()),
        (None, None, Some(status)) => RouteTarget::Status(status),
        _ => return Err(Unresolved),
    };
    Ok(Route { origin, hostname: route.hostname.clone(), target, rule: rule_of(spec, route)? })
}

/// The port that a route to `service` leads to: the one written, a gateway's own, or the only one that a container says it
/// listens on. `None` when that cannot be known.
pub(crate) fn port_of(service: &ServiceSpec, written: Option<Port>) -> Option<Port> {
    match (written, service) {
        (Some(port), _) => Some(port),
        (None, ServiceSpec::McpGateway(GatewaySpec { port, .. })) => Some(port.unwrap_or(Port::GATEWAY)),
        (None, ServiceSpec::Container(container)) => {
            let exposed = container.expose.as_slice().iter().map(|exposed| exposed.port);
            let published =
                container.ports.iter().map(|published| published.container).filter(|range| range.is_single());
            let published = published.map(PortRange::first);
            let mut ports: Vec<Port> = exposed.chain(published).collect();
            ports.sort_unstable();
            ports.dedup();
            match ports.as_slice() {
                [only] => Some(*only),
                _ => None,
            }
        }
        (None, ServiceSpec::Cloudflared(_)) => None,
    }
}
