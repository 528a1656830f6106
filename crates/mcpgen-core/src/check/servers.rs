//! MCP servers: whether they are known, and get what they need.

use std::collections::BTreeSet;

use super::{Check, service_path};
use crate::catalog::{ConfigKey, ServerDefinition, Standing, is_unverifiable};
use crate::diagnostic::{Code, Diagnostic, nearest, or_list};
use crate::document::Part;
use crate::model::{
    CatalogSource, ForeignValue, GatewaySpec, HeaderValue, HostPath, ServerSpec, ServiceSpec, TextSpec,
    VolumeSource,
};
use crate::name::{SecretName, ServerName, ServiceName};
use crate::path::Path;
use crate::plan::{find_definition, secret_for};

pub(super) fn check(check: &mut Check<'_>) {
    let mut listed: BTreeSet<&ServerName> = BTreeSet::new();
    for (service, spec) in &check.spec.services {
        let ServiceSpec::McpGateway(gateway) = spec else { continue };
        let mut of_this_gateway: BTreeSet<&ServerName> = BTreeSet::new();
        for (index, name) in gateway.servers.iter().enumerate() {
            let path = service_path(service).key("servers").index(index);
            if !of_this_gateway.insert(name) {
                twice(check, name, &path);
                continue;
            }
            let own = check.spec.servers.get(name).is_some_and(ServerSpec::is_own);
            // What a server needs is said once, however many gateways list it.
            let first = listed.insert(name);
            let definition = find_definition(check.knowledge, gateway, name);
            verifiable(check, gateway, name, definition.as_ref(), &path);
            if !own {
                match definition {
                    None => unknown(check, service, gateway, name, &path),
                    Some(definition) if first => needs(check, name, &definition, &path),
                    Some(_) => {}
                }
            }
        }
    }
    for (name, server) in &check.spec.servers {
        let path = Path::root().key("servers").key(name);
        if !listed.contains(&name) {
            let diagnostic =
                Diagnostic::new(Code::ServerUnused, format!("no gateway lists the server `{name}`"))
                    .about(name.as_str());
            let diagnostic = check.labelled(diagnostic, &path, Part::Value, "unused");
            check.report_unused(
                diagnostic
                    .help(format!("add \"{name}\" to the `servers` of a gateway, or remove this table")),
            );
        }
        own(check, name, server, &path);
    }
}

/// A gateway that verifies signatures ends at its start over an image that it cannot verify.
fn verifiable(
    check: &mut Check<'_>,
    gateway: &GatewaySpec,
    name: &ServerName,
    definition: Option<&ServerDefinition>,
    path: &Path,
) {
    let own = check.spec.servers.get(name).and_then(|server| server.image.as_ref());
    let image = match own {
        Some(image) => Some(image.as_str()).filter(|image| is_unverifiable(image)),
        None => definition.and_then(|definition| definition.unverifiable_image.as_deref()),
    };
    let Some(image) = image.filter(|_| gateway.verify_signatures != Some(false)) else { return };
    let diagnostic = Diagnostic::new(
        Code::ServerDefinition,
        format!(
            "the gateway cannot verify `{image}` of the server `{name}` without its digest, and would not start"
        ),
    );
    let diagnostic = check.labelled(diagnostic, path, Part::Value, "cannot be verified");
    let diagnostic = match (own, definition.and_then(|definition| definition.origin)) {
        (Some(_), _) => check.labelled(
            diagnostic,
            &Path::root().key("servers").key(name).key("image"),
            Part::Value,
            "this image",
        ),
        (None, Some(origin)) => diagnostic.labelled(origin, "defined here"),
        (None, None) => diagnostic,
    };
    check.report(
        diagnostic.help(format!("write `{image}@sha256:…`, or give an image of your own another name")),
    );
}

fn twice(check: &mut Check<'_>, name: &ServerName, path: &Path) {
    let diagnostic = Diagnostic::new(Code::InvalidValue, format!("the server `{name}` is listed twice"));
    let diagnostic = check.labelled(diagnostic, path, Part::Value, "a second time");
    check.report(diagnostic.help("remove one of the two"));
}

