//! YAML as a tree. The only file that names the YAML library.

use std::collections::BTreeMap;
use std::fmt;

use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};

use crate::value::Value;

/// A part of a document.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Yaml {
    Null,
    Boolean(bool),
    /// A number, as it prints.
    Number(String),
    Text(Value),
    List(Vec<Yaml>),
    Table(BTreeMap<String, Yaml>),
}

impl Yaml {
    /// Reads the first document of `text`; an empty one is null.
    ///
    /// The reader is one of YAML 1.2 where Compose, the gateway and cloudflared have one of 1.1; both take the same for a
    /// number or a boolean where it matters here.
    pub(crate) fn read(text: &str) -> Result<Self, String> {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let is_empty = text.lines().all(|line| {
            let line = line.trim();
            line.is_empty() || line.starts_with('#') || line == "---"
        });
        if is_empty {
            return Ok(Self::Null);
        }
        let options = serde_saphyr::options! { with_snippet: false, strict_booleans: true };
        serde_saphyr::from_str_with_options(text, options).map_err(|error| {
            let line = error.location().map(|location| format!("line {}: ", location.line()));
            // What the message quotes of the file may be a secret.
            let message = error.to_string();
            let message = message.split(" at line ").next().unwrap_or(&message);
            let message = message.split(['`', '"', '\'', ':', '\n']).next().unwrap_or(message).trim();
            format!("{}{message}", line.unwrap_or_default())
        })
    }

    /// The value of a key; `None` when this is no table, has no such key or nothing at it.
    pub(crate) fn get(&self, key: &str) -> Option<&Self> {
        match self {
            Self::Table(table) => table.get(key).filter(|value| **value != Self::Null),
            _ => None,
        }
    }

    pub(crate) fn table(&self) -> Option<&BTreeMap<String, Self>> {
        match self {
            Self::Table(table) => Some(table),
            _ => None,
        }
    }

    pub(crate) fn list(&self) -> Option<&[Self]> {
        match self {
            Self::List(items) => Some(items),
            _ => None,
        }
    }

    /// A scalar as text.
    pub(crate) fn scalar(&self) -> Option<Value> {
        match self {
            Self::Text(value) => Some(value.clone()),
            Self::Number(number) => Some(Value::literal(number.as_str())),
            Self::Boolean(boolean) => Some(Value::literal(boolean.to_string())),
            Self::Null | Self::List(_) | Self::Table(_) => None,
        }
    }

    /// The text of a scalar at a key.
    pub(crate) fn text(&self, key: &str) -> Option<String> {
        self.get(key)?.scalar().map(|value| value.text().to_owned())
    }

    /// A boolean, or the text of one.
    pub(crate) fn boolean(&self, key: &str) -> Option<bool> {
        match self.get(key)? {
            Self::Boolean(boolean) => Some(*boolean),
            other => other.scalar()?.text().parse().ok(),
        }
    }

    /// The items of a list of scalars; a scalar alone is a list of one.
    pub(crate) fn texts(&self, key: &str) -> Vec<String> {
        let scalar = |item: &Self| item.scalar().map(|value| value.text().to_owned());
        match self.get(key) {
            Some(Self::List(items)) => items.iter().filter_map(scalar).collect(),
            Some(other) => scalar(other).into_iter().collect(),
            None => Vec::new(),
        }
    }

    /// Every text in it, changed by `change`.
    pub(crate) fn map_texts(&mut self, change: &mut dyn FnMut(&Value) -> Value) {
        match self {
            Self::Text(value) => *value = change(value),
            Self::List(items) => items.iter_mut().for_each(|item| item.map_texts(change)),
            Self::Table(table) => table.values_mut().for_each(|value| value.map_texts(change)),
            Self::Null | Self::Boolean(_) | Self::Number(_) => {}
        }
    }
}

impl<'de> Deserialize<'de> for Yaml {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(YamlVisitor)
    }
}

struct YamlVisitor;

impl<'de> Visitor<'de> for YamlVisitor {
    type Value = Yaml;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("YAML")
    }

    fn visit_unit<E>(self) -> Result<Yaml, E> {
        Ok(Yaml::Null)
    }

    fn visit_none<E>(self) -> Result<Yaml, E> {
        Ok(Yaml::Null)
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Yaml, D::Error> {
        Yaml::deserialize(deserializer)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Yaml, E> {
        Ok(Yaml::Boolean(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Yaml, E> {
        Ok(Yaml::Number(value.to_string()))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Yaml, E> {
        Ok(Yaml::Number(value.to_string()))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Yaml, E> {
        Ok(Yaml::Number(value.to_string()))
    }

    fn visit_str<E>(self, value: &str) -> Result<Yaml, E> {
        Ok(Yaml::Text(Value::literal(value)))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut access: A) -> Result<Yaml, A::Error> {
        let mut items = Vec::new();
        while let Some(item) = access.next_element()? {
            items.push(item);
        }
        Ok(Yaml::List(items))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<Yaml, A::Error> {
        let mut table = BTreeMap::new();
        while let Some(key) = access.next_key::<Yaml>()? {
            let key = key.scalar().map(|key| key.text().to_owned()).unwrap_or_default();
            table.insert(key, access.next_value()?);
        }
        Ok(Yaml::Table(table))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_document_is_a_tree() {
        let yaml = Yaml::read("a: 1\nb: [x, true, null]\nc: &c {d: \"1\"}\ne: *c\n3: y\n").unwrap();
        assert_eq!(yaml.text("a").as_deref(), Some("1"));
        assert_eq!(yaml.texts("b"), ["x", "true"]);
        assert_eq!(yaml.get("e").unwrap().text("d").as_deref(), Some("1"));
        assert_eq!(yaml.text("3").as_deref(), Some("y"));
    }

    #[test]
    fn merged_keys_are_there_and_an_empty_document_is_null() {
        let yaml = Yaml::read("x: &x {a: 1}\ny:\n  <<: *x\n  b: 2\n").unwrap();
        assert_eq!(yaml.get("y").unwrap().text("a").as_deref(), Some("1"));
        assert_eq!(Yaml::read("# nothing\n"), Ok(Yaml::Null));
        assert!(Yaml::read("a: [").is_err());
    }
}
