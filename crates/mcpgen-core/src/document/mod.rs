//! One parse of a TOML text: a tree in which every key and every value knows its bytes.
//!
//! The only user of `toml_parser`. The parse recovers from syntax errors, so that what they did not touch can still be checked.

pub(crate) mod correction;
pub(crate) mod decode;
mod parse;
pub(crate) mod pasted;
mod problem;
mod reader;
mod recovery;
mod section;
pub(crate) mod table;
mod wording;

use std::sync::Arc;

use self::parse::{Parsed, parse};
use self::recovery::{Recovered, recover};
use self::table::Table;

use crate::diagnostic::{Code, Diagnostic};
use crate::path::{Path, Segment};
use crate::source::{Source, SourceId, Sources, Span};

/// A parsed text.
///
/// # Examples
///
/// ```
/// use mcpgen_core::{Document, Part, Path, Sources};
///
/// let mut sources = Sources::new();
/// let id = sources.add("stack.toml", "[stack]\nname = \"mcp\"\n");
/// let (document, faults) = Document::parse(&sources, id);
/// assert!(faults.is_empty());
/// let name = Path::root().key("stack").key("name");
/// assert_eq!(sources.slice(document.locate(&name, Part::Key)), Some("name"));
/// ```
#[derive(Debug, Clone)]
pub struct Document {
    source: SourceId,
    text: Arc<str>,
    root: Node,
    refused: Vec<Path>,
    damaged: bool,
}

/// A value and where it stands.
#[derive(Debug, Clone)]
pub(crate) struct Node {
    /// The bytes of the key that leads here; the value's own for an item of a list.
    pub(crate) key: Span,
    /// The bytes of the value; of a `[table]`, its header.
    pub(crate) span: Span,
    pub(crate) value: Value,
}

#[derive(Debug, Clone)]
pub(crate) enum Value {
    Text(String),
    Integer(i64),
    /// An integer beyond 64 bits, as written.
    HugeInteger(String),
    Float(f64),
    Boolean(bool),
    Datetime(String),
    List(Vec<Node>),
    Table(Table),
    /// What was refused. In a list it keeps its place, so that the items after it keep their numbers, until [`Document::close_gaps`].
    Refused,
}

impl Node {
    pub(crate) fn table(&self) -> Option<&Table> {
        match &self.value {
            Value::Table(table) => Some(table),
            _ => None,
        }
    }

    fn is_refused(&self) -> bool {
        matches!(self.value, Value::Refused)
    }

    /// The value in words, for "takes …; this is …".
    pub(crate) fn describe(&self) -> String {
        match &self.value {
            Value::Text(_) => "text".to_owned(),
            Value::Integer(number) => format!("the number {number}"),
            Value::HugeInteger(number) => format!("the number {number}"),
            Value::Float(number) => format!("the number {number}"),
            Value::Boolean(value) => format!("`{value}`"),
            Value::Datetime(value) => format!("the date `{value}`"),
            Value::List(_) => "a list".to_owned(),
            Value::Table(_) => "a table".to_owned(),
            Value::Refused => "nothing".to_owned(),
        }
    }

    /// Takes out what stands at `segments` below this node. `false` when there is no such thing.
    fn remove(&mut self, segments: &[Segment]) -> bool {
        self.find_mut(segments)
            .filter(|node| !node.is_refused())
            .map(|node| node.value = Value::Refused)
            .is_some()
    }

    /// What stands at `segments` below this node.
    fn find_mut(&mut self, segments: &[Segment]) -> Option<&mut Self> {
        segments.iter().try_fold(self, |node, segment| match (&mut node.value, segment) {
            (Value::Table(table), Segment::Key(key)) => table.get_mut(key),
            (Value::List(list), Segment::Index(index)) => list.get_mut(*index),
            _ => None,
        })
    }

    /// Adds the paths of what was refused here or below, where `way` leads.
    fn refused(&self, way: &mut Vec<Segment>, paths: &mut Vec<Path>) {
        let mut below = |segment: Segment, node: &Self| {
            way.push(segment);
            node.refused(way, paths);
            way.pop();
        };
        match &self.value {
            Value::Refused => paths.push(Path::from(way.clone())),
            Value::Table(table) => table.all().for_each(|(key, node)| below(Segment::Key(key.clone()), node)),
            Value::List(list) => {
                list.iter().enumerate().for_each(|(index, node)| below(Segment::Index(index), node));
            }
            _ => {}
        }
    }

