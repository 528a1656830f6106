//! What an embedder gets who asks for little, and what the crates without input and output may not do.
#![expect(clippy::unwrap_used, reason = "a test fails by a panic")]

use std::collections::BTreeSet;
use std::process::Command;

use mcpgen_tests::root;

/// The crates that `mcpgen` is built with, for one system so that the answer is the same on each: names with versions.
fn crates(arguments: &[&str]) -> BTreeSet<String> {
    let mut cargo = Command::new(env!("CARGO"));
    cargo.args(["tree", "--locked", "--package", "mcpgen", "--edges", "normal", "--prefix", "none"]);
    cargo.args(["--target", "x86_64-unknown-linux-gnu"]).args(arguments).current_dir(root());
    let output = cargo.output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let lines = String::from_utf8(output.stdout).unwrap();
    let words = |line: &str| line.split(' ').take(2).collect::<Vec<_>>().join(" ");
    lines.lines().map(words).collect()
}

#[test]
fn without_features_there_are_few_crates_and_none_for_a_disk_or_a_schema() {
    let few = crates(&["--no-default-features"]);
    assert_eq!(few.len(), 76, "{few:#?}");
    for absent in ["cap-std", "schemars", "similar", "miette", "clap", "tokio", "rustix"] {
        assert!(few.iter().all(|name| !name.starts_with(&format!("{absent} "))), "{absent}");
    }
    let all = crates(&["--all-features"]);
    assert!(few.is_subset(&all) && all.iter().any(|name| name.starts_with("cap-std ")));
}

#[test]
fn the_crates_without_input_and_output_are_held_to_the_same_lints() {
    let lints =
        |name: &str| std::fs::read_to_string(root().join("crates").join(name).join("clippy.toml")).unwrap();
    for name in ["cloudflared-config", "mcpgen-registry", "mcpgen-simulate"] {
        assert_eq!(lints(name), lints("mcpgen-core"), "{name}");
    }
}
