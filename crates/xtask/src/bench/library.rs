//! The library alone, by criterion: the bench is in `crates/mcpgen-bench`.

use std::fs;
use std::process::Command;

use serde_json::Value;

use crate::{process, project};

/// What the whole way from the text of the reference stack to its files may take, in microseconds.
const LIMIT: f64 = 200.0;

/// Runs the bench, prints a table, and returns the aim if it is missed.
pub(super) fn run() -> Result<Option<String>, String> {
    process::output(Command::new("cargo").args(["bench", "--quiet", "--package", "mcpgen-bench"]))?;
    println!("\n## The library alone\n");
    println!("| reference stack | median µs |");
    println!("|---|---:|");
    let mut whole = 0.0;
    for name in ["load", "evaluate", "render", "whole"] {
        let path = project::target().join("criterion").join(name).join("new/estimates.json");
        let text = fs::read_to_string(&path).map_err(|error| format!("{}: {error}", path.display()))?;
        let estimates: Value = serde_json::from_str(&text).map_err(|error| error.to_string())?;
        let nanoseconds = estimates.pointer("/median/point_estimate").and_then(Value::as_f64);
        whole = nanoseconds.ok_or("criterion tells no median")? / 1000.0;
        println!("| {name} | {whole:.0} |");
    }
    Ok((whole > LIMIT)
        .then(|| format!("the library takes {whole:.0} µs for the reference stack, not {LIMIT:.0}")))
}
