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
    /// Show which secrets have a value, and set them
    Secrets(SecretsArguments),
    /// Remove what mcpgen wrote and nobody changed
    Clean(CleanArguments),
    /// Explain a code that a check shows, or list them all
    Explain(ExplainArguments),
    /// Find the servers of Docker's registry, and add them to a stack
    Servers(ServersArguments),
    /// Print the JSON Schema of stack.toml, or of what a command prints
    Schema(SchemaArguments),
    /// Say what the gateway and the tunnel of a folder would do, from its files alone
    Simulate(SimulateArguments),
    /// Check a configuration of cloudflared, or ask where a request goes
    Ingress(IngressArguments),
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
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of the command line")]
#[command(after_help = RENDER_EXAMPLES)]
pub(crate) struct RenderArguments {
    #[command(flatten)]
    pub(crate) input: Input,
    /// Where to write [default: the folder of the stack]
    #[arg(long, value_name = "DIR")]
    pub(crate) out: Option<PathBuf>,
    /// Write nothing; show what is not as the stack gives it, and exit with 1 if anything is
    #[arg(long, conflicts_with_all = ["diff", "keep", "force"])]
    pub(crate) check: bool,
    /// Write nothing; show what would change
    #[arg(long, conflicts_with_all = ["keep", "force"])]
    pub(crate) diff: bool,
    /// Leave files that a person made or changed, and write the rest
    #[arg(long, conflicts_with = "force")]
    pub(crate) keep: bool,
    /// Replace files that a person made or changed, and keep what was there beside each, as NAME.backup
    #[arg(long)]
    pub(crate) force: bool,
    /// Fill secrets that have no value in .env from the environment
    #[arg(long)]
    pub(crate) from_env: bool,
}

const RENDER_EXAMPLES: &str = "Examples:
  mcpgen render --out deploy
  mcpgen render --diff
  mcpgen render --check        in continuous integration";

#[derive(Debug, Args)]
#[command(after_help = SECRETS_EXAMPLES)]
pub(crate) struct SecretsArguments {
    #[command(subcommand)]
    pub(crate) command: Option<SecretsCommand>,
    #[command(flatten)]
    pub(crate) place: Place,
    /// How the list is shown
    #[arg(long, value_name = "FORMAT", default_value = "table")]
    pub(crate) format: SecretsFormat,
}

const SECRETS_EXAMPLES: &str = "Examples:
  mcpgen secrets
  mcpgen secrets set BRAVE_API_KEY
  pass show brave | mcpgen secrets set BRAVE_API_KEY
  mcpgen secrets rotate MCP_GATEWAY_AUTH_TOKEN";

#[derive(Debug, Subcommand)]
pub(crate) enum SecretsCommand {
    /// Ask for a value without showing it, or read it from standard input, and write it to .env
    Set(SecretName),
    /// Make a new value for a secret that mcpgen makes
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
    #[arg(long, value_name = "FILE", default_value = "stack.toml", global = true)]
    pub(crate) stack: PathBuf,
    /// Where it is rendered to [default: the folder of the stack]
    #[arg(long, value_name = "DIR", global = true)]
    pub(crate) out: Option<PathBuf>,
}

#[derive(Debug, Args)]
#[command(after_help = "Example: mcpgen clean deploy")]
pub(crate) struct CleanArguments {
    /// The folder that was rendered into
    #[arg(default_value = ".")]
    pub(crate) folder: PathBuf,
    /// Remove .env too, with every value in it
    #[arg(long)]
    pub(crate) env: bool,
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

#[derive(Debug, Args)]
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
#[command(after_help = "Example: mcpgen ingress validate cloudflared/config.yml")]
pub(crate) struct ValidateArguments {
    /// The configuration file; `-` is standard input
    pub(crate) file: PathBuf,
    /// How problems are shown
    #[arg(long, value_name = "FORMAT", default_value = "human")]
    pub(crate) message_format: MessageFormat,
}

#[derive(Debug, Args)]
#[command(after_help = "Example: mcpgen ingress route stack.toml https://mcp.example.com/mcp")]
pub(crate) struct RouteArguments {
    /// A stack (`.toml`), or a configuration file of cloudflared; `-` is one on standard input
    #[arg(value_name = "STACK-OR-FILE")]
    pub(crate) file: PathBuf,
    /// The address that is asked for, with its scheme
    pub(crate) url: String,
    /// How it is said
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub(crate) format: SimulationFormat,
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
