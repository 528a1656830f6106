//! `cargo xtask fuzz`: the programs of `fuzz/`, for a stated time.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use crate::{process, project};

/// How many run at a time: each takes a processor.
const AT_A_TIME: usize = 2;

/// What ends a program besides a panic: a text that takes longer than 10 seconds, or a gigabyte of memory.
const LIMITS: [&str; 3] = ["-timeout=10", "-rss_limit_mb=1024", "-max_len=20000"];

/// Builds the programs and runs all of them, or the one called `only`, for so many seconds each.
///
/// Each starts from its corpus in `fuzz/corpus`. Below the folder that is built into, `fuzz/found` keeps what a run finds new, for the
/// next one, and `fuzz/artifacts` what makes it fail.
///
/// # Errors
/// cargo-fuzz is not installed, there is no such program, or one of them fails: the file that shows why is named.
pub(crate) fn run(seconds: &str, only: Option<&str>) -> Result<(), String> {
    let seconds: u32 = seconds.parse().map_err(|_| format!("`{seconds}` is no number"))?;
    let target = std::path::absolute(project::target()).map_err(|error| error.to_string())?.join("fuzz");
    let targets: Vec<String> =
        targets()?.into_iter().filter(|name| only.is_none_or(|only| only == name)).collect();
    if targets.is_empty() {
        return Err(format!("there is no target {}", only.unwrap_or_default()));
    }
    build(&target)?;
    let mut failed = Vec::new();
    for group in targets.chunks(AT_A_TIME) {
        let mut running = Vec::new();
        for name in group {
            running.push((name, start(name, seconds, &target)?));
        }
        for (name, (mut child, log)) in running {
            let status = child.wait().map_err(|error| format!("{name}: {error}"))?;
            let told = fs::read_to_string(&log).unwrap_or_default();
            let lines: Vec<&str> = told.lines().collect();
            // Of a run that went well the numbers are enough.
            let shown = if status.success() { 6 } else { 60 };
            println!(
                "── {name}\n{}",
                lines.get(lines.len().saturating_sub(shown)..).unwrap_or_default().join("\n")
            );
            if !status.success() {
                failed.push(name.as_str());
            }
        }
    }
    if failed.is_empty() { Ok(()) } else { Err(format!("{} failed", failed.join(", "))) }
}

/// The names of the programs.
fn targets() -> Result<Vec<String>, String> {
    let folder = project::root().join("fuzz/fuzz_targets");
    let failure = |error: std::io::Error| format!("{}: {error}", folder.display());
    let mut names = Vec::new();
    for entry in fs::read_dir(&folder).map_err(failure)? {
        let path = entry.map_err(failure)?.path();
        names.extend(path.file_stem().map(|name| name.to_string_lossy().into_owned()));
    }
    names.sort();
    Ok(names)
}

/// Builds all programs. No sanitizer: there is no unsafe code to find fault with, and without one a run is twice as fast.
fn build(target: &Path) -> Result<(), String> {
    let mut fuzz = Command::new(project::judges().join("bin/cargo-fuzz"));
    fuzz.args(["fuzz", "build", "--sanitizer", "none", "--codegen-units", "16", "--target-dir"]).arg(target);
    process::run(fuzz.current_dir(project::root()).env("RUSTC_BOOTSTRAP", "1").stdin(Stdio::null()))
}

/// Starts a program, which writes into the file that is returned too.
fn start(name: &str, seconds: u32, target: &Path) -> Result<(Child, PathBuf), String> {
    let fuzz = project::root().join("fuzz");
    let (found, artifacts) = (target.join("found").join(name), target.join("artifacts").join(name));
    let log = target.join(format!("{name}.log"));
    let failure = |error: std::io::Error| format!("{name}: {error}");
    fs::create_dir_all(&found).and_then(|()| fs::create_dir_all(&artifacts)).map_err(failure)?;
    let out = File::create(&log).map_err(failure)?;
    let mut program = Command::new(program(name, target)?);
    // The first folder is the one that is written to.
    program.arg(&found).arg(fuzz.join("corpus").join(name));
    program
        .arg(format!("-max_total_time={seconds}"))
        .arg(format!("-artifact_prefix={}/", artifacts.display()));
    program.arg(format!("-dict={}", fuzz.join("dictionary.txt").display())).args(LIMITS);
    program.args(["-print_final_stats=1"]);
    program.stdin(Stdio::null()).stdout(out.try_clone().map_err(failure)?).stderr(out);
    Ok((program.spawn().map_err(failure)?, log))
}

/// Where cargo put the program, which is below the name of the machine's kind.
fn program(name: &str, target: &Path) -> Result<PathBuf, String> {
    let entries = fs::read_dir(target).map_err(|error| format!("{}: {error}", target.display()))?;
    let built = entries.filter_map(Result::ok).map(|entry| entry.path().join("release").join(name));
    built.into_iter().find(|path| path.is_file()).ok_or_else(|| format!("{name} was not built"))
}
