//! The MCP servers of Docker's registry, as a table of facts: names, titles, categories, images, secrets, configuration keys,
//! environment and volumes. `data/servers.tsv` says which state of docker/mcp-registry it was made of.
//!
//! A gateway fetches Docker's catalog at its own start, and may then find servers that this table does not have yet.
//!
//! ```
//! let brave = mcpgen_registry::find("brave").unwrap();
//! assert_eq!(brave.secrets[0].name, "brave.api_key");
//! assert_eq!(brave.secrets[0].variable, "BRAVE_API_KEY");
//! ```

/// Tab-separated, in the order of the names; its first lines, each with a `#`, say where it comes from and what the columns are.
const TABLE: &str = include_str!("../data/servers.tsv");

/// Where a row begins in the table, and where its name ends.
#[derive(Clone, Copy)]
struct Row {
    start: usize,
    name_end: usize,
}

/// How many there are.
const ROWS: usize = 328;

/// All rows, found when this is built.
static INDEX: [Row; ROWS] = {
    let mut rows = [Row { start: 0, name_end: 0 }; ROWS];
    let (mut free, mut rest) = (rows.as_mut_slice(), TABLE.as_bytes());
    let (mut begins_line, mut unnamed) = (true, None);
    while let [byte, after @ ..] = rest {
        let here = TABLE.len() - rest.len();
        if begins_line && *byte != b'#' {
            unnamed = Some(here);
        }
        if *byte == b'\t'
            && let Some(start) = unnamed
            && let [row, others @ ..] = free
        {
            *row = Row { start, name_end: here };
            (free, unnamed) = (others, None);
        }
        begins_line = *byte == b'\n';
        rest = after;
    }
    rows
};

impl Row {
    fn name(self) -> &'static str {
        TABLE.get(self.start..self.name_end).unwrap_or_default()
    }

    fn text(self) -> &'static str {
        TABLE.get(self.start..).and_then(|rest| rest.lines().next()).unwrap_or_default()
    }
}

/// A server of the registry.
///
/// ```
/// let git = mcpgen_registry::find("git").unwrap();
/// assert_eq!((git.title, git.image), ("Git (Reference)", "mcp/git"));
/// // It sees the folders that its configuration names, and no others.
/// assert_eq!(git.config[0].name, "paths");
/// assert_eq!(git.volumes, ["{{git.paths|volume|into}}"]);
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Server {
    /// Its name.
    pub name: &'static str,
    /// Where it runs.
    pub kind: Kind,
    /// What its makers call it.
    pub title: &'static str,
    /// What the registry files it under, such as `search`.
    pub category: &'static str,
    /// Its image, without a tag or a digest as a rule; Docker's published catalog adds the digest. Empty for a remote server.
    pub image: &'static str,
    /// Its address; empty for one that the gateway starts.
    pub address: &'static str,
    /// The secrets that it takes.
    pub secrets: Vec<Secret>,
    /// The configuration that it takes.
    pub config: Vec<Key>,
    /// Keys of its configuration of which one at least is needed; empty when there is no such choice.
    pub any_of: Vec<&'static str>,
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
///
/// ```
/// use mcpgen_registry::{Standing, find};
///
/// assert_eq!(find("fetch").unwrap().standing, Standing::Usable);
/// assert_eq!(find("puppeteer").unwrap().standing, Standing::Archived);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// It can.
    Usable,
    /// It can, but nobody maintains it.
    Archived,
    /// It cannot: it needs a login that a gateway in a container cannot do.
    OauthOnly,
    /// It cannot: it mounts the Docker socket, which the gateway refuses.
    DockerSocket,
    /// It cannot: it writes into folders that each call names, and the gateway mounts none of those for writing.
    FoldersOfCalls,
}

