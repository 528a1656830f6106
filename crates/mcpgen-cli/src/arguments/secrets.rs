//! What `mcpgen secrets` takes.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum, ValueHint};

#[derive(Debug, Args)]
#[command(after_long_help = "Examples:
  mcpgen secrets
  mcpgen secrets --format json
  mcpgen secrets set BRAVE_API_KEY < key.txt
  mcpgen secrets rotate MCP_GATEWAY_AUTH_TOKEN")]
pub(crate) struct SecretsArguments {
    #[command(subcommand)]
    pub(crate) command: Option<SecretsCommand>,
    #[command(flatten)]
    pub(crate) place: Place,
    /// How the list is shown
    #[arg(long, value_name = "FORMAT", default_value = "table")]
    pub(crate) format: SecretsFormat,
}

#[derive(Debug, Subcommand)]
pub(crate) enum SecretsCommand {
    /// Ask for a value without showing it, or read it from standard input, and write it to .env
    #[command(after_long_help = "Examples:
  mcpgen secrets set BRAVE_API_KEY < key.txt
  mcpgen secrets set BRAVE_API_KEY --out deploy < key.txt")]
    Set(SecretName),
    /// Make a new value for a secret that mcpgen makes
    #[command(after_long_help = "Examples:
  mcpgen secrets rotate MCP_GATEWAY_AUTH_TOKEN")]
    Rotate(SecretName),
}

#[derive(Debug, Args)]
pub(crate) struct SecretName {
    /// The secret
    pub(crate) name: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum SecretsFormat {
    /// A line each
    Table,
    /// One JSON object a line
    Json,
}

/// Where a stack is, and where it is rendered to.
#[derive(Debug, Args)]
pub(crate) struct Place {
    /// The stack
    #[arg(long, value_name = "FILE", default_value = "stack.toml", global = true, value_hint = ValueHint::FilePath)]
    pub(crate) stack: PathBuf,
    /// Where it is rendered to [default: the folder of the stack]
    #[arg(long, value_name = "DIR", global = true, value_hint = ValueHint::DirPath)]
    pub(crate) out: Option<PathBuf>,
}
