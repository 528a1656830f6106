//! Whether a change arrives at the next start (docker/compose, pkg/compose/hash.go): a container is recreated when its own
//! entry changes, after interpolation. A file that is mounted, and the text of a config, are no part of the entry.

use std::collections::BTreeSet;

use crate::compose::{MountSource, Service};
use crate::finding::{Code, Finding};
use crate::folder::is_socket;

/// Finds what a service would not notice.
pub(crate) fn judge(service: &Service, findings: &mut Vec<Finding>) {
    let mut files = BTreeSet::new();
    let mut values = BTreeSet::new();
    let in_entry: BTreeSet<&str> = service
        .environment
        .values()
        .chain(service.labels.values())
        .flat_map(|value| value.variables())
        .collect();
    for mount in &service.mounts {
        match &mount.source {
            MountSource::Host { path, .. } if !is_socket(path) && !service.notices_files() => {
                files.insert(path.as_str());
            }
            MountSource::Text(text) if !service.notices_values() => {
                values.extend(text.variables().into_iter().filter(|name| !in_entry.contains(name)));
            }
            _ => {}
        }
    }
    let mut find = |subjects: BTreeSet<&str>, of: &str| {
        if subjects.is_empty() {
            return;
        }
        let subjects = subjects.into_iter().collect::<Vec<_>>().join(", ");
        let message = format!(
            "a change of {subjects} does not arrive at the next `docker compose up`: the container stays"
        );
        let remedy = format!("restart with `--force-recreate`, or keep a fingerprint of {of} in a label");
        findings.push(Finding::new(Code::ChangeUnnoticed, message, remedy).of(&service.name).about(subjects));
    };
    find(files, "the files");
    find(values, "the values");
}
