//! A server elsewhere (docker/mcp-gateway, pkg/mcp/remote.go, pkg/remoteurl).

use std::ops::Range;

use mcpgen_core::model::ServerUrl;

use super::node::Node;
use super::placeholder::variables;
use super::reader::{Place, Reader};
use super::texts::expands;

/// What a gateway can speak with a server elsewhere.
const TRANSPORTS: [&str; 5] = ["sse", "http", "streamable", "streaming", "streamable-http"];

/// Where a server is and what it is sent.
pub(super) struct Remote {
    url: Place,
    headers: Vec<Place>,
}

impl Remote {
    /// The deprecated form, which is only an address.
    pub(super) fn endpoint(url: String, place: Range<usize>) -> Self {
        Self { url: (url, place), headers: Vec::new() }
    }

    /// Reads `remote:` of the server `name`; `None` for one without an address, which is no remote server to the gateway.
    pub(super) fn read(reader: &mut Reader<'_>, name: &str, key: &Range<usize>, node: &Node) -> Option<Self> {
        let what = format!("`remote` of the server `{name}`");
        let pairs = reader.table(&what, node, "`url:` and `transport_type:`");
        let (mut url, mut transport, mut headers) = (None, None, Vec::new());
        for (key, value) in pairs {
            match key.value.as_str() {
                "url" => url = reader.text(&format!("`url` of the server `{name}`"), value),
                "transport_type" => {
                    transport = reader.text(&format!("`transport_type` of the server `{name}`"), value);
                }
                "headers" => {
                    let what = format!("`headers` of the server `{name}`");
                    for (_, value) in reader.table(&what, value, "a table of texts") {
                        headers.extend(reader.text(&format!("an item of {what}"), value));
                    }
                }
                other => reader.refuse(
                    &key.place,
                    format!("the gateway takes no `{other}` below `remote:`"),
                    "passed over",
                    "write `url:`, `transport_type:` and `headers:`",
                ),
            }
        }
        let url = url.filter(|(url, _)| !url.is_empty());
        match transport {
            _ if url.is_none() => {}
            Some((transport, _)) if TRANSPORTS.contains(&transport.as_str()) => {}
            Some((transport, place)) => reader.refuse(
                &place,
                format!("the gateway cannot speak `{transport}` with the server `{name}`"),
                "unknown transport",
                "write `streamable-http` or `sse`",
            ),
            None => reader.refuse(
                key,
                format!("the gateway does not know how to speak with the server `{name}`"),
                "no `transport_type`",
                "add `transport_type: streamable-http`, or `sse`",
            ),
        }
        Some(Self { url: url?, headers })
    }

    /// Whether the gateway would go there, and what it would send. `known` are the variables that it has values for.
    pub(super) fn judge(&self, reader: &mut Reader<'_>, name: &str, known: &[String]) {
        let (url, place) = &self.url;
        // A variable in an address is a secret, whose letters are fit for one.
        let mut plain = url.clone();
        for variable in variables(url) {
            plain = plain.replace(&format!("${{{variable}}}"), "x").replace(&format!("${variable}"), "x");
        }
        if let Err(error) = plain.parse::<ServerUrl>() {
            reader.refuse(place, error.message().to_owned(), "this address", error.help());
        }
        expands(reader, name, &self.url, known);
        for header in &self.headers {
            expands(reader, name, header, known);
        }
    }
}
