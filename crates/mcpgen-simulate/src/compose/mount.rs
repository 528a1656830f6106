//! What a container sees of the machine, and what Compose puts into it.

use crate::folder::{clean, has_drive};
use crate::machine::Machine;
use crate::value::Value;
use crate::yaml::Yaml;

/// Something that is mounted or written at a path of a container.
#[derive(Debug, Clone)]
pub(crate) struct Mount {
    /// Where the container sees it: absolute and clean.
    pub(crate) target: String,
    pub(crate) source: MountSource,
    pub(crate) read_only: bool,
}

/// What is mounted.
#[derive(Debug, Clone)]
pub(crate) enum MountSource {
    /// A file or folder of the machine.
    Host {
        /// As the caller's folder is asked for it.
        path: String,
        /// Whether an empty folder is made when it is not there.
        create: bool,
        /// The variables in it that have no value, so that it leads elsewhere.
        misled_by: Vec<String>,
    },
    /// A text that Compose writes into the container.
    Text(Value),
    /// What Docker keeps, or nothing; not known from here.
    Elsewhere,
    /// A fresh, empty folder.
    Empty,
}

impl Mount {
    /// All mounts of a service: volumes, tmpfs, configs and secrets.
    pub(super) fn read_all(
        service: &Yaml,
        root: &Yaml,
        machine: &Machine,
        variable: &dyn Fn(&str) -> Option<Value>,
    ) -> Vec<Self> {
        let volumes = service.get("volumes").and_then(Yaml::list).unwrap_or_default();
        let mut mounts: Vec<Self> =
            volumes.iter().filter_map(|entry| Self::read_volume(entry, machine)).collect();
        mounts.extend(service.texts("tmpfs").into_iter().map(|entry| Self {
            target: clean(entry.split(':').next().unwrap_or_default()),
            source: MountSource::Empty,
            read_only: false,
        }));
        for (key, folder) in [("configs", "/"), ("secrets", "/run/secrets/")] {
            for entry in service.get(key).and_then(Yaml::list).unwrap_or_default() {
                mounts.extend(Self::read_resource(entry, key, folder, root, machine, variable));
            }
        }
        mounts
    }

    fn read_volume(entry: &Yaml, machine: &Machine) -> Option<Self> {
        if entry.table().is_none() {
            return Self::read_short(&entry.scalar()?, machine);
        }
        let source = match (entry.text("type").as_deref(), entry.get("source").and_then(Yaml::scalar)) {
            (Some("bind"), Some(source)) => {
                let bind = entry.get("bind").and_then(|bind| bind.boolean("create_host_path"));
                host(&source, bind.unwrap_or(true), machine)
            }
            (Some("tmpfs"), _) => MountSource::Empty,
            _ => MountSource::Elsewhere,
        };
        let read_only = entry.boolean("read_only").unwrap_or_default();
        Some(Self { target: clean(&entry.text("target")?), source, read_only })
    }

    /// `SOURCE:TARGET[:MODE]`, where the source may begin with a drive (compose-spec/compose-go, format/volume.go).
    fn read_short(entry: &Value, machine: &Machine) -> Option<Self> {
        let drive = has_drive(entry.text());
        let (source, rest) = if drive {
            let (drive, rest) = entry.split_once(':')?;
            let (path, rest) = rest.split_once(':')?;
            let mut source = drive;
            source.push_character(':');
            source.push(&path);
            (source, rest)
        } else if let Some(parts) = entry.split_once(':') {
            parts
        } else {
            let target = clean(entry.text());
            return Some(Self { target, source: MountSource::Elsewhere, read_only: false });
        };
        let (target, mode) = match rest.split_once(':') {
            Some((target, mode)) => (target, mode.text().to_owned()),
            None => (rest, String::new()),
        };
        let is_path = drive || source.text().starts_with(['.', '/', '~']);
        Some(Self {
            target: clean(target.text()),
            source: if is_path { host(&source, true, machine) } else { MountSource::Elsewhere },
            read_only: mode.split(',').any(|option| option == "ro"),
        })
    }

    /// A config or a secret, in the long or the short form.
    fn read_resource(
        entry: &Yaml,
        key: &str,
        folder: &str,
        root: &Yaml,
        machine: &Machine,
        variable: &dyn Fn(&str) -> Option<Value>,
    ) -> Option<Self> {
        let name = entry.text("source").or_else(|| entry.scalar().map(|name| name.text().to_owned()))?;
        let target = entry.text("target").unwrap_or_else(|| name.clone());
        let target = if target.starts_with('/') { target } else { format!("{folder}{target}") };
        let resource = root.get(key).and_then(|resources| resources.get(&name));
        let source = resource.map_or(MountSource::Elsewhere, |resource| {
            if let Some(content) = resource.get("content").and_then(Yaml::scalar) {
                MountSource::Text(content)
            } else if let Some(name) = resource.text("environment") {
                MountSource::Text(variable(&name).unwrap_or_default())
            } else if let Some(file) = resource.get("file").and_then(Yaml::scalar) {
                host(&file, false, machine)
            } else {
                MountSource::Elsewhere
            }
        });
        Some(Self { target: clean(&target), source, read_only: true })
    }
}

/// A path of the machine. Compose fills in `~`, and takes a relative path from the folder of its file.
fn host(source: &Value, create: bool, machine: &Machine) -> MountSource {
    let text = source.text().replace('\\', "/");
    let path = match (text.strip_prefix('~'), machine.home()) {
        (Some(rest), Some(home)) => clean(&format!("{}{rest}", home.replace('\\', "/"))),
        _ => clean(&text),
    };
    MountSource::Host { path, create, misled_by: source.unset().into_iter().map(str::to_owned).collect() }
}
