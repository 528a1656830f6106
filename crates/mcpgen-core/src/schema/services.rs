//! A service's keys depend on its kind. Told by `if` and `then`, an editor speaks of the one kind that is meant, and of no other.

use serde_json::{Value, json};

use super::Object;

const DESCRIPTION: &str = "What kind of service it is; the other keys depend on it.";

/// Rewrites the choice between kinds of service: each kind becomes a definition under its own name.
pub(super) fn by_kind(root: &mut Object) {
    let Some(Value::Object(definitions)) = root.get_mut("$defs") else { return };
    let Some(Value::Object(service)) = definitions.get_mut("ServiceSpec") else { return };
    let Some(Value::Array(mut branches)) = service.remove("oneOf") else { return };
    let kinds: Vec<Value> = branches.iter().map(kind_of).collect();
    let meanings: Vec<Value> =
        branches.iter().map(|branch| branch.get("description").cloned().unwrap_or_default()).collect();
    let mut rules: Vec<Value> = kinds.iter().map(|kind| rule(kind, &reference(kind))).collect();
    for (branch, kind) in branches.iter_mut().zip(&kinds) {
        let required = branch.as_object_mut().and_then(|branch| branch.remove("required"));
        let Some(Value::Array(mut keys)) = required else { continue };
        keys.retain(|key| key != "kind");
        if !keys.is_empty() {
            // Apart from the kind, so that a table that still lacks a key is one of its kind while it is being written.
            rules.push(rule(
                kind,
                &json!({ "type": "object", "required": keys, "additionalProperties": true }),
            ));
        }
    }
    // Refuses nothing, for anything fits the last branch. Tombi completes and explains the keys of the branch that fits a
    // table, and looks into no `then`.
    let mut hints: Vec<Value> = kinds.iter().map(reference).collect();
    hints.push(json!({ "type": "object" }));
    let choice = json!({
        "title": "Kind",
        "description": DESCRIPTION,
        "type": "string",
        "enum": kinds,
        "x-taplo": { "docs": { "enumValues": meanings } },
    });
    service.insert("type".to_owned(), "object".into());
    service.insert("properties".to_owned(), json!({ "kind": choice }));
    service.insert("required".to_owned(), json!(["kind"]));
    // The kinds close the table, each with its own keys.
    service.insert("additionalProperties".to_owned(), true.into());
    service.insert("allOf".to_owned(), Value::Array(rules));
    service.insert("anyOf".to_owned(), Value::Array(hints));
    for mut branch in branches {
        let kind = kind_of(&branch);
        if let Some(own) = branch.pointer_mut("/properties/kind") {
            *own = json!({ "title": "Kind", "description": DESCRIPTION, "type": "string", "const": kind });
        }
        definitions.insert(kind.as_str().unwrap_or_default().to_owned(), branch);
    }
}

fn kind_of(branch: &Value) -> Value {
    branch.pointer("/properties/kind/const").cloned().unwrap_or_default()
}

fn reference(kind: &Value) -> Value {
    json!({ "$ref": format!("#/$defs/{}", kind.as_str().unwrap_or_default()) })
}

/// What holds of a service of one kind.
fn rule(kind: &Value, then: &Value) -> Value {
    json!({ "if": { "properties": { "kind": { "const": kind } }, "required": ["kind"] }, "then": then })
}
