//! Networks, and how services are on them.

use mcpgen_core::name::NetworkAlias;
use mcpgen_core::plan::{Network, NetworkSubnet, NetworkUse};

use super::file::{Ipam, NetworkFile, NetworkUseFile, NetworksFile, Pool};
use super::interpolation::literal;

pub(super) fn lower_network(network: &Network) -> NetworkFile<'_> {
    if network.external {
        return NetworkFile {
            name: Some(network.name.as_str()),
            external: Some(true),
            ..NetworkFile::default()
        };
    }
    let pools: Vec<Pool> = network.subnets.iter().map(pool).collect();
    NetworkFile {
        driver: Some(&network.driver),
        driver_opts: network
            .driver_opts
            .iter()
            .map(|(name, value)| (name.as_str(), literal(value)))
            .collect(),
        enable_ipv6: network.subnets.iter().any(|pool| !pool.subnet.is_ipv4()).then_some(true),
        internal: network.internal.then_some(true),
        ipam: (!pools.is_empty()).then_some(Ipam { config: pools }),
        ..NetworkFile::default()
    }
}

/// The gateway is written out beside a range: the engine would take it from there (seen with engine 26).
fn pool(NetworkSubnet { subnet, has_own_addresses, .. }: &NetworkSubnet) -> Pool {
    Pool {
        subnet: subnet.to_string(),
        ip_range: has_own_addresses.then(|| subnet.dynamic_part().to_string()),
        gateway: has_own_addresses.then(|| subnet.gateway().to_string()),
    }
}

pub(super) fn networks(uses: &[NetworkUse]) -> NetworksFile<'_> {
    if uses.iter().all(NetworkUse::is_plain) {
        return NetworksFile::Names(uses.iter().map(|network| network.network.as_str()).collect());
    }
    NetworksFile::Table(uses.iter().map(network_use).collect())
}

fn network_use(network_use: &NetworkUse) -> (&str, NetworkUseFile<'_>) {
    let NetworkUse { network, aliases, ipv4_address, ipv6_address, .. } = network_use;
    let file = NetworkUseFile {
        aliases: aliases.iter().map(NetworkAlias::as_str).collect(),
        ipv4_address: ipv4_address.map(|address| address.get().to_string()),
        ipv6_address: ipv6_address.map(|address| address.get().to_string()),
    };
    (network.as_str(), file)
}
