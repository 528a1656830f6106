//! Catalog files of one's own, read as the gateway reads them (docker/mcp-gateway, pkg/catalog).
//!
//! A catalog that Go cannot decode stops the gateway. One that it can decode and that says something else than was meant gives
//! a gateway that is healthy and lacks servers. Both are told here, each on its line, all at once.

mod keys;
mod node;
mod placeholder;
mod reader;
mod remote;
mod server;
#[cfg(test)]
mod tests;
mod texts;
mod wording;

use std::collections::BTreeMap;

use mcpgen_core::catalog::Catalog;
use mcpgen_core::diagnostic::Diagnostic;
use mcpgen_core::{SourceId, Sources};

use self::node::{Node, Value};
use self::reader::Reader;
use crate::yaml::from_yaml;

/// Reads the catalog that `source` names: what could be read of it, `None` when nothing could, and what is wrong with it.
pub(crate) fn read_catalog(sources: &Sources, source: SourceId) -> (Option<Catalog>, Vec<Diagnostic>) {
    let text = sources.get(source).map_or("", |source| source.text());
    let mut reader = Reader { text, source, faults: Vec::new(), remarks: Vec::new() };
    let servers = match from_yaml::<Node>(text) {
        Ok(document) => servers(&mut reader, &document),
        Err(fault) => {
            let wording::Wording { message, help } = wording::words(text, &fault);
            let message = format!("the gateway cannot read this catalog: {message}");
            reader.refuse(&(fault.offset..fault.offset), message, "here", &help);
            None
        }
    };
    let Reader { faults, remarks, .. } = reader;
    let catalog = servers.map(|servers| Catalog { servers, partial: !faults.is_empty(), remarks });
    (catalog, faults)
}

type Servers = BTreeMap<String, mcpgen_core::catalog::ServerDefinition>;

fn servers(reader: &mut Reader<'_>, document: &Node) -> Option<Servers> {
    let top = reader.table("a catalog", document, "a table with `registry:`");
    for (key, value) in top {
        if ["name", "displayName"].contains(&key.value.as_str()) {
            reader.text(&format!("`{}` of a catalog", key.value), value);
        }
    }
    let Some((_, registry)) = top.iter().find(|(key, _)| key.value == "registry") else {
        if matches!(document.value, Value::Table(_) | Value::Nothing) {
            let wrong = top
                .iter()
                .find(|(key, _)| ["services", "servers", "mcpServers"].contains(&key.value.as_str()));
            let help = match wrong {
                Some((key, _)) => format!("write `registry:` for `{}:`", key.value),
                None => "add `registry:` with the servers below it".to_owned(),
            };
            let place = wrong.map_or(0..0, |(key, _)| key.place.clone());
            let message = "a catalog has its servers under `registry`; the gateway reads this one as empty";
            reader.refuse(&place, message.to_owned(), "no `registry`", &help);
        }
        return None;
    };
    let mut servers = Servers::new();
    for (key, value) in reader.table("`registry` of a catalog", registry, "a table of servers") {
        let name = (key.value.clone(), key.place.clone());
        servers.insert(key.value.clone(), server::read_server(reader, &name, value));
    }
    Some(servers)
}
