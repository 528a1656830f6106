//! Catalogs: which servers there are, and how they run (docker/mcp-gateway, pkg/catalog).

use std::collections::BTreeMap;

use mcpgen_registry::Kind;

use crate::yaml::Yaml;

/// A server of a catalog.
#[derive(Debug, Clone, Default, PartialEq)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a fact of its own, most of them a key of the file"
)]
pub(crate) struct CatalogServer {
    /// Empty when it is not a container.
    pub(crate) image: String,
    /// Whether Docker's catalog says so, which pins its images by digest.
    pub(crate) is_dockers: bool,
    /// Whether each of its tools is a container of its own.
    pub(crate) is_tools: bool,
    pub(crate) secrets: Vec<CatalogSecret>,
    /// Names and values, templates among them.
    pub(crate) environment: Vec<(String, String)>,
    pub(crate) volumes: Vec<String>,
    pub(crate) no_network: bool,
    pub(crate) long_lived: bool,
    pub(crate) remote: Option<Remote>,
    /// Keys of the configuration that it needs, as far as that is known.
    pub(crate) required: Vec<String>,
    /// Whether it needs a login that a gateway in a container cannot do.
    pub(crate) oauth_only: bool,
}

/// A secret that a server takes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct CatalogSecret {
    pub(crate) name: String,
    pub(crate) variable: String,
    pub(crate) optional: bool,
}

/// A server elsewhere.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Remote {
    pub(crate) url: String,
    /// `None` when the catalog is Docker's, of which it is not known here.
    pub(crate) transport: Option<String>,
}

/// The servers of a catalog, by name.
pub(crate) type Catalog = BTreeMap<String, CatalogServer>;

/// Why a catalog cannot be used as it was meant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum CatalogFault {
    /// The gateway ends.
    Unreadable(String),
    /// The gateway takes it for an empty one; the key that stands in the place of `registry`.
    Empty(Option<&'static str>),
}

/// Reads a catalog file.
pub(crate) fn read(text: &str) -> Result<Catalog, CatalogFault> {
    let yaml = Yaml::read(text).map_err(CatalogFault::Unreadable)?;
    let shape = |what: String| CatalogFault::Unreadable(what);
    if yaml != Yaml::Null && yaml.table().is_none() {
        return Err(shape("it is no table".to_owned()));
    }
    let Some(registry) = yaml.get("registry") else {
        let instead = ["services", "servers"].into_iter().find(|key| yaml.get(key).is_some());
        return Err(CatalogFault::Empty(instead));
    };
    let registry = registry.table().ok_or_else(|| shape("`registry` is no table".to_owned()))?;
    registry
        .iter()
        .map(|(name, entry)| {
            read_server(entry)
                .map(|server| (name.clone(), server))
                .map_err(|key| shape(format!("`{key}` of the server `{name}` has not the right shape")))
        })
        .collect()
}

/// The error is the key that has not the type that the gateway decodes it into.
fn read_server(entry: &Yaml) -> Result<CatalogServer, &'static str> {
    let list = |key: &'static str| match entry.get(key) {
        None => Ok(&[][..]),
        Some(value) => value.list().ok_or(key),
    };
    let text = |entry: &Yaml, key: &str| entry.text(key).unwrap_or_default();
    let table = |key: &'static str| match entry.get(key) {
        Some(value) if value.table().is_none() => Err(key),
        value => Ok(value),
    };
    let mut secrets = Vec::new();
    for secret in list("secrets")? {
        secret.table().ok_or("secrets")?;
        secrets.push(CatalogSecret {
            name: text(secret, "name"),
            variable: text(secret, "env"),
            optional: secret.boolean("required") == Some(false),
        });
    }
    let mut environment = Vec::new();
    for variable in list("env")? {
        variable.table().ok_or("env")?;
        environment.push((text(variable, "name"), text(variable, "value")));
    }
    let address = entry.text("sseEndpoint").map(|url| (url, "sse".to_owned()));
    let remote =
        table("remote")?.and_then(|remote| Some((remote.text("url")?, text(remote, "transport_type"))));
    let image = text(entry, "image");
    list("volumes")?;
    Ok(CatalogServer {
        is_tools: image.is_empty() && remote.is_none() && address.is_none() && !list("tools")?.is_empty(),
        image,
        secrets,
        environment,
        volumes: entry.texts("volumes"),
        no_network: entry.boolean("disableNetwork").unwrap_or_default(),
        long_lived: entry.boolean("longLived").unwrap_or_default(),
        remote: address.or(remote).map(|(url, transport)| Remote { url, transport: Some(transport) }),
        oauth_only: table("oauth")?.is_some() && secrets_are_absent(entry),
        ..CatalogServer::default()
    })
}

fn secrets_are_absent(entry: &Yaml) -> bool {
    entry.get("secrets").and_then(Yaml::list).is_none_or(<[Yaml]>::is_empty)
}

/// The stand-in for Docker's own catalog, which the gateway fetches at its start.
pub(crate) fn dockers() -> Catalog {
    let owned = |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect();
    mcpgen_registry::names()
        .filter_map(mcpgen_registry::find)
        .map(|server| {
            let secrets = server.secrets.iter().map(|secret| CatalogSecret {
                name: secret.name.to_owned(),
                variable: secret.variable.to_owned(),
                optional: secret.optional,
            });
            let environment =
                server.environment.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
            let required = server.config.iter().filter(|key| key.required);
            let definition = CatalogServer {
                image: server.image.to_owned(),
                is_dockers: true,
                is_tools: server.kind == Kind::Tools,
                secrets: secrets.collect(),
                environment: environment.collect(),
                volumes: owned(&server.volumes),
                no_network: server.no_network,
                long_lived: server.long_lived,
                remote: (server.kind == Kind::Remote).then(|| Remote { url: String::new(), transport: None }),
                required: required.map(|key| key.name.to_owned()).collect(),
                oauth_only: server.standing == mcpgen_registry::Standing::OauthOnly,
            };
            (server.name.to_owned(), definition)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_catalog_gives_its_servers() {
        let text = "registry:\n  a:\n    image: x/a:1\n    secrets: [{name: a.key, env: KEY, required: false}]\n    env: [{name: N, value: \"{{a.n}}\"}]\n    volumes: [\"{{a.p|volume|into}}\"]\n  b:\n    remote: {url: \"https://b\", transport_type: sse}\n";
        let catalog = read(text).unwrap();
        assert_eq!(catalog["a"].secrets[0].variable, "KEY");
        assert!(catalog["a"].secrets[0].optional);
        assert_eq!(catalog["b"].remote.as_ref().unwrap().transport.as_deref(), Some("sse"));
    }

    #[test]
    fn another_key_than_registry_is_an_empty_catalog() {
        assert_eq!(read("services: {a: {image: b}}\n"), Err(CatalogFault::Empty(Some("services"))));
        assert_eq!(read(""), Err(CatalogFault::Empty(None)));
    }

    #[test]
    fn what_has_another_shape_ends_the_gateway() {
        for text in ["a: [", "- a\n", "registry: []\n", "registry: {a: {secrets: {a: b}}}\n"] {
            assert!(matches!(read(text), Err(CatalogFault::Unreadable(_))), "{text}");
        }
    }
}
