//! From the tree to the typed model, by serde, with the place of every fault.
//!
//! serde stops at the first fault of a value. So a fault carries the path of what is wrong, the caller takes that out of the
//! document and decodes again: every fault is found, and each only once. All unknown keys of a table are found together.

use std::fmt;

use serde::de::value::StrDeserializer;
use serde::de::{
    self, DeserializeSeed, Deserializer, EnumAccess, Expected, IntoDeserializer, MapAccess, SeqAccess,
    Unexpected, VariantAccess, Visitor,
};

use super::correction::Correction;
use super::problem::Problem;
use super::{Document, Node, Part, Value};
use crate::diagnostic::{Code, Diagnostic, nearest, or_list};
use crate::path::{Path, PathSet, Segment};

/// The key that says which kind of thing a table is. Enums of tables are decoded by it.
pub(crate) const KIND: &str = "kind";

/// The one enum of the model whose variants are tables; of every other they are words.
const OF_TABLES: &str = "ServiceSpec";

/// After so many faults no more corrections are looked for.
const MOST_CORRECTIONS: usize = 20;

/// After so many faults nothing is said of what may be meant by an unknown key: nobody reads so far before mending.
const MOST_SUGGESTIONS: usize = 100;

/// After so many faults of one value the rest of it goes unread: each takes another look at the whole.
const MOST_FAULTS: usize = 500;

/// Decodes what stands at `path`. Everything that is wrong in it is told to `report`, and taken out of the document; what is
/// left is given. `None` when nothing is left, or when there was nothing.
pub(crate) fn decode<T: de::DeserializeOwned>(
    document: &mut Document,
    path: &Path,
    refusals: &mut Refusals,
) -> Option<T> {
    for _ in 0..MOST_FAULTS {
        let trail = Trail::from_path(path);
        let error = match T::deserialize(Decoder { node: document.node(path)?, trail: &trail, without: None })
        {
            Ok(value) => return Some(value),
            Err(error) => error,
        };
        let mut lost = false;
        for fault in error.faults {
            let at = fault.at.unwrap_or_else(|| path.clone());
            let suggests = refusals.diagnostics.len() < MOST_SUGGESTIONS;
            if !follows(&fault.problem, document, &at, &refusals.paths) {
                let diagnostic = fault.problem.diagnostic(document, &at, suggests);
                // Each correction is tried on the whole value, which many faults would make slow.
                let tried = refusals.diagnostics.len() < MOST_CORRECTIONS;
                let correction =
                    tried.then(|| fault.problem.correction(document, &at, &refusals.paths)).flatten();
                refusals.diagnostics.push(match correction {
                    Some(correction) if is_sound::<T>(document, path, &correction) => {
                        diagnostic.with_fix(correction.fix)
                    }
                    _ => diagnostic,
                });
            }
            let target = match fault.problem {
                Problem::UnknownKey { key, known } => {
                    // The key that was meant is as good as there: nothing must be said of its absence.
                    if suggests {
                        let meant = nearest(&key, known.iter().copied());
                        refusals.paths.extend(meant.map(|meant| at.key(meant)));
                    }
                    at.key(key)
                }
                _ => at,
            };
            // Should a fault lie nowhere, decoding again would find it for ever.
            lost |= !document.prune(&target);
            refusals.paths.insert(target);
        }
        if lost {
            return None;
        }
    }
    refusals.diagnostics.push(
        Diagnostic::new(Code::InvalidValue, format!("there is more wrong in `{path}` than is told here"))
            .labelled(document.locate(path, Part::Value), "not read to its end")
            .help("mend what is told, and check again"),
    );
    document.prune(path);
    refusals.paths.insert(path.clone());
    None
}

/// Whether what stands at `path` decodes with the correction, as far as that reaches.
fn is_sound<T: de::DeserializeOwned>(document: &Document, path: &Path, correction: &Correction) -> bool {
    let Some(node) = correction.corrected(document, path) else { return false };
    let trail = Trail::from_path(path);
    match T::deserialize(Decoder { node: &node, trail: &trail, without: None }) {
        Ok(_) => true,
        Err(error) => {
            let touches = |at: &Path| at.is_within(&correction.at);
            !error.faults.iter().any(|fault| fault.at.as_ref().is_none_or(touches))
        }
    }
}

