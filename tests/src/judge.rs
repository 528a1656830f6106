//! Third-party programs that judge what mcpgen renders. `cargo xtask checkers` installs them.

use std::fmt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::root;

/// A program that judges.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Judge {
    /// Reads Compose files and TOML against a JSON Schema; brings the Compose Specification's along.
    CheckJsonschema,
    /// Docker Compose 2.26, the oldest that the rendered files are for.
    ComposeOld,
    /// The newest Docker Compose that Debian has.
    ComposeNewest,
    /// A private Docker engine; there only inside `cargo xtask engine`.
    Engine,
    /// Reads pictures of stacks with the parsers of Mermaid and of Graphviz.
    GraphReader,
    /// Follows the links of texts in Markdown.
    Lychee,
    /// Lints shell scripts.
    Shellcheck,
    /// Reads TOML against a JSON Schema.
    Taplo,
    /// Reads TOML against the JSON Schema that its first line names, as editors do.
    Tombi,
    /// Lints YAML.
    Yamllint,
}

impl Judge {
    /// Every judge that is a program in the folder of judges; the engine is more than that.
    pub const PROGRAMS: [Self; 9] = [
        Self::CheckJsonschema,
        Self::ComposeOld,
        Self::ComposeNewest,
        Self::GraphReader,
        Self::Lychee,
        Self::Shellcheck,
        Self::Taplo,
        Self::Tombi,
        Self::Yamllint,
    ];

    /// The program's name in the folder of judges.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::CheckJsonschema => "check-jsonschema",
            Self::ComposeOld => "docker-compose-2.26",
            Self::ComposeNewest => "docker-compose-newest",
            Self::Engine => "docker",
            Self::GraphReader => "graph-reader",
            Self::Lychee => "lychee",
            Self::Shellcheck => "shellcheck",
            Self::Taplo => "taplo",
            Self::Tombi => "tombi",
            Self::Yamllint => "yamllint",
        }
    }

    /// The program, or nothing when it is not installed.
    #[must_use]
    pub fn find(self) -> Option<PathBuf> {
        if self == Self::Engine && !self.is_required() {
            return None;
        }
        Some(folder().join("bin").join(self.name())).filter(|program| program.is_file())
    }

    /// Whether its absence is a failure: always, where `MCPGEN_REQUIRE_JUDGES=1` says so. The engine is there, or not
    /// asked at all.
    #[must_use]
    pub fn is_required(self) -> bool {
        match self {
            Self::Engine => std::env::var_os("MCPGEN_ENGINE").is_some(),
            _ => std::env::var("MCPGEN_REQUIRE_JUDGES").as_deref() == Ok("1"),
        }
    }

    /// Runs the judge at `program` with `arguments` in `folder`, in an environment that holds nothing of the caller's.
    ///
    /// # Errors
    /// The judge objects: it ends with anything but success. The text is all that it printed.
    pub fn run(program: &Path, folder: &Path, arguments: &[&str]) -> Result<Verdict, String> {
        let output = Command::new(program)
            .args(arguments)
            .current_dir(folder)
            .env_clear()
            .env("PATH", "/usr/bin:/bin")
            .env("HOME", "/nonexistent")
            .env("LC_ALL", "C.UTF-8")
            // Compose ends before it would be worth its while to collect garbage: a third less time.
            .env("GOGC", "off")
            .stdin(Stdio::null())
            .output()
            .map_err(|error| format!("{}: {error}", program.display()))?;
        let printed = String::from_utf8_lossy(&output.stdout).into_owned();
        let complaint = String::from_utf8_lossy(&output.stderr).into_owned();
        if output.status.success() {
            return Ok(Verdict { printed, complaint });
        }
        Err(format!("{} {}\n{printed}{complaint}", program.display(), arguments.join(" ")))
    }
}

impl fmt::Display for Judge {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = if *self == Self::Engine { "a Docker engine" } else { self.name() };
        out.write_str(name)
    }
}

/// What a judge printed that did not object.
#[derive(Clone, Debug)]
pub struct Verdict {
    /// Its standard output.
    pub printed: String,
    /// Its standard error: warnings.
    pub complaint: String,
}

/// The folder of judges: `$MCPGEN_JUDGES`, or `.checkers` in the checkout.
#[must_use]
pub fn folder() -> PathBuf {
    std::env::var_os("MCPGEN_JUDGES").map_or_else(|| root().join(".checkers"), PathBuf::from)
}
