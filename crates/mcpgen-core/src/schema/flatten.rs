//! Every key says itself what it takes: only tables stay apart, for they are long.

use serde_json::{Value, json};

use super::Object;

/// How deep the model's types lie in one another, with a margin.
const DEEPEST: usize = 32;

/// Puts in place of each reference to anything but a table what it refers to, and takes `null` out.
pub(super) fn flatten(root: &mut Object) {
    let definitions = root.get("$defs").and_then(Value::as_object).cloned().unwrap_or_default();
    for (key, value) in root.iter_mut() {
        if key == "$defs" {
            let tables = definitions.iter().filter(|(_, definition)| is_table(definition));
            let flat = tables.map(|(name, definition)| {
                let mut definition = definition.clone();
                replace(&mut definition, &definitions, DEEPEST);
                (name.clone(), definition)
            });
            *value = Value::Object(flat.collect());
        } else {
            replace(value, &definitions, DEEPEST);
        }
    }
}

/// Whether a definition has keys of its own, or is the choice between such.
fn is_table(definition: &Value) -> bool {
    let has_properties = |value: &Value| value.get("properties").is_some();
    let branches = |word: &str| definition.get(word).and_then(Value::as_array);
    has_properties(definition)
        || branches("oneOf").is_some_and(|branches| branches.iter().all(has_properties))
        // A lint's level, or a table with one: as long, and used once for each code.
        || definition.pointer("/anyOf/1/properties/level").is_some()
}

fn replace(node: &mut Value, definitions: &Object, depth: usize) {
    if depth == 0 {
        return;
    }
    match node {
        Value::Array(items) => items.iter_mut().for_each(|item| replace(item, definitions, depth - 1)),
        Value::Object(object) => {
            without_null(object);
            if let Some(definition) = referred(object).and_then(|name| definitions.get(name)) {
                if !is_table(definition) {
                    object.remove("allOf");
                    object.remove("$ref");
                    for (key, value) in definition.as_object().into_iter().flatten() {
                        object.entry(key.clone()).or_insert_with(|| value.clone());
                    }
                } else if object.len() > 1
                    && let Some(reference) = object.remove("$ref")
                {
                    // What stands beside a reference counts for nothing in draft-07.
                    object.insert("allOf".to_owned(), json!([{ "$ref": reference }]));
                }
            }
            words_of_enum(object);
            // A key may be called `format` too; then a table stands here, and not a word.
            if object.get("format").is_some_and(Value::is_string)
                && object.remove("format").is_some_and(|format| format == "uint32")
            {
                object.insert("maximum".to_owned(), u32::MAX.into());
            }
            object.values_mut().for_each(|value| replace(value, definitions, depth - 1));
        }
        _ => {}
    }
}

/// The name of the definition that is all there is to this schema, besides its words.
fn referred(object: &Object) -> Option<&str> {
    let alone = match object.get("allOf").and_then(Value::as_array).map(Vec::as_slice) {
        Some([only]) => only.get("$ref"),
        _ => None,
    };
    object.get("$ref").or(alone)?.as_str()?.strip_prefix("#/$defs/")
}

/// TOML has no `null`: a key that may be absent is one that is not required.
fn without_null(object: &mut Object) {
    let null = json!({ "type": "null" });
    if let Some(Value::Array(types)) = object.get_mut("type") {
        types.retain(|name| name != "null");
        if let [only] = types.as_slice() {
            let only = only.clone();
            object.insert("type".to_owned(), only);
        }
    }
    if let Some(Value::Array(choices)) = object.get_mut("anyOf") {
        choices.retain(|choice| choice != &null);
        if let [Value::Object(only)] = choices.as_slice() {
            let only = only.clone();
            object.remove("anyOf");
            for (key, value) in only {
                object.entry(key).or_insert(value);
            }
        }
    }
}

/// A choice of words as `enum`: then a validator names the words instead of saying that no branch fits. What each means is kept
/// where Taplo looks for it.
fn words_of_enum(object: &mut Object) {
    let Some(branches) = object.get("oneOf").and_then(Value::as_array) else { return };
    let words: Option<Vec<Value>> = branches.iter().map(|branch| branch.get("const").cloned()).collect();
    let Some(words) = words else { return };
    let meanings: Vec<Value> =
        branches.iter().map(|branch| branch.get("description").cloned().unwrap_or_default()).collect();
    object.remove("oneOf");
    object.insert("type".to_owned(), "string".into());
    object.insert("enum".to_owned(), Value::Array(words));
    object.insert("x-taplo".to_owned(), json!({ "docs": { "enumValues": meanings } }));
}
