//! Everything that was found in one run, with the texts it was found in.

use std::fmt;

use super::{Code, Diagnostic, Severity, hidden, secrets_in};
use crate::source::{Sources, Span};

/// All diagnostics of a run in file order, and the texts they point into.
///
/// # Examples
///
/// ```
/// use mcpgen_core::diagnostic::Report;
/// use mcpgen_core::{Sources, load};
///
/// let mut sources = Sources::new();
/// let id = sources.add("stack.toml", "[stack]\nname = \"mcp\"\n[netwroks.back]\n");
/// let found = load(&sources, id).diagnostics().to_vec();
/// let report = Report::new(sources, found);
/// assert_eq!(
///     report.diagnostics()[0].to_string(),
///     "error[unknown-key]: there is no key `netwroks` at the top of the file"
/// );
/// ```
#[derive(Debug, Clone, Default)]
pub struct Report {
    sources: Sources,
    diagnostics: Vec<Diagnostic>,
}

impl Report {
    /// Sorts `diagnostics` into the order in which a reader of `sources` meets them; those without a place come first.
    ///
    /// What looks like a secret in the texts is replaced by stars, so that whoever shows a line of them shows none. Every
    /// other byte stays in its place.
    ///
    /// # Examples
    ///
    /// ```
    /// use mcpgen_core::diagnostic::{Code, Diagnostic, Report};
    /// use mcpgen_core::{Sources, Span};
    ///
    /// let mut sources = Sources::new();
    /// let source = sources.add("stack.toml", "a = 1\nb = 2\n");
    /// let at = |start| Span { source, start, end: start + 1 };
    /// let second = Diagnostic::new(Code::UnknownKey, "there is no key `b`").labelled(at(6), "");
    /// let first = Diagnostic::new(Code::UnknownKey, "there is no key `a`").labelled(at(0), "");
    /// let report = Report::new(sources, vec![second, first]);
    /// assert_eq!(report.diagnostics()[0].message(), "there is no key `a`");
    /// ```
    #[must_use]
    pub fn new(mut sources: Sources, mut diagnostics: Vec<Diagnostic>) -> Self {
        hide_secrets(&mut sources, &diagnostics);
        diagnostics.sort_by(|left, right| {
            let place = |diagnostic: &Diagnostic| diagnostic.labels().first().map(|label| label.span);
            (place(left), left.code(), left.message()).cmp(&(place(right), right.code(), right.message()))
        });
        diagnostics.dedup();
        Self { sources, diagnostics }
    }

    /// The same report without what is of this severity.
    ///
    /// # Examples
    ///
    /// ```
    /// use mcpgen_core::Sources;
    /// use mcpgen_core::diagnostic::{Code, Diagnostic, Report, Severity};
    ///
    /// let advice = Diagnostic::new(Code::DockerSocket, "the gateway has the Docker socket");
    /// let report = Report::new(Sources::new(), vec![advice]);
    /// assert!(report.without(Severity::Advice).diagnostics().is_empty());
    /// ```
    #[must_use]
    pub fn without(&self, severity: Severity) -> Self {
        let mut rest = self.clone();
        rest.diagnostics.retain(|diagnostic| diagnostic.severity() != severity);
        rest
    }

    /// The texts that the labels point into, with stars in the place of secrets.
    ///
    /// # Examples
    ///
    /// ```
    /// use mcpgen_core::Sources;
    /// use mcpgen_core::diagnostic::Report;
    ///
    /// let mut sources = Sources::new();
    /// // In two parts, so that no key stands here.
    /// let text = ["token = \"ghp_", "0123456789abcdefghijklmnopqrstuvwxyz\""].concat();
    /// let id = sources.add("stack.toml", text);
    /// let report = Report::new(sources, Vec::new());
    /// assert_eq!(report.sources().get(id).unwrap().text(), format!("token = \"{}\"", "*".repeat(40)));
    /// ```
    #[must_use]
    pub fn sources(&self) -> &Sources {
        &self.sources
    }

    /// What was found, in file order.
    ///
    /// # Examples
    ///
    /// ```
    /// use mcpgen_core::Sources;
    /// use mcpgen_core::diagnostic::{Code, Diagnostic, Report};
    ///
    /// let report = Report::new(Sources::new(), vec![Diagnostic::new(Code::MissingKey, "`name` is missing")]);
    /// assert_eq!(report.diagnostics()[0].code(), Code::MissingKey);
    /// ```
    #[must_use]
    pub fn diagnostics(&self) -> &[Diagnostic] {
        &self.diagnostics
    }

    /// How many diagnostics have this severity.
    ///
    /// # Examples
    ///
    /// ```
    /// use mcpgen_core::Sources;
    /// use mcpgen_core::diagnostic::{Code, Diagnostic, Report, Severity};
    ///
    /// let unused = Diagnostic::new(Code::NetworkUnused, "no service is on the network `back`");
    /// let report = Report::new(Sources::new(), vec![unused]);
    /// assert_eq!((report.count(Severity::Warning), report.count(Severity::Error)), (1, 0));
    /// ```
    #[must_use]
    pub fn count(&self, severity: Severity) -> usize {
        self.diagnostics.iter().filter(|diagnostic| diagnostic.severity() == severity).count()
    }

    /// Whether the stack cannot be rendered.
    ///
    /// # Examples
    ///
    /// ```
    /// use mcpgen_core::Sources;
    /// use mcpgen_core::diagnostic::{Code, Diagnostic, Report};
    ///
    /// let unused = Diagnostic::new(Code::NetworkUnused, "no service is on the network `back`");
    /// assert!(!Report::new(Sources::new(), vec![unused]).has_errors());
    /// ```
    #[must_use]
    pub fn has_errors(&self) -> bool {
        self.count(Severity::Error) > 0
    }
}

fn hide_secrets(sources: &mut Sources, diagnostics: &[Diagnostic]) {
    let told: Vec<Span> = diagnostics
        .iter()
        .filter(|diagnostic| diagnostic.code() == Code::SecretInStack)
        .filter_map(|diagnostic| diagnostic.labels().first().map(|label| label.span))
        .collect();
    sources.rewrite(|id, text| {
        let mut ranges = secrets_in(text);
        ranges.extend(told.iter().filter(|span| span.source == id).map(|span| {
            // The quotes around it are no secret.
            let quoted = text.get(span.start..span.end).unwrap_or("");
            let inside = quoted.trim_matches(['"', '\'']);
            let start = span.start + quoted.find(inside).unwrap_or(0);
            start..start + inside.len()
        }));
        (!ranges.is_empty()).then(|| hidden(text, &ranges))
    });
}

/// One line a diagnostic: `stack.toml:3:1: error[unknown-key]: …`. Colours and pictures are the caller's.
impl fmt::Display for Report {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        for diagnostic in &self.diagnostics {
            if let Some(label) = diagnostic.labels().first()
                && let Some(source) = self.sources.get(label.span.source)
            {
                let position = source.position(label.span.start);
                write!(formatter, "{}:{}:{}: ", source.name(), position.line, position.column)?;
            }
            writeln!(formatter, "{diagnostic}")?;
        }
        Ok(())
    }
}

impl std::error::Error for Report {}
