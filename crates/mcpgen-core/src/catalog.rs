//! What is known of MCP servers: from Docker's registry, and from catalog files of one's own.

use std::collections::BTreeMap;

use crate::model::HostPath;
use crate::name::EnvironmentName;
use crate::source::Span;

/// What a catalog says of a server, as far as a stack must know it.
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
    /// Why it should not, or cannot, be used from a gateway in a container.
    pub standing: Standing,
    /// Where a catalog file of one's own defines it.
    pub origin: Option<Span>,
}

impl ServerDefinition {
    /// A server that needs nothing but Docker.
    #[must_use]
    pub fn container() -> Self {
        Self { needs_docker: true, ..Self::default() }
    }

    /// A server that needs nothing and runs elsewhere.
    #[must_use]
    pub fn remote() -> Self {
        Self::default()
    }
}

/// Whether the gateway refuses to start an image while it verifies signatures: one of `docker.io/mcp` without a digest.
#[must_use]
pub fn is_unverifiable(image: &str) -> bool {
    let name = image.strip_prefix("docker.io/").unwrap_or(image);
    name.starts_with("mcp/") && !name.contains('@')
}

/// How well a server can be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Standing {
    /// It can.
    #[default]
    Usable,
    /// It can, but nobody maintains it.
    Archived,
    /// It cannot: it needs a login that a gateway in a container cannot do.
    OauthOnly,
}

/// A secret that a server takes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServerSecret {
    /// Its name in the catalog, and so in the gateway's secrets file, such as `brave.api_key`.
    pub name: String,
    /// The environment variable that the server gets it by.
    pub environment: EnvironmentName,
    /// Whether the catalog says that the server works without.
    pub optional: bool,
}

/// A key of a server's configuration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConfigKey {
    /// The key; a `.` leads into a table.
    pub name: String,
    /// Whether the server needs it.
    pub required: bool,
    /// Whether its value is a path of the machine, or a list of them, that is mounted into the server.
    pub is_path: bool,
}

/// A catalog file of one's own, read.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Catalog {
    /// Its servers, by name.
    pub servers: BTreeMap<String, ServerDefinition>,
}

/// The servers of Docker's catalog.
pub trait ServerRegistry {
    /// What the registry says of the server `name`; `None` when it has no such server.
    fn find(&self, name: &str) -> Option<ServerDefinition>;

    /// All names, for finding the nearest to a misspelt one.
    fn names(&self) -> Vec<&str>;
}

/// What must be known besides the stack itself, to check it and to say what it means.
#[expect(missing_debug_implementations, reason = "a registry need not be printable")]
pub struct Knowledge<'a> {
    /// Docker's catalog.
    pub registry: &'a dyn ServerRegistry,
    /// The stack's own catalog files; `None` for one that could not be read, which was reported where it was tried.
    pub catalogs: BTreeMap<HostPath, Option<Catalog>>,
}

impl Knowledge<'_> {
    /// The catalog file that `path` names, if it was read.
    #[must_use]
    pub fn catalog(&self, path: &HostPath) -> Option<&Catalog> {
        self.catalogs.get(path).and_then(Option::as_ref)
    }
}

/// The name of the catalog file that mcpgen makes of the servers that a stack defines itself.
pub const OWN_SERVERS_FILE: &str = "mcpgen.yaml";
