//! What `mcpgen graph` takes.

use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum, ValueHint};

#[derive(Debug, Args)]
#[command(after_long_help = "Examples:
  mcpgen graph
  mcpgen graph --out stack.svg
  mcpgen graph - --format dot < stack.toml")]
pub(crate) struct GraphArguments {
    /// The stack; `-` is standard input
    #[arg(default_value = "stack.toml", value_hint = ValueHint::FilePath)]
    pub(crate) stack: PathBuf,
    /// How it is drawn [default: by the ending of FILE, else mermaid]
    #[arg(long, value_name = "FORMAT")]
    pub(crate) format: Option<GraphFormat>,
    /// Where to write the picture; `-` is standard output
    #[arg(long, value_name = "FILE", default_value = "-", value_hint = ValueHint::FilePath)]
    pub(crate) out: PathBuf,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum GraphFormat {
    /// A flow chart for Markdown, which GitHub draws
    Mermaid,
    /// For Graphviz
    Dot,
    /// A picture for browsers, light or dark as the reader's system is
    Svg,
}

impl GraphFormat {
    /// The format that a file of this name holds.
    pub(crate) fn of_file(file: &Path) -> Option<Self> {
        match file.extension()?.to_str()? {
            "mmd" | "mermaid" => Some(Self::Mermaid),
            "dot" | "gv" => Some(Self::Dot),
            "svg" => Some(Self::Svg),
            _ => None,
        }
    }
}
