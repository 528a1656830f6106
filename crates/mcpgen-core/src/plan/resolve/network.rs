//! Which networks there are, and who is on them.

use std::collections::BTreeMap;
use std::net::IpAddr;

use crate::model::{NetworkSpec, NetworkUseSpec, ServiceSpec, StackSpec, SubnetsSpec};
use crate::name::NetworkName;
use crate::plan::{Network, NetworkSubnet, NetworkUse};

/// The networks of a stack: the declared ones, or the one that is implied.
pub(super) fn resolve_networks(spec: &StackSpec) -> Vec<Network> {
    let own = own_addresses(spec);
    if spec.networks.is_empty() {
        return vec![resolve_network(&own, &NetworkName::implied(), &NetworkSpec::default())];
    }
    spec.networks.iter().map(|(name, network)| resolve_network(&own, name, network)).collect()
}

fn resolve_network(own: &OwnAddresses<'_>, name: &NetworkName, spec: &NetworkSpec) -> Network {
    let NetworkSpec { driver, internal, subnet, external, driver_opts } = spec;
    let own = own.get(name).map_or(&[][..], Vec::as_slice);
    let subnets = subnet.iter().flat_map(SubnetsSpec::subnets).map(|subnet| NetworkSubnet {
        subnet: *subnet,
        has_own_addresses: own.iter().any(|address| subnet.contains(*address)),
    });
    Network {
        name: name.clone(),
        driver: driver.clone().unwrap_or_else(|| "bridge".to_owned()),
        internal: internal.unwrap_or(false),
        subnets: subnets.collect(),
        driver_opts: driver_opts.clone(),
        external: external.unwrap_or(false),
    }
}

/// The addresses that services have for their own on each network.
type OwnAddresses<'a> = BTreeMap<&'a NetworkName, Vec<IpAddr>>;

fn own_addresses(spec: &StackSpec) -> OwnAddresses<'_> {
    let mut own = OwnAddresses::new();
    for networks in spec.services.values().filter_map(|service| service.common().networks) {
        for name in networks.names() {
            let addresses = networks.get(name).into_iter().flat_map(NetworkUseSpec::addresses);
            own.entry(name).or_default().extend(addresses.map(|(_, address)| address));
        }
    }
    own
}

/// The networks that a service is on, and how. `service` is `None` for the implied connector.
pub(super) fn network_uses(spec: &StackSpec, service: Option<&ServiceSpec>) -> Vec<NetworkUse> {
    let written = service.and_then(|service| service.common().networks);
    networks_of(spec, service)
        .into_iter()
        .map(|network| {
            let NetworkUseSpec { aliases, ipv4_address, ipv6_address } =
                written.and_then(|networks| networks.get(&network)).cloned().unwrap_or_default();
            NetworkUse { network, aliases: aliases.as_slice().to_vec(), ipv4_address, ipv6_address }
        })
        .collect()
}

/// The networks that a service is on; empty when several are declared and it does not say. `service` is `None` for the
/// implied connector, which is where the services are that its routes lead to.
pub(crate) fn networks_of(spec: &StackSpec, service: Option<&ServiceSpec>) -> Vec<NetworkName> {
    if let Some(networks) = service.and_then(|service| service.common().networks) {
        return networks.names().into_iter().cloned().collect();
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
