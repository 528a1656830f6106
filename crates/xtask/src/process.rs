//! Running other programs, with an error that says which one failed.

use std::process::{Command, Stdio};

/// Runs `command` with the terminal as its own.
///
/// # Errors
/// The program cannot be started, or ends with anything but success.
pub(crate) fn run(command: &mut Command) -> Result<(), String> {
    let status = command.status().map_err(|error| format!("cannot run {}: {error}", name(command)))?;
    if status.success() { Ok(()) } else { Err(format!("{} failed ({status})", name(command))) }
}

/// Runs `command` without input and returns what it prints to its standard output, trimmed.
///
/// # Errors
/// The program cannot be started, or ends with anything but success: then what it printed is part of the error.
pub(crate) fn output(command: &mut Command) -> Result<String, String> {
    let output = command
        .stdin(Stdio::null())
        .output()
        .map_err(|error| format!("cannot run {}: {error}", name(command)))?;
    let printed = String::from_utf8_lossy(&output.stdout).trim().to_owned();
    if output.status.success() {
        return Ok(printed);
    }
    let complaint = String::from_utf8_lossy(&output.stderr).trim().to_owned();
    Err(format!("{} failed ({})\n{printed}\n{complaint}", name(command), output.status))
}

fn name(command: &Command) -> String {
    command.get_program().to_string_lossy().into_owned()
}
