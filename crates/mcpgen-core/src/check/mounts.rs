//! What a container sees in its file system: mounts, files of its own, secrets. Each needs its own place.

use std::collections::BTreeMap;

use super::{Check, service_path};
use crate::diagnostic::{Code, Diagnostic};
use crate::document::Part;
use crate::model::{ContainerPath, ContainerSpec, Distinct, MountSourceSpec, MountTarget, ServiceSpec};
use crate::name::{ServiceName, VolumeName};
use crate::path::Path;

/// Something mounted into a container.
struct Mounted<'a> {
    target: &'a ContainerPath,
    origin: Origin<'a>,
    read_only: bool,
}

/// Where a container says that something is mounted.
enum Origin<'a> {
    Volume(usize),
    Tmpfs(usize),
    Config(&'a MountTarget),
}

impl Mounted<'_> {
    /// Adds a label where the service that stands at `service` says that this is mounted.
    fn labelled(&self, check: &Check<'_>, diagnostic: Diagnostic, service: &Path, label: &str) -> Diagnostic {
        let (place, part) = match self.origin {
            Origin::Volume(index) => (service.key("volumes").index(index), Part::Value),
            Origin::Tmpfs(index) => (service.key("tmpfs").index(index), Part::Value),
            Origin::Config(target) => (service.key("configs").key(target), Part::Key),
        };
        check.labelled(diagnostic, &place, part, label)
    }
}

pub(super) fn check(check: &mut Check<'_>) {
    for (name, service) in check.services.iter().copied() {
        let ServiceSpec::Container(container) = service else { continue };
        let path = service_path(name);
        let mounted = mounted(container);
        targets(check, &path, &mounted);
        below_read_only(check, &path, &mounted);
        secret_files(check, container, &path, &mounted);
    }
    volumes(check);
}

fn mounted(container: &ContainerSpec) -> Vec<Mounted<'_>> {
    let volumes = container.volumes.iter().enumerate().map(|(index, mount)| Mounted {
        target: mount.target.path(),
        origin: Origin::Volume(index),
        read_only: mount.read_only == Some(true),
    });
    let configs = container.configs.keys().map(|target| Mounted {
        target: target.path(),
        origin: Origin::Config(target),
        read_only: true,
    });
    let folders = container.tmpfs.as_ref().map_or(&[][..], Distinct::as_slice).iter().enumerate();
    let folders = folders.map(|(index, folder)| Mounted {
        target: folder.target.path(),
        origin: Origin::Tmpfs(index),
        read_only: false,
    });
    volumes.chain(folders).chain(configs).collect()
}

/// Of two mounts at one place Compose silently keeps the last.
fn targets(check: &mut Check<'_>, path: &Path, mounted: &[Mounted<'_>]) {
    let mut taken: BTreeMap<&ContainerPath, &Mounted<'_>> = BTreeMap::new();
    for mount in mounted {
        let Some(first) = taken.insert(mount.target, mount) else { continue };
        let message = format!("two mounts have the target `{}`", mount.target);
        let diagnostic = Diagnostic::new(Code::MountTargetTaken, message);
        let diagnostic = mount.labelled(check, diagnostic, path, "taken");
        let diagnostic = first.labelled(check, diagnostic, path, "by this one");
        check.report(diagnostic.help("give one of them another target"));
    }
}

/// The engine makes the place of a mount where there is none, and cannot where it may only read (seen with engine 26).
fn below_read_only(check: &mut Check<'_>, path: &Path, mounted: &[Mounted<'_>]) {
    for mount in mounted {
        let above = mounted.iter().find(|above| above.read_only && mount.target.is_below(above.target));
        let Some(above) = above else { continue };
        let message = format!("`{}` lies in what is mounted read-only at `{}`", mount.target, above.target);
        let diagnostic = Diagnostic::new(Code::MountBelowReadOnly, message);
        let diagnostic = mount.labelled(check, diagnostic, path, "starts only where this is there already");
        let diagnostic = above.labelled(check, diagnostic, path, "read-only");
        check.report(diagnostic.help(
            "choose a target beside it, or make sure that the place is there, and allow this with its reason",
        ));
    }
}

