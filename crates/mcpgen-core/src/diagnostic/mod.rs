//! What mcpgen has to say about a file, and where.

mod code;
mod fix;
mod mask;
mod nearest;
mod report;

pub use code::{Code, Severity};
pub use fix::{Edit, Fix, apply_fixes};
pub use mask::masked;
pub(crate) use mask::{hidden, secrets_in};
pub use nearest::nearest_of;
pub(crate) use nearest::{nearest, only_name, only_near, or_list};
pub use report::Report;

use std::fmt;

use crate::source::Span;

/// Bytes to underline, and what to say under them.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Label {
    /// The bytes.
    pub span: Span,
    /// A few words; may be empty.
    pub text: String,
}

/// One problem: what is wrong, where, and the change that mends it.
///
/// The first label is where the problem is; any further one shows the other half of a conflict. A stack that was built in
/// code has no text, and its diagnostics no labels. What looks like a key of a known issuer is replaced by stars in every text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    code: Code,
    severity: Severity,
    /// The name that it is about, of those whose misspelling makes another seem unused.
    subject: Option<String>,
    message: String,
    help: Option<String>,
    labels: Vec<Label>,
    fix: Option<Box<Fix>>,
}

impl Diagnostic {
    /// A problem of the kind `code`, at the severity that kind has. `message` is one line in lower case, without a full stop.
    #[must_use]
    pub fn new(code: Code, message: impl Into<String>) -> Self {
        let message = without_secrets(message.into());
        Self {
            code,
            severity: code.severity(),
            subject: None,
            message,
            help: None,
            labels: Vec::new(),
            fix: None,
        }
    }

    /// Says which name it is about.
    pub(crate) fn about(mut self, name: &str) -> Self {
        self.subject = Some(name.to_owned());
        self
    }

    /// The name that it is about, when that was said.
    pub(crate) fn subject(&self) -> Option<&str> {
        self.subject.as_deref()
    }

    /// Adds a place.
    #[must_use]
    pub fn labelled(mut self, span: Span, text: impl Into<String>) -> Self {
        self.labels.push(Label { span, text: without_secrets(text.into()) });
        self
    }

    /// Says which edit mends it.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(without_secrets(help.into()));
        self
    }

    /// Adds the edit that mends it. Only one that is certainly right belongs here; one that would repeat a secret is not kept.
    #[must_use]
    pub fn with_fix(mut self, fix: Fix) -> Self {
        let repeats = |text: &str| !secrets_in(text).is_empty();
        if !repeats(&fix.title) && !fix.edits.iter().any(|edit| repeats(&edit.replacement)) {
            self.fix = Some(Box::new(fix));
        }
        self
    }

    /// Gives it another severity than its code has.
    #[must_use]
    pub fn with_severity(mut self, severity: Severity) -> Self {
        self.severity = severity;
        self
    }

    /// Which kind of problem it is.
    #[must_use]
    pub fn code(&self) -> Code {
        self.code
    }

    /// How bad it is.
    #[must_use]
    pub fn severity(&self) -> Severity {
        self.severity
    }

    /// What is wrong, in one line.
    #[must_use]
    pub fn message(&self) -> &str {
        &self.message
    }

    /// The change that mends it.
    #[must_use]
    pub fn help_text(&self) -> Option<&str> {
        self.help.as_deref()
    }

    /// The edit that mends it, when one is certainly right.
    #[must_use]
    pub fn fix(&self) -> Option<&Fix> {
        self.fix.as_deref()
    }

    /// Where it is; the first label is the problem's own place.
    #[must_use]
    pub fn labels(&self) -> &[Label] {
        &self.labels
    }
}

fn without_secrets(text: String) -> String {
    match masked(&text) {
        std::borrow::Cow::Borrowed(_) => text,
        std::borrow::Cow::Owned(masked) => masked,
    }
}

impl fmt::Display for Diagnostic {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}[{}]: {}", self.severity, self.code, self.message)
    }
}
