//! What a container sees at a path.

use crate::compose::{MountSource, Service};
use crate::folder::{Entry, Folder, clean};
use crate::value::Value;

/// What stands at a path of a container, as far as mounts decide it: of what is in its image, nothing is known.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Seen {
    Text(Value),
    Directory,
    Missing,
    /// What is to be mounted is not there, so that the container is not started at all. That is told where mounts are judged.
    NotStarted,
    Unknown,
}

/// What the container of `service` sees at `path`, which is absolute and clean.
pub(crate) fn look(service: &Service, folder: &dyn Folder, path: &str) -> Seen {
    let Some((mount, rest)) = service.mount_of(path) else { return Seen::Missing };
    match &mount.source {
        MountSource::Text(text) if rest.is_empty() => Seen::Text(text.clone()),
        MountSource::Empty if rest.is_empty() => Seen::Directory,
        MountSource::Text(_) | MountSource::Empty => Seen::Missing,
        MountSource::Elsewhere => Seen::Unknown,
        MountSource::Host { path, create, .. } => match folder.look(&join(path, rest)) {
            Entry::File { text: Some(text), .. } => Seen::Text(Value::literal(text.as_str())),
            Entry::Directory(_) => Seen::Directory,
            Entry::Missing if *create && rest.is_empty() => Seen::Directory,
            Entry::Missing if !*create && folder.look(path) == Entry::Missing => Seen::NotStarted,
            Entry::Missing => Seen::Missing,
            Entry::Unknown | Entry::File { text: None, .. } => Seen::Unknown,
        },
    }
}

fn join(path: &str, rest: &str) -> String {
    if rest.is_empty() { path.to_owned() } else { clean(&format!("{path}/{rest}")) }
}
