//! Reading the parts of a catalog, and what is said of those that the gateway could not read.

use std::ops::Range;

use mcpgen_core::diagnostic::{Code, Diagnostic};
use mcpgen_core::{SourceId, Span};

use super::node::{Node, Pair, Value};

/// A text of the catalog, and where it stands.
pub(super) type Place = (String, Range<usize>);

/// Reads one catalog and collects what is wrong with it.
#[derive(Debug)]
pub(super) struct Reader<'a> {
    pub(super) text: &'a str,
    pub(super) source: SourceId,
    /// What the gateway could not read, or reads otherwise than meant.
    pub(super) faults: Vec<Diagnostic>,
    /// What it passes over.
    pub(super) remarks: Vec<Diagnostic>,
}

impl Reader<'_> {
    /// The place as a span: to the end of its line, for what goes on further.
    pub(super) fn span(&self, place: &Range<usize>) -> Span {
        let start = place.start.min(self.text.len());
        let rest = self.text.get(start..).unwrap_or("");
        let line = rest.split(['\r', '\n']).next().unwrap_or("").trim_end();
        let length = if place.end > start { place.end - start } else { line.len() };
        Span { source: self.source, start, end: start + length.min(line.len()) }
    }

    /// Says that the gateway cannot take what stands at `place`.
    pub(super) fn refuse(&mut self, place: &Range<usize>, message: String, label: &str, help: &str) {
        let diagnostic = Diagnostic::new(Code::CatalogInvalid, message);
        self.faults.push(diagnostic.labelled(self.span(place), label).help(help));
    }

    /// Go stops at a value of another type, and with it the gateway.
    fn another_type(&mut self, what: &str, node: &Node, wanted: &str) {
        let message = format!("{what} takes {wanted}, and this is {}", node.value.sort());
        self.refuse(&node.place, message, "the gateway would not start", &format!("write {wanted}"));
    }

    /// A text. A number and a switch are texts to Go as well.
    pub(super) fn text(&mut self, what: &str, node: &Node) -> Option<Place> {
        let text = match &node.value {
            Value::Text(text) => text.clone(),
            Value::Number | Value::Boolean => {
                self.text.get(node.place.clone()).unwrap_or_default().to_owned()
            }
            Value::Nothing => return None,
            Value::List(_) | Value::Table(_) => {
                self.another_type(what, node, "a text");
                return None;
            }
        };
        Some((text, node.place.clone()))
    }

    /// Whether it is `true`.
    pub(super) fn switch(&mut self, what: &str, node: &Node) -> bool {
        match &node.value {
            Value::Boolean => {
                self.text.get(node.place.clone()).is_some_and(|text| text.eq_ignore_ascii_case("true"))
            }
            Value::Nothing => false,
            // go-yaml takes these for `true` or `false` where one is wanted (yaml.v3, decode.go).
            Value::Text(text) if ["y", "Y", "yes", "on"].contains(&text.as_str()) => true,
            Value::Text(text) if ["n", "N", "no", "off"].contains(&text.as_str()) => false,
            _ => {
                self.another_type(what, node, "`true` or `false`");
                false
            }
        }
    }

    /// The items of a list; none when it is something else.
    pub(super) fn list<'n>(&mut self, what: &str, node: &'n Node, wanted: &str) -> &'n [Node] {
        match &node.value {
            Value::List(items) => items,
            Value::Nothing => &[],
            _ => {
                self.another_type(what, node, wanted);
                &[]
            }
        }
    }

    /// The items of a list of texts.
    pub(super) fn texts(&mut self, what: &str, node: &Node) -> Vec<Place> {
        let mut texts = Vec::new();
        for item in self.list(what, node, "a list of texts") {
            texts.extend(self.text(&format!("an item of {what}"), item));
        }
        texts
    }

    /// The entries of a table; none when it is something else.
    pub(super) fn table<'n>(&mut self, what: &str, node: &'n Node, wanted: &str) -> &'n [Pair] {
        match &node.value {
            Value::Table(pairs) => pairs,
            Value::Nothing => &[],
            _ => {
                self.another_type(what, node, wanted);
                &[]
            }
        }
    }

    /// The two texts of each item of a list such as `secrets`, of which both are needed, and the item itself.
    pub(super) fn pairs<'n>(
        &mut self,
        what: &str,
        node: &'n Node,
        first: &str,
        second: &str,
    ) -> Vec<(Place, Place, &'n Node)> {
        let wanted = format!("a list of items with `{first}:` and `{second}:`");
        let mut found = Vec::new();
        for item in self.list(what, node, &wanted) {
            let place = match &item.value {
                Value::Table(pairs) => pairs.first().map_or(&item.place, |(key, _)| &key.place).clone(),
                _ => item.place.clone(),
            };
            let pairs =
                self.table(&format!("an item of {what}"), item, &format!("`{first}:` and `{second}:`"));
            let mut one = |key: &str| {
                let value = pairs.iter().find(|(name, _)| name.value == key).map(|(_, value)| value);
                value.and_then(|value| self.text(&format!("`{key}` of {what}"), value))
            };
            match (one(first), one(second)) {
                (Some(first), Some(second)) => found.push((first, second, item)),
                (None, None) if pairs.is_empty() => {}
                (has, _) => {
                    let missing = if has.is_none() { first } else { second };
                    self.refuse(
                        &place,
                        format!("an item of {what} lacks `{missing}`"),
                        "incomplete",
                        &format!("add `{missing}:`"),
                    );
                }
            }
        }
        found
    }
}
