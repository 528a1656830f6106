//! Where a value uses given keys: it is walked as it is written, and nothing of it is copied on the way.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use serde::Serialize;
use serde::ser::{Error as _, Impossible, SerializeMap, SerializeSeq, SerializeStruct, Serializer};
use serde_json::{Error, Value};

/// Something that a value can use.
pub(super) trait Usage {
    /// Where it stands, from the outermost key, with dots between; `*` for any key or item.
    fn at(&self) -> &'static str;

    /// Which values of that count; `None` when all do.
    fn values(&self) -> Option<fn(&Value) -> bool>;
}

/// Which of `usages` a value has, and where; a place is told with dots and brackets, as in `services.a.ports[1]`.
///
/// # Errors
///
/// When the value cannot be written.
pub(super) fn find<'u, U: Usage>(
    value: &impl Serialize,
    usages: &'u [U],
) -> Result<Vec<(&'u U, String)>, Error> {
    let (mut ways, mut found) = (Ways::default(), Vec::new());
    for usage in usages {
        ways.add(usage);
    }
    value.serialize(Walk { ways: vec![&ways], place: &mut String::new(), found: &mut found })?;
    Ok(found)
}

/// The ways from a place to usages.
struct Ways<'u, U> {
    /// What is used there.
    ends: Vec<&'u U>,
    /// The ways on, by the next key.
    next: BTreeMap<&'static str, Self>,
    /// The way on by any key or item.
    any: Option<Box<Self>>,
}

impl<U> Default for Ways<'_, U> {
    fn default() -> Self {
        Self { ends: Vec::new(), next: BTreeMap::new(), any: None }
    }
}

impl<'u, U: Usage> Ways<'u, U> {
    fn add(&mut self, usage: &'u U) {
        let end = usage.at().split('.').fold(self, |ways, key| match key {
            "*" => &mut **ways.any.get_or_insert_default(),
            key => ways.next.entry(key).or_default(),
        });
        end.ends.push(usage);
    }

    fn is_end(&self) -> bool {
        self.next.is_empty() && self.any.is_none()
    }
}

/// Walks one value.
struct Walk<'w, 'u, U> {
    /// Those that lead on from it.
    ways: Vec<&'w Ways<'u, U>>,
    /// Where it stands.
    place: &'w mut String,
    found: &'w mut Vec<(&'u U, String)>,
}

impl<U: Usage> Walk<'_, '_, U> {
    /// Walks what stands at `key`, or is an item, and is to be told as `step` says, where a way leads there.
    fn enter<T: Serialize + ?Sized>(
        &mut self,
        key: Option<&str>,
        step: impl FnOnce(&mut String),
        value: &T,
    ) -> Result<(), Error> {
        let mut ways = Vec::new();
        for here in &self.ways {
            ways.extend(key.and_then(|key| here.next.get(key)));
            ways.extend(here.any.as_deref());
        }
        if ways.is_empty() {
            return Ok(());
        }
        let length = self.place.len();
        step(self.place);
        for usage in ways.iter().flat_map(|ways| &ways.ends) {
            if match usage.values() {
                None => true,
                Some(values) => values(&serde_json::to_value(value)?),
            } {
                self.found.push((usage, self.place.clone()));
            }
        }
        if ways.iter().any(|ways| !ways.is_end()) {
            value.serialize(Walk { ways, place: self.place, found: self.found })?;
        }
        self.place.truncate(length);
        Ok(())
    }

    fn enter_key<T: Serialize + ?Sized>(&mut self, key: &str, value: &T) -> Result<(), Error> {
        let step = |place: &mut String| {
            if !place.is_empty() {
                place.push('.');
            }
            // A key may be a person's own, and the place goes into a comment.
            place.extend(key.escape_debug());
        };
        self.enter(Some(key), step, value)
    }
}

/// Values that nothing stands in.
macro_rules! ends {
    ($($name:ident($value:ty);)*) => {
        $(fn $name(self, _: $value) -> Result<(), Error> {
            Ok(())
        })*
    };
}