    /// Takes out what is not what its writer wrote.
    fn refuse_unread(&mut self, unread: &Unread<'_>) {
        match &mut self.value {
            // Where something was overwritten, nothing begins but the number that stands for it.
            value @ (Value::Integer(_) | Value::Float(_) | Value::Boolean(_) | Value::Datetime(_))
                if unread.overwrites(self.span) || unread.is_at_fault(self.span) =>
            {
                *value = Value::Refused;
            }
            Value::Table(table) => table.all_mut().for_each(|node| node.refuse_unread(unread)),
            Value::List(list) => list.iter_mut().for_each(|node| node.refuse_unread(unread)),
            _ => {}
        }
    }

    fn close_gaps(&mut self) {
        match &mut self.value {
            Value::List(list) => {
                list.retain(|node| !matches!(node.value, Value::Refused));
                list.iter_mut().for_each(Self::close_gaps);
            }
            Value::Table(table) => table.all_mut().for_each(Self::close_gaps),
            _ => {}
        }
    }
}

/// Which bytes of a place a label is to underline.
///
/// # Examples
///
/// ```
/// use mcpgen_core::{Document, Part, Path, Sources};
///
/// let mut sources = Sources::new();
/// let id = sources.add("stack.toml", "[stack]\nname = \"mcp\"\n");
/// let (document, _) = Document::parse(&sources, id);
/// let stack = Path::root().key("stack");
/// assert_eq!(sources.slice(document.locate(&stack.key("name"), Part::Value)), Some("\"mcp\""));
/// assert_eq!(sources.slice(document.locate(&stack, Part::Value)), Some("[stack]"));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// The key that leads to it.
    Key,
    /// The value; for a `[table]`, its header.
    Value,
}

impl Document {
    /// Parses the text that `source` names. Every syntax error becomes a diagnostic; what could be understood is in the document.
    ///
    /// A character that no output can carry (NUL) is reported here, once for all emitters, and its value is left out.
    ///
    /// # Examples
    ///
    /// ```
    /// use mcpgen_core::{Document, Sources};
    ///
    /// let mut sources = Sources::new();
    /// let id = sources.add("stack.toml", "[stack]\nname = \"mcp\n[networks.back]\n");
    /// let (document, faults) = Document::parse(&sources, id);
    /// assert_eq!(faults[0].code().as_str(), "syntax");
    /// assert_eq!(document.source(), id);
    /// ```
    #[must_use]
    pub fn parse(sources: &Sources, source: SourceId) -> (Self, Vec<Diagnostic>) {
        let text = sources.get(source).map_or_else(|| Arc::from(""), Source::shared_text);
        let Parsed { root, faults, nuls } = parse(&text, source);
        let nul = |span: Span| {
            Diagnostic::new(Code::NulCharacter, "a NUL character cannot be written to any of the files")
                .labelled(span, "holds `\\u0000`")
                .help("remove the `\\u0000`")
        };
        let whole = Span { source, start: 0, end: 0 };
        let node = |root: Table| Node { key: whole, span: whole, value: Value::Table(root) };
        if faults.is_empty() {
            let diagnostics: Vec<Diagnostic> = nuls.into_iter().map(nul).collect();
            return (Self::of(text, node(root), Vec::new(), !diagnostics.is_empty()), diagnostics);
        }
        let recovered = recover(&text, source, faults);
        let told = recovered.faults.iter().map(|fault| {
            let span = visible(&text, source, fault.range.start, fault.range.end);
            wording::diagnostic(&text, fault, span)
        });
        let Parsed { root, nuls, .. } = parse(&recovered.text, source);
        let diagnostics = told.chain(nuls.into_iter().map(nul)).collect();
        let mut root = node(root);
        root.refuse_unread(&Unread::of(&recovered));
        // Whatever is not there may have been in a table that was lost.
        let refused = if recovered.lost_table { vec![Path::root()] } else { Vec::new() };
        let document = Self { damaged: true, ..Self::of(text, root, refused, true) };
        (document, diagnostics)
    }

    /// The document of `root`, of which something is not to be read only when that `is_told`.
    fn of(text: Arc<str>, root: Node, mut refused: Vec<Path>, is_told: bool) -> Self {
        if is_told {
            root.refused(&mut Vec::new(), &mut refused);
        }
        Self { source: root.span.source, text, root, refused, damaged: false }
    }

