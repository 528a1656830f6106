//! A key of the schema, as an entry of a page.

use std::fmt::Write as _;

use serde_json::{Map, Value};

use super::example;
use super::page::Section;
use super::words::Forms;

/// How deep the tables of a stack lie in one another, with a margin.
const DEEPEST: usize = 12;

/// A key that can be written in a table.
#[derive(Clone, Debug)]
pub(super) struct Key {
    /// What is written from the table's header on: `limits.memory`, `volumes[].path`, `models.NAME.model`.
    pub(super) path: String,
    /// Where it stands in the schema.
    pub(super) place: String,
    /// What the schema says of it.
    pub(super) schema: Value,
    /// The schema that holds all definitions.
    pub(super) root: Value,
    /// Whether its table must have it.
    pub(super) required: bool,
}

/// The places of every key of the schema: what an `if` asks for is no such key.
pub(super) fn all_places(root: &Value) -> Vec<String> {
    let mut places = Vec::new();
    let mut open = vec![(String::new(), root)];
    while let Some((place, node)) = open.pop() {
        let Value::Object(map) = node else {
            if let Value::Array(items) = node {
                open.extend(items.iter().enumerate().map(|(index, item)| (format!("{place}/{index}"), item)));
            }
            continue;
        };
        let of_root = place.is_empty() || place.starts_with("/properties/");
        for (word, value) in map {
            if word == "properties" && !of_root {
                places.extend(
                    value
                        .as_object()
                        .into_iter()
                        .flatten()
                        .map(|(key, _)| format!("{place}/properties/{key}")),
                );
            }
            if !matches!(word.as_str(), "if" | "examples" | "default") {
                open.push((format!("{place}/{word}"), value));
            }
        }
    }
    places
}

/// The keys below `schema`, which stands at `place`, each before those of its own table.
pub(super) fn below(root: &Value, schema: &Value, place: &str, path: &str, depth: usize) -> Vec<Key> {
    if depth == DEEPEST {
        return Vec::new();
    }
    let inside = |schema: &Value, place: String, path: String| below(root, schema, &place, &path, depth + 1);
    let mut keys = Vec::new();
    let object = |word: &str| schema.get(word).and_then(Value::as_object).into_iter().flatten();
    if let Some(target) =
        schema.get("$ref").and_then(Value::as_str).and_then(|target| target.strip_prefix('#'))
    {
        keys.extend(
            root.pointer(target)
                .into_iter()
                .flat_map(|schema| inside(schema, target.to_owned(), path.to_owned())),
        );
    }
    for word in ["allOf", "anyOf"] {
        let branches = schema.get(word).and_then(Value::as_array).into_iter().flatten().enumerate();
        keys.extend(
            branches.flat_map(|(index, branch)| {
                inside(branch, format!("{place}/{word}/{index}"), path.to_owned())
            }),
        );
    }
    if let Some(items) = schema.get("items").filter(|items| items.is_object()) {
        keys.extend(inside(items, format!("{place}/items"), format!("{path}[]")));
    }
    for (pattern, value) in object("patternProperties") {
        keys.extend(inside(value, format!("{place}/patternProperties/{pattern}"), format!("{path}.NAME")));
    }
    if let Some(value) = schema.get("additionalProperties").filter(|value| value.is_object()) {
        keys.extend(inside(value, format!("{place}/additionalProperties"), format!("{path}.NAME")));
    }
    let required = |name: &str| {
        schema
            .get("required")
            .and_then(Value::as_array)
            .is_some_and(|names| names.iter().any(|other| other == name))
    };
    for (name, property) in object("properties") {
        let path = if path.is_empty() { name.clone() } else { format!("{path}.{name}") };
        let place = format!("{place}/properties/{name}");
        keys.push(Key {
            path: path.clone(),
            place: place.clone(),
            schema: property.clone(),
            root: root.clone(),
            required: required(name),
        });
        keys.extend(below(root, property, &place, &path, depth + 1));
    }
    keys
}

impl Key {
    /// What links to the entry end with.
    pub(super) fn anchor(&self, section: &Section) -> String {
        let path = format!("{}{}", section.anchor, self.path.replace("[]", "-item").replace('.', "-"));
        path.to_lowercase()
    }

    /// The entry: what the key is, what it takes, its default, an example.
    pub(super) fn entry(&self, section: &Section, forms: &Forms) -> Result<String, String> {
        let level = if self.path.contains('.') { "####" } else { "###" };
        let mut text = format!("\n{level} `{}` {{#{}}}\n\n", self.path, self.anchor(section));
        let (description, default) = self.description();
        let _ = writeln!(text, "{description}\n\n- Takes: {}.", forms.words(&self.schema));
        if self.required {
            text.push_str("- Required.\n");
        } else if let Some(default) = default {
            let _ = writeln!(text, "- Default: {default}.");
        }
        if let Some(example) = example::line(self)? {
            let _ = writeln!(text, "- Example: `{example}`");
        }
        Ok(text)
    }

    /// What the key is, and its default, which its documentation tells in the same breath.
    fn description(&self) -> (String, Option<String>) {
        let whole = self.schema.get("description").and_then(Value::as_str).unwrap_or_default();
        let Some((before, rest)) = whole.split_once("Default: ") else {
            let default = self.schema.get("default").filter(|default| **default != Value::Object(Map::new()));
            return (whole.to_owned(), default.map(|default| format!("`{}`", example::toml(default))));
        };
        let (default, after) = match rest.split_once(". ") {
            Some((default, after)) => (default, after),
            None => (rest.trim_end_matches('.'), ""),
        };
        let default = if default.starts_with('`') || self.schema.get("default").is_none_or(Value::is_array) {
            default.to_owned()
        } else {
            let (value, rest) = default.split_at(default.find([',', ' ', ';']).unwrap_or(default.len()));
            format!("`{value}`{rest}")
        };
        (format!("{before}{after}").trim().to_owned(), Some(default))
    }
}
