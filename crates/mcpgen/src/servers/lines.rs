//! The lines of `stack.toml` that a server needs.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use mcpgen_core::catalog::{ConfigKey, ConfigKind, ServerSecret};
use mcpgen_core::name::{EnvironmentName, SecretName, ServerName};

use super::objection;
use crate::registry::{RegistryKind, RegistryServer};

/// What a stack lacks of what a server needs.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Missing<'a> {
    /// Keys of its configuration.
    pub(super) config: Vec<&'a ConfigKey>,
    /// Variables that get a secret of another name.
    pub(super) mapping: BTreeMap<EnvironmentName, SecretName>,
    /// Secrets to declare.
    pub(super) secrets: Vec<SecretName>,
}

/// The value that a key has until a person fills it in. It is refused as long as it is empty.
pub(super) fn placeholder(kind: ConfigKind) -> &'static str {
    match kind {
        ConfigKind::Paths => "[]",
        ConfigKind::Text
        | ConfigKind::Path
        | ConfigKind::Integer
        | ConfigKind::Number
        | ConfigKind::Boolean => "\"\"",
    }
}

/// `KEY = VALUE # what to write`, without a line break.
pub(super) fn config_line(key: &ConfigKey) -> String {
    format!("{} = {} # fill in: {}", key.name, placeholder(key.kind), key.kind.article())
}

/// What a server cannot do without: the keys that are required, and of a choice the first.
pub(super) fn needed_config(server: &RegistryServer) -> impl Iterator<Item = &ConfigKey> {
    let first = server.definition.any_of.first();
    server.definition.config.iter().filter(move |key| key.required || Some(&key.name) == first)
}

/// The lines to add to a `stack.toml` for `server`: it in the list of a gateway, its configuration and its secrets. They are
/// TOML; what a person should know stands in comments.
///
/// ```
/// # use mcpgen::{DockerRegistry, servers::lines_to_add};
/// let lines = lines_to_add(DockerRegistry.server("brave").ok_or("none")?);
/// assert!(lines.contains("servers = [\"brave\"]"));
/// assert!(lines.contains("[secrets.BRAVE_API_KEY]"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[must_use]
pub fn lines_to_add(server: &RegistryServer) -> String {
    let RegistryServer { name, title, category, kind, place, definition, .. } = server;
    let mut text = format!("# {title} ({category})\n");
    let runs = match kind {
        RegistryKind::Container => "runs in a container of",
        RegistryKind::Tool => "runs each call in a container of",
        RegistryKind::Remote => "runs at",
    };
    // Writing to a String cannot fail.
    let _ = writeln!(text, "# {runs} {place}\n# what its secrets and keys are: {}", server.url());
    if let Some(objection) = objection(server) {
        let _ = writeln!(text, "# {objection}");
    }
    let _ = writeln!(text, "\n[services.gateway]\nservers = [\"{name}\"] # add it to the list of yours");
    let needed: Vec<&ConfigKey> = needed_config(server).collect();
    if !definition.config.is_empty() {
        let header = format!("[servers.{name}.config]");
        let _ = writeln!(text, "\n{}{header}", if needed.is_empty() { "# " } else { "" });
        for key in &needed {
            let _ = writeln!(text, "{}", config_line(key));
        }
        for key in definition.config.iter().filter(|key| !needed.contains(key)) {
            let choice = if definition.any_of.contains(&key.name) { "or this: " } else { "optional: " };
            let _ =
                writeln!(text, "# {} = {} # {choice}{}", key.name, placeholder(key.kind), key.kind.article());
        }
    }
    let missing = Missing::of_nothing(server);
    text.push_str(&mapping_lines(server, &missing));
    for secret in &missing.secrets {
        text.push_str(&secret_lines(server, secret));
    }
    for secret in definition.secrets.iter().filter(|secret| secret.optional) {
        let _ = writeln!(text, "\n# [secrets.{}] # optional\n# required = false", secret.environment);
    }
    text
}

/// What stands in `.env` above the value of a secret.
pub(super) fn description(server: &RegistryServer) -> String {
    format!("For {}; what it is: {}", server.title, server.url())
}

/// The table of a secret, after an empty line.
pub(super) fn secret_lines(server: &RegistryServer, secret: &SecretName) -> String {
    // Titles and addresses hold nothing that TOML would want escaped; a test sees to it.
    format!("\n[secrets.{secret}] # its value goes into .env\ndescription = \"{}\"\n", description(server))
}

/// The table that gives variables secrets of other names, after an empty line; nothing when there are none.
pub(super) fn mapping_lines(server: &RegistryServer, missing: &Missing<'_>) -> String {
    let mut text = String::new();
    if !missing.mapping.is_empty() {
        let _ = writeln!(text, "\n[servers.{}.secrets]", server.name);
        for (environment, secret) in &missing.mapping {
            let _ = writeln!(text, "{environment} = \"{secret}\"");
        }
    }
    text
}

impl<'a> Missing<'a> {
    /// What a stack lacks that has nothing of the server yet.
    fn of_nothing(server: &'a RegistryServer) -> Self {
        let mut missing = Self { config: needed_config(server).collect(), ..Self::default() };
        for secret in server.definition.secrets.iter().filter(|secret| !secret.optional) {
            missing.add_secret(secret, &server.name);
        }
        missing
    }

    /// A secret under the variable's own name; or, when that says nothing of whose key it is or cannot be a line of `.env`, under
    /// one of the server's, and the variable gets it.
    pub(super) fn add_secret(&mut self, secret: &ServerSecret, server: &ServerName) {
        let own = secret.environment.as_str().parse::<SecretName>();
        if let Ok(name) = own
            && !secret.names_no_issuer()
        {
            self.secrets.push(name);
        } else if let Ok(name) = secret.name_of_its_own(server).parse::<SecretName>() {
            self.mapping.insert(secret.environment.clone(), name.clone());
            self.secrets.push(name);
        }
    }
}
