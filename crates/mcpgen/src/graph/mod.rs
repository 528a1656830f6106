//! A picture of a stack: its services and the networks that they are on, the servers of each gateway, what is published, where
//! the tunnel's routes lead, who gets which secret, and who waits for whom.
//!
//! [`Graph::of`] takes a plan and gives what is to be drawn; [`mermaid`](Graph::mermaid), [`dot`](Graph::dot) and
//! [`svg`](Graph::svg) draw it. All of it is pure: the same plan gives the same bytes. Secrets are drawn by their names, and no
//! text of a stack becomes syntax of a picture.
//!
//! ```
//! use mcpgen::graph::Graph;
//! use mcpgen::{DockerRegistry, Stack};
//!
//! let text = "[stack]\nname = \"mcp\"\n[services.gateway]\nkind = \"mcp-gateway\"\nservers = [\"fetch\"]\n";
//! let evaluation = Stack::read("stack.toml", text.as_bytes()).evaluate(&DockerRegistry);
//! let graph = Graph::of(evaluation.plan().unwrap());
//! assert_eq!(graph.groups[0].services[0].servers[0].name, "fetch");
//! assert!(graph.mermaid().starts_with("flowchart LR\n"));
//! assert!(graph.dot().starts_with("digraph"));
//! assert!(graph.svg().starts_with("<svg "));
//! ```

mod dot;
mod mermaid;
mod parts;
mod plan;
mod svg;
#[cfg(test)]
mod tests;

/// What is to be drawn of a stack.
///
/// ```
/// # use mcpgen::graph::Graph;
/// # use mcpgen::{DockerRegistry, Stack};
/// let text = "[stack]\nname = \"mcp\"\n[services.gateway]\nkind = \"mcp-gateway\"\nservers = [\"brave\"]\n[secrets.BRAVE_API_KEY]\n";
/// # let evaluation = Stack::read("stack.toml", text.as_bytes()).evaluate(&DockerRegistry);
/// let graph = Graph::of(evaluation.plan().unwrap());
/// assert_eq!(graph.name, "mcp");
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Graph {
    /// The name of the stack.
    pub name: String,
    /// The services, those together that are on the same networks. The tunnel's group is the first; of the others, one follows
    /// that shares a network with the one before, if there is one.
    pub groups: Vec<Group>,
}

/// Services that are on the same networks.
///
/// ```
/// # use mcpgen::graph::Graph;
/// # use mcpgen::{DockerRegistry, Stack};
/// let text = "[stack]\nname = \"mcp\"\n[services.gateway]\nkind = \"mcp-gateway\"\nservers = [\"brave\"]\n[secrets.BRAVE_API_KEY]\n";
/// # let evaluation = Stack::read("stack.toml", text.as_bytes()).evaluate(&DockerRegistry);
/// let graph = Graph::of(evaluation.plan().unwrap());
/// assert_eq!(graph.groups[0].networks[0].name, "default");
/// assert_eq!(graph.groups[0].services[0].name, "gateway");
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Group {
    /// The networks, sorted by name; at least one.
    pub networks: Vec<Network>,
    /// The services: the tunnel, gateways, containers, each kind sorted by name; at least one.
    pub services: Vec<Service>,
}

/// A network of a stack.
///
/// ```
/// # use mcpgen::graph::Graph;
/// # use mcpgen::{DockerRegistry, Stack};
/// let text = "[stack]\nname = \"mcp\"\n[services.gateway]\nkind = \"mcp-gateway\"\nservers = [\"brave\"]\n[secrets.BRAVE_API_KEY]\n";
/// # let evaluation = Stack::read("stack.toml", text.as_bytes()).evaluate(&DockerRegistry);
/// let graph = Graph::of(evaluation.plan().unwrap());
/// let network = &graph.groups[0].networks[0];
/// assert!(!network.internal && !network.external);
/// ```
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub struct Network {
    /// Its name in the stack.
    pub name: String,
    /// Whether it is cut off from everything outside.
    pub internal: bool,
    /// Whether it is not the stack's own.
    pub external: bool,
}

