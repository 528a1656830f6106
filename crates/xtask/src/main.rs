//! Development tasks of mcpgen, each a `cargo xtask NAME`.

#![expect(clippy::print_stdout, clippy::print_stderr, reason = "a development tool talks to its terminal")]

mod api;
mod bench;
mod checkers;
mod ci;
mod dictionary;
mod engine;
mod fuzz;
mod generate;
mod licences;
mod mutants;
mod packages;
mod process;
mod program;
mod project;
mod published;
mod release;
mod reproduce;
mod tally;

use std::path::PathBuf;
use std::process::ExitCode;

const USAGE: &str = "\
Usage: cargo xtask TASK

Tasks:
  api                 hold the public items of the libraries to their rules: examples, errors, no other crates
  bench               how long mcpgen takes, beside what it may take and what others do; with --quick, the smaller stacks;
                      --install installs the others into $MCPGEN_PEERS, or .peers; --limits measures mcpgen alone;
                      --instructions [--accept] counts instructions instead, and compares with (or keeps) a count
  checkers [DIR]      install the judges of the tests into DIR (default: $MCPGEN_JUDGES, then .checkers)
  ci                  everything that continuous integration runs
  engine -- CMD…      run CMD beside a private Docker engine that leaves nothing behind (needs root)
  fuzz SECONDS [NAME] run the programs of fuzz/, or the one called NAME, for so many seconds each
  generate [--check]  write the files that are made from the code, or name those that are stale
  mutants [FILTER]    damage rules, quoting and writing on purpose, and list what no test notices (hours)
  licences            hold the dependencies to deny.toml
  packages            hold what would be published to what cargo wants, and to the oldest versions that it allows
  program             build mcpgen as it is released
  release             what must hold before a version is published
  reproduce           build the release twice, in two places, and compare
";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let outcome = match words.as_slice() {
        ["api"] => api::run(),
        ["bench", arguments @ ..] => bench::run(arguments),
        ["checkers"] => checkers::install(&project::judges()),
        ["checkers", folder] if !folder.starts_with('-') => checkers::install(&PathBuf::from(folder)),
        ["ci"] => ci::run(),
        ["engine", "--", command @ ..] if !command.is_empty() => engine::run(command),
        ["fuzz", seconds] => fuzz::run(seconds, None),
        ["fuzz", seconds, name] => fuzz::run(seconds, Some(name)),
        ["generate"] => generate::run(false),
        ["generate", "--check"] => generate::run(true),
        ["mutants"] => mutants::run(None),
        ["mutants", filter] => mutants::run(Some(filter)),
        ["licences"] => licences::run(),
        ["packages"] => published::run(),
        ["program"] => program::run(),
        ["release"] => release::run(),
        ["reproduce"] => reproduce::run(),
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
