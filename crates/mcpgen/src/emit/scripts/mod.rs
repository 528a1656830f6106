//! The scripts beside a rendered stack: start, stop and status, for POSIX sh and for PowerShell 5.1 and 7.
//!
//! The twin scripts do the same, say the same and end with the same exit codes; each states its own in its help. They
//! stand in `scripts/`, beside `docker-compose.yml` and `.env`, and hold names, never a value from `.env`.

mod context;
mod quote;
mod template;
#[cfg(test)]
mod tests;

use self::template::{Language, Value};

pub(crate) use self::context::{
    ComposeVersion, Endpoint, Gateway, ScriptContext, Service, ServiceKind, Stamp, Tunnel,
};
pub(crate) use self::template::TemplateError;

/// A rendered script.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Script {
    /// Where it goes, relative to the output folder, with `/`.
    pub(crate) path: &'static str,
    /// The whole file: line endings, and for PowerShell a byte order mark where one is needed, are in place.
    pub(crate) text: String,
    /// The line ending that `text` has, and that version control must keep.
    pub(crate) line_ending: LineEnding,
    /// Whether the file is run by its name where files have such a mode.
    pub(crate) executable: bool,
}

/// How the lines of a script end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum LineEnding {
    /// `\n`: a POSIX shell takes `\r` for a part of the last word.
    Lf,
    /// `\r\n`: the custom where PowerShell comes from; it reads both.
    CrLf,
}

impl LineEnding {
    /// The characters at the end of a line.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Lf => "\n",
            Self::CrLf => "\r\n",
        }
    }
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

/// Where a template's script goes, and what it is made of.
struct Template {
    path: &'static str,
    source: &'static str,
    language: Language,
}

const TEMPLATES: [Template; 6] = [
    Template {
        path: "scripts/start.ps1",
        source: include_str!("../../../templates/powershell/start.ps1.j2"),
        language: Language::PowerShell,
    },
    Template {
        path: "scripts/start.sh",
        source: include_str!("../../../templates/sh/start.sh.j2"),
        language: Language::Sh,
    },
    Template {
        path: "scripts/status.ps1",
        source: include_str!("../../../templates/powershell/status.ps1.j2"),
        language: Language::PowerShell,
    },
    Template {
        path: "scripts/status.sh",
        source: include_str!("../../../templates/sh/status.sh.j2"),
        language: Language::Sh,
    },
    Template {
        path: "scripts/stop.ps1",
        source: include_str!("../../../templates/powershell/stop.ps1.j2"),
        language: Language::PowerShell,
    },
    Template {
        path: "scripts/stop.sh",
        source: include_str!("../../../templates/sh/stop.sh.j2"),
        language: Language::Sh,
    },
];

/// Renders the six scripts of a stack, sorted by path.
///
/// # Errors
///
/// [`TemplateError`] if a text of the context has a NUL, which no script can hold. Anything else is a mistake in a
/// template.
pub(crate) fn render(context: &ScriptContext) -> Result<Vec<Script>, TemplateError> {
    let values = context.values();
    TEMPLATES.iter().map(|template| render_one(template, &values)).collect()
}

fn render_one(template: &Template, values: &Value<'_>) -> Result<Script, TemplateError> {
    let (line_ending, executable) = match template.language {
        Language::Sh => (LineEnding::Lf, true),
        Language::PowerShell => (LineEnding::CrLf, false),
    };
    // A checkout may have given the template other line endings; those inside of a value are not ours to change.
    let source = template.source.replace('\r', "");
    let text = template::render(&source, template.language, line_ending.as_str(), values)?;
    let text = match template.language {
        // Windows PowerShell reads a file without a byte order mark in the machine's own code page.
        Language::PowerShell if !text.is_ascii() => format!("\u{FEFF}{text}"),
        Language::PowerShell | Language::Sh => text,
    };
    Ok(Script { path: template.path, text, line_ending, executable })
}
