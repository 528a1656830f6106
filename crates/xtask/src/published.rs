//! `cargo xtask packages`: whether what would be published can be published, and builds with the oldest versions that it allows.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::{packages, process, project};

/// Packs every crate as a dry run of `cargo publish` does, unpacks the packages into a folder of their own, and there checks them
/// against each other and against the oldest version of each dependency that their manifests allow.
///
/// That folder is all that the check sees: a package that reaches out of itself fails.
///
/// # Errors
/// Cargo would not publish a crate, or a package does not build.
pub(crate) fn run() -> Result<(), String> {
    let target = std::path::absolute(project::target()).map_err(|error| error.to_string())?.join("packages");
    let mut publish = cargo(&project::root(), &target);
    // The check below takes the place of cargo's own, which builds all dependencies for each package.
    process::run(publish.args(["publish", "--workspace", "--dry-run", "--no-verify", "--allow-dirty"]))?;
    let workspace = unpack(&target)?;
    let mut lock = cargo(&workspace, &target);
    process::run(lock.env("RUSTC_BOOTSTRAP", "1").args(["-Zdirect-minimal-versions", "generate-lockfile"]))?;
    process::run(cargo(&workspace, &target).args(["check", "--workspace", "--all-features", "--locked"]))
}

/// A dry run of `cargo publish` with its own checks.
///
/// # Errors
/// Cargo would not publish a crate.
pub(crate) fn dry_run() -> Result<(), String> {
    process::run(cargo(&project::root(), &project::target()).args(["publish", "--workspace", "--dry-run"]))
}

/// Unpacks the packages that cargo left in `target` and makes a workspace of them.
fn unpack(target: &Path) -> Result<PathBuf, String> {
    let workspace = target.join("workspace");
    let failure = |error: std::io::Error| format!("{}: {error}", workspace.display());
    if workspace.exists() {
        fs::remove_dir_all(&workspace).map_err(failure)?;
    }
    fs::create_dir_all(&workspace).map_err(failure)?;
    let version = env!("CARGO_PKG_VERSION");
    let mut manifest = "[workspace]\nresolver = \"3\"\nmembers = [\"*-*\"]\n\n[patch.crates-io]\n".to_owned();
    for name in packages::names()? {
        let package = format!("{name}-{version}");
        let archive = target.join("package/tmp-crate").join(format!("{package}.crate"));
        let mut unpacked = Command::new("tar");
        process::run(unpacked.arg("-xzf").arg(archive).arg("-C").arg(&workspace))?;
        // Writing to a String cannot fail.
        let _ = writeln!(manifest, "{name} = {{ path = \"{package}\" }}");
    }
    fs::write(workspace.join("Cargo.toml"), manifest).map_err(failure)?;
    Ok(workspace)
}

fn cargo(folder: &Path, target: &Path) -> Command {
    let mut cargo = Command::new("cargo");
    cargo.current_dir(folder).env("CARGO_TARGET_DIR", target);
    cargo
}
