//! What a client needs to connect: an address, a header, and the lines for its own configuration.
//!
//! ```
//! # use mcpgen::{DockerRegistry, Stack, client::connections};
//! # let text = "[stack]\nname = \"mcp\"\n[services.gateway]\nkind = \"mcp-gateway\"\nservers = [\"fetch\"]\n";
//! # let evaluation = Stack::read("stack.toml", text.as_bytes()).evaluate(&DockerRegistry);
//! # let plan = evaluation.plan().ok_or("errors")?;
//! for connection in connections(plan) {
//!     println!("{} is at {}", connection.service, connection.local.as_deref().unwrap_or("no address"));
//! }
//! # assert_eq!(connections(plan)[0].service.as_str(), "gateway");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

use mcpgen_core::model::Transport;
use mcpgen_core::name::ServiceName;
use mcpgen_core::plan::{Gateway, Plan, RouteTarget, TunnelMode};
use serde_json::{Value, json};

use crate::emit::address;

/// How clients reach a gateway.
///
/// ```
/// # use mcpgen::{DockerRegistry, Stack};
/// # let text = "[stack]\nname = \"mcp\"\n[services.gateway]\nkind = \"mcp-gateway\"\nservers = [\"fetch\"]\n";
/// # let evaluation = Stack::read("stack.toml", text.as_bytes()).evaluate(&DockerRegistry);
/// # let plan = evaluation.plan().ok_or("errors")?;
/// let gateway = &mcpgen::client::connections(plan)[0];
/// assert_eq!(gateway.local.as_deref(), Some("http://127.0.0.1:8811/mcp"));
/// assert_eq!(gateway.token.as_deref(), Some("MCP_GATEWAY_AUTH_TOKEN"));
/// assert!(gateway.public.is_empty());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Connection {
    /// The gateway's service.
    pub service: ServiceName,
    /// The address for clients on this machine; `None` when the gateway is not published.
    pub local: Option<String>,
    /// The addresses for clients anywhere.
    pub public: Vec<String>,
    /// The name of the token in `.env`; `None` when the gateway asks for none.
    pub token: Option<String>,
    /// The lines for each client's configuration; empty when there is no address at all.
    pub snippets: Vec<Snippet>,
}

/// Lines for a client's configuration. They hold the token's name and never its value.
///
/// ```
/// # use mcpgen::{DockerRegistry, Stack};
/// # let text = "[stack]\nname = \"mcp\"\n[services.gateway]\nkind = \"mcp-gateway\"\nservers = [\"fetch\"]\n";
/// # let evaluation = Stack::read("stack.toml", text.as_bytes()).evaluate(&DockerRegistry);
/// # let plan = evaluation.plan().ok_or("errors")?;
/// let connections = mcpgen::client::connections(plan);
/// let code = connections[0].snippets.iter().find(|snippet| snippet.client == "VS Code").ok_or("none")?;
/// assert_eq!(code.file, ".vscode/mcp.json");
/// assert!(code.text.contains("http://127.0.0.1:8811/mcp"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Snippet {
    /// The client.
    pub client: &'static str,
    /// The file that the lines go into.
    pub file: &'static str,
    /// The lines: JSON.
    pub text: String,
}

/// How clients reach each gateway of a stack.
///
/// ```
/// # use mcpgen::{DockerRegistry, Stack};
/// # let text = "[stack]\nname = \"mcp\"\n[services.gateway]\nkind = \"mcp-gateway\"\nservers = [\"fetch\"]\n";
/// # let evaluation = Stack::read("stack.toml", text.as_bytes()).evaluate(&DockerRegistry);
/// # let plan = evaluation.plan().ok_or("errors")?;
/// for connection in mcpgen::client::connections(plan) {
///     for snippet in connection.snippets {
///         println!("{}, into {}:\n{}", snippet.client, snippet.file, snippet.text);
///     }
/// }
/// # assert_eq!(mcpgen::client::connections(plan).len(), 1);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[must_use]
pub fn connections(plan: &Plan) -> Vec<Connection> {
    plan.gateways()
        .map(|(service, gateway)| {
            let local = local_address(gateway);
            let public = public_addresses(plan, &service.name);
            let token = gateway.auth.token().map(ToString::to_string);
            let snippets = match local.as_deref().or(public.first().map(String::as_str)) {
                Some(url) => snippets(plan.name.as_str(), url, gateway.transport, token.as_deref()),
                None => Vec::new(),
            };
            Connection { service: service.name.clone(), local, public, token, snippets }
        })
        .collect()
}

/// The address by number: a port on 127.0.0.1 does not answer where `localhost` means `::1`.
fn local_address(gateway: &Gateway) -> Option<String> {
    let publication = gateway.publication?;
    let address = publication.address;
    let host = match address.get() {
        std::net::IpAddr::V4(ip) if ip.is_unspecified() => "127.0.0.1".to_owned(),
        std::net::IpAddr::V6(ip) if ip.is_unspecified() => "[::1]".to_owned(),
        _ => address.to_string(),
    };
    Some(format!("http://{host}:{}{}", publication.port, gateway.endpoint()))
}

fn public_addresses(plan: &Plan, gateway: &ServiceName) -> Vec<String> {
    let Some((_, connector)) = plan.connector() else { return Vec::new() };
    let TunnelMode::Local { routes, .. } = &connector.mode else { return Vec::new() };
    routes
        .iter()
        .filter(|route| matches!(&route.target, RouteTarget::Service(name, _) if name == gateway))
        .filter(|route| !route.hostname.get().is_wildcard())
        .filter_map(|route| address(plan, route))
        .collect()
}

fn snippets(name: &str, url: &str, transport: Transport, token: Option<&str>) -> Vec<Snippet> {
    let kind = match transport {
        Transport::Streaming => "http",
        Transport::Sse => "sse",
    };
    let bearer = |value: String| json!({ "Authorization": format!("Bearer {value}") });
    let mut vs_code = json!({ "servers": { name: { "type": kind, "url": url } } });
    let mut claude_code = json!({ "mcpServers": { name: { "type": kind, "url": url } } });
    let mut lm_studio = json!({ "mcpServers": { name: { "url": url } } });
    if let Some(token) = token {
        let input = format!("{name}-token");
        set(&mut vs_code, "servers", name, bearer(format!("${{input:{input}}}")));
        if let Some(document) = vs_code.as_object_mut() {
            let prompt = json!([{ "type": "promptString", "id": input, "description": format!("{token} of .env"), "password": true }]);
            document.insert("inputs".to_owned(), prompt);
        }
        set(&mut claude_code, "mcpServers", name, bearer(format!("${{{token}}}")));
        set(&mut lm_studio, "mcpServers", name, bearer(format!("<the value of {token} in .env>")));
    }
    [
        ("VS Code", ".vscode/mcp.json", vs_code),
        ("Claude Code", ".mcp.json", claude_code),
        ("LM Studio", "~/.lmstudio/mcp.json", lm_studio),
    ]
    .into_iter()
    .map(|(client, file, document)| Snippet { client, file, text: format!("{document:#}") })
    .collect()
}

fn set(document: &mut Value, table: &str, name: &str, headers: Value) {
    if let Some(server) =
        document.get_mut(table).and_then(|servers| servers.get_mut(name)).and_then(Value::as_object_mut)
    {
        server.insert("headers".to_owned(), headers);
    }
}
