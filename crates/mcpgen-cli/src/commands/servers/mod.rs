//! `mcpgen servers`: finding servers of Docker's registry.

mod add;
mod table;

use std::io::IsTerminal as _;

use mcpgen::core::catalog::ServerRegistry as _;
use mcpgen::servers::{json, lines_to_add, search};
use mcpgen::{DockerRegistry, RegistryServer};

use crate::arguments::{ListFormat, ServersArguments, ServersCommand};
use crate::exit::{Failure, Outcome};
use crate::print;

pub(crate) fn run(arguments: &ServersArguments) -> Result<Outcome, Failure> {
    match &arguments.command {
        None => list(arguments),
        Some(ServersCommand::Show(arguments)) => {
            print::out(&lines_to_add(find(&arguments.name)?))?;
            Ok(Outcome::Done)
        }
        Some(ServersCommand::Add(arguments)) => add::run(arguments),
    }
}

fn list(arguments: &ServersArguments) -> Result<Outcome, Failure> {
    let found = search(&arguments.search);
    if found.is_empty() {
        let words = arguments.search.join(" ");
        let failure = Failure::new(format!(
            "no server of Docker's registry has `{words}` in its name, title or category"
        ));
        return Err(with_nearest(failure, &words));
    }
    let text = match arguments.format {
        ListFormat::Table => table::table(&found, width()),
        ListFormat::Json => json(&found),
    };
    print::out(&text)?;
    if arguments.format == ListFormat::Table {
        let plural = if found.len() == 1 { "server" } else { "servers" };
        let count = found.len();
        print::note(&format!("{count} {plural}; `mcpgen servers show NAME` prints what one needs\n"));
    }
    Ok(Outcome::Done)
}

/// The characters that a line of the terminal holds; `None` when standard output is no terminal, so that a program gets one line
/// for each server.
fn width() -> Option<usize> {
    let (width, _) = terminal_size::terminal_size().filter(|_| std::io::stdout().is_terminal())?;
    Some(usize::from(width.0))
}

/// The server of the registry that is called so.
fn find(name: &str) -> Result<&'static RegistryServer, Failure> {
    DockerRegistry
        .server(name)
        .ok_or_else(|| with_nearest(Failure::new(format!("Docker's registry has no server `{name}`")), name))
}

fn with_nearest(failure: Failure, name: &str) -> Failure {
    let registry = DockerRegistry;
    match mcpgen::servers::nearest_names(name, &registry.names()).as_slice() {
        [] => failure.help("run `mcpgen servers` for a list of them"),
        near => failure.help(format!("did you mean {}?", near.join(", "))),
    }
}
