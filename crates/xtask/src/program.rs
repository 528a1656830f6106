//! The program as it is released.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::{process, project};

/// Builds the program that is released, and says where it is.
///
/// # Errors
/// The build fails.
pub(crate) fn run() -> Result<(), String> {
    let built = build(&project::root(), &project::target(), &[])?;
    println!("{}", built.display());
    Ok(())
}

/// Builds the program of the checkout `sources` in the folder `target`, with `flags` for the compiler. Returns where it is.
///
/// For Linux it holds its C library: it runs on every distribution, also on one without glibc, and starts half a millisecond sooner than one
/// that is linked when it starts, as `cargo install` makes it. What it is loaded at stays random.
///
/// # Errors
/// cargo fails.
pub(crate) fn build(sources: &Path, target: &Path, flags: &[String]) -> Result<PathBuf, String> {
    let host = host()?;
    let fixed = host.ends_with("-linux-gnu").then(|| "--codegen=target-feature=+crt-static".to_owned());
    let flags: Vec<String> = flags.iter().cloned().chain(fixed).collect();
    let mut cargo = Command::new("cargo");
    cargo.args(["build", "--release", "--locked", "--quiet", "--package", "mcpgen-cli", "--target", &host]);
    cargo.env("CARGO_TARGET_DIR", target).env("CARGO_ENCODED_RUSTFLAGS", flags.join("\u{1f}"));
    // The allocator holds the time at which it was compiled, which gcc takes from here.
    process::run(cargo.env("SOURCE_DATE_EPOCH", "0").current_dir(sources))?;
    let built = target.join(host).join("release/mcpgen").with_extension(std::env::consts::EXE_EXTENSION);
    std::path::absolute(built).map_err(|error| error.to_string())
}

/// The triple of this machine. Named to cargo, it keeps the flags from the programs that run during the build.
fn host() -> Result<String, String> {
    let version = process::output(Command::new("rustc").arg("-vV"))?;
    let host = version.lines().find_map(|line| line.strip_prefix("host: "));
    host.map(str::to_owned).ok_or_else(|| "rustc does not name its host".to_owned())
}
