//! What `mcpgen servers` takes.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};

#[derive(Debug, Args)]
#[command(
    args_conflicts_with_subcommands = true,
    after_long_help = "Examples:
  mcpgen servers search
  mcpgen servers show brave
  mcpgen servers add brave git"
)]
pub(crate) struct ServersArguments {
    #[command(subcommand)]
    pub(crate) command: Option<ServersCommand>,
    /// Only those in whose name, title or category each of these words occurs
    pub(crate) search: Vec<String>,
    /// How they are listed
    #[arg(long, value_name = "FORMAT", default_value = "table")]
    pub(crate) format: ListFormat,
}

#[derive(Debug, Subcommand)]
pub(crate) enum ServersCommand {
    /// Print the lines that a server needs in stack.toml
    #[command(after_long_help = "Examples:
  mcpgen servers show brave")]
    Show(ShowArguments),
    /// Add servers to stack.toml, with the configuration and the secrets that they need
    #[command(after_long_help = "Examples:
  mcpgen servers add brave git
  mcpgen servers add exa ./stack.toml --gateway gateway")]
    Add(AddArguments),
}

#[derive(Debug, Args)]
pub(crate) struct ShowArguments {
    /// The server
    pub(crate) name: String,
}

#[derive(Debug, Args)]
pub(crate) struct AddArguments {
    /// The servers; after them the stack, if it is not ./stack.toml: it ends in `.toml` or has a `/`
    #[arg(required = true, value_name = "NAME... [STACK]")]
    pub(crate) names: Vec<PathBuf>,
    /// The gateway that is to run them, when there are several
    #[arg(long, value_name = "NAME")]
    pub(crate) gateway: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum ListFormat {
    /// For a person, as wide as the terminal
    Table,
    /// For programs: one JSON object a line
    Json,
}
