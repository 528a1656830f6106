//! A service, as far as it decides what a gateway or a tunnel does.

use std::collections::BTreeMap;

use super::{Attachment, Mount, MountSource, Port, Variables, environment, words};
use crate::finding::{Code, Finding};
use crate::folder::{Entry, Folder, is_socket};
use crate::machine::Machine;
use crate::value::Value;
use crate::yaml::Yaml;

/// A service of the project.
#[derive(Debug, Clone)]
pub(crate) struct Service {
    pub(crate) name: String,
    pub(crate) image: String,
    pub(crate) container_name: Option<String>,
    pub(crate) entrypoint: Option<Vec<String>>,
    pub(crate) command: Option<Vec<String>>,
    pub(crate) environment: BTreeMap<String, Value>,
    pub(crate) ports: Vec<Port>,
    /// A later one hides an earlier one at the same target.
    pub(crate) mounts: Vec<Mount>,
    pub(crate) attachment: Attachment,
    pub(crate) aliases: Vec<String>,
    pub(crate) hostname: Option<String>,
    /// `UID[:GID]`, if it is written.
    pub(crate) user: Option<Value>,
    pub(crate) labels: BTreeMap<String, Value>,
    /// Whether Compose hands it the Docker socket by itself.
    pub(crate) api_socket: bool,
    /// Whether `profiles` or `depends_on` decide when it runs.
    pub(crate) is_conditional: bool,
    /// Whether the engine makes and starts its container at all.
    pub(crate) is_started: bool,
}

impl Service {
    /// The last part of the image's name, without tag and digest.
    pub(crate) fn program(&self) -> &str {
        let image = self.image.split('@').next().unwrap_or_default();
        let last = image.rsplit('/').next().unwrap_or_default();
        last.split(':').next().unwrap_or_default()
    }

    /// The networks that this service and `other` are both on.
    pub(crate) fn shared_networks(&self, other: &Self) -> Vec<&str> {
        match (&self.attachment, &other.attachment) {
            (Attachment::Networks(own), Attachment::Networks(others)) => {
                own.iter().filter(|name| others.contains(name)).map(String::as_str).collect()
            }
            _ => Vec::new(),
        }
    }

    /// The mount that a path of the container is in, and the rest of the path below it.
    pub(crate) fn mount_of<'a>(&'a self, path: &'a str) -> Option<(&'a Mount, &'a str)> {
        let covering = self
            .mounts
            .iter()
            .filter_map(|mount| crate::folder::below(path, &mount.target).map(|rest| (mount, rest)));
        covering.max_by_key(|(mount, _)| mount.target.len())
    }

    /// Whether a label would change with a value that reaches it only through a file: it has a variable in it.
    pub(crate) fn notices_values(&self) -> bool {
        self.labels.values().any(|label| !label.variables().is_empty())
    }

    /// Whether somebody keeps a label of the files that are mounted: mcpgen's own.
    pub(crate) fn notices_files(&self) -> bool {
        self.labels.contains_key("mcpgen.files")
    }
}

/// Reads services.
pub(super) struct Reader<'a> {
    pub(super) folder: &'a dyn Folder,
    pub(super) machine: &'a Machine,
    pub(super) variables: &'a Variables<'a>,
    pub(super) root: &'a Yaml,
}

impl Reader<'_> {
    pub(super) fn read(&self, name: &str, entry: &Yaml, findings: &mut Vec<Finding>) -> Service {
        if entry.get("extends").is_some() {
            let message = "what this service extends is not looked at here";
            findings.push(Finding::new(Code::NotSimulated, message, "write it out").of(name));
        }
        let mounts = Mount::read_all(entry, self.root, self.machine, &|name| self.variables.get(name));
        let read_only = entry.boolean("read_only").unwrap_or_default();
        let is_started = self.judge_mounts(name, &mounts, read_only, findings);
        Service {
            name: name.to_owned(),
            image: entry.text("image").unwrap_or_default(),
            container_name: entry.text("container_name"),
            entrypoint: arguments(entry, "entrypoint"),
            command: arguments(entry, "command"),
            environment: environment::read(entry, self.folder, self.machine, self.variables),
            ports: entry
                .get("ports")
                .and_then(Yaml::list)
                .unwrap_or_default()
                .iter()
                .filter_map(Port::read)
                .collect(),
            mounts,
            attachment: Attachment::read(entry),
            aliases: Attachment::aliases(entry),
            hostname: entry.text("hostname"),
            user: entry.get("user").and_then(Yaml::scalar),
            labels: labels(entry),
            is_conditional: ["profiles", "depends_on"].iter().any(|key| entry.get(key).is_some()),
            api_socket: entry.boolean("use_api_socket").unwrap_or_default(),
            is_started,
        }
    }

    /// Finds what is wrong with the mounts; gives whether the container is started all the same.
    fn judge_mounts(
        &self,
        name: &str,
        mounts: &[Mount],
        read_only: bool,
        findings: &mut Vec<Finding>,
    ) -> bool {
        let mut is_started = true;
        for mount in mounts {
            match &mount.source {
                MountSource::Host { path, misled_by, .. } if !misled_by.is_empty() => {
                    let message = format!(
                        "{} is not set, so that {path} is mounted at {}",
                        misled_by.join(" and "),
                        mount.target
                    );
                    let remedy = "write the path, or `~` for the home folder";
                    findings.push(Finding::new(Code::MountMisled, message, remedy).of(name).about(path));
                }
                MountSource::Host { path, create, .. }
                    if !is_socket(path) && self.folder.look(path) == Entry::Missing =>
                {
                    is_started &= *create;
                    let happens = if *create {
                        "the engine makes an empty folder in its place"
                    } else {
                        "Compose does not start the service"
                    };
                    let message = format!("{path} is not there: {happens}");
                    let remedy = "put it there, or mend the path";
                    findings.push(Finding::new(Code::MountMissing, message, remedy).of(name).about(path));
                }
                MountSource::Text(_) if read_only => {
                    is_started = false;
                    let message = format!("Compose cannot write {} into a read-only container", mount.target);
                    let remedy = "take `read_only` away, or mount a file";
                    findings.push(
                        Finding::new(Code::FileIntoReadOnly, message, remedy).of(name).about(&mount.target),
                    );
                }
                _ => {}
            }
        }
        is_started
    }
}

/// A list of words, or a text that is split into them.
fn arguments(entry: &Yaml, key: &str) -> Option<Vec<String>> {
    match entry.get(key)? {
        Yaml::List(_) => Some(entry.texts(key)),
        other => other.scalar().map(|text| words::split(text.text())),
    }
}

fn labels(entry: &Yaml) -> BTreeMap<String, Value> {
    match entry.get("labels") {
        Some(Yaml::Table(table)) => {
            table.iter().map(|(name, value)| (name.clone(), value.scalar().unwrap_or_default())).collect()
        }
        Some(Yaml::List(items)) => items
            .iter()
            .filter_map(Yaml::scalar)
            .map(|label| match label.split_once('=') {
                Some((name, value)) => (name.text().to_owned(), value),
                None => (label.text().to_owned(), Value::default()),
            })
            .collect(),
        _ => BTreeMap::new(),
    }
}
