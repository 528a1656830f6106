//! The JSON Schema that editors read says the same of a stack's shape as mcpgen itself.

#![expect(clippy::unwrap_used, reason = "a test fails by a panic")]

use std::fs;

use jsonschema::Validator;
use mcpgen::core::diagnostic::{Code, Severity};
use mcpgen_tests::cases;
use mcpgen_tests::produce::evaluate;
use mcpgen_tests::root;
use serde_json::{Map, Value};

fn committed() -> String {
    let path = root().join("schema/stack.schema.json");
    // A checkout may have given it other line ends.
    fs::read_to_string(path).unwrap().replace("\r\n", "\n")
}

fn validator() -> Validator {
    let schema: Value = serde_json::from_str(&committed()).unwrap();
    jsonschema::validator_for(&schema).unwrap()
}

/// A TOML text as JSON. A date is an empty table, for no key of a stack takes either. `None` for a text that is not TOML, or has a number
/// that is none in JSON.
fn as_json(bytes: &[u8]) -> Option<Value> {
    let text = std::str::from_utf8(bytes).ok()?;
    let table: toml::Table = toml::from_str(text.trim_start_matches('\u{feff}')).ok()?;
    convert(toml::Value::Table(table))
}

fn convert(value: toml::Value) -> Option<Value> {
    Some(match value {
        toml::Value::String(text) => Value::String(text),
        toml::Value::Integer(number) => number.into(),
        toml::Value::Float(number) => Value::Number(serde_json::Number::from_f64(number)?),
        toml::Value::Boolean(value) => Value::Bool(value),
        toml::Value::Datetime(_) => Value::Object(Map::new()),
        toml::Value::Array(items) => Value::Array(items.into_iter().map(convert).collect::<Option<_>>()?),
        toml::Value::Table(table) => Value::Object(
            table
                .into_iter()
                .map(|(key, value)| Some((key, convert(value)?)))
                .collect::<Option<Map<_, _>>>()?,
        ),
    })
}

#[test]
fn the_committed_schema_is_what_the_types_give() {
    assert!(
        committed() == mcpgen::stack_schema(),
        "schema/stack.schema.json is not what `mcpgen schema` prints: run `cargo xtask generate`"
    );
}

#[test]
fn the_schema_is_valid_under_its_metaschema() {
    let schema: Value = serde_json::from_str(&committed()).unwrap();
    assert!(schema["$schema"].as_str().unwrap().contains("draft-07"));
    jsonschema::meta::validate(&schema).unwrap();
}

#[test]
fn every_stack_that_renders_is_accepted() {
    let validator = validator();
    let mut wrong = Vec::new();
    for case in cases::ok().unwrap().into_iter().chain(cases::examples().unwrap()) {
        let stack = as_json(&fs::read(case.stack()).unwrap()).unwrap();
        for error in validator.iter_errors(&stack) {
            wrong.push(format!("{}: {}: {error}", case.name, error.instance_path()));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_stack_whose_shape_is_wrong_is_refused() {
    let validator = validator();
    let mut wrong = Vec::new();
    let mut judged = 0;
    for case in cases::err().unwrap() {
        let evaluation = evaluate(&case.stack()).unwrap();
        let first =
            evaluation.report().diagnostics().iter().find(|found| found.severity() == Severity::Error);
        let of_shape = first.is_some_and(|found| {
            matches!(found.code(), Code::UnknownKey | Code::WrongType | Code::MissingKey)
        });
        let Some(stack) = as_json(&fs::read(case.stack()).unwrap()).filter(|_| of_shape) else { continue };
        judged += 1;
        if validator.is_valid(&stack) {
            wrong.push(case.name);
        }
    }
    assert!(judged > 30, "only {judged} cases have a fault of shape");
    assert!(wrong.is_empty(), "the schema accepts: {}", wrong.join(", "));
}

/// Every schema in the schema, with its place.
fn nodes(schema: &Value) -> Vec<(String, &Map<String, Value>)> {
    let mut nodes = Vec::new();
    let mut open = vec![(String::new(), schema)];
    while let Some((path, node)) = open.pop() {
        match node {
            Value::Object(map) => {
                nodes.push((path.clone(), map));
                open.extend(map.iter().map(|(key, value)| (format!("{path}/{key}"), value)));
            }
            Value::Array(items) => {
                let places = items.iter().enumerate().map(|(index, item)| (format!("{path}/{index}"), item));
                open.extend(places);
            }
            _ => {}
        }
    }
    nodes
}

/// Every key that a table may have, with what the schema says of it. What an `if` asks for is no such key.
fn keys(schema: &Value) -> Vec<(String, &Value)> {
    nodes(schema)
        .into_iter()
        .filter(|(path, _)| path.ends_with("/properties") && !path.contains("/if/"))
        .flat_map(|(path, map)| map.iter().map(move |(key, value)| (format!("{path}/{key}"), value)))
        .collect()
}

#[test]
fn every_key_has_its_words_for_the_editor() {
    let schema: Value = serde_json::from_str(&committed()).unwrap();
    let mut without = Vec::new();
    for (path, key) in keys(&schema) {
        without.extend(
            ["title", "description"]
                .into_iter()
                .filter(|word| key.get(word).and_then(Value::as_str).unwrap_or_default().is_empty())
                .map(|word| format!("{word}: {path}")),
        );
        // A switch shows itself what it takes, and a table has keys that do.
        let simple = matches!(
            key.get("type").and_then(Value::as_str),
            Some("string" | "integer" | "number" | "array")
        ) && key.pointer("/items/$ref").is_none();
        if simple && !["examples", "default", "enum", "const"].iter().any(|word| key.get(word).is_some()) {
            without.push(format!("example: {path}"));
        }
    }
    assert!(without.is_empty(), "without\n{}", without.join("\n"));
}

#[test]
fn every_number_has_bounds_and_every_table_is_closed() {
    let schema: Value = serde_json::from_str(&committed()).unwrap();
    let mut open = Vec::new();
    for (path, node) in nodes(&schema) {
        let kind = node.get("type").and_then(Value::as_str);
        if matches!(kind, Some("integer" | "number"))
            && !(node.contains_key("minimum") && node.contains_key("maximum"))
        {
            open.push(format!("no bounds: {path}"));
        }
        // The kinds close the table of a service.
        let has_keys = node.get("properties").is_some() && kind == Some("object");
        if has_keys
            && !path.ends_with("/ServiceSpec")
            && node.get("additionalProperties").is_none_or(|more| more == true)
        {
            open.push(format!("not closed: {path}"));
        }
    }
    assert!(open.is_empty(), "{}", open.join("\n"));
}

#[test]
fn every_default_and_example_is_what_its_key_takes() {
    let schema: Value = serde_json::from_str(&committed()).unwrap();
    let mut wrong = Vec::new();
    for (path, key) in keys(&schema) {
        let alone =
            serde_json::json!({ "$schema": schema["$schema"], "$defs": schema["$defs"], "allOf": [key] });
        let validator = jsonschema::validator_for(&alone).unwrap();
        let examples = key.get("examples").and_then(Value::as_array).into_iter().flatten();
        for value in examples.chain(key.get("default")).filter(|value| !validator.is_valid(value)) {
            wrong.push(format!("{path}: {value}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
