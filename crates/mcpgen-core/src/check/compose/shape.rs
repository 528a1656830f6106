//! Shapes of values in the `compose` table.

use crate::diagnostic::nearest;
use crate::document::Part;
use crate::model::{self, ForeignValue, StorageSize};
use crate::path::Path;

/// What an attribute of Compose takes.
#[derive(Clone, Copy)]
pub(super) enum Shape {
    /// Whatever it is.
    Anything,
    /// Text.
    Text,
    /// One of these words.
    Words(&'static [&'static str]),
    /// Text of a form, which the words say.
    Matching(fn(&str) -> bool, &'static str),
    /// An amount with a unit: `"512m"`.
    Bytes,
    /// A time: `"1m30s"`.
    Duration,
    /// A whole number between two, which are possible too.
    Integer(i64, i64),
    /// `true` or `false`.
    Switch,
    /// Text, a number, `true` or `false`.
    Scalar,
    /// A list in which no text stands twice.
    List(&'static Shape),
    /// A table from names of a person's own.
    Map(&'static Shape),
    /// A table with these keys.
    Table {
        /// All keys.
        keys: &'static [(&'static str, Shape)],
        /// Those that must be there.
        required: &'static [&'static str],
        /// Whether keys that begin with `x-` are taken too.
        extensions: bool,
    },
    /// One of these.
    OneOf(&'static [Shape]),
}

/// What is wrong with a value.
pub(super) struct Misfit {
    /// The place, within the attribute's value.
    pub(super) place: Path,
    /// Whether the key is wrong, or its value.
    pub(super) part: Part,
    /// In one line, without the place.
    pub(super) message: String,
    pub(super) help: String,
}

impl Shape {
    /// What is wrong with `value`, which stands at `place`.
    pub(super) fn misfits(&self, value: &ForeignValue, place: &Path) -> Vec<Misfit> {
        match (self, value) {
            (Self::OneOf(shapes), value) => one_of(self, shapes, value, place),
            (Self::List(item), ForeignValue::List(items)) => list(item, items, place),
            (Self::Map(shape), ForeignValue::Table(table)) => {
                table.iter().flat_map(|(key, value)| shape.misfits(value, &place.key(key))).collect()
            }
            (Self::Table { keys, required, extensions }, ForeignValue::Table(table)) => {
                let missing = required.iter().filter(|key| !table.contains_key(**key)).map(|key| Misfit {
                    place: place.clone(),
                    part: Part::Value,
                    message: format!("`{key}` is missing"),
                    help: format!("add `{key} = …`"),
                });
                let found = table.iter().flat_map(|(key, value)| {
                    let place = place.key(key);
                    match keys.iter().find(|(known, _)| known == key) {
                        Some((_, shape)) => shape.misfits(value, &place),
                        None if *extensions && key.starts_with("x-") => Vec::new(),
                        None => vec![unknown(key, keys, place)],
                    }
                });
                missing.chain(found).collect()
            }
            (shape, value) if shape.takes(value) => Vec::new(),
            (shape, value) => vec![Misfit {
                place: place.clone(),
                part: Part::Value,
                message: match (shape.takes_sort_of(value), value) {
                    (true, ForeignValue::Text(text)) => format!("{text:?} is not possible"),
                    (true, ForeignValue::Integer(number)) => format!("{number} is not possible"),
                    _ => format!("{} is not possible", value.sort()),
                },
                help: format!("write {}", shape.wanted()),
            }],
        }
    }

    /// Whether a value that holds no others fits.
    fn takes(&self, value: &ForeignValue) -> bool {
        match (self, value) {
            (Self::Anything, _)
            | (Self::Text | Self::Scalar, ForeignValue::Text(_))
            | (Self::Switch | Self::Scalar, ForeignValue::Boolean(_))
            | (Self::Scalar, ForeignValue::Integer(_) | ForeignValue::Float(_)) => true,
            (Self::Words(words), ForeignValue::Text(text)) => words.contains(&text.as_str()),
            (Self::Matching(fits, _), ForeignValue::Text(text)) => fits(text),
            (Self::Bytes, ForeignValue::Text(text)) => text.parse::<StorageSize>().is_ok(),
            (Self::Duration, ForeignValue::Text(text)) => text.parse::<model::Duration>().is_ok(),
            (Self::Integer(least, most), ForeignValue::Integer(number)) => (least..=most).contains(&number),
            _ => false,
        }
    }

