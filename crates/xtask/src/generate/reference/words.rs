//! What a key takes, in words.

use std::collections::BTreeMap;

use mcpgen_core::model::StackSpec;
use serde_json::Value;

use super::example::toml;

/// What each pattern means, as the type says that has it.
#[derive(Debug)]
pub(super) struct Forms(BTreeMap<String, String>);

impl Forms {
    /// The forms of all types of the model.
    pub(super) fn of_the_model() -> Self {
        let schema = schemars::schema_for!(StackSpec).to_value();
        let mut forms = BTreeMap::new();
        let mut open = vec![&schema];
        while let Some(node) = open.pop() {
            let word = |word: &str| node.get(word).and_then(Value::as_str);
            if let (Some(pattern), Some(description)) = (word("pattern"), word("description")) {
                // Of types with one pattern, the plainest words.
                let form: &mut String =
                    forms.entry(pattern.to_owned()).or_insert_with(|| description.to_owned());
                if description.len() < form.len() {
                    description.clone_into(form);
                }
            }
            match node {
                Value::Object(map) => open.extend(map.values()),
                Value::Array(items) => open.extend(items),
                _ => {}
            }
        }
        Self(forms)
    }

    /// What a value of this schema is, as the rest of a sentence.
    pub(super) fn words(&self, schema: &Value) -> String {
        let word = |word: &str| schema.get(word);
        if let Some(values) = word("enum").and_then(Value::as_array) {
            return or(values.iter().map(|value| format!("`{}`", toml(value))).collect());
        }
        if let Some(value) = word("const") {
            return format!("`{}`", toml(value));
        }
        if let Some(branches) = word("anyOf").and_then(Value::as_array) {
            let mut told: Vec<String> = Vec::new();
            for words in branches.iter().map(|branch| self.words(branch)) {
                if !told.contains(&words) {
                    told.push(words);
                }
            }
            return told.join("; or ");
        }
        match word("type").and_then(Value::as_str) {
            Some("boolean") => "`true` or `false`".to_owned(),
            Some("integer") => format!("a whole number{}", bounds(schema)),
            Some("number") => format!("a number{}", bounds(schema)),
            Some("string") => self.text(schema),
            Some("array") => self.list(schema),
            Some("object") => self.table(schema),
            _ if word("items").is_some() => "a list".to_owned(),
            _ if word("allOf").is_some() || word("$ref").is_some() => {
                "a table, with the keys below".to_owned()
            }
            _ => "anything".to_owned(),
        }
    }

    fn text(&self, schema: &Value) -> String {
        let form = schema.get("pattern").and_then(Value::as_str).and_then(|pattern| self.0.get(pattern));
        match form {
            Some(form) => format!("text ({})", lower(form.trim_end_matches('.'))),
            None => "text".to_owned(),
        }
    }

    fn list(&self, schema: &Value) -> String {
        let Some(items) = schema.get("items") else { return "a list".to_owned() };
        // Of hundreds of servers, the names are no help.
        let names = items.get("anyOf").and_then(|branches| branches.get(0)?.get("enum")?.as_array());
        let item = match names {
            Some(names) if names.len() > 40 => "names of servers".to_owned(),
            _ => format!("items, each {}", self.words(items)),
        };
        let item = item.replace("items, each text", "texts");
        let once = if schema.get("uniqueItems").is_some() { ", none of them twice" } else { "" };
        format!("a list of {item}{once}")
    }

    fn table(&self, schema: &Value) -> String {
        let values =
            schema.get("patternProperties").and_then(Value::as_object).and_then(|map| map.values().next());
        match values.or(schema.get("additionalProperties").filter(|value| value.is_object())) {
            Some(values) => format!("a table, to each name {}", self.words(values)),
            None => "a table, with the keys below".to_owned(),
        }
    }
}

fn bounds(schema: &Value) -> String {
    match (schema.get("minimum"), schema.get("maximum")) {
        (Some(least), Some(most)) => format!(" from {least} to {most}"),
        _ => String::new(),
    }
}

fn or(mut words: Vec<String>) -> String {
    match words.pop() {
        Some(last) if !words.is_empty() => format!("{} or {last}", words.join(", ")),
        Some(last) => last,
        None => String::new(),
    }
}

/// The text with a small letter at its beginning, unless its first word is an abbreviation.
fn lower(text: &str) -> String {
    let mut characters = text.chars();
    let first = characters.next();
    let rest = characters.as_str();
    match first {
        Some(first) if !rest.starts_with(char::is_uppercase) => {
            first.to_lowercase().collect::<String>() + rest
        }
        _ => text.to_owned(),
    }
}
