//! Servers as JSON.

use mcpgen_core::catalog::Standing;
use serde::Serialize;

use super::objection;
use crate::registry::{RegistryKind, RegistryServer};

/// One JSON object a line for each server, in the order given. `server_schema` says what is in it.
///
/// ```
/// # use mcpgen::DockerRegistry;
/// let fetch = DockerRegistry.server("fetch").ok_or("none")?;
/// let line: serde_json::Value = serde_json::from_str(&mcpgen::servers::json(&[fetch]))?;
/// assert_eq!(line["name"], "fetch");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[must_use]
pub fn json(servers: &[&RegistryServer]) -> String {
    let mut text = String::new();
    for server in servers {
        // Text, lists and truth values always have a form in JSON.
        text.push_str(&serde_json::to_string(&Entry::new(server)).unwrap_or_default());
        text.push('\n');
    }
    text
}

/// The JSON Schema (draft-07) of one line of [`json`], as text that ends with a line break.
///
/// ```
/// let schema: serde_json::Value = serde_json::from_str(&mcpgen::servers::server_schema())?;
/// assert_eq!(schema["$schema"], "http://json-schema.org/draft-07/schema#");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[cfg(feature = "schema")]
#[must_use]
pub fn server_schema() -> String {
    let settings = schemars::generate::SchemaSettings::draft07()
        .for_serialize()
        .with(|settings| settings.definitions_path = "/$defs".into());
    let mut schema = settings.into_generator().into_root_schema_for::<Entry>();
    let address = format!("{}schema/v1/server.schema.json", mcpgen_core::SITE);
    schema.insert("$id".to_owned(), address.into());
    schema.insert("title".to_owned(), "A server of Docker's registry, as mcpgen knows it".into());
    let mut text = serde_json::to_string_pretty(&schema).unwrap_or_default();
    text.push('\n');
    text
}

/// One line of `mcpgen servers --format json`: a server, where it runs and what it needs.
///
/// Later versions may add keys; what is here stays.
#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(rename = "Server"))]
struct Entry {
    /// The name that a gateway lists.
    name: String,
    /// What its makers call it.
    title: &'static str,
    /// What the registry files it under.
    category: &'static str,
    /// Where it runs.
    kind: Kind,
    /// Its image, without a digest; `null` for a remote server.
    image: Option<&'static str>,
    /// Its address; `null` for one that the gateway starts.
    url: Option<&'static str>,
    /// Whether it can be used.
    standing: StandingEntry,
    /// Why it should not be used, or cannot be.
    objection: Option<String>,
    /// The secrets that it takes.
    secrets: Vec<SecretEntry>,
    /// The configuration that it takes, the keys of `[servers.NAME.config]`.
    config: Vec<KeyEntry>,
    /// Keys of the configuration of which one at least is needed.
    any_of: Vec<String>,
    /// Whether its container is kept for a session.
    long_lived: bool,
    /// Where the registry says what each secret and key is.
    registry: String,
}

/// Where a server runs.
#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
enum Kind {
    /// In a container that the gateway starts.
    Container,
    /// In a container that the gateway starts for each call.
    Tool,
    /// Elsewhere.
    Remote,
}

/// Whether a server can be used.
#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(rename = "Standing"))]
#[serde(rename_all = "lowercase")]
enum StandingEntry {
    /// It can.
    Usable,
    /// It can, but nobody maintains it.
    Archived,
    /// It cannot: it takes only a login by OAuth.
    Oauth,
    /// It cannot: it mounts what the gateway never mounts.
    Blocked,
}

/// A secret that a server takes.
#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(rename = "Secret"))]
struct SecretEntry {
    /// The environment variable that the server gets it by.
    variable: String,
    /// Its name in the gateway's secrets file.
    name: String,
    /// Whether it must be declared. `false` when the registry says that the server works without.
    required: bool,
}

/// A key of a server's configuration.
#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(rename = "Key"))]
struct KeyEntry {
    /// The key; a `.` leads into a table.
    key: String,
    /// What its value is: `text`, `integer`, `number`, `boolean`, `path` or `paths`.
    r#type: &'static str,
    /// Whether the server needs it.
    required: bool,
}

impl Entry {
    fn new(server: &RegistryServer) -> Self {
        let definition = &server.definition;
        let is_remote = server.kind == RegistryKind::Remote;
        Self {
            name: server.name.to_string(),
            title: server.title,
            category: server.category,
            kind: match server.kind {
                RegistryKind::Container => Kind::Container,
                RegistryKind::Tool => Kind::Tool,
                RegistryKind::Remote => Kind::Remote,
            },
            image: (!is_remote).then_some(server.place),
            url: is_remote.then_some(server.place),
            standing: match definition.standing {
                Standing::Usable => StandingEntry::Usable,
                Standing::Archived => StandingEntry::Archived,
                Standing::OauthOnly => StandingEntry::Oauth,
                Standing::Blocked(_) => StandingEntry::Blocked,
            },
            objection: objection(server),
            secrets: definition
                .secrets
                .iter()
                .map(|secret| SecretEntry {
                    variable: secret.environment.to_string(),
                    name: secret.name.clone(),
                    required: !secret.optional,
                })
                .collect(),
            config: definition
                .config
                .iter()
                .map(|key| KeyEntry {
                    key: key.name.clone(),
                    r#type: key.kind.as_str(),
                    required: key.required,
                })
                .collect(),
            any_of: definition.any_of.clone(),
            long_lived: definition.long_lived,
            registry: server.url(),
        }
    }
}
