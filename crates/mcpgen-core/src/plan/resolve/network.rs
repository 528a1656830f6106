//! Which networks there are, and who is on them.

use crate::model::{NetworkSpec, ServiceSpec, StackSpec};
use crate::name::NetworkName;
use crate::plan::Network;

/// The networks of a stack: the declared ones, or the one that is implied.
pub(super) fn resolve_networks(spec: &StackSpec) -> Vec<Network> {
    if spec.networks.is_empty() {
        return vec![resolve_network(&NetworkName::implied(), &NetworkSpec::default())];
    }
    spec.networks.iter().map(|(name, network)| resolve_network(name, network)).collect()
}

fn resolve_network(name: &NetworkName, spec: &NetworkSpec) -> Network {
    let NetworkSpec { driver, internal, subnet, external } = spec;
    Network {
        name: name.clone(),
        driver: driver.clone().unwrap_or_else(|| "bridge".to_owned()),
        internal: internal.unwrap_or(false),
        subnet: subnet.clone(),
        external: external.unwrap_or(false),
    }
}

/// The networks that a service is on; empty when several are declared and it does not say. `service` is `None` for the
/// implied connector, which is where the services are that its routes lead to.
pub(crate) fn networks_of(spec: &StackSpec, service: Option<&ServiceSpec>) -> Vec<NetworkName> {
    if let Some(networks) = service.and_then(|service| service.common().networks) {
        return networks.clone();
    }
    match (spec.networks.len(), spec.networks.keys().next()) {
        (0, _) => vec![NetworkName::implied()],
        (1, Some(only)) => vec![only.clone()],
        _ if service.is_some() => Vec::new(),
        _ => {
            let routed = spec
                .ingress
                .iter()
                .flat_map(|ingress| &ingress.routes)
                .filter_map(|route| route.service.as_ref());
            let mut networks: Vec<NetworkName> = routed
                .filter_map(|name| spec.services.get(name))
                .filter_map(|service| networks_of(spec, Some(service)).into_iter().next())
                .collect();
            networks.sort();
            networks.dedup();
            networks
        }
    }
}
