//! What every command takes, and what the commands take that serve a shell.

use std::ffi::OsStr;
use std::path::PathBuf;

use anstream::ColorChoice;
use clap::{Args, ValueEnum, ValueHint};

/// How much is printed, and how.
#[derive(Debug, Args)]
#[command(next_help_heading = "Options of every command")]
pub(crate) struct Terminal {
    /// Print errors and what was asked for, and nothing else
    #[arg(short, long, global = true)]
    pub(crate) quiet: bool,
    /// When to use colours; `always` and `never` beat `NO_COLOR`, `CLICOLOR` and `CLICOLOR_FORCE`
    #[arg(long, value_name = "WHEN", global = true, default_value = "auto")]
    pub(crate) color: Color,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Color {
    /// As the environment says, or else on a terminal
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

impl Color {
    /// What `arguments` say of it that are no command line: a message about them has colours too, or none.
    pub(crate) fn of_faulty(arguments: impl IntoIterator<Item = impl AsRef<OsStr>>) -> Self {
        let mut found = Self::Auto;
        let mut is_next = false;
        for argument in arguments {
            let Some(argument) = argument.as_ref().to_str() else { continue };
            let value = argument.strip_prefix("--color=").or_else(|| is_next.then_some(argument));
            if let Some(color) = value.and_then(|value| Self::from_str(value, false).ok()) {
                found = color;
            }
            is_next = argument == "--color";
        }
        found
    }

    /// Heeds it from here on.
    pub(crate) fn heed(self) {
        match self {
            Self::Auto => ColorChoice::Auto,
            Self::Always => ColorChoice::Always,
            Self::Never => ColorChoice::Never,
        }
        .write_global();
    }
}

#[derive(Debug, Args)]
#[command(after_long_help = "Examples:
  mcpgen completions bash > ~/.local/share/bash-completion/completions/mcpgen
  mcpgen completions zsh > ~/.zfunc/_mcpgen
  mcpgen completions fish > ~/.config/fish/completions/mcpgen.fish
  mcpgen completions powershell >> ~/profile.ps1")]
pub(crate) struct CompletionsArguments {
    /// The shell
    pub(crate) shell: clap_complete::Shell,
}

#[derive(Debug, Args)]
#[command(after_long_help = "Examples:
  mcpgen man ~/.local/share/man/man1
  mcpgen man > mcpgen.1")]
pub(crate) struct ManArguments {
    /// The folder to write a page for each command to; without it, the first page is printed
    #[arg(value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub(crate) folder: Option<PathBuf>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_faulty_command_line_has_the_colours_that_it_asks_for() {
        assert_eq!(Color::of_faulty(["mcpgen", "chekc"]), Color::Auto);
        assert_eq!(Color::of_faulty(["mcpgen", "--color", "never", "chekc"]), Color::Never);
        assert_eq!(Color::of_faulty(["mcpgen", "chekc", "--color=always"]), Color::Always);
        assert_eq!(Color::of_faulty(["mcpgen", "--color", "purple"]), Color::Auto);
    }
}
