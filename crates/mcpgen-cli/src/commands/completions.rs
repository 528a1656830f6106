//! `mcpgen completions`.

use std::fmt::Write as _;

use clap::builder::{PossibleValue, PossibleValuesParser};
use clap::{Command, CommandFactory as _};
use clap_complete::Shell;
use mcpgen::RegistryServer;
use mcpgen::core::diagnostic::Code;

use crate::arguments::{Arguments, CompletionsArguments};
use crate::exit::{Failure, Outcome};
use crate::print;

pub(crate) fn run(arguments: &CompletionsArguments) -> Result<Outcome, Failure> {
    let mut script = Vec::new();
    clap_complete::generate(arguments.shell, &mut with_names(), "mcpgen", &mut script);
    let mut script = String::from_utf8_lossy(&script).into_owned();
    if arguments.shell == Shell::Fish {
        script.push_str(&names_for_fish());
    }
    print::out(&script)?;
    Ok(Outcome::Done)
}

fn servers() -> Vec<&'static RegistryServer> {
    mcpgen::servers::search(&[])
}

/// The command line with the names that a person would have to look up: codes, and servers of the registry.
fn with_names() -> Command {
    let codes = Code::ALL.iter().map(|code| PossibleValue::new(code.as_str()).help(code.title()));
    let codes = PossibleValuesParser::new(codes);
    let names =
        servers().into_iter().map(|server| PossibleValue::new(server.name.as_str()).help(server.title));
    let names = PossibleValuesParser::new(names);
    Arguments::command()
        .mut_subcommand("explain", |explain| explain.mut_arg("code", |code| code.value_parser(codes)))
        .mut_subcommand("servers", |command| {
            without_search(&command)
                .mut_subcommand("show", |show| show.mut_arg("name", |name| name.value_parser(names.clone())))
                .mut_subcommand("add", |add| add.mut_arg("names", |all| all.value_parser(names)))
        })
}

/// `mcpgen servers` without the words to search for, behind which zsh would see no command any more.
fn without_search(servers: &Command) -> Command {
    Command::new("servers")
        .about(servers.get_about().cloned().unwrap_or_default())
        .args(servers.get_arguments().filter(|argument| argument.get_id() != "search").cloned())
        .subcommands(servers.get_subcommands().cloned())
}

/// The names for fish, whose scripts by `clap_complete` hold those of flags and commands only.
fn names_for_fish() -> String {
    let codes: Vec<&str> = Code::ALL.iter().map(|code| code.as_str()).collect();
    let servers: Vec<&str> = servers().into_iter().map(|server| server.name.as_str()).collect();
    let mut lines = String::new();
    for (condition, names) in [
        ("__fish_mcpgen_using_subcommand explain", codes),
        ("__fish_mcpgen_using_subcommand servers; and __fish_seen_subcommand_from show add", servers),
    ] {
        // Writing to a String cannot fail. The names are letters, digits, `-`, `_` and `.`.
        let _ = writeln!(lines, "complete -c mcpgen -n \"{condition}\" -f -a \"{}\"", names.join(" "));
    }
    lines
}
