//! What is in a folder after a write, and what is said of it.

use std::path::Path;

use super::super::clean::clean;
use super::super::compare::{Change, Origin};
use super::super::disk::{Access, Disk as _, Folder};
use super::super::output::{Output, View};
use super::super::transaction;
use super::super::write::{OnEdited, Written};
use super::memory::Memory;
use super::stopping::Stopping;
use super::{render, rendering};
use crate::artifact::{Artifact, ArtifactPath, ArtifactSet};
use crate::error::{Error, ErrorKind};

fn set(files: &[(&str, Artifact)]) -> ArtifactSet {
    let mut set = ArtifactSet::default();
    for (path, artifact) in files {
        set.insert(ArtifactPath::new(*path).unwrap(), artifact.clone());
    }
    set
}

fn write(folder: &Path, artifacts: &ArtifactSet, edited: OnEdited) -> Result<Written, Error> {
    let output = Output::open(folder, &mut || ())?;
    output.write(&output.view().compare(artifacts)?, edited)
}

fn read(folder: &Path, name: &str) -> Option<String> {
    std::fs::read_to_string(folder.join(name)).ok()
}

fn change_of(written: &Written, path: &str) -> Change {
    written.files.iter().find(|(known, _)| known == path).unwrap().1
}

#[test]
fn what_is_written_is_there_and_is_not_written_again() {
    let folder = tempfile::tempdir().unwrap();
    let files = rendering(2, None);
    let written = write(folder.path(), &files, OnEdited::Refuse).unwrap();
    assert!(written.files.iter().all(|(_, change)| *change == Change::Created));
    assert!(written.closed.is_empty() && written.opened.is_empty());
    for (path, artifact) in files.iter() {
        assert_eq!(read(folder.path(), path.as_str()).as_deref(), Some(artifact.text()));
    }
    let again = write(folder.path(), &files, OnEdited::Refuse).unwrap();
    assert_eq!(again.files.len(), files.len());
    assert!(again.files.iter().all(|(_, change)| *change == Change::Unchanged), "{again:?}");
}

#[test]
fn a_file_that_is_no_longer_rendered_goes_and_an_edited_one_stays() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), &rendering(2, None), OnEdited::Refuse).unwrap();
    let written = write(folder.path(), &rendering(3, None), OnEdited::Refuse).unwrap();
    assert_eq!(change_of(&written, "mcp-gateway/gateway/catalog.yaml"), Change::Removed);
    assert!(!folder.path().join("mcp-gateway").exists(), "nothing is left in its folders");

    write(folder.path(), &rendering(2, None), OnEdited::Refuse).unwrap();
    std::fs::write(folder.path().join("mcp-gateway/gateway/catalog.yaml"), "mine\n").unwrap();
    let written = write(folder.path(), &rendering(3, None), OnEdited::Refuse).unwrap();
    assert_eq!(change_of(&written, "mcp-gateway/gateway/catalog.yaml"), Change::Kept);
    assert_eq!(read(folder.path(), "mcp-gateway/gateway/catalog.yaml").as_deref(), Some("mine\n"));
}

#[test]
fn an_edited_file_that_was_kept_still_counts_as_edited() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), &rendering(2, None), OnEdited::Refuse).unwrap();
    std::fs::write(folder.path().join("README"), "mine\n").unwrap();
    let written = write(folder.path(), &rendering(4, None), OnEdited::Keep).unwrap();
    assert_eq!(change_of(&written, "README"), Change::Kept);
    assert_eq!(change_of(&written, "docker-compose.yml"), Change::Updated);
    let comparison = View::of(folder.path()).unwrap().compare(&rendering(4, None)).unwrap();
    let readme = comparison.files().iter().find(|file| file.path() == "README").unwrap();
    assert_eq!(readme.origin(), Origin::Edited, "mcpgen knows that it made the file");
    assert_eq!(
        write(folder.path(), &rendering(4, None), OnEdited::Refuse).unwrap_err().kind(),
        ErrorKind::Conflicts
    );
}

