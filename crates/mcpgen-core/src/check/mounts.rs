//! What a container sees in its file system: mounts, files of its own, secrets. Each needs its own place.

use std::collections::BTreeMap;

use super::{Check, service_path};
use crate::diagnostic::{Code, Diagnostic};
use crate::document::Part;
use crate::model::{ContainerPath, ContainerSpec, Distinct, MountSourceSpec, ServiceSpec};
use crate::name::VolumeName;
use crate::path::Path;

/// Something mounted into a container.
struct Mounted<'a> {
    target: &'a ContainerPath,
    place: Path,
    part: Part,
    read_only: bool,
}

pub(super) fn check(check: &mut Check<'_>) {
    for (name, service) in check.services.iter().copied() {
        let ServiceSpec::Container(container) = service else { continue };
        let path = service_path(name);
        let mounted = mounted(container, &path);
        targets(check, &mounted);
        below_read_only(check, &mounted);
        secret_files(check, container, &path, &mounted);
    }
    volumes(check);
}

fn mounted<'a>(container: &'a ContainerSpec, path: &Path) -> Vec<Mounted<'a>> {
    let volumes = container.volumes.iter().enumerate().map(|(index, mount)| Mounted {
        target: mount.target.path(),
        place: path.key("volumes").index(index),
        part: Part::Value,
        read_only: mount.read_only == Some(true),
    });
    let configs = container.configs.keys().map(|target| Mounted {
        target: target.path(),
        place: path.key("configs").key(target),
        part: Part::Key,
        read_only: true,
    });
    let folders = container.tmpfs.as_ref().map_or(&[][..], Distinct::as_slice).iter().enumerate();
    let folders = folders.map(|(index, folder)| Mounted {
        target: folder.target.path(),
        place: path.key("tmpfs").index(index),
        part: Part::Value,
        read_only: false,
    });
    volumes.chain(folders).chain(configs).collect()
}

/// Of two mounts at one place Compose silently keeps the last.
fn targets(check: &mut Check<'_>, mounted: &[Mounted<'_>]) {
    let mut taken: BTreeMap<&ContainerPath, &Mounted<'_>> = BTreeMap::new();
    for mount in mounted {
        let Some(first) = taken.insert(mount.target, mount) else { continue };
        let message = format!("two mounts have the target `{}`", mount.target);
        let diagnostic = Diagnostic::new(Code::MountTargetTaken, message);
        let diagnostic = check.labelled(diagnostic, &mount.place, mount.part, "taken");
        let diagnostic = check.labelled(diagnostic, &first.place, first.part, "by this one");
        check.report(diagnostic.help("give one of them another target"));
    }
}

/// The engine makes the place of a mount where there is none, and cannot where it may only read (seen with engine 26).
fn below_read_only(check: &mut Check<'_>, mounted: &[Mounted<'_>]) {
    for mount in mounted {
        let above = mounted.iter().find(|above| above.read_only && mount.target.is_below(above.target));
        let Some(above) = above else { continue };
        let message = format!("`{}` lies in what is mounted read-only at `{}`", mount.target, above.target);
        let diagnostic = Diagnostic::new(Code::MountBelowReadOnly, message);
        let diagnostic =
            check.labelled(diagnostic, &mount.place, mount.part, "starts only where this is there already");
        let diagnostic = check.labelled(diagnostic, &above.place, above.part, "read-only");
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
            let diagnostic = check.labelled(diagnostic, &mount.place, mount.part, "lies over it");
            check.report(diagnostic.help("give the secret a `target` outside of it"));
        }
    }
}

/// A volume is either the stack's or not, and part of it is there only when something made it.
fn volumes(check: &mut Check<'_>) {
    let mut uses: BTreeMap<&VolumeName, Vec<(bool, bool, Path)>> = BTreeMap::new();
    for (name, service) in check.services.iter().copied() {
        let ServiceSpec::Container(container) = service else { continue };
        for (index, mount) in container.volumes.iter().enumerate() {
            if let MountSourceSpec::Volume { volume, external, subpath } = &mount.source {
                let place = service_path(name).key("volumes").index(index);
                uses.entry(volume).or_default().push((external.unwrap_or(false), subpath.is_some(), place));
            }
        }
    }
    for (volume, uses) in uses {
        let outside = uses.iter().find(|(external, _, _)| *external);
        let inside = uses.iter().find(|(external, _, _)| !*external);
        if let (Some((_, _, outside)), Some((_, _, inside))) = (outside, inside) {
            let message = format!("the volume `{volume}` is the stack's in one place, and not in another");
            let diagnostic = Diagnostic::new(Code::InvalidValue, message);
            let diagnostic = check.labelled(diagnostic, inside, Part::Value, "made by the stack");
            let diagnostic = check.labelled(diagnostic, outside, Part::Value, "there already");
            check.report(diagnostic.help("write `external = true` in both, or in neither"));
        }
        let whole = uses.iter().any(|(_, part, _)| !*part);
        if let (None, false, Some((_, _, place))) = (outside, whole, uses.first()) {
            let message =
                format!("nothing can have made a part of the volume `{volume}` when it is first mounted");
            let diagnostic = Diagnostic::new(Code::InvalidValue, message);
            let diagnostic = check.labelled(diagnostic, place, Part::Value, "only a part of it");
            check.report(
                diagnostic.help("remove `subpath`, or write `external = true` for a volume that is there"),
            );
        }
    }
}
