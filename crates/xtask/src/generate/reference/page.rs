//! Which tables are on which page, and what is said before their keys.

use serde_json::Value;

use super::key::{self, Key};

/// A page of the reference.
#[derive(Debug)]
pub(super) struct Page {
    /// Its file, without `.md`.
    pub(super) name: &'static str,
    /// Its title.
    pub(super) title: &'static str,
    /// What it is about, for the list of pages.
    pub(super) in_short: &'static str,
    /// What stands below the title, with a whole stack in it: the lines of the examples can be put below the headers there.
    pub(super) introduction: &'static str,
    pub(super) sections: &'static [Section],
}

/// The keys of one table.
#[derive(Debug)]
pub(super) struct Section {
    /// The header below which the keys are written, as in the page's stack.
    pub(super) header: &'static str,
    /// What stands before the keys.
    pub(super) introduction: &'static str,
    /// What the anchors of its keys begin with, where one page has several tables.
    pub(super) anchor: &'static str,
    /// Where the table stands in the schema.
    table: &'static str,
    which: Which,
}

/// Which keys of a table are shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Which {
    All,
    /// Those that every kind of service has.
    Common,
    /// All others.
    Own,
    /// Those that stand in no table of their own.
    Shallow,
}

/// Where the schema says which kinds there are.
const KIND: &str = "/$defs/ServiceSpec/properties/kind";

/// The limits of a process, each of which is a number or a table of two: that table is shown once.
const ULIMITS: &str = "/$defs/UlimitsSpec/properties/";

/// The kinds of a service.
const KINDS: [&str; 3] = ["mcp-gateway", "cloudflared", "container"];

impl Section {
    /// The keys, by name.
    ///
    /// # Errors
    /// The schema has no such table.
    pub(super) fn keys(&self, schema: &Value) -> Result<Vec<Key>, String> {
        let table = schema.pointer(self.table).ok_or_else(|| format!("the schema has no {}", self.table))?;
        let keys = key::below(schema, table, self.table, "", 0);
        let first = |key: &Key| key.path.split(['.', '[']).next().unwrap_or_default().to_owned();
        Ok(keys
            .into_iter()
            .filter(|key| match self.which {
                Which::All => true,
                Which::Common => is_common(schema, &first(key)),
                Which::Own => !is_common(schema, &first(key)),
                Which::Shallow => !key.path.contains("[]"),
            })
            .filter(|key| !key.place.starts_with(ULIMITS) || key.place == shown_at(schema, &key.place))
            .map(|key| key.of_every_kind(schema))
            .collect())
    }
}

/// The place at which a key is shown: one that every kind of service has is shown once.
pub(super) fn shown_at(schema: &Value, place: &str) -> String {
    let of_a_kind = KINDS.iter().find_map(|kind| place.strip_prefix(&format!("/$defs/{kind}/properties/")));
    match of_a_kind {
        Some("kind") => KIND.to_owned(),
        Some(rest) if is_common(schema, rest.split('/').next().unwrap_or_default()) => {
            format!("/$defs/container/properties/{rest}")
        }
        _ => match place.strip_prefix(ULIMITS).and_then(|rest| rest.split_once('/')) {
            Some((_, rest)) => format!("{ULIMITS}nofile/{rest}"),
            None => place.to_owned(),
        },
    }
}

impl Key {
    /// The key itself, but for `kind`: each kind has its own, and all of them together are shown.
    fn of_every_kind(mut self, schema: &Value) -> Self {
        if self.path == "kind" {
            KIND.clone_into(&mut self.place);
            self.schema = schema.pointer(KIND).cloned().unwrap_or_default();
            self.required = true;
        }
        // The kinds share their keys, so which of them a kind must have stands beside them.
        let kinds = schema.pointer("/$defs/ServiceSpec/allOf").and_then(Value::as_array);
        self.required |= self.place.starts_with("/$defs/mcp-gateway/")
            && kinds
                .into_iter()
                .flatten()
                .filter_map(|kind| kind.pointer("/then/required")?.as_array())
                .any(|names| names.iter().any(|name| *name == self.path));
        self
    }
}

