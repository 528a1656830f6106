//! `configs` of a container: files of its own.

use std::fmt;

use serde::Deserialize;
use serde::de::value::MapAccessDeserializer;
use serde::de::{self, Deserializer, MapAccess, Visitor};

use super::HostPath;

/// One entry of `configs`: a file that the container can read. mcpgen writes it beside the Compose file and mounts it, which
/// also works where the container's own file system is read-only; Compose's inline configs do not (docker/compose,
/// pkg/compose/secrets.go).
///
/// # Examples
///
/// ```
/// use mcpgen_core::model::{ConfigSpec, ServiceSpec, StackSpec};
///
/// let stack: StackSpec = r#"
/// [stack]
/// name = "mcp"
///
/// [services.web]
/// kind = "container"
/// image = "nginx:1.29"
/// configs."/etc/nginx/nginx.conf" = { file = "nginx.conf" }
/// configs."/etc/motd" = "Hello"
/// "#
/// .parse()?;
/// let ServiceSpec::Container(web) = &stack.services[&"web".parse()?] else { unreachable!() };
/// let motd = ConfigSpec::Content { content: "Hello".to_owned(), executable: None };
/// assert_eq!(web.configs[&"/etc/motd".parse()?], motd);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ConfigSpec {
    /// Its text.
    Content {
        /// The text, literal.
        content: String,
        /// Whether it can be run. Default: false.
        executable: Option<bool>,
    },
    /// A file beside `stack.toml`, of which the container gets what is in it when the stack is rendered.
    File(HostPath),
}

impl ConfigSpec {
    /// The file, when it is one.
    ///
    /// # Examples
    ///
    /// ```
    /// use mcpgen_core::model::ConfigSpec;
    ///
    /// let file = ConfigSpec::File("nginx.conf".parse()?);
    /// assert_eq!(file.file().unwrap().to_string(), "nginx.conf");
    ///
    /// let text = ConfigSpec::Content { content: "Hello".to_owned(), executable: None };
    /// assert_eq!(text.file(), None);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn file(&self) -> Option<&HostPath> {
        match self {
            Self::File(path) => Some(path),
            Self::Content { .. } => None,
        }
    }
}

/// A file with this text, which cannot be run.
impl From<&str> for ConfigSpec {
    fn from(content: &str) -> Self {
        Self::Content { content: content.to_owned(), executable: None }
    }
}

impl From<HostPath> for ConfigSpec {
    fn from(file: HostPath) -> Self {
        Self::File(file)
    }
}

impl<'de> Deserialize<'de> for ConfigSpec {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct ConfigVisitor;

        impl<'de> Visitor<'de> for ConfigVisitor {
            type Value = ConfigSpec;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("text, `{ content = \"…\" }` or `{ file = \"…\" }`")
            }

            fn visit_str<E: de::Error>(self, text: &str) -> Result<ConfigSpec, E> {
                Ok(ConfigSpec::Content { content: text.to_owned(), executable: None })
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<ConfigSpec, A::Error> {
                match ConfigTable::deserialize(MapAccessDeserializer::new(map))? {
                    ConfigTable { content: Some(content), executable, file: None } => {
                        Ok(ConfigSpec::Content { content, executable })
                    }
                    ConfigTable { content: None, executable: None, file: Some(file) } => {
                        Ok(ConfigSpec::File(file))
                    }
                    _ => Err(de::Error::custom(
                        "a config is either a text or a file\nwrite `{ content = \"…\", executable = true }`, or `{ file = \"…\" }`",
                    )),
                }
            }
        }

        deserializer.deserialize_any(ConfigVisitor)
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ConfigTable {
    content: Option<String>,
    executable: Option<bool>,
    file: Option<HostPath>,
}

#[cfg(feature = "schema")]
impl schemars::JsonSchema for ConfigSpec {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "ConfigSpec".into()
    }

    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        let mut file = generator.subschema_for::<HostPath>();
        file.insert(
            "description".to_owned(),
            "A text file, such as `nginx.conf`; a path is relative to stack.toml. The container gets what is in it when the stack is rendered.".into(),
        );
        schemars::json_schema!({
            "description": "A file that the container can read: its text, literal; or a table.",
            "anyOf": [
                { "type": "string" },
                {
                    "type": "object",
                    "properties": {
                        "content": { "description": "The text, literal, such as `Hello`.", "type": "string" },
                        "executable": { "description": "Whether it can be run. Default: false.", "type": "boolean" },
                    },
                    "required": ["content"],
                    "additionalProperties": false
                },
                { "type": "object", "properties": { "file": file }, "required": ["file"], "additionalProperties": false }
            ]
        })
    }
}
