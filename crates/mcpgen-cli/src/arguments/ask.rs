//! What the commands take that answer a question.

use std::path::PathBuf;

use clap::{Args, ValueEnum, ValueHint};

#[derive(Debug, Args)]
#[command(after_long_help = "Examples:
  mcpgen explain port-taken
  mcpgen explain")]
pub(crate) struct ExplainArguments {
    /// The code; without it, all are listed
    pub(crate) code: Option<String>,
}

#[derive(Debug, Args)]
#[command(after_long_help = "Examples:
  mcpgen schema --out stack.schema.json
  mcpgen schema --of diagnostic")]
pub(crate) struct SchemaArguments {
    /// What the schema is of
    #[arg(long, value_name = "WHAT", default_value = "stack")]
    pub(crate) of: SchemaOf,
    /// Where to write it; `-` is standard output
    #[arg(long, value_name = "FILE", default_value = "-", value_hint = ValueHint::FilePath)]
    pub(crate) out: PathBuf,
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
    after_help = "Exit codes: 0 everything works, 1 something does not, 2 the usage or a file is at fault.",
    after_long_help = "Exit codes: 0 everything works, 1 something does not, 2 the usage or a file is at fault.

Examples:
  mcpgen simulate
  mcpgen simulate --format json deploy"
)]
pub(crate) struct SimulateArguments {
    /// The folder with the Compose file, rendered or written by hand
    #[arg(value_name = "DIR", default_value = ".", value_hint = ValueHint::DirPath)]
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
