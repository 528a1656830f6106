//! The part of rustdoc's JSON that the rules look at (format 57, `rustdoc-types`).

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;
use serde_json::Value;

/// A library, as rustdoc writes it: what is private is left out.
#[derive(Debug, Deserialize)]
pub(super) struct Crate {
    index: BTreeMap<String, Item>,
    paths: BTreeMap<String, Summary>,
    external_crates: BTreeMap<String, ExternalCrate>,
}

/// Something that has a name, or an `impl` or `use`, which have none.
#[derive(Debug, Deserialize)]
pub(super) struct Item {
    id: u64,
    crate_id: u64,
    name: Option<String>,
    span: Option<Span>,
    pub(super) docs: Option<String>,
    inner: BTreeMap<String, Value>,
}

#[derive(Debug, Deserialize)]
struct Span {
    filename: String,
    begin: (u64, u64),
}

#[derive(Debug, Deserialize)]
struct Summary {
    crate_id: u64,
    path: Vec<String>,
}

#[derive(Debug, Deserialize)]
struct ExternalCrate {
    name: String,
}

/// Where a name comes from.
#[derive(Debug)]
pub(super) enum Origin<'a> {
    /// The library itself.
    Own,
    /// Another crate, with the whole path of what is named.
    Other { package: &'a str, path: String },
}

impl Crate {
    /// The items of the library itself, without what only repeats a promise made elsewhere: `impl`s that the compiler
    /// or a blanket makes, and the functions and constants of traits where they are implemented.
    pub(super) fn own(&self) -> Vec<&Item> {
        let own = || self.index.values().filter(|item| item.crate_id == 0);
        let mut repeated = BTreeSet::new();
        for (item, implementation) in own().filter_map(|item| Some((item, item.inner.get("impl")?))) {
            let made = implementation.get("is_synthetic") == Some(&Value::Bool(true))
                || implementation.get("blanket_impl").is_some_and(|blanket| !blanket.is_null());
            if made {
                repeated.insert(item.id);
            }
            if implementation.get("trait").is_some_and(|implemented| !implemented.is_null()) {
                let parts = implementation.get("items").and_then(Value::as_array).into_iter().flatten();
                let parts = parts.filter_map(Value::as_u64);
                repeated.extend(parts.filter(|part| made || !self.is_type(*part)));
            }
        }
        own().filter(|item| !repeated.contains(&item.id)).collect()
    }

    /// Where the item `id` comes from, or nothing when rustdoc does not say.
    pub(super) fn origin(&self, id: u64) -> Option<Origin<'_>> {
        let Some(summary) = self.paths.get(&id.to_string()) else {
            return self.index.contains_key(&id.to_string()).then_some(Origin::Own);
        };
        if summary.crate_id == 0 {
            return Some(Origin::Own);
        }
        let package = &self.external_crates.get(&summary.crate_id.to_string())?.name;
        Some(Origin::Other { package, path: summary.path.join("::") })
    }

    /// The functions, constants and types of `item` itself, without those of the traits that it implements.
    pub(super) fn parts(&self, item: &Item) -> Vec<&Item> {
        let listed = |content: &Value, key: &str| {
            let ids = content.get(key).and_then(Value::as_array).into_iter().flatten();
            ids.filter_map(|id| self.index.get(&id.as_u64()?.to_string())).collect::<Vec<_>>()
        };
        let own = |part: &&Item| part.content().get("trait").is_some_and(Value::is_null);
        let implementations = listed(item.content(), "impls").into_iter().filter(own);
        implementations.flat_map(|part| listed(part.content(), "items")).collect()
    }

    fn is_type(&self, id: u64) -> bool {
        self.index.get(&id.to_string()).is_some_and(|item| item.kind() == "assoc_type")
    }
}

impl Item {
    /// What it is, in rustdoc's words.
    pub(super) fn kind(&self) -> &str {
        self.inner.keys().next().map_or("", String::as_str)
    }

    /// What its kind alone has: a signature, bounds, a type.
    pub(super) fn content(&self) -> &Value {
        self.inner.values().next().unwrap_or(&Value::Null)
    }

    /// What to call it in a message.
    pub(super) fn title(&self) -> String {
        let kind = self.kind().replace('_', " ");
        self.name.as_ref().map_or(kind.clone(), |name| format!("{kind} `{name}`"))
    }

    /// Its file, from the root of the checkout, and its line, from 1.
    pub(super) fn place(&self) -> (String, u64) {
        self.span.as_ref().map_or_else(Default::default, |span| (span.filename.clone(), span.begin.0))
    }

    /// Whether a reader looks it up by itself, other than a field or a variant, and other than what sets a field: that is
    /// shown with its struct.
    pub(super) fn is_explained(&self) -> bool {
        !matches!(self.kind(), "assoc_type" | "impl" | "struct_field" | "use" | "variant")
            && !self.is_setter()
    }

    /// Whether it is a method that sets a field, and does no more.
    pub(super) fn is_setter(&self) -> bool {
        self.docs.as_deref().is_some_and(|docs| docs.starts_with("Sets [`"))
    }

    /// Whether it is a function that returns a `Result`, under whatever path.
    pub(super) fn can_fail(&self) -> bool {
        let output = self.content().pointer("/sig/output/resolved_path/path").and_then(Value::as_str);
        output.is_some_and(|path| path.rsplit("::").next() == Some("Result"))
    }
}
