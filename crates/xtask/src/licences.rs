//! `cargo xtask licences`: what the dependencies may be (`deny.toml`), and that the judge of it judges.

use std::fs;
use std::path::Path;
use std::process::Command;

use crate::{process, project};

/// A dependency that must be refused: its manifest, and what cargo-deny says of it.
const PLANTED: [(&str, &str, &str); 2] = [
    ("copyleft", "name = \"copyleft\"\nlicense = \"GPL-3.0-only\"", "rejected"),
    ("openssl-sys", "name = \"openssl-sys\"\nlicense = \"MIT\"", "banned"),
];

/// Holds every dependency of the workspace to `deny.toml`, and then three that it must refuse: for its licence, for its name, and for
/// where it comes from.
///
/// # Errors
/// cargo-deny is not installed, refuses a dependency, or does not refuse a planted one.
pub(crate) fn run() -> Result<(), String> {
    let root = project::root();
    process::run(&mut deny(&root.join("Cargo.toml")))?;
    let folder = tempfile::tempdir().map_err(|error| error.to_string())?;
    for (name, package, complaint) in PLANTED {
        let planted = folder.path().join(name);
        package_in(&planted.join("dependency"), package, "")?;
        let manifest = package_in(
            &planted,
            "name = \"planted\"\nlicense = \"MIT\"",
            &format!("{name} = {{ path = \"dependency\" }}"),
        )?;
        refuses(&manifest, complaint)?;
    }
    let elsewhere = folder.path().join("elsewhere");
    package_in(&elsewhere, "name = \"elsewhere\"\nlicense = \"MIT\"", "")?;
    for line in
        ["init --quiet", "add .", "-c user.name=planted -c user.email=planted@example.com commit -qm planted"]
    {
        process::output(Command::new("git").args(line.split(' ')).current_dir(&elsewhere))?;
    }
    let dependency = format!("elsewhere = {{ git = \"file://{}\" }}", elsewhere.display());
    let planted = folder.path().join("source");
    refuses(
        &package_in(&planted, "name = \"planted\"\nlicense = \"MIT\"", &dependency)?,
        "source-not-allowed",
    )
}

/// Makes a package that has `dependency`. Returns the path of its manifest.
fn package_in(folder: &Path, package: &str, dependency: &str) -> Result<std::path::PathBuf, String> {
    let manifest = folder.join("Cargo.toml");
    let text = format!(
        "[package]\n{package}\nversion = \"1.0.0\"\nedition = \"2024\"\n\n[dependencies]\n{dependency}\n"
    );
    fs::create_dir_all(folder.join("src"))
        .and_then(|()| fs::write(folder.join("src/lib.rs"), ""))
        .and_then(|()| fs::write(&manifest, text))
        .map_err(|error| format!("{}: {error}", folder.display()))?;
    Ok(manifest)
}

/// Wants cargo-deny to refuse the package at `manifest`, with `complaint`.
fn refuses(manifest: &Path, complaint: &str) -> Result<(), String> {
    match process::output(&mut deny(manifest)) {
        Err(told) if told.contains(&format!("error[{complaint}]")) => {
            println!("planted: {complaint}, as it should be");
            Ok(())
        }
        Err(told) => Err(format!("cargo-deny does not say `{complaint}` of what was planted, but\n{told}")),
        Ok(_) => Err(format!("cargo-deny takes what was planted to be `{complaint}`")),
    }
}

fn deny(manifest: &Path) -> Command {
    let mut deny = Command::new(project::judges().join("bin/cargo-deny"));
    deny.current_dir(project::root()).arg("--manifest-path").arg(manifest);
    deny.arg("--config").arg(project::root().join("deny.toml"));
    deny.args(["check", "--hide-inclusion-graph", "licenses", "bans", "sources"]);
    deny
}
