//! From an entry of a catalog to the container that the gateway starts for it (docker/mcp-gateway, pkg/eval,
//! pkg/gateway/clientpool.go, `pkg/gateway/docker_binds.go`).

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use crate::docker::Run;

/// What a server gets besides its entry.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Given<'a> {
    /// The secrets of the gateway.
    pub(crate) secrets: &'a BTreeMap<String, String>,
    /// The configuration of all servers.
    pub(crate) config: &'a Map<String, Value>,
    /// The networks of the gateway.
    pub(crate) networks: &'a [String],
    /// Whole processors.
    pub(crate) cpus: u64,
    /// Bytes.
    pub(crate) memory: u64,
}

/// The container of the server `name`.
///
/// # Errors
/// A mount is refused.
pub(crate) fn container(name: &str, entry: &Value, given: Given<'_>) -> Result<Run, String> {
    // A server sees its own configuration only, under its name with `_` for each `.`.
    let own = name.replace('.', "_");
    let config = given.config.get(&own).cloned().unwrap_or_default();
    let scope = Value::Object(Map::from_iter([(own, config)]));
    let mut environment = Vec::new();
    for secret in items(entry, "secrets") {
        let (secret, variable) = (text(secret, "name"), text(secret, "env"));
        let value = given.secrets.get(secret).map_or("<UNKNOWN>", String::as_str);
        if value == "<UNKNOWN>" {
            println!(
                "Warning: Secret '{secret}' not found for server '{name}', setting {variable}=<UNKNOWN>"
            );
        }
        environment.push(format!("{variable}={value}"));
    }
    for variable in items(entry, "env") {
        let value = scalar(variable.get("value").unwrap_or(&Value::Null));
        let value = if value.contains("{{") && value.contains("}}") {
            evaluate(&value, &scope).join(" ")
        } else {
            expand(&value, &environment)
        };
        if !value.is_empty() {
            environment.push(format!("{}={value}", text(variable, "name")));
        }
    }
    let mut binds = Vec::new();
    for mount in items(entry, "volumes").iter().flat_map(|mount| evaluate(&scalar(mount), &scope)) {
        if !mount.is_empty() && !mount.starts_with('-') {
            binds.push(allowed(&mount).map_err(|error| format!("validate volume for {name}: {error}"))?);
        }
    }
    let command = items(entry, "command").iter().flat_map(|argument| evaluate(&scalar(argument), &scope));
    let command = command.map(|argument| expand(&argument, &environment)).collect();
    let alone = entry.get("disableNetwork").is_some_and(|value| *value == true);
    Ok(Run {
        name: name.to_owned(),
        image: text(entry, "image").to_owned(),
        command,
        environment,
        binds,
        networks: if alone { Vec::new() } else { given.networks.to_vec() },
        user: evaluate(text(entry, "user"), &scope).concat(),
        cpus: given.cpus,
        memory: given.memory,
    })
}

fn items<'a>(entry: &'a Value, key: &str) -> &'a [Value] {
    entry.get(key).and_then(Value::as_array).map_or(&[], Vec::as_slice)
}

fn text<'a>(entry: &'a Value, key: &str) -> &'a str {
    entry.get(key).and_then(Value::as_str).unwrap_or_default()
}

fn scalar(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Null => String::new(),
        other => other.to_string(),
    }
}

/// A text with its templates filled in. A text that is one template with a list as its value becomes a text for each item.
fn evaluate(text: &str, scope: &Value) -> Vec<String> {
    let Some((before, rest)) = text.split_once("{{") else { return vec![text.to_owned()] };
    let Some((inner, after)) = rest.split_once("}}") else { return vec![text.to_owned()] };
    let mut pieces = inner.split('|').map(str::trim);
    let path = pieces.next().unwrap_or_default();
    let value = path.split('.').try_fold(scope, |value, key| value.get(key.trim()));
    let mut values: Vec<String> = match value {
        Some(Value::Array(items)) => items.iter().map(scalar).collect(),
        Some(value) => vec![scalar(value)],
        None => Vec::new(),
    };
    for filter in pieces {
        match filter.split_once(':').unwrap_or((filter, "")) {
            ("volume", _) => values = values.iter().map(|value| format!("{value}:{value}")).collect(),
            ("first", _) => values.truncate(1),
            ("or", default) if values.iter().all(String::is_empty) => values = vec![default.to_owned()],
            ("mount_as", target) => {
                values = values.iter().map(|value| format!("{value}:{}", target.trim())).collect();
            }
            _ => {}
        }
    }
    if before.is_empty() && after.is_empty() {
        return values;
    }
    evaluate(after, scope).iter().map(|after| format!("{before}{}{after}", values.join(" "))).collect()
}

/// Variables filled in from the server's own environment; what it does not have becomes nothing (Go, `os.Expand`).
fn expand(text: &str, environment: &[String]) -> String {
    let Some((before, rest)) = text.split_once("${") else { return text.to_owned() };
    let Some((name, after)) = rest.split_once('}') else { return text.to_owned() };
    let value = environment.iter().find_map(|one| one.strip_prefix(name)?.strip_prefix('='));
    format!("{before}{}{}", value.unwrap_or_default(), expand(after, environment))
}

/// A mount as the gateway allows it: of the machine only below the folders that it is told, and for reading only; never what
/// belongs to the system or holds keys.
fn allowed(mount: &str) -> Result<String, String> {
    const SYSTEM: [&str; 7] = ["/run", "/var/run", "/etc", "/root", "/dev", "/proc", "/sys"];
    const KEYS: [&str; 7] = [".ssh", ".aws", ".azure", ".config", ".docker", ".gnupg", ".kube"];
    let Some((source, target)) = mount.split_once(':').filter(|_| mount.starts_with('/')) else {
        return Ok(mount.to_owned());
    };
    let below = |folder: &str| {
        source
            .strip_prefix(folder.trim_end_matches('/'))
            .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    };
    if SYSTEM.into_iter().any(below) || source.split('/').any(|part| KEYS.contains(&part)) {
        return Err(format!("{source} is never mounted"));
    }
    let told = std::env::var("MCP_GATEWAY_DOCKER_BIND_ALLOWED_PATHS").unwrap_or_default();
    if !["/tmp", "/var/tmp"].into_iter().chain(told.split(':')).filter(|path| !path.is_empty()).any(below) {
        return Err(format!("{source} is not among the paths that may be mounted"));
    }
    Ok(format!("{source}:{}:ro", target.split(':').next().unwrap_or_default()))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn templates_are_filled_in_from_the_configuration() {
        let scope = json!({ "git": { "paths": ["/a", "/b"], "limit": 5 } });
        assert_eq!(evaluate("{{git.paths|volume|into}}", &scope), ["/a:/a", "/b:/b"]);
        assert_eq!(evaluate("--limit={{git.limit}}!", &scope), ["--limit=5!"]);
        assert_eq!(evaluate("{{git.none|or:7}}", &scope), ["7"]);
    }

    #[test]
    fn a_path_is_mounted_only_for_reading_and_only_where_it_may_be() {
        assert_eq!(allowed("/tmp/x:/x"), Ok("/tmp/x:/x:ro".to_owned()));
        assert_eq!(allowed("cache:/x"), Ok("cache:/x".to_owned()));
        assert!(allowed("/home/me:/x").is_err() && allowed("/tmp/.ssh:/x").is_err());
    }

    #[test]
    fn variables_are_the_servers_own() {
        assert_eq!(expand("Bearer ${KEY}${HOME}", &["KEY=x".to_owned()]), "Bearer x");
    }
}
