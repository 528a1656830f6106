//! The library alone, by criterion: the bench is in `crates/mcpgen-bench`.

use std::fs;
use std::process::Command;

use super::measure::Spread;
use crate::{process, project};

/// What the whole way from the text of the reference stack to its files may take, in microseconds.
const LIMIT: f64 = 200.0;

/// Runs the bench, prints a table, and returns the aim if it is missed.
pub(super) fn run() -> Result<Option<String>, String> {
    process::output(Command::new("cargo").args(["bench", "--quiet", "--package", "mcpgen-bench"]))?;
    println!("\n## The library alone\n");
    println!("| reference stack | best µs | median µs |");
    println!("|---|---:|---:|");
    let mut whole = 0.0;
    for name in ["load", "evaluate", "render", "whole"] {
        let Spread { least, median } = microseconds(name)?;
        println!("| {name} | {least:.0} | {median:.0} |");
        whole = median;
    }
    Ok((whole > LIMIT)
        .then(|| format!("the library takes {whole:.0} µs for the reference stack, not {LIMIT:.0}")))
}

/// What a call takes: the best of criterion's samples and the one in the middle, of which each is many calls in a row.
fn microseconds(name: &str) -> Result<Spread, String> {
    let path = project::target().join("criterion").join(name).join("new/sample.json");
    let text = fs::read_to_string(&path).map_err(|error| format!("{}: {error}", path.display()))?;
    let Sample { iters, times } = serde_json::from_str(&text).map_err(|error| error.to_string())?;
    Ok(Spread::of(times.iter().zip(iters).map(|(nanoseconds, calls)| nanoseconds / calls / 1000.0)))
}

/// What criterion keeps of a bench: how many calls each sample had, and the nanoseconds that they took together.
#[derive(serde::Deserialize)]
struct Sample {
    iters: Vec<f64>,
    times: Vec<f64>,
}
