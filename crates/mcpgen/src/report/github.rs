//! Workflow commands of GitHub Actions, which show a diagnostic at its line in a pull request.

use std::fmt::Write as _;

use mcpgen_core::diagnostic::{Diagnostic, Report, Severity};

use super::place::Place;

/// The report with one workflow command for each diagnostic: `::error file=…,line=…,col=…,title=…::…`. Advice is a notice.
///
/// The help and the further places are lines of the message (actions/toolkit, packages/core/src/command.ts).
///
/// ```
/// # use mcpgen::{DockerRegistry, Stack, report::github};
/// let text = "[stack]\nname = \"mcp\"\n[services.web]\nkind = \"conteiner\"\n";
/// let evaluation = Stack::read("stack.toml", text.as_bytes()).evaluate(&DockerRegistry);
/// assert!(github(evaluation.report()).starts_with("::error file=stack.toml,line=4,"));
/// ```
#[must_use]
pub fn github(report: &Report) -> String {
    let mut text = String::new();
    for diagnostic in report.diagnostics() {
        command(&mut text, report, diagnostic);
    }
    text
}

fn command(text: &mut String, report: &Report, diagnostic: &Diagnostic) {
    let name = match diagnostic.severity() {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Advice => "notice",
    };
    let mut places =
        diagnostic.labels().iter().map(|label| (label, Place::new(report.sources(), label.span)));
    let _ = write!(text, "::{name} ");
    if let Some((_, Some(place))) = places.next() {
        let Place { file, start, .. } = place;
        // Writing to a String cannot fail.
        let _ = write!(text, "file={},line={},col={},", property(file), start.line, start.column);
    }
    let mut message = diagnostic.message().to_owned();
    for (label, place) in places {
        if let Some(Place { file, start, .. }) = place {
            let _ = write!(message, "\n{file}:{}:{}: {}", start.line, start.column, label.text);
        }
    }
    if let Some(help) = diagnostic.help_text() {
        let _ = write!(message, "\nhelp: {help}");
    }
    let _ = writeln!(text, "title={}::{}", diagnostic.code(), data(&message));
}

/// A message, in which a line break would end the command.
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// The value of a property, which `:` and `,` would end as well.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}