/// A service of a stack.
///
/// ```
/// # use mcpgen::graph::Graph;
/// # use mcpgen::{DockerRegistry, Stack};
/// let text = "[stack]\nname = \"mcp\"\n[services.gateway]\nkind = \"mcp-gateway\"\nservers = [\"brave\"]\n[secrets.BRAVE_API_KEY]\n";
/// # let evaluation = Stack::read("stack.toml", text.as_bytes()).evaluate(&DockerRegistry);
/// let graph = Graph::of(evaluation.plan().unwrap());
/// let gateway = graph.services().next().unwrap();
/// assert_eq!(gateway.published, ["127.0.0.1:8811"]);
/// assert_eq!(gateway.secrets, ["MCP_GATEWAY_AUTH_TOKEN"]);
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Service {
    /// Its name.
    pub name: String,
    /// What it is.
    pub kind: Kind,
    /// Its image, or that it is built, and from what.
    pub image: String,
    /// What the machine offers of it: `ADDRESS:PORT`, and the container's port after an arrow where it is another.
    pub published: Vec<String>,
    /// Where the tunnel leads, in the order that decides; empty for what is no tunnel, and for a tunnel whose routes Cloudflare's
    /// dashboard keeps.
    pub routes: Vec<Route>,
    /// The servers of a gateway, in the order in which they are listed.
    pub servers: Vec<Server>,
    /// The secrets that it gets itself, by name, sorted.
    pub secrets: Vec<String>,
    /// What it waits for, by name, and until when: `started`, `healthy` or `completed`.
    pub waits_for: Vec<(String, &'static str)>,
    /// What else is to be said of it, a line each: how clients speak with a gateway, profiles, how many there are.
    pub remarks: Vec<String>,
}

/// What a service is.
///
/// ```
/// # use mcpgen::graph::{Graph, Kind};
/// # use mcpgen::{DockerRegistry, Stack};
/// let text = "[stack]\nname = \"mcp\"\n[services.gateway]\nkind = \"mcp-gateway\"\nservers = [\"brave\"]\n[secrets.BRAVE_API_KEY]\n";
/// # let evaluation = Stack::read("stack.toml", text.as_bytes()).evaluate(&DockerRegistry);
/// let graph = Graph::of(evaluation.plan().unwrap());
/// assert!(graph.services().all(|service| service.kind == Kind::Gateway));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// The connector of the tunnel.
    Tunnel,
    /// An MCP gateway.
    Gateway,
    /// Any other container.
    Container,
}

impl Kind {
    /// The kind in words.
    ///
    /// ```
    /// assert_eq!(mcpgen::graph::Kind::Tunnel.words(), "Cloudflare tunnel");
    /// ```
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::Tunnel => "Cloudflare tunnel",
            Self::Gateway => "MCP gateway",
            Self::Container => "container",
        }
    }
}

/// A route of the tunnel.
///
/// ```
/// # use mcpgen::graph::Graph;
/// # use mcpgen::{DockerRegistry, Stack};
/// let text = "[stack]\nname = \"mcp\"\n[services.gateway]\nkind = \"mcp-gateway\"\nservers = [\"brave\"]\n[secrets.BRAVE_API_KEY]\n[ingress]\ntunnel = \"0f2c1d3e-4b5a-6978-8796-a5b4c3d2e1f0\"\ncredentials-file = \"~/t.json\"\n[[ingress.routes]]\nhostname = \"mcp.example.com\"\nservice = \"gateway\"\n";
/// # let evaluation = Stack::read("stack.toml", text.as_bytes()).evaluate(&DockerRegistry);
/// let graph = Graph::of(evaluation.plan().unwrap());
/// let tunnel = graph.services().next().unwrap();
/// assert_eq!(tunnel.routes[0].from, "mcp.example.com");
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Route {
    /// The host name, and the path that it is of, if it is of one alone.
    pub from: String,
    /// Where it leads.
    pub to: Target,
}

