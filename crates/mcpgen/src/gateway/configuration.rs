//! The configuration of a gateway's servers, and which of their tools clients see.

use std::collections::BTreeMap;

use mcpgen_core::plan::{ConfigValue, Gateway, Text};
use serde::Serialize;

use crate::error::Error;
use crate::yaml::{DoubleQuoted, to_yaml};

#[derive(Serialize)]
#[serde(untagged)]
enum Value {
    Boolean(bool),
    Integer(i64),
    Float(f64),
    Text(DoubleQuoted),
    List(Vec<Value>),
    Table(BTreeMap<String, Value>),
}

/// The configuration file of a gateway's servers; `None` when none has any. `write` says how the target writes a text: in
/// double quotes, a value that the target fills in later stays a text. The gateway looks a server up with `_` for each `.` of
/// its name (pkg/eval).
pub(crate) fn config_file(
    gateway: &Gateway,
    write: &dyn Fn(&Text) -> String,
) -> Result<Option<String>, Error> {
    let servers: BTreeMap<String, BTreeMap<&String, Value>> = gateway
        .servers
        .iter()
        .filter(|server| !server.config.is_empty())
        .map(|server| {
            let config = server.config.iter().map(|(key, value)| (key, convert(value, write))).collect();
            (server.name.as_str().replace('.', "_"), config)
        })
        .collect();
    if servers.is_empty() { Ok(None) } else { to_yaml(&servers).map(Some) }
}

fn convert(value: &ConfigValue, write: &dyn Fn(&Text) -> String) -> Value {
    match value {
        ConfigValue::Boolean(value) => Value::Boolean(*value),
        ConfigValue::Integer(value) => Value::Integer(*value),
        ConfigValue::Float(value) => Value::Float(*value),
        ConfigValue::Text(text) => Value::Text(DoubleQuoted(write(text))),
        ConfigValue::List(items) => Value::List(items.iter().map(|item| convert(item, write)).collect()),
        ConfigValue::Table(table) => {
            Value::Table(table.iter().map(|(key, value)| (key.clone(), convert(value, write))).collect())
        }
    }
}

/// The file that says which tools clients see; `None` when they see all.
pub(crate) fn tools_file(gateway: &Gateway) -> Result<Option<String>, Error> {
    let servers: BTreeMap<&str, Vec<&str>> = gateway
        .servers
        .iter()
        .filter_map(|server| {
            let tools = server.tools.as_ref()?;
            Some((server.name.as_str(), tools.iter().map(mcpgen_core::name::ToolName::as_str).collect()))
        })
        .collect();
    if servers.is_empty() { Ok(None) } else { to_yaml(&servers).map(Some) }
}
