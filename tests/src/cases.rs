//! Stacks to render: the examples, and the case folders. A new case is a new folder.

use std::fs;
use std::path::{Path, PathBuf};

use crate::root;

/// A folder with a `stack.toml`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Case {
    /// The folder's path in the checkout, with slashes: `examples/quickstart`, `tests/cases/ok/NAME`.
    pub name: String,
    /// The folder's absolute path.
    pub folder: PathBuf,
}

impl Case {
    /// The stack to render.
    #[must_use]
    pub fn stack(&self) -> PathBuf {
        self.folder.join("stack.toml")
    }

    /// The configuration of cloudflared of a case in `tests/cases/ingress`.
    #[must_use]
    pub fn ingress_file(&self) -> PathBuf {
        self.folder.join("config.yml")
    }

    /// What a case in `tests/cases/ok` renders to: a folder.
    #[must_use]
    pub fn out(&self) -> PathBuf {
        self.folder.join("out")
    }

    /// What is said of a case, a text file: in `tests/cases/err` always, in `tests/cases/ok` where anything is.
    #[must_use]
    pub fn expected(&self) -> PathBuf {
        self.folder.join("expected")
    }
}

/// The examples of the checkout that are stacks (others are programs).
///
/// # Errors
/// A folder cannot be read.
pub fn examples() -> Result<Vec<Case>, String> {
    Ok(below("examples")?.into_iter().filter(|case| case.stack().is_file()).collect())
}

/// The cases that render, each with what it renders to.
///
/// # Errors
/// A folder cannot be read, or holds no `stack.toml`.
pub fn ok() -> Result<Vec<Case>, String> {
    complete("tests/cases/ok")
}

/// The configurations of cloudflared, each with what is said of it.
///
/// # Errors
/// The folder cannot be read.
pub fn ingress() -> Result<Vec<Case>, String> {
    below("tests/cases/ingress")
}

/// The cases that are refused, each with the words it is refused with.
///
/// # Errors
/// A folder cannot be read, or holds no `stack.toml`.
pub fn err() -> Result<Vec<Case>, String> {
    complete("tests/cases/err")
}

/// The cases that `--fix` mends, each with the text that comes of it, `fixed.toml`.
///
/// # Errors
/// A folder cannot be read, or holds no `stack.toml`.
pub fn fix() -> Result<Vec<Case>, String> {
    complete("tests/cases/fix")
}

fn complete(parent: &str) -> Result<Vec<Case>, String> {
    let cases = below(parent)?;
    match cases.iter().find(|case| !case.stack().is_file()) {
        Some(case) => Err(format!("{} has no stack.toml", case.name)),
        None => Ok(cases),
    }
}

/// The folders in `parent`, sorted by name; none when `parent` is not there.
fn below(parent: &str) -> Result<Vec<Case>, String> {
    let folder = root().join(parent);
    if !folder.exists() {
        return Ok(Vec::new());
    }
    let failure = |error: std::io::Error| format!("{}: {error}", folder.display());
    let mut cases = Vec::new();
    for entry in fs::read_dir(&folder).map_err(failure)? {
        let folder = entry.map_err(failure)?.path();
        if folder.is_dir() {
            cases.push(Case { name: format!("{parent}/{}", file_name(&folder)), folder });
        }
    }
    cases.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(cases)
}

fn file_name(path: &Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}
