//! The servers of Docker's catalog, as far as a stack must know them.

use mcpgen_core::catalog::{ConfigKey, ServerDefinition, ServerRegistry, ServerSecret, Standing};
use mcpgen_registry::{Kind, Server};

/// The servers of Docker's MCP registry, as it stood when this version of mcpgen was made.
///
/// A gateway fetches Docker's catalog at its own start, and may then find servers that this table does not have yet.
#[derive(Debug, Clone, Copy, Default)]
pub struct DockerRegistry;

impl ServerRegistry for DockerRegistry {
    fn find(&self, name: &str) -> Option<ServerDefinition> {
        mcpgen_registry::find(name).map(|server| definition(&server))
    }

    fn names(&self) -> Vec<&str> {
        mcpgen_registry::names().collect()
    }
}

fn definition(server: &Server) -> ServerDefinition {
    let mut definition = match server.kind {
        Kind::Remote => ServerDefinition::remote(),
        Kind::Container | Kind::Tools => ServerDefinition::container(),
    };
    definition.secrets = server.secrets.iter().filter_map(secret).collect();
    let required = server.required.iter().map(|key| (*key, true));
    let keys = required.chain(server.optional.iter().map(|key| (*key, false)));
    definition.config = keys
        .map(|(key, required)| ConfigKey {
            name: key.to_owned(),
            required,
            is_path: server.paths.contains(&key),
        })
        .collect();
    definition.standing = match server.standing {
        mcpgen_registry::Standing::Usable => Standing::Usable,
        mcpgen_registry::Standing::Archived => Standing::Archived,
        mcpgen_registry::Standing::OauthOnly => Standing::OauthOnly,
    };
    definition
}

/// `None` for one whose variable has a name that no variable can have.
fn secret(secret: &mcpgen_registry::Secret) -> Option<ServerSecret> {
    let environment = secret.variable.parse().ok()?;
    Some(ServerSecret { name: secret.name.to_owned(), environment, optional: secret.optional })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_secret_of_the_registry_is_lost() {
        for server in mcpgen_registry::names().filter_map(mcpgen_registry::find) {
            let found = DockerRegistry.find(server.name).unwrap();
            assert_eq!(found.secrets.len(), server.secrets.len(), "{}", server.name);
        }
    }

    #[test]
    fn a_server_has_the_secrets_and_the_configuration_of_the_registry() {
        let brave = DockerRegistry.find("brave").unwrap();
        assert_eq!(brave.secrets[0].name, "brave.api_key");
        assert_eq!(brave.secrets[0].environment.as_str(), "BRAVE_API_KEY");
        let git = DockerRegistry.find("git").unwrap();
        assert!(git.config[0].is_path && git.config[0].required);
        assert!(DockerRegistry.find("clickup").is_none());
        assert!(DockerRegistry.find("").is_none());
    }
}