/// Compose writes the files of secrets into the container before it starts: into its own file system, which must be writable
/// and visible there (docker/compose, pkg/compose/secrets.go; seen with 2.26 and 2.40).
fn secret_files(check: &mut Check<'_>, container: &ContainerSpec, path: &Path, mounted: &[Mounted<'_>]) {
    let mut taken: BTreeMap<ContainerPath, Path> = BTreeMap::new();
    for (index, file) in container.secrets.iter().enumerate() {
        let place = path.key("secrets").index(index);
        if check.loaded.refused_within(&place) {
            continue;
        }
        let target = file.path();
        if let Some(first) = taken.insert(target.clone(), place.clone()) {
            let message = format!("two secrets have the file `{target}`");
            let diagnostic =
                check.labelled(Diagnostic::new(Code::SecretFile, message), &place, Part::Value, "taken");
            let diagnostic = check.labelled(diagnostic, &first, Part::Value, "by this one");
            check.report(diagnostic.help("remove one of them, or give it a `target` of its own"));
        }
        let hidden = mounted.iter().find(|mount| target == *mount.target || target.is_below(mount.target));
        if let Some(mount) = hidden {
            let message = format!(
                "the secret `{}` would be written into what is mounted at `{}`",
                file.secret, mount.target
            );
            let diagnostic = check.labelled(
                Diagnostic::new(Code::SecretFile, message),
                &place,
                Part::Value,
                format!("at `{target}`"),
            );
            let diagnostic = mount.labelled(check, diagnostic, path, "lies over it");
            check.report(diagnostic.help("give the secret a `target` outside of it"));
        }
    }
}

/// Where a container mounts a volume.
struct Use<'a> {
    external: bool,
    /// Whether only a folder of the volume is mounted.
    partial: bool,
    service: &'a ServiceName,
    index: usize,
}

impl Use<'_> {
    fn place(&self) -> Path {
        service_path(self.service).key("volumes").index(self.index)
    }
}

/// A volume is either the stack's or not, and part of it is there only when something made it.
fn volumes(check: &mut Check<'_>) {
    let mut uses: BTreeMap<&VolumeName, Vec<Use<'_>>> = BTreeMap::new();
    for (name, service) in check.services.iter().copied() {
        let ServiceSpec::Container(container) = service else { continue };
        for (index, mount) in container.volumes.iter().enumerate() {
            if let MountSourceSpec::Volume { volume, external, subpath } = &mount.source {
                let (external, partial) = (external.unwrap_or(false), subpath.is_some());
                uses.entry(volume).or_default().push(Use { external, partial, service: name, index });
            }
        }
    }
    for (volume, uses) in uses {
        let outside = uses.iter().find(|used| used.external);
        let inside = uses.iter().find(|used| !used.external);
        if let (Some(outside), Some(inside)) = (outside, inside) {
            let message = format!("the volume `{volume}` is the stack's in one place, and not in another");
            let diagnostic = Diagnostic::new(Code::InvalidValue, message);
            let diagnostic = check.labelled(diagnostic, &inside.place(), Part::Value, "made by the stack");
            let diagnostic = check.labelled(diagnostic, &outside.place(), Part::Value, "there already");
            check.report(diagnostic.help("write `external = true` in both, or in neither"));
        }
        let whole = uses.iter().any(|used| !used.partial);
        if let (None, false, Some(first)) = (outside, whole, uses.first()) {
            let message =
                format!("nothing can have made a part of the volume `{volume}` when it is first mounted");
            let diagnostic = Diagnostic::new(Code::InvalidValue, message);
            let diagnostic = check.labelled(diagnostic, &first.place(), Part::Value, "only a part of it");
            check.report(
                diagnostic.help("remove `subpath`, or write `external = true` for a volume that is there"),
            );
        }
    }
}
