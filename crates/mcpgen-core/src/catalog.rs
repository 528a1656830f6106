//! What is known of MCP servers: from Docker's registry, and from catalog files of one's own.
//!
//! # Examples
//!
//! ```
//! use std::collections::BTreeMap;
//!
//! use mcpgen_core::catalog::{Knowledge, ServerDefinition, ServerSecret};
//! use mcpgen_core::model::StackSpec;
//! use mcpgen_core::{Loaded, check};
//!
//! let mut brave = ServerDefinition::container();
//! brave.secrets.push(ServerSecret {
//!     name: "brave.api_key".to_owned(),
//!     environment: "BRAVE_API_KEY".parse()?,
//!     optional: false,
//! });
//! let registry = BTreeMap::from([("brave".to_owned(), brave)]);
//!
//! let stack: StackSpec = r#"
//! [stack]
//! name = "mcp"
//!
//! [services.gateway]
//! kind = "mcp-gateway"
//! servers = ["brave"]
//! "#
//! .parse()?;
//!
//! // The stack has no such secret, and only the registry tells that the server needs it.
//! let checked = check(&Loaded::from_spec(stack), &Knowledge::new(&registry), &[]);
//! assert!(checked.diagnostics.iter().any(|found| found.code().as_str() == "server-secret"));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

use std::collections::BTreeMap;

pub use crate::catalog_entry::CatalogEntry;
use crate::diagnostic::Diagnostic;
use crate::model::HostPath;
use crate::name::{EnvironmentName, ServerName};
use crate::source::Span;

/// What a catalog says of a server, as far as a stack must know it.
///
/// # Examples
///
/// ```
/// use mcpgen_core::catalog::{ServerDefinition, Standing};
///
/// // What is not said needs nothing: further fields may come, so each is set by itself.
/// let mut fetch = ServerDefinition::container();
/// fetch.standing = Standing::Archived;
/// assert!(fetch.needs_docker && fetch.secrets.is_empty());
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct ServerDefinition {
    /// Whether the gateway starts a container for it, and so needs the Docker socket.
    pub needs_docker: bool,
    /// Its image, when a catalog file of one's own says it and the gateway could not verify it: one of Docker's `mcp/` without a
    /// digest (docker/mcp-gateway, `--verify-signatures`).
    pub unverifiable_image: Option<String>,
    /// The secrets that it takes.
    pub secrets: Vec<ServerSecret>,
    /// The configuration that it takes.
    pub config: Vec<ConfigKey>,
    /// Keys of its configuration of which one at least is needed; empty when there is no such choice.
    pub any_of: Vec<String>,
    /// Whether its container is kept for a session, so that the gateway does not start it while a secret has no value.
    pub long_lived: bool,
    /// Why it should not, or cannot, be used from a gateway in a container.
    pub standing: Standing,
    /// Where a catalog file of one's own defines it.
    pub origin: Option<Span>,
    /// What that file says of it besides.
    pub entry: CatalogEntry,
}

impl ServerDefinition {
    /// A server that needs nothing but Docker.
    ///
    /// # Examples
    ///
    /// ```
    /// use mcpgen_core::catalog::ServerDefinition;
    ///
    /// assert!(ServerDefinition::container().needs_docker);
    /// ```
    #[must_use]
    pub fn container() -> Self {
        Self { needs_docker: true, ..Self::default() }
    }

    /// A server that needs nothing and runs elsewhere.
    ///
    /// # Examples
    ///
    /// ```
    /// use mcpgen_core::catalog::ServerDefinition;
    ///
    /// assert!(!ServerDefinition::remote().needs_docker);
    /// ```
    #[must_use]
    pub fn remote() -> Self {
        Self::default()
    }
}

/// Whether the gateway refuses to start an image while it verifies signatures: one of `docker.io/mcp` without a digest.
///
/// # Examples
///
/// ```
/// use mcpgen_core::catalog::is_unverifiable;
///
/// assert!(is_unverifiable("mcp/fetch:latest"));
/// assert!(!is_unverifiable("ghcr.io/you/server:1.2"));
/// ```
#[must_use]
pub fn is_unverifiable(image: &str) -> bool {
    let name = image.strip_prefix("docker.io/").unwrap_or(image);
    name.starts_with("mcp/") && !name.contains('@')
}

