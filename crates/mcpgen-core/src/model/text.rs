//! Text that a container gets, and values of `.env` in its place.

use std::fmt;
use std::str::FromStr;

use serde::Deserialize;
use serde::de::value::MapAccessDeserializer;
use serde::de::{self, Deserializer, MapAccess, Visitor};

use crate::name::{SecretName, VariableName};
use crate::value::{InvalidValue, written_as_text};

/// Literal text, or a value of `.env`. In text `$` means nothing.
///
/// # Examples
///
/// ```
/// use mcpgen_core::model::{ServiceSpec, StackSpec, TextSpec};
///
/// let stack: StackSpec = r#"
/// [stack]
/// name = "mcp"
///
/// [services.web]
/// kind = "container"
/// image = "nginx:1.29"
/// environment = { PRICE = "$5", API_KEY = { secret = "WEB_KEY" }, LEVEL = { env = "LOG_LEVEL", default = "info" } }
/// "#
/// .parse()?;
/// let ServiceSpec::Container(web) = &stack.services[&"web".parse()?] else { unreachable!() };
/// let value = |name: &str| &web.environment[&name.parse().unwrap()];
/// // `$` means nothing.
/// assert_eq!(*value("PRICE"), TextSpec::Literal("$5".to_owned()));
/// assert_eq!(*value("API_KEY"), TextSpec::Secret("WEB_KEY".parse()?));
/// assert!(matches!(value("LEVEL"), TextSpec::Variable { name, .. } if name.as_str() == "LOG_LEVEL"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TextSpec {
    /// The text as it is.
    Literal(String),
    /// `{ secret = "NAME" }`: the value of a secret.
    Secret(SecretName),
    /// `{ env = "NAME", default = "…" }`: a value of `.env` that is no secret.
    Variable {
        /// Its name in `.env`.
        name: VariableName,
        /// What stands for it when `.env` gives it no value. Empty when not written.
        default: Option<DefaultText>,
    },
}

/// The text as it is.
impl From<&str> for TextSpec {
    fn from(text: &str) -> Self {
        Self::Literal(text.to_owned())
    }
}

/// The text as it is.
impl From<String> for TextSpec {
    fn from(text: String) -> Self {
        Self::Literal(text)
    }
}

/// The value of the secret.
impl From<SecretName> for TextSpec {
    fn from(secret: SecretName) -> Self {
        Self::Secret(secret)
    }
}

/// The value that `.env` has, or else nothing.
impl From<VariableName> for TextSpec {
    fn from(name: VariableName) -> Self {
        Self::Variable { name, default: None }
    }
}

impl<'de> Deserialize<'de> for TextSpec {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(deny_unknown_fields)]
        struct Reference {
            secret: Option<SecretName>,
            env: Option<VariableName>,
            default: Option<DefaultText>,
        }

        struct TextVisitor;

        impl<'de> Visitor<'de> for TextVisitor {
            type Value = TextSpec;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("text, `{ secret = \"NAME\" }` or `{ env = \"NAME\" }`")
            }

            fn visit_str<E: de::Error>(self, text: &str) -> Result<TextSpec, E> {
                Ok(TextSpec::Literal(text.to_owned()))
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<TextSpec, A::Error> {
                match Reference::deserialize(MapAccessDeserializer::new(map))? {
                    Reference { secret: Some(secret), env: None, default: None } => {
                        Ok(TextSpec::Secret(secret))
                    }
                    Reference { secret: None, env: Some(name), default } => {
                        Ok(TextSpec::Variable { name, default })
                    }
                    _ => Err(de::Error::custom(
                        "this is neither a secret nor a value of .env\nwrite `{ secret = \"NAME\" }`, or `{ env = \"NAME\", default = \"…\" }`",
                    )),
                }
            }
        }

        deserializer.deserialize_any(TextVisitor)
    }
}

#[cfg(feature = "schema")]
impl schemars::JsonSchema for TextSpec {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "TextSpec".into()
    }

    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        let mut secret = generator.subschema_for::<SecretName>();
        secret.insert("description".to_owned(), "The secret whose value stands here.".into());
        let mut variable = generator.subschema_for::<VariableName>();
        variable.insert("description".to_owned(), "The name in .env of the value that stands here.".into());
        let mut default = generator.subschema_for::<DefaultText>();
        default.insert(
            "description".to_owned(),
            "What stands here when .env gives no value. Default: nothing.".into(),
        );
        schemars::json_schema!({
            "description": "Text, literal; or a value of .env.",
            "anyOf": [
                { "type": "string" },
                { "type": "object", "properties": { "secret": secret }, "required": ["secret"], "additionalProperties": false },
                { "type": "object", "properties": { "env": variable, "default": default }, "required": ["env"], "additionalProperties": false }
            ]
        })
    }
}

/// A default that Compose can carry inside `${NAME:-…}`: one line, without braces (compose-spec/compose-go, template/template.go).
///
/// # Examples
///
/// ```
/// use mcpgen_core::model::DefaultText;
///
/// assert!("info".parse::<DefaultText>().is_ok());
///
/// let refused = "{}".parse::<DefaultText>().unwrap_err();
/// assert_eq!(refused.help(), "leave `default` out and write the value into .env");
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DefaultText(String);

impl DefaultText {
    /// The text.
    ///
    /// # Examples
    ///
    /// ```
    /// use mcpgen_core::model::DefaultText;
    ///
    /// assert_eq!("info".parse::<DefaultText>()?.as_str(), "info");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for DefaultText {
    type Err = InvalidValue;

    fn from_str(text: &str) -> Result<Self, InvalidValue> {
        if text.contains(['{', '}']) || text.chars().any(char::is_control) {
            return Err(InvalidValue::new(
                "Compose cannot carry a default with braces or line breaks",
                "leave `default` out and write the value into .env",
            ));
        }
        Ok(Self(text.to_owned()))
    }
}

written_as_text!(DefaultText, pattern: "^[^{}\\x00-\\x1f\\x7f-\\x9f]*$", examples: ["info"], "What stands for a value that .env does not give: one line, without braces.");
