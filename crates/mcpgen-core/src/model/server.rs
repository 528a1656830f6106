//! `[servers.NAME]`: how an MCP server runs.

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

use serde::Deserialize;
use serde::de::value::MapAccessDeserializer;
use serde::de::{self, Deserializer, MapAccess, Visitor};

use super::public_host::is_inside;
use super::table::table;
use super::{ForeignValue, ImageReference, TextSpec, Transport};
use crate::name::{EnvironmentName, SecretName, ToolName, ToolPrefix};
use crate::value::{InvalidValue, written_as_text};

table! {
/// `[servers.NAME]`: how an MCP server runs that a gateway lists. A server of a catalog takes `config`, `secrets` and
/// `tools`; a server of one's own says besides what it is, by exactly one of `image` and `url`.
///
/// # Examples
///
/// ```
/// use mcpgen_core::model::{ImageReference, ServerSpec, StackSpec};
///
/// let stack: StackSpec = r#"
/// [stack]
/// name = "mcp"
///
/// [servers.git.config]
/// paths = ["~/src"]
///
/// [servers.tickets]
/// image = "ghcr.io/you/tickets:1.2"
/// secrets = { TOKEN = "TICKETS_TOKEN" }
/// allow-hosts = ["tickets.example.com:443"]
/// "#
/// .parse()?;
/// let tickets = &stack.servers[&"tickets".parse()?];
/// assert_eq!(tickets.secrets[&"TOKEN".parse()?].as_str(), "TICKETS_TOKEN");
/// assert_eq!(tickets.allow_hosts[0].as_str(), "tickets.example.com:443");
/// assert!(tickets.is_own() && !stack.servers[&"git".parse()?].is_own());
///
/// // The same in code.
/// let built = ServerSpec::default()
///     .with_image("ghcr.io/you/tickets:1.2".parse::<ImageReference>()?)
///     .with_secrets([("TOKEN".parse()?, "TICKETS_TOKEN".parse()?)])
///     .with_allow_hosts(["tickets.example.com:443".parse()?]);
/// assert_eq!(*tickets, built);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Default, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct ServerSpec {
    /// The configuration that the server's catalog entry asks for, under the catalog's own keys. Text is literal; where the
    /// catalog wants a path of this machine, it may begin with `~` or be relative to `stack.toml`.
    #[serde(default)]
    pub config: BTreeMap<String, ForeignValue>,
    /// Which secret each environment variable of the server gets. A server of a catalog gets the secret of the variable's own
    /// name without a word here.
    #[serde(default)]
    pub secrets: BTreeMap<EnvironmentName, SecretName>,
    /// Whether the server may write to the paths of this machine that it is given. Default: false. Another server of the same
    /// gateway that is given the same path may then write there too.
    pub writable: Option<bool>,
    /// The tools that clients see, by the server's own names. Default: all.
    pub tools: Option<Vec<ToolName>>,
    /// What the server's tools are called by, before `__`. Default: nothing. Only for a server of one's own.
    pub prefix: Option<ToolPrefix>,
    /// Whether the server's container is kept for a whole session. Default: false. Only for a server of one's own.
    pub long_lived: Option<bool>,
    /// The image of a server of one's own, which speaks MCP on its standard input and output.
    pub image: Option<ImageReference>,
    /// The address of a remote server of one's own.
    pub url: Option<ServerUrl>,
    /// The arguments of the image, each an item, such as `["--verbose"]`.
    #[serde(default)]
    pub command: Vec<String>,
    /// Environment variables of the image: text, or `{ secret = "NAME" }`.
    #[serde(default)]
    pub environment: BTreeMap<EnvironmentName, TextSpec>,
    /// Volumes of the image: `"NAME:/target"`, or `"/path:/target"` with `:ro`.
    #[serde(default)]
    pub volumes: Vec<super::VolumeSpec>,
    /// The only hosts that the server may reach, each `HOST:PORT`. Default: all. Turns `--block-network` on.
    #[serde(default)]
    pub allow_hosts: Vec<AllowedHost>,
    /// Whether the server has a network at all. Default: true.
    pub network: Option<bool>,
    /// How the gateway speaks with a remote server: `streaming` or `sse`. Default: `streaming`.
    pub transport: Option<ServerTransport>,
    /// Headers that the gateway sends to a remote server: text, or `{ secret = "NAME", prefix = "Bearer " }`.
    #[serde(default)]
    pub headers: BTreeMap<HeaderName, HeaderValue>,
}
}