/// Where a server runs.
///
/// ```
/// use mcpgen_registry::{Kind, find, names};
///
/// assert_eq!(find("fetch").unwrap().kind, Kind::Container);
/// let remote = names().filter_map(find).find(|server| server.kind == Kind::Remote).unwrap();
/// assert!(remote.address.starts_with("https://") && remote.image.is_empty());
/// ```
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
///
/// ```
/// let exa = mcpgen_registry::find("exa").unwrap();
/// let needed: Vec<_> = exa.secrets.iter().filter(|secret| !secret.optional).collect();
/// assert_eq!(needed[0].variable, "EXA_API_KEY");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Secret {
    /// Its name in the catalog, and so in the gateway's secrets file, such as `brave.api_key`.
    pub name: &'static str,
    /// The environment variable that the server gets it by.
    pub variable: &'static str,
    /// Whether the registry says that the server works without.
    pub optional: bool,
}

/// A key of a server's configuration.
///
/// ```
/// use mcpgen_registry::Type;
///
/// let git = mcpgen_registry::find("git").unwrap();
/// assert!(git.config[0].required);
/// assert_eq!(git.config[0].r#type, Type::Paths);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Key {
    /// The key; a `.` leads into a table.
    pub name: &'static str,
    /// Whether the server needs it: the registry says so, or a volume cannot be mounted without it.
    pub required: bool,
    /// What its value is.
    pub r#type: Type,
}

/// What a value of a server's configuration is.
///
/// ```
/// use mcpgen_registry::{Type, find, names};
///
/// // What each server wants to see of the machine.
/// let keys = names().filter_map(find).flat_map(|server| server.config);
/// assert!(keys.filter(|key| matches!(key.r#type, Type::Path | Type::Paths)).count() > 5);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Type {
    /// Text.
    Text,
    /// A whole number.
    Integer,
    /// A number.
    Number,
    /// `true` or `false`.
    Boolean,
    /// A path of the machine that is mounted into the server.
    Path,
    /// Paths of the machine, each of which is mounted into the server.
    Paths,
}

/// All names, sorted.
///
/// ```
/// assert!(mcpgen_registry::names().any(|name| name == "duckduckgo"));
/// assert!(mcpgen_registry::names().is_sorted());
/// ```
pub fn names() -> impl Iterator<Item = &'static str> {
    INDEX.iter().map(|row| row.name())
}

/// The server `name`; `None` when the registry has no such server.
///
/// ```
/// assert_eq!(mcpgen_registry::find("fetch").unwrap().image, "mcp/fetch");
/// assert_eq!(mcpgen_registry::find("fetsch"), None);
/// ```
#[must_use]
pub fn find(name: &str) -> Option<Server> {
    row(name).and_then(server)
}

/// The row of `name`: the table is sorted, as a test sees to.
fn row(name: &str) -> Option<&'static str> {
    let found = INDEX.binary_search_by(|row| row.name().cmp(name)).ok()?;
    INDEX.get(found).map(|row| row.text())
}

/// A row of the table. `None` for one that is not as its head says.
fn server(row: &'static str) -> Option<Server> {
    let columns: Vec<&str> = row.split('\t').collect();
    let [name, kind, title, category, place, secrets, config, any_of, environment, volumes, flags] = *columns
    else {
        return None;
    };
    let kind = match kind {
        "container" => Kind::Container,
        "tool" => Kind::Tools,
        "remote" => Kind::Remote,
        _ => return None,
    };
    let (image, address) = if kind == Kind::Remote { ("", place) } else { (place, "") };
    let mut server = Server {
        name,
        kind,
        title,
        category,
        image,
        address,
        secrets: list(secrets, ';').map(secret).collect::<Option<_>>()?,
        config: list(config, ';').map(key).collect::<Option<_>>()?,
        any_of: list(any_of, '|').collect(),
        environment: list(environment, ';').filter_map(|pair| pair.split_once('=')).collect(),
        volumes: list(volumes, ';').collect(),
        standing: Standing::Usable,
        long_lived: false,
        no_network: false,
    };
    for flag in list(flags, ';') {
        match flag {
            "archived" => server.standing = Standing::Archived,
            "oauth" => server.standing = Standing::OauthOnly,
            "docker-socket" => server.standing = Standing::DockerSocket,
            "folders-of-calls" => server.standing = Standing::FoldersOfCalls,
            "long-lived" => server.long_lived = true,
            "no-network" => server.no_network = true,
            _ => return None,
        }
    }
    Some(server)
}