    /// Whether the text has syntax errors, so that a key which is not there may have been on a line that could not be read.
    pub(crate) fn is_damaged(&self) -> bool {
        self.damaged
    }

    /// What was in the text and could not be read.
    pub(crate) fn refused(&self) -> &[Path] {
        &self.refused
    }

    /// The text this was parsed from.
    ///
    /// # Examples
    ///
    /// ```
    /// use mcpgen_core::{Document, Sources};
    ///
    /// let mut sources = Sources::new();
    /// let id = sources.add("stack.toml", "[stack]\n");
    /// assert_eq!(Document::parse(&sources, id).0.source(), id);
    /// ```
    #[must_use]
    pub fn source(&self) -> SourceId {
        self.source
    }

    pub(crate) fn root(&self) -> &Node {
        &self.root
    }

    /// The first line of the text, for what is missing from the whole of it.
    pub(crate) fn beginning(&self, sources: &Sources) -> Span {
        let text = sources.get(self.source).map_or("", |source| source.text());
        let end = text.find(['\r', '\n']).unwrap_or(text.len());
        Span { source: self.source, start: 0, end }
    }

    /// What stands at `path`.
    pub(crate) fn node(&self, path: &Path) -> Option<&Node> {
        path.segments().iter().try_fold(&self.root, |node, segment| match (&node.value, segment) {
            (Value::Table(table), Segment::Key(key)) => table.get(key),
            (Value::List(list), Segment::Index(index)) => list.get(*index),
            _ => None,
        })
    }

    /// Takes out what stands at `path`, so that the rest can be understood. `false` when there is no such thing.
    pub(crate) fn prune(&mut self, path: &Path) -> bool {
        self.root.remove(path.segments())
    }

    /// Numbers the items of each list as a reader of the pruned document counts them.
    pub(crate) fn close_gaps(&mut self) {
        self.root.close_gaps();
    }

    /// The bytes of the thing at `path`, or of the nearest thing above it that is there.
    ///
    /// # Examples
    ///
    /// ```
    /// use mcpgen_core::{Document, Part, Path, Sources};
    ///
    /// let mut sources = Sources::new();
    /// let id = sources.add("stack.toml", "[services.web]\nports = [\"8080:80\", \"8443:443\"]\n");
    /// let (document, _) = Document::parse(&sources, id);
    ///
    /// let web = Path::root().key("services").key("web");
    /// assert_eq!(sources.slice(document.locate(&web.key("ports").index(1), Part::Value)), Some("\"8443:443\""));
    /// // What is missing is shown at what it is missing from.
    /// assert_eq!(sources.slice(document.locate(&web.key("image"), Part::Value)), Some("[services.web]"));
    /// ```
    #[must_use]
    pub fn locate(&self, path: &Path, part: Part) -> Span {
        let mut node = &self.root;
        let mut found = Part::Value;
        for segment in path.segments() {
            let next = match (&node.value, segment) {
                (Value::Table(table), Segment::Key(key)) => table.get(key),
                (Value::List(list), Segment::Index(index)) => list.get(*index),
                _ => None,
            };
            let Some(next) = next else { return node.span };
            node = next;
            found = part;
        }
        match found {
            Part::Key => node.key,
            Part::Value => node.span,
        }
    }
}

/// What was recovered, and is not what its writer wrote.
struct Unread<'a> {
    recovered: &'a Recovered,
    /// Where the faults begin, in order.
    faults: Vec<usize>,
}

impl<'a> Unread<'a> {
    fn of(recovered: &'a Recovered) -> Self {
        let mut faults: Vec<usize> = recovered.faults.iter().map(|fault| fault.range.start).collect();
        faults.sort_unstable();
        Self { recovered, faults }
    }

    /// Whether what stands at `span` was overwritten.
    fn overwrites(&self, span: Span) -> bool {
        self.recovered.overwritten.iter().any(|gone| gone.contains(&span.start))
    }

    /// Whether the parser may have made what stands at `span` of a word that it could not read.
    fn is_at_fault(&self, span: Span) -> bool {
        let next = self.faults.partition_point(|start| *start < span.start);
        self.faults.get(next).is_some_and(|start| *start <= span.end)
    }
}

