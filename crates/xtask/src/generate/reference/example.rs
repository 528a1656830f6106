//! An example of each key: one line that can stand below the header of its table.

use serde_json::Value;

use super::key::{self, Key};

/// Keys whose example no type tells: tables from names to values, and values of which another is meant than their type's.
const SAID: &[(&str, &str)] = &[
    ("build", "build = \"./server\""),
    (
        "build.args.NAME.default",
        "build = { context = \".\", args = { VERSION = { env = \"APP_VERSION\", default = \"3\" } } }",
    ),
    ("build.args.NAME.env", "build = { context = \".\", args = { VERSION = { env = \"APP_VERSION\" } } }"),
    ("cpus", "cpus = 2"),
    (
        "healthcheck.start-interval",
        "healthcheck = { test = [\"CMD\", \"/healthy\"], start-period = \"1m\", start-interval = \"2s\" }",
    ),
    ("kind", "kind = \"container\""),
    ("ServerSpec secrets", "secrets = { API_KEY = \"NOTES_KEY\" }"),
    (
        "volumes[].selinux",
        "volumes = [{ path = \"./data\", target = \"/data\", create = true, selinux = \"z\" }]",
    ),
    (
        "volumes[].subpath",
        "volumes = [{ volume = \"files\", external = true, target = \"/data\", subpath = \"uploads/2024\" }]",
    ),
    ("generate", "generate = \"token\""),
    ("models.NAME.endpoint-var", "models.llm = { model = \"ai/smollm2\", endpoint-var = \"MODEL_URL\" }"),
    ("models.NAME.model-var", "models.llm = { model = \"ai/smollm2\", model-var = \"MODEL_NAME\" }"),
    ("models.NAME.context-size", "models.llm = { model = \"ai/smollm2\", context-size = 4096 }"),
    (
        "models.NAME.runtime-flags",
        "models.llm = { model = \"ai/smollm2\", runtime-flags = [\"--temp\", \"0.1\"] }",
    ),
    ("publish", "publish = 8080"),
    ("replicas", "replicas = 2"),
    ("restart", "restart = \"on-failure:5\""),
    ("secrets[].gid", "secrets = [{ secret = \"API_KEY\", gid = 1000 }]"),
    ("secrets[].mode", "secrets = [{ secret = \"API_KEY\", mode = \"0440\" }]"),
    ("secrets[].secret", "secrets = [{ secret = \"API_KEY\" }]"),
    ("secrets[].target", "secrets = [{ secret = \"API_KEY\", target = \"/run/keys/api\" }]"),
    ("secrets[].uid", "secrets = [{ secret = \"API_KEY\", uid = 1000 }]"),
    ("build.args", "build = { context = \"./server\", args = { VERSION = \"3\" } }"),
    ("compose", "compose = { cgroup_parent = \"batch.slice\" }"),
    ("config", "config = { paths = [\"~/src\"] }"),
    ("configs", "configs = { \"/etc/app.conf\" = \"level = info\" }"),
    (
        "configs.NAME.content",
        "configs = { \"/opt/run.sh\" = { content = \"#!/bin/sh\", executable = true } }",
    ),
    (
        "configs.NAME.executable",
        "configs = { \"/opt/run.sh\" = { content = \"#!/bin/sh\", executable = true } }",
    ),
    ("configs.NAME.file", "configs = { \"/etc/app.conf\" = { file = \"./app.conf\" } }"),
    ("credentials-file", "credentials-file = \"~/.cloudflared/741d42fb-5a6a-47f6-9b67-47e95011f865.json\""),
    ("depends-on", "depends-on = { database = \"healthy\" }"),
    ("driver", "driver = \"bridge\""),
    ("driver-opts", "driver-opts = { \"com.docker.network.driver.mtu\" = \"1400\" }"),
    ("environment", "environment = { LOG_LEVEL = \"info\" }"),
    ("environment.NAME.default", "environment = { LOG_LEVEL = { env = \"LOG_LEVEL\", default = \"info\" } }"),
    ("environment.NAME.env", "environment = { LOG_LEVEL = { env = \"LOG_LEVEL\" } }"),
    ("environment.NAME.secret", "environment = { API_KEY = { secret = \"API_KEY\" } }"),
    ("extra-hosts", "extra-hosts = { nas = \"192.168.1.20\" }"),
    ("headers", "headers = { X-Team = \"notes\" }"),
    ("headers.NAME.prefix", "headers = { Authorization = { secret = \"NOTES_KEY\", prefix = \"Bearer \" } }"),
    ("headers.NAME.secret", "headers = { X-API-Key = { secret = \"NOTES_KEY\" } }"),
    ("image", "image = \"ghcr.io/you/app:1.2\""),
    ("labels", "labels = { \"com.example.team\" = \"web\" }"),
    ("logging.driver", "logging = { driver = \"local\" }"),
    ("logging.options", "logging = { driver = \"local\", options = { max-size = \"10m\" } }"),
    ("networks", "networks = [\"front\"]"),
    ("path", "path = \"/api\""),
    ("secrets", "secrets = [\"API_KEY\"]"),
    ("token", "token = \"TUNNEL_TOKEN\""),
    ("ulimits", "ulimits = { nofile = 65536 }"),
];

