//! What the commands take that read, check and write a stack.

use std::path::PathBuf;

use clap::{Args, ValueEnum, ValueHint};

#[derive(Debug, Args)]
#[command(after_long_help = "Examples:
  mcpgen init my-stack")]
pub(crate) struct InitArguments {
    /// The folder to make the stack in
    #[arg(default_value = ".", value_hint = ValueHint::DirPath)]
    pub(crate) folder: PathBuf,
}

#[derive(Debug, Args)]
#[command(after_long_help = "Examples:
  mcpgen check
  mcpgen check --fix
  mcpgen check --deny warnings --message-format github
  mcpgen check - < stack.toml")]
pub(crate) struct CheckArguments {
    #[command(flatten)]
    pub(crate) input: Input,
    /// Mend in the stack what one edit certainly mends, and check what is left
    #[arg(long)]
    pub(crate) fix: bool,
}

#[derive(Debug, Args)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of the command line")]
#[command(after_long_help = "Examples:
  mcpgen render
  mcpgen render --out deploy
  mcpgen render --diff
  mcpgen render --check   # in continuous integration
  mcpgen render - --out deploy < stack.toml")]
pub(crate) struct RenderArguments {
    #[command(flatten)]
    pub(crate) input: Input,
    /// Where to write [default: the folder of the stack]
    #[arg(long, value_name = "DIR", value_hint = ValueHint::DirPath)]
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

#[derive(Debug, Args)]
#[command(after_long_help = "Examples:
  mcpgen clean deploy
  mcpgen clean --env deploy")]
pub(crate) struct CleanArguments {
    /// The folder that was rendered into
    #[arg(default_value = ".", value_hint = ValueHint::DirPath)]
    pub(crate) folder: PathBuf,
    /// Remove .env too, with every value in it
    #[arg(long)]
    pub(crate) env: bool,
}

/// What every command takes that reads a stack.
#[derive(Debug, Args)]
pub(crate) struct Input {
    /// The stack; `-` is standard input, and then relative paths are relative to the folder here
    #[arg(default_value = "stack.toml", value_hint = ValueHint::FilePath)]
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
