//! Catalog files of one's own, read as the gateway reads them (docker/mcp-gateway, pkg/catalog).

use std::collections::BTreeMap;

use mcpgen_core::catalog::{Catalog, ConfigKey, ConfigKind, ServerDefinition, ServerSecret, is_unverifiable};
use mcpgen_core::diagnostic::{Code, Diagnostic};
use mcpgen_core::name::ServerName;
use mcpgen_core::{SourceId, Sources, Span};
use serde::Deserialize;

use crate::yaml::{Located, from_yaml};

/// What the gateway reads of a catalog. It ignores every other key, so they are ignored here.
#[derive(Deserialize)]
struct CatalogFile {
    registry: Option<BTreeMap<String, Located<Entry>>>,
    services: Option<serde::de::IgnoredAny>,
    servers: Option<serde::de::IgnoredAny>,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "camelCase")]
struct Entry {
    image: Option<String>,
    #[serde(default)]
    secrets: Vec<SecretEntry>,
    #[serde(default)]
    volumes: Vec<String>,
    sse_endpoint: Option<String>,
    remote: Option<Remote>,
}

#[derive(Deserialize)]
struct SecretEntry {
    name: String,
    env: String,
    #[serde(default = "yes")]
    required: bool,
}

#[derive(Deserialize)]
struct Remote {
    url: Option<String>,
}

fn yes() -> bool {
    true
}

/// Reads the catalog that `source` names.
///
/// # Errors
///
/// What the gateway could not read, or would silently read as nothing, each on its line.
pub(crate) fn read_catalog(sources: &Sources, source: SourceId) -> Result<Catalog, Vec<Diagnostic>> {
    let text = sources.get(source).map_or("", |source| source.text());
    let at = |offset: usize| line_span(text, source, offset);
    let file: CatalogFile = from_yaml(text).map_err(|fault| {
        let diagnostic = Diagnostic::new(
            Code::CatalogInvalid,
            format!("the gateway cannot read this catalog: {}", fault.message),
        );
        vec![diagnostic.labelled(at(fault.offset), "here").help("mend the YAML")]
    })?;
    let Some(registry) = file.registry else {
        let wrong = if file.services.is_some() {
            "services:"
        } else if file.servers.is_some() {
            "servers:"
        } else {
            ""
        };
        let offset = if wrong.is_empty() { 0 } else { text.find(wrong).unwrap_or(0) };
        let diagnostic = Diagnostic::new(
            Code::CatalogInvalid,
            "a catalog has its servers under `registry`; the gateway reads this one as empty",
        );
        let help = if wrong.is_empty() {
            "add `registry:` with the servers below it".to_owned()
        } else {
            format!("write `registry:` for `{wrong}`")
        };
        return Err(vec![diagnostic.labelled(at(offset), "no `registry`").help(help)]);
    };
    let mut servers = BTreeMap::new();
    let mut faults = Vec::new();
    for (name, entry) in registry {
        let span = at(key_line(text, entry.offset(text)));
        match definition(&name, entry.value, span) {
            Ok(definition) => {
                servers.insert(name, definition);
            }
            Err(fault) => faults.push(fault),
        }
    }
    if faults.is_empty() { Ok(Catalog { servers }) } else { Err(faults) }
}

fn definition(name: &str, entry: Entry, span: Span) -> Result<ServerDefinition, Diagnostic> {
    let refuse = |message: String, help: &str| {
        Err(Diagnostic::new(Code::CatalogInvalid, message)
            .labelled(span, format!("server `{name}`"))
            .help(help))
    };
    if let Err(error) = name.parse::<ServerName>() {
        return refuse(error.message().to_owned(), error.help());
    }
    let remote = entry.sse_endpoint.is_some() || entry.remote.is_some_and(|remote| remote.url.is_some());
    if entry.image.is_none() && !remote {
        return refuse(
            format!("the server `{name}` has neither an image nor an address"),
            "add `image:`, or `remote:` with `url:`",
        );
    }
    let mut definition = if remote { ServerDefinition::remote() } else { ServerDefinition::container() };
    definition.unverifiable_image = entry.image.filter(|image| is_unverifiable(image));
    for SecretEntry { name: secret, env, required } in entry.secrets {
        // The gateway's secrets file is lines of NAME=VALUE, and skips those that begin with `#`.
        let plain = !secret.is_empty()
            && secret.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"._-/".contains(&byte));
        let (true, Ok(environment)) = (plain, env.parse()) else {
            return refuse(
                format!(
                    "the secret `{secret}` of the server `{name}` has a name or a variable that the gateway cannot carry"
                ),
                "write `name: server.key` and `env: SERVER_KEY`",
            );
        };
        definition.secrets.push(ServerSecret { name: secret, environment, optional: !required });
    }
    definition.config = mounted_keys(name, &entry.volumes)
        .map(|key| ConfigKey { name: key, required: false, kind: ConfigKind::Paths })
        .collect();
    definition.origin = Some(span);
    Ok(definition)
}

/// The keys of the server's configuration whose values are mounted: volumes that begin with `{{NAME.KEY`.
fn mounted_keys<'a>(name: &'a str, volumes: &'a [String]) -> impl Iterator<Item = String> + 'a {
    volumes.iter().filter_map(move |volume| {
        let key = volume.strip_prefix("{{")?.strip_prefix(name)?.strip_prefix('.')?;
        let end = key.find(['|', '}'])?;
        key.get(..end).map(str::to_owned)
    })
}

/// Where the key begins whose value begins at `offset`: on a line above, when the value is a block of its own.
fn key_line(text: &str, offset: usize) -> usize {
    let before = text.get(..offset).unwrap_or("").trim_end();
    if !before.ends_with(':') {
        return offset;
    }
    let line = before.rfind('\n').map_or(0, |newline| newline + 1);
    before.get(line..).map_or(offset, |key| line + key.len() - key.trim_start().len())
}

/// From `offset` to the end of its line.
fn line_span(text: &str, source: SourceId, offset: usize) -> Span {
    let start = offset.min(text.len());
    let rest = text.get(start..).unwrap_or("");
    Span { source, start, end: start + rest.find(['\r', '\n']).unwrap_or(rest.len()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Catalog, Vec<Diagnostic>> {
        let mut sources = Sources::new();
        let id = sources.add("own.yaml", text);
        read_catalog(&sources, id)
    }

    #[test]
    fn a_catalog_gives_its_servers_and_their_secrets() {
        let catalog = read("registry:\n  clickup:\n    image: mcp/clickup\n    secrets:\n      - name: clickup.api_key\n        env: CLICKUP_API_KEY\n").unwrap();
        let clickup = &catalog.servers["clickup"];
        assert!(clickup.needs_docker);
        assert_eq!(clickup.secrets[0].environment.as_str(), "CLICKUP_API_KEY");
    }

    #[test]
    fn what_the_gateway_would_read_as_nothing_is_refused_on_its_line() {
        let text = "name: x\nservices:\n  a:\n    image: b\n";
        let faults = read(text).unwrap_err();
        let span = faults[0].labels()[0].span;
        assert_eq!(text.get(span.start..span.end), Some("services:"));
    }

    #[test]
    fn yaml_that_does_not_parse_is_located() {
        let faults = read("registry:\n  a: [\n").unwrap_err();
        assert!(!faults[0].labels().is_empty());
    }
}
