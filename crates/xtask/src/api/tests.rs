//! The rules, on a library that breaks each of them: `fixtures/api/`.

use std::path::{Path, PathBuf};
use std::process::Command;

use super::{judge, read};
use crate::process;

#[test]
fn each_rule_is_broken_once_and_what_keeps_them_is_not_named() {
    let folder = tempfile::tempdir().expect("a folder");
    let dependency = folder.path().join("libdependency.rmeta");
    let mut rustc = Command::new("rustc");
    rustc.args(["--crate-type", "lib", "--emit", "metadata", "--edition", "2024", "-o"]).arg(&dependency);
    process::output(rustc.arg(fixture("dependency.rs"))).expect("the dependency");

    let mut rustdoc = Command::new("rustdoc");
    rustdoc.args(["-Z", "unstable-options", "--output-format", "json", "--edition", "2024", "-o"]);
    rustdoc.arg(folder.path()).arg("--extern").arg(format!("dependency={}", dependency.display()));
    process::output(rustdoc.arg(fixture("library.rs")).env("RUSTC_BOOTSTRAP", "1")).expect("the library");

    let library = read(&folder.path().join("library.json")).expect("JSON as rustdoc writes it");
    let problems: Vec<String> = judge(&library, &[]).into_iter().map(|finding| finding.problem).collect();
    let expected = std::fs::read_to_string(fixture("library.txt")).expect("what is expected");
    assert_eq!(problems, expected.lines().collect::<Vec<_>>());

    let named: Vec<_> = judge(&library, &["dependency"])
        .into_iter()
        .filter(|finding| finding.problem.contains("dependency::"))
        .collect();
    assert_eq!(named, [], "one's own crates may be named");
}

fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/api").join(name)
}
