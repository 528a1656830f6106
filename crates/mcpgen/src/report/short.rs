//! One line for each diagnostic: `stack.toml:3:1: error[unknown-key]: …`.

use mcpgen_core::diagnostic::Report;

/// The report with one line for each diagnostic: its file, line and column, its severity, its code and its message.
///
/// ```
/// # use mcpgen::{DockerRegistry, Stack, report::short};
/// let text = "[stack]\nname = \"mcp\"\n[services.web]\nkind = \"conteiner\"\n";
/// let evaluation = Stack::read("stack.toml", text.as_bytes()).evaluate(&DockerRegistry);
/// assert!(short(evaluation.report()).starts_with("stack.toml:4:8: error["));
/// ```
#[must_use]
pub fn short(report: &Report) -> String {
    report.to_string()
}
