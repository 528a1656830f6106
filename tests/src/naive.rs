//! A stack as the Compose file that a person would write for it: the same keys in Compose's spelling, the same values, and no
//! thought. What Compose says of it is what the person would have been told without mcpgen.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use serde_json::{Map, Value as Json, json};
use toml::{Table, Value};

/// The Compose file for the containers of `document`, as JSON that is YAML too.
#[must_use]
pub fn compose_file(document: &Table) -> String {
    let below = |key: &str| document.get(key).and_then(Value::as_table).cloned().unwrap_or_default();
    let services = below("services");
    let mut volumes = BTreeMap::new();
    for source in services.values().filter_map(|service| service.get("volumes")?.as_array()).flatten() {
        volumes.extend(volume(source));
    }
    let networks: Map<String, Json> =
        below("networks").iter().map(|(name, network)| (name.clone(), network_entry(network))).collect();
    let secrets: Map<String, Json> =
        below("secrets").keys().map(|name| (name.clone(), json!({ "environment": name }))).collect();
    let services: Map<String, Json> =
        services.iter().map(|(name, service)| (name.clone(), container(service))).collect();
    let configs = services_configs(&below("services"));
    let name = document.get("stack").and_then(|stack| stack.get("name")).map(plain);
    let file = json!({
        "name": name, "services": services, "networks": networks, "volumes": volumes, "secrets": secrets,
        "configs": configs,
    });
    as_yaml(&file)
}

/// JSON that every reader of YAML reads alike: what is not ASCII stands there as an escape (in YAML 1.2, 5.7). Escapes in two
/// halves YAML does not know.
fn as_yaml(file: &Json) -> String {
    let mut text = String::new();
    for letter in file.to_string().chars() {
        match u32::from(letter) {
            0x7F..=0xFFFF => drop(write!(text, "\\u{:04x}", u32::from(letter))),
            _ => text.push(letter),
        }
    }
    text
}

/// The volume that a mount names, which a person declares.
fn volume(mount: &Value) -> Option<(String, Json)> {
    if let Some(name) = mount.get("volume").and_then(Value::as_str) {
        let external = mount.get("external").map(|external| json!({ "external": plain(external) }));
        return Some((name.to_owned(), external.unwrap_or_else(|| json!({}))));
    }
    let source = mount.as_str()?.split(':').next()?;
    let is_name = !source.is_empty() && !source.starts_with(['.', '/', '~', '\\']) && source.len() > 1;
    is_name.then(|| (source.to_owned(), json!({})))
}

/// The texts that containers get as files, which a person declares too.
fn services_configs(services: &Table) -> Map<String, Json> {
    let tables = services.values().filter_map(|service| service.get("configs")?.as_table());
    let content = |config: &Value| match config.get("file") {
        Some(file) => json!({ "file": plain(file) }),
        None => json!({ "content": plain(config.get("content").unwrap_or(config)) }),
    };
    tables.flatten().map(|(target, config)| (config_name(target), content(config))).collect()
}

fn config_name(target: &str) -> String {
    target.chars().map(|letter| if letter.is_ascii_alphanumeric() { letter } else { '_' }).collect()
}

fn network_entry(network: &Value) -> Json {
    let mut entry = Map::new();
    for (key, value) in network.as_table().into_iter().flatten() {
        match key.as_str() {
            "subnet" => {
                let pools: Vec<Json> = match value {
                    Value::Array(ranges) => {
                        ranges.iter().map(|range| json!({ "subnet": plain(range) })).collect()
                    }
                    range => vec![json!({ "subnet": plain(range) })],
                };
                let has_six = pools.iter().any(|pool| pool.to_string().contains("::"));
                entry.insert("enable_ipv6".to_owned(), json!(has_six));
                entry.insert("ipam".to_owned(), json!({ "config": pools }));
            }
            _ => drop(entry.insert(snake(key), plain(value))),
        }
    }
    Json::Object(entry)
}

/// A mount in the long form.
fn mount(mount: &Value) -> Json {
    let Some(table) = mount.as_table() else { return plain(mount) };
    let mut entry = Map::new();
    let mut options = Map::new();
    for (key, value) in table {
        match key.as_str() {
            "path" | "volume" => {
                entry.insert("type".to_owned(), json!(if key == "path" { "bind" } else { "volume" }));
                entry.insert("source".to_owned(), plain(value));
            }
            "tmpfs" => drop(entry.insert("type".to_owned(), json!("tmpfs"))),
            "create" => drop(options.insert("create_host_path".to_owned(), plain(value))),
            "mode" => {
                let octal = value.as_str().and_then(|mode| u32::from_str_radix(mode, 8).ok());
                options.insert(key.clone(), octal.map_or_else(|| plain(value), |bits| json!(bits)));
            }
            "selinux" | "subpath" | "size" => drop(options.insert(key.clone(), plain(value))),
            "external" => {}
            _ => drop(entry.insert(snake(key), plain(value))),
        }
    }
    if let Some(kind) = entry.get("type").and_then(Json::as_str).map(str::to_owned)
        && !options.is_empty()
    {
        entry.insert(kind, Json::Object(options));
    }
    Json::Object(entry)
}

