//! The texts that were read, and places in them.

use std::fmt;
use std::sync::{Arc, OnceLock};

/// Names one text of a [`Sources`].
///
/// # Examples
///
/// ```
/// use mcpgen_core::Sources;
///
/// let mut sources = Sources::new();
/// let stack = sources.add("stack.toml", "[stack]\n");
/// let catalog = sources.add("catalogs/own.yaml", "registry: {}\n");
/// assert_ne!(stack, catalog);
/// assert_eq!(sources.get(catalog).unwrap().name(), "catalogs/own.yaml");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SourceId(usize);

/// A stretch of bytes in one of the [`Sources`].
///
/// Orders by source, then by start, then by end: the order in which a reader meets them.
///
/// # Examples
///
/// ```
/// use mcpgen_core::{Sources, Span};
///
/// let mut sources = Sources::new();
/// let source = sources.add("stack.toml", "name = \"mcp\"\n");
/// let span = Span { source, start: 7, end: 12 };
/// assert_eq!(sources.slice(span), Some("\"mcp\""));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    /// The text that the bytes are of.
    pub source: SourceId,
    /// The first byte.
    pub start: usize,
    /// The byte after the last one.
    pub end: usize,
}

/// A line and a column, both counted from one; the column counts characters.
///
/// # Examples
///
/// ```
/// use mcpgen_core::{Position, Sources};
///
/// let mut sources = Sources::new();
/// let id = sources.add("stack.toml", "[stack]\nname = \"mcp\"\n");
/// let source = sources.get(id).unwrap();
/// assert_eq!(source.position(15), Position { line: 2, column: 8 });
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position {
    /// The line, from 1.
    pub line: usize,
    /// The column in characters, from 1.
    pub column: usize,
}

/// One named text.
///
/// # Examples
///
/// ```
/// use mcpgen_core::Sources;
///
/// let mut sources = Sources::new();
/// let id = sources.add("stack.toml", "[stack]\nname = \"mcp\"\n");
/// let source = sources.get(id).unwrap();
/// assert_eq!((source.name(), source.text().len()), ("stack.toml", 21));
/// // A log of it tells no text, which may hold a secret.
/// assert!(!format!("{source:?}").contains("mcp"));
/// ```
#[derive(Clone)]
pub struct Source {
    name: String,
    text: Arc<str>,
    /// Where each line begins.
    /// Where each line starts: counted when somebody asks for a place.
    lines: OnceLock<Arc<[usize]>>,
    /// Whether each character is one byte, so that columns need no counting.
    ascii: bool,
}

impl fmt::Debug for Source {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        // A text may hold what should not be in a log.
        formatter
            .debug_struct("Source")
            .field("name", &self.name)
            .field("bytes", &self.text.len())
            .field("lines", &self.lines().len())
            .field("ascii", &self.ascii)
            .finish()
    }
}

impl Source {
    fn lines(&self) -> &[usize] {
        self.lines.get_or_init(|| {
            let newlines = self.text.match_indices('\n').map(|(newline, _)| newline + 1);
            std::iter::once(0).chain(newlines).collect()
        })
    }

    pub(crate) fn shared_text(&self) -> Arc<str> {
        Arc::clone(&self.text)
    }

    /// The name a person knows the text by, usually its path.
    ///
    /// # Examples
    ///
    /// ```
    /// use mcpgen_core::Sources;
    ///
    /// let mut sources = Sources::new();
    /// let id = sources.add("stacks/home/stack.toml", "");
    /// assert_eq!(sources.get(id).unwrap().name(), "stacks/home/stack.toml");
    /// ```
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The whole text.
    ///
    /// # Examples
    ///
    /// ```
    /// use mcpgen_core::Sources;
    ///
    /// let mut sources = Sources::new();
    /// let id = sources.add("stack.toml", "[stack]\n");
    /// assert_eq!(sources.get(id).unwrap().text(), "[stack]\n");
    /// ```
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Where the byte at `offset` stands. An offset past the end is the end.
    ///
    /// # Examples
    ///
    /// ```
    /// use mcpgen_core::Sources;
    ///
    /// let mut sources = Sources::new();
    /// let text = "a = \"äöü\" # here\n";
    /// let id = sources.add("stack.toml", text);
    /// let source = sources.get(id).unwrap();
    ///
    /// // Columns count characters, not bytes.
    /// let here = source.position(text.find('#').unwrap());
    /// assert_eq!((here.line, here.column), (1, 11));
    /// assert_eq!(source.position(1000), source.position(text.len()));
    /// ```
    #[must_use]
    pub fn position(&self, offset: usize) -> Position {
        let before = self.text.get(..offset.min(self.text.len())).unwrap_or(&self.text);
        let lines = self.lines();
        let line = lines.partition_point(|start| *start <= before.len());
        let line_start = line.checked_sub(1).and_then(|index| lines.get(index)).copied().unwrap_or(0);
        if self.ascii {
            return Position { line, column: before.len() - line_start + 1 };
        }
        // A byte order mark is no character that a reader sees.
        let shown = before.get(line_start..).unwrap_or("").trim_start_matches('\u{feff}');
        Position { line, column: shown.chars().count() + 1 }
    }
}

/// All texts of one run, so that a [`Span`] can say which file it points into.
///
/// # Examples
///
/// ```
/// use mcpgen_core::Sources;
///
/// let mut sources = Sources::new();
/// let stack = sources.add("stack.toml", "[stack]\nname = \"mcp\"\n");
/// assert_eq!(sources.get(stack).unwrap().name(), "stack.toml");
/// ```
#[derive(Debug, Clone, Default)]
pub struct Sources {
    sources: Vec<Source>,
}

