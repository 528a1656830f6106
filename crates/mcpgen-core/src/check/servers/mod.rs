//! MCP servers: whether they are known, and get what they need.

mod configuration;
pub(super) mod mounts;
mod needs;
mod own;
mod secrets;

use std::collections::BTreeSet;

use super::{Check, service_path};
use crate::catalog::{ServerDefinition, is_unverifiable};
use crate::diagnostic::{Code, Diagnostic};
use crate::document::Part;
use crate::model::{CatalogSource, GatewaySpec, ServerSpec, ServiceSpec};
use crate::name::{ServerName, ServiceName};
use crate::path::Path;
use crate::plan::find_definition;

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
                    Some(definition) => {
                        if first {
                            needs::check_needs(check, name, &definition, &path);
                        }
                        secrets::kept(check, gateway, name, &definition, &path);
                    }
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
        own::own(check, name, server, &path);
    }
    secrets::shared(check);
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
    // Where the image is written comes first.
    let place = Path::root().key("servers").key(name).key("image");
    let diagnostic = match (own, definition.and_then(|definition| definition.entry.image)) {
        (Some(_), _) => check.labelled(diagnostic, &place, Part::Value, "cannot be verified"),
        (None, Some(image)) => diagnostic.labelled(image, "cannot be verified"),
        (None, None) => diagnostic,
    };
    let diagnostic = check.labelled(diagnostic, path, Part::Value, "for this server");
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
