//! A report for miette: each problem with the lines that it is about, drawn as the handler of the program likes.

use std::fmt;

use miette::{LabeledSpan, MietteError, MietteSpanContents, SourceCode, SourceSpan, SpanContents};

use super::{Diagnostic, Label, Report, Severity};
use crate::source::{Source, SourceId, Sources};

/// A report as an error of miette: its problems are the related ones, each with its code, help, labels and texts.
///
/// # Examples
///
/// ```
/// use mcpgen_core::model::StackSpec;
/// use miette::{Diagnostic, NarratableReportHandler};
///
/// let report = "[stack]\nname = \"My Stack\"\n".parse::<StackSpec>().unwrap_err();
/// let pictured = report.pictured();
/// assert_eq!(pictured.to_string(), "1 error");
/// assert_eq!(pictured.related().map(Iterator::count), Some(1));
///
/// // Any handler renders it; with the feature `fancy` of miette there is one that draws.
/// let mut text = String::new();
/// NarratableReportHandler::new().render_report(&mut text, &pictured)?;
/// assert!(text.contains("at line 2, columns 8 to 17"), "{text}");
/// # Ok::<(), std::fmt::Error>(())
/// ```
#[derive(Debug, Clone)]
pub struct Pictured {
    summary: String,
    problems: Vec<PicturedProblem>,
}

impl Pictured {
    /// The problems, in file order, each an error of miette by itself.
    ///
    /// # Examples
    ///
    /// ```
    /// use mcpgen_core::model::StackSpec;
    /// use miette::Diagnostic;
    ///
    /// let report = "[stack]\nname = 3\n".parse::<StackSpec>().unwrap_err();
    /// let pictured = report.pictured();
    /// let code = pictured.problems().first().and_then(Diagnostic::code);
    /// assert_eq!(code.map(|code| code.to_string()).as_deref(), Some("error[wrong-type]"));
    /// ```
    #[must_use]
    pub fn problems(&self) -> &[PicturedProblem] {
        &self.problems
    }
}

impl Report {
    /// The report as an error of miette, for a program that renders its errors by one of miette's handlers. The graphical one panics at
    /// a place beyond column 65,535 (miette 7.6): who reads texts of strangers tells such a problem in words.
    ///
    /// # Examples
    ///
    /// ```
    /// use mcpgen_core::model::StackSpec;
    ///
    /// fn read(text: &str) -> miette::Result<StackSpec> {
    ///     text.parse().map_err(|report: mcpgen_core::diagnostic::Report| report.pictured().into())
    /// }
    /// assert!(read("[stack]\nname = \"mcp\"\n").is_ok());
    /// assert_eq!(read("[stack]\n").unwrap_err().to_string(), "1 error");
    /// ```
    #[must_use]
    pub fn pictured(&self) -> Pictured {
        let counts =
            [(Severity::Error, "error"), (Severity::Warning, "warning"), (Severity::Advice, "advice")];
        let counted: Vec<String> = counts
            .into_iter()
            .map(|(severity, name)| (self.count(severity), severity, name))
            .filter(|(count, ..)| *count > 0)
            .map(|(count, severity, name)| match severity {
                Severity::Error | Severity::Warning if count > 1 => format!("{count} {name}s"),
                _ => format!("{count} {name}"),
            })
            .collect();
        Pictured {
            summary: if counted.is_empty() { "nothing is wrong".to_owned() } else { counted.join(", ") },
            problems: self
                .diagnostics()
                .iter()
                .map(|diagnostic| PicturedProblem::new(diagnostic, self.sources()))
                .collect(),
        }
    }
}

impl fmt::Display for Pictured {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.summary)
    }
}

impl std::error::Error for Pictured {}

impl miette::Diagnostic for Pictured {
    fn severity(&self) -> Option<miette::Severity> {
        self.problems.iter().map(|problem| severity(problem.diagnostic.severity())).max()
    }

    fn related<'a>(&'a self) -> Option<Box<dyn Iterator<Item = &'a dyn miette::Diagnostic> + 'a>> {
        Some(Box::new(self.problems.iter().map(|problem| problem as &dyn miette::Diagnostic)))
    }
}

fn severity(severity: Severity) -> miette::Severity {
    match severity {
        Severity::Error => miette::Severity::Error,
        Severity::Warning => miette::Severity::Warning,
        Severity::Advice => miette::Severity::Advice,
    }
}

/// One problem as an error of miette. Its texts stand one behind the other, as if they were one, so that each label is drawn in
/// the text that it is of.
///
/// # Examples
///
/// ```
/// use mcpgen_core::model::StackSpec;
///
/// let report = "[stack]\nname = \"My Stack\"\n".parse::<StackSpec>().unwrap_err();
/// let problem = report.pictured().problems()[0].clone();
/// assert!(problem.to_string().contains("My Stack"));
/// // It is an error like any other.
/// let error: Box<dyn std::error::Error + Send + Sync> = problem.into();
/// ```
#[derive(Clone)]
pub struct PicturedProblem {
    diagnostic: Diagnostic,
    /// The texts in the order in which the labels name them, and where each begins.
    texts: Vec<(SourceId, usize, Source)>,
}

