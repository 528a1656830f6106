//! The words of each key: its title, and the default and the examples that its documentation tells.

use serde_json::Value;

use super::Object;

/// Where the documentation of a type turns to those who program with it.
const EXAMPLES: &str = "# Examples";

/// Takes out of every description what is meant for those who program with the types: the examples, which come last.
pub(super) fn cut_examples(schema: &mut Value) {
    match schema {
        Value::Object(object) => {
            if let Some(Value::String(description)) = object.get_mut("description")
                && let Some((words, _)) = description.split_once(EXAMPLES)
            {
                *description = words.trim_end().to_owned();
            }
            object.values_mut().for_each(cut_examples);
        }
        Value::Array(items) => items.iter_mut().for_each(cut_examples),
        _ => {}
    }
}

/// Gives each table and each key its words.
pub(super) fn annotate(root: &mut Object) {
    for (name, definition) in root.get_mut("$defs").and_then(Value::as_object_mut).into_iter().flatten() {
        if let Value::Object(definition) = definition {
            definition.insert("title".to_owned(), title(&apart(name)).into());
            annotate_keys(definition);
        }
    }
    let definitions = root.remove("$defs");
    annotate_keys(root);
    root.extend(definitions.map(|definitions| ("$defs".to_owned(), definitions)));
}

/// `HealthcheckSpec` as `healthcheck`.
fn apart(name: &str) -> String {
    let mut words = String::new();
    for character in name.trim_end_matches("Spec").trim_end_matches("Table").chars() {
        if character.is_uppercase() && !words.is_empty() {
            words.push('-');
        }
        words.extend(character.to_lowercase());
    }
    words
}

/// `start-period` as `Start period`.
fn title(key: &str) -> String {
    let key = key.replace('-', " ");
    let mut characters = key.chars();
    characters.next().map(|first| first.to_uppercase().chain(characters).collect()).unwrap_or_default()
}

fn annotate_keys(object: &mut Object) {
    if let Some(Value::String(description)) = object.get_mut("description") {
        *description = description.replace('\n', " ");
    }
    for (word, value) in object.iter_mut() {
        match value {
            Value::Object(properties) if word == "properties" => {
                for (key, property) in properties {
                    if let Value::Object(property) = property {
                        property.entry("title").or_insert_with(|| title(key).into());
                        annotate_keys(property);
                        tell(property);
                    }
                }
            }
            Value::Object(inner) if word == "patternProperties" => {
                inner.values_mut().filter_map(Value::as_object_mut).for_each(annotate_keys);
            }
            Value::Object(inner) if matches!(word.as_str(), "items" | "additionalProperties") => {
                annotate_keys(inner);
            }
            Value::Array(branches) if matches!(word.as_str(), "anyOf" | "allOf") => {
                branches.iter_mut().filter_map(Value::as_object_mut).for_each(annotate_keys);
            }
            _ => {}
        }
    }
}

/// Takes the default and an example from a key's description, and an example of a list from one of its items.
fn tell(property: &mut Object) {
    let Some(Value::String(description)) = property.get("description").cloned() else { return };
    if let Some(default) = default(&description).filter(|default| fits(property, default)) {
        property.insert("default".to_owned(), default);
    }
    let of_list = property.get("type").is_some_and(|kind| kind == "array");
    let example = example(&description).map(|example| match example {
        Value::Array(_) => example,
        item if of_list => vec![item].into(),
        value => value,
    });
    if let Some(example) = example.filter(|example| fits(property, example)) {
        property.entry("examples").or_insert_with(|| vec![example].into());
    }
    let item = property.get("items").and_then(|items| items.get("examples")?.get(0)).cloned();
    if let Some(item) = item {
        property.entry("examples").or_insert_with(|| vec![vec![item]].into());
    }
}

/// The value after `Default: `, when it is one and not said in words.
fn default(description: &str) -> Option<Value> {
    let (_, rest) = description.split_once("Default: ")?;
    quoted(rest).or_else(|| {
        let word = rest.split([' ', ',', ';']).next()?;
        serde_json::from_str(word.trim_end_matches('.')).ok()
    })
}

/// The value after `such as `.
fn example(description: &str) -> Option<Value> {
    quoted(description.split_once("such as ")?.1)
}

/// What stands in backticks at the beginning of `text`: JSON when it is that, else text.
fn quoted(text: &str) -> Option<Value> {
    let (value, _) = text.strip_prefix('`')?.split_once('`')?;
    Some(serde_json::from_str(value).unwrap_or_else(|_| value.into()))
}

/// Whether a value is of the property's type.
fn fits(property: &Object, value: &Value) -> bool {
    match property.get("type").and_then(Value::as_str) {
        Some("string") => value.is_string(),
        Some("boolean") => value.is_boolean(),
        Some("integer") => value.is_i64(),
        Some("number") => value.is_number(),
        Some("array") => value.is_array(),
        Some("object") => value.is_object(),
        _ => value.is_i64() || value.is_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schema::stack_schema;

    fn descriptions(schema: &Value, found: &mut Vec<String>) {
        match schema {
            Value::Object(object) => {
                found.extend(object.get("description").and_then(Value::as_str).map(str::to_owned));
                object.values().for_each(|value| descriptions(value, found));
            }
            Value::Array(items) => items.iter().for_each(|item| descriptions(item, found)),
            _ => {}
        }
    }

    #[test]
    fn no_description_shows_the_examples_of_the_types() {
        let mut found = Vec::new();
        descriptions(&serde_json::from_str(&stack_schema(&[])).unwrap(), &mut found);
        assert!(found.len() > 100);
        for description in found {
            let is_prose = !["```", "# ", "mcpgen_core"].iter().any(|code| description.contains(code));
            assert!(is_prose, "{description}");
        }
    }
}
