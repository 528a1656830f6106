//! `mcpgen`: one `stack.toml` becomes a stack that runs.

mod arguments;
mod commands;
mod exit;
mod folders;
mod human;
mod path;
mod print;
mod reading;

use std::process::ExitCode;

use clap::Parser as _;

use crate::arguments::{Arguments, Command};
use crate::exit::Outcome;

fn main() -> ExitCode {
    let result = match Arguments::parse().command {
        Command::Init(arguments) => commands::init::run(&arguments),
        Command::Check(arguments) => commands::check::run(&arguments),
        Command::Render(arguments) => commands::render::run(&arguments),
        Command::Secrets(arguments) => commands::secrets::run(&arguments),
        Command::Clean(arguments) => commands::clean::run(&arguments),
        Command::Explain(arguments) => commands::explain::run(&arguments),
        Command::Servers(arguments) => commands::servers::run(&arguments),
        Command::Graph(arguments) => commands::graph::run(&arguments),
        Command::Schema(arguments) => commands::schema::run(&arguments),
        Command::Ingress(arguments) => commands::ingress::run(&arguments),
        Command::Simulate(arguments) => commands::simulate::run(&arguments),
    };
    match result {
        Ok(outcome) => outcome.into(),
        Err(failure) => {
            print::failure(&failure);
            Outcome::Failed.into()
        }
    }
}
