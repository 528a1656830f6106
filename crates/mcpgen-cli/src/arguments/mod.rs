//! The command line.

mod ask;
mod graph;
mod ingress;
mod secrets;
mod servers;
mod stack;
mod terminal;

pub(crate) use ask::{ExplainArguments, SchemaArguments, SchemaOf, SimulateArguments, SimulationFormat};
pub(crate) use graph::{GraphArguments, GraphFormat};
pub(crate) use ingress::{IngressArguments, IngressCommand, RouteArguments, ValidateArguments};
pub(crate) use secrets::{SecretName, SecretsArguments, SecretsCommand, SecretsFormat};
pub(crate) use servers::{AddArguments, ListFormat, ServersArguments, ServersCommand};
pub(crate) use stack::{
    CheckArguments, CleanArguments, Denied, InitArguments, Input, MessageFormat, RenderArguments,
};
pub(crate) use terminal::{Color, CompletionsArguments, ManArguments, Terminal};

use clap::{Parser, Subcommand};

/// One stack.toml becomes an MCP gateway stack that Docker Compose runs and a Cloudflare tunnel exposes.
#[derive(Debug, Parser)]
#[command(name = "mcpgen", version, arg_required_else_help = true, after_help = EXIT_CODES, after_long_help = EXAMPLES)]
pub(crate) struct Arguments {
    #[command(flatten)]
    pub(crate) terminal: Terminal,
    #[command(subcommand)]
    pub(crate) command: Command,
}

const EXIT_CODES: &str = "Exit codes: 0 done, 1 the stack is at fault, 2 the usage or a file is.";

const EXAMPLES: &str = "Exit codes: 0 done, 1 the stack is at fault, 2 the usage or a file is.

Examples:
  mcpgen init my-stack
  mcpgen check
  mcpgen render
  mcpgen servers search";

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Make a small stack.toml to start from, and its schema for the editor
    Init(InitArguments),
    /// Check a stack and write nothing
    Check(CheckArguments),
    /// Write everything that runs a stack
    Render(RenderArguments),
    /// Show which secrets have a value, and set them
    Secrets(SecretsArguments),
    /// Remove what mcpgen wrote and nobody changed
    Clean(CleanArguments),
    /// Explain a code that a check shows, or list them all
    Explain(ExplainArguments),
    /// Find the servers of Docker's registry, and add them to a stack
    Servers(ServersArguments),
    /// Draw a stack, as Mermaid, DOT or SVG
    Graph(GraphArguments),
    /// Print the JSON Schema of stack.toml, or of what a command prints
    Schema(SchemaArguments),
    /// Say what the gateway and the tunnel of a folder would do, from its files alone
    Simulate(SimulateArguments),
    /// Check a configuration of cloudflared, or ask where a request goes
    Ingress(IngressArguments),
    /// Print the script by which a shell completes mcpgen's command line
    Completions(CompletionsArguments),
    /// Write the manual pages
    Man(ManArguments),
}
