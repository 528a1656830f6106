//! `[lints]`: what to make of each kind of diagnostic.

use std::fmt;

use serde::Deserialize;
use serde::de::value::MapAccessDeserializer;
use serde::de::{self, Deserializer, IntoDeserializer, MapAccess, Visitor};

use super::table::table;

table! {
/// `CODE = "allow"`, or `CODE = { level = "allow", reason = "…" }`.
///
/// # Examples
///
/// ```
/// use mcpgen_core::model::{LintLevel, LintSpec, StackSpec};
///
/// let stack: StackSpec = r#"
/// [stack]
/// name = "mcp"
///
/// [lints]
/// image-unpinned = "deny"
/// published-wide = { level = "allow", reason = "the network is ours" }
/// "#
/// .parse()?;
/// assert_eq!(stack.lints["image-unpinned"].level, LintLevel::Deny);
/// assert_eq!(stack.lints["published-wide"].reason.as_deref(), Some("the network is ours"));
///
/// // The second in code.
/// let built = LintSpec::from(LintLevel::Allow).with_reason("the network is ours".to_owned());
/// assert_eq!(stack.lints["published-wide"], built);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LintSpec {
    /// What to make of it.
    pub level: LintLevel,
    /// Why.
    pub reason: Option<String>,
}
}

/// A level without a reason.
impl From<LintLevel> for LintSpec {
    fn from(level: LintLevel) -> Self {
        Self { level, reason: None }
    }
}

/// What to make of a kind of diagnostic.
///
/// # Examples
///
/// ```
/// use mcpgen_core::model::{LintLevel, StackSpec};
///
/// let stack: StackSpec = r#"
/// [stack]
/// name = "mcp"
///
/// [lints]
/// server-archived = "advice"
/// "#
/// .parse()?;
/// assert_eq!(stack.lints["server-archived"].level, LintLevel::Advice);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum LintLevel {
    /// Say nothing.
    Allow,
    /// Advise.
    Advice,
    /// Warn.
    Warn,
    /// Refuse the stack.
    Deny,
}

impl<'de> Deserialize<'de> for LintSpec {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(deny_unknown_fields)]
        struct LintTable {
            level: LintLevel,
            reason: Option<String>,
        }

        struct LintVisitor;

        impl<'de> Visitor<'de> for LintVisitor {
            type Value = LintSpec;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str(
                    "\"allow\", \"advice\", \"warn\", \"deny\", or `{ level = \"allow\", reason = \"…\" }`",
                )
            }

            fn visit_str<E: de::Error>(self, text: &str) -> Result<LintSpec, E> {
                LintLevel::deserialize(text.into_deserializer()).map(LintSpec::from)
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<LintSpec, A::Error> {
                let LintTable { level, reason } = LintTable::deserialize(MapAccessDeserializer::new(map))?;
                Ok(LintSpec { level, reason })
            }
        }

        deserializer.deserialize_any(LintVisitor)
    }
}

#[cfg(feature = "schema")]
impl schemars::JsonSchema for LintSpec {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "LintSpec".into()
    }

    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        let level = generator.subschema_for::<LintLevel>();
        schemars::json_schema!({
            "description": "A level, or a table with a level and the reason for it.",
            "anyOf": [
                level,
                {
                    "type": "object",
                    "properties": {
                        "level": { "description": "What to make of it.", "$ref": "#/$defs/LintLevel" },
                        "reason": { "description": "Why, such as `calls are logged elsewhere`.", "type": "string" }
                    },
                    "required": ["level"],
                    "additionalProperties": false
                }
            ]
        })
    }
}
