//! Keys of a server in a catalog that the gateway does not read (docker/mcp-gateway, pkg/catalog/types.go).

use std::ops::Range;

use mcpgen_core::diagnostic::{Code, Diagnostic, nearest_of};

use super::reader::Reader;

/// Keys that only describe a server; of another type they stop the gateway all the same.
pub(super) const DESCRIPTION: [&str; 6] = ["name", "type", "description", "title", "icon", "readme"];

/// Keys of Docker's own catalogs that the gateway passes over.
pub(super) const DECORATION: [&str; 13] = [
    "about",
    "categories",
    "category",
    "dateAdded",
    "displayName",
    "metadata",
    "policy",
    "ref",
    "resources",
    "source",
    "tags",
    "toolsUrl",
    "upstream",
];

/// Keys that the gateway does not have, though people write them, and what does it instead.
const WITHOUT: [(&str, &str); 20] = [
    ("args", "write the arguments of the image as `command:`"),
    ("cap_add", "remove it: the gateway starts every server with its own arguments"),
    ("cap_drop", "remove it: the gateway starts every server with its own arguments"),
    ("cpus", "write `cpus` in the gateway's table of stack.toml, for all servers"),
    ("devices", "remove it: the gateway starts every server with its own arguments"),
    ("docker_args", "remove it: the gateway starts every server with its own arguments"),
    ("dockerArgs", "remove it: the gateway starts every server with its own arguments"),
    ("entrypoint", "write the arguments of the image as `command:`; its program stays"),
    ("environment", "write `env:`, a list of items with `name:` and `value:`"),
    ("headers", "write it below `remote:`"),
    ("memory", "write `memory` in the gateway's table of stack.toml, for all servers"),
    ("mounts", "write `volumes:`, a list of texts"),
    ("network", "write `disableNetwork: true` for none; a server is on the networks of its gateway"),
    ("networks", "write `disableNetwork: true` for none; a server is on the networks of its gateway"),
    ("ports", "remove it: a server speaks with its gateway through its input and output"),
    ("privileged", "remove it: the gateway starts every server with its own arguments"),
    ("run", "write `command:`, `env:` and `volumes:` in its place"),
    ("security_opt", "remove it: the gateway starts every server with its own arguments"),
    ("transport", "write `transport_type:` below `remote:`"),
    ("url", "write it below `remote:`"),
];

/// Every key of a server that does something.
const KEYS: [&str; 17] = [
    "allowHosts",
    "command",
    "config",
    "disableNetwork",
    "env",
    "extraHosts",
    "image",
    "longLived",
    "oauth",
    "prefix",
    "remote",
    "secrets",
    "sseEndpoint",
    "tools",
    "user",
    "volumes",
    "metadata",
];

/// Refuses a key that the gateway does not have.
pub(super) fn foreign(reader: &mut Reader<'_>, name: &str, key: &str, place: &Range<usize>, help: &str) {
    let message =
        format!("the gateway takes no `{key}` from a catalog: the server `{name}` would go without");
    reader.refuse(place, message, "passed over", help);
}

/// Says what is to be said of a key that is neither the gateway's nor a mere description.
pub(super) fn unknown(reader: &mut Reader<'_>, name: &str, key: &str, place: &Range<usize>) {
    if let Some((_, help)) = WITHOUT.iter().find(|(without, _)| *without == key) {
        foreign(reader, name, key, place, help);
        return;
    }
    // `long_lived` and `longlived` are meant to do something, and so is `prefx`.
    let plain = |text: &str| text.replace(['_', '-'], "").to_ascii_lowercase();
    let meant = KEYS.into_iter().find(|known| plain(known) == plain(key));
    if let Some(near) = meant.or_else(|| nearest_of(key, &KEYS)) {
        foreign(reader, name, key, place, &format!("write `{near}`"));
        return;
    }
    let diagnostic =
        Diagnostic::new(Code::CatalogKey, format!("the gateway passes over `{key}` of the server `{name}`"));
    let span = reader.span(place);
    reader.remarks.push(diagnostic.labelled(span, "has no effect").help("remove it"));
}
