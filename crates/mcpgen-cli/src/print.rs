//! What a person or a program gets to read, and on which stream.

use std::fmt::Write as _;
use std::io::{ErrorKind, Write as _};
use std::path::Path;
use std::sync::OnceLock;

use anstream::{AutoStream, ColorChoice};
use mcpgen::core::diagnostic::{Report, Severity};
use mcpgen::report;

use crate::arguments::MessageFormat;
use crate::exit::Failure;
use crate::human::human;

/// Set once, before a command runs.
static QUIET: OnceLock<bool> = OnceLock::new();

/// Leaves out, from here on, what is neither an error nor what was asked for.
pub(crate) fn be_quiet() {
    QUIET.get_or_init(|| true);
}

fn is_quiet() -> bool {
    QUIET.get().is_some_and(|quiet| *quiet)
}

/// Prints a report: for a person to standard error, for a program to standard output, of which it is then all. When it is to be
/// quiet, a person gets what is as bad as `least`, and worse.
pub(crate) fn report(report: &Report, format: MessageFormat, least: Severity) -> Result<(), Failure> {
    if format.is_for_programs() {
        let text = match format {
            MessageFormat::Sarif => report::sarif(report),
            MessageFormat::Github => report::github(report),
            MessageFormat::Json | MessageFormat::Human | MessageFormat::Short => report::json(report),
        };
        return out(&text);
    }
    let report = match least {
        Severity::Error if is_quiet() => report.without(Severity::Advice).without(Severity::Warning),
        Severity::Warning if is_quiet() => report.without(Severity::Advice),
        _ => report.clone(),
    };
    to_stderr(&match format {
        MessageFormat::Short => report::short(&report),
        _ => human(&report, is_coloured()),
    });
    Ok(())
}

/// Prints what was asked for besides a report: to standard output, unless that is the report's alone.
pub(crate) fn beside_report(text: &str, format: MessageFormat) -> Result<(), Failure> {
    if format.is_for_programs() {
        to_stderr(text);
        Ok(())
    } else {
        out(text)
    }
}

/// Prints what a command has done, unless it is to be quiet: to standard output, or beside a report.
pub(crate) fn done(text: &str, format: MessageFormat) -> Result<(), Failure> {
    if is_quiet() { Ok(()) } else { beside_report(text, format) }
}

/// Prints a remark to standard error, unless it is to be quiet.
pub(crate) fn note(text: &str) {
    if !is_quiet() {
        to_stderr(text);
    }
}

/// Prints data to standard output. Who read it and has had enough is no failure.
pub(crate) fn out(text: &str) -> Result<(), Failure> {
    let mut out = std::io::stdout().lock();
    // What is not flushed here would be lost in silence at the end.
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => {
            Err(Failure::new(format!("standard output: {error}")))
        }
        _ => Ok(()),
    }
}

/// Writes data to `file`; to standard output, if that is `-`.
pub(crate) fn to_file(file: &Path, text: &str) -> Result<(), Failure> {
    if file == Path::new("-") {
        return out(text);
    }
    // A name that was given in the wrong place must not cost a stack.
    if file.extension().is_some_and(|extension| extension == "toml") {
        return Err(Failure::new(format!("{} would be overwritten", file.display()))
            .help("name a file that is no stack"));
    }
    std::fs::write(file, text).map_err(|error| Failure::new(format!("{}: {error}", file.display())))
}

/// Whether standard error takes colours: as `--color` says, or else `NO_COLOR`, `CLICOLOR_FORCE`, `CLICOLOR` and the terminal.
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
