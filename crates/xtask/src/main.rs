//! Development tasks of mcpgen: `cargo xtask api`, `bench`, `checkers`, `ci`, `engine`, `fuzz`, `generate` and `mutants`.

#![expect(clippy::print_stdout, clippy::print_stderr, reason = "a development tool talks to its terminal")]

mod api;
mod bench;
mod checkers;
mod ci;
mod engine;
mod fuzz;
mod generate;
mod mutants;
mod process;
mod project;
mod tally;

use std::path::PathBuf;
use std::process::ExitCode;

const USAGE: &str = "\
Usage: cargo xtask TASK

Tasks:
  api                 hold the public items of the libraries to their rules: examples, errors, no other crates
  bench               how long mcpgen takes, beside what it may take
  checkers [DIR]      install the judges of the tests into DIR (default: $MCPGEN_JUDGES, then .checkers)
  ci                  everything that continuous integration runs
  engine -- CMD…      run CMD beside a private Docker engine that leaves nothing behind (needs root)
  fuzz SECONDS        damage configurations of cloudflared for that long, and read them
  generate [--check]  write the files that are made from the code, or name those that are stale
  mutants [FILTER]    damage rules, quoting and writing on purpose, and list what no test notices (hours)
";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let outcome = match words.as_slice() {
        ["api"] => api::run(),
        ["bench"] => bench::run(),
        ["checkers"] => checkers::install(&project::judges()),
        ["checkers", folder] if !folder.starts_with('-') => checkers::install(&PathBuf::from(folder)),
        ["ci"] => ci::run(),
        ["engine", "--", command @ ..] if !command.is_empty() => engine::run(command),
        ["fuzz", seconds] => fuzz::run(seconds),
        ["generate"] => generate::run(false),
        ["generate", "--check"] => generate::run(true),
        ["mutants"] => mutants::run(None),
        ["mutants", filter] => mutants::run(Some(filter)),
        _ => {
            eprint!("{USAGE}");
            return ExitCode::from(2);
        }
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(problem) => {
            eprintln!("xtask: {problem}");
            ExitCode::FAILURE
        }
    }
}
