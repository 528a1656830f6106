//! Where a value uses given keys: it is walked as it is written, and nothing of it is copied on the way.

use std::collections::BTreeMap;
use std::fmt;

use serde::Serialize;
use serde::ser::{Error as _, Impossible, SerializeMap, SerializeSeq, SerializeStruct, Serializer};
use serde_json::{Error, Value};

/// Something that a value can use.
pub(super) trait Usage {
    /// Where it stands, from the outermost key, with dots between; `*` for any item, or any key that no other usage names there.
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
    let (way, mut found) = (Way::to(usages.iter().map(|usage| (Some(usage.at()), usage))), Vec::new());
    value.serialize(Walk { way: &way, place: &Place::Outermost, found: &mut found })?;
    Ok(found)
}

/// The way from a place to usages.
struct Way<'u, U> {
    /// What is used there.
    ends: Vec<&'u U>,
    /// The ways on, by the next key: few, so that to compare with each is the quickest.
    next: Vec<(&'static str, Self)>,
    /// The way on by any other key or item.
    any: Option<Box<Self>>,
}

impl<'u, U: Usage> Way<'u, U> {
    /// The way to `usages`, each with what is left of its place, which is nothing where it ends.
    fn to(usages: impl Iterator<Item = (Option<&'static str>, &'u U)>) -> Self {
        let (mut ends, mut beyond) = (Vec::new(), BTreeMap::<_, Vec<_>>::new());
        for (place, usage) in usages {
            match place
                .map(|place| place.split_once('.').map_or((place, None), |(key, rest)| (key, Some(rest))))
            {
                None => ends.push(usage),
                Some((key, rest)) => beyond.entry(key).or_default().push((rest, usage)),
            }
        }
        let any = beyond.remove("*").map(|usages| Box::new(Self::to(usages.into_iter())));
        let next = beyond.into_iter().map(|(key, usages)| (key, Self::to(usages.into_iter()))).collect();
        Self { ends, next, any }
    }

    /// The way on from here to what stands at `place`.
    fn on(&self, place: Place<'_>) -> Option<&Self> {
        let by_key = match place {
            Place::Key(_, key) => self.next.iter().find(|(known, _)| *known == key).map(|(_, way)| way),
            Place::Item(..) | Place::Outermost => None,
        };
        by_key.or(self.any.as_deref())
    }

    fn is_end(&self) -> bool {
        self.next.is_empty() && self.any.is_none()
    }
}

/// Where a value stands, told only when something is found there.
#[derive(Clone, Copy)]
enum Place<'p> {
    Outermost,
    Key(&'p Self, &'p str),
    Item(&'p Self, usize),
}

impl fmt::Display for Place<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Outermost => Ok(()),
            // A key may be a person's own, and the place goes into a comment.
            Self::Key(Self::Outermost, key) => write!(formatter, "{}", key.escape_debug()),
            Self::Key(within, key) => write!(formatter, "{within}.{}", key.escape_debug()),
            Self::Item(within, index) => write!(formatter, "{within}[{index}]"),
        }
    }
}

/// Walks one value.
struct Walk<'w, 'u, U> {
    /// The way on from it.
    way: &'w Way<'u, U>,
    place: &'w Place<'w>,
    found: &'w mut Vec<(&'u U, String)>,
}

impl<U: Usage> Walk<'_, '_, U> {
    /// Walks what stands at a key or is an item, if a way leads there.
    fn enter<T: Serialize + ?Sized>(&mut self, place: Place<'_>, value: &T) -> Result<(), Error> {
        let Some(way) = self.way.on(place) else { return Ok(()) };
        let mut written = None;
        for usage in &way.ends {
            let is_used = match (usage.values(), &written) {
                (None, _) => true,
                (Some(values), Some(written)) => values(written),
                (Some(values), None) => values(written.insert(serde_json::to_value(value)?)),
            };
            if is_used {
                self.found.push((usage, place.to_string()));
            }
        }
        if way.is_end() {
            return Ok(());
        }
        value.serialize(Walk { way, place: &place, found: self.found })
    }

    fn enter_key<T: Serialize + ?Sized>(&mut self, key: &str, value: &T) -> Result<(), Error> {
        self.enter(Place::Key(self.place, key), value)
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
        self.walk.enter(Place::Item(self.walk.place, index), value)
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