/// A secret as a file. Numbers of users are text there.
fn secret_file(file: &Value) -> Json {
    let Some(table) = file.as_table() else { return plain(file) };
    let entry = table.iter().map(|(key, value)| match (key.as_str(), value) {
        ("secret", name) => ("source".to_owned(), plain(name)),
        ("uid" | "gid", Value::Integer(number)) => (key.clone(), json!(number.to_string())),
        ("mode", Value::String(mode)) => {
            (key.clone(), u32::from_str_radix(mode, 8).map_or_else(|_| json!(mode), |bits| json!(bits)))
        }
        _ => (snake(key), plain(value)),
    });
    Json::Object(entry.collect())
}

fn build(build: &Value) -> Json {
    let mut entry = keys(build);
    if let (Some(args), Some(entry)) = (build.get("args").and_then(Value::as_table), entry.as_object_mut()) {
        let args = args.iter().map(|(name, value)| (name.clone(), variable(value)));
        entry.insert("args".to_owned(), Json::Object(args.collect()));
    }
    entry
}

fn container(service: &Value) -> Json {
    let Some(service) = service.as_table() else { return plain(service) };
    let mut entry = Map::new();
    let (mut deploy, mut resources) = (Map::new(), Map::new());
    for (key, value) in service {
        match (key.as_str(), value) {
            // Nothing of Compose's.
            ("kind" | "harden", _) => {}
            ("limits" | "reservations", _) => drop(resources.insert(key.clone(), keys(value))),
            ("replicas", _) => drop(deploy.insert(key.clone(), plain(value))),
            ("build", _) => drop(entry.insert(key.clone(), build(value))),
            ("volumes", Value::Array(mounts)) => {
                entry.insert(key.clone(), mounts.iter().map(mount).collect());
            }
            ("secrets", Value::Array(files)) => {
                entry.insert(key.clone(), files.iter().map(secret_file).collect());
            }
            ("networks", Value::Table(networks)) => {
                let uses = networks.iter().map(|(name, network_use)| (name.clone(), keys(network_use)));
                entry.insert(key.clone(), Json::Object(uses.collect()));
            }
            ("gpus", Value::Table(_)) => drop(entry.insert(key.clone(), json!([keys(value)]))),
            ("gpus", Value::Integer(count)) => drop(entry.insert(key.clone(), json!([{ "count": count }]))),
            ("configs", Value::Table(configs)) => {
                let uses = configs.keys().map(|target| json!({ "source": config_name(target), "target": plain(&target.clone().into()) }));
                entry.insert(key.clone(), uses.collect());
            }
            // What is said of a model stands beside the services.
            ("models", Value::Table(models)) => {
                entry.insert(key.clone(), models.keys().map(|name| json!(name)).collect());
            }
            ("environment", Value::Table(table)) => {
                let variables = table.iter().map(|(name, value)| (name.clone(), variable(value)));
                entry.insert(key.clone(), Json::Object(variables.collect()));
            }
            ("depends-on", Value::Table(table)) => {
                let awaited = table.iter().map(|(name, condition)| (name.clone(), awaits(condition)));
                entry.insert(snake(key), Json::Object(awaited.collect()));
            }
            ("compose", Value::Table(table)) => {
                entry.extend(table.iter().map(|(key, value)| (key.clone(), plain(value))));
            }
            ("labels", _) => drop(entry.insert(key.clone(), plain(value))),
            _ => drop(entry.insert(snake(key), keys(value))),
        }
    }
    if !resources.is_empty() {
        deploy.insert("resources".to_owned(), Json::Object(resources));
    }
    if !deploy.is_empty() {
        entry.insert("deploy".to_owned(), Json::Object(deploy));
    }
    Json::Object(entry)
}

fn variable(value: &Value) -> Json {
    let name = |key: &str| value.get(key).and_then(Value::as_str);
    match (name("secret"), name("env")) {
        (Some(name), None) => json!(format!("${{{name}-}}")),
        (None, Some(variable)) => {
            json!(format!("${{{variable}:-{}}}", name("default").unwrap_or_default().replace('$', "$$")))
        }
        _ => plain(value),
    }
}

fn awaits(condition: &Value) -> Json {
    let condition = match condition.as_str() {
        Some("started") => json!("service_started"),
        Some("healthy") => json!("service_healthy"),
        Some("completed") => json!("service_completed_successfully"),
        _ => plain(condition),
    };
    json!({ "condition": condition })
}

fn snake(key: &str) -> String {
    key.replace('-', "_")
}

/// A value whose keys are Compose's, in Compose's spelling.
fn keys(value: &Value) -> Json {
    match value {
        Value::Table(table) => {
            Json::Object(table.iter().map(|(key, value)| (snake(key), keys(value))).collect())
        }
        Value::Array(items) => Json::Array(items.iter().map(keys).collect()),
        _ => plain(value),
    }
}

/// A value as it is. A dollar sign is meant as one.
fn plain(value: &Value) -> Json {
    match value {
        Value::String(text) => json!(text.replace('$', "$$")),
        Value::Integer(number) => json!(number),
        Value::Float(number) => json!(number),
        Value::Boolean(value) => json!(value),
        Value::Datetime(time) => json!(time.to_string()),
        Value::Array(items) => Json::Array(items.iter().map(plain).collect()),
        Value::Table(table) => {
            Json::Object(table.iter().map(|(key, value)| (key.clone(), plain(value))).collect())
        }
    }
}