/// How well a server can be used.
///
/// # Examples
///
/// ```
/// use mcpgen_core::catalog::{BlockedMount, ServerDefinition, Standing};
///
/// assert_eq!(ServerDefinition::container().standing, Standing::Usable);
/// let Standing::Blocked(mount) = Standing::Blocked(BlockedMount::DockerSocket) else { unreachable!() };
/// assert!(mount.reason().contains("Docker socket"));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Standing {
    /// It can.
    #[default]
    Usable,
    /// It can, but nobody maintains it.
    Archived,
    /// It cannot: it needs a login that a gateway in a container cannot do.
    OauthOnly,
    /// It cannot: it mounts what the gateway never mounts.
    Blocked(BlockedMount),
}

/// What a server mounts and the gateway refuses, whatever it is told (docker/mcp-gateway, `pkg/gateway/docker_binds.go`).
///
/// # Examples
///
/// ```
/// use mcpgen_core::catalog::{BlockedMount, ServerDefinition, Standing};
///
/// let mut docker = ServerDefinition::container();
/// docker.standing = Standing::Blocked(BlockedMount::DockerSocket);
/// assert_ne!(docker.standing, Standing::Usable);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BlockedMount {
    /// The Docker socket, which lies below `/var/run`.
    DockerSocket,
    /// Folders that each call names and that it writes to. The gateway cannot be told of them beforehand, so it mounts only those
    /// below `/tmp`, and those for reading only.
    FoldersOfCalls,
}

impl BlockedMount {
    /// Why the gateway refuses it, in a few words.
    ///
    /// # Examples
    ///
    /// ```
    /// use mcpgen_core::catalog::BlockedMount;
    ///
    /// assert_eq!(
    ///     BlockedMount::DockerSocket.reason(),
    ///     "it mounts the Docker socket, and the gateway mounts that into no server"
    /// );
    /// ```
    #[must_use]
    pub fn reason(self) -> &'static str {
        match self {
            Self::DockerSocket => "it mounts the Docker socket, and the gateway mounts that into no server",
            Self::FoldersOfCalls => {
                "it writes into folders that each call names, and the gateway mounts none of those for writing"
            }
        }
    }
}

/// A secret that a server takes.
///
/// # Examples
///
/// ```
/// use mcpgen_core::catalog::{ServerDefinition, ServerSecret};
///
/// let mut brave = ServerDefinition::container();
/// brave.secrets.push(ServerSecret {
///     name: "brave.api_key".to_owned(),
///     environment: "BRAVE_API_KEY".parse()?,
///     optional: false,
/// });
/// assert_eq!(brave.secrets[0].environment.as_str(), "BRAVE_API_KEY");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServerSecret {
    /// Its name in the catalog, and so in the gateway's secrets file, such as `brave.api_key`.
    pub name: String,
    /// The environment variable that the server gets it by.
    pub environment: EnvironmentName,
    /// Whether the catalog says that the server works without.
    pub optional: bool,
}

impl ServerSecret {
    /// Whether the variable's name has no word that says whose key it is, such as `API_KEY`: then servers of different services
    /// take different keys by it.
    ///
    /// # Examples
    ///
    /// ```
    /// use mcpgen_core::catalog::ServerSecret;
    ///
    /// let secret = |environment: &str| ServerSecret {
    ///     name: "example.key".to_owned(),
    ///     environment: environment.parse().unwrap(),
    ///     optional: false,
    /// };
    /// assert!(secret("API_KEY").names_no_issuer());
    /// assert!(!secret("BRAVE_API_KEY").names_no_issuer());
    /// ```
    #[must_use]
    pub fn names_no_issuer(&self) -> bool {
        const GENERIC: [&str; 9] =
            ["ACCESS", "API", "AUTH", "BEARER", "KEY", "MCP", "PASSWORD", "SECRET", "TOKEN"];
        self.environment.as_str().split('_').all(|word| GENERIC.contains(&word))
    }

    /// A name for the secret of `server` alone, when the variable's own cannot be it: that of the server before it.
    ///
    /// # Examples
    ///
    /// ```
    /// use mcpgen_core::catalog::ServerSecret;
    ///
    /// let secret = ServerSecret {
    ///     name: "my-server.api_key".to_owned(),
    ///     environment: "API_KEY".parse()?,
    ///     optional: false,
    /// };
    /// assert_eq!(secret.name_of_its_own(&"my-server".parse()?), "MY_SERVER_API_KEY");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn name_of_its_own(&self, server: &ServerName) -> String {
        let server = server.as_str().to_ascii_uppercase().replace(['-', '.'], "_");
        format!("{server}_{}", self.environment.as_str().to_ascii_uppercase())
    }
}