/// Where a route leads.
///
/// ```
/// # use mcpgen::graph::{Graph, Target};
/// # use mcpgen::{DockerRegistry, Stack};
/// let text = "[stack]\nname = \"mcp\"\n[services.gateway]\nkind = \"mcp-gateway\"\nservers = [\"brave\"]\n[secrets.BRAVE_API_KEY]\n[ingress]\ntunnel = \"0f2c1d3e-4b5a-6978-8796-a5b4c3d2e1f0\"\ncredentials-file = \"~/t.json\"\n[[ingress.routes]]\nhostname = \"mcp.example.com\"\nservice = \"gateway\"\n";
/// # let evaluation = Stack::read("stack.toml", text.as_bytes()).evaluate(&DockerRegistry);
/// let graph = Graph::of(evaluation.plan().unwrap());
/// let tunnel = graph.services().next().unwrap();
/// assert_eq!(tunnel.routes[0].to, Target::Service("gateway".to_owned()));
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Target {
    /// To the service of that name.
    Service(String),
    /// To this address outside of the stack.
    Address(String),
    /// Nowhere: it is answered with this status.
    Status(u16),
}

/// A server of a gateway.
///
/// ```
/// # use mcpgen::graph::Graph;
/// # use mcpgen::{DockerRegistry, Stack};
/// let text = "[stack]\nname = \"mcp\"\n[services.gateway]\nkind = \"mcp-gateway\"\nservers = [\"brave\"]\n[secrets.BRAVE_API_KEY]\n";
/// # let evaluation = Stack::read("stack.toml", text.as_bytes()).evaluate(&DockerRegistry);
/// let graph = Graph::of(evaluation.plan().unwrap());
/// let brave = &graph.services().next().unwrap().servers[0];
/// assert_eq!(brave.secrets, ["BRAVE_API_KEY"]);
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Server {
    /// Its name.
    pub name: String,
    /// What the stack says of where it is: its image, or the host of its address. `None` for a server of a catalog.
    pub place: Option<String>,
    /// The secrets that it gets, by name, sorted.
    pub secrets: Vec<String>,
}

impl Group {
    /// The networks in words: `networks front, back (internal)`.
    pub(crate) fn title(&self) -> String {
        let names: Vec<String> = self.networks.iter().map(Network::words).collect();
        let noun = if names.len() == 1 { "network" } else { "networks" };
        format!("{noun} {}", names.join(", "))
    }
}

impl Network {
    fn words(&self) -> String {
        let name = &self.name;
        match (self.internal, self.external) {
            (true, true) => format!("{name} (internal, external)"),
            (true, false) => format!("{name} (internal)"),
            (false, true) => format!("{name} (external)"),
            (false, false) => name.clone(),
        }
    }
}

impl Graph {
    /// Every service, in the order in which they are drawn.
    ///
    /// ```
    /// # use mcpgen::graph::Graph;
    /// # use mcpgen::{DockerRegistry, Stack};
    /// let text = "[stack]\nname = \"mcp\"\n[services.gateway]\nkind = \"mcp-gateway\"\nservers = [\"brave\"]\n[secrets.BRAVE_API_KEY]\n";
    /// # let evaluation = Stack::read("stack.toml", text.as_bytes()).evaluate(&DockerRegistry);
    /// let graph = Graph::of(evaluation.plan().unwrap());
    /// assert_eq!(graph.services().count(), 1);
    /// ```
    pub fn services(&self) -> impl Iterator<Item = &Service> {
        self.groups.iter().flat_map(|group| &group.services)
    }

    /// The number of the service that is called so.
    fn number(&self, name: &str) -> Option<usize> {
        self.services().position(|service| service.name == name)
    }
}