fn unknown(
    check: &mut Check<'_>,
    service: &ServiceName,
    gateway: &GatewaySpec,
    name: &ServerName,
    path: &Path,
) {
    // A catalog that could not be read may well define it.
    let unread = gateway.catalogs.iter().any(|catalog| check.knowledge.catalog(catalog).is_none());
    if unread || check.loaded.is_partial() && was_refused(check, service, name) {
        return;
    }
    let docker = gateway.catalog.unwrap_or(CatalogSource::Docker) == CatalogSource::Docker;
    let known = if check.suggests() { known_names(check, gateway, docker) } else { Vec::new() };
    let wherein = if docker {
        "neither Docker's catalog nor one of your own has"
    } else {
        "none of your own catalogs has"
    };
    let diagnostic = Diagnostic::new(
        Code::UnknownServer,
        format!("{wherein} a server `{name}`; the gateway would drop it without a word"),
    )
    .about(name.as_str());
    let diagnostic = check.labelled(diagnostic, path, Part::Value, "unknown server");
    let diagnostic = check.with_name(diagnostic, path, name.as_str(), &known);
    let diagnostic = match check.nearest(name.as_str(), known.iter().copied()) {
        Some(near) => diagnostic.help(format!("write \"{near}\"")),
        None => diagnostic.help(format!(
            "define it in a catalog file and name that in `catalogs`, or in `[servers.{name}]` with `image` or `url`"
        )),
    };
    check.report(diagnostic);
}

/// Whether what would define a server was there and refused.
fn was_refused(check: &Check<'_>, service: &ServiceName, name: &ServerName) -> bool {
    let table = Path::root().key("servers").key(name);
    check.loaded.refused_within(&service_path(service).key("catalogs"))
        || ["image", "url"].iter().any(|key| check.loaded.refused(&table.key(key)))
}

/// Every server that a gateway could list.
fn known_names<'a>(check: &Check<'a>, gateway: &'a GatewaySpec, docker: bool) -> Vec<&'a str> {
    let own = gateway.catalogs.iter().filter_map(|path| check.knowledge.catalog(path));
    let mut known: Vec<&str> = own.flat_map(|catalog| catalog.servers.keys().map(String::as_str)).collect();
    known.extend(
        check.spec.servers.iter().filter(|(_, server)| server.is_own()).map(|(name, _)| name.as_str()),
    );
    if docker {
        known.extend(check.knowledge.registry.names());
    }
    known
}

fn needs(check: &mut Check<'_>, name: &ServerName, definition: &ServerDefinition, path: &Path) {
    match definition.standing {
        Standing::Usable => {}
        Standing::Archived => {
            let diagnostic = Diagnostic::new(
                Code::ServerArchived,
                format!("the server `{name}` is archived: nobody maintains it"),
            );
            let diagnostic = check.labelled(diagnostic, path, Part::Value, "archived");
            check.report(
                diagnostic.help("use another server for this, or allow `server-archived` in `[lints]`"),
            );
        }
        Standing::OauthOnly => {
            let diagnostic = Diagnostic::new(
                Code::ServerOauth,
                format!(
                    "the server `{name}` takes only an OAuth login, which a gateway in a container cannot do"
                ),
            );
            let diagnostic = check.labelled(diagnostic, path, Part::Value, "cannot log in");
            check.report(diagnostic.help("remove it, and connect the client to that service directly"));
            return;
        }
    }
    let absent = ServerSpec::default();
    let table = Path::root().key("servers").key(name);
    let server = check.spec.servers.get(name).unwrap_or(&absent);
    for secret in definition.secrets.iter().filter(|secret| !secret.optional) {
        if secret_for(check.spec, server, &secret.environment).is_some() {
            continue;
        }
        let environment = &secret.environment;
        let diagnostic = Diagnostic::new(
            Code::ServerSecret,
            format!("the server `{name}` needs `{environment}`, and no secret is called so"),
        );
        let diagnostic = check.labelled(diagnostic, path, Part::Value, format!("needs `{environment}`"));
        let help = match environment.as_str().parse::<SecretName>() {
            Ok(_) => format!("add `[secrets.{environment}]`, with `required = false` if it works without"),
            Err(_) => format!("add `[servers.{name}.secrets]` and in it `{environment} = \"SECRET_NAME\"`"),
        };
        check.report_missing(&Path::root().key("secrets").key(environment), diagnostic.help(help));
    }
    for environment in server.secrets.keys() {
        if definition.secrets.iter().all(|secret| secret.environment != *environment) {
            let known: Vec<&str> =
                definition.secrets.iter().map(|secret| secret.environment.as_str()).collect();
            let diagnostic = Diagnostic::new(
                Code::ServerSecret,
                format!("the server `{name}` does not take `{environment}`"),
            );
            let diagnostic =
                check.labelled(diagnostic, &table.key("secrets").key(environment), Part::Key, "never read");
            let help = if known.is_empty() {
                "remove it: this server takes no secrets".to_owned()
            } else {
                format!("write {}", or_list(known))
            };
            check.report(diagnostic.help(help));
        }
    }
    configuration(check, name, server, definition, &table, path);
    only_own(check, name, server, &table);
}