impl Sources {
    /// No texts yet.
    ///
    /// # Examples
    ///
    /// ```
    /// use mcpgen_core::{Sources, load};
    ///
    /// let mut sources = Sources::new();
    /// let id = sources.add("stack.toml", "[stack]\nname = \"mcp\"\n");
    /// assert!(load(&sources, id).diagnostics().is_empty());
    /// ```
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a text under the name a person knows it by, and gives its id.
    ///
    /// # Examples
    ///
    /// ```
    /// use mcpgen_core::Sources;
    ///
    /// let mut sources = Sources::new();
    /// let id = sources.add("stack.toml", "[stack]\n");
    /// assert_eq!(sources.get(id).unwrap().text(), "[stack]\n");
    /// ```
    pub fn add(&mut self, name: impl Into<String>, text: impl Into<Arc<str>>) -> SourceId {
        let text = text.into();
        let ascii = text.is_ascii();
        self.sources.push(Source { name: name.into(), text, lines: OnceLock::new(), ascii });
        SourceId(self.sources.len() - 1)
    }

    /// Adds the bytes of a file.
    ///
    /// # Errors
    ///
    /// [`NotUtf8`] when the bytes are not UTF-8. The text is added all the same, with each bad byte replaced, so that the
    /// place can be shown.
    ///
    /// # Examples
    ///
    /// ```
    /// use mcpgen_core::Sources;
    ///
    /// let mut sources = Sources::new();
    /// assert!(sources.add_bytes("stack.toml", b"[stack]\n").is_ok());
    ///
    /// let refused = sources.add_bytes("latin1.toml", b"name = \"caf\xe9\"\n").unwrap_err();
    /// assert_eq!(refused.to_string(), "the file is not UTF-8 text");
    /// assert_eq!(sources.slice(refused.span), Some("\u{fffd}"));
    /// ```
    pub fn add_bytes(&mut self, name: impl Into<String>, bytes: &[u8]) -> Result<SourceId, NotUtf8> {
        match std::str::from_utf8(bytes) {
            Ok(text) => Ok(self.add(name, text)),
            Err(error) => {
                let source = self.add(name, String::from_utf8_lossy(bytes).as_ref());
                let start = error.valid_up_to();
                // The replacement character is three bytes long in the text that is kept.
                Err(NotUtf8 { span: Span { source, start, end: start + '\u{fffd}'.len_utf8() } })
            }
        }
    }

    /// Replaces each text for which `rewrite` gives another, with the line breaks where they were.
    pub(crate) fn rewrite(&mut self, rewrite: impl Fn(SourceId, &str) -> Option<String>) {
        for (index, source) in self.sources.iter_mut().enumerate() {
            if let Some(text) = rewrite(SourceId(index), &source.text) {
                source.text = text.into();
            }
        }
    }

    /// The text that `id` names; `None` for an id of other sources.
    ///
    /// # Examples
    ///
    /// ```
    /// use mcpgen_core::Sources;
    ///
    /// let mut sources = Sources::new();
    /// let id = sources.add("stack.toml", "[stack]\n");
    /// assert!(sources.get(id).is_some());
    /// assert!(Sources::new().get(id).is_none());
    /// ```
    #[must_use]
    pub fn get(&self, id: SourceId) -> Option<&Source> {
        self.sources.get(id.0)
    }

    /// The bytes that `span` covers, when it lies in these sources and on character boundaries.
    ///
    /// # Examples
    ///
    /// ```
    /// use mcpgen_core::{Sources, Span};
    ///
    /// let mut sources = Sources::new();
    /// let source = sources.add("stack.toml", "[stack]\n");
    /// assert_eq!(sources.slice(Span { source, start: 1, end: 6 }), Some("stack"));
    /// assert_eq!(sources.slice(Span { source, start: 1, end: 100 }), None);
    /// ```
    #[must_use]
    pub fn slice(&self, span: Span) -> Option<&str> {
        self.get(span.source)?.text.get(span.start..span.end)
    }
}

/// The bytes of a file were not UTF-8.
///
/// # Examples
///
/// ```
/// use mcpgen_core::Sources;
///
/// let mut sources = Sources::new();
/// let refused = sources.add_bytes("stack.toml", b"[stack]\n\xff").unwrap_err();
/// let source = sources.get(refused.span.source).unwrap();
/// assert_eq!(source.position(refused.span.start).line, 2);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NotUtf8 {
    /// The first byte that is not.
    pub span: Span,
}

impl fmt::Display for NotUtf8 {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("the file is not UTF-8 text")
    }
}

impl std::error::Error for NotUtf8 {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_position_counts_characters_not_bytes() {
        let mut sources = Sources::new();
        let id = sources.add("a.toml", "x = 1\né = 2\n");
        let source = sources.get(id).unwrap();
        assert_eq!(source.position(0), Position { line: 1, column: 1 });
        assert_eq!(source.position("x = 1\né".len()), Position { line: 2, column: 2 });
        assert_eq!(source.position(999), Position { line: 3, column: 1 });
    }

    #[test]
    fn bytes_that_are_not_utf8_are_located() {
        let mut sources = Sources::new();
        let error = sources.add_bytes("a.toml", b"name = \"\xff\"").unwrap_err();
        assert_eq!((error.span.start, error.span.end), (8, 11));
        assert_eq!(sources.slice(error.span), Some("\u{fffd}"));
        assert_eq!(error.to_string(), "the file is not UTF-8 text");
    }
}
