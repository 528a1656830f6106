//! From a plan to what is to be drawn of it.

use std::collections::{BTreeMap, BTreeSet};

use mcpgen_core::model::{Condition, PublishedPort, Transport};
use mcpgen_core::name::{ProfileName, SecretName};
use mcpgen_core::plan::{
    self, Connector, Container, Context, Gateway, Image, OwnServerKind, Plan, Role, RouteTarget, Text,
    TextPart, TunnelMode,
};

use super::{Graph, Group, Kind, Network, Route, Server, Service, Target};

impl Graph {
    /// What is to be drawn of `plan`.
    ///
    /// ```
    /// # use mcpgen::graph::Graph;
    /// # use mcpgen::{DockerRegistry, Stack};
    /// let text = "[stack]\nname = \"mcp\"\n[services.gateway]\nkind = \"mcp-gateway\"\nservers = [\"brave\"]\n[secrets.BRAVE_API_KEY]\n";
    /// # let evaluation = Stack::read("stack.toml", text.as_bytes()).evaluate(&DockerRegistry);
    /// let graph = Graph::of(evaluation.plan().unwrap());
    /// assert_eq!(graph.services().next().unwrap().name, "gateway");
    /// ```
    #[must_use]
    pub fn of(plan: &Plan) -> Self {
        let mut by_networks: BTreeMap<Vec<Network>, Vec<Service>> = BTreeMap::new();
        for service in &plan.services {
            by_networks.entry(networks(plan, service)).or_default().push(draw(service));
        }
        let groups = by_networks.into_iter().map(|(networks, mut services)| {
            services.sort_by(|one, other| (one.kind, &one.name).cmp(&(other.kind, &other.name)));
            Group { networks, services }
        });
        Self { name: plan.name.to_string(), groups: in_order(groups.collect()) }
    }
}

/// The groups, the tunnel's or else a gateway's first, and behind each the one that has most networks in common with it.
fn in_order(mut rest: Vec<Group>) -> Vec<Group> {
    let mut ordered: Vec<Group> = Vec::new();
    rest.sort_by_key(|group| group.services.iter().map(|service| service.kind).min());
    while !rest.is_empty() {
        let common = |group: &Group| {
            let last = ordered.last().map(|last| last.networks.as_slice()).unwrap_or_default();
            group.networks.iter().filter(|network| last.contains(network)).count()
        };
        let most = rest.iter().map(common).max().unwrap_or_default();
        let next = rest.iter().position(|group| common(group) == most).unwrap_or_default();
        ordered.push(rest.remove(next));
    }
    ordered
}

fn networks(plan: &Plan, service: &plan::Service) -> Vec<Network> {
    let named = |name: &mcpgen_core::name::NetworkName| {
        let network = plan.networks.iter().find(|network| network.name == *name);
        Network {
            name: name.to_string(),
            internal: network.is_some_and(|network| network.internal),
            external: network.is_some_and(|network| network.external),
        }
    };
    let sorted: BTreeSet<Network> = service.networks.iter().map(|used| named(&used.network)).collect();
    sorted.into_iter().collect()
}

fn draw(service: &plan::Service) -> Service {
    let mut drawn = match &service.role {
        Role::Gateway(gateway) => of_gateway(gateway),
        Role::Tunnel(connector) => of_tunnel(connector),
        Role::Container(container) => of_container(container),
    };
    drawn.name = service.name.to_string();
    drawn.waits_for = service
        .depends_on
        .iter()
        .map(|(name, condition)| {
            let until = match condition {
                Condition::Started => "started",
                Condition::Healthy => "healthy",
                Condition::Completed => "completed",
            };
            (name.to_string(), until)
        })
        .collect();
    drawn
}

fn empty(kind: Kind, image: String) -> Service {
    Service {
        name: String::new(),
        kind,
        image,
        published: Vec::new(),
        routes: Vec::new(),
        servers: Vec::new(),
        secrets: Vec::new(),
        waits_for: Vec::new(),
        remarks: Vec::new(),
    }
}

fn of_gateway(gateway: &Gateway) -> Service {
    let mut service = empty(Kind::Gateway, gateway.image.to_string());
    service.published.extend(
        gateway
            .publication
            .map(|place| mapped(format!("{}:{}", place.address, place.port), &place.port, &gateway.port)),
    );
    service.servers = gateway.servers.iter().map(of_server).collect();
    service.secrets = gateway.auth.token().map(ToString::to_string).into_iter().collect();
    service.remarks.push(match gateway.transport {
        Transport::Streaming => "speaks streamable HTTP".to_owned(),
        Transport::Sse => "speaks SSE".to_owned(),
    });
    service
}

