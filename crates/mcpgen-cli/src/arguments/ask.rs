//! What the commands take that answer a question.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

#[derive(Debug, Args)]
#[command(after_help = "Example: mcpgen explain port-taken")]
pub(crate) struct ExplainArguments {
    /// The code; without it, all are listed
    pub(crate) code: Option<String>,
}

#[derive(Debug, Args)]
pub(crate) struct SchemaArguments {
    /// What the schema is of
    #[arg(long, value_name = "WHAT", default_value = "stack")]
    pub(crate) of: SchemaOf,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum SchemaOf {
    /// stack.toml
    Stack,
    /// One line of `--message-format json`
    Diagnostic,
    /// One line of `mcpgen servers --format json`
    Server,
}

#[derive(Debug, Args)]
#[command(
    after_help = "Example: mcpgen simulate --format json deploy\n\nExit codes: 0 everything works, 1 something does not, 2 the usage or a file is at fault."
)]
pub(crate) struct SimulateArguments {
    /// The folder with the Compose file, rendered or written by hand
    #[arg(value_name = "DIR", default_value = ".")]
    pub(crate) folder: PathBuf,
    /// How it is said
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub(crate) format: SimulationFormat,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum SimulationFormat {
    /// For a person
    Text,
    /// For programs: one JSON object
    Json,
}
