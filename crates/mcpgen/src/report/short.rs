//! One line for each diagnostic: `stack.toml:3:1: error[unknown-key]: …`.

use mcpgen_core::diagnostic::Report;

/// The report with one line for each diagnostic: its file, line and column, its severity, its code and its message.
#[must_use]
pub fn short(report: &Report) -> String {
    report.to_string()
}
