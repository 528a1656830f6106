//! What YAML 1.1, which go-yaml reads, holds of characters and lines, and the parser, which reads YAML 1.2, does not.

use std::borrow::Cow;
use std::ops::Range;

use granit_parser::StructureStyle;

use super::Finding;

/// `text` with a line feed, and spaces before it so that no byte moves, for each of the characters that end a line in
/// YAML 1.1 alone.
pub(super) fn with_line_feeds(text: &str) -> Cow<'_, str> {
    if text.contains(['\u{85}', '\u{2028}', '\u{2029}']) {
        let text = text.replace('\u{85}', " \n").replace(['\u{2028}', '\u{2029}'], "  \n");
        return Cow::Owned(text);
    }
    Cow::Borrowed(text)
}

/// go-yaml refuses most control characters, wherever they stand (go-yaml/yaml, `readerc.go`).
pub(super) fn check_characters(text: &str, end: usize) -> Result<(), Finding> {
    let refused = |character: char| {
        !matches!(
            character,
            '\t' | '\n' | '\r' | ' '..='~' | '\u{85}' | '\u{a0}'..='\u{fffd}' | '\u{10000}'..
        )
    };
    match text.char_indices().find(|&(index, character)| index < end && refused(character)) {
        None => Ok(()),
        Some((index, character)) => Err(Finding::reject(
            format!("`{}` cannot stand in YAML", character.escape_unicode()),
            index..index + character.len_utf8(),
        )),
    }
}

/// Where block structure is, in which lines and tabs mean something: everywhere but in these places.
#[derive(Debug, Default)]
pub(super) struct Lines {
    /// Scalars and outermost flow collections, from the first to the last.
    quiet: Vec<Range<usize>>,
    /// Whether each collection that is open is a flow collection, and where it starts.
    open: Vec<(bool, usize)>,
    flow_depth: usize,
}

impl Lines {
    pub(super) fn scalar(&mut self, span: &Range<usize>) {
        if self.flow_depth == 0 {
            self.quiet.push(span.clone());
        }
    }

    pub(super) fn open(&mut self, style: StructureStyle, span: &Range<usize>) {
        let flow = style == StructureStyle::Flow;
        self.flow_depth += usize::from(flow);
        self.open.push((flow, span.start));
    }

    /// Gives whether the collection that ends here was in block style.
    pub(super) fn close(&mut self, end: &Range<usize>) -> bool {
        let Some((true, start)) = self.open.pop() else { return true };
        self.flow_depth -= 1;
        if self.flow_depth == 0 {
            self.quiet.push(start..end.end);
        }
        false
    }

    /// go-yaml refuses a tab where a key could begin: at the start of a line, and behind `-` and `?` (go-yaml/yaml,
    /// `scannerc.go`).
    pub(super) fn check_tabs(&self, text: &str, end: usize) -> Result<(), Finding> {
        let mut start = 0;
        for line in text.split_inclusive(['\n', '\r']) {
            if start >= end {
                break;
            }
            let indentation =
                line.find(|character| !matches!(character, ' ' | '-' | '?')).unwrap_or(line.len());
            let (before, rest) = line.split_at_checked(indentation).unwrap_or((line, ""));
            let tab = start + indentation;
            start += line.len();
            let is_indentation = before.split(' ').all(|indicator| matches!(indicator, "" | "-" | "?"));
            // An empty line may still belong to the scalar before it.
            let is_empty = !before.is_empty() && rest.trim().is_empty();
            if rest.starts_with('\t') && is_indentation && !is_empty && !self.is_quiet(tab) {
                return Err(Finding::reject("a tab cannot stand here; indent with spaces", tab..tab + 1));
            }
        }
        Ok(())
    }

    fn is_quiet(&self, index: usize) -> bool {
        let next = self.quiet.partition_point(|place| place.end <= index);
        self.quiet.get(next).is_some_and(|place| place.start <= index)
    }
}
