//! The servers of Docker's catalog, as far as a stack must know them.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use mcpgen_core::catalog::{
    BlockedMount, ConfigKey, ConfigKind, ServerDefinition, ServerRegistry, ServerSecret, Standing,
};
use mcpgen_core::name::ServerName;
use mcpgen_registry::{Key, Kind, Secret, Server, Type};

/// The servers of Docker's MCP registry, as it stood when this version of mcpgen was made.
///
/// A gateway fetches Docker's catalog at its own start, and may then find servers that this table does not have yet.
///
/// ```
/// use mcpgen::{DockerRegistry, Stack};
///
/// let text = "[stack]\nname = \"mcp\"\n[services.gateway]\nkind = \"mcp-gateway\"\nservers = [\"fetsch\"]\n";
/// let evaluation = Stack::read("stack.toml", text.as_bytes()).evaluate(&DockerRegistry);
/// assert!(mcpgen::report::short(evaluation.report()).contains("fetsch"));
/// ```
#[derive(Debug, Clone, Copy, Default)]
pub struct DockerRegistry;

/// A server of Docker's registry, with what a person wants to know of it besides.
///
/// ```
/// use mcpgen::DockerRegistry;
///
/// let brave = DockerRegistry.server("brave").ok_or("none")?;
/// assert_eq!(brave.place, "mcp/brave-search");
/// assert_eq!(brave.definition.secrets[0].environment.as_str(), "BRAVE_API_KEY");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct RegistryServer {
    /// The name that a gateway lists.
    pub name: ServerName,
    /// What its makers call it.
    pub title: &'static str,
    /// What the registry files it under, such as `search`.
    pub category: &'static str,
    /// Where it runs.
    pub kind: RegistryKind,
    /// Its image, without a digest; of a remote server, its address.
    pub place: &'static str,
    /// What it needs, and whether it can be used.
    pub definition: ServerDefinition,
}

/// Where a server of the registry runs.
///
/// ```
/// use mcpgen::{DockerRegistry, RegistryKind};
///
/// let remote = DockerRegistry.servers().find(|server| server.kind == RegistryKind::Remote).ok_or("none")?;
/// assert!(remote.place.starts_with("https://"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RegistryKind {
    /// In a container that the gateway starts.
    Container,
    /// In a container that the gateway starts for each call of a tool.
    Tool,
    /// Elsewhere.
    Remote,
}

impl RegistryServer {
    /// Where the registry says what each of its secrets and keys is.
    ///
    /// ```
    /// # use mcpgen::DockerRegistry;
    /// let fetch = DockerRegistry.server("fetch").ok_or("none")?;
    /// assert_eq!(fetch.url(), "https://github.com/docker/mcp-registry/tree/main/servers/fetch");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn url(&self) -> String {
        format!("https://github.com/docker/mcp-registry/tree/main/servers/{}", self.name)
    }
}

static SERVERS: LazyLock<BTreeMap<&'static str, RegistryServer>> = LazyLock::new(|| {
    let servers = mcpgen_registry::names().filter_map(mcpgen_registry::find);
    servers.filter_map(|server| Some((server.name, registry_server(&server)?))).collect()
});

impl DockerRegistry {
    /// All servers, by name.
    ///
    /// ```
    /// # use mcpgen::DockerRegistry;
    /// assert!(DockerRegistry.servers().is_sorted_by_key(|server| server.name.as_str()));
    /// ```
    pub fn servers(&self) -> impl Iterator<Item = &'static RegistryServer> + use<> {
        SERVERS.values()
    }

    /// The server `name`; `None` when the registry has none of that name.
    ///
    /// ```
    /// # use mcpgen::DockerRegistry;
    /// assert!(DockerRegistry.server("fetch").is_some());
    /// assert!(DockerRegistry.server("fetsch").is_none());
    /// ```
    #[must_use]
    pub fn server(&self, name: &str) -> Option<&'static RegistryServer> {
        SERVERS.get(name)
    }
}

impl ServerRegistry for DockerRegistry {
    fn find(&self, name: &str) -> Option<ServerDefinition> {
        // One row alone is read: a check asks for a few of many.
        mcpgen_registry::find(name).and_then(|server| definition(&server))
    }

    fn names(&self) -> Vec<&str> {
        mcpgen_registry::names().collect()
    }
}

/// `None` for one whose names are none.
fn registry_server(server: &Server) -> Option<RegistryServer> {
    let (kind, place) = match server.kind {
        Kind::Container => (RegistryKind::Container, server.image),
        Kind::Tools => (RegistryKind::Tool, server.image),
        Kind::Remote => (RegistryKind::Remote, server.address),
    };
    Some(RegistryServer {
        name: server.name.parse().ok()?,
        title: server.title,
        category: server.category,
        kind,
        place,
        definition: definition(server)?,
    })
}

fn definition(server: &Server) -> Option<ServerDefinition> {
    let mut definition = match server.kind {
        Kind::Remote => ServerDefinition::remote(),
        Kind::Container | Kind::Tools => ServerDefinition::container(),
    };
    definition.secrets = server.secrets.iter().map(secret).collect::<Option<_>>()?;
    definition.config = server.config.iter().map(key).collect();
    definition.any_of = server.any_of.iter().map(|key| (*key).to_owned()).collect();
    definition.long_lived = server.long_lived;
    definition.standing = match server.standing {
        mcpgen_registry::Standing::Usable => Standing::Usable,
        mcpgen_registry::Standing::Archived => Standing::Archived,
        mcpgen_registry::Standing::OauthOnly => Standing::OauthOnly,
        mcpgen_registry::Standing::DockerSocket => Standing::Blocked(BlockedMount::DockerSocket),
        mcpgen_registry::Standing::FoldersOfCalls => Standing::Blocked(BlockedMount::FoldersOfCalls),
    };
    Some(definition)
}

fn secret(secret: &Secret) -> Option<ServerSecret> {
    let environment = secret.variable.parse().ok()?;
    Some(ServerSecret { name: secret.name.to_owned(), environment, optional: secret.optional })
}

fn key(key: &Key) -> ConfigKey {
    let kind = match key.r#type {
        Type::Text => ConfigKind::Text,
        Type::Integer => ConfigKind::Integer,
        Type::Number => ConfigKind::Number,
        Type::Boolean => ConfigKind::Boolean,
        Type::Path => ConfigKind::Path,
        Type::Paths => ConfigKind::Paths,
    };
    ConfigKey { name: key.name.to_owned(), required: key.required, kind }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_server_of_the_registry_is_there_with_all_its_names() {
        assert_eq!(DockerRegistry.servers().count(), mcpgen_registry::names().count());
        for name in mcpgen_registry::names() {
            assert_eq!(
                DockerRegistry.find(name).as_ref(),
                DockerRegistry.server(name).map(|server| &server.definition)
            );
        }
    }

    #[test]
    fn a_server_has_the_secrets_and_the_configuration_of_the_registry() {
        let brave = DockerRegistry.find("brave").unwrap();
        assert_eq!(brave.secrets[0].name, "brave.api_key");
        assert_eq!(brave.secrets[0].environment.as_str(), "BRAVE_API_KEY");
        let git = DockerRegistry.find("git").unwrap();
        assert!(git.config[0].required);
        assert_eq!(git.config[0].kind, ConfigKind::Paths);
        assert!(DockerRegistry.find("clickup").is_none());
        assert!(DockerRegistry.find("").is_none());
    }
}
