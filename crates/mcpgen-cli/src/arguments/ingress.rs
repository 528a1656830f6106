//! What `mcpgen ingress` takes.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueHint};

use super::{MessageFormat, SimulationFormat};

#[derive(Debug, Args)]
#[command(after_long_help = "Examples:
  mcpgen ingress validate cloudflared/config.yml
  mcpgen ingress route stack.toml https://mcp.example.com/mcp")]
pub(crate) struct IngressArguments {
    #[command(subcommand)]
    pub(crate) command: IngressCommand,
}

#[derive(Debug, Subcommand)]
pub(crate) enum IngressCommand {
    /// Say what `cloudflared tunnel ingress validate` would, and what it leaves out
    Validate(ValidateArguments),
    /// Say which rule takes a request, and why those before it do not
    Route(RouteArguments),
}

#[derive(Debug, Args)]
#[command(after_long_help = "Examples:
  mcpgen ingress validate cloudflared/config.yml
  mcpgen ingress validate - < cloudflared/config.yml")]
pub(crate) struct ValidateArguments {
    /// The configuration file; `-` is standard input
    #[arg(value_hint = ValueHint::FilePath)]
    pub(crate) file: PathBuf,
    /// How problems are shown
    #[arg(long, value_name = "FORMAT", default_value = "human")]
    pub(crate) message_format: MessageFormat,
}

#[derive(Debug, Args)]
#[command(after_long_help = "Examples:
  mcpgen ingress route stack.toml https://mcp.example.com/mcp
  mcpgen ingress route --format json cloudflared/config.yml https://mcp.example.com")]
pub(crate) struct RouteArguments {
    /// A stack (`.toml`), or a configuration file of cloudflared; `-` is one on standard input
    #[arg(value_name = "STACK-OR-FILE", value_hint = ValueHint::FilePath)]
    pub(crate) file: PathBuf,
    /// The address that is asked for, with its scheme
    pub(crate) url: String,
    /// How it is said
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub(crate) format: SimulationFormat,
}
