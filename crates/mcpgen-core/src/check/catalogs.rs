//! Catalog files of one's own: what of them concerns the servers that are listed.

use std::collections::{BTreeMap, BTreeSet};

use super::servers::mounts::blocked;
use super::{Check, service_path};
use crate::catalog::ServerDefinition;
use crate::diagnostic::{Code, Diagnostic, or_list};
use crate::document::Part;
use crate::model::{GatewaySpec, HostPath, ServerSpec, ServiceSpec};
use crate::name::{ServerName, ToolName};
use crate::path::Path;
use crate::plan::find_definition;
use crate::source::Span;

pub(super) fn check(check: &mut Check<'_>) {
    let mut read: BTreeSet<&HostPath> = BTreeSet::new();
    let mut seen: BTreeSet<&ServerName> = BTreeSet::new();
    for (service, spec) in &check.spec.services {
        let ServiceSpec::McpGateway(gateway) = spec else { continue };
        for path in &gateway.catalogs {
            if let Some(catalog) = check.knowledge.catalog(path)
                && read.insert(path)
            {
                catalog.remarks.iter().for_each(|remark| check.report(remark.clone()));
            }
        }
        let list = service_path(service).key("servers");
        let mut offered: BTreeMap<String, (&ServerName, Place)> = BTreeMap::new();
        let mut listed: BTreeSet<&ServerName> = BTreeSet::new();
        for (index, name) in gateway.servers.iter().enumerate() {
            if !listed.insert(name) {
                continue;
            }
            let place = list.index(index);
            let server = check.spec.servers.get(name);
            let own = server.is_some_and(ServerSpec::is_own);
            twice(check, gateway, name, own, &place);
            let definition = if own { None } else { find_definition(check.knowledge, gateway, name) };
            if seen.insert(name) {
                mounts(check, name, definition.as_ref(), &place);
                tools(check, name, server, definition.as_ref());
            }
            for (tool, place) in exposed(name, server, definition.as_ref()) {
                match offered.get(&tool) {
                    Some((first, earlier)) => taken(check, &tool, (first, earlier), (name, &place)),
                    None => drop(offered.insert(tool, (name, place))),
                }
            }
        }
    }
}

/// A later catalog replaces what an earlier one says of a server, and the gateway says so only in its log
/// (docker/mcp-gateway, pkg/catalog/catalog.go).
fn twice(check: &mut Check<'_>, gateway: &GatewaySpec, name: &ServerName, own: bool, listed: &Path) {
    let read = gateway.catalogs.iter().filter_map(|path| check.knowledge.catalog(path));
    let places: Vec<Span> = read.filter_map(|catalog| catalog.servers.get(name.as_str())?.origin).collect();
    let (hidden, by) = match (places.as_slice(), own) {
        ([hidden, ..], true) => (*hidden, None),
        ([hidden, .., last], false) => (*hidden, Some(*last)),
        _ => return,
    };
    let diagnostic = Diagnostic::new(
        Code::CatalogServerTaken,
        format!("the server `{name}` is defined twice, and the gateway takes the last definition"),
    )
    .labelled(hidden, "never used");
    let diagnostic = match by {
        Some(by) => diagnostic.labelled(by, "this one is taken"),
        None => check.labelled(
            diagnostic,
            &Path::root().key("servers").key(name),
            Part::Value,
            "this one is taken",
        ),
    };
    let diagnostic = check.labelled(diagnostic, listed, Part::Value, "for this server");
    check.report(diagnostic.help("remove one of the two, or rename it"));
}

/// Paths that a catalog mounts whatever the configuration says: they are held against the rules of the gateway
/// (docker/mcp-gateway, `pkg/gateway/docker_binds.go`).
fn mounts(check: &mut Check<'_>, name: &ServerName, definition: Option<&ServerDefinition>, listed: &Path) {
    for (path, read_only, span) in definition.iter().flat_map(|definition| &definition.entry.mounts) {
        let writes = "the gateway mounts paths into servers for reading only";
        let refused = blocked(path).map(|refusal| refusal.problem);
        let Some(problem) = refused.or((!read_only).then_some(writes)) else { continue };
        let diagnostic = Diagnostic::new(Code::ServerMount, format!("{problem} (server `{name}`)"));
        let diagnostic = diagnostic.labelled(*span, "cannot be mounted");
        let diagnostic = check.labelled(diagnostic, listed, Part::Value, "for this server");
        check.report(diagnostic.help("write another path with `:ro` at the end, or the name of a volume"));
    }
}

