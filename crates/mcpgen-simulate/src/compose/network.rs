//! Networks, and how a service is attached to them.

use std::collections::BTreeMap;

use crate::yaml::Yaml;

/// A network of the project.
#[derive(Debug, Clone, Default)]
pub(crate) struct Network {
    pub(crate) internal: bool,
}

impl Network {
    /// All networks of the file, and the one that is always there.
    pub(super) fn read_all(root: &Yaml) -> BTreeMap<String, Self> {
        let declared = root.get("networks").and_then(Yaml::table).cloned().unwrap_or_default();
        let mut networks: BTreeMap<String, Self> = declared
            .iter()
            .map(|(name, network)| {
                (name.clone(), Self { internal: network.boolean("internal").unwrap_or_default() })
            })
            .collect();
        networks.entry("default".to_owned()).or_default();
        networks
    }
}

/// How a container is attached to networks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Attachment {
    /// To these, by their names in the file.
    Networks(Vec<String>),
    /// To none of its own: that of the machine, of a service, or none at all, as `network_mode` says.
    Mode(String),
}

impl Attachment {
    pub(super) fn read(service: &Yaml) -> Self {
        if let Some(mode) = service.text("network_mode") {
            return Self::Mode(mode);
        }
        Self::Networks(match service.get("networks") {
            Some(Yaml::Table(table)) => table.keys().cloned().collect(),
            Some(_) => service.texts("networks"),
            None => vec!["default".to_owned()],
        })
    }

    /// Other names that the service has on its networks.
    pub(super) fn aliases(service: &Yaml) -> Vec<String> {
        let networks = service.get("networks").and_then(Yaml::table);
        networks.into_iter().flat_map(BTreeMap::values).flat_map(|network| network.texts("aliases")).collect()
    }
}
