//! The simulation shares no code with what it judges.

#![expect(clippy::disallowed_types, reason = "the test asks another program; the library does not")]

use std::collections::{BTreeMap, BTreeSet};
use std::process::Command;

use serde_json::Value;

#[test]
fn it_depends_neither_on_the_emitters_nor_on_the_plan() {
    // What other systems need may not be there, and cannot be downloaded while tests run.
    let version = Command::new("rustc").arg("-vV").output().unwrap();
    let version = String::from_utf8(version.stdout).unwrap();
    let host = version.lines().find_map(|line| line.strip_prefix("host: ")).unwrap();
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--format-version", "1", "--offline", "--locked", "--filter-platform", host])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let metadata: Value = serde_json::from_slice(&output.stdout).unwrap();
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let packages = metadata["packages"].as_array().unwrap();
    let names: BTreeMap<String, String> =
        packages.iter().map(|package| (text(&package["id"]), text(&package["name"]))).collect();
    let nodes = metadata["resolve"]["nodes"].as_array().unwrap();
    let dependencies: BTreeMap<String, Vec<String>> = nodes
        .iter()
        .map(|node| {
            let normal = node["deps"].as_array().unwrap().iter().filter(|dependency| {
                dependency["dep_kinds"].as_array().unwrap().iter().any(|kind| kind["kind"].is_null())
            });
            (text(&node["id"]), normal.map(|dependency| text(&dependency["pkg"])).collect())
        })
        .collect();
    let root = names.iter().find(|(_, name)| *name == "mcpgen-simulate").unwrap().0;
    let mut reached = BTreeSet::new();
    let mut next = vec![root.clone()];
    while let Some(id) = next.pop() {
        if reached.insert(id.clone()) {
            next.extend(dependencies[&id].iter().cloned());
        }
    }
    let ours: BTreeSet<&str> = reached
        .iter()
        .map(|id| names[id].as_str())
        .filter(|name| name.contains("mcpgen") || name.contains("cloudflared"))
        .collect();
    assert_eq!(ours, BTreeSet::from(["cloudflared-config", "mcpgen-registry", "mcpgen-simulate"]));
}
