//! How many instructions mcpgen takes: a slow-down is seen without a clock, and on a machine that does something else besides.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::peers::write;
use super::stacks::stack;
use crate::{process, project};

/// The counts that are kept, relative to the checkout.
const KEPT: &str = "crates/xtask/src/bench/instructions.txt";

/// By how much a count may differ from the one that is kept, in percent.
const TOLERANCE: f64 = 3.0;

/// Counts the instructions of some commands, and compares them with those that are kept.
///
/// # Errors
/// valgrind is not there, or a count is higher than what is kept by more than the tolerance; with `accept`, the counts are kept instead.
pub(super) fn run(accept: bool) -> Result<(), String> {
    let mcpgen = super::build()?;
    let found = count_all(&mcpgen)?;
    let compiler = process::output(Command::new("rustc").arg("--version"))?;
    let path = project::root().join(KEPT);
    let text = fs::read_to_string(&path).unwrap_or_default();
    let kept = parse(&text);
    let same_compiler = text.lines().any(|line| line == format!("# {compiler}"));
    let mut more = Vec::new();
    println!("{:<24}{:>14}{:>14}{:>9}", "instructions", "now", "kept", "change");
    for (name, count) in &found {
        let Some(before) = kept.get(name) else {
            println!("{name:<24}{count:>14}");
            continue;
        };
        let change = (float(*count) / float(*before) - 1.0) * 100.0;
        println!("{name:<24}{count:>14}{before:>14}{change:>+8.1}%");
        if change > TOLERANCE {
            more.push(format!("{name} takes {change:.1} % more"));
        }
    }
    if accept {
        let lines = found.iter().fold(format!("# {compiler}\n"), |mut text, (name, count)| {
            // Writing to a String cannot fail.
            let _ = writeln!(text, "{name} = {count}");
            text
        });
        return fs::write(&path, lines).map_err(|error| format!("{}: {error}", path.display()));
    }
    if !same_compiler {
        println!("the kept counts are of another compiler: nothing follows from a difference");
        return Ok(());
    }
    if more.is_empty() {
        Ok(())
    } else {
        Err(format!("{}\nwhere that is meant: cargo xtask bench --instructions --accept", more.join("; ")))
    }
}

fn count_all(mcpgen: &Path) -> Result<BTreeMap<String, u64>, String> {
    let folder = project::target().join("bench/instructions");
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    let out = folder.join("callgrind");
    let reference = project::root().join("examples/reference/stack.toml");
    let mut counts =
        BTreeMap::from([("check reference".to_owned(), count(mcpgen, "check", &reference, &out)?)]);
    for services in [20, 1000] {
        let path = folder.join(format!("{services}/stack.toml"));
        write(&path, &stack(services))?;
        counts.insert(format!("check {services}"), count(mcpgen, "check", &path, &out)?);
        process::output(Command::new(mcpgen).arg("render").arg(&path))?;
        counts.insert(format!("render again {services}"), count(mcpgen, "render", &path, &out)?);
    }
    Ok(counts)
}

/// The instructions of one run, with nothing of the environment and at the same addresses each time.
fn count(mcpgen: &Path, command: &str, stack: &Path, out: &Path) -> Result<u64, String> {
    let mut out_option = PathBuf::from("--callgrind-out-file=").into_os_string();
    out_option.push(out);
    let mut valgrind = Command::new("setarch");
    valgrind
        .args(["--addr-no-randomize", "valgrind", "--tool=callgrind"])
        .arg(out_option)
        .arg(mcpgen)
        .arg(command)
        .arg(stack)
        .env_clear()
        .env("PATH", std::env::var_os("PATH").unwrap_or_default());
    process::output(&mut valgrind)?;
    let text = fs::read_to_string(out).map_err(|error| format!("{}: {error}", out.display()))?;
    text.lines()
        .find_map(|line| line.strip_prefix("totals: ").or_else(|| line.strip_prefix("summary: ")))
        .and_then(|count| count.trim().parse().ok())
        .ok_or_else(|| format!("{} tells no count", out.display()))
}

fn parse(text: &str) -> BTreeMap<String, u64> {
    text.lines()
        .filter_map(|line| line.split_once(" = "))
        .filter_map(|(name, count)| Some((name.to_owned(), count.parse().ok()?)))
        .collect()
}

#[expect(clippy::cast_precision_loss, reason = "counts are far below 2^52")]
fn float(count: u64) -> f64 {
    count as f64
}
