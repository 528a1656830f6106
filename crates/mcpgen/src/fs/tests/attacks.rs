//! What archives and repositories have been used for to write elsewhere.

#![cfg(unix)]

use std::os::unix::fs::symlink;
use std::path::Path;

use super::super::output::{Output, View};
use super::super::write::OnEdited;
use super::rendering;
use crate::error::{Error, ErrorKind};

/// A folder to write into, and one beside it that must stay as it is.
fn folders() -> (tempfile::TempDir, std::path::PathBuf, std::path::PathBuf) {
    let place = tempfile::tempdir().unwrap();
    let (out, outside) = (place.path().join("out"), place.path().join("outside"));
    std::fs::create_dir_all(&out).unwrap();
    std::fs::create_dir_all(&outside).unwrap();
    std::fs::write(outside.join("start.sh"), "precious\n").unwrap();
    (place, out, outside)
}

fn write(out: &Path, edited: OnEdited) -> Result<(), Error> {
    let output = Output::open(out, &mut || ())?;
    let comparison = output.view().compare(&rendering(2, None))?;
    output.write(&comparison, edited).map(|_| ())
}

fn is_untouched(outside: &Path) -> bool {
    std::fs::read_dir(outside).unwrap().count() == 1
        && std::fs::read_to_string(outside.join("start.sh")).unwrap() == "precious\n"
}

#[test]
fn a_folder_that_is_a_link_is_not_written_through() {
    for edited in [OnEdited::Refuse, OnEdited::Keep, OnEdited::Replace] {
        let (_place, out, outside) = folders();
        symlink(&outside, out.join("scripts")).unwrap();
        assert_eq!(write(&out, edited).unwrap_err().kind(), ErrorKind::Link);
        assert!(is_untouched(&outside));
    }
}

#[test]
fn a_file_that_is_a_link_is_not_written_through() {
    for name in [".env", "docker-compose.yml", "README"] {
        let (_place, out, outside) = folders();
        symlink(outside.join("start.sh"), out.join(name)).unwrap();
        let error = write(&out, OnEdited::Replace).unwrap_err();
        assert_eq!((error.kind(), error.path()), (ErrorKind::Link, Some(out.join(name).as_path())));
        assert!(is_untouched(&outside));
    }
}

#[test]
fn mcpgens_own_folder_that_is_a_link_is_not_written_through() {
    for name in [".mcpgen", ".mcpgen/manifest", ".mcpgen/lock", ".mcpgen/transaction"] {
        let (_place, out, outside) = folders();
        if name != ".mcpgen" {
            std::fs::create_dir(out.join(".mcpgen")).unwrap();
        }
        symlink(&outside, out.join(name)).unwrap();
        assert!(write(&out, OnEdited::Replace).is_err(), "{name}");
        assert!(is_untouched(&outside), "{name}");
    }
}

#[test]
fn a_link_within_the_folder_is_refused_too() {
    let (_place, out, outside) = folders();
    std::fs::create_dir(out.join("elsewhere")).unwrap();
    symlink("elsewhere", out.join("scripts")).unwrap();
    assert_eq!(write(&out, OnEdited::Replace).unwrap_err().kind(), ErrorKind::Link);
    assert!(is_untouched(&outside));
}

#[test]
fn a_manifest_that_names_files_elsewhere_removes_none() {
    let (_place, out, outside) = folders();
    std::fs::create_dir(out.join(".mcpgen")).unwrap();
    let digest = crate::digest::Digest::of("precious\n");
    let lines = format!(
        "{digest}  ../outside/start.sh\n{digest}  {}/start.sh\n{digest}  l/start.sh\n",
        outside.display()
    );
    std::fs::write(out.join(".mcpgen/manifest"), lines).unwrap();
    symlink(&outside, out.join("l")).unwrap();
    write(&out, OnEdited::Replace).unwrap();
    assert!(is_untouched(&outside));
}

#[test]
fn a_journal_that_names_files_elsewhere_moves_and_removes_none() {
    let (_place, out, outside) = folders();
    let stage = out.join(".mcpgen/transaction");
    std::fs::create_dir_all(&stage).unwrap();
    std::fs::write(stage.join("0"), "evil\n").unwrap();
    let before = crate::digest::Digest::of("precious\n");
    symlink(&outside, out.join("l")).unwrap();
    let journal = format!(
        "put 0 {before} l/start.sh\nput 0 {before} ../outside/start.sh\nremove {before} l/start.sh\n"
    );
    std::fs::write(stage.join("journal"), journal).unwrap();
    let _ = write(&out, OnEdited::Replace);
    assert!(is_untouched(&outside));
}

#[test]
fn a_folder_that_becomes_a_link_meanwhile_is_not_written_through() {
    let (_place, out, outside) = folders();
    let output = Output::open(&out, &mut || ()).unwrap();
    let comparison = output.view().compare(&rendering(2, None)).unwrap();
    symlink(&outside, out.join("scripts")).unwrap();
    assert!(output.write(&comparison, OnEdited::Replace).is_err());
    assert!(is_untouched(&outside));
}

#[test]
fn looking_makes_nothing() {
    let (_place, out, _outside) = folders();
    let comparison = View::of(&out.join("new")).unwrap().compare(&rendering(2, None)).unwrap();
    assert!(comparison.drifts());
    assert!(!out.join("new").exists());
}
