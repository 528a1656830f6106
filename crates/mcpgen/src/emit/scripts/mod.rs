//! The scripts beside a rendered stack: start, stop and status, for POSIX sh and for PowerShell 5.1 and 7.
//!
//! The twin scripts do the same, say the same and end with the same exit codes; each states its own in its help. They
//! stand in `scripts/`, beside `docker-compose.yml` and `.env`, and hold names, never a value from `.env`.

mod context;
mod literal;
mod quote;
mod stack;
mod template;
#[cfg(test)]
mod tests;

use std::fmt;

use askama::Template;

use self::literal::UnfitText;
use self::stack::Stack;
use self::template::{StartPowerShell, StartSh, StatusPowerShell, StatusSh, StopPowerShell, StopSh};

pub(crate) use self::context::{
    ComposeVersion, Endpoint, Gateway, ScriptContext, Service, ServiceKind, Stamp, Tunnel,
};

/// A rendered script.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Script {
    /// Where it goes, relative to the output folder, with `/`.
    pub(crate) path: &'static str,
    /// The whole file: line endings, and for PowerShell a byte order mark where one is needed, are in place.
    pub(crate) text: String,
    /// Whether the file is run by its name where files have such a mode.
    pub(crate) executable: bool,
}

/// What Compose reads from the environment that could change which stack it works on, or what it does with it
/// (docker/compose, `cmd/compose/compose.go`). Taste, such as `COMPOSE_PROGRESS`, stays with the caller.
const COMPOSE_VARIABLES: [&str; 10] = [
    "COMPOSE_COMPATIBILITY",
    "COMPOSE_CONVERT_WINDOWS_PATHS",
    "COMPOSE_DISABLE_ENV_FILE",
    "COMPOSE_ENV_FILES",
    "COMPOSE_FILE",
    "COMPOSE_IGNORE_ORPHANS",
    "COMPOSE_PATH_SEPARATOR",
    "COMPOSE_PROFILES",
    "COMPOSE_PROJECT_NAME",
    "COMPOSE_REMOVE_ORPHANS",
];

/// Scripts that cannot be rendered.
#[derive(Debug)]
pub(crate) enum ScriptError {
    /// A text of the context has no literal.
    Text(UnfitText),
    /// A template could not be written.
    Template(askama::Error),
}

impl fmt::Display for ScriptError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("cannot render a script: ")?;
        match self {
            Self::Text(error) => error.fmt(formatter),
            Self::Template(error) => error.fmt(formatter),
        }
    }
}

impl std::error::Error for ScriptError {}

impl From<UnfitText> for ScriptError {
    fn from(error: UnfitText) -> Self {
        Self::Text(error)
    }
}

/// Renders the six scripts of a stack, sorted by path.
///
/// # Errors
///
/// [`ScriptError`] if a text of the context has a NUL or a line break.
pub(crate) fn render(context: &ScriptContext) -> Result<Vec<Script>, ScriptError> {
    let (powershell, sh) = (&Stack::new(context)?, &Stack::new(context)?);
    Ok(vec![
        powershell_script("scripts/start.ps1", &StartPowerShell { stack: powershell })?,
        sh_script("scripts/start.sh", &StartSh { stack: sh })?,
        powershell_script("scripts/status.ps1", &StatusPowerShell { stack: powershell })?,
        sh_script("scripts/status.sh", &StatusSh { stack: sh })?,
        powershell_script("scripts/stop.ps1", &StopPowerShell { stack: powershell })?,
        sh_script("scripts/stop.sh", &StopSh { stack: sh })?,
    ])
}

fn sh_script(path: &'static str, template: &impl Template) -> Result<Script, ScriptError> {
    Ok(Script { path, text: text(template)?, executable: true })
}

fn powershell_script(path: &'static str, template: &impl Template) -> Result<Script, ScriptError> {
    let text = text(template)?;
    // Windows PowerShell reads a file without a byte order mark in the machine's own code page.
    let text = if text.is_ascii() { text } else { format!("\u{FEFF}{text}") };
    Ok(Script { path, text, executable: false })
}

/// A template's text. Its lines end as those of the template: with `\n` for a POSIX shell, which takes `\r` for a part of the last
/// word, and with `\r\n` for PowerShell, which reads both, as is the custom where it comes from. No literal has a line end.
fn text(template: &impl Template) -> Result<String, ScriptError> {
    let mut text = template.render().map_err(ScriptError::Template)?;
    // The last line has lost its ending: Askama takes it off a template, as Jinja does.
    text.push('\n');
    Ok(text)
}
