//! Decoding as go-yaml v3 does it into Go's types.

use std::collections::BTreeSet;
use std::ops::Range;
use std::rc::Rc;

use super::finding::{Finding, Severity, nearest};
use super::node::{Kind, Node};
use super::scalar::{Value, resolve};
use crate::go_duration;

/// Decodes nodes and keeps what is wrong with them (go-yaml/yaml, `decode.go`).
///
/// A value of the wrong type is kept as a problem and decoding goes on; what ends the decoding is an `Err`.
#[derive(Debug, Default)]
pub(super) struct Decoder {
    /// Values of the wrong type, keys that stand twice.
    pub(super) problems: Vec<Finding>,
    /// Keys that nothing reads.
    pub(super) ignored: Vec<Finding>,
    decoded: u64,
    decoded_through_aliases: u64,
    alias_depth: u64,
    depth: u64,
}

/// The deepest that decoding goes, aliases followed. go-yaml has no such limit; the stack of a thread has.
const DEEPEST: u64 = 300;

/// A key of a mapping with its value.
#[derive(Clone, Debug)]
pub(super) struct Field<'a> {
    pub(super) key: &'a str,
    pub(super) key_span: Range<usize>,
    pub(super) value: &'a Node,
}

/// What is done with the fields of a structure.
struct Fields<'a, 'field> {
    known: &'a [&'static str],
    seen: BTreeSet<String>,
    on_field: &'a mut OnField<'field>,
}

/// What to do with a field. Gives whether the key is known.
pub(super) type OnField<'a> = dyn FnMut(&mut Decoder, Field<'_>) -> Result<bool, Finding> + 'a;

impl Decoder {
    /// A text. Every scalar is one, except for nothing.
    pub(super) fn text(&mut self, node: &Node) -> Result<Option<String>, Finding> {
        self.through_aliases(node, |decoder, node| {
            Ok(decoder.scalar(node, "a text")?.map(|value| match (&value, &node.kind) {
                (Value::Text(text), _) => text.clone(),
                (_, Kind::Scalar(scalar)) => scalar.value.clone(),
                _ => String::new(),
            }))
        })
    }

    /// A boolean, in the words of YAML 1.1 too, quoted or not.
    pub(super) fn boolean(&mut self, node: &Node) -> Result<Option<bool>, Finding> {
        self.convert(node, "a boolean", |value| match value {
            Value::Bool(boolean) => Some(*boolean),
            Value::Text(text) => match text.as_str() {
                "y" | "Y" | "yes" | "Yes" | "YES" | "on" | "On" | "ON" => Some(true),
                "n" | "N" | "no" | "No" | "NO" | "off" | "Off" | "OFF" => Some(false),
                _ => None,
            },
            _ => None,
        })
    }

    /// An integer; a fraction is cut off.
    pub(super) fn integer(&mut self, node: &Node) -> Result<Option<i64>, Finding> {
        self.convert(node, "an integer", |value| match value {
            Value::Int(integer) => Some(*integer),
            #[expect(clippy::cast_possible_truncation, reason = "Go cuts the fraction off too")]
            Value::Float(float) if *float <= 9_223_372_036_854_775_808.0 => Some(*float as i64),
            _ => None,
        })
    }

