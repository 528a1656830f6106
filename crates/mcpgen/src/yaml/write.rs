//! Writing YAML as everybody reads it: block style, two blanks for each level, and a text in quotes unless it can be nothing else.
//!
//! A library that can write everything takes a third of the time of a render; a Compose file has tables, lists and scalars.

use std::fmt::Write as _;

use serde::Serialize;
use serde::ser::{Error as _, Impossible, SerializeMap, SerializeSeq, SerializeStruct, Serializer};
use serde_json::Error;

use super::scalar::{is_plain, push_quoted};

/// The name under which a text that must be quoted reaches [`Writer`].
pub(super) const QUOTED: &str = "mcpgen::yaml::DoubleQuoted";

/// Writes `value` as a document behind what stands in `text`.
///
/// # Errors
///
/// It has a shape that [`Writer`] does not know, or a key that is no text.
pub(super) fn push<T: Serialize + ?Sized>(text: &mut String, value: &T) -> Result<(), Error> {
    value.serialize(Writer { text, level: 0, place: Place::Document, is_quoted: false })
}

/// Where a value stands, which decides what goes before and behind it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    /// It is all there is.
    Document,
    /// Behind the colon of a key.
    Value,
    /// Behind the dash of a list.
    Item,
    /// It is a key.
    Key,
}

/// Writes one value.
struct Writer<'t> {
    text: &'t mut String,
    /// How deep the entries of the value stand, if it has any.
    level: usize,
    place: Place,
    is_quoted: bool,
}

impl<'t> Writer<'t> {
    /// A scalar whose text is `write`'s.
    fn scalar(self, write: impl FnOnce(&mut String)) {
        if matches!(self.place, Place::Value | Place::Item) {
            self.text.push(' ');
        }
        write(self.text);
        self.text.push(if self.place == Place::Key { ':' } else { '\n' });
    }

    fn entries(self) -> Result<Entries<'t>, Error> {
        if self.place == Place::Key {
            return Err(Error::custom("a key is a text"));
        }
        Ok(Entries { writer: self, is_empty: true })
    }
}

/// Numbers.
macro_rules! numbers {
    ($($name:ident($number:ty);)*) => {
        $(fn $name(self, number: $number) -> Result<(), Error> {
            // Writing to a String cannot fail.
            self.scalar(|text| _ = write!(text, "{number}"));
            Ok(())
        })*
    };
}

/// Shapes that no file of mcpgen's has.
macro_rules! never {
    ($($name:ident($($argument:ty),*) -> $shape:ty;)*) => {
        $(fn $name(self, $(_: $argument),*) -> Result<$shape, Error> {
            Err(Error::custom(concat!(stringify!($name), " is not written")))
        })*
    };
}

impl<'t> Serializer for Writer<'t> {
    type Ok = ();
    type Error = Error;
    type SerializeSeq = Entries<'t>;
    type SerializeMap = Entries<'t>;
    type SerializeStruct = Entries<'t>;
    type SerializeTuple = Impossible<(), Error>;
    type SerializeTupleStruct = Impossible<(), Error>;
    type SerializeTupleVariant = Impossible<(), Error>;
    type SerializeStructVariant = Impossible<(), Error>;

    numbers! {
        serialize_i8(i8);
        serialize_i16(i16);
        serialize_i32(i32);
        serialize_i64(i64);
        serialize_u8(u8);
        serialize_u16(u16);
        serialize_u32(u32);
        serialize_u64(u64);
    }

