//! What the servers can reach that a gateway starts.
//!
//! A server is put on every network of its gateway (docker/mcp-gateway, pkg/gateway/clientpool.go), and there it reaches every
//! port that a container listens on, whether the stack exposes it or not. So a container is meant for the servers, or it stands
//! on another network.

use std::collections::BTreeSet;

use super::Check;
use crate::diagnostic::{Code, Diagnostic};
use crate::document::Part;
use crate::model::{Condition, Port, ServiceSpec};
use crate::name::{NetworkAlias, NetworkName, ServerName, ServiceName};
use crate::plan::{
    ConfigValue, Container, Gateway, GatewayAuth, HostLocation, Image, MountSource, OwnServer, OwnServerKind,
    Plan, Role, RouteTarget, Service, Text, TextPart, TunnelMode, find_definition,
};

/// What listens in well known images, and on which port. Nothing but what uses a database is meant to reach it.
const DATABASES: [(&str, u16); 14] = [
    ("clickhouse", 8123),
    ("cockroach", 26257),
    ("couchdb", 5984),
    ("elasticsearch", 9200),
    ("influxdb", 8086),
    ("mariadb", 3306),
    ("memcached", 11211),
    ("mongo", 27017),
    ("mysql", 3306),
    ("neo4j", 7687),
    ("opensearch", 9200),
    ("postgres", 5432),
    ("redis", 6379),
    ("valkey", 6379),
];

/// Where proxies of the Docker socket listen, unless they are told otherwise.
const SOCKET_PROXY_PORT: u16 = 2375;

/// What a container is that the servers should not reach.
enum Reason<'a> {
    /// The tunnel's metrics, which list every route.
    Metrics,
    /// A gateway that asks for no token.
    OpenGateway,
    /// Whoever takes it over is root on the machine.
    DockerSocket,
    /// A database that nothing says the servers need.
    Database,
    /// Only this service needs it.
    NeededBy(&'a ServiceName),
}

/// Proved on what the stack means, and so only for a stack that means something.
pub(super) fn check(check: &mut Check<'_>, plan: &Plan) {
    let uses = Uses::of(plan);
    for (service, gateway) in plan.gateways() {
        let Some(server) = spawned(check, service, gateway) else { continue };
        for other in plan.services.iter().filter(|other| other.name != service.name) {
            let mut networks = service.networks.iter().map(|used| &used.network);
            let shared = networks.find(|network| other.networks.iter().any(|used| used.network == **network));
            if let Some(network) = shared
                && let Some((reason, port)) = unintended(&uses, service, gateway, other)
            {
                report(check, service, server, network, other, &reason, port);
            }
        }
    }
}

/// A server of the gateway that runs in a container with a network.
fn spawned<'p>(check: &Check<'_>, service: &Service, gateway: &'p Gateway) -> Option<&'p ServerName> {
    let Some(ServiceSpec::McpGateway(spec)) = check.spec.services.get(&service.name) else { return None };
    let runs = |server: &&crate::plan::Server| match &server.own {
        Some(OwnServer { kind: OwnServerKind::Image { network, .. }, .. }) => *network,
        Some(OwnServer { kind: OwnServerKind::Remote { .. }, .. }) => false,
        None => find_definition(check.knowledge, spec, &server.name)
            .is_some_and(|definition| definition.needs_docker),
    };
    gateway.servers.iter().find(runs).map(|server| &server.name)
}

