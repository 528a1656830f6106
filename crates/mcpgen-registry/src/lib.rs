//! The MCP servers of Docker's registry, as a table of facts: names, images, secrets, configuration keys, environment and
//! volumes. `data/servers.tsv` says which state of docker/mcp-registry it was made of.
//!
//! A gateway fetches Docker's catalog at its own start, and may then find servers that this table does not have yet.
//!
//! ```
//! let brave = mcpgen_registry::find("brave").unwrap();
//! assert_eq!(brave.secrets[0].name, "brave.api_key");
//! assert_eq!(brave.secrets[0].variable, "BRAVE_API_KEY");
//! ```

use std::collections::BTreeMap;
use std::sync::LazyLock;

/// Tab-separated; its first lines say where it comes from and what the columns are.
const TABLE: &str = include_str!("../data/servers.tsv");

/// The columns after the name, by name.
static ROWS: LazyLock<BTreeMap<&'static str, &'static str>> = LazyLock::new(|| {
    TABLE.lines().filter(|line| !line.starts_with('#')).filter_map(|line| line.split_once('\t')).collect()
});

/// A server of the registry.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Server {
    /// Its name.
    pub name: &'static str,
    /// Where it runs.
    pub kind: Kind,
    /// Its image, without a tag or a digest as a rule; Docker's published catalog adds the digest. Empty when it has none.
    pub image: &'static str,
    /// The secrets that it takes.
    pub secrets: Vec<Secret>,
    /// The keys of its configuration that it needs; a `.` leads into a table.
    pub required: Vec<&'static str>,
    /// The keys of its configuration that it does without.
    pub optional: Vec<&'static str>,
    /// Those of its keys whose values are paths of the machine, or lists of them, that are mounted into it.
    pub paths: Vec<&'static str>,
    /// The environment that the catalog gives it, name and value. `{{…}}` is filled in from its configuration.
    pub environment: Vec<(&'static str, &'static str)>,
    /// What the catalog mounts into it, in Docker's short form. `{{…}}` is filled in from its configuration.
    pub volumes: Vec<&'static str>,
    /// How well it can be used.
    pub standing: Standing,
    /// Whether its container is kept for a whole session.
    pub long_lived: bool,
    /// Whether it has no network.
    pub no_network: bool,
}

/// How well a server can be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// It can.
    Usable,
    /// It can, but nobody maintains it.
    Archived,
    /// It cannot: it needs a login that a gateway in a container cannot do.
    OauthOnly,
}

/// Where a server runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// In a container that the gateway starts.
    Container,
    /// Elsewhere.
    Remote,
    /// Nowhere: each of its tools is a container of its own.
    Tools,
}

/// A secret that a server takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Secret {
    /// Its name in the catalog, and so in the gateway's secrets file, such as `brave.api_key`.
    pub name: &'static str,
    /// The environment variable that the server gets it by.
    pub variable: &'static str,
    /// Whether the registry says that the server works without.
    pub optional: bool,
}

/// All names, sorted.
pub fn names() -> impl Iterator<Item = &'static str> {
    ROWS.keys().copied()
}

/// The server `name`; `None` when the registry has no such server.
#[must_use]
pub fn find(name: &str) -> Option<Server> {
    let (name, columns) = ROWS.get_key_value(name)?;
    server(name, columns)
}

/// `None` for a row that has not as many columns as it should.
fn server(name: &'static str, columns: &'static str) -> Option<Server> {
    let mut columns = columns.split('\t');
    let kind = columns.next()?;
    let image = columns.next()?;
    let secrets = columns.next()?;
    let required = columns.next()?;
    let optional = columns.next()?;
    let paths = columns.next()?;
    let environment = columns.next()?;
    let volumes = columns.next()?;
    let flags: Vec<&str> = list(columns.next()?).collect();
    Some(Server {
        name,
        kind: match kind {
            "remote" => Kind::Remote,
            "poci" => Kind::Tools,
            _ => Kind::Container,
        },
        image,
        secrets: list(secrets).filter_map(secret).collect(),
        required: list(required).collect(),
        optional: list(optional).collect(),
        paths: list(paths).collect(),
        environment: list(environment).filter_map(|pair| pair.split_once('=')).collect(),
        volumes: list(volumes).collect(),
        standing: if flags.contains(&"archived") {
            Standing::Archived
        } else if flags.contains(&"oauth") {
            Standing::OauthOnly
        } else {
            Standing::Usable
        },
        long_lived: flags.contains(&"long-lived"),
        no_network: flags.contains(&"no-network"),
    })
}

fn list(column: &'static str) -> impl Iterator<Item = &'static str> {
    column.split(';').filter(|item| !item.is_empty())
}

fn secret(item: &'static str) -> Option<Secret> {
    let (name, variable) = item.split_once('>')?;
    Some(Secret { name, variable: variable.trim_end_matches(['!', '?']), optional: variable.ends_with('?') })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_of_the_table_is_understood() {
        assert_eq!(names().count(), 328);
        let rows = TABLE.lines().filter(|line| !line.starts_with('#'));
        let secrets: usize = rows.map(|line| line.matches('>').count()).sum();
        let read: usize = names().map(|name| find(name).unwrap().secrets.len()).sum();
        assert_eq!(read, secrets);
    }

    #[test]
    fn a_path_is_a_key_of_the_configuration_that_a_volume_mounts() {
        for server in names().filter_map(find) {
            for path in &server.paths {
                assert!(server.required.contains(path) || server.optional.contains(path), "{server:?}");
                let mounted = format!("{{{{{}.{path}", server.name);
                assert!(server.volumes.iter().any(|volume| volume.starts_with(&mounted)), "{server:?}");
            }
        }
    }
}