impl ServerSpec {
    /// Whether the table says itself what the server is, so that no catalog needs to.
    ///
    /// # Examples
    ///
    /// ```
    /// use mcpgen_core::model::StackSpec;
    ///
    /// let stack: StackSpec = r#"
    /// [stack]
    /// name = "mcp"
    ///
    /// [servers.wiki]
    /// url = "https://mcp.example.com/mcp"
    /// "#
    /// .parse()?;
    /// assert!(stack.servers[&"wiki".parse()?].is_own());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn is_own(&self) -> bool {
        self.image.is_some() || self.url.is_some()
    }
}

/// How a gateway speaks with a remote server.
///
/// # Examples
///
/// ```
/// use mcpgen_core::model::{ServerTransport, StackSpec};
///
/// let stack: StackSpec = r#"
/// [stack]
/// name = "mcp"
///
/// [servers.wiki]
/// url = "https://mcp.example.com/sse"
/// transport = "sse"
/// "#
/// .parse()?;
/// assert_eq!(stack.servers[&"wiki".parse()?].transport, Some(ServerTransport::Sse));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub type ServerTransport = Transport;

/// The address of a remote server: `https://`, a host, and a path.
///
/// # Examples
///
/// ```
/// use mcpgen_core::model::ServerUrl;
///
/// assert_eq!("https://mcp.example.com/mcp".parse::<ServerUrl>()?.to_string(), "https://mcp.example.com/mcp");
///
/// let refused = "https://localhost/mcp".parse::<ServerUrl>().unwrap_err();
/// assert!(refused.message().ends_with("its host is not public, and the gateway goes to no other"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServerUrl(String);

impl ServerUrl {
    /// The address as text.
    ///
    /// # Examples
    ///
    /// ```
    /// use mcpgen_core::model::ServerUrl;
    ///
    /// assert_eq!("https://mcp.example.com/mcp".parse::<ServerUrl>()?.as_str(), "https://mcp.example.com/mcp");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for ServerUrl {
    type Err = InvalidValue;

    fn from_str(text: &str) -> Result<Self, InvalidValue> {
        let refuse = |reason: &str| {
            InvalidValue::new(
                format!("{text:?} is not an address the gateway takes: {reason}"),
                "write `https://HOST/PATH`",
            )
        };
        // docker/mcp-gateway blocks remote addresses without TLS unless told otherwise by its environment.
        let rest =
            text.strip_prefix("https://").ok_or_else(|| refuse("it does not begin with `https://`"))?;
        let host = rest.split(['/', '?', '#']).next().unwrap_or("");
        if host.is_empty() || host.contains('@') {
            return Err(refuse("it has no host, or a password in it"));
        }
        if is_inside(host) {
            return Err(refuse("its host is not public, and the gateway goes to no other"));
        }
        if text.chars().any(|character| {
            character.is_whitespace() || character.is_control() || "{}$\"'\\<>".contains(character)
        }) {
            return Err(refuse("it holds a character that addresses do not"));
        }
        Ok(Self(text.to_owned()))
    }
}

impl fmt::Display for ServerUrl {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

written_as_text!(ServerUrl, pattern: "^https://[^/?#@\\s\\x00-\\x1f\\x7f-\\x9f{}$\"'\\\\<>]+([/?#][^\\s\\x00-\\x1f\\x7f-\\x9f{}$\"'\\\\<>]*)?$", examples: ["https://mcp.example.com/mcp"], "The address of a remote MCP server.");

/// A host and a port that a server may reach.
///
/// # Examples
///
/// ```
/// use mcpgen_core::model::AllowedHost;
///
/// assert!("api.example.com:443".parse::<AllowedHost>().is_ok());
///
/// let refused = "api.example.com".parse::<AllowedHost>().unwrap_err();
/// assert_eq!(refused.help(), "write `HOST:PORT`, such as `api.example.com:443`");
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AllowedHost(String);

impl AllowedHost {
    /// `HOST:PORT`.
    ///
    /// # Examples
    ///
    /// ```
    /// use mcpgen_core::model::AllowedHost;
    ///
    /// assert_eq!("api.example.com:443".parse::<AllowedHost>()?.as_str(), "api.example.com:443");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for AllowedHost {
    type Err = InvalidValue;

