//! What is measured, as Markdown.

use std::fs;
use std::path::Path;
use std::process::Command;

use super::measure::Times;
use crate::process;

/// A row: who, which version, how long, and how much memory in megabytes.
pub(super) struct Row {
    pub(super) name: String,
    pub(super) version: String,
    pub(super) outcome: Result<(Times, f64), String>,
}

/// Says on what all this was measured.
pub(super) fn print_machine(mcpgen: &Path) -> Result<(), String> {
    let ask = |program: &str, argument: &str| process::output(Command::new(program).arg(argument));
    let processor = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let named = processor.lines().find_map(|line| line.strip_prefix("model name")).unwrap_or(": unknown");
    let count = processor.lines().filter(|line| line.starts_with("processor")).count();
    println!("Date: {}", ask("date", "-I")?);
    println!(
        "Machine: {count} processors ({}), {}",
        named.trim_start_matches(['\t', ':', ' ']),
        ask("uname", "-sr")?
    );
    println!("Built with: {}, release profile", ask("rustc", "--version")?);
    let size = fs::metadata(mcpgen).map_err(|error| error.to_string())?.len();
    println!("Size of the program: {size} bytes");
    Ok(())
}

/// Prints a table. The ratio is that of the best times, to the first row's.
pub(super) fn print(title: &str, rows: &[Row]) {
    println!("\n## {title}\n");
    println!("| program | version | best ms | median ms | processor ms | peak MB | ratio |");
    println!("|---|---|---:|---:|---:|---:|---:|");
    let first = rows.first().and_then(|row| row.outcome.as_ref().ok()).map(|(times, _)| times.wall.least);
    for Row { name, version, outcome } in rows {
        match outcome {
            Ok((times, peak)) => println!(
                "| {name} | {version} | {:.2} | {:.2} | {:.2} | {peak:.0} | {:.2} |",
                times.wall.least,
                times.wall.median,
                times.processor.least,
                first.map_or(0.0, |first| times.wall.least / first),
            ),
            Err(problem) => println!("| {name} | {version} | {} | | | | |", problem.replace('|', "\\|")),
        }
    }
}