/// Keys without a line: a list of tables that have a section of their own, and what a check refuses in any value.
const SHOWN_ELSEWHERE: [&str; 2] = ["routes", "build.args.NAME.secret"];

/// The line, or nothing when the keys below have lines that show it.
///
/// # Errors
/// Nobody has said what to show.
pub(super) fn line(key: &Key) -> Result<Option<String>, String> {
    if SHOWN_ELSEWHERE.contains(&key.path.as_str()) {
        return Ok(None);
    }
    let definition = key.place.split('/').nth(2).unwrap_or_default();
    let in_its_table = format!("{definition} {}", key.path);
    let said = |wanted: &str| SAID.iter().find(|(path, _)| *path == wanted);
    if let Some((_, line)) = said(&in_its_table).or_else(|| said(&key.path)) {
        return Ok(Some((*line).to_owned()));
    }
    let Some(value) = value(&key.root, &key.schema) else {
        if !key::below(&key.root, &key.schema, &key.place, &key.path, 0).is_empty() {
            return Ok(None);
        }
        return Err(format!("the reference needs an example of `{}`", key.path));
    };
    if value.as_object().is_some_and(|table| !table.is_empty()) {
        return Ok(None);
    }
    Ok(Some(written(key, &value)))
}

/// The value, at the end of the key's path: dotted where that can be, else in a table with what that requires.
fn written(key: &Key, value: &Value) -> String {
    let Some((parent, name)) = key.path.rsplit_once('.') else {
        return format!("{} = {}", key.path, toml(value));
    };
    let siblings = key.place.rsplit_once("/properties/").and_then(|(table, _)| key.root.pointer(table));
    let required = siblings.and_then(|table| table.get("required")?.as_array()).into_iter().flatten();
    let mut entries: Vec<String> = required
        .filter_map(Value::as_str)
        .filter(|other| *other != name)
        .filter_map(|other| {
            let schema = siblings?.get("properties")?.get(other)?;
            Some(format!("{other} = {}", toml(&self::value(&key.root, schema)?)))
        })
        .collect();
    let is_list = parent.ends_with("[]");
    let parent = parent.trim_end_matches("[]").replace("NAME", "back");
    if entries.is_empty() && !is_list {
        return format!("{parent}.{name} = {}", toml(value));
    }
    entries.push(format!("{name} = {}", toml(value)));
    // The type of all paths shows a catalog; here other files are meant.
    let path = if parent == "env-file" { "app.env" } else { "./data" };
    let table = format!("{{ {} }}", entries.join(", ").replace("catalogs/own.yaml", path));
    if is_list { format!("{parent} = [{table}]") } else { format!("{parent} = {table}") }
}

/// A value that the schema takes, and best not its default.
fn value(root: &Value, schema: &Value) -> Option<Value> {
    let default = schema.get("default");
    let listed =
        |word: &str| schema.get(word).and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    let told = listed("examples").iter().chain(listed("enum"));
    if let Some(value) = told.clone().find(|value| Some(*value) != default).or_else(|| told.clone().next()) {
        return Some(value.clone());
    }
    if let Some(value) = schema.get("const") {
        return Some(value.clone());
    }
    match schema.get("type").and_then(Value::as_str) {
        Some("boolean") => return Some((default != Some(&Value::Bool(true))).into()),
        Some("integer" | "number") => return default.or_else(|| schema.get("minimum")).cloned(),
        Some("array") => return Some(vec![value(root, schema.get("items")?)?].into()),
        Some("string") => return default.cloned(),
        _ => {}
    }
    let target =
        schema.get("$ref").and_then(Value::as_str).and_then(|target| root.pointer(target.strip_prefix('#')?));
    if let Some(value) = target.and_then(|target| value(root, target)) {
        return Some(value);
    }
    for word in ["allOf", "anyOf"] {
        if let Some(value) = listed(word).iter().find_map(|branch| value(root, branch)) {
            return Some(value);
        }
    }
    let (name, property) = schema.get("properties")?.as_object()?.iter().next()?;
    Some(Value::Object([(name.clone(), value(root, property)?)].into_iter().collect()))
}

/// A value as it is written in TOML, on one line.
pub(super) fn toml(value: &Value) -> String {
    match value {
        Value::Array(items) => format!("[{}]", items.iter().map(toml).collect::<Vec<_>>().join(", ")),
        Value::Object(table) if table.is_empty() => "{}".to_owned(),
        Value::Object(table) => {
            let entries: Vec<String> =
                table.iter().map(|(key, value)| format!("{key} = {}", toml(value))).collect();
            format!("{{ {} }}", entries.join(", "))
        }
        other => other.to_string(),
    }
}