#[test]
fn what_is_replaced_stays_beside_it_under_a_name_that_is_free() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("README.backup-2"), "a person's\n").unwrap();
    for (mine, backup) in [("one\n", "README.backup"), ("two\n", "README.backup-3")] {
        std::fs::write(folder.path().join("README"), mine).unwrap();
        let written = write(folder.path(), &rendering(2, None), OnEdited::Replace).unwrap();
        assert_eq!(written.backups, [backup]);
        assert_eq!(read(folder.path(), backup).as_deref(), Some(mine));
        assert_eq!(read(folder.path(), "README").as_deref(), Some("always the same\n"));
    }
    assert_eq!(read(folder.path(), "README.backup-2").as_deref(), Some("a person's\n"));
}

#[test]
#[cfg(unix)]
fn who_may_read_is_mended_and_told() {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = tempfile::tempdir().unwrap();
    let files = set(&[
        ("public", Artifact::public("a")),
        ("read", Artifact::public("a").mounted()),
        ("run", Artifact::public("a").mounted().executable()),
        ("secret", Artifact::public("a").shared().secret()),
    ]);
    write(folder.path(), &files, OnEdited::Refuse).unwrap();
    let is_open = |name: &str| {
        let comparison = View::of(folder.path()).unwrap().compare(&files).unwrap();
        comparison.files().iter().any(|file| file.path() == name && file.is_open())
    };
    let give = |name: &str, mode| {
        std::fs::set_permissions(folder.path().join(name), std::fs::Permissions::from_mode(mode)).unwrap();
    };
    let mode = |name: &str| std::fs::metadata(folder.path().join(name)).unwrap().permissions().mode() & 0o777;
    assert!(!is_open("secret"));

    // The mode that each has, that it is given, and that it has after the next write.
    for (name, given, after) in [
        ("public", 0o600, 0o600),
        ("read", 0o640, 0o644),
        ("read", 0o666, 0o666),
        ("run", 0o744, 0o755),
        ("run", 0o777, 0o777),
        ("secret", 0o640, 0o600),
        ("secret", 0o604, 0o600),
        ("secret", 0o400, 0o400),
    ] {
        give(name, given);
        assert_eq!(is_open(name), name == "secret" && given != after, "{name} {given:o}");
        let written = write(folder.path(), &files, OnEdited::Refuse).unwrap();
        let told = [&written.closed[..], &written.opened[..]].concat();
        assert_eq!(told, if given == after { vec![] } else { vec![name.to_owned()] }, "{name} {given:o}");
        assert_eq!(written.closed.is_empty(), name != "secret" || given == after);
        assert_eq!(mode(name), after, "{name} {given:o}");
    }
}

#[test]
fn what_is_there_and_cannot_be_read_is_told_of() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir(folder.path().join("docker-compose.yml")).unwrap();
    let error = View::of(folder.path()).unwrap().compare(&rendering(2, None)).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Disk);

    std::fs::write(folder.path().join(".gitignore"), b"\xff").unwrap();
    let error = View::of(folder.path()).unwrap().existing().unwrap_err();
    assert_eq!(error.path(), Some(folder.path().join(".gitignore").as_path()));
    assert!(error.to_string().ends_with("it is not UTF-8 text"), "{error}");
}

#[test]
fn a_shared_file_is_replaced_and_nothing_else() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), &rendering(2, None), OnEdited::Refuse).unwrap();
    let manifest = read(folder.path(), ".mcpgen/manifest");
    let output = Output::open(folder.path(), &mut || ()).unwrap();
    output.replace_shared(".env", Artifact::public("MINE=1\n").secret()).unwrap();
    assert_eq!(read(folder.path(), ".env").as_deref(), Some("MINE=1\n"));
    assert_eq!(read(folder.path(), ".mcpgen/manifest"), manifest);
    assert!(output.replace_shared("../.env", Artifact::public("MINE=1\n")).is_err());
}

