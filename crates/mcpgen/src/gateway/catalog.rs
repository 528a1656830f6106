//! The catalog of the servers that a stack defines itself.

use std::collections::BTreeMap;

use mcpgen_core::model::Transport;
use mcpgen_core::plan::{Gateway, OwnServer, OwnServerKind, Server, ServerMountSource, TextPart};
use serde::Serialize;

use crate::error::Error;
use crate::yaml::to_yaml;

#[derive(Serialize)]
struct CatalogFile<'a> {
    name: &'a str,
    #[serde(rename = "displayName")]
    display_name: &'a str,
    registry: BTreeMap<&'a str, Entry<'a>>,
}

#[derive(Serialize, Default)]
#[serde(rename_all = "camelCase")]
struct Entry<'a> {
    title: &'a str,
    description: &'a str,
    r#type: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    image: Option<&'a str>,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    command: &'a [String],
    #[serde(skip_serializing_if = "Vec::is_empty")]
    env: Vec<Variable<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    secrets: Vec<SecretEntry<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    volumes: Vec<String>,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    allow_hosts: &'a [String],
    #[serde(skip_serializing_if = "Option::is_none")]
    disable_network: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    long_lived: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    remote: Option<Remote<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    prefix: Option<&'a str>,
}

#[derive(Serialize)]
struct Variable<'a> {
    name: &'a str,
    value: &'a str,
}

#[derive(Serialize)]
struct SecretEntry<'a> {
    name: &'a str,
    env: &'a str,
}

#[derive(Serialize)]
struct Remote<'a> {
    url: &'a str,
    transport_type: &'a str,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    headers: BTreeMap<&'a str, String>,
}

/// The catalog of the gateway's own servers; `None` when it has none.
pub(crate) fn own_catalog(gateway: &Gateway) -> Result<Option<String>, Error> {
    let mut registry = BTreeMap::new();
    for server in &gateway.servers {
        if let Some(own) = &server.own {
            registry.insert(server.name.as_str(), entry(server, own)?);
        }
    }
    if registry.is_empty() {
        return Ok(None);
    }
    to_yaml(&CatalogFile { name: "mcpgen", display_name: "Servers of stack.toml", registry }).map(Some)
}

fn entry<'a>(server: &'a Server, own: &'a OwnServer) -> Result<Entry<'a>, Error> {
    let secrets = server
        .secrets
        .iter()
        .map(|delivery| SecretEntry { name: &delivery.name, env: delivery.environment.as_str() })
        .collect();
    let entry = Entry {
        title: server.name.as_str(),
        description: "Defined in stack.toml",
        secrets,
        prefix: own.prefix.as_ref().map(mcpgen_core::name::ToolPrefix::as_str),
        ..Entry::default()
    };
    Ok(match &own.kind {
        OwnServerKind::Image { image, command, environment, mounts, allow_hosts, network, long_lived } => {
            Entry {
                r#type: "server",
                image: Some(image.as_str()),
                command,
                env: environment
                    .iter()
                    .map(|(name, value)| Variable { name: name.as_str(), value })
                    .collect(),
                volumes: mounts
                    .iter()
                    .map(|(source, target, read_only)| volume(source, target, *read_only))
                    .collect::<Result<_, _>>()?,
                allow_hosts,
                disable_network: (!network).then_some(true),
                long_lived: long_lived.then_some(true),
                ..entry
            }
        }
        OwnServerKind::Remote { url, transport, headers } => Entry {
            r#type: "remote",
            remote: Some(Remote {
                url: url.as_str(),
                transport_type: match transport {
                    Transport::Streaming => "streamable-http",
                    Transport::Sse => "sse",
                },
                headers: headers
                    .iter()
                    .map(|(name, (text, variable))| {
                        let secret =
                            variable.as_ref().map(|variable| format!("${{{variable}}}")).unwrap_or_default();
                        (name.as_str(), format!("{text}{secret}"))
                    })
                    .collect(),
            }),
            ..entry
        },
    })
}

fn volume(source: &ServerMountSource, target: &str, read_only: bool) -> Result<String, Error> {
    let source = match source {
        ServerMountSource::Volume(name) => name.as_str().to_owned(),
        ServerMountSource::Path(path) => path
            .parts()
            .iter()
            .map(|part| match part {
                TextPart::Literal(text) => Ok(text.as_str()),
                _ => Err(Error::bug("a catalog cannot hold a value of .env")),
            })
            .collect::<Result<String, Error>>()?,
    };
    Ok(format!("{source}:{target}{}", if read_only { ":ro" } else { "" }))
}
