//! A report for a person: each problem with the lines that it is about.

use mcpgen::core::diagnostic::{Diagnostic, Label, Report, Severity};
use mcpgen::core::{Source, SourceId, Sources};
use miette::{
    GraphicalReportHandler, GraphicalTheme, LabeledSpan, MietteError, MietteSpanContents, SourceCode,
    SourceSpan, SpanContents,
};

/// The report with every problem drawn, with colours or without.
pub(crate) fn human(report: &Report, coloured: bool) -> String {
    let theme = if coloured { GraphicalTheme::unicode() } else { GraphicalTheme::unicode_nocolor() };
    let handler = GraphicalReportHandler::new_themed(theme).with_links(false).with_width(100);
    let mut text = String::new();
    for diagnostic in report.diagnostics() {
        let view = View::new(diagnostic, report.sources());
        if handler.render_report(&mut text, &view).is_err() {
            // A picture that cannot be drawn is no reason to say nothing.
            text.push_str(&diagnostic.to_string());
            text.push('\n');
        }
        text.push('\n');
    }
    text
}

/// A diagnostic as miette sees it: its files stand one behind the other, as if they were one text, so that each label is drawn in the
/// file it is of.
struct View<'a> {
    diagnostic: &'a Diagnostic,
    /// The files in the order in which the labels name them, and where each begins.
    files: Vec<(SourceId, usize, &'a Source)>,
}

impl<'a> View<'a> {
    fn new(diagnostic: &'a Diagnostic, sources: &'a Sources) -> Self {
        let mut files: Vec<(SourceId, usize, &'a Source)> = Vec::new();
        let mut begin = 0;
        for id in diagnostic.labels().iter().map(|label| label.span.source) {
            if files.iter().all(|(known, ..)| *known != id)
                && let Some(source) = sources.get(id)
            {
                files.push((id, begin, source));
                // No span of one file can touch one of the next.
                begin += source.text().len() + 1;
            }
        }
        Self { diagnostic, files }
    }

    fn place(&self, label: &Label) -> Option<(usize, usize)> {
        let (_, begin, _) = self.files.iter().find(|(id, ..)| *id == label.span.source)?;
        Some((begin + label.span.start, label.span.end.saturating_sub(label.span.start)))
    }
}

impl std::fmt::Debug for View<'_> {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        std::fmt::Debug::fmt(self.diagnostic, formatter)
    }
}

impl std::fmt::Display for View<'_> {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(self.diagnostic.message())
    }
}

impl std::error::Error for View<'_> {}

impl miette::Diagnostic for View<'_> {
    fn code<'a>(&'a self) -> Option<Box<dyn std::fmt::Display + 'a>> {
        Some(Box::new(format!("{}[{}]", self.diagnostic.severity(), self.diagnostic.code())))
    }

    fn severity(&self) -> Option<miette::Severity> {
        Some(match self.diagnostic.severity() {
            Severity::Error => miette::Severity::Error,
            Severity::Warning => miette::Severity::Warning,
            Severity::Advice => miette::Severity::Advice,
        })
    }

    fn help<'a>(&'a self) -> Option<Box<dyn std::fmt::Display + 'a>> {
        self.diagnostic.help_text().map(|help| Box::new(help) as Box<dyn std::fmt::Display>)
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        (!self.files.is_empty()).then_some(self as &dyn SourceCode)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        let labels = self.diagnostic.labels().iter().enumerate();
        Some(Box::new(labels.filter_map(|(index, label)| {
            let text = (!label.text.is_empty()).then(|| label.text.clone());
            let place = self.place(label)?;
            Some(if index == 0 {
                LabeledSpan::new_primary_with_span(text, place)
            } else {
                LabeledSpan::new_with_span(text, place)
            })
        })))
    }
}

impl SourceCode for View<'_> {
    fn read_span<'a>(
        &'a self,
        span: &SourceSpan,
        before: usize,
        after: usize,
    ) -> Result<Box<dyn SpanContents<'a> + 'a>, MietteError> {
        let file = self.files.iter().rev().find(|(_, begin, _)| *begin <= span.offset());
        let (_, begin, source) = file.ok_or(MietteError::OutOfBounds)?;
        // A span that leaves its file is refused, so that no two files are drawn as one.
        let within = SourceSpan::from((span.offset() - begin, span.len()));
        let contents = source.text().read_span(&within, before, after)?;
        let shown = SourceSpan::from((contents.span().offset() + begin, contents.span().len()));
        Ok(Box::new(MietteSpanContents::new_named(
            source.name().to_owned(),
            contents.data(),
            shown,
            contents.line(),
            contents.column(),
            contents.line_count(),
        )))
    }
}
