//! A report for a person: each problem with the lines that it is about.

use mcpgen::core::diagnostic::{Diagnostic, Report};
use mcpgen::report::short;
use miette::{GraphicalReportHandler, GraphicalTheme};

/// After so many problems none is drawn any more: nobody reads so far before mending, and each picture takes another look at the
/// whole text.
const MOST_PICTURES: usize = 40;

/// In bytes, the longest line that is drawn: nobody finds a place in a longer one, and beyond 65,535 columns miette stops the program.
const LONGEST_LINE: usize = 1000;

/// The report with its problems drawn, with colours or without. Of very many the first are drawn; the others get a line each, and so
/// do those of a line that is too long for a picture.
pub(crate) fn human(report: &Report, coloured: bool) -> String {
    let theme = if coloured { GraphicalTheme::unicode() } else { GraphicalTheme::unicode_nocolor() };
    let handler = GraphicalReportHandler::new_themed(theme).with_links(false).with_width(100);
    let diagnostics = report.diagnostics();
    let (first, rest) = diagnostics.split_at_checked(MOST_PICTURES).unwrap_or((diagnostics, &[]));
    let fits = |diagnostic: &Diagnostic| fits_a_picture(report, diagnostic);
    let mut text = String::new();
    for alike in first.chunk_by(|left, right| fits(left) == fits(right)) {
        let part = part(report, alike);
        if !alike.first().is_some_and(fits) {
            text.push_str(&short(&part));
            continue;
        }
        for problem in part.pictured().problems() {
            if handler.render_report(&mut text, problem).is_err() {
                // A picture that cannot be drawn is no reason to say nothing.
                text.push_str(&problem.to_string());
                text.push('\n');
            }
            text.push('\n');
        }
    }
    if !rest.is_empty() {
        text.push_str(&short(&part(report, rest)));
    }
    text
}

/// Whether the lines that a problem is about can be drawn, and those around them.
fn fits_a_picture(report: &Report, diagnostic: &Diagnostic) -> bool {
    diagnostic.labels().iter().all(|label| {
        let text = report.sources().get(label.span.source).map_or("", |source| source.text());
        let before = text.get(..label.span.start).and_then(|before| before.rmatch_indices('\n').nth(1));
        let after = text.get(label.span.end..).and_then(|after| after.match_indices('\n').nth(1));
        let start = before.map_or(0, |(place, _)| place + 1);
        let end = after.map_or(text.len(), |(place, _)| label.span.end + place);
        text.get(start..end).is_none_or(|lines| lines.lines().all(|line| line.len() <= LONGEST_LINE))
    })
}

/// Some of the problems of a report.
fn part(report: &Report, problems: &[Diagnostic]) -> Report {
    Report::new(report.sources().clone(), problems.to_vec())
}

#[cfg(test)]
mod tests {
    use mcpgen::{DockerRegistry, Stack};

    use super::*;

    #[test]
    fn a_problem_far_along_a_line_is_told_without_a_picture() {
        let text = format!("a = 1\n\nb = {{{} x = }}\n\nc = 1\n", " ".repeat(100_000));
        let evaluation = Stack::read("stack.toml", text.as_bytes()).evaluate(&DockerRegistry);
        let told = human(evaluation.report(), false);
        assert!(told.len() < 10_000, "{} bytes", told.len());
        assert!(told.contains("stack.toml:3:1000"), "{told}");
        assert!(told.contains("─[stack.toml:1:1]"), "{told}");
    }
}
