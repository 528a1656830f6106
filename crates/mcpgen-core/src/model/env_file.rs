//! `env-file`: files with environment variables of a container.

use std::fmt;

use serde::Deserialize;
use serde::de::value::MapAccessDeserializer;
use serde::de::{self, Deserializer, MapAccess, Visitor};

use super::HostPath;
use super::table::table;

table! {
/// One item of `env-file`: a path, or a table. Compose reads the file at each start; mcpgen never does, for it is a place of
/// secrets.
///
/// # Examples
///
/// ```
/// use mcpgen_core::model::{EnvFileFormat, ServiceSpec, StackSpec};
///
/// let stack: StackSpec = r#"
/// [stack]
/// name = "mcp"
///
/// [services.web]
/// kind = "container"
/// image = "nginx:1.29"
/// env-file = ["app.env", { path = "local.env", required = false, format = "raw" }]
/// "#
/// .parse()?;
/// let ServiceSpec::Container(web) = &stack.services[&"web".parse()?] else { unreachable!() };
/// assert_eq!(web.env_file[0].path.to_string(), "app.env");
/// assert_eq!(web.env_file[1].required, Some(false));
/// assert_eq!(web.env_file[1].format, Some(EnvFileFormat::Raw));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EnvFileSpec {
    /// Its path.
    pub path: HostPath,
    /// Whether the stack only starts when the file is there. Default: true.
    pub required: Option<bool>,
    /// How it is read. Default: as Compose reads `.env`, with quotes, and with `$NAME` for other values.
    pub format: Option<EnvFileFormat>,
}
}

impl EnvFileSpec {
    /// A file that must be there, and is read as Compose reads `.env`.
    ///
    /// # Examples
    ///
    /// ```
    /// use mcpgen_core::model::{EnvFileFormat, EnvFileSpec};
    ///
    /// let file = EnvFileSpec::new("app.env".parse()?).with_format(EnvFileFormat::Raw);
    /// assert!(file.required.is_none());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn new(path: HostPath) -> Self {
        Self { path, required: None, format: None }
    }
}

/// How a file of environment variables is read.
///
/// # Examples
///
/// ```
/// use mcpgen_core::model::{EnvFileFormat, ServiceSpec, StackSpec};
///
/// let stack: StackSpec = r#"
/// [stack]
/// name = "mcp"
///
/// [services.web]
/// kind = "container"
/// image = "nginx:1.29"
/// env-file = [{ path = "app.env", format = "raw" }]
/// "#
/// .parse()?;
/// let ServiceSpec::Container(web) = &stack.services[&"web".parse()?] else { unreachable!() };
/// assert_eq!(web.env_file[0].format, Some(EnvFileFormat::Raw));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum EnvFileFormat {
    /// Everything after `=` is the value, as `docker run --env-file` has it.
    Raw,
}

impl<'de> Deserialize<'de> for EnvFileSpec {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct EnvFileVisitor;

        impl<'de> Visitor<'de> for EnvFileVisitor {
            type Value = EnvFileSpec;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("a path such as \"app.env\", or a table")
            }

            fn visit_str<E: de::Error>(self, text: &str) -> Result<EnvFileSpec, E> {
                Ok(EnvFileSpec::new(text.parse().map_err(E::custom)?))
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<EnvFileSpec, A::Error> {
                let EnvFileTable { path, required, format } =
                    EnvFileTable::deserialize(MapAccessDeserializer::new(map))?;
                Ok(EnvFileSpec { path, required, format })
            }
        }

        deserializer.deserialize_any(EnvFileVisitor)
    }
}

#[derive(Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
struct EnvFileTable {
    /// The file, such as `app.env`; a path is relative to stack.toml.
    path: HostPath,
    /// Whether the stack only starts when the file is there. Default: true.
    required: Option<bool>,
    /// How it is read: `raw` takes everything after `=` as the value. Default: as Compose reads `.env`, with quotes, and with
    /// `$NAME` for other values.
    format: Option<EnvFileFormat>,
}

#[cfg(feature = "schema")]
impl schemars::JsonSchema for EnvFileSpec {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "EnvFileSpec".into()
    }

    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        let text = generator.subschema_for::<HostPath>();
        let mut table = EnvFileTable::json_schema(generator);
        table.insert("description".to_owned(), "A file with environment variables.".into());
        schemars::json_schema!({ "description": "A file with environment variables: its path, or a table.", "anyOf": [text, table] })
    }
}