fn configuration(
    check: &mut Check<'_>,
    name: &ServerName,
    server: &ServerSpec,
    definition: &ServerDefinition,
    table: &Path,
    listed: &Path,
) {
    for key in &definition.config {
        let value = value_at(&server.config, &key.name);
        match value {
            // It is there under a misspelt name, which is reported below.
            None if server.config.keys().any(|written| nearest(written, [key.name.as_str()]).is_some()) => {}
            None if key.required => {
                let diagnostic = Diagnostic::new(
                    Code::ServerConfig,
                    format!("the server `{name}` needs the configuration `{}`", key.name),
                );
                let diagnostic =
                    check.labelled(diagnostic, listed, Part::Value, format!("needs `{}`", key.name));
                let example = if key.is_path { "[\"~/FOLDER\"]" } else { "…" };
                let help = format!("add `[servers.{name}.config]` and in it `{} = {example}`", key.name);
                check.report_missing(&table.key("config").key(&key.name), diagnostic.help(help));
            }
            Some(value) if key.is_path => paths(check, key, value, &table.key("config").key(&key.name)),
            _ => {}
        }
    }
    // A catalog of one's own uses keys in more places than are read here.
    if definition.origin.is_some() {
        return;
    }
    for key in server.config.keys() {
        let known = definition
            .config
            .iter()
            .any(|known| known.name == *key || known.name.starts_with(&format!("{key}.")));
        if !known {
            let names: Vec<&str> = definition.config.iter().map(|known| known.name.as_str()).collect();
            let diagnostic = Diagnostic::new(
                Code::ServerConfig,
                format!("the server `{name}` has no configuration `{key}`"),
            );
            let diagnostic =
                check.labelled(diagnostic, &table.key("config").key(key), Part::Key, "never read");
            let diagnostic = check.with_key(diagnostic, &table.key("config"), key, &names);
            let help = match check.nearest(key, names.iter().copied()) {
                Some(near) => format!("write `{near}`"),
                None if names.is_empty() => "remove it: this server takes no configuration".to_owned(),
                None => format!("write {}", or_list(names)),
            };
            check.report(diagnostic.help(help));
        }
    }
}

fn value_at<'c>(
    config: &'c std::collections::BTreeMap<String, ForeignValue>,
    key: &str,
) -> Option<&'c ForeignValue> {
    let mut parts = key.split('.');
    let first = config.get(parts.next()?)?;
    parts.try_fold(first, |value, part| match value {
        ForeignValue::Table(table) => table.get(part),
        _ => None,
    })
}

