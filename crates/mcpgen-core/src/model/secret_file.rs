//! `secrets` of a container: secrets that it gets as files.

use std::fmt;

use serde::Deserialize;
use serde::de::value::MapAccessDeserializer;
use serde::de::{self, Deserializer, MapAccess, Visitor};

use super::table::table;
use super::{ContainerPath, FileMode, MountTarget};
use crate::name::SecretName;

table! {
/// One item of a container's `secrets`: a name, or a table.
///
/// # Examples
///
/// ```
/// use mcpgen_core::model::{FileMode, MountTarget, SecretFileSpec, ServiceSpec, StackSpec};
///
/// let stack: StackSpec = r#"
/// [stack]
/// name = "mcp"
///
/// [services.web]
/// kind = "container"
/// image = "nginx:1.29"
/// secrets = ["WEB_KEY", { secret = "TLS_KEY", target = "/etc/nginx/key.pem", mode = "0400" }]
/// "#
/// .parse()?;
/// let ServiceSpec::Container(web) = &stack.services[&"web".parse()?] else { unreachable!() };
/// assert_eq!(web.secrets[0], "WEB_KEY".parse::<mcpgen_core::name::SecretName>()?.into());
/// assert_eq!(web.secrets[1].mode.unwrap().bits(), 0o400);
///
/// // The second in code.
/// let built = SecretFileSpec::from("TLS_KEY".parse::<mcpgen_core::name::SecretName>()?)
///     .with_target("/etc/nginx/key.pem".parse::<MountTarget>()?)
///     .with_mode("0400".parse::<FileMode>()?);
/// assert_eq!(web.secrets[1], built);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SecretFileSpec {
    /// The secret.
    pub secret: SecretName,
    /// The file. Default: `/run/secrets/NAME`.
    pub target: Option<MountTarget>,
    /// Who may do what with it. Default: 0444, everyone may read.
    pub mode: Option<FileMode>,
    /// The number of the user whose file it is. Default: 0, root.
    pub uid: Option<u32>,
    /// The number of its group. Default: 0.
    pub gid: Option<u32>,
}
}

impl SecretFileSpec {
    /// Where the file is, when Compose is not told.
    ///
    /// # Examples
    ///
    /// ```
    /// use mcpgen_core::model::SecretFileSpec;
    ///
    /// assert_eq!(SecretFileSpec::usual_target(&"WEB_KEY".parse()?).as_str(), "/run/secrets/WEB_KEY");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn usual_target(secret: &SecretName) -> ContainerPath {
        ContainerPath::of_parts(&["run", "secrets", secret.as_str()])
    }

    /// Where the file is.
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
    /// secrets = ["WEB_KEY", { secret = "TLS_KEY", target = "/etc/nginx/key.pem" }]
    /// "#
    /// .parse()?;
    /// let ServiceSpec::Container(web) = &stack.services[&"web".parse()?] else { unreachable!() };
    /// assert_eq!(web.secrets[0].path().as_str(), "/run/secrets/WEB_KEY");
    /// assert_eq!(web.secrets[1].path().as_str(), "/etc/nginx/key.pem");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn path(&self) -> ContainerPath {
        self.target.as_ref().map_or_else(|| Self::usual_target(&self.secret), |target| target.path().clone())
    }
}

impl From<SecretName> for SecretFileSpec {
    fn from(secret: SecretName) -> Self {
        Self { secret, target: None, mode: None, uid: None, gid: None }
    }
}

impl<'de> Deserialize<'de> for SecretFileSpec {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct SecretFileVisitor;

        impl<'de> Visitor<'de> for SecretFileVisitor {
            type Value = SecretFileSpec;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("the name of a secret, or a table")
            }

            fn visit_str<E: de::Error>(self, text: &str) -> Result<SecretFileSpec, E> {
                text.parse::<SecretName>().map(SecretFileSpec::from).map_err(E::custom)
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<SecretFileSpec, A::Error> {
                let SecretFileTable { secret, target, mode, uid, gid } =
                    SecretFileTable::deserialize(MapAccessDeserializer::new(map))?;
                Ok(SecretFileSpec { secret, target, mode, uid, gid })
            }
        }

        deserializer.deserialize_any(SecretFileVisitor)
    }
}

#[derive(Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
struct SecretFileTable {
    /// The secret, from `[secrets]`.
    secret: SecretName,
    /// The file, such as `/etc/app/key`. Default: `/run/secrets/NAME`.
    target: Option<MountTarget>,
    /// Who may do what with it, in octal, such as `"0400"`. Default: `"0444"`, everyone may read.
    mode: Option<FileMode>,
    /// The number of the user whose file it is. Default: 0, root.
    uid: Option<u32>,
    /// The number of its group. Default: 0.
    gid: Option<u32>,
}

#[cfg(feature = "schema")]
impl schemars::JsonSchema for SecretFileSpec {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "SecretFileSpec".into()
    }

    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        let text = generator.subschema_for::<SecretName>();
        let mut table = SecretFileTable::json_schema(generator);
        table.insert("description".to_owned(), "A secret that the container gets as a file.".into());
        schemars::json_schema!({ "description": "A secret that the container gets as a file: its name, or a table.", "anyOf": [text, table] })
    }
}
