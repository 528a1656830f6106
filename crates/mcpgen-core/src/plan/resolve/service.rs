//! What the keys of a service mean.

use std::collections::BTreeSet;

use super::network::network_uses;
use super::{Unresolved, container, harden, server, tunnel};
use crate::catalog::Knowledge;
use crate::model::{
    Auth, ByteSize, CatalogSource, CommonSpec, Condition, GatewaySpec, HostAddress, ImageReference, Port,
    PublishSpec, Restart, ServiceSpec, StackSpec, Transport,
};
use crate::name::{SecretName, ServiceName};
use crate::path::Path;
use crate::plan::{CatalogFile, Gateway, GatewayAuth, NameResolution, Publication, Role, Service};

/// The image of a gateway that names none. Its maker gives it no versions, only moving tags.
const GATEWAY_IMAGE: &str = "docker/mcp-gateway:latest";

/// Memory for each server's container (docker/mcp-gateway, cmd/docker-mcp/commands/gateway.go).
const SERVER_MEMORY: &str = "2g";

pub(super) fn resolve_service(
    spec: &StackSpec,
    knowledge: &Knowledge<'_>,
    completed: &BTreeSet<&ServiceName>,
    name: &ServiceName,
    service: &ServiceSpec,
) -> Result<Service, Unresolved> {
    let origin = Path::root().key("services").key(name);
    let role = match service {
        ServiceSpec::McpGateway(gateway) => {
            Role::Gateway(resolve_gateway(spec, knowledge, &origin, gateway)?)
        }
        ServiceSpec::Cloudflared(connector) => Role::Tunnel(tunnel::resolve_connector(spec, connector)?),
        ServiceSpec::Container(container) => Role::Container(container::resolve_container(container)?),
    };
    let CommonSpec {
        image: _,
        container_name,
        networks: _,
        depends_on,
        restart,
        labels,
        logging,
        limits,
        reservations,
        ulimits,
        init,
        extra_hosts,
        dns,
        dns_search,
        dns_opt,
        pull_policy,
        platform,
        compose,
    } = service.common();
    let limits = limits.cloned().unwrap_or_default();
    let (limits, init) = match service {
        ServiceSpec::Container(container) => {
            let own = harden::is_hardened(container).then_some(true);
            (harden::limits(container, &limits), init.or(own))
        }
        ServiceSpec::McpGateway(_) | ServiceSpec::Cloudflared(_) => (limits, init),
    };
    Ok(Service {
        name: name.clone(),
        origin,
        container_name: container_name.cloned(),
        networks: network_uses(spec, Some(service)),
        depends_on: depends_on.clone(),
        // One that another waits to see completed ends, and must not be started again each time.
        restart: restart
            .unwrap_or_else(|| if completed.contains(name) { Restart::No } else { Restart::default() }),
        labels: labels.clone(),
        logging: logging.cloned(),
        limits,
        reservations: reservations.copied().unwrap_or_default(),
        ulimits: ulimits.cloned().unwrap_or_default(),
        init,
        names: NameResolution {
            extra_hosts: extra_hosts.clone(),
            servers: dns.as_slice().to_vec(),
            search: dns_search.as_slice().to_vec(),
            options: dns_opt.as_slice().to_vec(),
        },
        pull_policy,
        platform: platform.cloned(),
        compose: compose.clone(),
        role,
    })
}

/// The services that another waits to see completed.
pub(super) fn completed(spec: &StackSpec) -> BTreeSet<&ServiceName> {
    let awaited = spec.services.values().flat_map(|service| service.common().depends_on);
    awaited.filter(|(_, condition)| **condition == Condition::Completed).map(|(name, _)| name).collect()
}

fn resolve_gateway(
    spec: &StackSpec,
    knowledge: &Knowledge<'_>,
    origin: &Path,
    gateway: &GatewaySpec,
) -> Result<Gateway, Unresolved> {
    let port = gateway.port.unwrap_or(Port::GATEWAY);
    let publication = match gateway.publish {
        None => Some(Publication { address: HostAddress::LOOPBACK, port }),
        Some(PublishSpec::Nowhere) => None,
        Some(PublishSpec::At(address, port)) => Some(Publication { address, port }),
    };
    Ok(Gateway {
        image: gateway.image.clone().map_or_else(|| known(GATEWAY_IMAGE), Ok)?,
        transport: gateway.transport.unwrap_or(Transport::Streaming),
        port,
        publication,
        servers: server::resolve_servers(spec, knowledge, origin, gateway)?,
        catalogs: gateway
            .catalogs
            .iter()
            .map(|path| CatalogFile { path: path.clone(), file_name: path.file_name().to_owned() })
            .collect(),
        docker_catalog: gateway.catalog.unwrap_or(CatalogSource::Docker) == CatalogSource::Docker,
        auth: match gateway.auth.unwrap_or(Auth::Bearer) {
            Auth::Bearer => {
                GatewayAuth::Bearer(gateway.token.clone().unwrap_or_else(SecretName::gateway_token))
            }
            Auth::None => GatewayAuth::Everyone,
        },
        verbose: gateway.verbose.unwrap_or(false),
        block_secrets: gateway.block_secrets.unwrap_or(true),
        log_calls: gateway.log_calls.unwrap_or(true),
        long_lived: gateway.long_lived.unwrap_or(false),
        cpus: gateway.cpus.map_or(1, std::num::NonZeroU16::get),
        memory: gateway
            .memory
            .map_or_else(|| SERVER_MEMORY.parse::<ByteSize>().map_err(|_| Unresolved), Ok)?,
        verify_signatures: gateway.verify_signatures.unwrap_or(true),
        docker_socket: gateway.docker_socket.unwrap_or(true),
    })
}

/// An image that this crate names itself.
pub(super) fn known(image: &str) -> Result<ImageReference, Unresolved> {
    image.parse().map_err(|_| Unresolved)
}
