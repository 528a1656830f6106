//! Lists in which nothing may stand twice.

use std::collections::BTreeSet;
use std::fmt::{self, Display};
use std::marker::PhantomData;

use serde::Deserialize;
use serde::de::{self, Deserializer, SeqAccess, Visitor};

use crate::value::InvalidValue;

/// A list in which nothing stands twice: Compose refuses the file otherwise (compose-spec/compose-go,
/// schema/compose-spec.json, `uniqueItems`).
///
/// # Examples
///
/// ```
/// use mcpgen_core::model::StackSpec;
///
/// let faults = r#"
/// [stack]
/// name = "mcp"
///
/// [services.web]
/// kind = "container"
/// image = "nginx:1.29"
/// profiles = ["debug", "debug"]
/// "#
/// .parse::<StackSpec>()
/// .unwrap_err();
/// assert_eq!(faults.diagnostics()[0].message(), "`debug` stands twice in this list");
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Distinct<T>(Vec<T>);

impl<T> Distinct<T> {
    /// The items, in their order.
    ///
    /// # Examples
    ///
    /// ```
    /// use mcpgen_core::model::{ServiceSpec, StackSpec};
    ///
    /// let stack: StackSpec = r#"
    /// [stack]
    /// name = "mcp"
    ///
    /// [services.web]
    /// kind = "container"
    /// image = "nginx:1.29"
    /// profiles = ["debug", "all"]
    /// "#
    /// .parse()?;
    /// let ServiceSpec::Container(web) = &stack.services[&"web".parse()?] else { unreachable!() };
    /// let profiles: Vec<&str> = web.profiles.as_slice().iter().map(|profile| profile.as_str()).collect();
    /// assert_eq!(profiles, ["debug", "all"]);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn as_slice(&self) -> &[T] {
        &self.0
    }
}

impl<T> Default for Distinct<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

/// Refuses what stands twice.
impl<T: Ord + Display> TryFrom<Vec<T>> for Distinct<T> {
    type Error = InvalidValue;

    fn try_from(items: Vec<T>) -> Result<Self, InvalidValue> {
        let mut seen = BTreeSet::new();
        let again = items.iter().filter(|item| !seen.insert(*item)).last();
        if let Some(item) = again {
            let message = format!("`{item}` stands twice in this list");
            return Err(InvalidValue::new(message, "remove one of them"));
        }
        Ok(Self(items))
    }
}

impl<'de, T: Deserialize<'de> + Ord + Display> Deserialize<'de> for Distinct<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct DistinctVisitor<T>(PhantomData<T>);

        impl<'de, T: Deserialize<'de> + Ord + Display> Visitor<'de> for DistinctVisitor<T> {
            type Value = Distinct<T>;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("a list")
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut sequence: A) -> Result<Distinct<T>, A::Error> {
                let mut items: Vec<T> = Vec::new();
                while let Some(item) = sequence.next_element()? {
                    items.push(item);
                }
                Distinct::try_from(items).map_err(de::Error::custom)
            }
        }

        deserializer.deserialize_seq(DistinctVisitor(PhantomData))
    }
}

#[cfg(feature = "schema")]
impl<T: schemars::JsonSchema> schemars::JsonSchema for Distinct<T> {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        format!("Distinct{}", T::schema_name()).into()
    }

    fn inline_schema() -> bool {
        true
    }

    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({
            "type": "array",
            "items": generator.subschema_for::<T>(),
            "uniqueItems": true,
        })
    }
}
