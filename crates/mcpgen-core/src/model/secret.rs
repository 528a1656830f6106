//! `[secrets.NAME]`.

use serde::Deserialize;

use super::table::table;

table! {
/// `[secrets.NAME]`: a line `NAME=` of `.env`, where alone its value is.
///
/// # Examples
///
/// ```
/// use mcpgen_core::model::{SecretSpec, StackSpec};
///
/// let stack: StackSpec = r#"
/// [stack]
/// name = "mcp"
///
/// [secrets.BRAVE_API_KEY]
/// description = "Brave Search API key"
/// required = false
/// "#
/// .parse()?;
/// let brave = &stack.secrets[&"BRAVE_API_KEY".parse()?];
/// assert_eq!(brave.description.as_deref(), Some("Brave Search API key"));
/// assert_eq!((brave.required, brave.generate), (Some(false), None));
///
/// // The same in code.
/// let built = SecretSpec::default().with_description("Brave Search API key".to_owned()).with_required(false);
/// assert_eq!(*brave, built);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct SecretSpec {
    /// What it is and where to get it, such as `Brave Search API key`; becomes a comment in `.env`.
    pub description: Option<String>,
    /// Whether the stack starts without a value. Default: true, it does not.
    pub required: Option<bool>,
    /// Whether mcpgen makes the value when there is none: `false`, or `"token"` for 43 random letters and digits. Default: false.
    pub generate: Option<Generate>,
}
}

/// `generate`: what mcpgen makes the value of a secret of.
///
/// # Examples
///
/// ```
/// use mcpgen_core::model::{Generate, StackSpec};
///
/// let stack: StackSpec = r#"
/// [stack]
/// name = "mcp"
///
/// [secrets.SESSION_KEY]
/// generate = "token"
/// "#
/// .parse()?;
/// assert_eq!(stack.secrets[&"SESSION_KEY".parse()?].generate, Some(Generate::Token));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Generate {
    /// Nothing: the person fills it in.
    No,
    /// 43 random letters and digits, which is 256 bits.
    Token,
}

impl<'de> Deserialize<'de> for Generate {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct GenerateVisitor;

        impl serde::de::Visitor<'_> for GenerateVisitor {
            type Value = Generate;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("`false` or \"token\"")
            }

            fn visit_bool<E: serde::de::Error>(self, value: bool) -> Result<Generate, E> {
                if value {
                    Err(E::custom("`true` does not say what to make\nwrite `generate = \"token\"`"))
                } else {
                    Ok(Generate::No)
                }
            }

            fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<Generate, E> {
                if text == "token" { Ok(Generate::Token) } else { Err(E::unknown_variant(text, &["token"])) }
            }
        }

        deserializer.deserialize_any(GenerateVisitor)
    }
}

#[cfg(feature = "schema")]
impl schemars::JsonSchema for Generate {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Generate".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({ "description": "Whether mcpgen makes the value.", "enum": [false, "token"] })
    }
}
