//! What the keys of a service mean.

use super::{Unresolved, harden, networks_of, server, tunnel};
use crate::catalog::Knowledge;
use crate::model::{
    Auth, ByteSize, CatalogSource, CommonSpec, Condition, ContainerSpec, GatewaySpec, HostAddress,
    ImageReference, Port, PublishSpec, Restart, ServiceSpec, StackSpec, Transport, VolumeSource, VolumeSpec,
};
use crate::name::{SecretName, ServiceName};
use crate::path::Path;
use crate::plan::{
    Build, CatalogFile, Container, Gateway, GatewayAuth, HostLocation, Image, Mount, MountSource,
    NameResolution, Publication, Role, Service, Text,
};

/// The image of a gateway that names none. Its maker gives it no versions, only moving tags.
const GATEWAY_IMAGE: &str = "docker/mcp-gateway:latest";

/// Memory for each server's container (docker/mcp-gateway, cmd/docker-mcp/commands/gateway.go).
const SERVER_MEMORY: &str = "2g";

pub(super) fn resolve_service(
    spec: &StackSpec,
    knowledge: &Knowledge<'_>,
    name: &ServiceName,
    service: &ServiceSpec,
) -> Result<Service, Unresolved> {
    let origin = Path::root().key("services").key(name);
    let role = match service {
        ServiceSpec::McpGateway(gateway) => {
            Role::Gateway(resolve_gateway(spec, knowledge, &origin, gateway)?)
        }
        ServiceSpec::Cloudflared(connector) => Role::Tunnel(tunnel::resolve_connector(spec, connector)?),
        ServiceSpec::Container(container) => Role::Container(resolve_container(container)?),
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
        networks: networks_of(spec, Some(service)),
        depends_on: depends_on.clone(),
        restart: restart.unwrap_or_else(|| default_restart(spec, name)),
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

/// A service that another waits to see completed ends, and must not be started again each time.
fn default_restart(spec: &StackSpec, name: &ServiceName) -> Restart {
    let awaited = spec
        .services
        .values()
        .any(|service| service.common().depends_on.get(name) == Some(&Condition::Completed));
    if awaited { Restart::No } else { Restart::default() }
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

fn resolve_container(container: &ContainerSpec) -> Result<Container, Unresolved> {
    let image = match (&container.build, &container.image) {
        (Some(build), image) => Image::Build(
            Build {
                context: HostLocation::from_path(&build.context),
                dockerfile: build.dockerfile.clone().unwrap_or_else(|| "Dockerfile".to_owned()),
            },
            image.clone(),
        ),
        (None, Some(image)) => Image::Reference(image.clone()),
        (None, None) => return Err(Unresolved),
    };
    Ok(Container {
        image,
        command: container.command.clone(),
        entrypoint: container.entrypoint.clone(),
        environment: container
            .environment
            .iter()
            .map(|(name, text)| (name.clone(), Text::from_spec(text)))
            .collect(),
        ports: container.ports.clone(),
        expose: container.expose.clone(),
        mounts: container.volumes.iter().map(resolve_mount).collect(),
        healthcheck: container.healthcheck.clone(),
        secrets: container.secrets.clone(),
        process: harden::resolve_process(container),
    })
}

fn resolve_mount(volume: &VolumeSpec) -> Mount {
    let VolumeSpec { source, target, read_only } = volume;
    let source = match source {
        VolumeSource::Path(path) => MountSource::Host(HostLocation::from_path(path)),
        VolumeSource::Volume(name) => MountSource::Volume(name.clone()),
    };
    Mount { source, target: target.clone(), read_only: *read_only }
}

/// An image that this crate names itself.
pub(super) fn known(image: &str) -> Result<ImageReference, Unresolved> {
    image.parse().map_err(|_| Unresolved)
}
