//! What comes from the registry of npm: the parsers of the languages that `mcpgen graph` writes, and a small program that asks them.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::process::Command;

use crate::process;

/// Mermaid brings all that it needs in one file, which is taken out of its package; the others are installed with what they need.
const MERMAID: &str = "mermaid@12.3.0";
const PACKAGES: [&str; 2] = ["linkedom@0.18.15", "@viz-js/viz@3.31.0"];

const READER: &str = include_str!("graph-reader.cjs");

const LAUNCHER: &str = r#"#!/bin/sh
# Runs the reader of graphs beside the packages that it needs.
folder=$(dirname -- "$(dirname -- "$(readlink -f -- "$0")")")/npm
exec node "$folder/graph-reader.cjs" "$@"
"#;

/// Installs the packages into `folder/npm`, and `graph-reader` into `folder/bin`.
///
/// # Errors
/// There is no Node.js with npm, or a package is not to be had.
pub(crate) fn install(folder: &Path) -> Result<(), String> {
    let npm = folder.join("npm");
    let mermaid = npm.join("node_modules/mermaid");
    let write = |path: &Path, text: &str| {
        fs::write(path, text).map_err(|error| format!("{}: {error}", path.display()))
    };
    fs::create_dir_all(&npm).map_err(|error| format!("{}: {error}", npm.display()))?;
    write(&npm.join("package.json"), "{ \"private\": true }\n")?;
    let mut installed = Command::new("npm");
    installed.args(["install", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]);
    process::output(installed.args(PACKAGES).current_dir(&npm))?;
    let mut packed = Command::new("npm");
    packed.args(["pack", MERMAID, "--loglevel=error"]);
    let printed = process::output(packed.current_dir(&npm))?;
    let archive = npm.join(printed.lines().last().unwrap_or_default());
    fs::create_dir_all(&mermaid).map_err(|error| format!("{}: {error}", mermaid.display()))?;
    let mut unpacked = Command::new("tar");
    unpacked.arg("--extract").arg("--file").arg(&archive).arg("--directory").arg(&mermaid);
    unpacked.args(["--strip-components=1", "package/package.json", "package/dist/mermaid.min.js"]);
    process::output(&mut unpacked)?;
    fs::remove_file(&archive).map_err(|error| format!("{}: {error}", archive.display()))?;
    write(&npm.join("graph-reader.cjs"), READER)?;
    let launcher = folder.join("bin/graph-reader");
    write(&launcher, LAUNCHER)?;
    fs::set_permissions(&launcher, fs::Permissions::from_mode(0o755))
        .map_err(|error| format!("{}: {error}", launcher.display()))?;
    println!("  {:<15} {MERMAID}, {}", "npm", PACKAGES.join(", "));
    Ok(())
}

/// What [`install`] installs, for the stamp.
pub(crate) fn stamp() -> String {
    format!("{MERMAID}\n{PACKAGES:?}\n{READER}\n{LAUNCHER}")
}