fn list(column: &'static str, separator: char) -> impl Iterator<Item = &'static str> {
    column.split(separator).filter(|item| !item.is_empty())
}

/// `NAME>VARIABLE`, with `!` or `?`.
fn secret(item: &'static str) -> Option<Secret> {
    let (name, variable) = item.split_once('>')?;
    Some(Secret { name, variable: variable.trim_end_matches(['!', '?']), optional: variable.ends_with('?') })
}

/// `KEY`, with `!` and `:TYPE`.
fn key(item: &'static str) -> Option<Key> {
    let (name, r#type) = item.split_once(':').unwrap_or((item, ""));
    let r#type = match r#type {
        "" => Type::Text,
        "integer" => Type::Integer,
        "number" => Type::Number,
        "boolean" => Type::Boolean,
        "path" => Type::Path,
        "paths" => Type::Paths,
        _ => return None,
    };
    let (name, required) = name.strip_suffix('!').map_or((name, false), |name| (name, true));
    Some(Key { name, required, r#type })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows() -> impl Iterator<Item = &'static str> {
        TABLE.lines().filter(|line| !line.starts_with('#'))
    }

    fn all() -> impl Iterator<Item = Server> {
        names().map(|name| find(name).unwrap())
    }

    #[test]
    fn every_row_of_the_table_is_understood_whole() {
        assert_eq!(rows().count(), ROWS);
        for line in rows() {
            assert!(server(line).is_some(), "{line}");
            assert_eq!(line.split('\t').next().and_then(row), Some(line));
        }
        let secrets: usize =
            rows().filter_map(|line| line.split('\t').nth(5)).map(|column| column.matches('>').count()).sum();
        assert_eq!(all().map(|server| server.secrets.len()).sum::<usize>(), secrets);
    }

    #[test]
    fn the_table_is_sorted_and_says_where_it_comes_from() {
        assert!(rows().map(|line| line.split('\t').next()).is_sorted_by(|left, right| left < right));
        let head = TABLE.lines().next().unwrap();
        assert!(head.contains("docker/mcp-registry at ") && head.contains(" of 20"), "{head}");
    }

    #[test]
    fn a_path_is_a_key_of_the_configuration_that_a_volume_mounts() {
        for server in all() {
            for key in &server.config {
                let mounted = format!("{{{{{}.{}", server.name, key.name);
                let is_mounted = server.volumes.iter().any(|volume| volume.contains(&mounted));
                assert_eq!(matches!(key.r#type, Type::Path | Type::Paths), is_mounted, "{server:?}");
            }
        }
    }

    /// `{{NAME.KEY}}:/target` without the key is a bind without a source, which the gateway refuses (docker/mcp-gateway, `pkg/eval`
    /// and `pkg/gateway/docker_binds.go`); with a filter, such as `|volume`, it is nothing.
    #[test]
    fn a_key_without_which_a_volume_has_no_source_is_required() {
        for server in all() {
            for key in &server.config {
                let source = format!("{{{{{}.{}}}}}:", server.name, key.name);
                let without = server.volumes.iter().any(|volume| volume.starts_with(&source));
                assert!(!without || key.required, "{server:?}");
            }
        }
    }

    #[test]
    fn every_secret_is_a_line_that_the_gateway_can_read() {
        for secret in all().flat_map(|server| server.secrets) {
            let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"._-".contains(&byte);
            assert!(!secret.name.is_empty() && secret.name.bytes().all(plain), "{}", secret.name);
        }
    }

    #[test]
    fn titles_are_names_and_places_are_images_or_addresses() {
        for server in all() {
            assert!((1..=40).contains(&server.title.len()), "{}", server.title);
            assert!(!server.title.contains(['"', '\\']), "{}", server.title);
            assert!(!server.category.is_empty() && !server.category.contains(' '), "{}", server.category);
            assert_eq!(server.image.is_empty(), server.kind == Kind::Remote, "{}", server.name);
            assert_eq!(
                server.address.starts_with("https://"),
                server.kind == Kind::Remote,
                "{}",
                server.name
            );
        }
    }

    #[test]
    fn what_is_needed_of_a_choice_is_a_key() {
        for server in all() {
            for choice in &server.any_of {
                assert!(server.config.iter().any(|key| key.name == *choice), "{}", server.name);
            }
        }
    }
}