/// Whether a fault is there only because of what was refused before it, or may have been lost to a syntax error.
fn follows(problem: &Problem, document: &Document, at: &Path, refused: &PathSet) -> bool {
    let missing = |key: &str| document.is_damaged() || refused.contains(&at.key(key));
    match problem {
        Problem::MissingKey { key } => missing(key),
        Problem::MissingKind { .. } => missing(KIND),
        Problem::Invalid { part: Part::Value, .. } => refused.has_below(at),
        _ => false,
    }
}

/// What was found wrong while decoding, and what was therefore taken out.
#[derive(Debug, Default)]
pub(crate) struct Refusals {
    pub(crate) diagnostics: Vec<Diagnostic>,
    pub(crate) paths: PathSet,
}

/// The way to a node, kept on the stack: a path is only made when there is a fault to report.
struct Trail<'a> {
    parent: Option<&'a Trail<'a>>,
    step: Step<'a>,
}

enum Step<'a> {
    Whole(&'a Path),
    Key(&'a str),
    Index(usize),
}

impl<'a> Trail<'a> {
    fn from_path(path: &'a Path) -> Self {
        Self { parent: None, step: Step::Whole(path) }
    }

    fn path(&self) -> Path {
        let mut segments = Vec::new();
        self.collect(&mut segments);
        Path::from(segments)
    }

    fn collect(&self, segments: &mut Vec<Segment>) {
        if let Some(parent) = self.parent {
            parent.collect(segments);
        }
        match self.step {
            Step::Whole(path) => segments.extend_from_slice(path.segments()),
            Step::Key(key) => segments.push(Segment::Key(key.to_owned())),
            Step::Index(index) => segments.push(Segment::Index(index)),
        }
    }
}

#[derive(Debug)]
struct Fault {
    /// Filled in by the innermost decoder that the error passes.
    at: Option<Path>,
    problem: Problem,
}

/// serde's error type: faults with their paths.
#[derive(Debug)]
struct Faults {
    faults: Vec<Fault>,
}

impl Faults {
    fn one(problem: Problem) -> Self {
        Self { faults: vec![Fault { at: None, problem }] }
    }

    fn at(mut self, trail: &Trail<'_>) -> Self {
        for fault in &mut self.faults {
            fault.at.get_or_insert_with(|| trail.path());
        }
        self
    }

    /// The fault is one of `key` in the table that `table` leads to, not of the key's value.
    fn at_key(mut self, table: &Trail<'_>, key: &str) -> Self {
        for fault in self.faults.iter_mut().filter(|fault| fault.at.is_none()) {
            match &mut fault.problem {
                // That a table has no such key is the table's fault.
                Problem::UnknownKey { .. } => fault.at = Some(table.path()),
                Problem::Invalid { part, .. } | Problem::WrongType { part, .. } => *part = Part::Key,
                _ => {}
            }
        }
        self.at(&Trail { parent: Some(table), step: Step::Key(key) })
    }
}

impl fmt::Display for Faults {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{:?}", self.faults)
    }
}

impl std::error::Error for Faults {}

impl de::Error for Faults {
    fn custom<T: fmt::Display>(message: T) -> Self {
        Self::one(Problem::Invalid { message: message.to_string(), part: Part::Value })
    }

    fn invalid_type(_: Unexpected<'_>, expected: &dyn Expected) -> Self {
        Self::one(Problem::WrongType { expected: in_words(expected), part: Part::Value })
    }

    fn invalid_value(_: Unexpected<'_>, expected: &dyn Expected) -> Self {
        Self::one(Problem::WrongType { expected: in_words(expected), part: Part::Value })
    }

    fn unknown_variant(found: &str, known: &'static [&'static str]) -> Self {
        Self::one(Problem::UnknownVariant { found: found.to_owned(), known })
    }

    fn unknown_field(key: &str, known: &'static [&'static str]) -> Self {
        Self::one(Problem::UnknownKey { key: key.to_owned(), known })
    }

    fn missing_field(key: &'static str) -> Self {
        Self::one(Problem::MissingKey { key })
    }
}

/// serde's names for what a type takes, in this file's words.
fn in_words(expected: &dyn Expected) -> String {
    let text = expected.to_string();
    match text.as_str() {
        "a string" | "str" | "string" => "text".to_owned(),
        "a boolean" => "`true` or `false`".to_owned(),
        "a sequence" => "a list".to_owned(),
        "a map" => "a table".to_owned(),
        "u16" => "a whole number from 0 to 65535".to_owned(),
        "a nonzero u16" => "a whole number from 1 to 65535".to_owned(),
        "a nonzero u32" => "a whole number, at least 1".to_owned(),
        "u8" | "u32" | "u64" | "usize" => "a whole number, not negative".to_owned(),
        "i8" | "i16" | "i32" | "i64" => "a whole number".to_owned(),
        "f64" => "a number".to_owned(),
        other => other.to_owned(),
    }
}

