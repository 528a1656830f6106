//! What a person or a program gets to read, and on which stream.

use std::fmt::Write as _;
use std::io::Write as _;

use anstream::{AutoStream, ColorChoice};
use mcpgen::core::diagnostic::{Report, Severity};
use mcpgen::report;

use crate::arguments::MessageFormat;
use crate::exit::Failure;
use crate::human::human;

/// Prints a report: for a person to standard error, for a program to standard output, of which it is then all.
pub(crate) fn report(report: &Report, format: MessageFormat) -> Result<(), Failure> {
    let text = match format {
        MessageFormat::Human => human(report, is_coloured()),
        MessageFormat::Short => report::short(report),
        MessageFormat::Json => report::json(report),
        MessageFormat::Sarif => report::sarif(report),
        MessageFormat::Github => report::github(report),
    };
    if format.is_for_programs() {
        std::io::stdout().write_all(text.as_bytes())?;
    } else {
        to_stderr(&text);
    }
    Ok(())
}

/// Prints what a command has to tell besides its report: to standard output, unless that is the report's alone.
pub(crate) fn outcome(text: &str, format: MessageFormat) -> Result<(), Failure> {
    if format.is_for_programs() {
        to_stderr(text);
    } else {
        std::io::stdout().write_all(text.as_bytes())?;
    }
    Ok(())
}

/// Prints data to standard output.
pub(crate) fn out(text: &str) -> Result<(), Failure> {
    Ok(std::io::stdout().write_all(text.as_bytes())?)
}

/// Whether standard error takes colours: as `NO_COLOR`, `CLICOLOR_FORCE`, `CLICOLOR` and the terminal say.
fn is_coloured() -> bool {
    AutoStream::choice(&std::io::stderr()) != ColorChoice::Never
}

/// Prints why a command could not do its work.
pub(crate) fn failure(failure: &Failure) {
    let mut text = format!("error: {}\n", failure.message);
    if let Some(help) = &failure.help {
        // Writing to a String cannot fail.
        let _ = writeln!(text, "  help: {help}");
    }
    to_stderr(&text);
}

/// The last line of a report: how much was found.
pub(crate) fn summary(report: &Report) -> String {
    let count = |severity, one: &str, many: &str| match report.count(severity) {
        0 => None,
        1 => Some(format!("1 {one}")),
        number => Some(format!("{number} {many}")),
    };
    let counts: Vec<String> = [
        count(Severity::Error, "error", "errors"),
        count(Severity::Warning, "warning", "warnings"),
        count(Severity::Advice, "piece of advice", "pieces of advice"),
    ]
    .into_iter()
    .flatten()
    .collect();
    if counts.is_empty() { "no problems".to_owned() } else { counts.join(", ") }
}

/// Prints to standard error. When that is gone, nobody is there to be told.
pub(crate) fn to_stderr(text: &str) {
    let _ = std::io::stderr().write_all(text.as_bytes());
}