    /// An integer from zero up; a fraction is cut off.
    pub(super) fn unsigned(&mut self, node: &Node) -> Result<Option<u64>, Finding> {
        self.convert(node, "an integer from zero up", |value| match value {
            Value::Int(integer) => u64::try_from(*integer).ok(),
            Value::Uint(integer) => Some(*integer),
            #[expect(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "what Go makes of a number below zero differs from machine to machine"
            )]
            Value::Float(float) if *float <= 18_446_744_073_709_551_616.0 => Some(*float as u64),
            _ => None,
        })
    }

    /// A duration, a text in Go's form, in nanoseconds.
    pub(super) fn duration(&mut self, node: &Node) -> Result<Option<i64>, Finding> {
        self.convert(node, "a duration such as `30s`", |value| match value {
            Value::Text(text) => go_duration::nanoseconds(text),
            _ => None,
        })
    }

    /// A list. Elements that decode to nothing are left out.
    pub(super) fn list<T>(
        &mut self,
        node: &Node,
        element: fn(&mut Self, &Node) -> Result<Option<T>, Finding>,
    ) -> Result<Vec<T>, Finding> {
        self.through_aliases(node, |decoder, node| {
            let mut elements = Vec::new();
            if let Kind::Sequence(children) = &node.kind {
                for child in children {
                    elements.extend(element(decoder, child)?);
                }
            } else {
                decoder.refuse_unless_null(node, "a list")?;
            }
            Ok(elements)
        })
    }

    /// A mapping with the fields of a structure, whose names are `known`. `on_field` takes each key once: the mapping's own before merged ones.
    ///
    /// Gives whether there was one: nothing is fine, but is none.
    pub(super) fn structure(
        &mut self,
        node: &Node,
        known: &[&'static str],
        on_field: &mut OnField<'_>,
    ) -> Result<bool, Finding> {
        let mut fields = Fields { known, seen: BTreeSet::new(), on_field };
        self.through_aliases(node, |decoder, node| {
            let Kind::Mapping(pairs) = &node.kind else {
                decoder.refuse_unless_null(node, "a mapping")?;
                return Ok(false);
            };
            decoder.fields(pairs, false, &mut fields)?;
            Ok(true)
        })
    }

    fn fields(
        &mut self,
        pairs: &[(Rc<Node>, Rc<Node>)],
        merged: bool,
        structure: &mut Fields<'_, '_>,
    ) -> Result<(), Finding> {
        if !self.keys_are_unique(pairs) {
            return Ok(());
        }
        let mut source = None;
        for (key, value) in pairs {
            if key.is_merge_key() {
                source = Some(value);
                continue;
            }
            let Some(name) = self.text(key)? else { continue };
            if !structure.seen.insert(name.clone()) {
                if !merged {
                    self.problems.push(stands_twice(key));
                }
                continue;
            }
            let field = Field { key: &name, key_span: key.span.clone(), value };
            if !(structure.on_field)(self, field)? {
                self.ignored.push(unknown(&name, key, structure.known));
            }
        }
        match source {
            Some(source) => self.merge(source, structure),
            None => Ok(()),
        }
    }

    fn merge(&mut self, source: &Node, fields: &mut Fields<'_, '_>) -> Result<(), Finding> {
        if let Kind::Sequence(sources) = &source.kind {
            return sources.iter().try_for_each(|source| self.merge_one(source, fields));
        }
        self.merge_one(source, fields)
    }

    fn merge_one(&mut self, source: &Node, fields: &mut Fields<'_, '_>) -> Result<(), Finding> {
        self.through_aliases(source, |decoder, node| match &node.kind {
            Kind::Mapping(pairs) => decoder.fields(pairs, true, fields),
            _ => Err(Finding::reject("`<<` takes a mapping, or a list of mappings", source.span.clone())),
        })
    }

    /// Keeps a problem for each key that stands twice.
    pub(super) fn keys_are_unique(&mut self, pairs: &[(Rc<Node>, Rc<Node>)]) -> bool {
        let before = self.problems.len();
        let mut texts = BTreeSet::new();
        for (index, (key, _)) in pairs.iter().enumerate() {
            let twice = match &key.kind {
                // The usual kind of key, and the only one there can be many of in a sensible file.
                Kind::Scalar(scalar) => !texts.insert(scalar.value.as_str()),
                _ => pairs.iter().take(index).any(|(earlier, _)| earlier.is_same_key(key)),
            };
            if twice {
                self.problems.push(stands_twice(key));
            }
        }
        self.problems.len() == before
    }

    /// Decodes what `node` refers to when it is an alias, and `node` itself when it is not.
    pub(super) fn through_aliases<T>(
        &mut self,
        node: &Node,
        decode: impl FnOnce(&mut Self, &Node) -> Result<T, Finding>,
    ) -> Result<T, Finding> {
        self.count(node)?;
        self.depth += 1;
        if self.depth > DEEPEST {
            return Err(Finding::reject("the document nests too deeply", node.span.clone()));
        }
        let decoded = match &node.kind {
            Kind::Alias { target, .. } => {
                let Some(target) = target.upgrade() else {
                    return Err(Finding::reject(
                        "the alias stands inside what it refers to",
                        node.span.clone(),
                    ));
                };
                self.alias_depth += 1;
                let decoded = self.through_aliases(&target, decode);
                self.alias_depth -= 1;
                decoded
            }
            _ => decode(self, node),
        };
        self.depth -= 1;
        decoded
    }

    /// Counts a step, and ends the decoding when too many of the steps come from aliases.
    fn count(&mut self, node: &Node) -> Result<(), Finding> {
        const FEW: u64 = 400_000;
        const MANY: u64 = 4_000_000;
        self.decoded += 1;
        self.decoded_through_aliases += u64::from(self.alias_depth > 0);
        // From 99 parts in a hundred for few steps down to 10 for many.
        let excess = self.decoded.clamp(FEW, MANY) - FEW;
        let allowed = self.decoded * (99 * (MANY - FEW) - 89 * excess) / (100 * (MANY - FEW));
        if self.decoded_through_aliases > 100 && self.decoded > 1000 && self.decoded_through_aliases > allowed
        {
            return Err(Finding::reject("the file is mostly aliases", node.span.clone()));
        }
        Ok(())
    }

    fn convert<T>(
        &mut self,
        node: &Node,
        wanted: &str,
        convert: fn(&Value) -> Option<T>,
    ) -> Result<Option<T>, Finding> {
        self.through_aliases(node, |decoder, node| {
            let Some(value) = decoder.scalar(node, wanted)? else { return Ok(None) };
            let converted = convert(&value);
            if converted.is_none() {
                decoder.problem(wanted, value.name(), node);
            }
            Ok(converted)
        })
    }

    /// The value of a scalar. `None` for nothing, and, with a problem, for anything that is no scalar.
    fn scalar(&mut self, node: &Node, wanted: &str) -> Result<Option<Value>, Finding> {
        match &node.kind {
            Kind::Scalar(scalar) => {
                let value = resolve(scalar).map_err(|message| Finding::reject(message, node.span.clone()))?;
                return Ok((value != Value::Null).then_some(value));
            }
            Kind::Sequence(_) => self.problem(wanted, "a list", node),
            Kind::Mapping(pairs) => {
                if self.keys_are_unique(pairs) {
                    self.problem(wanted, "a mapping", node);
                }
            }
            Kind::Alias { .. } => {}
        }
        Ok(None)
    }

    /// Keeps a problem when `node`, which is not what is wanted, is not nothing either.
    fn refuse_unless_null(&mut self, node: &Node, wanted: &str) -> Result<(), Finding> {
        if let Some(value) = self.scalar(node, wanted)? {
            self.problem(wanted, value.name(), node);
        }
        Ok(())
    }

    fn problem(&mut self, wanted: &str, found: &str, node: &Node) {
        self.problems.push(Finding::reject(format!("{wanted} is wanted, not {found}"), node.span.clone()));
    }
}

fn unknown(name: &str, key: &Node, known: &[&'static str]) -> Finding {
    let warning = |message: String| Finding::new(Severity::Warn, message, key.span.clone());
    match nearest(name, known.iter().copied()) {
        Some(meant) => {
            warning(format!("cloudflared knows no `{name}` here; `{meant}` is meant")).mended_by(meant)
        }
        None => warning(format!("cloudflared knows no `{name}` here")),
    }
}

fn stands_twice(key: &Node) -> Finding {
    Finding::reject("the key stands twice", key.span.clone())
}
