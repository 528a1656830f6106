//! The command line.

mod ask;
mod graph;
mod ingress;
mod secrets;
mod servers;
mod stack;

pub(crate) use ask::{ExplainArguments, SchemaArguments, SchemaOf, SimulateArguments, SimulationFormat};
pub(crate) use graph::{GraphArguments, GraphFormat};
pub(crate) use ingress::{IngressArguments, IngressCommand, RouteArguments, ValidateArguments};
pub(crate) use secrets::{SecretName, SecretsArguments, SecretsCommand, SecretsFormat};
pub(crate) use servers::{AddArguments, ListFormat, ServersArguments, ServersCommand};
pub(crate) use stack::{
    CheckArguments, CleanArguments, Denied, InitArguments, Input, MessageFormat, RenderArguments,
};

use clap::{Parser, Subcommand};

/// One stack.toml becomes an MCP gateway stack that Docker Compose runs and a Cloudflare tunnel exposes.
#[derive(Debug, Parser)]
#[command(name = "mcpgen", version, arg_required_else_help = true, after_help = EXIT_CODES)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    pub(crate) command: Command,
}

const EXIT_CODES: &str = "Exit codes: 0 done, 1 the stack is at fault, 2 the usage or a file is.";

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
}
