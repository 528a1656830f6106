//! What is measured, as Markdown.

use std::fs;
use std::path::Path;
use std::process::Command;

use super::measure::Compared;
use crate::process;

/// A row: who, which version, how long, and how much memory in megabytes.
pub(super) struct Row {
    pub(super) name: &'static str,
    pub(super) version: String,
    pub(super) outcome: Result<(Compared, f64), String>,
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

/// Prints a table.
pub(super) fn print(title: &str, rows: &[Row]) {
    println!("\n## {title}\n");
    println!("| program | version | best ms | median ms | processor ms | peak MB | ratio |");
    println!("|---|---|---:|---:|---:|---:|---:|");
    for Row { name, version, outcome } in rows {
        match outcome {
            Ok((Compared { times, ratio }, peak)) => println!(
                "| {name} | {version} | {:.2} | {:.2} | {:.2} | {peak:.0} | {ratio:.2} |",
                times.wall.least, times.wall.median, times.processor.least,
            ),
            Err(problem) => println!("| {name} | {version} | {} | | | | |", problem.replace('|', "\\|")),
        }
    }
}
