//! The oldest Compose that reads a file, by what the file uses.

use mcpgen_core::plan::{ConfigContent, Plan, Service};
use serde::Serialize;
use serde_json::Value;

use super::ComposeEmitter;
use super::usage::{Usage, find};
use crate::emit::Layout;
use crate::emit::scripts::ComposeVersion;
use crate::error::Error;

/// Whatever a file uses: inline `configs` came with it (docker/compose 2.23.1), and nothing is tested with an older one.
const OLDEST: ComposeVersion = ComposeVersion(2, 23, 1);

/// Something that a Compose file can use, and the first Compose that reads it.
struct Feature {
    /// Where it stands; `*` for any key or item.
    at: &'static str,
    /// Which values of that are newer than the key; `None` when the key itself is.
    values: Option<fn(&Value) -> bool>,
    since: ComposeVersion,
}

impl Usage for Feature {
    fn at(&self) -> &'static str {
        self.at
    }

    fn values(&self) -> Option<fn(&Value) -> bool> {
        self.values
    }
}

/// A key that came with a version.
const fn key(at: &'static str, major: u16, minor: u16, patch: u16) -> Feature {
    Feature { at, values: None, since: ComposeVersion(major, minor, patch) }
}

/// A value that came with a version, of a key that is older.
const fn value(at: &'static str, values: fn(&Value) -> bool, major: u16, minor: u16, patch: u16) -> Feature {
    Feature { at, values: Some(values), since: ComposeVersion(major, minor, patch) }
}

/// What is newer than [`OLDEST`] (docker/compose, the version of compose-spec/compose-go that each tag is built with; there,
/// schema/compose-spec.json).
const FEATURES: [Feature; 30] = [
    value("services.*.env_file.*", Value::is_object, 2, 24, 0),
    key("services.*.ports.*.name", 2, 25, 0),
    key("services.*.ports.*.app_protocol", 2, 25, 0),
    key("services.*.volumes.*.volume.subpath", 2, 25, 0),
    key("services.*.gpus", 2, 30, 0),
    key("services.*.env_file.*.format", 2, 30, 0),
    key("services.*.post_start", 2, 30, 0),
    key("services.*.pre_stop", 2, 30, 0),
    key("services.*.volumes.*.bind.recursive", 2, 30, 0),
    key("services.*.label_file", 2, 32, 0),
    value("services.*.develop.watch.*.action", |action| action == "sync+exec", 2, 32, 0),
    key("services.*.develop.watch.*.exec", 2, 32, 0),
    key("services.*.networks.*.gw_priority", 2, 33, 0),
    key("networks.*.enable_ipv4", 2, 33, 0),
    value("services.*.pull_policy", is_by_time, 2, 34, 0),
    key("services.*.pull_refresh_after", 2, 34, 0),
    key("services.*.develop.watch.*.include", 2, 34, 0),
    key("services.*.provider", 2, 35, 0),
    value("services.*.volumes.*.type", |kind| kind == "image", 2, 35, 0),
    key("services.*.volumes.*.image", 2, 35, 0),
    key("services.*.networks.*.interface_name", 2, 36, 0),
    value("services.*.volumes.*.type", |kind| kind == "npipe", 2, 36, 0),
    key("services.*.use_api_socket", 2, 37, 2),
    key("services.*.models", 2, 38, 0),
    key("models", 2, 38, 0),
    key("services.*.models.*.model_var", 2, 38, 1),
    key("services.*.build.provenance", 2, 39, 0),
    key("services.*.build.sbom", 2, 39, 0),
    key("services.*.build.no_cache_filter", 5, 0, 0),
    key("services.*.pre_start", 5, 3, 0),
];

/// Values of `pull_policy` that go by time.
fn is_by_time(policy: &Value) -> bool {
    policy.as_str().is_some_and(|policy| {
        matches!(policy, "daily" | "weekly" | "refresh") || policy.starts_with("every_")
    })
}

/// The oldest Compose that reads a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Minimum {
    pub(crate) version: ComposeVersion,
    /// The keys of the file that ask for it, in their order; none when every file does.
    pub(crate) because: Vec<String>,
}

impl Minimum {
    /// That of the file that a plan becomes.
    pub(crate) fn of_plan(plan: &Plan) -> Result<Self, Error> {
        // The texts of files only go into fingerprints.
        let catalogs =
            plan.gateways().flat_map(|(_, gateway)| &gateway.catalogs).map(|catalog| &catalog.path);
        let configs =
            plan.services.iter().filter_map(Service::container).flat_map(|container| &container.configs);
        let configs = configs.filter_map(|config| match &config.content {
            ConfigContent::File(path) => Some(path),
            ConfigContent::Text(_) => None,
        });
        let files = catalogs.chain(configs).map(|path| (path.clone(), String::new())).collect();
        Self::of_file(&ComposeEmitter::new(files).file(plan, &Layout::default())?)
    }

    /// That of a file.
    pub(super) fn of_file(file: &impl Serialize) -> Result<Self, Error> {
        let mut minimum = Self { version: OLDEST, because: Vec::new() };
        for (feature, place) in find(file, &FEATURES).map_err(Error::bug)? {
            if feature.since > minimum.version {
                minimum = Self { version: feature.since, because: Vec::new() };
            }
            if feature.since == minimum.version {
                minimum.because.push(place);
            }
        }
        minimum.because.sort();
        minimum.because.dedup();
        Ok(minimum)
    }

    /// The comment that says it.
    pub(super) fn comment(&self) -> String {
        let version = self.version;
        match self.because.split_first() {
            None => format!("# Needs Docker Compose {version} or newer.\n"),
            Some((key, [])) => format!("# Needs Docker Compose {version} or newer, because of {key}.\n"),
            Some((key, rest)) => {
                format!(
                    "# Needs Docker Compose {version} or newer, because of {key} and {} more.\n",
                    rest.len()
                )
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_file_that_uses_nothing_new_needs_the_oldest() {
        let minimum =
            Minimum::of_file(&json!({ "services": { "a": { "image": "x", "pull_policy": "always" } } }))
                .unwrap();
        assert_eq!(minimum.comment(), "# Needs Docker Compose 2.23.1 or newer.\n");
    }

    #[test]
    fn the_newest_key_decides_and_is_named() {
        let model = json!({
            "services": {
                "a": { "post_start": [], "pull_policy": "daily" },
                "b": { "volumes": [{ "type": "volume" }, { "type": "image" }] },
            },
        });
        let minimum = Minimum::of_file(&model).unwrap();
        assert_eq!(minimum.version, ComposeVersion(2, 35, 0));
        assert_eq!(minimum.because, ["services.b.volumes[1].type"]);
    }

    #[test]
    fn several_keys_are_counted() {
        let model = json!({ "services": { "a": { "pre_start": [] }, "b": { "pre_start": [] }, "c": { "gpus": "all" } } });
        assert_eq!(
            Minimum::of_file(&model).unwrap().comment(),
            "# Needs Docker Compose 5.3.0 or newer, because of services.a.pre_start and 1 more.\n"
        );
    }

    #[test]
    fn no_row_is_older_than_what_every_file_needs() {
        assert!(FEATURES.iter().all(|feature| feature.since > OLDEST));
    }
}