    /// Whether only the value is wrong, and not its sort.
    fn takes_sort_of(&self, value: &ForeignValue) -> bool {
        match value {
            ForeignValue::Text(_) => {
                matches!(
                    self,
                    Self::Text | Self::Words(_) | Self::Matching(..) | Self::Bytes | Self::Duration
                )
            }
            ForeignValue::Integer(_) => matches!(self, Self::Integer(..)),
            ForeignValue::Boolean(_) => matches!(self, Self::Switch),
            ForeignValue::Float(_) => false,
            ForeignValue::List(_) => matches!(self, Self::List(_)),
            ForeignValue::Table(_) => matches!(self, Self::Map(_) | Self::Table { .. }),
        }
    }

    /// In words, what is taken.
    fn wanted(&self) -> String {
        let none_below = |bound: i64| bound == i64::MAX;
        match self {
            Self::Anything => "what Compose takes".to_owned(),
            Self::Text => "text".to_owned(),
            Self::Words(words) => {
                let words: Vec<String> =
                    words.iter().filter(|word| !word.is_empty()).map(|word| format!("{word:?}")).collect();
                words.join(" or ")
            }
            Self::Matching(_, words) => (*words).to_owned(),
            Self::Bytes => "an amount such as \"512m\"".to_owned(),
            Self::Duration => "a time such as \"1m30s\"".to_owned(),
            Self::Integer(least, most) if none_below(*most) => format!("a whole number, at least {least}"),
            Self::Integer(least, most) => format!("a whole number from {least} to {most}"),
            Self::Switch => "`true` or `false`".to_owned(),
            Self::Scalar => "text, a number, `true` or `false`".to_owned(),
            Self::List(_) => "a list".to_owned(),
            Self::Map(_) | Self::Table { .. } => "a table".to_owned(),
            Self::OneOf(shapes) => shapes.iter().map(Self::wanted).collect::<Vec<String>>().join(", or "),
        }
    }
}

/// What is wrong with a value by the shape that its writer seems to have meant.
fn one_of(all: &Shape, shapes: &[Shape], value: &ForeignValue, place: &Path) -> Vec<Misfit> {
    let verdicts: Vec<(&Shape, Vec<Misfit>)> =
        shapes.iter().map(|shape| (shape, shape.misfits(value, place))).collect();
    if verdicts.iter().any(|(_, misfits)| misfits.is_empty()) {
        return Vec::new();
    }
    match verdicts.into_iter().find(|(shape, _)| shape.takes_sort_of(value)) {
        Some((_, misfits)) => misfits,
        None => vec![Misfit {
            place: place.clone(),
            part: Part::Value,
            message: format!("{} is not possible", value.sort()),
            help: format!("write {}", all.wanted()),
        }],
    }
}

fn list(item: &Shape, items: &[ForeignValue], place: &Path) -> Vec<Misfit> {
    let mut misfits = Vec::new();
    for (index, value) in items.iter().enumerate() {
        let place = place.index(index);
        misfits.extend(item.misfits(value, &place));
        let twice = value.as_text().is_some() && items.iter().take(index).any(|before| before == value);
        if twice {
            misfits.push(Misfit {
                place,
                part: Part::Value,
                message: "the same text stands twice in one list".to_owned(),
                help: "remove one of them".to_owned(),
            });
        }
    }
    misfits
}

fn unknown(key: &str, keys: &[(&str, Shape)], place: Path) -> Misfit {
    let known: Vec<&str> = keys.iter().map(|(known, _)| *known).collect();
    let help = match nearest(key, known.iter().copied()) {
        Some(near) => format!("write `{near}`"),
        None => format!(
            "the keys here are {}",
            known.iter().map(|key| format!("`{key}`")).collect::<Vec<_>>().join(", ")
        ),
    };
    Misfit { place, part: Part::Key, message: format!("Compose has no key `{key}` here"), help }
}
