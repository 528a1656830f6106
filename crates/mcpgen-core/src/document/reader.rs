//! Sections from the events of the grammar.

use std::borrow::Cow;

use toml_datetime::Datetime;
use toml_parser::decoder::{Encoding, ScalarKind};
use toml_parser::parser::EventReceiver;
use toml_parser::{ErrorSink, ParseError, Raw};

use super::parse::Fault;
use super::section::{Body, Form, Key, Section};
use super::{Node, Value};
use crate::source::{SourceId, Span};

/// How deep a value may lie in its section: in lists, in tables, and behind keys with dots; and how many keys a header may have. Who
/// walks the tree goes as deep.
const DEEPEST: usize = 80;

/// What is told of a value that lies deeper.
const TOO_DEEP: &str = "more than 80 lists, tables and keys lie in each other";

/// Makes sections of the events of the grammar.
pub(super) struct Reader<'text> {
    source: SourceId,
    text: &'text str,
    /// Whether the text has line ends of two characters anywhere.
    crlf: bool,
    /// Whether the text has any way to write a NUL.
    nul: bool,
    nuls: Vec<Span>,
    faults: Vec<Fault>,
    sections: Vec<Section<'text>>,
    /// Of the section that is being read: its header, and what stands below.
    header: Header<'text>,
    body: Body<'text>,
    /// The header that is being read: its form, and where it begins.
    opening: Option<(Form, usize)>,
    /// The keys of the path that is being read.
    keys: Vec<Key<'text>>,
    /// The lists and the tables in braces that are being read, the innermost last.
    open: Vec<Open<'text>>,
}

struct Header<'text> {
    form: Form,
    path: Vec<Key<'text>>,
    span: Span,
}

enum Open<'text> {
    List {
        start: usize,
        items: Vec<Node>,
    },
    Table {
        start: usize,
        body: Body<'text>,
    },
    /// What stands where it cannot, or too deep: the grammar passes over it, and tells of its end alone.
    Ignored,
}

impl<'text> Reader<'text> {
    pub(super) fn new(text: &'text str, source: SourceId) -> Self {
        Self {
            source,
            text,
            crlf: text.contains('\r'),
            nul: text.contains('\\') || text.contains('\0'),
            nuls: Vec::new(),
            faults: Vec::new(),
            sections: Vec::new(),
            header: Header { form: Form::Header, path: Vec::new(), span: Span { source, start: 0, end: 0 } },
            body: Body::default(),
            opening: None,
            keys: Vec::new(),
            open: Vec::new(),
        }
    }

    /// The sections of what was read, the faults that the grammar does not know, and what holds a NUL.
    pub(super) fn finish(mut self) -> (Vec<Section<'text>>, Vec<Fault>, Vec<Span>) {
        self.end_header(self.text.len());
        self.end_section();
        (self.sections, self.faults, self.nuls)
    }

    fn span(&self, span: toml_parser::Span) -> Span {
        Span { source: self.source, start: span.start(), end: span.end() }
    }

    fn raw(&self, span: toml_parser::Span, encoding: Option<Encoding>) -> Raw<'text> {
        let raw = self.text.get(span.start()..span.end()).unwrap_or("");
        Raw::new_unchecked(raw, encoding, span)
    }

    fn end_section(&mut self) {
        // What nothing ends, ends with the text.
        while !self.open.is_empty() {
            self.close(self.text.len());
        }
        let body = std::mem::take(&mut self.body);
        let table = body.table(&mut self.faults);
        let path = std::mem::take(&mut self.header.path);
        if !self.holds_nul(&path) {
            self.sections.push(Section { form: self.header.form, path, span: self.header.span, table });
        }
    }

    fn begin_header(&mut self, form: Form, start: usize) {
        self.end_section();
        self.keys.clear();
        self.opening = Some((form, start));
    }

    fn end_header(&mut self, end: usize) {
        if let Some((form, start)) = self.opening.take() {
            self.header = Header { form, path: self.path(), span: Span { source: self.source, start, end } };
        }
    }

    /// The path that was read.
    fn path(&mut self) -> Vec<Key<'text>> {
        let most = DEEPEST.saturating_sub(self.depth());
        if let Some(key) = self.keys.get(most) {
            self.faults.push(Fault::new(key.span.start..key.span.end, TOO_DEEP));
            self.keys.truncate(most);
        }
        std::mem::take(&mut self.keys)
    }

    /// How deep in its section the next value lies.
    fn depth(&self) -> usize {
        let behind = |open: &Open<'_>| match open {
            Open::Table { body, .. } => 1 + body.depth(),
            Open::List { .. } | Open::Ignored => 1,
        };
        self.body.depth() + self.open.iter().map(behind).sum::<usize>()
    }

    /// Begins a list or a table, unless it lies too deep.
    fn open(&mut self, open: Open<'text>, span: toml_parser::Span, error: &mut dyn ErrorSink) -> bool {
        self.keys.clear();
        let fits = self.depth() < DEEPEST;
        if !fits {
            error.report_error(ParseError::new(TOO_DEEP).with_unexpected(span));
        }
        self.open.push(if fits { open } else { Open::Ignored });
        fits
    }

    /// Adds a value to what is being read.
    fn add(&mut self, span: Span, value: Value) {
        let body = match self.open.last_mut() {
            Some(Open::List { items, .. }) => return items.push(Node { key: span, span, value }),
            Some(Open::Table { body, .. }) => body,
            Some(Open::Ignored) => return,
            None => &mut self.body,
        };
        body.add(span, value);
    }

    /// Ends the innermost list or table.
    fn close(&mut self, end: usize) {
        let (start, value) = match self.open.pop() {
            Some(Open::List { start, items }) => (start, Value::List(items)),
            Some(Open::Table { start, body }) => (start, Value::Table(body.table(&mut self.faults))),
            Some(Open::Ignored) | None => return,
        };
        self.add(Span { source: self.source, start, end }, value);
    }

    fn holds_nul(&self, path: &[Key<'_>]) -> bool {
        self.nul && path.iter().any(|key| key.name.contains('\0'))
    }
}

