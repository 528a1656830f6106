//! A YAML document as go-yaml holds it before it decodes it.

use std::collections::BTreeMap;
use std::ops::Range;
use std::rc::{Rc, Weak};

use granit_parser::{Event, Parser, ScalarStyle, Span, Tag, YamlVersion};

use super::Finding;
use super::lines::{self, Lines};

/// The deepest that a document may nest.
const DEEPEST: usize = 200;

/// A part of a document.
#[derive(Debug)]
pub(super) struct Node {
    pub(super) kind: Kind,
    /// Where it stands, in bytes.
    pub(super) span: Range<usize>,
}

#[derive(Debug)]
pub(super) enum Kind {
    Scalar(Scalar),
    Sequence(Vec<Rc<Node>>),
    Mapping(Vec<(Rc<Node>, Rc<Node>)>),
    Alias {
        name: String,
        /// Held by the document. There is none when the alias stands inside what it refers to.
        target: Weak<Node>,
    },
}

#[derive(Debug)]
pub(super) struct Scalar {
    pub(super) value: String,
    pub(super) plain: bool,
    /// The tag when one is written: `int` for `!!int`, `!other` for `!other`.
    pub(super) tag: Option<String>,
}

impl Node {
    /// Whether it is the key that merges another mapping into this one.
    pub(super) fn is_merge_key(&self) -> bool {
        match &self.kind {
            Kind::Scalar(Scalar { value, plain, tag }) => {
                value == "<<" && tag.as_ref().map_or(*plain, |tag| tag == "merge")
            }
            _ => false,
        }
    }

    /// Whether go-yaml takes the two for the same key: it compares the kind and the text, tags count for nothing.
    pub(super) fn is_same_key(&self, other: &Self) -> bool {
        match (&self.kind, &other.kind) {
            (Kind::Scalar(own), Kind::Scalar(other)) => own.value == other.value,
            (Kind::Alias { name: own, .. }, Kind::Alias { name: other, .. }) => own == other,
            (Kind::Sequence(_), Kind::Sequence(_)) | (Kind::Mapping(_), Kind::Mapping(_)) => true,
            _ => false,
        }
    }
}

/// The first document of `text`; what follows it is not looked at. `None` when there is none.
pub(super) fn read(text: &str) -> Result<Option<Rc<Node>>, Finding> {
    let mut builder = Builder { text, ..Builder::default() };
    let mut lines = Lines::default();
    let yaml_1_2 = lines::with_line_feeds(text);
    let mut parser = Parser::new_from_str(&yaml_1_2);
    loop {
        let (event, span) = match parser.next_event() {
            None => break,
            Some(Ok(next)) => next,
            Some(Err(error)) => {
                let start = boundary(text, error.marker().byte_offset().unwrap_or_default());
                return Err(Finding::reject(format!("the YAML is broken: {}", error.info()), start..start));
            }
        };
        let span = span_of(span, text);
        match event {
            Event::DocumentEnd => break,
            Event::DocumentStart(_, version) => check_version(version, &span)?,
            Event::Scalar(value, style, anchor, tag) => {
                let scalar = Scalar {
                    // For nothing at all the parser says `~`.
                    value: if span.is_empty() { String::new() } else { value.into_owned() },
                    plain: style == ScalarStyle::Plain,
                    tag: tag.and_then(|tag| tag_name(&tag)),
                };
                lines.scalar(&span);
                builder.add(Node { kind: Kind::Scalar(scalar), span }, anchor);
            }
            Event::SequenceStart(style, anchor, _) => {
                lines.open(style, &span);
                builder.open(false, anchor, span)?;
            }
            Event::MappingStart(style, anchor, _) => {
                lines.open(style, &span);
                builder.open(true, anchor, span)?;
            }
            Event::SequenceEnd | Event::MappingEnd => {
                let in_block = lines.close(&span);
                builder.close(&span, in_block)?;
            }
            Event::Alias(anchor) => builder.alias(anchor, span),
            _ => {}
        }
    }
    let end =
        parser.next_event().and_then(Result::ok).map_or(text.len(), |(_, span)| span_of(span, text).start);
    lines::check_characters(text, end)?;
    lines.check_tabs(text, end)?;
    Ok(builder.document)
}

