//! What mcpgen has to say about a file, and where.
//!
//! # Examples
//!
//! ```
//! use mcpgen_core::diagnostic::Report;
//! use mcpgen_core::{Sources, load};
//!
//! let mut sources = Sources::new();
//! let id = sources.add("stack.toml", "[stack]\nname = \"mcp\"\n[secrets.lower]\n");
//! let found = load(&sources, id).diagnostics().to_vec();
//! let report = Report::new(sources, found);
//!
//! assert!(report.has_errors());
//! let problem = &report.diagnostics()[0];
//! assert_eq!(problem.code().as_str(), "invalid-value");
//! assert_eq!(
//!     problem.help_text(),
//!     Some("take capital letters, digits and `_`, and begin with a letter, such as `BRAVE_API_KEY`")
//! );
//! ```

mod code;
mod fix;
mod mask;
mod nearest;
mod own;
#[cfg(feature = "miette")]
mod pictured;
mod report;

pub use code::{Code, Severity};
pub use fix::{Edit, Fix, apply_fixes};
pub use mask::masked;
pub(crate) use mask::{SHORTEST_SECRET, hidden, secrets_in};
pub use nearest::nearest_of;
pub(crate) use nearest::{nearest, only_name, only_near, or_list};
pub use own::OwnCode;
#[cfg(feature = "miette")]
pub use pictured::{Pictured, PicturedProblem};
pub use report::Report;

use std::fmt;

use crate::source::Span;

