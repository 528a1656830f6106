//! The servers of Docker's catalog, as facts: names, secrets and configuration.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use mcpgen_core::catalog::{ConfigKey, ServerDefinition, ServerRegistry, ServerSecret, Standing};

/// Tab-separated; its first lines say where it comes from and what the columns are.
const SERVERS: &str = include_str!("../data/servers.tsv");

/// The servers of Docker's MCP registry, as it stood when this version of mcpgen was made.
///
/// A gateway fetches Docker's catalog at its own start, and may then find servers that this table does not have yet.
#[derive(Debug, Clone, Copy, Default)]
pub struct DockerRegistry;

/// The columns after the name, by name.
static ROWS: LazyLock<BTreeMap<&'static str, &'static str>> = LazyLock::new(|| {
    SERVERS.lines().filter(|line| !line.starts_with('#')).filter_map(|line| line.split_once('\t')).collect()
});

impl ServerRegistry for DockerRegistry {
    fn find(&self, name: &str) -> Option<ServerDefinition> {
        ROWS.get(name).copied().and_then(definition)
    }

    fn names(&self) -> Vec<&str> {
        ROWS.keys().copied().collect()
    }
}

/// The columns after the name. `None` for a row that has not as many as it should.
fn definition(columns: &'static str) -> Option<ServerDefinition> {
    let mut columns = columns.split('\t');
    let kind = columns.next()?;
    let secrets = columns.next()?;
    let required = columns.next()?;
    let optional = columns.next()?;
    let paths: Vec<&str> = list(columns.next()?).collect();
    let flags = columns.next()?;
    let mut definition =
        if kind == "remote" { ServerDefinition::remote() } else { ServerDefinition::container() };
    definition.secrets = list(secrets).filter_map(secret).collect();
    let keys = list(required).map(|key| (key, true)).chain(list(optional).map(|key| (key, false)));
    definition.config = keys
        .map(|(key, required)| ConfigKey { name: key.to_owned(), required, is_path: paths.contains(&key) })
        .collect();
    definition.standing = match flags {
        "archived" => Standing::Archived,
        "oauth" => Standing::OauthOnly,
        _ => Standing::Usable,
    };
    Some(definition)
}

fn list(column: &'static str) -> impl Iterator<Item = &'static str> {
    column.split(';').filter(|item| !item.is_empty())
}

fn secret(item: &str) -> Option<ServerSecret> {
    let (name, variable) = item.split_once('>')?;
    let optional = variable.ends_with('?');
    let environment = variable.trim_end_matches(['!', '?']).parse().ok()?;
    Some(ServerSecret { name: name.to_owned(), environment, optional })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_of_the_table_is_understood() {
        let registry = DockerRegistry;
        let names = registry.names();
        assert_eq!(names.len(), 328);
        for name in names {
            assert!(registry.find(name).is_some(), "{name}");
        }
        let secrets: usize = SERVERS.lines().map(|line| line.matches('>').count()).sum();
        let header: usize =
            SERVERS.lines().filter(|line| line.starts_with('#')).map(|line| line.matches('>').count()).sum();
        let read: usize = registry
            .names()
            .iter()
            .filter_map(|name| registry.find(name))
            .map(|found| found.secrets.len())
            .sum();
        assert_eq!(read, secrets - header);
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