impl EventReceiver for Reader<'_> {
    fn std_table_open(&mut self, span: toml_parser::Span, _: &mut dyn ErrorSink) {
        self.begin_header(Form::Header, span.start());
    }

    fn std_table_close(&mut self, span: toml_parser::Span, _: &mut dyn ErrorSink) {
        self.end_header(span.end());
    }

    fn array_table_open(&mut self, span: toml_parser::Span, _: &mut dyn ErrorSink) {
        self.begin_header(Form::Item, span.start());
    }

    fn array_table_close(&mut self, span: toml_parser::Span, _: &mut dyn ErrorSink) {
        self.end_header(span.end());
    }

    fn inline_table_open(&mut self, span: toml_parser::Span, error: &mut dyn ErrorSink) -> bool {
        self.open(Open::Table { start: span.start(), body: Body::default() }, span, error)
    }

    fn inline_table_close(&mut self, span: toml_parser::Span, _: &mut dyn ErrorSink) {
        self.keys.clear();
        self.close(span.end());
    }

    fn array_open(&mut self, span: toml_parser::Span, error: &mut dyn ErrorSink) -> bool {
        self.open(Open::List { start: span.start(), items: Vec::new() }, span, error)
    }

    fn array_close(&mut self, span: toml_parser::Span, _: &mut dyn ErrorSink) {
        self.close(span.end());
    }

    fn simple_key(&mut self, span: toml_parser::Span, encoding: Option<Encoding>, error: &mut dyn ErrorSink) {
        let mut name = Cow::Borrowed("");
        self.raw(span, encoding).decode_key(&mut name, error);
        let span = self.span(span);
        if self.nul && name.contains('\0') {
            self.nuls.push(span);
        }
        self.keys.push(Key { name, span });
    }

    fn key_val_sep(&mut self, _: toml_parser::Span, _: &mut dyn ErrorSink) {
        // Most keys have no path, and cost no list.
        let mut path = if self.keys.len() > 1 { self.path() } else { Vec::new() };
        let Some(key) = path.pop().or_else(|| self.keys.pop()) else { return };
        if self.holds_nul(&path) || self.holds_nul(std::slice::from_ref(&key)) {
            return;
        }
        let body = match self.open.last_mut() {
            Some(Open::Table { body, .. }) => body,
            Some(Open::List { .. } | Open::Ignored) => return,
            None => &mut self.body,
        };
        body.begin(path, key);
    }

    fn scalar(&mut self, span: toml_parser::Span, encoding: Option<Encoding>, error: &mut dyn ErrorSink) {
        self.keys.clear();
        let raw = self.raw(span, encoding);
        let mut text = Cow::Borrowed("");
        let mut is_readable = true;
        let kind = raw.decode_scalar(&mut text, &mut |fault| {
            is_readable = false;
            error.report_error(fault);
        });
        let span = self.span(span);
        let value = match kind {
            // The parser's stand-in for a value that is not there: a text has quotes at least.
            _ if raw.is_empty() => Value::Refused,
            ScalarKind::String if self.nul && text.contains('\0') => {
                self.nuls.push(span);
                Value::Refused
            }
            // A checkout with CRLF line ends must give the same bytes as one without. A `\r\n` that is written out stays.
            ScalarKind::String if self.crlf && raw.as_str().contains("\r\n") => {
                let mut text = String::new();
                let unified = raw.as_str().replace("\r\n", "\n");
                let unified = Raw::new_unchecked(&unified, encoding, toml_parser::Span::default());
                let _ = unified.decode_scalar(&mut text, &mut ());
                Value::Text(text)
            }
            // Of a text that does not end, what there is may be told of all the same.
            ScalarKind::String => Value::Text(text.into_owned()),
            _ if !is_readable => Value::Refused,
            ScalarKind::Boolean(value) => Value::Boolean(value),
            ScalarKind::DateTime => match text.parse::<Datetime>() {
                Ok(value) => Value::Datetime(value.to_string()),
                Err(fault) => {
                    self.faults.push(Fault::new(span.start..span.end, &fault.to_string()));
                    Value::Refused
                }
            },
            ScalarKind::Float => Value::Float(text.parse().unwrap_or(f64::NAN)),
            ScalarKind::Integer(radix) => i64::from_str_radix(&text, radix.value())
                .map_or_else(|_| Value::HugeInteger(raw.as_str().to_owned()), Value::Integer),
        };
        self.add(span, value);
    }

    fn value_sep(&mut self, _: toml_parser::Span, _: &mut dyn ErrorSink) {
        self.keys.clear();
    }

    fn comment(&mut self, span: toml_parser::Span, error: &mut dyn ErrorSink) {
        self.raw(span, None).decode_comment(error);
    }

    fn error(&mut self, span: toml_parser::Span, _: &mut dyn ErrorSink) {
        // Where a key should stand, the grammar passes over a list or a table up to its end.
        let is_bracket = self.text.get(span.start()..).is_some_and(|rest| rest.starts_with(['[', '{']));
        if is_bracket && matches!(self.open.last(), Some(Open::Table { .. })) {
            self.open.push(Open::Ignored);
        }
    }

    fn newline(&mut self, span: toml_parser::Span, error: &mut dyn ErrorSink) {
        self.raw(span, None).decode_newline(error);
        if self.open.is_empty() {
            // A header that does not end is taken for one that does.
            self.end_header(span.start());
            self.keys.clear();
        }
    }
}
