//! One server of a catalog, as the gateway reads it (docker/mcp-gateway, pkg/catalog/types.go, pkg/gateway/clientpool.go).

use std::ops::Range;

use mcpgen_core::catalog::{ServerDefinition, ServerSecret, Standing, is_unverifiable};
use mcpgen_core::model::ImageReference;
use mcpgen_core::name::{EnvironmentName, ServerName, ToolName, ToolPrefix};

use super::keys::{DECORATION, DESCRIPTION, foreign, unknown};
use super::node::{Node, Pair, Value};
use super::reader::{Place, Reader};
use super::remote::Remote;
use super::texts::{add_key, asks, expands, mount};

/// What is read of a server before it is judged as a whole.
#[derive(Default)]
struct Entry {
    image: Option<Place>,
    remote: Option<Remote>,
    oauth: bool,
    contained_tools: bool,
    environment: Vec<(Place, Place)>,
    command: Vec<Place>,
    volumes: Vec<Place>,
    user: Option<Place>,
}

/// Reads the server `name`.
pub(super) fn read_server(
    reader: &mut Reader<'_>,
    key: &(String, Range<usize>),
    node: &Node,
) -> ServerDefinition {
    let (name, place) = key;
    let mut definition = ServerDefinition::default();
    definition.origin = Some(reader.span(place));
    if let Err(error) = name.parse::<ServerName>() {
        reader.refuse(place, error.message().to_owned(), "this name", error.help());
    }
    let mut entry = Entry::default();
    for (key, value) in reader.table(&format!("the server `{name}`"), node, "a table") {
        read_key(reader, name, key.value.as_str(), &key.place, value, &mut entry, &mut definition);
    }
    judge(reader, name, place, &entry, &mut definition);
    definition
}

fn read_key(
    reader: &mut Reader<'_>,
    name: &str,
    key: &str,
    place: &Range<usize>,
    value: &Node,
    entry: &mut Entry,
    definition: &mut ServerDefinition,
) {
    let what = format!("`{key}` of the server `{name}`");
    match key {
        "image" => entry.image = reader.text(&what, value),
        "command" => entry.command = reader.texts(&what, value),
        "volumes" => entry.volumes = reader.texts(&what, value),
        "user" => entry.user = reader.text(&what, value),
        "env" => {
            let pairs = reader.pairs(&what, value, "name", "value");
            entry.environment = pairs.into_iter().map(|(name, value, _)| (name, value)).collect();
        }
        "secrets" => definition.secrets = secrets(reader, &what, value),
        "remote" => entry.remote = Remote::read(reader, name, place, value),
        "sseEndpoint" => {
            if let Some((url, place)) = reader.text(&what, value) {
                entry.remote = Some(Remote::endpoint(url, place));
            }
        }
        "oauth" => {
            let providers =
                reader.table(&what, value, "a table").iter().find(|(key, _)| key.value == "providers");
            entry.oauth =
                matches!(providers, Some((_, Node { value: Value::List(items), .. })) if !items.is_empty());
        }
        "prefix" => definition.entry.prefix = prefix(reader, &what, value),
        "tools" => tools(reader, &what, value, entry, definition),
        "config" => configuration(reader, name, &what, value, definition),
        "longLived" => definition.long_lived = reader.switch(&what, value),
        "disableNetwork" => drop(reader.switch(&what, value)),
        "allowHosts" | "extraHosts" => drop(reader.texts(&what, value)),
        // Docker's catalogs count them; anybody else means to define some.
        "prompts" if !matches!(value.value, Value::List(_) | Value::Table(_)) => {}
        "prompts" => {
            foreign(reader, name, key, place, "remove it: a server says itself which prompts it has");
        }
        key if DESCRIPTION.contains(&key) => drop(reader.text(&what, value)),
        key if DECORATION.contains(&key) => {}
        key => unknown(reader, name, key, place),
    }
}

fn secrets(reader: &mut Reader<'_>, what: &str, node: &Node) -> Vec<ServerSecret> {
    let mut secrets: Vec<ServerSecret> = Vec::new();
    for ((name, name_place), (environment, place), item) in reader.pairs(what, node, "name", "env") {
        // The gateway's secrets file is lines of NAME=VALUE, and skips those that begin with `#`.
        if name.is_empty()
            || !name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"._-/".contains(&byte))
        {
            reader.refuse(
                &name_place,
                format!("the gateway's secrets file cannot carry a secret of the name `{name}`"),
                "this name",
                "take letters, digits, `.`, `_`, `-` and `/`, such as `server.api_key`",
            );
            continue;
        }
        let Ok(environment) = environment.parse::<EnvironmentName>() else {
            reader.refuse(
                &place,
                format!("no environment variable can be called `{environment}`"),
                "this name",
                "take letters, digits and `_`, such as `API_KEY`",
            );
            continue;
        };
        if secrets.iter().any(|secret| secret.environment == environment) {
            reader.refuse(
                &place,
                format!(
                    "two secrets of {} come as `{environment}`",
                    what.trim_start_matches("`secrets` of ")
                ),
                "the second",
                "give each a variable of its own",
            );
            continue;
        }
        let optional = matches!(&item.value, Value::Table(pairs) if pairs.iter().any(|(key, value)| {
            key.value == "required" && reader.text.get(value.place.clone()) == Some("false")
        }));
        secrets.push(ServerSecret { name, environment, optional });
    }
    secrets
}