struct Decoder<'a> {
    node: &'a Node,
    trail: &'a Trail<'a>,
    /// A key that was read already: the tag of an enum.
    without: Option<&'static str>,
}

impl<'de> Deserializer<'de> for Decoder<'_> {
    type Error = Faults;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Faults> {
        let trail = self.trail;
        match &self.node.value {
            Value::Text(text) => visitor.visit_str(text),
            Value::Integer(number) => visitor.visit_i64(*number),
            Value::HugeInteger(_) => Err(de::Error::invalid_type(Unexpected::Other("a number"), &visitor)),
            Value::Float(number) => visitor.visit_f64(*number),
            Value::Boolean(value) => visitor.visit_bool(*value),
            Value::Datetime(_) => Err(de::Error::invalid_type(Unexpected::Other("a date"), &visitor)),
            Value::List(items) => visitor.visit_seq(Items { nodes: items, position: 0, trail }),
            Value::Table(table) => {
                visitor.visit_map(Entries { rest: table.iter(), pending: None, trail, without: self.without })
            }
            Value::Refused => visitor.visit_unit(),
        }
        .map_err(|error| error.at(trail))
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Faults> {
        visitor.visit_some(self)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, Faults> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Faults> {
        // serde would take a list for a table whose keys are left out.
        let Some(table) = self.node.table() else {
            let expected = "a table".to_owned();
            return Err(Faults::one(Problem::WrongType { expected, part: Part::Value }).at(self.trail));
        };
        let (trail, without) = (self.trail, self.without);
        self.deserialize_any(visitor).map_err(|error| {
            // The visitor stops at the first key that it does not know. So only a table with a fault is looked through for all.
            let faults: Vec<Fault> = table
                .keys()
                .filter(|key| Some(key.as_str()) != without && !fields.contains(&key.as_str()))
                .map(|key| Fault {
                    at: Some(trail.path()),
                    problem: Problem::UnknownKey { key: key.clone(), known: fields },
                })
                .collect();
            if faults.is_empty() { error } else { Faults { faults } }
        })
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        name: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Faults> {
        let trail = self.trail;
        if name != OF_TABLES {
            return if let Value::Text(text) = &self.node.value {
                visitor.visit_enum(IntoDeserializer::<Faults>::into_deserializer(text.as_str()))
            } else {
                let expected = or_list(variants.iter().copied()).replace('`', "\"");
                Err(Faults::one(Problem::WrongType { expected, part: Part::Value }))
            }
            .map_err(|error| error.at(trail));
        }
        let Some(table) = self.node.table() else {
            let expected = "a table".to_owned();
            return Err(Faults::one(Problem::WrongType { expected, part: Part::Value }).at(trail));
        };
        match table.get(KIND).map(|kind| &kind.value) {
            None => {
                let problem = match nearest(KIND, table.keys().map(String::as_str)) {
                    Some(meant) => Problem::UnknownKey { key: meant.to_owned(), known: &[KIND] },
                    None => Problem::MissingKind { kinds: variants },
                };
                Err(Faults::one(problem))
            }
            Some(Value::Text(kind)) if variants.contains(&kind.as_str()) => {
                visitor.visit_enum(Tagged { kind, decoder: self })
            }
            Some(Value::Text(_)) => Err(Faults::one(Problem::UnknownKind { kinds: variants })),
            Some(_) => {
                let expected = format!("text: {}", or_list(variants.iter().copied()).replace('`', "\""));
                let path = Trail { parent: Some(trail), step: Step::Key(KIND) };
                Err(Faults::one(Problem::WrongType { expected, part: Part::Value }).at(&path))
            }
        }
        .map_err(|error| error.at(trail))
    }

    serde::forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit unit_struct
        seq tuple tuple_struct map identifier ignored_any
    }
}

struct Items<'a> {
    nodes: &'a [Node],
    position: usize,
    trail: &'a Trail<'a>,
}

impl<'de> SeqAccess<'de> for Items<'_> {
    type Error = Faults;

    fn next_element_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<Option<T::Value>, Faults> {
        while let Some(node) = self.nodes.get(self.position) {
            let trail = Trail { parent: Some(self.trail), step: Step::Index(self.position) };
            self.position += 1;
            if !matches!(node.value, Value::Refused) {
                return seed
                    .deserialize(Decoder { node, trail: &trail, without: None })
                    .map(Some)
                    .map_err(|error| error.at(&trail));
            }
        }
        Ok(None)
    }
}