/// Shapes that a Compose file does not have.
macro_rules! never {
    ($($name:ident($($argument:ty),*) -> $shape:ident;)*) => {
        $(fn $name(self, $(_: $argument),*) -> Result<Self::$shape, Error> {
            Err(Error::custom(concat!("no place is told in what has ", stringify!($name))))
        })*
    };
}

impl<'w, 'u, U: Usage> Serializer for Walk<'w, 'u, U> {
    type Ok = ();
    type Error = Error;
    type SerializeSeq = Entries<'w, 'u, U>;
    type SerializeMap = Entries<'w, 'u, U>;
    type SerializeStruct = Entries<'w, 'u, U>;
    type SerializeTuple = Impossible<(), Error>;
    type SerializeTupleStruct = Impossible<(), Error>;
    type SerializeTupleVariant = Impossible<(), Error>;
    type SerializeStructVariant = Impossible<(), Error>;

    ends! {
        serialize_bool(bool);
        serialize_i8(i8);
        serialize_i16(i16);
        serialize_i32(i32);
        serialize_i64(i64);
        serialize_u8(u8);
        serialize_u16(u16);
        serialize_u32(u32);
        serialize_u64(u64);
        serialize_f32(f32);
        serialize_f64(f64);
        serialize_char(char);
        serialize_str(&str);
        serialize_bytes(&[u8]);
        serialize_unit_struct(&'static str);
    }

    never! {
        serialize_tuple(usize) -> SerializeTuple;
        serialize_tuple_struct(&'static str, usize) -> SerializeTupleStruct;
        serialize_tuple_variant(&'static str, u32, &'static str, usize) -> SerializeTupleVariant;
        serialize_struct_variant(&'static str, u32, &'static str, usize) -> SerializeStructVariant;
    }

    fn serialize_none(self) -> Result<(), Error> {
        Ok(())
    }

    fn serialize_unit(self) -> Result<(), Error> {
        Ok(())
    }

    fn serialize_unit_variant(self, _: &'static str, _: u32, _: &'static str) -> Result<(), Error> {
        Ok(())
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<(), Error> {
        value.serialize(self)
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        value: &T,
    ) -> Result<(), Error> {
        value.serialize(self)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        mut self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        value: &T,
    ) -> Result<(), Error> {
        self.enter_key(variant, value)
    }

    fn serialize_seq(self, _: Option<usize>) -> Result<Self::SerializeSeq, Error> {
        Ok(Entries { walk: self, key: String::new(), index: 0 })
    }

    fn serialize_map(self, _: Option<usize>) -> Result<Self::SerializeMap, Error> {
        Ok(Entries { walk: self, key: String::new(), index: 0 })
    }

    fn serialize_struct(self, _: &'static str, _: usize) -> Result<Self::SerializeStruct, Error> {
        Ok(Entries { walk: self, key: String::new(), index: 0 })
    }
}

/// Walks the entries of a list or a table.
struct Entries<'w, 'u, U> {
    walk: Walk<'w, 'u, U>,
    /// Of the next value of a table.
    key: String,
    /// Of the next item of a list.
    index: usize,
}

impl<U: Usage> SerializeSeq for Entries<'_, '_, U> {
    type Ok = ();
    type Error = Error;

    fn serialize_element<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Error> {
        let index = self.index;
        self.index += 1;
        // Writing to a String cannot fail.
        self.walk.enter(None, |place| _ = write!(place, "[{index}]"), value)
    }

    fn end(self) -> Result<(), Error> {
        Ok(())
    }
}

impl<U: Usage> SerializeMap for Entries<'_, '_, U> {
    type Ok = ();
    type Error = Error;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Result<(), Error> {
        let Value::String(key) = serde_json::to_value(key)? else {
            return Err(Error::custom("a key is a text"));
        };
        self.key = key;
        Ok(())
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Error> {
        self.walk.enter_key(&self.key, value)
    }

    fn end(self) -> Result<(), Error> {
        Ok(())
    }
}

impl<U: Usage> SerializeStruct for Entries<'_, '_, U> {
    type Ok = ();
    type Error = Error;

    fn serialize_field<T: Serialize + ?Sized>(&mut self, key: &'static str, value: &T) -> Result<(), Error> {
        self.walk.enter_key(key, value)
    }

    fn end(self) -> Result<(), Error> {
        Ok(())
    }
}