/// Why `other` is not meant for the servers of the gateway, and where it listens, if that is known.
fn unintended<'p>(
    uses: &Uses<'p>,
    service: &Service,
    gateway: &Gateway,
    other: &Service,
) -> Option<(Reason<'p>, Option<u16>)> {
    match &other.role {
        Role::Tunnel(connector) => (!connector.metrics.ip().is_loopback())
            .then_some((Reason::Metrics, Some(connector.metrics.port()))),
        Role::Gateway(gateway) => {
            (gateway.auth == GatewayAuth::Everyone).then_some((Reason::OpenGateway, Some(gateway.port.get())))
        }
        Role::Container(container) => {
            // A gateway that waits for a container says that its servers need it.
            if service.depends_on.contains_key(&other.name)
                || called(other).any(|name| is_named(gateway, name))
            {
                return None;
            }
            let database = database(container);
            let port = listening(container).or(database);
            // One that only watches, and listens nowhere, cannot be reached.
            if holds_socket(container) && (port.is_some() || is_socket_proxy(container)) {
                Some((Reason::DockerSocket, port.or(Some(SOCKET_PROXY_PORT))))
            } else if database.is_some() {
                Some((Reason::Database, port))
            } else if uses.routed.contains(&other.name) {
                None
            } else {
                uses.needing(&other.name).map(|needing| (Reason::NeededBy(needing), port))
            }
        }
    }
}

/// The names by which the other containers find a service.
fn called(service: &Service) -> impl Iterator<Item = &str> {
    let aliases = service.networks.iter().flat_map(|used| &used.aliases).map(NetworkAlias::as_str);
    std::iter::once(service.name.as_str()).chain(aliases)
}

/// Whether the stack tells a server of the gateway the name of another service.
fn is_named(gateway: &Gateway, name: &str) -> bool {
    gateway.servers.iter().any(|server| {
        let own = match &server.own {
            Some(OwnServer {
                kind: OwnServerKind::Image { command, environment, allow_hosts, .. }, ..
            }) => {
                let mut texts = command.iter().chain(environment.values()).chain(allow_hosts);
                texts.any(|text| names(text, name))
            }
            _ => false,
        };
        own || server.config.values().any(|value| config_names(value, name))
    })
}

fn config_names(value: &ConfigValue, name: &str) -> bool {
    match value {
        ConfigValue::Text(text) => text_names(text, name),
        ConfigValue::List(items) => items.iter().any(|item| config_names(item, name)),
        ConfigValue::Table(table) => table.values().any(|value| config_names(value, name)),
        ConfigValue::Boolean(_) | ConfigValue::Integer(_) | ConfigValue::Float(_) => false,
    }
}

fn text_names(text: &Text, name: &str) -> bool {
    literals(text).any(|text| names(text, name))
}

fn literals(text: &Text) -> impl Iterator<Item = &str> {
    text.parts().iter().filter_map(|part| match part {
        TextPart::Literal(text) => Some(text.as_str()),
        _ => None,
    })
}

/// Whether `text` has `name` as a word.
fn names(text: &str, name: &str) -> bool {
    words(text).any(|word| word == name)
}

/// What could be names in a text, as `db` in `postgres://db:5432/shop`.
fn words(text: &str) -> impl Iterator<Item = &str> {
    let inner = |letter: char| letter.is_ascii_alphanumeric() || letter == '-' || letter == '_';
    text.split(move |letter| !inner(letter))
}

fn database(container: &Container) -> Option<u16> {
    let Image::Reference(image) = &container.image else { return None };
    let repository = image.as_str().split('@').next().unwrap_or("").rsplit('/').next().unwrap_or("");
    let name = repository.split(':').next().unwrap_or("");
    // `redis-stack` and `postgres-ssl` are databases as well; `postgres-exporter` only asks one.
    let known = DATABASES.iter().find(|(known, _)| name.split(['-', '_']).next() == Some(known));
    known.filter(|_| !name.contains("export")).map(|(_, port)| *port)
}

fn holds_socket(container: &Container) -> bool {
    container.mounts.iter().any(|mount| match &mount.source {
        MountSource::Host { location: HostLocation::Machine(text), .. } => {
            text.parts().iter().any(|part| match part {
                TextPart::Literal(text) => text.ends_with("docker.sock"),
                _ => false,
            })
        }
        _ => false,
    })
}

fn is_socket_proxy(container: &Container) -> bool {
    matches!(&container.image, Image::Reference(image) if image.as_str().contains("proxy"))
}

