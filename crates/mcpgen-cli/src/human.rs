//! A report for a person: each problem with the lines that it is about.

use mcpgen::core::diagnostic::Report;
use miette::{GraphicalReportHandler, GraphicalTheme};

/// The report with every problem drawn, with colours or without.
pub(crate) fn human(report: &Report, coloured: bool) -> String {
    let theme = if coloured { GraphicalTheme::unicode() } else { GraphicalTheme::unicode_nocolor() };
    let handler = GraphicalReportHandler::new_themed(theme).with_links(false).with_width(100);
    let mut text = String::new();
    for problem in report.pictured().problems() {
        if handler.render_report(&mut text, problem).is_err() {
            // A picture that cannot be drawn is no reason to say nothing.
            text.push_str(&problem.to_string());
            text.push('\n');
        }
        text.push('\n');
    }
    text
}