/// The bytes of `text` that `span` is of. The parser sees a line feed in the middle of some characters.
fn span_of(span: Span, text: &str) -> Range<usize> {
    let range = span.byte_range().unwrap_or(0..text.len());
    boundary(text, range.start)..boundary(text, range.end)
}

/// The start of the character of `text` that the byte at `index` is of.
fn boundary(text: &str, index: usize) -> usize {
    (0..=index.min(text.len())).rev().find(|index| text.is_char_boundary(*index)).unwrap_or_default()
}

/// go-yaml reads YAML 1.1 and refuses a document that says it is anything else.
fn check_version(version: Option<YamlVersion>, span: &Range<usize>) -> Result<(), Finding> {
    match version {
        Some(version) if (version.major, version.minor) != (1, 1) => {
            Err(Finding::reject("only version 1.1 of YAML is known", span.clone()))
        }
        _ => Ok(()),
    }
}

fn tag_name(tag: &Tag) -> Option<String> {
    match tag.suffix_in_namespace("tag:yaml.org,2002:") {
        Some(name) => Some(name.into_owned()),
        None if tag.original() == "!" => None,
        None => Some(tag.original()),
    }
}

/// Puts a document together from the parser's events.
#[derive(Debug, Default)]
struct Builder<'a> {
    text: &'a str,
    open: Vec<Open>,
    anchors: BTreeMap<usize, Rc<Node>>,
    document: Option<Rc<Node>>,
}

/// A sequence or mapping whose end is still to come.
#[derive(Debug)]
struct Open {
    mapping: bool,
    anchor: usize,
    start: usize,
    children: Vec<Rc<Node>>,
}

impl Builder<'_> {
    fn open(&mut self, mapping: bool, anchor: usize, span: Range<usize>) -> Result<(), Finding> {
        if self.open.len() >= DEEPEST {
            return Err(Finding::reject("the document nests too deeply", span));
        }
        self.open.push(Open { mapping, anchor, start: span.start, children: Vec::new() });
        Ok(())
    }

    fn close(&mut self, end: &Range<usize>, in_block: bool) -> Result<(), Finding> {
        let Some(Open { mapping, anchor, start, children }) = self.open.pop() else { return Ok(()) };
        let end = children.last().map_or(end.end, |last| last.span.end.max(end.start));
        let kind = if mapping {
            let mut pairs = Vec::with_capacity(children.len() / 2);
            let mut children = children.into_iter();
            while let (Some(key), Some(value)) = (children.next(), children.next()) {
                if in_block && self.is_missing(&key) {
                    return Err(Finding::reject("a key is missing before the colon", key.span.clone()));
                }
                pairs.push((key, value));
            }
            Kind::Mapping(pairs)
        } else {
            Kind::Sequence(children)
        };
        self.add(Node { kind, span: start..end.max(start) }, anchor);
        Ok(())
    }

    /// Whether nothing stands where a key should. go-yaml takes that only behind `?`, and in braces.
    fn is_missing(&self, key: &Node) -> bool {
        let Kind::Scalar(Scalar { value, plain: true, tag: None }) = &key.kind else { return false };
        let before = self.text.get(..key.span.start).unwrap_or_default();
        let rest = self.text.get(key.span.start..).unwrap_or_default();
        value.is_empty() && rest.starts_with(':') && !before.trim_end().ends_with('?')
    }

    fn alias(&mut self, anchor: usize, span: Range<usize>) {
        let name = self.text.get(span.clone()).unwrap_or_default().to_owned();
        let target = self.anchors.get(&anchor).map_or_else(Weak::new, Rc::downgrade);
        self.add(Node { kind: Kind::Alias { name, target }, span }, 0);
    }

    fn add(&mut self, node: Node, anchor: usize) {
        let node = Rc::new(node);
        if anchor != 0 {
            self.anchors.insert(anchor, Rc::clone(&node));
        }
        match self.open.last_mut() {
            Some(parent) => parent.children.push(node),
            None => self.document = Some(node),
        }
    }
}