struct Entries<'a> {
    rest: super::table::Iter<'a>,
    pending: Option<(&'a str, &'a Node)>,
    trail: &'a Trail<'a>,
    without: Option<&'static str>,
}

impl<'de> MapAccess<'de> for Entries<'_> {
    type Error = Faults;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, Faults> {
        let without = self.without;
        let Some((key, node)) = self.rest.find(|(key, _)| Some(key.as_str()) != without) else {
            return Ok(None);
        };
        self.pending = Some((key, node));
        let key: &str = key;
        let decoder: StrDeserializer<'_, Faults> = key.into_deserializer();
        seed.deserialize(decoder).map(Some).map_err(|error| error.at_key(self.trail, key))
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, Faults> {
        let Some((key, node)) = self.pending.take() else {
            return Err(de::Error::custom("a value was asked for before its key"));
        };
        let trail = Trail { parent: Some(self.trail), step: Step::Key(key) };
        seed.deserialize(Decoder { node, trail: &trail, without: None }).map_err(|error| error.at(&trail))
    }
}

/// A table whose [`KIND`] says which variant of an enum it is.
struct Tagged<'a> {
    kind: &'a str,
    decoder: Decoder<'a>,
}

impl<'a, 'de> EnumAccess<'de> for Tagged<'a> {
    type Error = Faults;
    type Variant = Decoder<'a>;

    fn variant_seed<V: DeserializeSeed<'de>>(self, seed: V) -> Result<(V::Value, Decoder<'a>), Faults> {
        let kind: StrDeserializer<'_, Faults> = self.kind.into_deserializer();
        Ok((seed.deserialize(kind)?, Decoder { without: Some(KIND), ..self.decoder }))
    }
}

impl<'de> VariantAccess<'de> for Decoder<'_> {
    type Error = Faults;

    fn unit_variant(self) -> Result<(), Faults> {
        Ok(())
    }

    fn newtype_variant_seed<T: DeserializeSeed<'de>>(self, seed: T) -> Result<T::Value, Faults> {
        seed.deserialize(self)
    }

    fn tuple_variant<V: Visitor<'de>>(self, _: usize, visitor: V) -> Result<V::Value, Faults> {
        self.deserialize_any(visitor)
    }

    fn struct_variant<V: Visitor<'de>>(
        self,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Faults> {
        self.deserialize_struct("", fields, visitor)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::load::load;
    use crate::model::ForeignValue;
    use crate::source::Sources;

    #[test]
    fn after_many_faults_less_is_said_of_each() {
        let networks = (0..120).map(|number| format!("[networks.n{number:03}]\nintrenal = true\n"));
        let text = format!("[stack]\nname = \"mcp\"\n{}", networks.collect::<String>());
        let mut sources = Sources::new();
        let id = sources.add("stack.toml", text);
        let loaded = load(&sources, id);
        let found = loaded.diagnostics();
        assert_eq!(found.len(), 120);
        assert_eq!(found.iter().filter(|found| found.fix().is_some()).count(), MOST_CORRECTIONS);
        let helps = found.iter().filter(|found| found.help_text() == Some("write `internal`"));
        assert_eq!(helps.count(), MOST_SUGGESTIONS);
        // What is suggested is as good as there.
        let internal = |number| Path::root().key("networks").key(format!("n{number:03}")).key("internal");
        assert!(loaded.refused(&internal(MOST_SUGGESTIONS - 1)));
        assert!(!loaded.refused(&internal(MOST_SUGGESTIONS)));
    }

    /// Tells of a key that no table has.
    #[derive(Debug)]
    struct Mistaken;

    impl<'de> de::Deserialize<'de> for Mistaken {
        fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
            let _ = ForeignValue::deserialize(deserializer)?;
            Err(de::Error::unknown_field("nowhere", &[]))
        }
    }

    #[test]
    fn a_fault_that_lies_nowhere_is_told_once() {
        let mut sources = Sources::new();
        let id = sources.add("stack.toml", "[a]\nb = 1\n");
        let (mut document, _) = Document::parse(&sources, id);
        let mut refusals = Refusals::default();
        assert!(decode::<Mistaken>(&mut document, &Path::root().key("a"), &mut refusals).is_none());
        assert_eq!(refusals.diagnostics.len(), 1);
    }
}
