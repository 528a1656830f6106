//! Names of other crates in what is public.

use std::collections::BTreeSet;

use serde_json::Value;

use super::rustdoc::{Crate, Item, Origin};

/// The crates that every program has.
const RUST: [&str; 3] = ["alloc", "core", "std"];

/// What may be named all the same, and why.
const ALLOWED: [(&str, &str); 5] = [
    ("serde_core::ser::Serialize", "serde is how Rust's libraries exchange values, at version 1 since 2017"),
    ("serde_core::de::Deserialize", "as `Serialize`"),
    ("schemars::JsonSchema", "only with the feature `schema`, which says so"),
    ("miette::protocol::Diagnostic", "only the trait: any handler of miette renders a report"),
    ("miette::protocol::SourceCode", "as `Diagnostic`, which hands it out"),
];

/// The paths of all that `item` names and that belongs neither to Rust nor to `ours`, besides what is allowed.
pub(super) fn foreign(read: &Crate, item: &Item, ours: &[&str]) -> BTreeSet<String> {
    let mut names = Vec::new();
    collect(item.content(), &mut names);
    names.into_iter().filter_map(|(path, id)| judge(read, path, id, ours)).collect()
}

fn judge(read: &Crate, path: &str, id: u64, ours: &[&str]) -> Option<String> {
    match read.origin(id) {
        None => Some(format!("`{path}`, of which rustdoc does not say whose it is")),
        Some(Origin::Own) => None,
        Some(Origin::Other { package, path }) => {
            let known = RUST.contains(&package) || ours.iter().any(|own| own.replace('-', "_") == package);
            let allowed = ALLOWED.iter().any(|(name, _)| *name == path);
            (!known && !allowed).then(|| format!("`{path}`"))
        }
    }
}

/// Adds every type and trait that is named anywhere in `value`: an object with an `id` and a `path`, or with an `id`
/// and a `source` when it is a `use`.
fn collect<'a>(value: &'a Value, names: &mut Vec<(&'a str, u64)>) {
    match value {
        Value::Array(values) => values.iter().for_each(|value| collect(value, names)),
        Value::Object(entries) => {
            let path = entries.get("path").or_else(|| entries.get("source")).and_then(Value::as_str);
            if let (Some(path), Some(id)) = (path, entries.get("id").and_then(Value::as_u64)) {
                names.push((path, id));
            }
            entries.values().for_each(|value| collect(value, names));
        }
        _ => {}
    }
}