    fn from_str(text: &str) -> Result<Self, InvalidValue> {
        let valid = text.split_once(':').is_some_and(|(host, port)| {
            !host.is_empty()
                && host.bytes().all(|byte| byte.is_ascii_alphanumeric() || b".-".contains(&byte))
                && port.parse::<super::Port>().is_ok()
        });
        if valid {
            Ok(Self(text.to_owned()))
        } else {
            Err(InvalidValue::new(
                format!("{text:?} is not a host with a port"),
                "write `HOST:PORT`, such as `api.example.com:443`",
            ))
        }
    }
}

written_as_text!(AllowedHost, pattern: crate::schema::pattern::host_and_port(), examples: ["api.example.com:443"], "A host and a port.");

/// The name of an HTTP header.
///
/// # Examples
///
/// ```
/// use mcpgen_core::model::HeaderName;
///
/// assert!("Authorization".parse::<HeaderName>().is_ok());
///
/// let refused = "X Key".parse::<HeaderName>().unwrap_err();
/// assert_eq!(refused.message(), "\"X Key\" is not the name of a header");
/// ```
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct HeaderName(String);

impl HeaderName {
    /// The name as text.
    ///
    /// # Examples
    ///
    /// ```
    /// use mcpgen_core::model::HeaderName;
    ///
    /// assert_eq!("Authorization".parse::<HeaderName>()?.as_str(), "Authorization");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for HeaderName {
    type Err = InvalidValue;

    fn from_str(text: &str) -> Result<Self, InvalidValue> {
        if !text.is_empty()
            && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_')
        {
            Ok(Self(text.to_owned()))
        } else {
            Err(InvalidValue::new(
                format!("{text:?} is not the name of a header"),
                "write letters, digits and `-`",
            ))
        }
    }
}

written_as_text!(HeaderName, pattern: "^[A-Za-z0-9_-]+$", examples: ["Authorization"], "The name of an HTTP header.");

/// What a header holds: text, or a secret with text before it.
///
/// # Examples
///
/// ```
/// use mcpgen_core::model::{HeaderValue, StackSpec};
///
/// let stack: StackSpec = r#"
/// [stack]
/// name = "mcp"
///
/// [servers.wiki]
/// url = "https://mcp.example.com/mcp"
/// headers.Authorization = { secret = "WIKI_TOKEN", prefix = "Bearer " }
/// "#
/// .parse()?;
/// let headers = &stack.servers[&"wiki".parse()?].headers;
/// let HeaderValue::Secret { secret, prefix } = &headers[&"Authorization".parse()?] else { unreachable!() };
/// assert_eq!((secret.as_str(), prefix.as_str()), ("WIKI_TOKEN", "Bearer "));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum HeaderValue {
    /// The text as it is.
    Literal(String),
    /// The value of a secret, after some text.
    Secret {
        /// The secret.
        secret: SecretName,
        /// What stands before it, such as `Bearer `.
        prefix: String,
    },
}

/// The text as it is.
impl From<&str> for HeaderValue {
    fn from(text: &str) -> Self {
        Self::Literal(text.to_owned())
    }
}

/// The value of the secret alone.
impl From<SecretName> for HeaderValue {
    fn from(secret: SecretName) -> Self {
        Self::Secret { secret, prefix: String::new() }
    }
}

impl<'de> Deserialize<'de> for HeaderValue {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(deny_unknown_fields)]
        struct HeaderTable {
            secret: SecretName,
            #[serde(default)]
            prefix: String,
        }

        struct HeaderVisitor;

        impl<'de> Visitor<'de> for HeaderVisitor {
            type Value = HeaderValue;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("text, or `{ secret = \"NAME\", prefix = \"Bearer \" }`")
            }

            fn visit_str<E: de::Error>(self, text: &str) -> Result<HeaderValue, E> {
                Ok(HeaderValue::Literal(text.to_owned()))
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<HeaderValue, A::Error> {
                let HeaderTable { secret, prefix } =
                    HeaderTable::deserialize(MapAccessDeserializer::new(map))?;
                Ok(HeaderValue::Secret { secret, prefix })
            }
        }

        deserializer.deserialize_any(HeaderVisitor)
    }
}

#[cfg(feature = "schema")]
impl schemars::JsonSchema for HeaderValue {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "HeaderValue".into()
    }

    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        let mut secret = generator.subschema_for::<SecretName>();
        secret.insert("description".to_owned(), "The secret that is sent.".into());
        schemars::json_schema!({
            "description": "Text, literal; or a secret with text before it.",
            "anyOf": [
                { "type": "string" },
                {
                    "type": "object",
                    "properties": { "secret": secret, "prefix": { "description": "What stands before the secret, such as `Bearer `. Default: nothing.", "type": "string" } },
                    "required": ["secret"],
                    "additionalProperties": false
                }
            ]
        })
    }
}
