//! Adding servers to the text of a `stack.toml`, of which every other byte stays.

use std::collections::BTreeMap;

use mcpgen_core::model::{ForeignValue, GatewaySpec, SecretSpec, ServerSpec, ServiceSpec, StackSpec};
use mcpgen_core::name::{SecretName, ServerName, ServiceName};
use mcpgen_core::{Sources, load};

use super::edits::Edits;
use super::lines::{Missing, description, needed_config, placeholder};
use crate::error::{Error, ErrorKind};
use crate::registry::RegistryServer;

/// A text with servers added.
///
/// ```
/// # use mcpgen::{DockerRegistry, servers::add};
/// let text = "[stack]\nname = \"mcp\"\n[services.gateway]\nkind = \"mcp-gateway\"\nservers = [\"fetch\"]\n";
/// let brave = DockerRegistry.server("brave").ok_or("none")?;
/// let added = add(text, &[brave], None)?;
/// assert_eq!((added.gateway.as_str(), added.servers[0].as_str()), ("gateway", "brave"));
/// assert_eq!(added.secrets[0].as_str(), "BRAVE_API_KEY");
/// assert!(added.to_fill_in.is_empty());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Added {
    /// The text.
    pub text: String,
    /// The gateway that lists them.
    pub gateway: ServiceName,
    /// Those that it did not list before.
    pub servers: Vec<ServerName>,
    /// What a person must fill in, each with the server that needs it: keys of its configuration.
    pub to_fill_in: Vec<(ServerName, String)>,
    /// The secrets that were declared; their values go into `.env`.
    pub secrets: Vec<SecretName>,
}

/// Nobody can say what is where.
pub(crate) fn faulty() -> Error {
    Error::new(ErrorKind::StackFaulty, "the stack has errors that must be mended first")
}

/// Adds `servers` to the stack in `text`: to the list of its gateway, with the configuration and the secrets that they need and
/// that are not there yet. `gateway` says which, when there are several. What a person must fill in is empty, and refused by a
/// check as long as it is.
///
/// What is there already is not added again. Comments, order and every other byte stay.
///
/// # Errors
///
/// Which gateway is meant is not known (kinds [`NoGateway`](ErrorKind::NoGateway), [`SeveralGateways`](ErrorKind::SeveralGateways)
/// and [`UnknownGateway`](ErrorKind::UnknownGateway)), or the text is not one that lines can be added to
/// ([`StackFaulty`](ErrorKind::StackFaulty), [`StackForm`](ErrorKind::StackForm)).
///
/// ```
/// # use mcpgen::{DockerRegistry, servers::add};
/// let text = "[stack]\nname = \"mcp\"\n[services.gateway]\nkind = \"mcp-gateway\"\nservers = [\"fetch\"] # mine\n";
/// let time = DockerRegistry.server("time").ok_or("none")?;
/// let added = add(text, &[time], None)?;
/// assert_eq!(added.text, text.replace("[\"fetch\"]", "[\"fetch\", \"time\"]"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn add(text: &str, servers: &[&RegistryServer], gateway: Option<&str>) -> Result<Added, Error> {
    let mut sources = Sources::new();
    let source = sources.add("stack.toml", text);
    let loaded = load(&sources, source);
    let Some(document) = loaded.document().filter(|_| !loaded.is_partial()) else {
        return Err(faulty());
    };
    let (name, spec) = gateway_of(loaded.spec(), gateway)?;
    let mut edits = Edits::of(text);
    let mut added = Added {
        text: String::new(),
        gateway: name.clone(),
        servers: Vec::new(),
        to_fill_in: Vec::new(),
        secrets: Vec::new(),
    };
    // What the stack is to mean afterwards; each step adds to it, and so the next knows what is there.
    let mut wanted = loaded.spec().clone();
    for server in servers {
        if !spec.servers.contains(&server.name) && !added.servers.contains(&server.name) {
            added.servers.push(server.name.clone());
        }
        let missing = missing_of(&wanted, server);
        edits.append(&loaded, server, &missing);
        extend(&mut wanted, server, &missing);
        let keys = missing.config.iter().map(|key| (server.name.clone(), key.name.clone()));
        added.to_fill_in.extend(keys);
        added.secrets.extend(missing.secrets);
    }
    if let Some(ServiceSpec::McpGateway(gateway)) = wanted.services.get_mut(name) {
        gateway.servers.extend(added.servers.iter().cloned());
    }
    edits.list(document, name, spec, &added.servers);
    added.text = edits.finish();
    let mut sources = Sources::new();
    let source = sources.add("stack.toml", added.text.as_str());
    let result = load(&sources, source);
    // Whatever form the text has: that it now means what it should, and nothing else, is what counts.
    if result.is_partial() || *result.spec() != wanted {
        return Err(Error::new(
            ErrorKind::StackForm,
            "the stack is written in a form that lines cannot be added to",
        ));
    }
    Ok(added)
}

