//! The keys that the schema knows of containers and of what is around them, and those that a document has: both as paths, with
//! `*` for a name that a person chooses and `[]` for a list.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value as Json;
use toml::{Table, Value};

/// The paths of all keys below `networks`, `secrets` and a service of kind `container` that `schema` knows.
#[must_use]
pub fn of_schema(schema: &Json) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for (name, path) in
        [("NetworkSpec", "networks.*"), ("SecretSpec", "secrets.*"), ("container", "services.*")]
    {
        if let Some(entry) = schema.pointer(&format!("/$defs/{name}")) {
            collect(schema, entry, path, 0, &mut found);
        }
    }
    found
}

fn collect(schema: &Json, part: &Json, path: &str, depth: usize, found: &mut BTreeSet<String>) {
    if depth > 20 {
        return;
    }
    if let Some(name) = part.get("$ref").and_then(Json::as_str).and_then(|name| name.strip_prefix('#'))
        && let Some(target) = schema.pointer(name)
    {
        collect(schema, target, path, depth + 1, found);
    }
    for key in ["anyOf", "oneOf", "allOf"] {
        for part in part.get(key).and_then(Json::as_array).into_iter().flatten() {
            collect(schema, part, path, depth + 1, found);
        }
    }
    for (key, value) in part.get("properties").and_then(Json::as_object).into_iter().flatten() {
        let below = format!("{path}.{key}");
        found.insert(below.clone());
        collect(schema, value, &below, depth + 1, found);
    }
    for value in
        part.get("patternProperties").and_then(Json::as_object).into_iter().flat_map(|all| all.values())
    {
        collect(schema, value, &format!("{path}.*"), depth + 1, found);
    }
    for (key, mark) in [("additionalProperties", ".*"), ("items", "[]")] {
        if let Some(value) = part.get(key).filter(|value| value.is_object()) {
            collect(schema, value, &format!("{path}{mark}"), depth + 1, found);
        }
    }
}

/// Adds to `counts` each path of `document`, the names in it that a person chose as `*`: those that `known` does not have.
pub fn count(document: &Table, known: &BTreeSet<String>, counts: &mut BTreeMap<String, usize>) {
    for (key, value) in document {
        walk(key, value, known, counts);
    }
}

fn walk(path: &str, value: &Value, known: &BTreeSet<String>, counts: &mut BTreeMap<String, usize>) {
    if known.contains(path) {
        *counts.entry(path.to_owned()).or_default() += 1;
    }
    match value {
        Value::Table(table) => {
            for (key, value) in table {
                let below = format!("{path}.{key}");
                let below = if known.contains(&below) { below } else { format!("{path}.*") };
                walk(&below, value, known, counts);
            }
        }
        Value::Array(items) => {
            for value in items {
                walk(&format!("{path}[]"), value, known, counts);
            }
        }
        _ => {}
    }
}
