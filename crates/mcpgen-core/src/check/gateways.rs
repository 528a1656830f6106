//! Gateways: what they give up, and what they are given.

use std::collections::BTreeMap;

use super::{Check, service_path};
use crate::diagnostic::{Code, Diagnostic};
use crate::document::Part;
use crate::model::{GatewaySpec, HostPath, ServiceSpec, Transport};
use crate::path::Path;
use crate::plan::find_definition;

pub(super) fn check(check: &mut Check<'_>) {
    for (name, service) in &check.spec.services {
        let ServiceSpec::McpGateway(gateway) = service else { continue };
        let path = service_path(name);
        without_servers(check, &path, gateway);
        socket(check, &path, gateway);
        transport(check, &path, gateway);
        protections(check, &path, gateway);
        catalog_names(check, &path, gateway);
    }
}

/// Without a list the gateway offers tools by which a client starts any server of the catalog
/// (docker/mcp-gateway, its feature `dynamic-tools`).
fn without_servers(check: &mut Check<'_>, path: &Path, gateway: &GatewaySpec) {
    // A list of which every item was refused is not one without items.
    if gateway.servers.is_empty() && !check.loaded.refused_within(&path.key("servers")) {
        let diagnostic = Diagnostic::new(
            Code::MissingKey,
            "a gateway needs servers: without a list, clients could start any",
        );
        let diagnostic = check.labelled(diagnostic, path, Part::Value, "no `servers`");
        check.report_missing(&path.key("servers"), diagnostic.help("add `servers = [\"fetch\"]`"));
    }
}

fn socket(check: &mut Check<'_>, path: &Path, gateway: &GatewaySpec) {
    if gateway.docker_socket == Some(false) {
        let needing =
            gateway.servers.iter().enumerate().filter(|(_, name)| match check.spec.servers.get(*name) {
                Some(server) if server.is_own() => server.image.is_some(),
                _ => find_definition(check.knowledge, gateway, name)
                    .is_some_and(|definition| definition.needs_docker),
            });
        let needing: Vec<usize> = needing.map(|(index, _)| index).collect();
        for index in needing {
            let Some(name) = gateway.servers.get(index) else { continue };
            let diagnostic = Diagnostic::new(
                Code::DockerSocketNeeded,
                format!(
                    "the server `{name}` runs in a container, which a gateway without the Docker socket cannot start"
                ),
            );
            let diagnostic = check.labelled(
                diagnostic,
                &path.key("servers").index(index),
                Part::Value,
                "needs the socket",
            );
            let diagnostic =
                check.labelled(diagnostic, &path.key("docker-socket"), Part::Value, "which is withheld here");
            check.report(diagnostic.help("remove `docker-socket = false`, or the server"));
        }
        return;
    }
    let diagnostic = Diagnostic::new(
        Code::DockerSocket,
        "the gateway holds the Docker socket: whoever takes it over is root on this machine",
    );
    let diagnostic = check.labelled(diagnostic, path, Part::Value, "starts its servers through the socket");
    check.report(
        diagnostic
            .help("use remote servers only and `docker-socket = false`, or list only servers you trust"),
    );
}

fn transport(check: &mut Check<'_>, path: &Path, gateway: &GatewaySpec) {
    if gateway.transport == Some(Transport::Sse) {
        let diagnostic = Diagnostic::new(
            Code::TransportDeprecated,
            "MCP has deprecated the SSE transport, and some clients lack it",
        );
        let diagnostic = check.labelled(diagnostic, &path.key("transport"), Part::Value, "deprecated");
        check.report(
            diagnostic.help("write `transport = \"streaming\"`, and `/mcp` for `/sse` in the clients"),
        );
    }
}

fn protections(check: &mut Check<'_>, path: &Path, gateway: &GatewaySpec) {
    let off = [
        ("verify-signatures", gateway.verify_signatures, "the gateway runs server images that nobody signed"),
        ("block-secrets", gateway.block_secrets, "the gateway lets tool calls carry keys away"),
        ("log-calls", gateway.log_calls, "nobody can see later which tools were called"),
    ];
    for (key, _, consequence) in off.into_iter().filter(|(_, value, _)| *value == Some(false)) {
        let diagnostic = Diagnostic::new(Code::GatewaySafety, format!("without `{key}` {consequence}"));
        let diagnostic = check.labelled(diagnostic, &path.key(key), Part::Value, "switched off");
        check.report(diagnostic.help("remove this line, or allow `gateway-safety` in `[lints]` and say why"));
    }
}

