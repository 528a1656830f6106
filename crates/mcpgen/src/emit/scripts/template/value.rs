//! What a template is told, and where its names lead.

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::TemplateError;
use super::parse::Name;

/// A value that a template can write, ask for or go through.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::emit::scripts) enum Value<'v> {
    Text(Cow<'v, str>),
    Number(usize),
    Truth(bool),
    List(Vec<Value<'v>>),
    Table(BTreeMap<&'static str, Value<'v>>),
    /// What is not there: false, and never written.
    Nothing,
}

impl<'v> Value<'v> {
    /// A table.
    pub(in crate::emit::scripts) fn table<const N: usize>(entries: [(&'static str, Self); N]) -> Self {
        Self::Table(BTreeMap::from(entries))
    }

    /// A list of texts.
    pub(in crate::emit::scripts) fn texts<T: AsRef<str> + ?Sized + 'v>(
        texts: impl IntoIterator<Item = &'v T>,
    ) -> Self {
        Self::List(texts.into_iter().map(|text| Self::Text(text.as_ref().into())).collect())
    }

    /// A text, or nothing.
    pub(in crate::emit::scripts) fn text_if_any(text: Option<impl Into<Cow<'v, str>>>) -> Self {
        text.map_or(Self::Nothing, |text| Self::Text(text.into()))
    }

    /// Whether a condition holds: what is there, and not empty.
    pub(super) fn is_true(&self) -> bool {
        match self {
            Self::Text(text) => !text.is_empty(),
            Self::Number(number) => *number > 0,
            Self::Truth(truth) => *truth,
            Self::List(items) => !items.is_empty(),
            Self::Table(_) => true,
            Self::Nothing => false,
        }
    }

    /// What it is, in words.
    pub(super) fn kind(&self) -> &'static str {
        match self {
            Self::Text(_) => "a text",
            Self::Number(_) => "a number",
            Self::Truth(_) => "a truth value",
            Self::List(_) => "a list",
            Self::Table(_) => "a table",
            Self::Nothing => "what is not there",
        }
    }
}

/// What the names mean at a place of the template.
pub(in crate::emit::scripts) struct Scope<'v> {
    root: &'v Value<'v>,
    /// The items of the loops around, the innermost last.
    items: Vec<(&'v str, &'v Value<'v>)>,
}

impl<'v> Scope<'v> {
    pub(super) fn new(root: &'v Value<'v>) -> Self {
        Self { root, items: Vec::new() }
    }

    /// The value of a name: of a loop's item, or else of the table that the template is given.
    pub(super) fn find(&self, name: &Name<'_>) -> Result<&'v Value<'v>, TemplateError> {
        let mut steps = name.text.split('.');
        let first = steps.next().unwrap_or_default();
        let item = self.items.iter().rev().find(|(item, _)| *item == first).map(|(_, value)| *value);
        let entry = |value: &'v Value<'v>, step| match value {
            Value::Table(entries) => entries.get(step),
            _ => None,
        };
        item.or_else(|| entry(self.root, first))
            .and_then(|start| steps.try_fold(start, entry))
            .ok_or_else(|| name.error("is not known"))
    }

    /// Does something while `item` is `value`.
    pub(super) fn within<T>(
        &mut self,
        item: &'v str,
        value: &'v Value<'v>,
        work: impl FnOnce(&mut Self) -> T,
    ) -> T {
        self.items.push((item, value));
        let outcome = work(self);
        self.items.pop();
        outcome
    }
}