/// A key of a server's configuration.
///
/// # Examples
///
/// ```
/// use mcpgen_core::catalog::{ConfigKey, ConfigKind, ServerDefinition};
///
/// let mut git = ServerDefinition::container();
/// git.config.push(ConfigKey { name: "paths".to_owned(), required: true, kind: ConfigKind::Paths });
/// assert!(git.config[0].kind.is_mounted());
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConfigKey {
    /// The key; a `.` leads into a table.
    pub name: String,
    /// Whether the server needs it.
    pub required: bool,
    /// What its value is.
    pub kind: ConfigKind,
}

/// What a value of a server's configuration is.
///
/// # Examples
///
/// ```
/// use mcpgen_core::catalog::ConfigKind;
///
/// assert_eq!(ConfigKind::default(), ConfigKind::Text);
/// assert_eq!(ConfigKind::Paths.as_str(), "paths");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ConfigKind {
    /// Text.
    #[default]
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

impl ConfigKind {
    /// Whether its values are mounted into the server.
    ///
    /// # Examples
    ///
    /// ```
    /// use mcpgen_core::catalog::ConfigKind;
    ///
    /// assert!(ConfigKind::Path.is_mounted());
    /// assert!(!ConfigKind::Text.is_mounted());
    /// ```
    #[must_use]
    pub fn is_mounted(self) -> bool {
        matches!(self, Self::Path | Self::Paths)
    }

    /// What the value must be, with its article.
    ///
    /// # Examples
    ///
    /// ```
    /// use mcpgen_core::catalog::ConfigKind;
    ///
    /// assert_eq!(format!("takes {}", ConfigKind::Integer.article()), "takes a whole number");
    /// ```
    #[must_use]
    pub fn article(self) -> &'static str {
        match self {
            Self::Text => "a text",
            Self::Integer => "a whole number",
            Self::Number => "a number",
            Self::Boolean => "`true` or `false`",
            Self::Path => "a path of this machine",
            Self::Paths => "a list of paths of this machine",
        }
    }

    /// Its name, as it stands in the table of the registry and in `mcpgen servers --format json`.
    ///
    /// # Examples
    ///
    /// ```
    /// use mcpgen_core::catalog::ConfigKind;
    ///
    /// assert_eq!(ConfigKind::Boolean.as_str(), "boolean");
    /// ```
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Integer => "integer",
            Self::Number => "number",
            Self::Boolean => "boolean",
            Self::Path => "path",
            Self::Paths => "paths",
        }
    }
}

/// A catalog file of one's own, read.
///
/// # Examples
///
/// ```
/// use mcpgen_core::catalog::{Catalog, ServerDefinition};
///
/// let mut own = Catalog::default();
/// own.servers.insert("clickup".to_owned(), ServerDefinition::container());
/// assert!(!own.partial && own.remarks.is_empty());
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Catalog {
    /// Its servers, by name. Of one with a fault, what could be read.
    pub servers: BTreeMap<String, ServerDefinition>,
    /// Whether something in it was refused, so that nothing can be said of what seems to be missing.
    pub partial: bool,
    /// What the gateway passes over in it.
    pub remarks: Vec<Diagnostic>,
}

/// The servers of Docker's catalog.
///
/// # Examples
///
/// ```
/// use std::collections::BTreeMap;
///
/// use mcpgen_core::catalog::{ServerDefinition, ServerRegistry};
///
/// /// A registry that has every server of one company.
/// struct OfTheCompany;
///
/// impl ServerRegistry for OfTheCompany {
///     fn find(&self, name: &str) -> Option<ServerDefinition> {
///         name.starts_with("company-").then(ServerDefinition::remote)
///     }
///
///     fn names(&self) -> Vec<&str> {
///         vec!["company-wiki", "company-tickets"]
///     }
/// }
///
/// assert!(OfTheCompany.find("company-wiki").is_some());
///
/// // A table of servers is a registry too.
/// let table = BTreeMap::from([("fetch".to_owned(), ServerDefinition::container())]);
/// assert_eq!(table.names(), ["fetch"]);
/// ```
pub trait ServerRegistry {
    /// What the registry says of the server `name`; `None` when it has no such server.
    ///
    /// # Examples
    ///
    /// ```
    /// use std::collections::BTreeMap;
    ///
    /// use mcpgen_core::catalog::{ServerDefinition, ServerRegistry};
    ///
    /// let registry = BTreeMap::from([("fetch".to_owned(), ServerDefinition::container())]);
    /// assert!(registry.find("fetch").unwrap().needs_docker);
    /// assert!(registry.find("fetsh").is_none());
    /// ```
    fn find(&self, name: &str) -> Option<ServerDefinition>;

