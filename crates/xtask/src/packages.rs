//! The crates that are published, and what is in each package.

use std::collections::BTreeMap;
use std::process::Command;

use serde_json::Value;

use crate::{process, project};

/// A file that cargo adds in a checkout of git alone.
const OF_GIT: &str = ".cargo_vcs_info.json";

/// The names of the crates that are published.
///
/// # Errors
/// Cargo does not tell.
pub(crate) fn names() -> Result<Vec<String>, String> {
    let told = process::output(&mut cargo(&["metadata", "--no-deps", "--format-version=1"]))?;
    let told: Value = serde_json::from_str(&told).map_err(|error| format!("cargo metadata: {error}"))?;
    let packages = told.get("packages").and_then(Value::as_array);
    // `publish` is the list of registries that a package may go to, or nothing for any.
    let published =
        packages.into_iter().flatten().filter(|package| package.get("publish").is_some_and(Value::is_null));
    Ok(published.filter_map(|package| package.get("name")?.as_str()).map(str::to_owned).collect())
}

/// The files of each package, one a line: by the path of the list in the checkout.
///
/// # Errors
/// Cargo does not tell.
pub(crate) fn listings() -> Result<BTreeMap<String, String>, String> {
    let mut listings = BTreeMap::new();
    for name in names()? {
        let listed =
            process::output(&mut cargo(&["package", "--list", "--allow-dirty", "--package", &name]))?;
        let files: Vec<&str> = listed.lines().filter(|file| *file != OF_GIT).chain([""]).collect();
        listings.insert(format!("crates/{name}/package.txt"), files.join("\n"));
    }
    Ok(listings)
}

fn cargo(arguments: &[&str]) -> Command {
    let mut cargo = Command::new("cargo");
    cargo.args(arguments).current_dir(project::root());
    cargo
}
