//! Ports of the machine: each can be offered once.

use super::{Check, service_path};
use crate::diagnostic::{Code, Diagnostic};
use crate::document::Part;
use crate::model::{GatewaySpec, HostAddress, Port, PortRange, Protocol, PublishSpec, ServiceSpec};
use crate::path::Path;

struct Published {
    address: HostAddress,
    ports: PortRange,
    protocol: Protocol,
    path: Path,
    service: String,
}

pub(super) fn check(check: &mut Check<'_>) {
    let published: Vec<Published> = check
        .services
        .iter()
        .copied()
        .flat_map(|(name, service)| match service {
            ServiceSpec::McpGateway(gateway) => gateway_port(name, gateway).into_iter().collect(),
            ServiceSpec::Cloudflared(_) => Vec::new(),
            ServiceSpec::Container(container) => container
                .ports
                .iter()
                .enumerate()
                .map(|(index, port)| Published {
                    address: port.address,
                    ports: port.host,
                    protocol: port.protocol,
                    path: service_path(name).key("ports").index(index),
                    service: name.to_string(),
                })
                .collect(),
        })
        .collect();
    for (position, second) in published.iter().enumerate() {
        let before = published.iter().take(position);
        let clash = before.into_iter().find(|first| {
            first.ports.overlaps(second.ports)
                && first.protocol == second.protocol
                && first.address.clashes_with(second.address)
        });
        if let Some(first) = clash {
            taken(check, first, second);
        }
        if second.address.get().is_unspecified() {
            wide(check, second);
        }
    }
}

fn gateway_port(name: &crate::name::ServiceName, gateway: &GatewaySpec) -> Option<Published> {
    let own = gateway.port.unwrap_or(Port::GATEWAY);
    let service = service_path(name);
    let (address, port, path) = match gateway.publish {
        Some(PublishSpec::Nowhere) => return None,
        Some(PublishSpec::At(address, port)) => (address, port, service.key("publish")),
        None if gateway.port.is_some() => (HostAddress::LOOPBACK, own, service.key("port")),
        None => (HostAddress::LOOPBACK, own, service),
    };
    Some(Published { address, ports: port.into(), protocol: Protocol::Tcp, path, service: name.to_string() })
}

fn taken(check: &mut Check<'_>, first: &Published, second: &Published) {
    let port = Port::max(first.ports.first(), second.ports.first());
    let message = if first.service == second.service {
        format!("`{}` publishes port {port} twice", second.service)
    } else {
        format!("`{}` and `{}` both publish port {port}", first.service, second.service)
    };
    let default = |published: &Published| {
        // A gateway that says nothing of its port.
        let silent = published.path == service_path(&published.service);
        if silent { format!(" ({} is the default)", published.ports) } else { String::new() }
    };
    let diagnostic = Diagnostic::new(Code::PortTaken, message);
    let label = format!("taken{}", default(second));
    let diagnostic = check.labelled(diagnostic, &second.path, Part::Value, label);
    let label = format!("by this one{}", default(first));
    let diagnostic = check.labelled(diagnostic, &first.path, Part::Value, label);
    check.report(diagnostic.help("publish one of them on another port of this machine"));
}

fn wide(check: &mut Check<'_>, published: &Published) {
    let diagnostic = Diagnostic::new(
        Code::PublishedWide,
        if published.ports.is_single() {
            format!(
                "port {} of `{}` is open to everyone who can reach this machine",
                published.ports, published.service
            )
        } else {
            format!(
                "the ports {} of `{}` are open to everyone who can reach this machine",
                published.ports, published.service
            )
        },
    );
    let diagnostic = check.labelled(diagnostic, &published.path, Part::Value, "all addresses");
    check.report(diagnostic.help("leave the address out: then only this machine reaches it"));
}
