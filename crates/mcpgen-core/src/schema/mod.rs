//! The JSON Schema of `stack.toml`, made from the model and shaped for editors.
//!
//! What schemars makes of the types is right, but hard on a reader: a value's type stands elsewhere than its key, and every
//! optional key may be `null`, which TOML does not have. Each step here takes one such thing away.

mod flatten;
pub(crate) mod pattern;
mod services;
mod words;

use schemars::generate::SchemaSettings;
use serde_json::{Map, Value, json};

use crate::diagnostic::{Code, Severity};
use crate::model::StackSpec;
use crate::name;
use crate::site::SITE;

/// The schema's own address, below [`SITE`].
const ADDRESS: &str = "schema/v1/stack.schema.json";

/// A JSON object.
type Object = Map<String, Value>;

/// The JSON Schema (draft-07) of `stack.toml`, as text that ends with a line break. Titles, descriptions, defaults and examples
/// are the model's own documentation. `servers` are the names that an editor offers where a gateway lists its servers; any
/// other name is as valid.
///
/// # Examples
///
/// ```
/// use mcpgen_core::stack_schema;
///
/// let schema = stack_schema(&["duckduckgo", "fetch"]);
/// assert!(schema.starts_with("{\n") && schema.ends_with("}\n"));
/// assert!(schema.contains("\"$schema\": \"http://json-schema.org/draft-07/schema#\""));
/// assert!(schema.contains("\"duckduckgo\""));
/// ```
#[must_use]
pub fn stack_schema(servers: &[&str]) -> String {
    let settings = SchemaSettings::draft07().with(|settings| settings.definitions_path = "/$defs".into());
    let mut schema = settings.into_generator().into_root_schema_for::<StackSpec>().to_value();
    words::cut_examples(&mut schema);
    if let Value::Object(root) = &mut schema {
        flatten::flatten(root);
        services::by_kind(root);
        words::annotate(root);
        root.insert("$id".to_owned(), format!("{SITE}{ADDRESS}").into());
        root.insert("title".to_owned(), "stack.toml of mcpgen".into());
    }
    offer_servers(&mut schema, servers);
    offer_codes(&mut schema);
    refuse_reserved_names(&mut schema);
    let mut text = serde_json::to_string_pretty(&schema).unwrap_or_default();
    text.push('\n');
    text
}

fn object_at<'a>(schema: &'a mut Value, pointer: &str) -> Option<&'a mut Object> {
    schema.pointer_mut(pointer)?.as_object_mut()
}

/// Names the servers that a gateway may list, besides the rule for such a name.
fn offer_servers(schema: &mut Value, servers: &[&str]) {
    let Some(item) = object_at(schema, "/$defs/mcp-gateway/properties/servers/items") else { return };
    if servers.is_empty() {
        return;
    }
    let description = item.get("description").cloned().unwrap_or_default();
    let rule = Value::Object(std::mem::take(item));
    let known = json!({ "title": "A server of Docker's catalog", "type": "string", "enum": servers });
    item.insert("title".to_owned(), "Server".into());
    item.insert("description".to_owned(), description);
    item.insert("anyOf".to_owned(), json!([known, rule]));
}

/// Names the codes that may have a level. One that no diagnostic has is worth a warning and no more, so it is no fault of shape.
fn offer_codes(schema: &mut Value) {
    let Some(level) = schema.pointer("/properties/lints/additionalProperties").cloned() else { return };
    let codes = Code::ALL.iter().filter(|code| code.severity() != Severity::Error);
    let codes: Object = codes
        .map(|code| {
            let entry = json!({ "title": code.as_str(), "description": code.title(), "allOf": [level] });
            (code.as_str().to_owned(), entry)
        })
        .collect();
    if let Some(lints) = object_at(schema, "/properties/lints") {
        lints.insert("properties".to_owned(), Value::Object(codes));
    }
}

/// A pattern without lookahead cannot say which names of `.env` are taken, so it is said beside it.
fn refuse_reserved_names(schema: &mut Value) {
    let reserved = json!({ "pattern": name::reserved_pattern() });
    match schema {
        Value::Object(object) => {
            if object.get("pattern").is_some_and(|pattern| pattern == name::DOTENV_PATTERN) {
                object.insert("not".to_owned(), reserved.clone());
            }
            if object.get("patternProperties").is_some_and(|keys| keys.get(name::DOTENV_PATTERN).is_some()) {
                object.insert("propertyNames".to_owned(), json!({ "not": reserved }));
            }
            object.values_mut().for_each(refuse_reserved_names);
        }
        Value::Array(items) => items.iter_mut().for_each(refuse_reserved_names),
        _ => {}
    }
}
