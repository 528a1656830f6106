//! A graph as nodes and edges, which is what the languages for graphs know.

use super::{Graph, Kind, Server, Service, Target};

/// Nodes and edges.
pub(super) struct Parts {
    /// Those that are no containers: Cloudflare, ports of the machine, and where routes lead that lead to no service.
    pub(super) outside: Vec<Node>,
    /// The title of each group, and its nodes.
    pub(super) groups: Vec<(String, Vec<Node>)>,
    pub(super) edges: Vec<Edge>,
}

pub(super) struct Node {
    /// Letters and digits; one of all nodes.
    pub(super) id: String,
    pub(super) kind: NodeKind,
    /// What stands in it; at least one line.
    pub(super) lines: Vec<String>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum NodeKind {
    Outside,
    Service(Kind),
    Server,
}

pub(super) struct Edge {
    pub(super) from: String,
    pub(super) to: String,
    pub(super) label: Option<String>,
    /// Whether it says that one waits for the other, and not that one calls the other.
    pub(super) waits: bool,
}

impl Parts {
    pub(super) fn of(graph: &Graph) -> Self {
        let mut parts = Self { outside: Vec::new(), groups: Vec::new(), edges: Vec::new() };
        let mut number = 0;
        for group in &graph.groups {
            let mut nodes = Vec::new();
            for service in &group.services {
                let id = format!("s{number}");
                parts.add_outside(&id, service);
                parts.add_edges(graph, &id, service);
                nodes.push(Node {
                    id: id.clone(),
                    kind: NodeKind::Service(service.kind),
                    lines: service_lines(service),
                });
                for (index, server) in service.servers.iter().enumerate() {
                    let server_id = format!("{id}m{index}");
                    parts.add_edge(&id, &server_id, None);
                    nodes.push(Node { id: server_id, kind: NodeKind::Server, lines: server_lines(server) });
                }
                number += 1;
            }
            parts.groups.push((group.title(), nodes));
        }
        parts
    }

    fn add_outside(&mut self, id: &str, service: &Service) {
        if service.kind == Kind::Tunnel {
            let outside = format!("{id}c");
            self.add_edge(&outside, id, None);
            self.add_outside_node(outside, "Cloudflare");
        }
        for (index, place) in service.published.iter().enumerate() {
            let outside = format!("{id}p{index}");
            self.add_edge(&outside, id, None);
            self.add_outside_node(outside, place);
        }
    }

    fn add_edges(&mut self, graph: &Graph, id: &str, service: &Service) {
        for (index, route) in service.routes.iter().enumerate() {
            let to = match &route.to {
                Target::Service(name) => match graph.number(name) {
                    Some(number) => format!("s{number}"),
                    None => continue,
                },
                Target::Address(address) => self.add_outside_node(format!("{id}r{index}"), address),
                Target::Status(status) => {
                    self.add_outside_node(format!("{id}r{index}"), &format!("status {status}"))
                }
            };
            self.add_edge(id, &to, Some(route.from.clone()));
        }
        for (name, until) in &service.waits_for {
            if let Some(number) = graph.number(name) {
                let label = Some(format!("waits until {until}"));
                self.edges.push(Edge { from: id.to_owned(), to: format!("s{number}"), label, waits: true });
            }
        }
    }

    fn add_outside_node(&mut self, id: String, line: &str) -> String {
        self.outside.push(Node { id: id.clone(), kind: NodeKind::Outside, lines: vec![line.to_owned()] });
        id
    }

    fn add_edge(&mut self, from: &str, to: &str, label: Option<String>) {
        self.edges.push(Edge { from: from.to_owned(), to: to.to_owned(), label, waits: false });
    }

    /// Every node.
    pub(super) fn nodes(&self) -> impl Iterator<Item = &Node> {
        self.outside.iter().chain(self.groups.iter().flat_map(|(_, nodes)| nodes))
    }
}

fn service_lines(service: &Service) -> Vec<String> {
    let mut lines = vec![service.name.clone(), service.kind.words().to_owned(), service.image.clone()];
    lines.extend(service.remarks.iter().cloned());
    lines.extend(service.secrets.iter().map(|name| format!("secret {name}")));
    lines
}

fn server_lines(server: &Server) -> Vec<String> {
    let mut lines = vec![server.name.clone()];
    lines.extend(server.place.iter().cloned());
    lines.extend(server.secrets.iter().map(|name| format!("secret {name}")));
    lines
}
