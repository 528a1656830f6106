//! Tables from what is written of them: keys with dots in them, and headers.
//!
//! A table may be written in several places, and each of its keys in one. Which is why the places are brought together by key
//! first, and then looked at: what stands there twice, stands side by side.

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::parse::Fault;
use super::table::Table;
use super::{Node, Value};
use crate::source::Span;

/// A key as it is meant, and where it is written.
#[derive(Debug, Clone)]
pub(super) struct Key<'text> {
    pub(super) name: Cow<'text, str>,
    pub(super) span: Span,
}

/// What one place says of a table.
#[derive(Debug)]
pub(super) struct Section<'text> {
    pub(super) form: Form,
    /// The keys that lead to the table.
    pub(super) path: Vec<Key<'text>>,
    /// The header's bytes.
    pub(super) span: Span,
    pub(super) table: Table,
}

/// How a table is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    /// `[table]`, and what stands below; also what stands above the first header.
    Header,
    /// `[[table]]`, and what stands below.
    Item,
    /// `table.key = …`, one of its keys.
    Dotted,
}

/// What is written between the braces of a table, or below a header.
#[derive(Debug, Default)]
pub(super) struct Body<'text> {
    entries: Vec<(String, Node)>,
    /// Those with dots in their keys.
    dotted: Vec<Section<'text>>,
    /// The key of the value to come, and the path before it.
    key: Option<Key<'text>>,
    path: Vec<Key<'text>>,
}

impl<'text> Body<'text> {
    /// The next value is that of `key`, which stands behind `path`.
    pub(super) fn begin(&mut self, path: Vec<Key<'text>>, key: Key<'text>) {
        self.path = path;
        self.key = Some(key);
    }

    /// How deep the value to come lies in the table, behind keys with dots.
    pub(super) fn depth(&self) -> usize {
        self.path.len()
    }

    pub(super) fn add(&mut self, span: Span, value: Value) {
        let Some(key) = self.key.take() else { return };
        let entry = (key.name.into_owned(), Node { key: key.span, span, value });
        if self.path.is_empty() {
            self.entries.push(entry);
        } else {
            let path = std::mem::take(&mut self.path);
            let table = Table::of(vec![entry], |_| ());
            self.dotted.push(Section { form: Form::Dotted, path, span, table });
        }
    }

    /// The table that is written so. Of a key that is there twice, the first value counts.
    pub(super) fn table(self, faults: &mut Vec<Fault>) -> Table {
        let table = Table::of(self.entries, |again| faults.push(Fault::twice(again.key)));
        if self.dotted.is_empty() { table } else { fill(table, self.dotted, 0, faults) }
    }
}

/// The table of a whole text, whose `sections` are in their order.
pub(super) fn assemble(sections: Vec<Section<'_>>, faults: &mut Vec<Fault>) -> Table {
    fill(Table::default(), sections, 0, faults)
}

/// `table` with what `sections`, which share the path of `depth` keys that leads to it, say of it and of what lies below.
fn fill(mut table: Table, sections: Vec<Section<'_>>, depth: usize, faults: &mut Vec<Fault>) -> Table {
    let mut below: BTreeMap<Cow<'_, str>, Vec<Section<'_>>> = BTreeMap::new();
    let (mut has_header, mut dotted) = (false, Vec::new());
    for section in sections {
        match (section.path.get(depth), section.form) {
            (Some(key), _) => below.entry(key.name.clone()).or_default().push(section),
            (None, Form::Dotted) => dotted.extend(section.table.into_entries()),
            (None, Form::Header) if !has_header => {
                table = section.table;
                has_header = true;
            }
            (None, _) => faults.extend(section.path.last().map(|key| Fault::twice(key.span))),
        }
    }
    if !dotted.is_empty() {
        let entries = table.into_entries().chain(dotted).collect();
        table = Table::of(entries, |again| faults.push(Fault::twice(again.key)));
    }
    let mut entries = Vec::new();
    for (name, sections) in below {
        let Some(node) = table.get_mut(&name) else {
            entries.extend(gather(sections, depth + 1, faults).map(|node| (name.into_owned(), node)));
            continue;
        };
        let begins = sections.first().and_then(|section| section.path.get(depth)).map(|key| key.span);
        match &mut node.value {
            // What has keys with dots may get headers of its own below it, but not one for itself.
            Value::Table(inner)
                if node.key == node.span && sections.iter().all(|section| section.path.len() > depth + 1) =>
            {
                *inner = fill(std::mem::take(inner), sections, depth + 1, faults);
                // It is where it is named first.
                if let Some(begins) = begins.filter(|begins| begins.start < node.key.start) {
                    (node.key, node.span) = (begins, begins);
                }
            }
            _ if begins.is_some_and(|begins| begins.start < node.key.start) => {
                faults.push(Fault::twice(node.key));
                if let Some(first) = gather(sections, depth + 1, faults) {
                    *node = first;
                }
            }
            _ => faults.extend(begins.map(Fault::twice)),
        }
    }
    if entries.is_empty() { table } else { Table::of(table.into_entries().chain(entries).collect(), |_| ()) }
}

/// What `sections` say that share a path of `depth` keys, of which there is one at least, where nothing else does.
fn gather(sections: Vec<Section<'_>>, depth: usize, faults: &mut Vec<Fault>) -> Option<Node> {
    let is_own = |section: &&Section<'_>| section.path.len() == depth && section.form != Form::Dotted;
    let first = sections.first()?;
    let own = sections.iter().find(is_own);
    let key = own.unwrap_or(first).path.get(depth.checked_sub(1)?)?.span;
    let span = own.map_or(key, |own| own.span);
    let value = if is_own(&first) && first.form == Form::Item {
        Value::List(items(sections, depth, faults))
    } else {
        Value::Table(fill(Table::default(), sections, depth, faults))
    };
    Some(Node { key, span, value })
}

/// The tables of a list: what follows a header belongs to that item.
fn items(sections: Vec<Section<'_>>, depth: usize, faults: &mut Vec<Fault>) -> Vec<Node> {
    let mut items: Vec<Vec<Section<'_>>> = Vec::new();
    for section in sections {
        match items.last_mut() {
            Some(item) if section.path.len() > depth || section.form != Form::Item => item.push(section),
            _ => items.push(vec![Section { form: Form::Header, ..section }]),
        }
    }
    items
        .into_iter()
        .filter_map(|sections| {
            let span = sections.first()?.span;
            let value = Value::Table(fill(Table::default(), sections, depth, faults));
            Some(Node { key: span, span, value })
        })
        .collect()
}