/// A port that the stack says the container listens on.
fn listening(container: &Container) -> Option<u16> {
    let exposed = container.expose.first().map(|port| port.port);
    exposed.or_else(|| container.ports.first().map(|port| port.container.first())).map(Port::get)
}

/// Who uses what, besides the servers of gateways.
struct Uses<'p> {
    /// The services by name, each with the first container that waits for it, or is told of it.
    needed_by: Vec<(&'p str, Option<&'p ServiceName>)>,
    /// What the tunnel leads to, which is open to more than the servers.
    routed: BTreeSet<&'p ServiceName>,
}

impl<'p> Uses<'p> {
    fn of(plan: &'p Plan) -> Self {
        let mut needed_by: Vec<_> =
            plan.services.iter().map(|service| (service.name.as_str(), None)).collect();
        needed_by.sort_unstable_by_key(|(name, _)| *name);
        for service in &plan.services {
            let Role::Container(container) = &service.role else { continue };
            let lasting =
                service.depends_on.iter().filter(|(_, condition)| **condition != Condition::Completed);
            let awaited = lasting.map(|(name, _)| name.as_str());
            let told = container.environment.values().flat_map(literals).flat_map(words);
            for name in awaited.chain(told).filter(|name| *name != service.name.as_str()) {
                if let Ok(at) = needed_by.binary_search_by_key(&name, |(known, _)| *known)
                    && let Some((_, needing)) = needed_by.get_mut(at)
                {
                    needing.get_or_insert(&service.name);
                }
            }
        }
        let routes = plan.connector().map(|(_, connector)| match &connector.mode {
            TunnelMode::Local { routes, .. } => routes.as_slice(),
            TunnelMode::Dashboard { .. } => &[],
        });
        let targets = routes.into_iter().flatten().filter_map(|route| match &route.target {
            RouteTarget::Service(name, _) => Some(name),
            _ => None,
        });
        Self { needed_by, routed: targets.collect() }
    }

    fn needing(&self, name: &ServiceName) -> Option<&'p ServiceName> {
        let at = self.needed_by.binary_search_by_key(&name.as_str(), |(known, _)| *known).ok()?;
        self.needed_by.get(at).and_then(|(_, needing)| *needing)
    }
}

fn report(
    check: &mut Check<'_>,
    gateway: &Service,
    server: &ServerName,
    network: &NetworkName,
    other: &Service,
    reason: &Reason<'_>,
    port: Option<u16>,
) {
    let name = &other.name;
    let what = match reason {
        Reason::Metrics => "the tunnel's metrics, which list every route".to_owned(),
        Reason::OpenGateway => format!("the gateway `{name}`, which answers everyone"),
        Reason::DockerSocket => format!("`{name}`, which holds the Docker socket"),
        Reason::Database => format!("the database `{name}`"),
        Reason::NeededBy(needing) => format!("`{name}`, which only `{needing}` needs"),
    };
    let port = port.map(|port| format!(":{port}")).unwrap_or_default();
    let diagnostic = Diagnostic::new(
        Code::ServerReach,
        format!("the servers of `{}` can reach {what}: {server} → {network} → {name}{port}", gateway.name),
    );
    let diagnostic = check.labelled(diagnostic, &other.origin, Part::Value, "on a network of the gateway");
    let diagnostic = check.labelled(diagnostic, &gateway.origin, Part::Value, "whose servers are there too");
    let healthy = if other.has_healthcheck() { "healthy" } else { "started" };
    let help = match reason {
        Reason::Metrics => "leave `metrics` out: then only the tunnel itself reaches them".to_owned(),
        Reason::OpenGateway => {
            format!("put the two gateways on networks of their own, or give `{name}` a token")
        }
        Reason::DockerSocket => format!("put `{name}` on a network that the gateway is not on"),
        Reason::Database | Reason::NeededBy(_) => format!(
            "put `{name}` and what needs it on a network that the gateway is not on; if the servers are to reach it, say so: `depends-on = {{ {name} = \"{healthy}\" }}` in `[services.{}]`",
            gateway.name
        ),
    };
    check.report(diagnostic.help(help));
}