/// Whether every kind of service has the key, with the same meaning.
fn is_common(schema: &Value, key: &str) -> bool {
    let of = |kind: &str| schema.pointer(&format!("/$defs/{kind}/properties/{key}"));
    key == "kind" || KINDS.iter().all(|kind| of(kind).is_some() && of(kind) == of(KINDS[0]))
}

/// The first page, up to its table of pages.
pub(super) const CONTENTS: &str = include_str!("introductions/README.md");

/// Every page, in the order of the file.
pub(super) const PAGES: &[Page] = &[
    Page {
        name: "stack",
        title: "[stack]",
        in_short: "the stack as a whole",
        introduction: include_str!("introductions/stack.md"),
        sections: &[Section {
            header: "[stack]",
            introduction: "",
            anchor: "",
            table: "/$defs/StackTable",
            which: Which::All,
        }],
    },
    Page {
        name: "networks",
        title: "[networks]",
        in_short: "the networks that services are on",
        introduction: include_str!("introductions/networks.md"),
        sections: &[Section {
            header: "[networks.front]",
            introduction: "",
            anchor: "",
            table: "/$defs/NetworkSpec",
            which: Which::All,
        }],
    },
    Page {
        name: "services",
        title: "[services], every kind",
        in_short: "the keys that each kind of service has",
        introduction: include_str!("introductions/services.md"),
        sections: &[Section {
            header: "[services.app]",
            introduction: "",
            anchor: "",
            table: "/$defs/container",
            which: Which::Common,
        }],
    },
    Page {
        name: "gateway",
        title: "[services], mcp-gateway",
        in_short: "a gateway's own keys",
        introduction: include_str!("introductions/gateway.md"),
        sections: &[Section {
            header: "[services.gateway]",
            introduction: "",
            anchor: "",
            table: "/$defs/mcp-gateway",
            which: Which::Own,
        }],
    },
    Page {
        name: "cloudflared",
        title: "[services], cloudflared",
        in_short: "the keys of a tunnel's connector",
        introduction: include_str!("introductions/cloudflared.md"),
        sections: &[Section {
            header: "[services.tunnel]",
            introduction: "",
            anchor: "",
            table: "/$defs/cloudflared",
            which: Which::Own,
        }],
    },
    Page {
        name: "container",
        title: "[services], container",
        in_short: "the keys of any other container",
        introduction: include_str!("introductions/container.md"),
        sections: &[Section {
            header: "[services.app]",
            introduction: "",
            anchor: "",
            table: "/$defs/container",
            which: Which::Own,
        }],
    },
    Page {
        name: "servers",
        title: "[servers]",
        in_short: "how the MCP servers run that gateways list",
        introduction: include_str!("introductions/servers.md"),
        sections: &[Section {
            header: "[servers.notes]",
            introduction: "",
            anchor: "",
            table: "/$defs/ServerSpec",
            which: Which::All,
        }],
    },
    Page {
        name: "secrets",
        title: "[secrets]",
        in_short: "the names of secrets, whose values stand in `.env` alone",
        introduction: include_str!("introductions/secrets.md"),
        sections: &[Section {
            header: "[secrets.BRAVE_API_KEY]",
            introduction: "",
            anchor: "",
            table: "/$defs/SecretSpec",
            which: Which::All,
        }],
    },
    Page {
        name: "ingress",
        title: "[ingress]",
        in_short: "the Cloudflare tunnel, and what it leads to",
        introduction: include_str!("introductions/ingress.md"),
        sections: &[
            Section {
                header: "[ingress]",
                introduction: "The tunnel: `tunnel`, `credentials-file` and routes, or a `token` and no routes.",
                anchor: "",
                table: "/$defs/IngressSpec",
                which: Which::Shallow,
            },
            Section {
                header: "[[ingress.routes]]",
                introduction: "Each route: requests for one host name, and where they go. Exactly one of `service`, `url` and `status` is there.",
                anchor: "route-",
                table: "/$defs/RouteSpec",
                which: Which::All,
            },
        ],
    },
    Page {
        name: "lints",
        title: "[lints]",
        in_short: "what to make of each warning and advice",
        introduction: include_str!("introductions/lints.md"),
        sections: &[Section {
            header: "[lints.image-unpinned]",
            introduction: "",
            anchor: "",
            table: "/$defs/LintSpec",
            which: Which::All,
        }],
    },
];
