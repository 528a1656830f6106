//! `replicas`: what cannot be there more than once.

use super::process::conflict;
use super::{Check, service_path};
use crate::model::{ConnectorCount, NetworkUseSpec, ServiceSpec};

pub(super) fn check(check: &mut Check<'_>) {
    for (name, service) in &check.spec.services {
        let (count, ports) = match service {
            ServiceSpec::Container(container) => (container.replicas, container.ports.as_slice()),
            ServiceSpec::Cloudflared(tunnel) => (tunnel.replicas.map(ConnectorCount::get), [].as_slice()),
            // Its sessions live in its memory, so there is no such key.
            ServiceSpec::McpGateway(_) => (None, [].as_slice()),
        };
        let Some(replicas) = count.map(std::num::NonZeroU16::get).filter(|replicas| *replicas > 1) else {
            continue;
        };
        let common = service.common();
        let path = service_path(name);
        let here = path.key("replicas");
        if common.container_name.is_some() {
            conflict(
                check,
                format!("{replicas} containers cannot have one name"),
                [(&here, "so many"), (&path.key("container-name"), "one name")],
                "remove `container-name`: Compose numbers them".to_owned(),
            );
        }
        for (index, port) in ports.iter().enumerate() {
            if port.container.is_single() && port.host.count() >= replicas {
                continue;
            }
            let ports = if port.host.is_single() { "one port" } else { "too few ports" };
            conflict(
                check,
                format!("{replicas} containers cannot publish on {ports} of this machine, {}", port.host),
                [(&here, "so many"), (&path.key("ports").index(index), ports)],
                format!(
                    "remove it: the other services reach all of them under the service's name; or write a range of {replicas} ports before one of the container's"
                ),
            );
        }
        for (network, place) in
            common.networks.iter().flat_map(|networks| networks.places(&path.key("networks")))
        {
            let network_use = common.networks.and_then(|networks| networks.get(network));
            for (key, address) in network_use.into_iter().flat_map(NetworkUseSpec::addresses) {
                conflict(
                    check,
                    format!("{replicas} containers cannot have one address, {address}"),
                    [(&here, "so many"), (&place.key(key), "one address")],
                    format!("remove `{key}`: the engine gives each its own"),
                );
            }
        }
    }
}
