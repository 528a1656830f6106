//! The addresses of networks, and the addresses and names that services have on them.

use std::collections::{BTreeMap, BTreeSet};
use std::net::IpAddr;

use super::{Check, service_path};
use crate::diagnostic::{Code, Diagnostic};
use crate::document::Part;
use crate::model::{NetworkUseSpec, ServiceSpec, Subnet};
use crate::name::{ContainerName, NetworkName, ServiceName};
use crate::path::Path;
use crate::plan::networks_of;

/// What the engine has once for all its machine, or does not call a driver.
const NO_DRIVERS: [&str; 3] = ["host", "none", "null"];

pub(super) fn check(check: &mut Check<'_>) {
    subnets(check);
    drivers(check);
    room(check);
    let called = called(check);
    let mut taken = BTreeMap::new();
    for (name, service) in check.services.iter().copied() {
        for (network, network_use, place) in uses(name, service) {
            for (key, address) in network_use.addresses() {
                own_address(check, &mut taken, network, address, &place.key(key));
            }
            aliases(check, &called, name, network, network_use, &place);
        }
    }
}

/// The networks of which a service says more than the name.
fn uses<'a>(
    name: &ServiceName,
    service: &'a ServiceSpec,
) -> Vec<(&'a NetworkName, &'a NetworkUseSpec, Path)> {
    let Some(networks) = service.common().networks else { return Vec::new() };
    let place = service_path(name).key("networks");
    let names = networks.names().into_iter();
    names.filter_map(|network| Some((network, networks.get(network)?, place.key(network)))).collect()
}

fn network_path(name: &NetworkName) -> Path {
    Path::root().key("networks").key(name)
}

/// Each network has its own addresses, at most one range of each version (moby/moby, libnetwork/drivers/bridge).
fn subnets(check: &mut Check<'_>) {
    let mut known: Vec<(&NetworkName, Subnet, Path)> = Vec::new();
    for (name, network) in &check.spec.networks {
        let place = network_path(name).key("subnet");
        let Some(subnets) = &network.subnet else { continue };
        if subnets.subnets().is_empty() && !check.loaded.refused_within(&place) {
            let diagnostic =
                Diagnostic::new(Code::InvalidValue, format!("the network `{name}` has no addresses"));
            let diagnostic = check.labelled(diagnostic, &place, Part::Value, "empty");
            check.report(diagnostic.help("remove this line, or write a range, such as `172.28.0.0/16`"));
        }
        for (index, subnet) in subnets.subnets().iter().enumerate() {
            let place = subnets.place(&place, index);
            let clash = known.iter().find(|(other, range, _)| {
                range.overlaps(*subnet) || (*other == name && range.is_ipv4() == subnet.is_ipv4())
            });
            if let Some((other, range, first)) = clash {
                let (code, message) = if *other == name {
                    let version = if range.is_ipv4() { 4 } else { 6 };
                    (
                        Code::InvalidValue,
                        format!("`{name}` has two ranges of IPv{version} addresses, and an engine takes one"),
                    )
                } else {
                    (Code::SubnetOverlap, format!("`{other}` and `{name}` have addresses in common"))
                };
                let diagnostic =
                    check.labelled(Diagnostic::new(code, message), &place, Part::Value, "this range");
                let diagnostic = check.labelled(diagnostic, first, Part::Value, "and this one");
                check.report(
                    diagnostic.help("write another range, or leave `subnet` out: then the engine finds one"),
                );
            }
            known.push((name, *subnet, place));
        }
    }
}

fn drivers(check: &mut Check<'_>) {
    for (name, network) in &check.spec.networks {
        // Of a NUL, loading has told.
        let Some(driver) = network.driver.as_ref().filter(|driver| !driver.contains('\0')) else { continue };
        let reason = if NO_DRIVERS.contains(&driver.as_str()) {
            "the engine makes no such network"
        } else if driver.trim().is_empty() || driver.chars().any(char::is_control) {
            "that is no name"
        } else {
            continue;
        };
        let diagnostic = Diagnostic::new(
            Code::InvalidValue,
            format!("the network `{name}` cannot have the driver {driver:?}: {reason}"),
        );
        let place = network_path(name).key("driver");
        let diagnostic = check.labelled(diagnostic, &place, Part::Value, "this cannot be");
        check.report(diagnostic.help("remove `driver`: then it is `bridge`"));
    }
}

