//! The keys of a container that connect it: networks and ports.

#![expect(clippy::unnecessary_wraps, reason = "the makers of all keys have one shape")]

use toml::{Table, Value};

use super::draw::Draw;
use super::stack::{Network, World};
use super::values::some_of;

/// A list of names, or a table with what else there is to say.
pub(super) fn networks(draw: &mut Draw, world: &mut World, _: &Table) -> Option<Value> {
    if world.networks.is_empty() {
        return draw.chance(30).then(|| Value::Array(vec!["default".into()]));
    }
    let networks = draw.some(&world.networks);
    if draw.chance(50) {
        return Some(networks.iter().map(|network| network.name.clone()).collect::<Vec<_>>().into());
    }
    let entries = networks.iter().map(|network| (network.name.clone(), network_use(draw, world, network)));
    Some(Value::Table(entries.collect()))
}

fn network_use(draw: &mut Draw, world: &mut World, network: &Network) -> Value {
    let number = world.fresh();
    let mut entries = vec![("aliases", vec![format!("alias{number}"), "shared.alias".to_owned()].into())];
    // The first addresses are the gateway's and the network's own.
    if let Some(start) = &network.ipv4 {
        entries.push(("ipv4-address", format!("{start}{}", 5 + number % 100).into()));
    }
    if let Some(start) = &network.ipv6 {
        entries.push(("ipv6-address", format!("{start}{number:x}").into()));
    }
    if draw.chance(20) { Value::Table(Table::new()) } else { some_of(draw, entries) }
}

/// Whether the container is somewhere whence the machine can be reached.
fn is_open(world: &World, container: &Table) -> bool {
    let is_on = |name: &str| match container.get("networks") {
        Some(Value::Array(names)) => names.iter().any(|other| other.as_str() == Some(name)),
        Some(Value::Table(table)) => table.contains_key(name),
        _ => true,
    };
    world.networks.is_empty()
        || world.networks.iter().any(|network| !network.is_internal && is_on(&network.name))
}

pub(super) fn ports(draw: &mut Draw, world: &mut World, container: &Table) -> Option<Value> {
    if !is_open(world, container) {
        return None;
    }
    let port = |draw: &mut Draw, _| {
        let host = 20_000 + world.fresh() * 10;
        let address = draw.pick(&["", "", "127.0.0.1:", "0.0.0.0:", "192.168.1.2:", "[::1]:", "[::]:"]);
        let protocol = draw.pick(&["", "/udp", "/tcp", "/sctp"]);
        let ports = match draw.below(6) {
            0 => format!("{host}-{}:8000-8003", host + 3),
            1 => format!("{host}-{}:80", host + 2),
            _ => format!("{host}:{}", draw.pick(&["80", "8080", "65535", "1"])),
        };
        format!("{address}{ports}{protocol}")
    };
    Some(draw.list(1, 3, port).into())
}

pub(super) fn expose(draw: &mut Draw, _: &mut World, _: &Table) -> Option<Value> {
    let exposed = [Value::from(8000), Value::from(1), "53/udp".into(), "9090".into(), "443/tcp".into()];
    Some(Value::Array(draw.some(&exposed)))
}
