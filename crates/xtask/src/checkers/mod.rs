//! `cargo xtask checkers`: the third-party programs that judge what mcpgen renders, installed into one folder without
//! compiling and without touching the system.

mod apt;
mod debian;
mod npm;
mod python;

use std::fs;
use std::path::Path;
use std::process::Command;

use crate::process;

/// Each judge in `bin`, with the arguments that make it print its version.
const JUDGES: &[(&str, &[&str])] = &[
    ("cargo-deny", &["--version"]),
    ("cargo-fuzz", &["--version"]),
    ("check-jsonschema", &["--version"]),
    ("docker", &["--version"]),
    ("docker-compose-2.26", &["version", "--short"]),
    ("docker-compose-newest", &["version", "--short"]),
    ("graph-reader", &["--version"]),
    ("lychee", &["--version"]),
    ("mdbook", &["--version"]),
    ("shellcheck", &["--version"]),
    ("taplo", &["--version"]),
    ("tombi", &["--version"]),
    ("typos", &["--version"]),
    ("yamllint", &["--version"]),
    ("zizmor", &["--version"]),
    ("../engine/usr/sbin/dockerd", &["--version"]),
    ("../engine/usr/sbin/runc", &["--version"]),
];

/// Installs every judge into `folder` and prints the version each of them tells.
///
/// A folder that holds exactly these judges is left as it is. Any other content is replaced, if it is ours: a folder
/// without our stamp must be empty or absent.
///
/// # Errors
/// The folder holds something else, a package is not to be had, or a judge does not run: the error names it.
pub(crate) fn install(folder: &Path) -> Result<(), String> {
    let folder = std::path::absolute(folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    let wanted = format!("{}\n{}\n{}\n{}", folder.display(), debian::stamp(), npm::stamp(), python::stamp());
    let stamp = folder.join("stamp");
    if fs::read_to_string(&stamp).is_ok_and(|found| found == wanted) {
        println!("the judges are in {}", folder.display());
        return Ok(());
    }
    prepare(&folder)?;
    println!("installing the judges into {}", folder.display());
    debian::install(&folder)?;
    npm::install(&folder).map_err(|problem| format!("npm: {problem}"))?;
    python::install(&folder).map_err(|problem| format!("python: {problem}"))?;
    for (judge, arguments) in JUDGES {
        let program = folder.join("bin").join(judge);
        let printed = process::output(Command::new(&program).args(*arguments))
            .map_err(|problem| format!("the judge {judge} does not run: {problem}"))?;
        let version = printed.lines().find(|line| line.contains(|letter: char| letter.is_ascii_digit()));
        println!(
            "{:<22} {}",
            judge.rsplit('/').next().unwrap_or(judge),
            version.unwrap_or("no version told")
        );
    }
    fs::write(&stamp, wanted).map_err(|error| format!("{}: {error}", stamp.display()))
}

/// Empties `folder` for a new installation. `stamp` is there from the first moment, so that an installation which was
/// cut off is known as ours.
fn prepare(folder: &Path) -> Result<(), String> {
    let holds_something = fs::read_dir(folder).is_ok_and(|mut entries| entries.next().is_some());
    if holds_something {
        if !folder.join("stamp").is_file() {
            return Err(format!("{} holds files that are not the judges'", folder.display()));
        }
        fs::remove_dir_all(folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    }
    fs::create_dir_all(folder.join("bin"))
        .and_then(|()| fs::write(folder.join("stamp"), "incomplete\n"))
        .map_err(|error| format!("{}: {error}", folder.display()))
}
