//! The edit that mends a problem, where one edit is certainly right, and how such edits are made in a text.

use std::ops::Range;

use crate::source::{SourceId, Span};

/// One stretch of bytes and what is to stand there instead.
///
/// # Examples
///
/// ```
/// use mcpgen_core::diagnostic::Edit;
/// use mcpgen_core::{Sources, Span};
///
/// let mut sources = Sources::new();
/// let source = sources.add("stack.toml", "prot = 8811\n");
/// let edit = Edit { span: Span { source, start: 0, end: 4 }, replacement: "port".to_owned() };
/// assert_eq!(sources.slice(edit.span), Some("prot"));
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edit {
    /// The bytes that go. An empty span is a place between two bytes.
    pub span: Span,
    /// What comes in their place.
    pub replacement: String,
}

/// The change that mends a problem. All its edits are made, or none.
///
/// # Examples
///
/// ```
/// use mcpgen_core::{Sources, load};
///
/// let mut sources = Sources::new();
/// let text = "[stack]\nname = \"mcp\"\n[services.gateway]\nkind = \"mcp-gateway\"\nservers = []\nprot = 8811\n";
/// let id = sources.add("stack.toml", text);
/// let loaded = load(&sources, id);
/// let fix = loaded.diagnostics()[0].fix().unwrap();
/// assert_eq!(fix.title, "write `port`");
/// assert_eq!(fix.edits[0].replacement, "port");
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fix {
    /// What it does, in a few words: ``write `port` ``.
    pub title: String,
    /// The edits, none of which touches another.
    pub edits: Vec<Edit>,
}

impl Fix {
    /// Puts `replacement` in the place of the bytes of `span`.
    ///
    /// # Examples
    ///
    /// ```
    /// use mcpgen_core::diagnostic::Fix;
    /// use mcpgen_core::{Sources, Span};
    ///
    /// let mut sources = Sources::new();
    /// let source = sources.add("stack.toml", "prot = 8811\n");
    /// let fix = Fix::replace("write `port`", Span { source, start: 0, end: 4 }, "port");
    /// assert_eq!(fix.edits.len(), 1);
    /// ```
    #[must_use]
    pub fn replace(title: impl Into<String>, span: Span, replacement: impl Into<String>) -> Self {
        Self { title: title.into(), edits: vec![Edit { span, replacement: replacement.into() }] }
    }

    /// Puts a text before the bytes of `span` and after them, without a copy of what stands there.
    #[must_use]
    pub(crate) fn enclose(title: &str, span: Span, with: &str) -> Self {
        let at = |offset| Span { start: offset, end: offset, ..span };
        let edits = [at(span.start), at(span.end)].map(|span| Edit { span, replacement: with.to_owned() });
        Self { title: title.to_owned(), edits: edits.into() }
    }

    /// Takes the first byte of `span` away and the last.
    #[must_use]
    pub(crate) fn unwrap_from(title: &str, span: Span) -> Self {
        let first = Span { end: span.start.saturating_add(1), ..span };
        let last = Span { start: span.end.saturating_sub(1), ..span };
        let edits = [first, last].map(|span| Edit { span, replacement: String::new() });
        Self { title: title.to_owned(), edits: edits.into() }
    }

    /// Whether it changes only the text that `source` names.
    fn is_of(&self, source: SourceId) -> bool {
        !self.edits.is_empty() && self.edits.iter().all(|edit| edit.span.source == source)
    }

    /// The bytes from its first edit to its last.
    fn reach(&self) -> Range<usize> {
        let start = self.edits.iter().map(|edit| edit.span.start).min().unwrap_or(0);
        let end = self.edits.iter().map(|edit| edit.span.end).max().unwrap_or(0);
        start..end
    }
}

/// Makes the edits of `fixes` in `text`, which is the one that `source` names. Of two fixes that touch, only the first is
/// made; one that reaches into another text or outside of this one is not.
///
/// Gives the new text, and the numbers of the fixes that were made. All other bytes are as they were.
///
/// # Examples
///
/// ```
/// use mcpgen_core::diagnostic::{Fix, apply_fixes};
/// use mcpgen_core::{Sources, Span};
///
/// let text = "prot = 8811 # ours\n";
/// let mut sources = Sources::new();
/// let source = sources.add("stack.toml", text);
/// let span = Span { source, start: 0, end: 4 };
/// let (right, late) = (Fix::replace("write `port`", span, "port"), Fix::replace("remove it", span, ""));
///
/// // Both touch the same bytes, so that only the first is made.
/// let (mended, made) = apply_fixes(text, source, &[&right, &late]);
/// assert_eq!(mended, "port = 8811 # ours\n");
/// assert_eq!(made, [0]);
/// ```
#[must_use]
pub fn apply_fixes(text: &str, source: SourceId, fixes: &[&Fix]) -> (String, Vec<usize>) {
    let mut order: Vec<usize> = (0..fixes.len()).collect();
    order.sort_by_key(|index| fixes.get(*index).map(|fix| fix.reach().start));
    let mut made: Vec<usize> = Vec::new();
    let mut edits: Vec<&Edit> = Vec::new();
    let mut end = None;
    for index in order {
        let Some(fix) = fixes.get(index).filter(|fix| fix.is_of(source)) else { continue };
        let reach = fix.reach();
        let fits = fix.edits.iter().all(|edit| text.get(edit.span.start..edit.span.end).is_some());
        if fits && end.is_none_or(|end| reach.start > end) {
            end = Some(reach.end);
            made.push(index);
            edits.extend(&fix.edits);
        }
    }
    edits.sort_by_key(|edit| (edit.span.start, edit.span.end));
    let mut result = String::with_capacity(text.len());
    let mut copied = 0;
    for edit in edits {
        result.push_str(text.get(copied..edit.span.start).unwrap_or(""));
        result.push_str(&edit.replacement);
        copied = edit.span.end;
    }
    result.push_str(text.get(copied..).unwrap_or(""));
    made.sort_unstable();
    (result, made)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Sources;

    #[test]
    fn fixes_that_touch_are_made_one_at_a_time() {
        let mut sources = Sources::new();
        let source = sources.add("a.toml", "prot = 8080 # é\r\n");
        let span = |start, end| Span { source, start, end };
        let rename = Fix::replace("write `port`", span(0, 4), "port");
        let again = Fix::replace("write `part`", span(0, 4), "part");
        let quote = Fix::enclose("put it in quotes", span(7, 11), "\"");
        let (text, made) = apply_fixes("prot = 8080 # é\r\n", source, &[&rename, &again, &quote]);
        assert_eq!(text, "port = \"8080\" # é\r\n");
        assert_eq!(made, [0, 2]);
    }

    #[test]
    fn of_fixes_that_meet_between_two_bytes_the_first_is_made() {
        let mut sources = Sources::new();
        let source = sources.add("a.toml", "ab");
        let span = |start, end| Span { source, start, end };
        let (left, right) = (Fix::replace("", span(0, 1), "x"), Fix::replace("", span(1, 2), "y"));
        assert_eq!(apply_fixes("ab", source, &[&right, &left]), ("xb".to_owned(), vec![1]));
    }

    #[test]
    fn a_fix_of_another_text_is_not_made() {
        let mut sources = Sources::new();
        let (own, other) = (sources.add("a.toml", "a"), sources.add("b.yaml", "b"));
        let fix = Fix::replace("", Span { source: other, start: 0, end: 1 }, "c");
        assert_eq!(apply_fixes("a", own, &[&fix]), ("a".to_owned(), vec![]));
    }
}
