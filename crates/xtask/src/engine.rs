//! `cargo xtask engine`: a command beside a private Docker engine.

use std::path::PathBuf;
use std::process::Command;

use crate::{process, project};

/// The program that plays the containers; linked statically, so that an image needs nothing else.
const STANDIN: &str = "standin";

/// Runs `command` (at least one word) in the namespaces of a private engine, which ends with it.
///
/// The command finds the engine's client and the judges on its `PATH`, and in its environment `MCPGEN_ENGINE=1`,
/// `MCPGEN_JUDGES` and, as `MCPGEN_STANDIN`, the program from which the tests make their images.
///
/// # Errors
/// The judges are not installed, the engine does not start (it needs root), or the command fails.
pub(crate) fn run(command: &[&str]) -> Result<(), String> {
    let judges = std::path::absolute(project::judges()).map_err(|error| error.to_string())?;
    if !judges.join("engine").is_dir() {
        return Err(format!("there is no engine in {}: run cargo xtask checkers", judges.display()));
    }
    let standin = build_standin()?;
    let mut line = Command::new(project::root().join("tests/engine/with-engine.sh"));
    line.arg(&judges).args(command);
    line.env("MCPGEN_ENGINE", "1").env("MCPGEN_JUDGES", &judges).env("MCPGEN_STANDIN", standin);
    process::run(&mut line)
}

/// Builds the stand-in in a folder of its own: the flag that makes it static would have cargo build it anew each time.
fn build_standin() -> Result<PathBuf, String> {
    let target = std::path::absolute(project::target().join("engine")).map_err(|error| error.to_string())?;
    let mut cargo = Command::new("cargo");
    cargo
        .current_dir(project::root())
        .args(["rustc", "--quiet", "--package", STANDIN, "--target-dir"])
        .arg(&target);
    cargo.args(["--", "-C", "target-feature=+crt-static"]);
    process::run(&mut cargo)?;
    Ok(target.join("debug").join(STANDIN))
}