fn gateway_of<'a>(
    spec: &'a StackSpec,
    wanted: Option<&str>,
) -> Result<(&'a ServiceName, &'a GatewaySpec), Error> {
    let gateways: Vec<(&ServiceName, &GatewaySpec)> = spec
        .services
        .iter()
        .filter_map(|(name, service)| match service {
            ServiceSpec::McpGateway(gateway) => Some((name, gateway)),
            _ => None,
        })
        .collect();
    let names = || gateways.iter().map(|(name, _)| (*name).clone()).collect();
    match (wanted, gateways.as_slice()) {
        (_, []) => Err(Error::new(ErrorKind::NoGateway, "the stack has no gateway")),
        (Some(wanted), all) => {
            let found = all.iter().find(|(name, _)| name.as_str() == wanted).copied();
            let text = "the stack has no gateway of that name";
            found.ok_or_else(|| Error::new(ErrorKind::UnknownGateway, text).among(names()))
        }
        (None, [only]) => Ok(*only),
        (None, _) => {
            let text = "the stack has several gateways";
            Err(Error::new(ErrorKind::SeveralGateways, text).among(names()))
        }
    }
}

/// What `spec` lacks of what `server` needs.
fn missing_of<'a>(spec: &StackSpec, server: &'a RegistryServer) -> Missing<'a> {
    let absent = ServerSpec::default();
    let table = spec.servers.get(&server.name).unwrap_or(&absent);
    let mut missing = Missing::default();
    // A server that the stack defines itself takes nothing of the registry's.
    if table.is_own() {
        return missing;
    }
    let there = |key: &str| value_at(table, key);
    let chosen = server.definition.any_of.iter().any(|key| there(key));
    missing.config =
        needed_config(server).filter(|key| !there(&key.name) && (key.required || !chosen)).collect();
    for secret in server.definition.secrets.iter().filter(|secret| !secret.optional) {
        if table.secrets.contains_key(&secret.environment) {
            continue;
        }
        let name = secret.environment.as_str().parse::<SecretName>().ok();
        let is_declared = name.as_ref().is_some_and(|name| spec.secrets.contains_key(name));
        // As far as can be known, a secret of such a name is another server's, unless this one has been there with it.
        let is_others = secret.names_no_issuer() && !is_listed(spec, &server.name);
        if !is_declared || is_others {
            missing.add_secret(secret, &server.name);
        }
    }
    missing.secrets.retain(|secret| !spec.secrets.contains_key(secret));
    missing
}

fn is_listed(spec: &StackSpec, server: &ServerName) -> bool {
    spec.services.values().any(
        |service| matches!(service, ServiceSpec::McpGateway(gateway) if gateway.servers.contains(server)),
    )
}

fn value_at(server: &ServerSpec, key: &str) -> bool {
    let mut parts = key.split('.');
    let first = parts.next().and_then(|first| server.config.get(first));
    let value = parts.try_fold(first, |value, part| match value {
        Some(ForeignValue::Table(table)) => Some(table.get(part)),
        _ => None,
    });
    matches!(value, Some(Some(_)))
}

/// Adds to `spec` what is `missing`.
fn extend(spec: &mut StackSpec, server: &RegistryServer, missing: &Missing<'_>) {
    for secret in &missing.secrets {
        let declared = SecretSpec::default().with_description(description(server));
        spec.secrets.insert(secret.clone(), declared);
    }
    if missing.config.is_empty() && missing.mapping.is_empty() {
        return;
    }
    let table = spec.servers.entry(server.name.clone()).or_default();
    table.secrets.extend(missing.mapping.clone());
    for key in &missing.config {
        let value = match placeholder(key.kind) {
            "[]" => ForeignValue::List(Vec::new()),
            _ => ForeignValue::Text(String::new()),
        };
        let mut parts: Vec<&str> = key.name.split('.').collect();
        let last = parts.pop().unwrap_or_default();
        let mut config = &mut table.config;
        for part in parts {
            let inner = config.entry(part.to_owned()).or_insert_with(|| ForeignValue::Table(BTreeMap::new()));
            match inner {
                ForeignValue::Table(table) => config = table,
                // A table cannot be here; that the text means something else is found out at the end.
                _ => return,
            }
        }
        config.insert(last.to_owned(), value);
    }
}
