//! What a comparison says of each file, and how it is shown.

use std::path::Path;

use super::super::compare::{Change, Comparison, Origin, without_returns};
use super::super::output::{Output, View};
use super::super::write::OnEdited;
use crate::artifact::{Artifact, ArtifactPath, ArtifactSet};

fn set(files: &[(&str, Artifact)]) -> ArtifactSet {
    let mut set = ArtifactSet::default();
    for (path, artifact) in files {
        set.insert(ArtifactPath::new(*path).unwrap(), artifact.clone());
    }
    set
}

fn compare(folder: &Path, files: &[(&str, Artifact)]) -> Comparison {
    View::of(folder).unwrap().compare(&set(files)).unwrap()
}

/// A folder in which mcpgen wrote `old`, and a person `mine`.
fn folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let output = Output::open(folder.path(), &mut || ()).unwrap();
    let files = set(&[("same", Artifact::public("same\n")), ("old", Artifact::public("one\ntwo\n"))]);
    output.write(&output.view().compare(&files).unwrap(), OnEdited::Refuse).unwrap();
    std::fs::write(folder.path().join("mine"), "mine\n").unwrap();
    folder
}

#[test]
fn each_file_is_told_with_what_becomes_of_it_and_whose_it_is() {
    let folder = folder();
    std::fs::write(folder.path().join(".env"), "A=1\n").unwrap();
    let comparison = compare(
        folder.path(),
        &[
            ("same", Artifact::public("same\n")),
            ("old", Artifact::public("one\n2\n")),
            ("mine", Artifact::public("yours\n")),
            ("new", Artifact::public("new\n")),
            (".env", Artifact::public("A=1\nB=2\n").shared().secret()),
        ],
    );
    let found: Vec<_> = comparison
        .files()
        .iter()
        .map(|file| (file.path(), file.change(), file.origin(), file.drifts()))
        .collect();
    assert_eq!(
        found,
        [
            (".env", Change::Updated, Origin::Shared, true),
            ("mine", Change::Updated, Origin::Foreign, true),
            ("new", Change::Created, Origin::Nobody, true),
            ("old", Change::Updated, Origin::Mcpgen, true),
            ("same", Change::Unchanged, Origin::Nobody, false),
        ]
    );
    std::fs::write(folder.path().join("old"), "edited\n").unwrap();
    let comparison = compare(folder.path(), &[("old", Artifact::public("one\n2\n"))]);
    let found: Vec<_> =
        comparison.files().iter().map(|file| (file.path(), file.change(), file.origin())).collect();
    assert_eq!(found, [("old", Change::Updated, Origin::Edited), ("same", Change::Removed, Origin::Mcpgen)]);
}

#[test]
fn whose_a_file_is_can_be_said_in_words() {
    let words = [Origin::Nobody, Origin::Mcpgen, Origin::Edited, Origin::Foreign, Origin::Shared]
        .map(|origin| origin.to_string());
    assert_eq!(
        words,
        [
            "as it should be",
            "as mcpgen wrote it",
            "edited since mcpgen wrote it",
            "not made by mcpgen",
            "shared with mcpgen"
        ]
    );
}

#[test]
fn line_ends_and_secrets_that_are_not_there_yet_are_no_drift() {
    let folder = folder();
    std::fs::write(folder.path().join("old"), "one\r\ntwo\r\n").unwrap();
    let files = [
        ("same", Artifact::public("same\n")),
        ("old", Artifact::public("one\ntwo\n")),
        (".env", Artifact::public("A=1\n").shared().secret()),
    ];
    let comparison = compare(folder.path(), &files);
    assert!(!comparison.drifts());
    assert_eq!(comparison.drift(), "");
    assert!(comparison.unified_diff().contains("+++ b/.env\n"), "a write would make it all the same");
    let old = comparison.files().iter().find(|file| file.path() == "old").unwrap();
    assert_eq!((old.change(), old.origin()), (Change::Updated, Origin::Mcpgen));

    std::fs::write(folder.path().join("same"), "other\n").unwrap();
    let comparison = compare(folder.path(), &files);
    assert!(comparison.drifts());
    assert_eq!(comparison.drift(), "--- a/same\n+++ b/same\n@@ -1 +1 @@\n-other\n+same\n");
}

#[test]
fn only_a_return_before_a_line_feed_is_part_of_a_line_end() {
    assert_eq!(without_returns(b"a\r\nb\rc\n\r\r\n\r"), b"a\nb\rc\n\r\n\r");
}

#[test]
fn each_diff_shows_its_own_files() {
    let folder = folder();
    // Nobody has `same` any more, and its owner changed it: it stays, and there is nothing to show.
    std::fs::write(folder.path().join("same"), "kept\n").unwrap();
    let comparison = compare(
        folder.path(),
        &[
            ("old", Artifact::public("one\n2\n")),
            ("mine", Artifact::public("yours\n")),
            ("new", Artifact::public("new\n")),
        ],
    );
    let mine = "--- a/mine\n+++ b/mine\n@@ -1 +1 @@\n-mine\n+yours\n";
    let new = "--- /dev/null\n+++ b/new\n@@ -0,0 +1 @@\n+new\n";
    let old = "--- a/old\n+++ b/old\n@@ -1,2 +1,2 @@\n one\n-two\n+2\n";
    assert_eq!(comparison.unified_diff(), [mine, new, old].concat());
    assert_eq!(comparison.drift(), [mine, new, old].concat());
    assert_eq!(comparison.conflicts(), mine);
}

#[test]
fn no_diff_shows_a_value_of_env() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join(".env"), "KEY=before-the-write\nPORT=8811\n").unwrap();
    std::fs::write(folder.path().join("mine"), "before-the-write 8811\n").unwrap();
    let comparison = compare(
        folder.path(),
        &[
            (
                ".env",
                Artifact::public("KEY=before-the-write\nPORT=8811\nNEW=after-the-write\n").shared().secret(),
            ),
            ("mine", Artifact::public("after-the-write 8811\n")),
            ("other", Artifact::public("before-the-write after-the-write\n")),
        ],
    );
    let diff = comparison.unified_diff();
    assert!(diff.contains("\n+NEW=***\n"), "{diff}");
    assert!(!diff.contains("before-the-write") && !diff.contains("after-the-write"), "{diff}");
    // Short values are words like any other, unless they stand in `.env` itself.
    assert!(diff.contains("--- a/mine\n+++ b/mine\n(only values or line ends differ)\n"), "{diff}");
    assert!(diff.contains("\n PORT=***\n") && diff.contains("\n+*** ***\n"), "{diff}");
    assert!(comparison.conflicts().starts_with("--- a/mine\n"));
}
