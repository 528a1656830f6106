//! `mcpgen man`.

use clap::{Command, CommandFactory as _};
use clap_mangen::Man;

use crate::arguments::{Arguments, ManArguments, MessageFormat};
use crate::exit::{Failure, Outcome};
use crate::print;

pub(crate) fn run(arguments: &ManArguments) -> Result<Outcome, Failure> {
    let mut command = Arguments::command().disable_help_subcommand(true);
    command.build();
    let Some(folder) = &arguments.folder else {
        print::out(&page(&command)?)?;
        return Ok(Outcome::Done);
    };
    std::fs::create_dir_all(folder)
        .map_err(|error| Failure::new(format!("{}: {error}", folder.display())))?;
    let mut open = vec![&command];
    while let Some(command) = open.pop() {
        let file = folder.join(format!("{}.1", name(command)));
        std::fs::write(&file, page(command)?)
            .map_err(|error| Failure::new(format!("{}: {error}", file.display())))?;
        open.extend(command.get_subcommands());
    }
    print::done(&format!("made the pages in {}\n", folder.display()), MessageFormat::Human)?;
    Ok(Outcome::Done)
}

/// The name of a command's page: `mcpgen-servers-show`.
fn name(command: &Command) -> &str {
    command.get_display_name().unwrap_or_else(|| command.get_name())
}

fn page(command: &Command) -> Result<String, Failure> {
    let mut page = Vec::new();
    Man::new(command.clone())
        .title(name(command).to_uppercase())
        .source(concat!("mcpgen ", env!("CARGO_PKG_VERSION")))
        .render(&mut page)
        .map_err(|error| Failure::new(format!("the page of {} cannot be made: {error}", name(command))))?;
    Ok(String::from_utf8_lossy(&page).into_owned())
}