impl PicturedProblem {
    fn new(diagnostic: &Diagnostic, sources: &Sources) -> Self {
        let mut texts: Vec<(SourceId, usize, Source)> = Vec::new();
        let mut begin = 0;
        for id in diagnostic.labels().iter().map(|label| label.span.source) {
            if texts.iter().all(|(known, ..)| *known != id)
                && let Some(source) = sources.get(id)
            {
                texts.push((id, begin, source.clone()));
                // No span of one text can touch one of the next.
                begin += source.text().len() + 1;
            }
        }
        Self { diagnostic: diagnostic.clone(), texts }
    }

    fn place(&self, label: &Label) -> Option<(usize, usize)> {
        let (_, begin, _) = self.texts.iter().find(|(id, ..)| *id == label.span.source)?;
        Some((begin + label.span.start, label.span.end.saturating_sub(label.span.start)))
    }
}

impl fmt::Debug for PicturedProblem {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.diagnostic, formatter)
    }
}

impl fmt::Display for PicturedProblem {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.diagnostic.message())
    }
}

impl std::error::Error for PicturedProblem {}

impl miette::Diagnostic for PicturedProblem {
    fn code<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        Some(Box::new(format!("{}[{}]", self.diagnostic.severity(), self.diagnostic.code())))
    }

    fn severity(&self) -> Option<miette::Severity> {
        Some(severity(self.diagnostic.severity()))
    }

    fn help<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        self.diagnostic.help_text().map(|help| Box::new(help) as Box<dyn fmt::Display>)
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        (!self.texts.is_empty()).then_some(self as &dyn SourceCode)
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

impl SourceCode for PicturedProblem {
    fn read_span<'a>(
        &'a self,
        span: &SourceSpan,
        before: usize,
        after: usize,
    ) -> Result<Box<dyn SpanContents<'a> + 'a>, MietteError> {
        let text = self.texts.iter().rev().find(|(_, begin, _)| *begin <= span.offset());
        let (_, begin, source) = text.ok_or(MietteError::OutOfBounds)?;
        // A span that leaves its text is refused, so that no two texts are drawn as one.
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

#[cfg(test)]
mod tests {
    use miette::Diagnostic as _;

    use super::super::Code;
    use super::*;
    use crate::source::Span;

    /// A problem of each of `severities`.
    fn pictured(severities: &[Severity]) -> Pictured {
        let told = severities.iter().enumerate().map(|(number, severity)| {
            Diagnostic::new(Code::PortTaken, format!("{number}")).with_severity(*severity)
        });
        Report::new(Sources::new(), told.collect()).pictured()
    }

    #[test]
    fn problems_are_counted_by_how_bad_they_are() {
        use Severity::{Advice, Error, Warning};

        let summary = |severities: &[Severity]| pictured(severities).to_string();
        assert_eq!(summary(&[]), "nothing is wrong");
        assert_eq!(summary(&[Error, Warning, Advice]), "1 error, 1 warning, 1 advice");
        assert_eq!(summary(&[Advice, Advice, Warning, Warning]), "2 warnings, 2 advice");
        assert_eq!(summary(&[Error, Error, Error]), "3 errors");
    }

    #[test]
    fn a_report_is_as_bad_as_the_worst_of_its_problems() {
        use Severity::{Advice, Error, Warning};

        let worst = |severities: &[Severity]| pictured(severities).severity();
        assert_eq!(worst(&[]), None);
        assert_eq!(worst(&[Advice]), Some(miette::Severity::Advice));
        assert_eq!(worst(&[Advice, Warning]), Some(miette::Severity::Warning));
        assert_eq!(worst(&[Warning, Error, Advice]), Some(miette::Severity::Error));
        let report = pictured(&[Warning, Advice]);
        let each: Vec<_> = report.related().unwrap().map(miette::Diagnostic::severity).collect();
        assert_eq!(each, [Some(miette::Severity::Warning), Some(miette::Severity::Advice)]);
    }

    #[test]
    fn each_label_is_drawn_in_its_own_text_and_the_first_is_the_place_of_the_problem() {
        let mut sources = Sources::new();
        let (first, second) = (sources.add("a.toml", "one\ntwo\n"), sources.add("b.toml", "three\nfour\n"));
        let span = |source, start, end| Span { source, start, end };
        let told = Diagnostic::new(Code::PortTaken, "the port 80 is taken")
            .labelled(span(first, 4, 7), "here")
            .labelled(span(second, 6, 10), "")
            .help("publish on another");
        let report = Report::new(sources, vec![told]).pictured();
        let problem = &report.problems()[0];
        assert_eq!(problem.help().unwrap().to_string(), "publish on another");
        let labels: Vec<LabeledSpan> = problem.labels().unwrap().collect();
        let told: Vec<_> = labels.iter().map(|label| (label.primary(), label.label())).collect();
        assert_eq!(told, [(true, Some("here")), (false, None)]);
        let drawn = labels.iter().map(|label| {
            let contents = problem.read_span(label.inner(), 0, 0).unwrap();
            assert_eq!(contents.span(), label.inner());
            let bytes = String::from_utf8(contents.data().to_vec()).unwrap();
            (contents.name().unwrap().to_owned(), bytes, contents.line())
        });
        let drawn: Vec<_> = drawn.collect();
        assert_eq!(
            drawn,
            [("a.toml".to_owned(), "two".to_owned(), 1), ("b.toml".to_owned(), "four".to_owned(), 1),]
        );
    }
}
