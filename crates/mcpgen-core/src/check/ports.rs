//! Ports of the machine: each can be offered once.

use std::collections::BTreeMap;

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

/// What was published before, by protocol and first port.
#[derive(Default)]
struct Before<'a> {
    published: BTreeMap<(Protocol, u16), Vec<(usize, &'a Published)>>,
    /// How many there are.
    count: usize,
    /// The most ports that one of them has: what begins so far before another cannot reach it.
    widest: u16,
}

impl<'a> Before<'a> {
    fn add(&mut self, published: &'a Published) {
        let key = (published.protocol, published.ports.first().get());
        self.published.entry(key).or_default().push((self.count, published));
        self.count += 1;
        self.widest = self.widest.max(published.ports.count());
    }

    /// The first that is in the way of `second`.
    fn clash(&self, second: &Published) -> Option<&'a Published> {
        let lowest = second.ports.first().get().saturating_sub(self.widest);
        let near = (second.protocol, lowest)..=(second.protocol, second.ports.last().get());
        let clashes = self.published.range(near).filter_map(|(_, published)| {
            published.iter().find(|(_, first)| {
                first.ports.overlaps(second.ports) && first.address.clashes_with(second.address)
            })
        });
        clashes.min_by_key(|(position, _)| *position).map(|(_, first)| *first)
    }
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
    let mut before = Before::default();
    for second in &published {
        if let Some(first) = before.clash(second) {
            taken(check, first, second);
        }
        before.add(second);
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
