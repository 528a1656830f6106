//! What the servers of a gateway mean.

use std::collections::BTreeMap;

use super::Unresolved;
use crate::catalog::{Knowledge, ServerDefinition};
use crate::model::{
    ForeignValue, GatewaySpec, HeaderValue, HostPath, ServerSpec, StackSpec, TextSpec, Transport,
    VolumeSource,
};
use crate::name::{EnvironmentName, SecretName, ServerName};
use crate::path::Path;
use crate::plan::{ConfigValue, OwnServer, OwnServerKind, SecretDelivery, Server, ServerMountSource, Text};

pub(super) fn resolve_servers(
    spec: &StackSpec,
    knowledge: &Knowledge<'_>,
    origin: &Path,
    gateway: &GatewaySpec,
) -> Result<Vec<Server>, Unresolved> {
    let absent = ServerSpec::default();
    gateway
        .servers
        .iter()
        .enumerate()
        .map(|(index, name)| {
            let server = spec.servers.get(name).unwrap_or(&absent);
            let origin = origin.key("servers").index(index);
            if server.is_own() {
                resolve_own(name, origin, server)
            } else {
                let definition = find_definition(knowledge, gateway, name).ok_or(Unresolved)?;
                resolve_catalogued(spec, name, origin, server, &definition)
            }
        })
        .collect()
}

/// What the catalogs of `gateway` say of a server. A later catalog replaces what an earlier one says, and each what Docker's
/// does (docker/mcp-gateway, pkg/catalog).
pub(crate) fn find_definition(
    knowledge: &Knowledge<'_>,
    gateway: &GatewaySpec,
    name: &ServerName,
) -> Option<ServerDefinition> {
    let own = gateway
        .catalogs
        .iter()
        .rev()
        .filter_map(|path| knowledge.catalog(path))
        .find_map(|catalog| catalog.servers.get(name.as_str()));
    match own {
        Some(definition) => Some(definition.clone()),
        None if gateway.catalog == Some(crate::model::CatalogSource::None) => None,
        None => knowledge.registry.find(name.as_str()),
    }
}

fn resolve_catalogued(
    spec: &StackSpec,
    name: &ServerName,
    origin: Path,
    server: &ServerSpec,
    definition: &ServerDefinition,
) -> Result<Server, Unresolved> {
    let mut secrets = Vec::new();
    let mut unset_secrets = Vec::new();
    for wanted in &definition.secrets {
        match secret_for(spec, server, &wanted.environment) {
            Some(secret) => secrets.push(SecretDelivery {
                name: wanted.name.clone(),
                environment: wanted.environment.clone(),
                secret,
            }),
            None => unset_secrets.push(wanted.name.clone()),
        }
    }
    let paths: Vec<&str> =
        definition.config.iter().filter(|key| key.kind.is_mounted()).map(|key| key.name.as_str()).collect();
    let mut mounted = Vec::new();
    let mut config = BTreeMap::new();
    for (key, value) in &server.config {
        config.insert(key.clone(), resolve_config(key, value, &paths, &mut mounted)?);
    }
    mounted.extend(definition.entry.mounts.iter().map(|(path, _, _)| Text::engine_path(path)));
    Ok(Server {
        name: name.clone(),
        origin,
        own: None,
        secrets,
        unset_secrets,
        config,
        paths: mounted,
        writable: server.writable.unwrap_or(false),
        tools: server.tools.clone(),
    })
}

/// The secret that a server of a catalog gets in the environment variable `environment`: what `[servers.X.secrets]` says, or
/// the secret of the same name.
pub(crate) fn secret_for(
    spec: &StackSpec,
    server: &ServerSpec,
    environment: &EnvironmentName,
) -> Option<SecretName> {
    match server.secrets.get(environment) {
        Some(secret) => Some(secret.clone()),
        None => spec.secrets.keys().find(|secret| secret.as_str() == environment.as_str()).cloned(),
    }
}