    /// All names, for finding the nearest to a misspelt one.
    ///
    /// # Examples
    ///
    /// ```
    /// use std::collections::BTreeMap;
    ///
    /// use mcpgen_core::catalog::{ServerDefinition, ServerRegistry};
    /// use mcpgen_core::diagnostic::nearest_of;
    ///
    /// let registry = BTreeMap::from([("fetch".to_owned(), ServerDefinition::container())]);
    /// assert_eq!(nearest_of("fetsh", &registry.names()), Some("fetch"));
    /// ```
    fn names(&self) -> Vec<&str>;
}

/// Servers by their names: a registry that is made in code. An empty one serves a stack whose servers are all its own.
impl ServerRegistry for BTreeMap<String, ServerDefinition> {
    fn find(&self, name: &str) -> Option<ServerDefinition> {
        self.get(name).cloned()
    }

    fn names(&self) -> Vec<&str> {
        self.keys().map(String::as_str).collect()
    }
}

/// What must be known besides the stack itself, to check it and to say what it means.
///
/// # Examples
///
/// ```
/// use std::collections::BTreeMap;
///
/// use mcpgen_core::catalog::{Catalog, Knowledge, ServerDefinition};
///
/// let registry = BTreeMap::from([("fetch".to_owned(), ServerDefinition::container())]);
/// let mut knowledge = Knowledge::new(&registry);
/// knowledge.catalogs.insert("catalogs/own.yaml".parse()?, Some(Catalog::default()));
/// assert!(knowledge.registry.find("fetch").is_some());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[expect(missing_debug_implementations, reason = "a registry need not be printable")]
pub struct Knowledge<'a> {
    /// Docker's catalog.
    pub registry: &'a dyn ServerRegistry,
    /// The stack's own catalog files; `None` for one that could not be read, which was reported where it was tried.
    pub catalogs: BTreeMap<HostPath, Option<Catalog>>,
}

impl<'a> Knowledge<'a> {
    /// Docker's catalog, and no catalog files of one's own.
    ///
    /// # Examples
    ///
    /// ```
    /// use std::collections::BTreeMap;
    ///
    /// use mcpgen_core::catalog::Knowledge;
    ///
    /// // For a stack without servers of a catalog.
    /// let none = BTreeMap::new();
    /// let knowledge = Knowledge::new(&none);
    /// assert!(knowledge.catalogs.is_empty());
    /// ```
    #[must_use]
    pub fn new(registry: &'a dyn ServerRegistry) -> Self {
        Self { registry, catalogs: BTreeMap::new() }
    }

    /// The catalog file that `path` names, if it was read.
    ///
    /// # Examples
    ///
    /// ```
    /// use std::collections::BTreeMap;
    ///
    /// use mcpgen_core::catalog::{Catalog, Knowledge};
    ///
    /// let none = BTreeMap::new();
    /// let mut knowledge = Knowledge::new(&none);
    /// knowledge.catalogs.insert("own.yaml".parse()?, Some(Catalog::default()));
    /// knowledge.catalogs.insert("unreadable.yaml".parse()?, None);
    /// assert!(knowledge.catalog(&"own.yaml".parse()?).is_some());
    /// assert!(knowledge.catalog(&"unreadable.yaml".parse()?).is_none());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn catalog(&self, path: &HostPath) -> Option<&Catalog> {
        self.catalogs.get(path).and_then(Option::as_ref)
    }
}

/// The name of the catalog file that mcpgen makes of the servers that a stack defines itself.
///
/// # Examples
///
/// ```
/// use mcpgen_core::catalog::OWN_SERVERS_FILE;
///
/// assert_eq!(OWN_SERVERS_FILE, "mcpgen.yaml");
/// ```
pub const OWN_SERVERS_FILE: &str = "mcpgen.yaml";
