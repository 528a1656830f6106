//! What a container sees in its file system: mounts, files of its own, secrets.

use mcpgen_core::model::{FileMode, SelinuxLabel, StorageSize};
use mcpgen_core::plan::{Container, Mount, MountSource, Plan, SecretFile, Service};

use super::file::{BindFile, SecretUse, TmpfsFile, VolumeFile, VolumePart};
use super::interpolation::literal;
use super::service::location;
use crate::digest::Digest;
use crate::emit::Layout;
use crate::emit::config::{ConfigEmitter, config_path};
use crate::error::Error;

/// A mount of the machine. What is not there is an error, instead of a folder made in its place.
pub(super) fn bind(source: String, target: &str, read_only: bool) -> VolumeFile {
    VolumeFile {
        source: Some(source),
        read_only: read_only.then_some(true),
        bind: Some(BindFile { create_host_path: false, selinux: None }),
        ..mount_at("bind", target)
    }
}

/// A file system in memory.
pub(super) fn tmpfs(target: &str) -> VolumeFile {
    mount_at("tmpfs", target)
}

fn mount_at(kind: &'static str, target: &str) -> VolumeFile {
    VolumeFile {
        r#type: kind,
        source: None,
        target: target.to_owned(),
        read_only: None,
        bind: None,
        volume: None,
        tmpfs: None,
    }
}

/// The mounts of a container, those of its files after the others.
pub(super) fn volumes(
    plan: &Plan,
    service: &Service,
    container: &Container,
    layout: &Layout,
) -> Vec<VolumeFile> {
    let mounts = container.mounts.iter().map(|mount| volume(plan, mount, layout));
    let configs = container.configs.iter().map(|config| {
        bind(format!("./{}", config_path(service, config)), &literal(config.target.as_str()), true)
    });
    mounts.chain(configs).collect()
}

fn volume(plan: &Plan, mount: &Mount, layout: &Layout) -> VolumeFile {
    let target = literal(mount.target.as_str());
    match &mount.source {
        MountSource::Host { location: place, create, selinux } => VolumeFile {
            bind: Some(BindFile {
                create_host_path: *create,
                selinux: selinux.map(|label| match label {
                    SelinuxLabel::Shared => "z",
                    SelinuxLabel::Private => "Z",
                }),
            }),
            ..bind(location(plan, place, layout), &target, mount.read_only)
        },
        MountSource::Volume { name, external: _, subpath } => VolumeFile {
            source: Some(name.to_string()),
            read_only: mount.read_only.then_some(true),
            volume: subpath.as_ref().map(|subpath| VolumePart { subpath: literal(subpath.as_str()) }),
            ..mount_at("volume", &target)
        },
        MountSource::Tmpfs { size, mode } => {
            let options = TmpfsFile { size: size.map(StorageSize::bytes), mode: mode.map(FileMode::bits) };
            let written = size.is_some() || mode.is_some();
            VolumeFile { tmpfs: written.then_some(options), ..tmpfs(&target) }
        }
    }
}

/// The fingerprint of a container's files; `None` when it has none.
pub(super) fn fingerprint(container: &Container, configs: &ConfigEmitter) -> Result<Option<String>, Error> {
    let mut digest = Digest::default();
    for config in &container.configs {
        digest.add(config.target.as_str());
        digest.add(configs.text(config)?);
    }
    Ok(if digest.is_empty() { None } else { Some(digest.finish()) })
}

/// Everyone may read: what Compose gives the file of a secret otherwise.
const EVERYONE_READS: u16 = 0o444;

pub(super) fn secret(file: &SecretFile) -> SecretUse<'_> {
    if file.is_usual() {
        return SecretUse::Name(file.secret.as_str());
    }
    SecretUse::Table {
        source: file.secret.as_str(),
        target: literal(file.target.as_str()),
        uid: file.uid.to_string(),
        gid: file.gid.to_string(),
        mode: file.mode.map_or(EVERYONE_READS, FileMode::bits),
    }
}