/// Bytes to underline, and what to say under them.
///
/// # Examples
///
/// ```
/// use mcpgen_core::diagnostic::{Code, Diagnostic};
/// use mcpgen_core::{Sources, Span};
///
/// let mut sources = Sources::new();
/// let source = sources.add("stack.toml", "ports = [\"80:80\"]\n");
/// let span = Span { source, start: 9, end: 16 };
/// let diagnostic = Diagnostic::new(Code::PortTaken, "the port 80 is taken").labelled(span, "here");
/// assert_eq!(diagnostic.labels()[0].text, "here");
/// assert_eq!(sources.slice(diagnostic.labels()[0].span), Some("\"80:80\""));
/// ```
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
///
/// # Examples
///
/// ```
/// use mcpgen_core::diagnostic::{Code, Diagnostic, Severity};
///
/// let diagnostic = Diagnostic::new(Code::PortTaken, "the port 80 is taken").help("publish on another port");
/// assert_eq!(diagnostic.severity(), Severity::Error);
/// assert_eq!(diagnostic.to_string(), "error[port-taken]: the port 80 is taken");
/// ```
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
    ///
    /// # Examples
    ///
    /// ```
    /// use mcpgen_core::diagnostic::{Code, Diagnostic};
    ///
    /// let diagnostic = Diagnostic::new(Code::ServerUnused, "no gateway lists the server `git`");
    /// assert_eq!(diagnostic.severity(), Code::ServerUnused.severity());
    /// assert_eq!(diagnostic.help_text(), None);
    /// ```
    #[must_use]
    pub fn new(code: impl Into<Code>, message: impl Into<String>) -> Self {
        let code = code.into();
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
    ///
    /// # Examples
    ///
    /// ```
    /// use mcpgen_core::diagnostic::{Code, Diagnostic};
    /// use mcpgen_core::{Sources, Span};
    ///
    /// let mut sources = Sources::new();
    /// let source = sources.add("stack.toml", "a = \"80:80\"\nb = \"80:90\"\n");
    /// let (first, second) = (Span { source, start: 4, end: 11 }, Span { source, start: 16, end: 23 });
    /// let diagnostic = Diagnostic::new(Code::PortTaken, "two services publish on port 80")
    ///     .labelled(second, "here")
    ///     .labelled(first, "and here, before");
    /// assert_eq!(diagnostic.labels()[0].span, second);
    /// ```
    #[must_use]
    pub fn labelled(mut self, span: Span, text: impl Into<String>) -> Self {
        self.labels.push(Label { span, text: without_secrets(text.into()) });
        self
    }

    /// Says which edit mends it.
    ///
    /// # Examples
    ///
    /// ```
    /// use mcpgen_core::diagnostic::{Code, Diagnostic};
    ///
    /// let diagnostic = Diagnostic::new(Code::PortTaken, "the port 80 is taken").help("write `8080:80`");
    /// assert_eq!(diagnostic.help_text(), Some("write `8080:80`"));
    /// ```
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(without_secrets(help.into()));
        self
    }

    /// Adds the edit that mends it. Only one that is certainly right belongs here; one that would repeat a secret is not kept.
    ///
    /// # Examples
    ///
    /// ```
    /// use mcpgen_core::diagnostic::{Code, Diagnostic, Fix};
    /// use mcpgen_core::{Sources, Span};
    ///
    /// let mut sources = Sources::new();
    /// let source = sources.add("stack.toml", "prot = 8811\n");
    /// let fix = Fix::replace("write `port`", Span { source, start: 0, end: 4 }, "port");
    /// let diagnostic = Diagnostic::new(Code::UnknownKey, "there is no key `prot`").with_fix(fix.clone());
    /// assert_eq!(diagnostic.fix(), Some(&fix));
    /// ```
    #[must_use]
    pub fn with_fix(mut self, fix: Fix) -> Self {
        let repeats = |text: &str| !secrets_in(text).is_empty();
        if !repeats(&fix.title) && !fix.edits.iter().any(|edit| repeats(&edit.replacement)) {
            self.fix = Some(Box::new(fix));
        }
        self
    }

    /// Gives it another severity than its code has.
    ///
    /// # Examples
    ///
    /// ```
    /// use mcpgen_core::diagnostic::{Code, Diagnostic, Severity};
    ///
    /// let diagnostic = Diagnostic::new(Code::ServerArchived, "the server `git` is archived").with_severity(Severity::Error);
    /// assert_eq!(diagnostic.to_string(), "error[server-archived]: the server `git` is archived");
    /// ```
    #[must_use]
    pub fn with_severity(mut self, severity: Severity) -> Self {
        self.severity = severity;
        self
    }

    /// Which kind of problem it is.
    ///
    /// # Examples
    ///
    /// ```
    /// use mcpgen_core::diagnostic::{Code, Diagnostic};
    ///
    /// assert_eq!(Diagnostic::new(Code::PortTaken, "the port 80 is taken").code(), Code::PortTaken);
    /// ```
    #[must_use]
    pub fn code(&self) -> Code {
        self.code
    }

    /// How bad it is.
    ///
    /// # Examples
    ///
    /// ```
    /// use mcpgen_core::diagnostic::{Code, Diagnostic, Severity};
    ///
    /// let diagnostic = Diagnostic::new(Code::ImageUnpinned, "the image `nginx` has no version");
    /// assert_eq!(diagnostic.severity(), Severity::Advice);
    /// ```
    #[must_use]
    pub fn severity(&self) -> Severity {
        self.severity
    }

    /// What is wrong, in one line.
    ///
    /// # Examples
    ///
    /// ```
    /// use mcpgen_core::diagnostic::{Code, Diagnostic};
    ///
    /// let diagnostic = Diagnostic::new(Code::PortTaken, "the port 80 is taken");
    /// assert_eq!(diagnostic.message(), "the port 80 is taken");
    /// ```
    #[must_use]
    pub fn message(&self) -> &str {
        &self.message
    }

    /// The change that mends it.
    ///
    /// # Examples
    ///
    /// ```
    /// use mcpgen_core::diagnostic::{Code, Diagnostic};
    ///
    /// let diagnostic = Diagnostic::new(Code::PortTaken, "the port 80 is taken");
    /// assert_eq!(diagnostic.help_text(), None);
    /// assert_eq!(diagnostic.help("publish on another").help_text(), Some("publish on another"));
    /// ```
    #[must_use]
    pub fn help_text(&self) -> Option<&str> {
        self.help.as_deref()
    }

    /// The edit that mends it, when one is certainly right.
    ///
    /// # Examples
    ///
    /// ```
    /// use mcpgen_core::{Sources, load};
    ///
    /// let mut sources = Sources::new();
    /// let id = sources.add("stack.toml", "[stack]\nnmae = \"mcp\"\n");
    /// let loaded = load(&sources, id);
    /// assert_eq!(loaded.diagnostics()[0].fix().unwrap().title, "write `name`");
    /// ```
    #[must_use]
    pub fn fix(&self) -> Option<&Fix> {
        self.fix.as_deref()
    }

    /// Where it is; the first label is the problem's own place.
    ///
    /// # Examples
    ///
    /// ```
    /// use mcpgen_core::{Sources, load};
    ///
    /// let mut sources = Sources::new();
    /// let id = sources.add("stack.toml", "[stack]\nname = \"My.App\"\n");
    /// let loaded = load(&sources, id);
    /// let place = loaded.diagnostics()[0].labels()[0].span;
    /// assert_eq!(sources.slice(place), Some("\"My.App\""));
    /// ```
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Sources;

    #[test]
    fn a_fix_that_would_repeat_a_secret_is_not_kept() {
        let key = ["AKIA", "0123456789ABCDEF"].concat();
        let source = Sources::new().add("stack.toml", "a");
        let span = Span { source, start: 0, end: 1 };
        let kept = |title: &str, replacement: &str| {
            let fix = Fix::replace(title, span, replacement);
            Diagnostic::new(Code::UnknownKey, "there is no key `a`").with_fix(fix).fix().is_some()
        };
        assert!(kept("write `b`", "b"));
        assert!(!kept("write it", &key));
        assert!(!kept(&key, "b"));
    }
}
