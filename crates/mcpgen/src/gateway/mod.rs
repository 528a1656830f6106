//! What is true of a gateway on any target: its arguments and the files it reads (docker/mcp-gateway,
//! cmd/docker-mcp/commands/gateway.go, pkg/catalog, pkg/gateway).

mod arguments;
mod catalog;
mod configuration;
mod secret_value;

pub(crate) use arguments::arguments;
pub(crate) use catalog::own_catalog;
pub(crate) use configuration::{config_file, tools_file};
pub(crate) use secret_value::{carried, longest_value, uncarried};

use std::collections::{BTreeMap, BTreeSet};

use mcpgen_core::name::SecretName;
use mcpgen_core::plan::{Gateway, OwnServer, OwnServerKind};

/// Where a gateway looks for catalogs; it refuses any other folder.
pub(crate) const CATALOG_FOLDER: &str = "/root/.docker/mcp/catalogs";

/// Where a gateway finds its secrets.
pub(crate) const SECRETS_FILE: &str = "/run/secrets/mcp_secret";

/// Where a gateway finds the configuration of its servers.
pub(crate) const CONFIG_FILE: &str = "/run/mcpgen/config.yaml";

/// Where a gateway finds which tools clients may see.
pub(crate) const TOOLS_FILE: &str = "/run/mcpgen/tools.yaml";

/// The variable that names the folders which the gateway may mount into its servers (`pkg/gateway/docker_binds.go`).
pub(crate) const ALLOWED_PATHS: &str = "MCP_GATEWAY_DOCKER_BIND_ALLOWED_PATHS";

/// The variable that names the folders which the gateway may mount into its servers for writing, each by its whole path
/// (`pkg/gateway/docker_binds.go`).
pub(crate) const WRITABLE_PATHS: &str = "MCP_GATEWAY_DOCKER_BIND_ALLOW_WRITABLE_PATHS";

/// The lines of the gateway's secrets file that have no value, by the names a catalog calls the secrets by.
pub(crate) fn empty_secret_lines(gateway: &Gateway) -> BTreeSet<&str> {
    let lines = secret_lines(gateway);
    let unset = gateway.servers.iter().flat_map(|server| &server.unset_secrets);
    unset.map(String::as_str).filter(|name| !lines.contains_key(name)).collect()
}

/// The lines of the gateway's secrets file that have a value: the name a catalog calls a secret by, and the secret whose value it has. Sorted.
pub(crate) fn secret_lines(gateway: &Gateway) -> BTreeMap<&str, &SecretName> {
    gateway
        .servers
        .iter()
        .flat_map(|server| &server.secrets)
        .map(|delivery| (delivery.name.as_str(), &delivery.secret))
        .collect()
}

/// The images of the stack's own servers, which no catalog of Docker's pins.
pub(crate) fn own_images(gateway: &Gateway) -> impl Iterator<Item = &str> {
    gateway.servers.iter().filter_map(|server| match &server.own {
        Some(OwnServer { kind: OwnServerKind::Image { image, .. }, .. }) => Some(image.as_str()),
        _ => None,
    })
}