/// A place of the machine, and the container's port where it is another.
fn mapped(machine: String, host: &impl ToString, container: &impl ToString) -> String {
    let (host, container) = (host.to_string(), container.to_string());
    if host == container { machine } else { format!("{machine} → {container}") }
}

fn of_server(server: &plan::Server) -> Server {
    let place = server.own.as_ref().map(|own| match &own.kind {
        OwnServerKind::Image { image, .. } => image.to_string(),
        // The host alone: a path may hold what is nobody's business.
        OwnServerKind::Remote { url, .. } => {
            let rest = url.as_str().strip_prefix("https://").unwrap_or(url.as_str());
            rest.split(['/', '?', '#']).next().unwrap_or_default().to_owned()
        }
    });
    let secrets = sorted(server.secrets.iter().map(|delivery| &delivery.secret));
    Server { name: server.name.to_string(), place, secrets }
}

fn of_tunnel(connector: &Connector) -> Service {
    let mut service = empty(Kind::Tunnel, connector.image.to_string());
    match &connector.mode {
        TunnelMode::Local { routes, .. } => service.routes = routes.iter().map(of_route).collect(),
        TunnelMode::Dashboard { token } => {
            service.secrets.push(token.to_string());
            service.remarks.push("routes in Cloudflare's dashboard".to_owned());
        }
    }
    service.remarks.extend(several(connector.replicas));
    service
}

fn of_route(route: &plan::Route) -> Route {
    let host = &route.hostname;
    let from = match route.rule.path() {
        None => host.to_string(),
        Some(path) => match path.as_prefix() {
            Some(prefix) => format!("{host}{prefix}"),
            None => format!("{host} {path}"),
        },
    };
    let to = match &route.target {
        RouteTarget::Service(name, _) => Target::Service(name.to_string()),
        RouteTarget::Url(url) => Target::Address(url.to_string()),
        RouteTarget::Status(status) => Target::Status(status.get()),
    };
    Route { from, to }
}

fn of_container(container: &Container) -> Service {
    let image = match &container.image {
        Image::Reference(image) | Image::Build(_, Some(image)) => image.to_string(),
        Image::Build(build, None) => match &build.context {
            Context::Folder(plan::HostLocation::StackFolder(folder)) if folder.is_empty() => {
                "built".to_owned()
            }
            Context::Folder(plan::HostLocation::StackFolder(folder)) => format!("built from {folder}"),
            Context::Folder(plan::HostLocation::Machine(_)) => "built from a folder".to_owned(),
            Context::Git(_) => "built from Git".to_owned(),
        },
    };
    let mut service = empty(Kind::Container, image);
    service.published = container.ports.iter().map(of_port).collect();
    let built = container.image.build().into_iter().flat_map(|build| &build.secrets);
    let files = container.secrets.iter().map(|file| &file.secret);
    service.secrets = sorted(container.environment.values().flat_map(named).chain(files).chain(built));
    let profiles: Vec<&str> = container.process.profiles.iter().map(ProfileName::as_str).collect();
    if !profiles.is_empty() {
        service.remarks.push(format!("only with {}", profiles.join(" or ")));
    }
    service.remarks.extend(several(container.process.replicas));
    service
}

fn of_port(port: &PublishedPort) -> String {
    let PublishedPort { address, host, container, protocol } = port;
    let protocol = match protocol.as_str() {
        "tcp" => String::new(),
        other => format!("/{other}"),
    };
    mapped(format!("{address}:{host}{protocol}"), host, container)
}

fn several(replicas: std::num::NonZeroU16) -> Option<String> {
    (replicas.get() > 1).then(|| format!("{replicas} containers"))
}

fn named(text: &Text) -> impl Iterator<Item = &SecretName> {
    text.parts().iter().filter_map(|part| match part {
        TextPart::Secret(name) => Some(name),
        _ => None,
    })
}

fn sorted<'a>(names: impl Iterator<Item = &'a SecretName>) -> Vec<String> {
    names.collect::<BTreeSet<_>>().into_iter().map(ToString::to_string).collect()
}
