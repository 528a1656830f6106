//! The command line.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

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
    /// Explain a code that a check shows, or list them all
    Explain(ExplainArguments),
    /// Find the servers of Docker's registry, and add them to a stack
    Servers(ServersArguments),
    /// Print the JSON Schema of stack.toml, or of what a command prints
    Schema(SchemaArguments),
    /// Say what the gateway and the tunnel of a folder would do, from its files alone
    Simulate(SimulateArguments),
}

#[derive(Debug, Args)]
pub(crate) struct InitArguments {
    /// The folder to make the stack in
    #[arg(default_value = ".")]
    pub(crate) folder: PathBuf,
}

#[derive(Debug, Args)]
#[command(after_help = "Example: mcpgen check --deny warnings --message-format github")]
pub(crate) struct CheckArguments {
    #[command(flatten)]
    pub(crate) input: Input,
    /// Mend in the stack what one edit certainly mends, and check what is left
    #[arg(long)]
    pub(crate) fix: bool,
}

#[derive(Debug, Args)]
#[command(after_help = "Example: mcpgen render --out deploy")]
pub(crate) struct RenderArguments {
    #[command(flatten)]
    pub(crate) input: Input,
    /// Where to write [default: the folder of the stack]
    #[arg(long, value_name = "DIR")]
    pub(crate) out: Option<PathBuf>,
    /// Replace rendered files that were edited by hand, and files of the same names that mcpgen did not make
    #[arg(long)]
    pub(crate) force: bool,
}

#[derive(Debug, Args)]
#[command(after_help = "Example: mcpgen explain port-taken")]
pub(crate) struct ExplainArguments {
    /// The code; without it, all are listed
    pub(crate) code: Option<String>,
}

#[derive(Debug, Args)]
#[command(
    args_conflicts_with_subcommands = true,
    after_help = "Examples: mcpgen servers search\n          mcpgen servers show brave\n          mcpgen servers add brave git"
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
    #[command(after_help = "Example: mcpgen servers show brave")]
    Show(ShowArguments),
    /// Add servers to stack.toml, with the configuration and the secrets that they need
    #[command(
        after_help = "Examples: mcpgen servers add brave git\n          mcpgen servers add brave deploy/stack.toml --gateway public"
    )]
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

/// What every command takes that reads a stack.
#[derive(Debug, Args)]
pub(crate) struct Input {
    /// The stack
    #[arg(default_value = "stack.toml")]
    pub(crate) stack: PathBuf,
    /// Fail on warnings, too; advice does not count
    #[arg(long, value_name = "LEVEL")]
    pub(crate) deny: Option<Denied>,
    /// How problems are shown
    #[arg(long, value_name = "FORMAT", default_value = "human")]
    pub(crate) message_format: MessageFormat,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Denied {
    /// Warnings fail
    Warnings,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum MessageFormat {
    /// With the lines they are about
    Human,
    /// One line each
    Short,
    /// For programs: one JSON object a line, on standard output
    Json,
    /// For tools that collect findings: SARIF 2.1.0, on standard output
    Sarif,
    /// For GitHub Actions: one workflow command each, on standard output
    Github,
}

impl MessageFormat {
    /// Whether a program reads it: then it is all that there is on standard output.
    pub(crate) fn is_for_programs(self) -> bool {
        match self {
            Self::Human | Self::Short => false,
            Self::Json | Self::Sarif | Self::Github => true,
        }
    }
}
