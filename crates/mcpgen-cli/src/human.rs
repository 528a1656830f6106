//! A report for a person: each problem with the lines that it is about.

use mcpgen::core::diagnostic::{Diagnostic, Report};
use mcpgen::report::short;
use miette::{GraphicalReportHandler, GraphicalTheme};

/// After so many problems none is drawn any more: nobody reads so far before mending, and each picture takes another look at the
/// whole text.
const MOST_PICTURES: usize = 40;

/// The report with its problems drawn, with colours or without; of very many, the first are drawn, and the others get a line each.
pub(crate) fn human(report: &Report, coloured: bool) -> String {
    let theme = if coloured { GraphicalTheme::unicode() } else { GraphicalTheme::unicode_nocolor() };
    let handler = GraphicalReportHandler::new_themed(theme).with_links(false).with_width(100);
    let (drawn, told) = match report.diagnostics().split_at_checked(MOST_PICTURES) {
        Some((drawn, told)) if !told.is_empty() => (part(report, drawn), part(report, told)),
        _ => (report.clone(), Report::default()),
    };
    let mut text = String::new();
    for problem in drawn.pictured().problems() {
        if handler.render_report(&mut text, problem).is_err() {
            // A picture that cannot be drawn is no reason to say nothing.
            text.push_str(&problem.to_string());
            text.push('\n');
        }
        text.push('\n');
    }
    text.push_str(&short(&told));
    text
}

/// Some of the problems of a report.
fn part(report: &Report, problems: &[Diagnostic]) -> Report {
    Report::new(report.sources().clone(), problems.to_vec())
}
