//! Ports of the machine: each can be offered once.

use std::collections::BTreeMap;

use super::{Check, service_path};
use crate::diagnostic::{Code, Diagnostic};
use crate::document::Part;
use crate::model::{GatewaySpec, HostAddress, Port, PortRange, Protocol, PublishSpec, ServiceSpec};
use crate::name::ServiceName;
use crate::path::Path;

struct Published<'a> {
    address: HostAddress,
    ports: PortRange,
    protocol: Protocol,
    service: &'a ServiceName,
    origin: Origin,
}

/// Where a service says that it publishes ports.
enum Origin {
    /// A key of a gateway.
    Key(&'static str),
    /// Nowhere: a gateway publishes one unless it says otherwise.
    Default,
    /// An item of a container's `ports`.
    Item(usize),
}

impl Published<'_> {
    fn place(&self) -> Path {
        let service = service_path(self.service);
        match self.origin {
            Origin::Key(key) => service.key(key),
            Origin::Default => service,
            Origin::Item(index) => service.key("ports").index(index),
        }
    }
}

/// What was published before, by protocol and first port.
#[derive(Default)]
struct Before<'a> {
    published: BTreeMap<(Protocol, u16), Vec<(usize, &'a Published<'a>)>>,
    /// How many there are.
    count: usize,
    /// The most ports that one of them has: what begins so far before another cannot reach it.
    widest: u16,
}

impl<'a> Before<'a> {
    fn add(&mut self, published: &'a Published<'a>) {
        let key = (published.protocol, published.ports.first().get());
        self.published.entry(key).or_default().push((self.count, published));
        self.count += 1;
        self.widest = self.widest.max(published.ports.count());
    }

    /// The first that is in the way of `second`.
    fn clash(&self, second: &Published<'_>) -> Option<&'a Published<'a>> {
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
    let published: Vec<Published<'_>> = check
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
                    service: name,
                    origin: Origin::Item(index),
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

fn gateway_port<'a>(name: &'a ServiceName, gateway: &GatewaySpec) -> Option<Published<'a>> {
    let own = gateway.port.unwrap_or(Port::GATEWAY);
    let (address, port, origin) = match gateway.publish {
        Some(PublishSpec::Nowhere) => return None,
        Some(PublishSpec::At(address, port)) => (address, port, Origin::Key("publish")),
        None if gateway.port.is_some() => (HostAddress::LOOPBACK, own, Origin::Key("port")),
        None => (HostAddress::LOOPBACK, own, Origin::Default),
    };
    Some(Published { address, ports: port.into(), protocol: Protocol::Tcp, service: name, origin })
}

fn taken(check: &mut Check<'_>, first: &Published<'_>, second: &Published<'_>) {
    let port = Port::max(first.ports.first(), second.ports.first());
    let message = if first.service == second.service {
        format!("`{}` publishes port {port} twice", second.service)
    } else {
        format!("`{}` and `{}` both publish port {port}", first.service, second.service)
    };
    let default = |published: &Published<'_>| match published.origin {
        Origin::Default => format!(" ({} is the default)", published.ports),
        Origin::Key(_) | Origin::Item(_) => String::new(),
    };
    let diagnostic = Diagnostic::new(Code::PortTaken, message);
    let label = format!("taken{}", default(second));
    let diagnostic = check.labelled(diagnostic, &second.place(), Part::Value, label);
    let label = format!("by this one{}", default(first));
    let diagnostic = check.labelled(diagnostic, &first.place(), Part::Value, label);
    check.report(diagnostic.help("publish one of them on another port of this machine"));
}

fn wide(check: &mut Check<'_>, published: &Published<'_>) {
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
    let diagnostic = check.labelled(diagnostic, &published.place(), Part::Value, "all addresses");
    check.report(diagnostic.help("leave the address out: then only this machine reaches it"));
}