/// A span of whole characters that a person can see: an empty one takes in a character, or the one before when it stands at the end of the line.
fn visible(text: &str, source: SourceId, start: usize, end: usize) -> Span {
    let span = |start, end| Span { source, start, end };
    let edge = |place: &usize| text.is_char_boundary(*place);
    let start = (0..=start.min(text.len())).rev().find(edge).unwrap_or(0);
    if end > start {
        return span(start, (end..text.len()).find(edge).unwrap_or(text.len()));
    }
    let rest = text.get(start..).unwrap_or("");
    match rest.chars().next() {
        Some(next) if next != '\n' && next != '\r' => span(start, start + next.len_utf8()),
        _ => {
            let before = text.get(..start).unwrap_or("");
            let before = if rest.is_empty() { before.trim_end() } else { before };
            let width = before.chars().next_back().filter(|last| *last != '\n').map_or(0, char::len_utf8);
            span(before.len() - width, before.len())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> (Sources, Document, Vec<Diagnostic>) {
        let mut sources = Sources::new();
        let id = sources.add("stack.toml", text);
        let (document, diagnostics) = Document::parse(&sources, id);
        (sources, document, diagnostics)
    }

    #[test]
    fn a_path_leads_to_the_bytes_of_a_key_and_of_a_value() {
        let (sources, document, diagnostics) = parse("[services.web]\nports = [\"80:80\", \"81:81\"]\n");
        assert!(diagnostics.is_empty());
        let ports = Path::root().key("services").key("web").key("ports");
        assert_eq!(sources.slice(document.locate(&ports, Part::Key)), Some("ports"));
        assert_eq!(sources.slice(document.locate(&ports.index(1), Part::Value)), Some("\"81:81\""));
        let missing = Path::root().key("services").key("web").key("image");
        assert_eq!(sources.slice(document.locate(&missing, Part::Value)), Some("[services.web]"));
    }

    #[test]
    fn what_a_syntax_error_did_not_touch_is_still_there() {
        let (_, document, diagnostics) =
            parse("[stack]\nname = \"mcp\nother = 1\n[services.web]\nkind = \"container\"\n");
        assert_eq!(diagnostics.len(), 1);
        assert!(document.root().table().unwrap().contains_key("services"));
    }

    #[test]
    fn a_nul_is_reported_and_left_out() {
        let (sources, document, diagnostics) = parse("a = \"x\\u0000\"\n");
        assert_eq!(diagnostics.len(), 1);
        assert_eq!(sources.slice(diagnostics[0].labels()[0].span), Some("\"x\\u0000\""));
        assert!(document.root().table().unwrap().iter().next().is_none());
    }

    /// The paths of what `text` holds and is not to be read.
    fn refused(text: &str) -> Vec<String> {
        parse(text).1.refused().iter().map(Path::to_string).collect()
    }

    #[test]
    fn a_nul_is_refused_where_it_stands_and_nothing_beside_it() {
        assert_eq!(refused("a = [\"x\", \"\\u0000\"]\nb = 1\n"), ["a[1]"]);
        assert_eq!(refused("[[a]]\nb = 1\n[[a]]\nb = [{c = \"\\u0000\", d = 1}]\n"), ["a[1].b[0].c"]);
    }

    #[test]
    fn a_number_at_a_syntax_error_is_refused_and_nothing_beside_it() {
        assert_eq!(refused("a = 1\nb = 2]\nc = 3\n"), ["b"]);
        assert_eq!(refused("a = 1\nb = [1, 2\n3, 4]\nc = 3\n"), ["b[2]"]);
        assert_eq!(refused("a = 1]\nb = 2\nc = 3]\nd = 4\n"), ["a", "c"]);
        assert_eq!(refused("a = true]\nb = 1.5]\nc = 1979-05-27]\nd = \"e\"]\n"), ["a", "b", "c"]);
    }

    #[test]
    fn a_value_that_was_overwritten_is_refused() {
        assert_eq!(refused("a = 1\nb = [\"c\n\nd = 2\n[e]\nf = \"g\"\n"), ["b"]);
        assert_eq!(refused("a = { b = 1, c = [\n\n[d]\ne = \"f\"\ng = \"h\"\n"), ["a"]);
    }

    #[test]
    fn a_first_line_that_was_overwritten_takes_nothing_with_it() {
        let (_, document, diagnostics) = parse("[a\n[b]\nc = 1\n");
        assert_eq!(diagnostics.len(), 1);
        assert!(document.node(&Path::root().key("b").key("c")).is_some());
    }
}
