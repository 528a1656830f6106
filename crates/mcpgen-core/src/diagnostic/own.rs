//! Kinds of problem that a program brings which embeds mcpgen.

use std::fmt;

use super::{Code, Severity};

/// A kind of problem of an embedder's own, which its [`Rule`](crate::Rule) finds. It is a static of the program, so that a
/// [`Code`] stays a plain value:
///
/// ```
/// use mcpgen_core::diagnostic::{OwnCode, Severity};
///
/// static FOREIGN_IMAGE: OwnCode =
///     OwnCode::new("acme-foreign-image", Severity::Error, "An image comes from a registry that is not ours.")
///         .unwrap()
///         .with_url("https://wiki.acme.example/images");
/// assert_eq!(FOREIGN_IMAGE.as_str(), "acme-foreign-image");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct OwnCode {
    name: &'static str,
    severity: Severity,
    title: &'static str,
    page: &'static str,
    url: Option<&'static str>,
    guards_security: bool,
}

impl OwnCode {
    /// A kind of problem. `name` is in kebab-case, `title` one line that says what the problem is. An `Error` refuses the stack, and
    /// `[lints]` cannot lower it; a `Warning` or `Advice` it can.
    ///
    /// `None` when `name` is not in kebab-case, or is that of a code of mcpgen's own. Begin it with a word of yours, and no
    /// later version of mcpgen takes it.
    ///
    /// # Examples
    ///
    /// ```
    /// use mcpgen_core::diagnostic::{OwnCode, Severity};
    ///
    /// assert!(OwnCode::new("acme-image", Severity::Error, "An image is not ours.").is_some());
    /// assert!(OwnCode::new("Acme_Image", Severity::Error, "An image is not ours.").is_none());
    /// assert!(OwnCode::new("port-taken", Severity::Error, "It has that code itself.").is_none());
    /// ```
    #[must_use]
    pub const fn new(name: &'static str, severity: Severity, title: &'static str) -> Option<Self> {
        if !is_kebab_case(name.as_bytes()) || Code::is_taken(name) {
            return None;
        }
        Some(Self { name, severity, title, page: "", url: None, guards_security: false })
    }

    /// The address of a page about it. Default: none.
    ///
    /// # Examples
    ///
    /// ```
    /// use mcpgen_core::diagnostic::{Code, OwnCode, Severity};
    ///
    /// static IMAGE: OwnCode = OwnCode::new("acme-image", Severity::Error, "An image is not ours.")
    ///     .unwrap()
    ///     .with_url("https://wiki.acme.example/images");
    /// assert_eq!(Code::Own(&IMAGE).url().as_deref(), Some("https://wiki.acme.example/images"));
    /// ```
    #[must_use]
    pub const fn with_url(self, url: &'static str) -> Self {
        Self { url: Some(url), ..self }
    }

    /// A page about it in Markdown, without its heading: what [`Code::explain`] says after the title. Default: nothing.
    ///
    /// # Examples
    ///
    /// ```
    /// use mcpgen_core::diagnostic::{Code, OwnCode, Severity};
    ///
    /// static IMAGE: OwnCode = OwnCode::new("acme-image", Severity::Error, "An image is not ours.")
    ///     .unwrap()
    ///     .with_page("Build it in our own registry.\n");
    /// assert!(Code::Own(&IMAGE).explain().contains("Build it in our own registry."));
    /// ```
    #[must_use]
    pub const fn with_page(self, page: &'static str) -> Self {
        Self { page, ..self }
    }

    /// It guards security: who lowers it in `[lints]` must say why. Default: nobody must.
    ///
    /// # Examples
    ///
    /// ```
    /// use mcpgen_core::diagnostic::{OwnCode, Severity};
    ///
    /// let code = OwnCode::new("acme-shell", Severity::Warning, "A container has a shell.").unwrap();
    /// assert!(code.guarding_security().guards_security());
    /// ```
    #[must_use]
    pub const fn guarding_security(self) -> Self {
        Self { guards_security: true, ..self }
    }

