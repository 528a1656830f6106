//! The commands, one a file.

pub(crate) mod check;
pub(crate) mod clean;
pub(crate) mod completions;
pub(crate) mod explain;
pub(crate) mod graph;
pub(crate) mod ingress;
pub(crate) mod init;
pub(crate) mod man;
pub(crate) mod render;
pub(crate) mod schema;
pub(crate) mod secrets;
pub(crate) mod servers;
pub(crate) mod simulate;

use std::mem::ManuallyDrop;
use std::path::Path;

use mcpgen::core::diagnostic::{Report, Severity};
use mcpgen::fs::{read_stack, read_stack_from};
use mcpgen::{DockerRegistry, Error, ErrorKind, Evaluation};

use crate::arguments::{Denied, Input};
use crate::exit::Failure;
use crate::{input, memory};

/// Reads and checks the stack that `input` names.
fn evaluate(input: &Input) -> Result<ManuallyDrop<Evaluation>, Failure> {
    read(&input.stack)
}

/// Reads and checks the stack in the file `stack`, or on standard input.
///
/// It is not given back: the process ends with it, and to free its many small parts takes longer than to leave them.
fn read(stack: &Path) -> Result<ManuallyDrop<Evaluation>, Failure> {
    let read = if input::is_standard(stack) {
        read_stack_from(Path::new(&input::name(stack)), &input::standard()?)
    } else {
        memory::fit_pages(stack);
        read_stack(stack)
    };
    let read = read.map_err(|error| unreadable(stack, &error))?;
    Ok(ManuallyDrop::new(read.evaluate(&DockerRegistry)))
}

/// The stack cannot be read, or not be written.
fn unreadable(stack: &Path, error: &Error) -> Failure {
    let failure = Failure::new(told_of(stack, error));
    if error.kind() == ErrorKind::NotFound {
        failure.help("run `mcpgen init` to make one, or name the file that you mean")
    } else {
        failure
    }
}

/// What is told of a failure with `stack`, which is named first, also when a file that it names is to blame.
fn told_of(stack: &Path, error: &Error) -> String {
    if error.path() == Some(stack) { error.to_string() } else { format!("{}: {error}", input::name(stack)) }
}

/// What of a report is an error to who asked for it so.
fn least(input: &Input) -> Severity {
    match input.deny {
        Some(Denied::Warnings) => Severity::Warning,
        None => Severity::Error,
    }
}

/// Whether the stack is refused.
fn is_refused(report: &Report, deny: Option<Denied>) -> bool {
    report.has_errors() || deny == Some(Denied::Warnings) && report.count(Severity::Warning) > 0
}
