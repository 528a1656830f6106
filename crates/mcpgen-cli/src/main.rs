//! `mcpgen`: one `stack.toml` becomes a stack that runs.

mod arguments;
mod commands;
mod exit;
mod folders;
mod human;
mod input;
mod memory;
mod path;
mod print;
mod reading;

use std::process::ExitCode;

use clap::Parser as _;

use crate::arguments::{Arguments, Color, Command};
use crate::exit::{Failure, Outcome};

fn main() -> ExitCode {
    memory::use_small_pages();
    let result = match Arguments::try_parse() {
        Ok(Arguments { terminal, command }) => {
            terminal.color.heed();
            if terminal.quiet {
                print::be_quiet();
            }
            run(&command)
        }
        Err(error) => answer(&error),
    };
    match result {
        Ok(outcome) => outcome.into(),
        Err(failure) => {
            print::failure(&failure);
            Outcome::Failed.into()
        }
    }
}

fn run(command: &Command) -> Result<Outcome, Failure> {
    match command {
        Command::Init(arguments) => commands::init::run(arguments),
        Command::Check(arguments) => commands::check::run(arguments),
        Command::Render(arguments) => commands::render::run(arguments),
        Command::Secrets(arguments) => commands::secrets::run(arguments),
        Command::Clean(arguments) => commands::clean::run(arguments),
        Command::Explain(arguments) => commands::explain::run(arguments),
        Command::Servers(arguments) => commands::servers::run(arguments),
        Command::Graph(arguments) => commands::graph::run(arguments),
        Command::Schema(arguments) => commands::schema::run(arguments),
        Command::Ingress(arguments) => commands::ingress::run(arguments),
        Command::Simulate(arguments) => commands::simulate::run(arguments),
        Command::Completions(arguments) => commands::completions::run(arguments),
        Command::Man(arguments) => commands::man::run(arguments),
    }
}

/// Prints the help or the version that was asked for, or what is wrong with the command line.
fn answer(error: &clap::Error) -> Result<Outcome, Failure> {
    Color::of_faulty(std::env::args_os()).heed();
    let is_fault = error.use_stderr();
    match error.print() {
        Err(error) if !is_fault && error.kind() != std::io::ErrorKind::BrokenPipe => {
            Err(Failure::new(format!("standard output: {error}")))
        }
        _ => Ok(if is_fault { Outcome::Failed } else { Outcome::Done }),
    }
}
