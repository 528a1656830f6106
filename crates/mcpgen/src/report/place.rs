//! Where something stands, in every way that a format asks for.

use mcpgen_core::{Position, Sources, Span};

/// A stretch of a file.
pub(super) struct Place<'a> {
    /// What the file is called.
    pub(super) file: &'a str,
    /// Its first character.
    pub(super) start: Position,
    /// The character after its last.
    pub(super) end: Position,
    /// Its bytes.
    pub(super) span: Span,
}

impl<'a> Place<'a> {
    /// The place of `span`; `None` when it is of other sources.
    pub(super) fn new(sources: &'a Sources, span: Span) -> Option<Self> {
        let source = sources.get(span.source)?;
        let (start, end) = (source.position(span.start), source.position(span.end));
        Some(Self { file: source.name(), start, end, span })
    }
}