fn paths(check: &mut Check<'_>, key: &ConfigKey, value: &ForeignValue, place: &Path) {
    let items: Vec<(Path, &ForeignValue)> = match value {
        ForeignValue::List(items) => {
            items.iter().enumerate().map(|(index, item)| (place.index(index), item)).collect()
        }
        single => vec![(place.clone(), single)],
    };
    for (place, item) in items {
        let problem = match item.as_text().map(str::parse::<HostPath>) {
            Some(Ok(path)) => blocked(&path).map(str::to_owned),
            Some(Err(error)) => Some(error.message().to_owned()),
            None => Some(format!("`{}` takes paths, and this is {}", key.name, item.sort())),
        };
        if let Some(problem) = problem {
            let diagnostic = Diagnostic::new(Code::ServerMount, problem);
            let diagnostic = check.labelled(diagnostic, &place, Part::Value, "cannot be mounted");
            check.report(diagnostic.help("write a folder of this machine, such as \"~/src\""));
        }
    }
}

/// Why the gateway never mounts a path into a server, whatever it is told (docker/mcp-gateway, `pkg/gateway/docker_binds.go`).
fn blocked(path: &HostPath) -> Option<&'static str> {
    const ROOTS: [&str; 7] = ["/run", "/var/run", "/etc", "/root", "/dev", "/proc", "/sys"];
    const FOLDERS: [&str; 7] = [".ssh", ".aws", ".azure", ".config", ".docker", ".gnupg", ".kube"];
    let rest = path.rest();
    let below = |root: &&str| {
        rest.strip_prefix(*root).is_some_and(|after| after.is_empty() || after.starts_with('/'))
    };
    if path.base() == crate::model::HostPathBase::Root && ROOTS.iter().any(below) {
        Some("the gateway never mounts folders of the system into a server")
    } else if rest.split(['/', '\\']).any(|segment| FOLDERS.contains(&segment)) {
        Some("the gateway never mounts folders that hold keys into a server")
    } else if path.base() == crate::model::HostPathBase::Home && rest.is_empty() {
        Some("a whole home folder is not for a server: it holds every key you have")
    } else if rest.split(['/', '\\']).any(|segment| segment == "..") {
        Some("the gateway does not mount paths with `..` in them")
    } else if rest.contains(':') && rest.get(1..2).is_none_or(|colon| colon != ":") {
        Some("the gateway cannot mount a path with a `:` in it")
    } else if rest.contains(['"', '$', '{', '}']) {
        Some("the gateway's configuration cannot carry this path")
    } else {
        None
    }
}

/// What only a server of one's own can have, for the gateway takes it from the catalog entry.
fn only_own(check: &mut Check<'_>, name: &ServerName, server: &ServerSpec, table: &Path) {
    let keys = [
        ("prefix", server.prefix.is_some()),
        ("long-lived", server.long_lived.is_some()),
        ("command", !server.command.is_empty()),
        ("environment", !server.environment.is_empty()),
        ("volumes", !server.volumes.is_empty()),
        ("allow-hosts", !server.allow_hosts.is_empty()),
        ("network", server.network.is_some()),
        ("transport", server.transport.is_some()),
        ("headers", !server.headers.is_empty()),
    ];
    for (key, _) in keys.into_iter().filter(|(_, written)| *written) {
        let diagnostic = Diagnostic::new(
            Code::ServerDefinition,
            format!(
                "`{key}` is the catalog's to say: the gateway takes it from there for the server `{name}`"
            ),
        );
        let diagnostic = check.labelled(diagnostic, &table.key(key), Part::Key, "has no effect");
        check.report(diagnostic.help("remove it, or define the server here with `image` or `url`"));
    }
}

