//! Networks: who is on which, and what can be reached from there.

use std::collections::BTreeSet;

use super::{Check, service_path};
use crate::diagnostic::{Code, Diagnostic, or_list};
use crate::document::Part;
use crate::model::{PublishSpec, ServiceSpec};
use crate::name::{NetworkName, ServiceName};
use crate::path::Path;
use crate::plan::networks_of;

pub(super) fn check(check: &mut Check<'_>) {
    let known: Vec<&str> = check.spec.networks.keys().map(NetworkName::as_str).collect();
    let any_internal = check.spec.networks.values().any(|network| network.internal == Some(true));
    for (name, service) in &check.spec.services {
        let networks = service.common().networks;
        let places = networks.map(|networks| networks.places(&service_path(name).key("networks")));
        for (network, path) in places.into_iter().flatten() {
            let implied = known.is_empty() && *network == NetworkName::implied();
            if !implied && !check.spec.networks.contains_key(network) {
                check.report_unknown(Code::UnknownNetwork, "networks", network.as_str(), &path, &known);
            }
        }
        missing(check, name, service, &known);
        if any_internal {
            internal(check, name, service);
        }
        several_of_a_gateway(check, name, service);
    }
    external(check);
    unused(check);
}

/// What belongs to a network's making, on one that the stack does not make.
fn external(check: &mut Check<'_>) {
    for (name, network) in check.spec.networks.iter().filter(|(_, network)| network.external == Some(true)) {
        let path = Path::root().key("networks").key(name);
        let settings = [
            ("driver", network.driver.is_some()),
            ("internal", network.internal.is_some()),
            ("subnet", network.subnet.is_some()),
            ("driver-opts", !network.driver_opts.is_empty()),
        ];
        for (key, _) in settings.into_iter().filter(|(_, written)| *written) {
            let diagnostic = Diagnostic::new(
                Code::InvalidValue,
                format!("the network `{name}` is there already, so `{key}` changes nothing"),
            );
            let diagnostic = check.labelled(diagnostic, &path.key(key), Part::Key, "has no effect");
            let diagnostic = check.labelled(diagnostic, &path.key("external"), Part::Key, "because of this");
            check.report(diagnostic.help(format!("remove `{key}`, or `external`")));
        }
    }
}

fn missing(check: &mut Check<'_>, name: &ServiceName, service: &ServiceSpec, known: &[&str]) {
    let networks = service.common().networks;
    let path = || service_path(name);
    if networks.is_some_and(|networks| networks.names().is_empty()) {
        let diagnostic = Diagnostic::new(Code::NetworkMissing, format!("`{name}` is on no network"));
        let place = path().key("networks");
        let diagnostic = check.labelled(diagnostic, &place, Part::Value, "empty");
        if !check.loaded.refused_within(&place) {
            check.report_missing(&place, diagnostic.help("remove this line, or name a network"));
        }
    } else if networks.is_none() && known.len() > 1 {
        let diagnostic = Diagnostic::new(
            Code::NetworkMissing,
            format!("`{name}` must say which network it is on, for there are several"),
        );
        let diagnostic = check.labelled(diagnostic, &path(), Part::Value, "`networks` is missing");
        let help = format!("add `networks = [\"…\"]` with {}", or_list(known.iter().copied()));
        check.report_missing(&path().key("networks"), diagnostic.help(help));
    }
}

/// On a network that is cut off, a published port is silently not published (seen on engines 20.10 to 28.5), and a connector
/// cannot reach Cloudflare.
fn internal(check: &mut Check<'_>, name: &ServiceName, service: &ServiceSpec) {
    let networks = networks_of(check.spec, Some(service));
    let is_internal = |network: &NetworkName| {
        check.spec.networks.get(network).is_some_and(|spec| spec.internal == Some(true))
    };
    if networks.is_empty() || !networks.iter().all(is_internal) {
        return;
    }
    let path = service_path(name);
    let (message, place, help) = match service {
        ServiceSpec::McpGateway(gateway) if gateway.publish != Some(PublishSpec::Nowhere) => (
            format!("`{name}` is only on internal networks, where its port is not published"),
            path.clone(),
            "add `publish = false`, or put it on a network that is not internal too",
        ),
        ServiceSpec::Cloudflared(_) => (
            format!("`{name}` is only on internal networks, from where it cannot reach Cloudflare"),
            path.clone(),
            "put it on a network that is not internal too",
        ),
        ServiceSpec::Container(container) if !container.ports.is_empty() => (
            format!("`{name}` is only on internal networks, where its ports are not published"),
            path.key("ports"),
            "remove `ports`, or put it on a network that is not internal too",
        ),
        _ => return,
    };
    let diagnostic = Diagnostic::new(Code::NetworkInternal, message);
    let diagnostic = check.labelled(diagnostic, &place, Part::Value, "cannot be reached");
    let first = networks.first().map(|network| Path::root().key("networks").key(network).key("internal"));
    let diagnostic = match first {
        Some(internal) => check.labelled(diagnostic, &internal, Part::Value, "because of this"),
        None => diagnostic,
    };
    check.report(diagnostic.help(help));
}

fn several_of_a_gateway(check: &mut Check<'_>, name: &ServiceName, service: &ServiceSpec) {
    let ServiceSpec::McpGateway(gateway) = service else { return };
    if gateway.networks.as_ref().is_some_and(|networks| networks.names().len() > 1) {
        let diagnostic = Diagnostic::new(
            Code::GatewayNetworks,
            format!(
                "`{name}` is on several networks; on Docker engines before 25 its servers then do not start"
            ),
        );
        let diagnostic =
            check.labelled(diagnostic, &service_path(name).key("networks"), Part::Value, "more than one");
        check.report(
            diagnostic.help("put the gateway on one network, and the services it shares on that one too"),
        );
    }
}

fn unused(check: &mut Check<'_>) {
    if check.spec.networks.is_empty() {
        return;
    }
    // A service that does not say where it is may be on any of them.
    if check.spec.services.values().any(|service| networks_of(check.spec, Some(service)).is_empty()) {
        return;
    }
    let mut used: BTreeSet<NetworkName> =
        check.spec.services.values().flat_map(|service| networks_of(check.spec, Some(service))).collect();
    if check.spec.ingress.is_some() {
        used.extend(networks_of(check.spec, None));
    }
    for network in check.spec.networks.keys().filter(|network| !used.contains(*network)) {
        let diagnostic =
            Diagnostic::new(Code::NetworkUnused, format!("no service is on the network `{network}`"))
                .about(network.as_str());
        let path = Path::root().key("networks").key(network);
        let diagnostic = check.labelled(diagnostic, &path, Part::Value, "unused");
        check.report_unused(diagnostic.help("remove it, or put a service on it"));
    }
}
