//! YAML: written here, and read by a library that only this file names.

mod scalar;
mod write;

use std::ops::Range;

use serde::de::DeserializeOwned;
use serde::{Serialize, Serializer};

use crate::error::Error;

/// `value` as a YAML document.
pub(crate) fn to_yaml<T: Serialize>(value: &T) -> Result<String, Error> {
    let mut text = String::new();
    push_yaml(&mut text, value)?;
    Ok(text)
}

/// Writes `value` as a YAML document behind the comments that stand in `text`.
pub(crate) fn push_yaml<T: Serialize>(text: &mut String, value: &T) -> Result<(), Error> {
    write::push(text, value).map_err(Error::bug)
}

/// Text that is written in double quotes, whatever it holds: another program puts something into it later.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct DoubleQuoted(pub(crate) String);

impl Serialize for DoubleQuoted {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_newtype_struct(write::QUOTED, &self.0)
    }
}

/// Why a text is not the YAML that was expected, and at which byte.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct YamlFault {
    pub(crate) message: String,
    pub(crate) offset: usize,
}

/// Reads a YAML document.
pub(crate) fn from_yaml<T: DeserializeOwned>(text: &str) -> Result<T, YamlFault> {
    let options = serde_saphyr::options! { with_snippet: false };
    serde_saphyr::from_str_with_options(text, options).map_err(|error| {
        let offset =
            error.location().map_or(0, |location| offset_of(text, location.line(), location.column()));
        let message = error.to_string();
        let line = message.lines().next().unwrap_or("it cannot be read");
        // The place is told by the offset.
        YamlFault { message: line.split(" at line ").next().unwrap_or(line).to_owned(), offset }
    })
}

/// A value, and the bytes of the text that it stands in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Located<T> {
    pub(crate) value: T,
    /// Where it stands. An alias stands where its anchor does.
    pub(crate) place: Range<usize>,
}

impl<'de, T: serde::Deserialize<'de>> serde::Deserialize<'de> for Located<T> {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let spanned = serde_saphyr::Spanned::<T>::deserialize(deserializer)?;
        let span = spanned.defined.span();
        let byte = |number: Option<u64>| number.and_then(|number| usize::try_from(number).ok()).unwrap_or(0);
        let start = byte(span.byte_offset());
        Ok(Self { value: spanned.value, place: start..start + byte(span.byte_len()) })
    }
}

/// The byte at which a line and a column stand, both counted from one, the column in characters.
fn offset_of(text: &str, line: u64, column: u64) -> usize {
    let before = usize::try_from(line.saturating_sub(1)).unwrap_or(usize::MAX);
    let start = text.match_indices('\n').nth(before.wrapping_sub(1)).map_or(0, |(newline, _)| newline + 1);
    let start = if before == 0 { 0 } else { start };
    let characters = usize::try_from(column.saturating_sub(1)).unwrap_or(usize::MAX);
    let rest = text.get(start..).unwrap_or("");
    start + rest.chars().take(characters).map(char::len_utf8).sum::<usize>()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use serde_json::json;

    use super::*;

    #[test]
    fn strings_that_look_like_something_else_are_quoted() {
        let yaml =
            to_yaml(&vec!["yes", "no", "22:22", "1.0", "2001-01-01", "null", "", "a\nb", "=", "<<"]).unwrap();
        for line in yaml.lines() {
            assert!(line.ends_with('"') || line.ends_with('\''), "{line}");
        }
    }

    #[test]
    fn text_that_is_filled_in_later_stands_in_double_quotes() {
        assert_eq!(to_yaml(&vec![DoubleQuoted("${HOME}/a'b".to_owned())]).unwrap(), "- \"${HOME}/a'b\"\n");
    }

    #[test]
    fn every_short_text_is_read_back_as_it_was_written() {
        let characters = "aeY0.17 :#-+_?!&*[]{},'\"\\~|>%@`=<$/\n\té\u{85}";
        let texts = characters.chars().flat_map(|first| {
            let pairs = characters.chars().flat_map(move |second| {
                characters.chars().map(move |third| format!("{first}{second}{third}"))
            });
            pairs
                .chain(characters.chars().map(move |second| format!("{first}{second}")))
                .chain([first.to_string()])
        });
        let texts: Vec<String> = texts.chain([String::new()]).collect();
        let table: BTreeMap<String, Vec<String>> =
            texts.iter().map(|text| (text.clone(), vec![text.clone()])).collect();
        assert_eq!(from_yaml::<BTreeMap<String, Vec<String>>>(&to_yaml(&table).unwrap()).unwrap(), table);
    }

    #[test]
    fn lists_and_tables_stand_in_each_other() {
        let value =
            json!({ "a": [[1, [2]], { "b": { "c": [] }, "d": {} }, null], "e": { "f": [true, 1.0, 1e300] } });
        let yaml = "a:
  - - 1
    - - 2
  - b:
      c: []
    d: {}
  - null
e:
  f:
    - true
    - 1.0
    - 1e300
";
        assert_eq!(to_yaml(&value).unwrap(), yaml);
        assert_eq!(from_yaml::<serde_json::Value>(yaml).unwrap(), value);
    }

    #[test]
    fn every_shape_of_serde_is_written_as_it_is_read() {
        #[derive(Debug, PartialEq, serde::Serialize, serde::Deserialize)]
        enum Choice {
            Name,
            Value(u8),
        }
        #[derive(Debug, PartialEq, serde::Serialize, serde::Deserialize)]
        struct Shapes {
            none: Option<u8>,
            some: Option<char>,
            name: Choice,
            value: Choice,
            float: f32,
        }
        let shapes =
            Shapes { none: None, some: Some('x'), name: Choice::Name, value: Choice::Value(7), float: 0.5 };
        let yaml = "none: null\nsome: x\nname: Name\nvalue:\n  Value: 7\nfloat: 0.5\n";
        assert_eq!(to_yaml(&shapes).unwrap(), yaml);
        assert_eq!(from_yaml::<Shapes>(yaml).unwrap(), shapes);
    }

    #[test]
    fn a_value_knows_its_bytes() {
        let text = "first: é\nsecond: 'the word'\n";
        let read: BTreeMap<String, Located<String>> = from_yaml(text).unwrap();
        assert_eq!(text.get(read["second"].place.clone()), Some("'the word'"));
    }

    #[test]
    fn a_line_and_a_column_lead_to_a_byte() {
        assert_eq!(offset_of("ab\nécd", 2, 2), 5);
        assert_eq!(offset_of("ab", 1, 1), 0);
    }
}
