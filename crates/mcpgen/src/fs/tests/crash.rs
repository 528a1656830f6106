//! On a real disk: whatever operation a write is stopped at, and whatever operation its recovery is stopped at.

use std::path::Path;

use super::super::disk::Access;
use super::super::disk::{Disk, Folder};
use super::super::transaction;
use super::super::write::OnEdited;
use super::stopping::Stopping;
use super::{Files, render};
use crate::artifact::Artifact;

/// No write of these few files takes so many operations.
const MOST: u32 = 100;

/// All files below `folder`.
fn files(folder: &Path) -> Files {
    fn visit(root: &Path, folder: &Path, files: &mut Files) {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                visit(root, &path, files);
            } else {
                let name = path.strip_prefix(root).unwrap().to_string_lossy().replace('\\', "/");
                files.insert(name, std::fs::read(&path).unwrap());
            }
        }
    }
    let mut found = Files::new();
    visit(folder, folder, &mut found);
    found
}

/// A folder with version 1 in it, or with nothing.
fn folder(first: bool) -> (tempfile::TempDir, Folder) {
    let place = tempfile::tempdir().unwrap();
    let disk = Folder::open(place.path()).unwrap();
    if !first {
        render(&disk, 2, OnEdited::Refuse).unwrap();
        std::fs::write(place.path().join("docker-compose.yml"), "a person's\n").unwrap();
    }
    (place, disk)
}

/// Calls `check` with a folder in which a write was stopped, once for each operation that it can be stopped at.
fn stopped_anywhere(first: bool, check: impl Fn(&Path, &Folder, &Files, &Files)) {
    let (place, disk) = folder(first);
    let old = files(place.path());
    render(&disk, 5, OnEdited::Replace).unwrap();
    let new = files(place.path());
    assert!(!new.keys().any(|path| path.starts_with(".mcpgen/transaction")));
    for operations in 0..MOST {
        let (place, disk) = folder(first);
        let stopping = Stopping::after(operations, &disk);
        let finished = render(&stopping, 5, OnEdited::Replace).is_ok();
        check(place.path(), &disk, &old, &new);
        if finished {
            assert!(operations > 10, "a write of several files takes more operations than {operations}");
            return;
        }
    }
    panic!("a write is not finished after {MOST} operations");
}

#[test]
fn after_a_stop_each_file_is_the_old_or_the_new_one() {
    for first in [true, false] {
        stopped_anywhere(first, |place, _, old, new| {
            let found = files(place);
            let own = |path: &&String| !path.starts_with(".mcpgen/transaction");
            for path in found.keys().chain(old.keys()).filter(own) {
                let bytes = found.get(path);
                assert!(bytes == old.get(path) || bytes == new.get(path), "{path} is torn");
            }
        });
    }
}

#[test]
fn after_the_next_run_the_whole_folder_is_the_old_or_the_new_one() {
    for first in [true, false] {
        stopped_anywhere(first, |place, disk, old, new| {
            transaction::recover(disk).unwrap();
            let found = files(place);
            assert!(
                found == *old || found == *new,
                "some files are old and some are new: {:?}",
                found.keys()
            );
            assert!(!place.join(".mcpgen/transaction").exists(), "something temporary is left");
            render(disk, 5, OnEdited::Replace).unwrap();
            assert_eq!(files(place), *new);
        });
    }
}

#[test]
fn a_recovery_that_is_stopped_too_is_finished_by_the_one_after_it() {
    stopped_anywhere(false, |place, disk, old, new| {
        for operations in [0, 1, 2, 3, 5, 8, 13] {
            let _ = transaction::recover(&Stopping::after(operations, disk));
        }
        transaction::recover(disk).unwrap();
        let found = files(place);
        assert!(found == *old || found == *new);
    });
}

#[test]
fn an_edit_between_a_stop_and_the_next_run_stays() {
    stopped_anywhere(false, |place, disk, _, _| {
        let edited = place.join("scripts/start.sh");
        std::fs::write(&edited, "changed after the stop\n").unwrap();
        transaction::recover(disk).unwrap();
        assert_eq!(std::fs::read_to_string(&edited).unwrap(), "changed after the stop\n");
    });
}

#[test]
#[cfg(unix)]
fn secrets_are_for_their_owner_alone_at_every_moment() {
    use std::os::unix::fs::PermissionsExt as _;
    stopped_anywhere(true, |place, disk, _, _| {
        for (path, _) in files(place).iter().filter(|(_, bytes)| bytes.starts_with(b"KEY_")) {
            let mode = std::fs::metadata(place.join(path)).unwrap().permissions().mode();
            assert_eq!(mode & 0o077, 0, "{path} can be read by others");
        }
        // What waits is never taken in by git.
        assert!(disk.names(".mcpgen/transaction").unwrap().first().is_none_or(|first| first == ".gitignore"));
    });
}

#[test]
#[cfg(unix)]
fn what_containers_read_and_run_is_for_everyone_whatever_the_mask() {
    use std::os::unix::fs::PermissionsExt as _;
    let (place, disk) = folder(true);
    for (name, artifact, mode) in [
        ("read", Artifact::public("a").mounted(), 0o644),
        ("run", Artifact::public("a").mounted().executable(), 0o755),
        ("secret", Artifact::public("a").secret(), 0o600),
    ] {
        disk.create(name, Access::from(&artifact), b"a").unwrap();
        let found = || std::fs::metadata(place.path().join(name)).unwrap().permissions().mode() & 0o777;
        assert_eq!(found(), mode, "{name}");
        let other = if name == "secret" { 0o644 } else { 0o600 };
        std::fs::set_permissions(place.path().join(name), std::fs::Permissions::from_mode(other)).unwrap();
        assert!(!disk.is_for(name, Access::from(&artifact)).unwrap(), "{name}");
        disk.give(name, Access::from(&artifact)).unwrap();
        assert_eq!(found(), mode, "{name}");
    }
}