/// Each service takes an address of each range. Those that a gateway starts take more, of which nobody knows how many.
fn room(check: &mut Check<'_>) {
    if check.spec.networks.values().all(|network| network.subnet.is_none()) {
        return;
    }
    let mut members: BTreeMap<NetworkName, usize> = BTreeMap::new();
    for name in check.spec.services.values().flat_map(|service| networks_of(check.spec, Some(service))) {
        *members.entry(name).or_default() += 1;
    }
    for (name, network) in &check.spec.networks {
        let on_it = members.get(name).copied().unwrap_or_default();
        let Some(subnets) = &network.subnet else { continue };
        for (index, subnet) in subnets.subnets().iter().enumerate() {
            if u128::try_from(on_it).is_ok_and(|on_it| on_it > subnet.room()) {
                let message =
                    format!("{on_it} services are on `{name}`, which has room for {}", subnet.room());
                let place = subnets.place(&network_path(name).key("subnet"), index);
                let diagnostic = Diagnostic::new(Code::InvalidValue, message);
                let diagnostic = check.labelled(diagnostic, &place, Part::Value, "too few addresses");
                check.report(diagnostic.help("write a range with a smaller number after `/`"));
            }
        }
    }
}

fn own_address<'a>(
    check: &mut Check<'_>,
    taken: &mut BTreeMap<(&'a NetworkName, IpAddr), Path>,
    network: &'a NetworkName,
    address: IpAddr,
    place: &Path,
) {
    let spec = check.spec.networks.get(network);
    if spec.is_some_and(|spec| spec.external == Some(true))
        || check.loaded.refused_within(&network_path(network))
    {
        return;
    }
    let subnets = spec.and_then(|spec| spec.subnet.as_ref());
    let mut subnets = subnets.iter().flat_map(|subnets| subnets.subnets());
    let Some(subnet) = subnets.find(|subnet| subnet.is_ipv4() == address.is_ipv4()) else {
        let version = if address.is_ipv4() { 4 } else { 6 };
        let message = format!(
            "the network `{network}` has no range of IPv{version} addresses, of which {address} could be one"
        );
        let diagnostic = check.labelled(
            Diagnostic::new(Code::NetworkAddress, message),
            place,
            Part::Value,
            "cannot be had",
        );
        let example = if address.is_ipv4() { "172.28.0.0/16" } else { "fd00:28::/64" };
        check
            .report(diagnostic.help(format!(
                "add `subnet = \"{example}\"` to `[networks.{network}]`, or remove this line"
            )));
        return;
    };
    if !subnet.has_room_for(address) {
        let reason = if !subnet.contains(address) {
            format!("it lies outside of {subnet}")
        } else if address == subnet.gateway() {
            "it is the gateway's".to_owned()
        } else {
            format!("of {subnet}, the engine gives it to others or keeps it")
        };
        let message = format!("no container can have the address {address} on `{network}`: {reason}");
        let diagnostic = check.labelled(
            Diagnostic::new(Code::NetworkAddress, message),
            place,
            Part::Value,
            "cannot be had",
        );
        let help = match subnet.own_addresses() {
            Some((first, last)) => format!("write one from {first} to {last}"),
            None => "write a larger `subnet`".to_owned(),
        };
        check.report(diagnostic.help(help));
        return;
    }
    if let Some(first) = taken.insert((network, address), place.clone()) {
        let message = format!("two services want the address {address} on `{network}`");
        let diagnostic =
            check.labelled(Diagnostic::new(Code::NetworkAddress, message), place, Part::Value, "taken");
        let diagnostic = check.labelled(diagnostic, &first, Part::Value, "by this one");
        check.report(diagnostic.help("give one of them another address"));
    }
}

/// The services that have a name, as their own or as that of their container, sorted by their own.
type Called<'a> = BTreeMap<&'a str, Vec<(&'a ServiceName, &'a ServiceSpec)>>;

fn called<'a>(check: &Check<'a>) -> Called<'a> {
    let mut called = Called::new();
    for (name, service) in &check.spec.services {
        let container_name = service.common().container_name.map(ContainerName::as_str);
        let names: BTreeSet<&str> = container_name.into_iter().chain([name.as_str()]).collect();
        for text in names {
            called.entry(text).or_default().push((name, service));
        }
    }
    called
}

/// Whoever asks for a name that two services have gets now the one, now the other.
fn aliases(
    check: &mut Check<'_>,
    called: &Called<'_>,
    name: &ServiceName,
    network: &NetworkName,
    network_use: &NetworkUseSpec,
    place: &Path,
) {
    let place = place.key("aliases");
    for (index, alias) in network_use.aliases.as_slice().iter().enumerate() {
        let place = place.index(index);
        let other = called.get(alias.as_str()).into_iter().flatten().find(|(other, service)| {
            *other != name && networks_of(check.spec, Some(service)).contains(network)
        });
        let Some((other, _)) = other else { continue };
        let message = format!("`{alias}` is the name of another service on `{network}`");
        let diagnostic = check.labelled(
            Diagnostic::new(Code::AliasTaken, message),
            &place,
            Part::Value,
            "reaches either of them",
        );
        let diagnostic = check.labelled(diagnostic, &service_path(other), Part::Value, "the other service");
        check.report(diagnostic.help("write another name"));
    }
}