/// `tools` of a server: some, of those that its catalog lists.
fn tools(
    check: &mut Check<'_>,
    name: &ServerName,
    server: Option<&ServerSpec>,
    definition: Option<&ServerDefinition>,
) {
    let Some(tools) = server.and_then(|server| server.tools.as_ref()) else { return };
    let place = Path::root().key("servers").key(name).key("tools");
    let known: Vec<&str> = definition
        .iter()
        .flat_map(|definition| &definition.entry.tools)
        .map(|(tool, _)| tool.as_str())
        .collect();
    if known.is_empty() {
        return;
    }
    for (index, tool) in tools.iter().enumerate().filter(|(_, tool)| !known.contains(&tool.as_str())) {
        let place = place.index(index);
        let diagnostic = Diagnostic::new(
            Code::ServerTool,
            format!("the catalog lists no tool `{tool}` of the server `{name}`"),
        );
        let diagnostic = check.labelled(diagnostic, &place, Part::Value, "unknown tool");
        let diagnostic = check.with_name(diagnostic, &place, tool.as_str(), &known);
        let help = match check.nearest(tool.as_str(), known.iter().copied()) {
            Some(near) => format!("write \"{near}\""),
            None if known.len() > 8 => {
                "write one of those that the catalog lists, or add it there".to_owned()
            }
            None => format!("write {}", or_list(known.iter().copied())),
        };
        check.report(diagnostic.help(help));
    }
}

/// Where a tool is named.
enum Place {
    Catalog(Span),
    Stack(Path),
}

/// The tools of a server that are known, by the names that clients see.
fn exposed(
    name: &ServerName,
    server: Option<&ServerSpec>,
    definition: Option<&ServerDefinition>,
) -> Vec<(String, Place)> {
    let allowed = server.and_then(|server| server.tools.as_ref());
    let listed = definition.map_or(&[][..], |definition| &definition.entry.tools);
    let prefix = match definition {
        Some(definition) => definition.entry.prefix.clone(),
        None => server.and_then(|server| server.prefix.as_ref()).map(ToString::to_string),
    };
    // The gateway puts two underscores between the two (pkg/gateway, its prefix for tools).
    let seen = |tool: &ToolName| match &prefix {
        Some(prefix) => format!("{prefix}__{tool}"),
        None => tool.to_string(),
    };
    if listed.is_empty() {
        let table = Path::root().key("servers").key(name).key("tools");
        let named = allowed.into_iter().flatten().enumerate();
        return named.map(|(index, tool)| (seen(tool), Place::Stack(table.index(index)))).collect();
    }
    let visible = listed.iter().filter(|(tool, _)| allowed.is_none_or(|allowed| allowed.contains(tool)));
    visible.map(|(tool, span)| (seen(tool), Place::Catalog(*span))).collect()
}

/// Two tools of one name end the gateway at its start (docker/mcp-gateway, since June 2026).
fn taken(check: &mut Check<'_>, tool: &str, first: (&ServerName, &Place), second: (&ServerName, &Place)) {
    let (name, place) = second;
    let (other, earlier) = first;
    let message = if name == other {
        format!("the server `{name}` lists the tool `{tool}` twice")
    } else {
        format!(
            "the servers `{other}` and `{name}` both offer a tool `{tool}`, and the gateway would not start"
        )
    };
    let mut diagnostic = Diagnostic::new(Code::ToolNameTaken, message);
    for (place, label) in [(place, "taken"), (earlier, "by this one")] {
        diagnostic = match place {
            Place::Catalog(span) => diagnostic.labelled(*span, label),
            Place::Stack(path) => check.labelled(diagnostic, path, Part::Value, label),
        };
    }
    check.report(diagnostic.help(format!(
        "give one of the servers a `prefix`, or leave the tool out of `tools` in `[servers.{name}]`"
    )));
}
