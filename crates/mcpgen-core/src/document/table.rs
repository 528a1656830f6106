//! The entries of a table, by key.

use super::{Node, Value};

/// The entries of a table, in the order of their keys.
///
/// One list for each table: a stack is thousands of tables of a few keys each, and a tree would take ten times as much memory for one.
/// An entry that is [`Value::Refused`] keeps its place in the list, and is not there for a reader.
#[derive(Debug, Clone, Default)]
pub(crate) struct Table(Vec<(String, Node)>);

impl Table {
    /// The table of `entries`. Of a key that is there twice the first entry counts; the others go to `again`.
    pub(super) fn of(mut entries: Vec<(String, Node)>, mut again: impl FnMut(Node)) -> Self {
        entries.sort_by(|(one, _), (other, _)| one.cmp(other));
        if entries.windows(2).any(|pair| matches!(pair, [(one, _), (other, _)] if one == other)) {
            let mut rest = std::mem::take(&mut entries).into_iter();
            entries.extend(rest.next());
            for (key, node) in rest {
                match entries.last() {
                    Some((last, _)) if *last == key => again(node),
                    _ => entries.push((key, node)),
                }
            }
        }
        entries.shrink_to_fit();
        Self(entries)
    }

    pub(super) fn into_entries(self) -> impl Iterator<Item = (String, Node)> {
        self.0.into_iter()
    }

    pub(crate) fn get(&self, key: &str) -> Option<&Node> {
        let found = self.0.get(self.position(key).ok()?);
        found.map(|(_, node)| node).filter(|node| !node.is_refused())
    }

    pub(crate) fn get_mut(&mut self, key: &str) -> Option<&mut Node> {
        let found = self.position(key).ok()?;
        self.0.get_mut(found).map(|(_, node)| node)
    }

    pub(crate) fn contains_key(&self, key: &str) -> bool {
        self.get(key).is_some()
    }

    /// Puts `node` at `key`, for what is there.
    pub(crate) fn insert(&mut self, key: String, node: Node) {
        match self.position(&key) {
            Ok(found) => {
                if let Some((_, there)) = self.0.get_mut(found) {
                    *there = node;
                }
            }
            Err(place) => self.0.insert(place, (key, node)),
        }
    }

    /// Takes out what is at `key`.
    pub(crate) fn remove(&mut self, key: &str) -> Option<Node> {
        let node = self.get_mut(key).filter(|node| !node.is_refused())?;
        Some(Node { value: std::mem::replace(&mut node.value, Value::Refused), ..*node })
    }

    pub(crate) fn iter(&self) -> Iter<'_> {
        Iter(self.0.iter())
    }

    pub(crate) fn keys(&self) -> impl Iterator<Item = &String> {
        self.iter().map(|(key, _)| key)
    }

    /// The entries, also those that are refused.
    pub(super) fn all(&self) -> impl Iterator<Item = (&String, &Node)> {
        self.0.iter().map(|(key, node)| (key, node))
    }

    /// The values, also those that are refused.
    pub(super) fn all_mut(&mut self) -> impl Iterator<Item = &mut Node> {
        self.0.iter_mut().map(|(_, node)| node)
    }

    fn position(&self, key: &str) -> Result<usize, usize> {
        self.0.binary_search_by(|(there, _)| there.as_str().cmp(key))
    }
}

/// The entries of a [`Table`].
#[derive(Debug, Clone)]
pub(crate) struct Iter<'a>(std::slice::Iter<'a, (String, Node)>);

impl<'a> Iterator for Iter<'a> {
    type Item = (&'a String, &'a Node);

    fn next(&mut self) -> Option<Self::Item> {
        self.0.by_ref().find(|(_, node)| !node.is_refused()).map(|(key, node)| (key, node))
    }
}