#[test]
fn clean_takes_away_what_nobody_changed() {
    let folder = tempfile::tempdir().unwrap();
    let names = || {
        let mut names: Vec<_> = std::fs::read_dir(folder.path())
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        names
    };
    let ours = include_str!("../../../../../tests/cases/ok/catalog-of-ones-own/out/gitignore");
    write(folder.path(), &rendering(2, None), OnEdited::Refuse).unwrap();
    std::fs::write(folder.path().join("README"), "mine\n").unwrap();
    std::fs::write(folder.path().join(".gitignore"), ours).unwrap();
    std::fs::write(folder.path().join(".gitattributes"), "* text\n").unwrap();

    let written = clean(folder.path(), false, &mut || ()).unwrap();
    assert_eq!(change_of(&written, "README"), Change::Kept);
    assert_eq!(change_of(&written, ".env"), Change::Kept);
    // As long as `.env` is there, it is kept out of the repository.
    assert_eq!(names(), [".env", ".gitattributes", ".gitignore", "README"]);

    clean(folder.path(), true, &mut || ()).unwrap();
    assert_eq!(names(), [".gitattributes", "README"]);

    // Without an `.env` there is nothing left to keep out.
    std::fs::write(folder.path().join(".gitignore"), ours).unwrap();
    clean(folder.path(), false, &mut || ()).unwrap();
    assert_eq!(names(), [".gitattributes", "README"]);
}

#[test]
fn a_write_that_was_cut_off_is_told_of_and_finished_by_whoever_opens_the_folder_next() {
    let mut cut_off = 0;
    for operations in 0..100 {
        let folder = tempfile::tempdir().unwrap();
        let disk = Folder::open(folder.path()).unwrap();
        let finished = render(&Stopping::after(operations, &disk), 2, OnEdited::Refuse).is_ok();
        let waits = folder.path().join(".mcpgen/transaction/journal").exists();
        let written = folder.path().join("README").exists();
        cut_off += u32::from(waits);
        assert_eq!(View::of(folder.path()).unwrap().is_cut_off().unwrap(), waits);
        let output = Output::open(folder.path(), &mut || ()).unwrap();
        assert!(!output.view().is_cut_off().unwrap());
        assert_eq!(folder.path().join("README").exists(), waits || written);
        if finished {
            break;
        }
    }
    assert!(cut_off > 3, "a write of several files can be cut off between any two of them: {cut_off}");
}

#[test]
fn what_waits_is_hidden_from_git_until_it_is_gone() {
    for operations in 0..40 {
        let folder = tempfile::tempdir().unwrap();
        let disk = Folder::open(folder.path()).unwrap();
        let _ = render(&Stopping::after(operations, &disk), 2, OnEdited::Refuse);
        for stopped in 0..8 {
            let _ = transaction::recover(&Stopping::after(stopped, &disk));
            let names = disk.names(".mcpgen/transaction").unwrap();
            assert!(names.first().is_none_or(|first| first == ".gitignore"), "{names:?}");
        }
    }
}

#[test]
fn a_write_whose_names_the_disk_does_not_take_is_not_done() {
    let disk = Memory::default();
    disk.lose_names_in("scripts");
    let error = render(&disk, 2, OnEdited::Refuse).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Disk);
    assert!(transaction::is_pending(&disk).unwrap(), "the next write finishes it");
}

#[test]
fn a_file_is_for_those_for_whom_it_was_made() {
    let folder = tempfile::tempdir().unwrap();
    let disk = Folder::open(folder.path()).unwrap();
    for access in
        [Access::Owner, Access::Everyone, Access::Runners, Access::Containers, Access::ContainerRunners]
    {
        disk.create("file", access, b"a").unwrap();
        assert!(disk.is_for("file", access).unwrap(), "{access:?}");
        disk.remove_file("file").unwrap();
        assert!(disk.is_for("file", access).unwrap(), "nobody reads what is not there");
    }
}
