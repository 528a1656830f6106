//! `cargo xtask reproduce`: whether the same sources give the same program, wherever they lie.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::{process, program, project};

/// Builds the release of `mcpgen` from two copies of the last commit, in folders of different names, and compares the programs byte for
/// byte. Says how large it is.
///
/// Two things of a build depend on where it runs: the folders of the sources and those of the registry, which messages of a panic name.
/// Both are given names of their own. All else is decided by the sources, `Cargo.lock` and the compiler.
///
/// # Errors
/// A build fails, or the programs differ.
pub(crate) fn run() -> Result<(), String> {
    let target = std::path::absolute(project::target()).map_err(|error| error.to_string())?.join("reproduce");
    let [first, second] = ["one", "another/folder"].map(|name| target.join(name));
    let programs = [build(&first)?, build(&second)?];
    let [first, second] =
        programs.clone().map(|program| fs::read(&program).map_err(|error| error.to_string()));
    let (first, second) = (first?, second?);
    let sums = process::output(Command::new("sha256sum").args(&programs))?;
    println!("{sums}\n{:.1} MB ({} bytes)", megabytes(first.len()), first.len());
    if first == second { Ok(()) } else { Err("the two builds differ".to_owned()) }
}

/// Builds a copy of the last commit in `folder`. Returns the program.
fn build(folder: &Path) -> Result<PathBuf, String> {
    let failure = |error: std::io::Error| format!("{}: {error}", folder.display());
    if folder.exists() {
        fs::remove_dir_all(folder).map_err(failure)?;
    }
    fs::create_dir_all(folder).map_err(failure)?;
    let (archive, sources) = (folder.join("sources.tar"), folder.join("sources"));
    let mut packed = Command::new("git");
    packed.args(["archive", "--format=tar", "HEAD", "--output"]).arg(&archive);
    process::run(packed.current_dir(project::root()))?;
    fs::create_dir_all(&sources).map_err(failure)?;
    process::run(Command::new("tar").arg("-xf").arg(&archive).arg("-C").arg(&sources))?;
    program::build(&sources, &folder.join("target"), &flags(&sources)?)
}

/// The flags that give folders of this machine names of their own.
fn flags(sources: &Path) -> Result<[String; 2], String> {
    let home = std::env::var_os("CARGO_HOME").map(PathBuf::from);
    let home =
        home.or_else(|| Some(std::env::home_dir()?.join(".cargo"))).ok_or("there is no home folder")?;
    let renamed = [(sources, "/mcpgen"), (home.as_path(), "/cargo")];
    Ok(renamed.map(|(folder, name)| format!("--remap-path-prefix={}={name}", folder.display())))
}

/// Bytes in millions, for a person. A program is far from the size at which this loses a digit.
fn megabytes(bytes: usize) -> f64 {
    f64::from(u32::try_from(bytes).unwrap_or(u32::MAX)) / 1e6
}