fn prefix(reader: &mut Reader<'_>, what: &str, node: &Node) -> Option<String> {
    let (prefix, place) = reader.text(what, node)?;
    if let Err(error) = prefix.parse::<ToolPrefix>() {
        reader.refuse(&place, error.message().to_owned(), "this prefix", error.help());
    }
    Some(prefix)
}

fn tools(
    reader: &mut Reader<'_>,
    what: &str,
    node: &Node,
    entry: &mut Entry,
    definition: &mut ServerDefinition,
) {
    for item in reader.list(what, node, "a list of items with `name:`") {
        let pairs = reader.table(&format!("an item of {what}"), item, "`name:`");
        let value = |key: &str| pairs.iter().find(|(name, _)| name.value == key).map(|(_, value)| value);
        if let Some((name, place)) = value("name").and_then(|name| reader.text(what, name))
            && let Ok(name) = name.parse::<ToolName>()
        {
            definition.entry.tools.push((name, reader.span(&place)));
        }
        entry.contained_tools |= value("container").is_some();
    }
}

/// The server's configuration as its schema has it: `properties`, and which of them are `required`.
fn configuration(
    reader: &mut Reader<'_>,
    server: &str,
    what: &str,
    node: &Node,
    definition: &mut ServerDefinition,
) {
    fn of<'n>(pairs: &'n [Pair], key: &str) -> Option<&'n Value> {
        pairs.iter().find(|(name, _)| name.value == key).map(|(_, value)| &value.value)
    }
    for item in reader.list(what, node, "a list of JSON schemas") {
        let Value::Table(schema) = &item.value else { continue };
        // A schema of another name is for keys below that name.
        let below = match of(schema, "name") {
            Some(Value::Text(name)) if name != server => {
                format!("{}.", name.trim_start_matches(&format!("{server}.")))
            }
            _ => String::new(),
        };
        let required: Vec<&str> = match of(schema, "required") {
            Some(Value::List(names)) => names
                .iter()
                .filter_map(|name| match &name.value {
                    Value::Text(name) => Some(name.as_str()),
                    _ => None,
                })
                .collect(),
            _ => Vec::new(),
        };
        let Some(Value::Table(properties)) = of(schema, "properties") else { continue };
        for (key, _) in properties {
            let required = required.contains(&key.value.as_str());
            add_key(definition, format!("{below}{}", key.value), required, false);
        }
    }
}

/// What only shows when all keys are known: what the server is, and what its texts ask for.
fn judge(
    reader: &mut Reader<'_>,
    name: &str,
    place: &Range<usize>,
    entry: &Entry,
    definition: &mut ServerDefinition,
) {
    definition.needs_docker = entry.remote.is_none();
    let mut known: Vec<String> =
        definition.secrets.iter().map(|secret| secret.environment.to_string()).collect();
    match (&entry.remote, &entry.image) {
        (Some(remote), _) => {
            remote.judge(reader, name, &known);
            if entry.oauth && definition.secrets.is_empty() {
                definition.standing = Standing::OauthOnly;
            }
        }
        (None, Some((image, place))) => image_of(reader, image, place, definition),
        (None, None) if entry.contained_tools => {}
        (None, None) => reader.refuse(
            place,
            format!("the server `{name}` has neither an image nor an address"),
            "what is it?",
            "add `image:`, or `remote:` with `url:` and `transport_type:`",
        ),
    }
    for ((variable, place), value) in &entry.environment {
        if variable.parse::<EnvironmentName>().is_err() {
            reader.refuse(
                place,
                format!("no environment variable can be called `{variable}`"),
                "this name",
                "take letters, digits and `_`",
            );
        }
        // A value with a template in it is not searched for variables.
        if !asks(reader, name, value, false, definition) {
            expands(reader, name, value, &known);
        }
        known.push(variable.clone());
    }
    for argument in &entry.command {
        asks(reader, name, argument, false, definition);
        expands(reader, name, argument, &known);
    }
    for volume in &entry.volumes {
        if !asks(reader, name, volume, true, definition) {
            mount(reader, name, volume, definition);
        }
    }
    if let Some(user) = &entry.user {
        asks(reader, name, user, false, definition);
    }
}

fn image_of(reader: &mut Reader<'_>, image: &str, place: &Range<usize>, definition: &mut ServerDefinition) {
    if let Err(error) = image.parse::<ImageReference>() {
        reader.refuse(place, error.message().to_owned(), "this image", error.help());
    } else if is_unverifiable(image) {
        definition.unverifiable_image = Some(image.to_owned());
    }
    definition.entry.image = Some(reader.span(place));
}