/// Catalogs lie in one folder of the gateway, under their file names.
fn catalog_names(check: &mut Check<'_>, path: &Path, gateway: &GatewaySpec) {
    let mut taken: BTreeMap<&str, Path> = BTreeMap::new();
    for (index, catalog) in gateway.catalogs.iter().enumerate() {
        let place = path.key("catalogs").index(index);
        if let Some(reason) = unusable_name(catalog) {
            let diagnostic = Diagnostic::new(Code::CatalogInvalid, format!("`{catalog}` {reason}"));
            let diagnostic = check.labelled(diagnostic, &place, Part::Value, "this name cannot be");
            check.report(
                diagnostic
                    .help("name the file with letters, digits, `-`, `_` and `.`, and `.yaml` at the end"),
            );
        } else if let Some(first) = taken.insert(catalog.file_name(), place.clone()) {
            let diagnostic = Diagnostic::new(
                Code::CatalogNameTaken,
                format!("two catalogs of a gateway are called `{}`", catalog.file_name()),
            );
            let diagnostic = check.labelled(diagnostic, &place, Part::Value, "taken");
            let diagnostic = check.labelled(diagnostic, &first, Part::Value, "by this one");
            check.report(diagnostic.help("rename one of the files"));
        }
    }
}

/// The gateway takes a list of catalogs with commas between, relative to its own folder.
fn unusable_name(catalog: &HostPath) -> Option<&'static str> {
    let name = catalog.file_name();
    let plain = name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte))
        && !name.starts_with('.');
    let extension = name.rsplit_once('.').map(|(_, extension)| extension);
    if !matches!(extension, Some("yaml" | "yml")) {
        Some("does not end in `.yaml`")
    } else if !plain {
        Some("has a name that the gateway's command line cannot carry")
    } else if name == crate::catalog::OWN_SERVERS_FILE {
        Some("has the name that mcpgen gives to the catalog it makes")
    } else {
        None
    }
}

/// Attributes of Compose that cannot do on a gateway what they are written for: why, and what to do instead.
const ATTRIBUTES: [(&str, &str, &str); 6] = [
    // The environment of the `docker` program that starts a server is PATH and what the server gets
    // (pkg/gateway/clientpool.go), so neither a key nor `DOCKER_HOST` goes through.
    (
        "environment",
        "a gateway hands nothing of its environment on: no key to its servers, and no `DOCKER_HOST` to the `docker` that starts them",
        "name a key in `[secrets]`; another engine, or a proxy before it, must be a socket on this machine, whose path is `MCPGEN_DOCKER_SOCKET` in .env",
    ),
    (
        "env_file",
        "a gateway hands nothing of its environment on: no key to its servers, and no `DOCKER_HOST` to the `docker` that starts them",
        "name a key in `[secrets]`; another engine, or a proxy before it, must be a socket on this machine, whose path is `MCPGEN_DOCKER_SOCKET` in .env",
    ),
    // The gateway asks the engine for the container of its own host name (pkg/gateway, its networks).
    (
        "hostname",
        "a gateway finds its networks by its host name, which must stay the container's own",
        "remove it: the other services reach the gateway by the name of the service",
    ),
    (
        "network_mode",
        "a gateway puts its servers on the networks that it is on itself, and must be on one",
        "write `networks` in the gateway's table",
    ),
    (
        "use_api_socket",
        "`use_api_socket` gives the gateway every login of yours at a registry, and the socket, which it has already",
        "remove it",
    ),
    (
        "volumes",
        "a gateway mounts what it needs itself",
        "remove it; the Docker socket, or a proxy's in its place, is `MCPGEN_DOCKER_SOCKET` in .env",
    ),
];

/// Why `key` of Compose cannot stand on a service of this kind, when that is a gateway, and what to do instead.
pub(crate) fn kept(kind: &str, key: &str) -> Option<(&'static str, &'static str)> {
    if kind != "mcp-gateway" {
        return None;
    }
    ATTRIBUTES.iter().find(|(attribute, _, _)| *attribute == key).map(|(_, reason, help)| (*reason, *help))
}