fn own(check: &mut Check<'_>, name: &ServerName, server: &ServerSpec, table: &Path) {
    for (environment, secret) in &server.secrets {
        known_secret(check, secret, &table.key("secrets").key(environment));
    }
    if !server.is_own() {
        return;
    }
    if server.image.is_some() && server.url.is_some() {
        let diagnostic = Diagnostic::new(
            Code::ServerDefinition,
            format!("the server `{name}` has both an image and an address"),
        );
        let diagnostic = check.labelled(diagnostic, &table.key("url"), Part::Key, "either this");
        let diagnostic = check.labelled(diagnostic, &table.key("image"), Part::Key, "or this");
        check.report(diagnostic.help("remove one of the two"));
        return;
    }
    let remote = server.url.is_some();
    let misplaced = [
        ("command", !server.command.is_empty(), remote),
        ("environment", !server.environment.is_empty(), remote),
        ("volumes", !server.volumes.is_empty(), remote),
        ("allow-hosts", !server.allow_hosts.is_empty(), remote),
        ("network", server.network.is_some(), remote),
        ("long-lived", server.long_lived.is_some(), remote),
        ("transport", server.transport.is_some(), !remote),
        ("headers", !server.headers.is_empty(), !remote),
        ("config", !server.config.is_empty(), true),
    ];
    for (key, _, _) in misplaced.into_iter().filter(|(_, written, wrong)| *written && *wrong) {
        let what = if remote { "remote server" } else { "server in a container" };
        let diagnostic = Diagnostic::new(
            Code::ServerDefinition,
            format!("`{key}` means nothing for a {what} of one's own"),
        );
        let diagnostic = check.labelled(diagnostic, &table.key(key), Part::Key, "has no effect");
        check.report(diagnostic.help("remove it"));
    }
    for (variable, text) in &server.environment {
        let place = table.key("environment").key(variable);
        match text {
            TextSpec::Literal(text) => plain(check, text, &place),
            TextSpec::Secret(secret) => known_secret(check, secret, &place.key("secret")),
            TextSpec::Variable { .. } => {
                let diagnostic =
                    Diagnostic::new(Code::ServerDefinition, "a server gets nothing of .env but secrets");
                let diagnostic = check.labelled(diagnostic, &place, Part::Value, "does not arrive");
                check.report(diagnostic.help("write the text itself, or `{ secret = \"NAME\" }`"));
            }
        }
    }
    for (index, argument) in server.command.iter().enumerate() {
        plain(check, argument, &table.key("command").index(index));
    }
    for (header, value) in &server.headers {
        let place = table.key("headers").key(header.as_str());
        match value {
            HeaderValue::Literal(text) => plain(check, text, &place),
            HeaderValue::Secret { secret, prefix } => {
                known_secret(check, secret, &place.key("secret"));
                plain(check, prefix, &place.key("prefix"));
            }
        }
    }
    for (index, volume) in server.volumes.iter().enumerate() {
        let VolumeSource::Path(path) = &volume.source else { continue };
        let place = table.key("volumes").index(index);
        let problem = if path.base() == crate::model::HostPathBase::Root {
            blocked(path)
                .or((!volume.read_only).then_some("the gateway mounts paths into servers for reading only"))
        } else {
            Some("a catalog cannot say where your home folder or stack.toml is")
        };
        if let Some(problem) = problem {
            let diagnostic = Diagnostic::new(Code::ServerMount, problem);
            let diagnostic = check.labelled(diagnostic, &place, Part::Value, "cannot be mounted");
            check.report(diagnostic.help("write an absolute path and `:ro`, or the name of a volume"));
        }
    }
}

fn known_secret(check: &mut Check<'_>, secret: &SecretName, place: &Path) {
    let known: Vec<&str> = check.spec.secrets.keys().map(SecretName::as_str).collect();
    if !known.contains(&secret.as_str()) {
        check.report_unknown(Code::UnknownSecret, "secrets", secret.as_str(), place, &known);
    }
}

/// In a catalog `$` and `{{` begin placeholders, and nothing takes that from them (docker/mcp-gateway, pkg/eval).
fn plain(check: &mut Check<'_>, text: &str, place: &Path) {
    if text.contains('$') || text.contains("{{") {
        let diagnostic = Diagnostic::new(
            Code::TemplateText,
            "the gateway takes `$` and `{{` in a catalog for placeholders, and has no way to write them",
        );
        let diagnostic = check.labelled(diagnostic, place, Part::Value, "would not arrive as it is");
        check.report(diagnostic.help("put the text into a secret, and write `{ secret = \"NAME\" }`"));
    }
}
