//! Values that mcpgen hands on without a meaning of its own.

use std::collections::BTreeMap;
use std::fmt;

use serde::de::{self, Deserializer, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Serialize};

use crate::value::InvalidValue;

/// A value of a foreign table: `config` of a server, `compose` of a service. As it is written, so it arrives.
///
/// # Examples
///
/// ```
/// use mcpgen_core::model::{ForeignValue, ServiceSpec, StackSpec};
///
/// let stack: StackSpec = r#"
/// [stack]
/// name = "mcp"
///
/// [services.web]
/// kind = "container"
/// image = "nginx:1.29"
/// compose.sysctls = { "net.core.somaxconn" = 1024 }
/// "#
/// .parse()?;
/// let ServiceSpec::Container(web) = &stack.services[&"web".parse()?] else { unreachable!() };
/// let ForeignValue::Table(sysctls) = &web.compose["sysctls"] else { panic!("a table was written") };
/// assert_eq!(sysctls["net.core.somaxconn"], ForeignValue::Integer(1024));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(untagged)]
pub enum ForeignValue {
    /// `true` or `false`.
    Boolean(bool),
    /// A whole number.
    Integer(i64),
    /// Any other finite number.
    Float(f64),
    /// Text, literal.
    Text(String),
    /// A list.
    List(Vec<ForeignValue>),
    /// A table.
    Table(BTreeMap<String, ForeignValue>),
}

impl ForeignValue {
    /// A number, if it is finite.
    pub(crate) fn finite(number: f64) -> Result<Self, InvalidValue> {
        if number.is_finite() {
            Ok(Self::Float(number))
        } else {
            Err(InvalidValue::new("a number here must be finite", "write a finite number, or text"))
        }
    }

    /// What sort of value it is, for messages.
    ///
    /// # Examples
    ///
    /// ```
    /// use mcpgen_core::model::ForeignValue;
    ///
    /// assert_eq!(ForeignValue::Integer(1).sort(), "a whole number");
    /// assert_eq!(ForeignValue::List(Vec::new()).sort(), "a list");
    /// ```
    #[must_use]
    pub fn sort(&self) -> &'static str {
        match self {
            Self::Boolean(_) => "`true` or `false`",
            Self::Integer(_) => "a whole number",
            Self::Float(_) => "a number",
            Self::Text(_) => "text",
            Self::List(_) => "a list",
            Self::Table(_) => "a table",
        }
    }

    /// The text, when it is one.
    ///
    /// # Examples
    ///
    /// ```
    /// use mcpgen_core::model::ForeignValue;
    ///
    /// assert_eq!(ForeignValue::Text("~/src".to_owned()).as_text(), Some("~/src"));
    /// assert_eq!(ForeignValue::Boolean(true).as_text(), None);
    /// ```
    #[must_use]
    pub fn as_text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }
}

/// Gives a value its [`ForeignValue`].
macro_rules! foreign {
    ($($type:ty => $variant:ident,)*) => {
        $(
            impl From<$type> for ForeignValue {
                fn from(value: $type) -> Self {
                    Self::$variant(value.into())
                }
            }
        )*
    };
}

foreign! {
    bool => Boolean,
    i64 => Integer,
    &str => Text,
    String => Text,
    Vec<ForeignValue> => List,
    BTreeMap<String, ForeignValue> => Table,
}

impl<'de> Deserialize<'de> for ForeignValue {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct ForeignVisitor;

        impl<'de> Visitor<'de> for ForeignVisitor {
            type Value = ForeignValue;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("text, a number, `true` or `false`, a list or a table")
            }

            fn visit_bool<E: de::Error>(self, value: bool) -> Result<ForeignValue, E> {
                Ok(ForeignValue::Boolean(value))
            }

            fn visit_i64<E: de::Error>(self, number: i64) -> Result<ForeignValue, E> {
                Ok(ForeignValue::Integer(number))
            }

            fn visit_f64<E: de::Error>(self, number: f64) -> Result<ForeignValue, E> {
                ForeignValue::finite(number).map_err(E::custom)
            }

            fn visit_str<E: de::Error>(self, text: &str) -> Result<ForeignValue, E> {
                Ok(ForeignValue::Text(text.to_owned()))
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<ForeignValue, A::Error> {
                let mut list = Vec::new();
                while let Some(item) = items.next_element()? {
                    list.push(item);
                }
                Ok(ForeignValue::List(list))
            }

            fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<ForeignValue, A::Error> {
                let mut table = BTreeMap::new();
                while let Some((key, value)) = entries.next_entry()? {
                    table.insert(key, value);
                }
                Ok(ForeignValue::Table(table))
            }
        }

        deserializer.deserialize_any(ForeignVisitor)
    }
}

#[cfg(feature = "schema")]
impl schemars::JsonSchema for ForeignValue {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "ForeignValue".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({ "description": "Handed on as it is; text is literal." })
    }
}