/// `key` is the way from the top of the configuration to `value`, with dots.
fn resolve_config(
    key: &str,
    value: &ForeignValue,
    paths: &[&str],
    mounted: &mut Vec<Text>,
) -> Result<ConfigValue, Unresolved> {
    Ok(match value {
        ForeignValue::Boolean(value) => ConfigValue::Boolean(*value),
        ForeignValue::Integer(value) => ConfigValue::Integer(*value),
        ForeignValue::Float(value) => ConfigValue::Float(*value),
        ForeignValue::Text(text) if paths.contains(&key) => {
            let path = Text::engine_path(&text.parse::<HostPath>().map_err(|_| Unresolved)?);
            mounted.push(path.clone());
            ConfigValue::Text(path)
        }
        ForeignValue::Text(text) => ConfigValue::Text(Text::literal(text)),
        ForeignValue::List(items) => ConfigValue::List(
            items
                .iter()
                .map(|item| resolve_config(key, item, paths, mounted))
                .collect::<Result<_, Unresolved>>()?,
        ),
        ForeignValue::Table(table) => ConfigValue::Table(
            table
                .iter()
                .map(|(name, value)| {
                    Ok::<_, Unresolved>((
                        name.clone(),
                        resolve_config(&format!("{key}.{name}"), value, paths, mounted)?,
                    ))
                })
                .collect::<Result<_, Unresolved>>()?,
        ),
    })
}

fn resolve_own(name: &ServerName, origin: Path, server: &ServerSpec) -> Result<Server, Unresolved> {
    let mut secrets: BTreeMap<EnvironmentName, SecretName> = server.secrets.clone();
    let mut paths = Vec::new();
    let kind = match (&server.image, &server.url) {
        (Some(image), None) => {
            let mut environment = BTreeMap::new();
            for (variable, text) in &server.environment {
                match text {
                    TextSpec::Literal(text) => {
                        environment.insert(variable.clone(), text.clone());
                    }
                    TextSpec::Secret(secret) => {
                        secrets.insert(variable.clone(), secret.clone());
                    }
                    TextSpec::Variable { .. } => return Err(Unresolved),
                }
            }
            let mounts = server
                .volumes
                .iter()
                .map(|volume| {
                    let source = match &volume.source {
                        VolumeSource::Path(path) => {
                            let path = Text::engine_path(path);
                            paths.push(path.clone());
                            ServerMountSource::Path(path)
                        }
                        VolumeSource::Volume(volume) => ServerMountSource::Volume(volume.clone()),
                    };
                    (source, volume.target.to_string(), volume.read_only)
                })
                .collect();
            OwnServerKind::Image {
                image: image.clone(),
                command: server.command.clone(),
                environment,
                mounts,
                allow_hosts: server.allow_hosts.iter().map(|host| host.as_str().to_owned()).collect(),
                network: server.network.unwrap_or(true),
                long_lived: server.long_lived.unwrap_or(false),
            }
        }
        (None, Some(url)) => {
            let mut headers = BTreeMap::new();
            for (index, (header, value)) in server.headers.iter().enumerate() {
                let value = match value {
                    HeaderValue::Literal(text) => (text.clone(), None),
                    HeaderValue::Secret { secret, prefix } => {
                        // The gateway only knows a secret by the variable that it would be to the server.
                        let variable: EnvironmentName =
                            format!("HEADER_{index}").parse().map_err(|_| Unresolved)?;
                        secrets.insert(variable.clone(), secret.clone());
                        (prefix.clone(), Some(variable))
                    }
                };
                headers.insert(header.as_str().to_owned(), value);
            }
            OwnServerKind::Remote {
                url: url.clone(),
                transport: server.transport.unwrap_or(Transport::Streaming),
                headers,
            }
        }
        _ => return Err(Unresolved),
    };
    let secrets = secrets
        .into_iter()
        .map(|(environment, secret)| SecretDelivery {
            name: format!("{name}.{}", environment.as_str().to_ascii_lowercase()),
            environment,
            secret,
        })
        .collect();
    Ok(Server {
        name: name.clone(),
        origin,
        own: Some(OwnServer { kind, prefix: server.prefix.clone() }),
        secrets,
        unset_secrets: Vec::new(),
        config: BTreeMap::new(),
        paths,
        writable: server.writable.unwrap_or(false),
        tools: server.tools.clone(),
    })
}
