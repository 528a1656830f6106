//! How a text becomes a validated value, and what is said when it cannot.

use std::fmt;

/// A text is not what its type takes.
///
/// # Examples
///
/// ```
/// use mcpgen_core::model::Port;
///
/// let refused = "70000".parse::<Port>().unwrap_err();
/// assert_eq!(refused.message(), "\"70000\" is not a port");
/// assert_eq!(refused.help(), "write a number from 1 to 65535");
/// // Both, on two lines.
/// assert_eq!(refused.to_string(), "\"70000\" is not a port\nwrite a number from 1 to 65535");
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InvalidValue {
    message: String,
    help: String,
}

impl InvalidValue {
    pub(crate) fn new(message: impl Into<String>, help: impl Into<String>) -> Self {
        Self { message: message.into(), help: help.into() }
    }

    /// What is wrong, in one line.
    ///
    /// # Examples
    ///
    /// ```
    /// use mcpgen_core::name::StackName;
    ///
    /// let refused = "".parse::<StackName>().unwrap_err();
    /// assert_eq!(refused.message(), "\"\" is not a stack name: it is empty");
    /// ```
    #[must_use]
    pub fn message(&self) -> &str {
        &self.message
    }

    /// The change that mends it.
    ///
    /// # Examples
    ///
    /// ```
    /// use mcpgen_core::model::Platform;
    ///
    /// let refused = "aarch64".parse::<Platform>().unwrap_err();
    /// assert_eq!(refused.help(), "write `linux/arm64`");
    /// ```
    #[must_use]
    pub fn help(&self) -> &str {
        &self.help
    }
}

/// The message, and on a second line the help: so it passes through serde, whose errors are one text.
impl fmt::Display for InvalidValue {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}\n{}", self.message, self.help)
    }
}

impl std::error::Error for InvalidValue {}

/// Gives a type that is written as one text its `Deserialize`, by `FromStr`, and its place in the JSON Schema.
macro_rules! written_as_text {
    ($name:ident, pattern: $pattern:expr, examples: [$($example:expr),* $(,)?], $description:expr) => {
        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                struct Visitor;
                impl serde::de::Visitor<'_> for Visitor {
                    type Value = $name;
                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "text such as {:?}", [$($example),*].first().unwrap_or(&""))
                    }
                    fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<$name, E> {
                        text.parse().map_err(E::custom)
                    }
                }
                deserializer.deserialize_str(Visitor)
            }
        }

        #[cfg(feature = "schema")]
        impl schemars::JsonSchema for $name {
            fn schema_name() -> std::borrow::Cow<'static, str> {
                stringify!($name).into()
            }
            fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
                let mut schema = schemars::json_schema!({
                    "type": "string",
                    "description": $description,
                    "examples": [$($example),*],
                });
                let pattern = String::from($pattern);
                if !pattern.is_empty() {
                    schema.insert("pattern".to_owned(), pattern.into());
                }
                schema
            }
        }
    };
}

pub(crate) use written_as_text;