    /// The name, in kebab-case.
    ///
    /// # Examples
    ///
    /// ```
    /// use mcpgen_core::diagnostic::{OwnCode, Severity};
    ///
    /// let code = OwnCode::new("acme-image", Severity::Error, "An image is not ours.").unwrap();
    /// assert_eq!(code.as_str(), "acme-image");
    /// ```
    #[must_use]
    pub const fn as_str(&self) -> &'static str {
        self.name
    }

    /// One line on what the problem is.
    ///
    /// # Examples
    ///
    /// ```
    /// use mcpgen_core::diagnostic::{OwnCode, Severity};
    ///
    /// let code = OwnCode::new("acme-image", Severity::Error, "An image is not ours.").unwrap();
    /// assert_eq!(code.title(), "An image is not ours.");
    /// ```
    #[must_use]
    pub const fn title(&self) -> &'static str {
        self.title
    }

    /// How bad it is, unless `[lints]` says otherwise.
    ///
    /// # Examples
    ///
    /// ```
    /// use mcpgen_core::diagnostic::{OwnCode, Severity};
    ///
    /// let code = OwnCode::new("acme-image", Severity::Advice, "An image is not ours.").unwrap();
    /// assert_eq!(code.severity(), Severity::Advice);
    /// ```
    #[must_use]
    pub const fn severity(&self) -> Severity {
        self.severity
    }

    /// The page about it, in Markdown; empty when it has none.
    ///
    /// # Examples
    ///
    /// ```
    /// use mcpgen_core::diagnostic::{OwnCode, Severity};
    ///
    /// let code = OwnCode::new("acme-image", Severity::Error, "An image is not ours.").unwrap();
    /// assert_eq!(code.page(), "");
    /// ```
    #[must_use]
    pub const fn page(&self) -> &'static str {
        self.page
    }

    /// The address of a page about it.
    ///
    /// # Examples
    ///
    /// ```
    /// use mcpgen_core::diagnostic::{OwnCode, Severity};
    ///
    /// let code = OwnCode::new("acme-image", Severity::Error, "An image is not ours.").unwrap();
    /// assert_eq!(code.url(), None);
    /// assert_eq!(code.with_url("https://acme.example").url(), Some("https://acme.example"));
    /// ```
    #[must_use]
    pub const fn url(&self) -> Option<&'static str> {
        self.url
    }

    /// Whether it takes a reason to lower it.
    ///
    /// # Examples
    ///
    /// ```
    /// use mcpgen_core::diagnostic::{OwnCode, Severity};
    ///
    /// let code = OwnCode::new("acme-image", Severity::Error, "An image is not ours.").unwrap();
    /// assert!(!code.guards_security());
    /// ```
    #[must_use]
    pub const fn guards_security(&self) -> bool {
        self.guards_security
    }
}

impl fmt::Display for OwnCode {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.name)
    }
}

/// Words of small letters and digits, with one `-` between two.
const fn is_kebab_case(name: &[u8]) -> bool {
    let mut rest = name;
    let mut after_hyphen = true;
    while let [byte, after @ ..] = rest {
        match byte {
            b'a'..=b'z' | b'0'..=b'9' => after_hyphen = false,
            b'-' if !after_hyphen => after_hyphen = true,
            _ => return false,
        }
        rest = after;
    }
    !after_hyphen
}

/// Whether both are the same, where `==` cannot be asked yet.
pub(super) const fn is_same(left: &str, right: &str) -> bool {
    let (mut left, mut right) = (left.as_bytes(), right.as_bytes());
    loop {
        match (left, right) {
            ([], []) => return true,
            ([first, left_rest @ ..], [second, right_rest @ ..]) if *first == *second => {
                (left, right) = (left_rest, right_rest);
            }
            _ => return false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_of_ones_own_is_in_kebab_case_and_nobody_elses() {
        let code = |name| OwnCode::new(name, Severity::Warning, "A title.");
        for name in ["", "-", "a-", "-a", "a--b", "A", "a_b", "a b", "port-taken"] {
            assert_eq!(code(name), None, "{name:?}");
        }
        assert!(code("acme-image").is_some() && code("a1").is_some());
    }
}
