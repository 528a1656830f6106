//! A `stack.toml` on a disk, with what it names: read, mended and added to.

use std::path::{Path, PathBuf};

use super::super::add::add_servers;
use super::super::fix::fix_stack;
use super::super::read::read_stack;
use super::super::replace::replace;
use crate::DockerRegistry;
use crate::error::ErrorKind;

const STACK: &str =
    "[stack]\nname = \"mcp\"\n[services.gateway]\nkind = \"mcp-gateway\"\nservers = [\"fetch\"]\n";

fn folder(text: &str) -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let stack = folder.path().join("stack.toml");
    std::fs::write(&stack, text).unwrap();
    (folder, stack)
}

fn read(path: &Path) -> String {
    std::fs::read_to_string(path).unwrap()
}

#[test]
fn a_catalog_is_looked_for_beside_the_stack() {
    let (folder, stack) =
        folder(&STACK.replace("\"fetch\"]", "\"mine\"]\ncatalogs = [\"catalogs/mine.yaml\"]"));
    let codes = || -> Vec<_> {
        let evaluation = read_stack(&stack).unwrap().evaluate(&DockerRegistry);
        evaluation
            .report()
            .diagnostics()
            .iter()
            .map(|diagnostic| diagnostic.code().as_str().to_owned())
            .collect()
    };
    assert!(codes().contains(&"file-not-found".to_owned()), "{:?}", codes());

    std::fs::create_dir(folder.path().join("catalogs")).unwrap();
    let text = "registry:\n  mine:\n    type: server\n    title: Mine\n    image: mcp/mine@sha256:0000000000000000000000000000000000000000000000000000000000000000\n";
    std::fs::write(folder.path().join("catalogs/mine.yaml"), text).unwrap();
    assert!(read_stack(&stack).unwrap().evaluate(&DockerRegistry).plan().is_some(), "{:?}", codes());

    std::fs::remove_file(folder.path().join("catalogs/mine.yaml")).unwrap();
    std::fs::create_dir(folder.path().join("catalogs/mine.yaml")).unwrap();
    let error = read_stack(&stack).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Disk, "it is there, and is no file");
    assert_eq!(error.path(), Some(folder.path().join("catalogs/mine.yaml").as_path()));
}

#[test]
fn a_stack_without_a_certain_mistake_is_not_touched() {
    for text in [
        STACK,
        "[stack]\nname = \"mcp\"\n[services.gateway]\nkind = \"mcp-gateway\"\nservers = [\"nobody\"]\n",
    ] {
        let (_folder, stack) = folder(text);
        let before = std::fs::metadata(&stack).unwrap().modified().unwrap();
        assert!(fix_stack(&stack, &DockerRegistry).unwrap().mended.is_empty());
        assert_eq!(
            (read(&stack).as_str(), std::fs::metadata(&stack).unwrap().modified().unwrap()),
            (text, before)
        );
    }
}

#[test]
fn a_certain_mistake_is_mended_in_the_file() {
    let (_folder, stack) = folder(&STACK.replace("mcp-gateway", "mcp-gatway"));
    let fixed = fix_stack(&stack, &DockerRegistry).unwrap();
    assert_eq!(fixed.mended.len(), 1);
    assert!(fixed.evaluation.plan().is_some());
    assert_eq!(read(&stack), STACK);
}

#[test]
fn a_server_is_added_to_the_file_once() {
    let (_folder, stack) = folder(STACK);
    let time = DockerRegistry.server("time").unwrap();
    for new in [true, false] {
        let (added, evaluation) = add_servers(&stack, &[time], None, &DockerRegistry).unwrap();
        assert_eq!(added.servers.is_empty(), !new);
        assert!(evaluation.plan().is_some());
        assert_eq!(read(&stack), STACK.replace("[\"fetch\"]", "[\"fetch\", \"time\"]"));
    }
}

#[test]
fn a_file_that_someone_changed_meanwhile_is_not_replaced() {
    let (_folder, stack) = folder("theirs\n");
    let error = replace(&stack, b"as it was read\n", b"mended\n").unwrap_err();
    assert_eq!((error.kind(), error.path()), (ErrorKind::Changed, Some(stack.as_path())));
    assert_eq!(read(&stack), "theirs\n");
    replace(&stack, b"theirs\n", b"mended\n").unwrap();
    assert_eq!(read(&stack), "mended\n");
}

#[test]
fn what_an_earlier_replacement_left_is_not_in_the_way() {
    let (folder, stack) = folder("old\n");
    let left = folder.path().join(".stack.toml.mcpgen-new");
    std::fs::write(&left, "half of the ne").unwrap();
    replace(&stack, b"old\n", b"new\n").unwrap();
    assert_eq!(read(&stack), "new\n");
    assert!(!left.exists());
}