    never! {
        serialize_bytes(&[u8]) -> ();
        serialize_unit_struct(&'static str) -> ();
        serialize_tuple(usize) -> Self::SerializeTuple;
        serialize_tuple_struct(&'static str, usize) -> Self::SerializeTupleStruct;
        serialize_tuple_variant(&'static str, u32, &'static str, usize) -> Self::SerializeTupleVariant;
        serialize_struct_variant(&'static str, u32, &'static str, usize) -> Self::SerializeStructVariant;
    }

    fn serialize_bool(self, value: bool) -> Result<(), Error> {
        self.scalar(|text| text.push_str(if value { "true" } else { "false" }));
        Ok(())
    }

    fn serialize_f32(self, number: f32) -> Result<(), Error> {
        self.serialize_f64(f64::from(number))
    }

    fn serialize_f64(self, number: f64) -> Result<(), Error> {
        if !number.is_finite() {
            return Err(Error::custom("a number is finite"));
        }
        // With a point or an exponent, so that it is read back as what it is.
        self.scalar(|text| _ = write!(text, "{number:?}"));
        Ok(())
    }

    fn serialize_char(self, character: char) -> Result<(), Error> {
        self.serialize_str(character.encode_utf8(&mut [0; 4]))
    }

    fn serialize_str(self, value: &str) -> Result<(), Error> {
        let is_plain = !self.is_quoted && is_plain(value);
        self.scalar(|text| if is_plain { text.push_str(value) } else { push_quoted(text, value) });
        Ok(())
    }

    fn serialize_none(self) -> Result<(), Error> {
        self.serialize_unit()
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<(), Error> {
        value.serialize(self)
    }

    fn serialize_unit(self) -> Result<(), Error> {
        self.scalar(|text| text.push_str("null"));
        Ok(())
    }

    fn serialize_unit_variant(self, _: &'static str, _: u32, variant: &'static str) -> Result<(), Error> {
        self.serialize_str(variant)
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(
        self,
        name: &'static str,
        value: &T,
    ) -> Result<(), Error> {
        value.serialize(Self { is_quoted: name == QUOTED, ..self })
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        value: &T,
    ) -> Result<(), Error> {
        let mut entries = self.entries()?;
        entries.serialize_entry(variant, value)?;
        SerializeMap::end(entries)
    }

    fn serialize_seq(self, _: Option<usize>) -> Result<Self::SerializeSeq, Error> {
        self.entries()
    }

    fn serialize_map(self, _: Option<usize>) -> Result<Self::SerializeMap, Error> {
        self.entries()
    }

    fn serialize_struct(self, _: &'static str, _: usize) -> Result<Self::SerializeStruct, Error> {
        self.entries()
    }
}

/// Writes the entries of a list or a table.
struct Entries<'t> {
    writer: Writer<'t>,
    is_empty: bool,
}

impl Entries<'_> {
    /// Begins the line of the next entry. The first one of a list's item stands behind the dash.
    fn begin(&mut self) {
        let Writer { text, level, place, .. } = &mut self.writer;
        let is_first = std::mem::replace(&mut self.is_empty, false);
        match place {
            Place::Item if is_first => return text.push(' '),
            Place::Value if is_first => text.push('\n'),
            _ => {}
        }
        for _ in 0..*level {
            text.push_str("  ");
        }
    }

    /// What is written as `place` of the entry.
    fn part(&mut self, place: Place) -> Writer<'_> {
        let Writer { text, level, .. } = &mut self.writer;
        Writer { text, level: *level + 1, place, is_quoted: false }
    }

    fn end(self, empty: &str) {
        if self.is_empty {
            self.writer.scalar(|text| text.push_str(empty));
        }
    }
}

impl SerializeSeq for Entries<'_> {
    type Ok = ();
    type Error = Error;

    fn serialize_element<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Error> {
        self.begin();
        self.writer.text.push('-');
        value.serialize(self.part(Place::Item))
    }

    fn end(self) -> Result<(), Error> {
        self.end("[]");
        Ok(())
    }
}

impl SerializeMap for Entries<'_> {
    type Ok = ();
    type Error = Error;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Result<(), Error> {
        self.begin();
        key.serialize(self.part(Place::Key))
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Error> {
        value.serialize(self.part(Place::Value))
    }

    fn end(self) -> Result<(), Error> {
        self.end("{}");
        Ok(())
    }
}

impl SerializeStruct for Entries<'_> {
    type Ok = ();
    type Error = Error;

    fn serialize_field<T: Serialize + ?Sized>(&mut self, key: &'static str, value: &T) -> Result<(), Error> {
        // The keys of a struct are mcpgen's own, and plain.
        self.begin();
        self.writer.text.push_str(key);
        self.writer.text.push(':');
        value.serialize(self.part(Place::Value))
    }

    fn end(self) -> Result<(), Error> {
        self.end("{}");
        Ok(())
    }
}
