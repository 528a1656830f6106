//! `[services.NAME]` with `kind = "mcp-gateway"`.

use std::fmt;

use serde::Deserialize;
use serde::de::{self, Deserializer, Visitor};

use super::port::HostAddress;
use super::service::service_kind;
use super::{ByteSize, HostPath, Port};
use crate::name::{SecretName, ServerName};

service_kind! {
    /// An MCP gateway (docker/mcp-gateway): it starts the MCP servers, each in a container of its own, and gives clients one
    /// address for all of them.
    ///
    /// # Examples
    ///
    /// ```
    /// use mcpgen_core::model::{PublishSpec, ServiceSpec, StackSpec};
    ///
    /// let stack: StackSpec = r#"
    /// [stack]
    /// name = "mcp"
    ///
    /// [services.gateway]
    /// kind = "mcp-gateway"
    /// servers = ["duckduckgo", "fetch"]
    /// publish = false
    /// "#
    /// .parse()?;
    /// let ServiceSpec::McpGateway(gateway) = &stack.services[&"gateway".parse()?] else { unreachable!() };
    /// assert_eq!(gateway.servers.len(), 2);
    /// assert_eq!(gateway.publish, Some(PublishSpec::Nowhere));
    /// // 8811, as the plan says.
    /// assert_eq!(gateway.port, None);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    // A list that is not there is empty here, and refused by the checks, so that the rest of the gateway is checked too.
    #[cfg_attr(feature = "schema", schemars(extend("required" = ["servers"])))]
    pub struct GatewaySpec {
        image:
            /// The gateway's image. Default: `docker/mcp-gateway:latest`, for its maker gives the image no versions; pin it by
            /// digest to keep it as it is.
            ;
        /// How clients speak with the gateway: `streaming` (at `/mcp`) or `sse` (at `/sse`, deprecated in MCP). Default:
        /// `streaming`. Becomes `--transport`.
        pub transport: Option<Transport>,
        /// The port that the gateway listens on inside its container, from 1 to 65535. Default: 8811. Becomes `--port`.
        pub port: Option<Port>,
        /// Where this machine offers the gateway: a port (on 127.0.0.1), `"IP:PORT"`, or `false` for nowhere. Default: the
        /// value of `port`, on 127.0.0.1.
        pub publish: Option<PublishSpec>,
        /// The MCP servers that the gateway runs: exactly these. Becomes `--servers`.
        #[serde(default)]
        #[cfg_attr(feature = "schema", schemars(length(min = 1)))]
        pub servers: Vec<ServerName>,
        /// Catalog files of one's own, relative to `stack.toml`. Each is copied to where the gateway looks for catalogs.
        #[serde(default)]
        pub catalogs: Vec<HostPath>,
        /// The catalog that `servers` are looked up in besides one's own: `docker` (Docker's, fetched by the gateway at its
        /// start) or `none`. Default: `docker`.
        pub catalog: Option<CatalogSource>,
        /// Whom the gateway answers: `bearer` (who sends the token, which is the secret `MCP_GATEWAY_AUTH_TOKEN`) or `none`
        /// (everyone). Default: `bearer`.
        pub auth: Option<Auth>,
        /// The secret that holds the token, from `[secrets]`. Default: `MCP_GATEWAY_AUTH_TOKEN`, which needs no entry there and
        /// is made by mcpgen. Two gateways with one name share the token.
        pub token: Option<SecretName>,
        /// Whether the gateway logs what its servers write to their error output. Default: false. Becomes `--verbose`.
        pub verbose: Option<bool>,
        /// Whether the gateway stops tool calls that carry what looks like a key. Default: true. Becomes `--block-secrets`.
        pub block_secrets: Option<bool>,
        /// Whether the gateway logs each tool call's name. Default: true. Becomes `--log-calls`.
        pub log_calls: Option<bool>,
        /// Whether a server's container is kept for a whole session instead of being started anew for each call. Default:
        /// false. Becomes `--long-lived`.
        pub long_lived: Option<bool>,
        /// Processors for each server's container, a whole number from 1 to 65535. Default: 1. Becomes `--cpus`.
        pub cpus: Option<std::num::NonZeroU16>,
        /// Memory for each server's container, such as `512m`. Default: `2g`. Becomes `--memory`.
        pub memory: Option<ByteSize>,
        /// Whether the gateway checks the signatures of Docker's server images. Default: true. Becomes `--verify-signatures`.
        pub verify_signatures: Option<bool>,
        /// Whether the gateway gets the Docker socket, which it needs to start servers. Default: true. `false` works when
        /// every server is a remote one.
        pub docker_socket: Option<bool>,
    }
}

impl GatewaySpec {
    /// A gateway that runs exactly `servers`.
    ///
    /// # Examples
    ///
    /// ```
    /// use mcpgen_core::model::{GatewaySpec, Port, Transport};
    ///
    /// let gateway = GatewaySpec::new(["fetch".parse()?, "time".parse()?])
    ///     .with_transport(Transport::Sse)
    ///     .with_port(Port::try_from(3333)?);
    /// assert!(gateway.image.is_none());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn new(servers: impl Into<Vec<ServerName>>) -> Self {
        Self { servers: servers.into(), ..Self::default() }
    }
}

/// How clients speak with a gateway (docker/mcp-gateway, pkg/gateway/transport.go).
///
/// # Examples
///
/// ```
/// use mcpgen_core::model::{ServiceSpec, StackSpec, Transport};
///
/// let stack: StackSpec = r#"
/// [stack]
/// name = "mcp"
///
/// [services.gateway]
/// kind = "mcp-gateway"
/// servers = ["fetch"]
/// transport = "sse"
/// "#
/// .parse()?;
/// let ServiceSpec::McpGateway(gateway) = &stack.services[&"gateway".parse()?] else { unreachable!() };
/// assert_eq!(gateway.transport, Some(Transport::Sse));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Transport {
    /// Streamable HTTP, at `/mcp`.
    Streaming,
    /// HTTP with server-sent events, at `/sse`. Deprecated in MCP.
    Sse,
}

impl Transport {
    /// The path at which clients find a gateway that speaks it (docker/mcp-gateway, `pkg/gateway/transport.go`).
    ///
    /// # Examples
    ///
    /// ```
    /// use mcpgen_core::model::Transport;
    ///
    /// assert_eq!(Transport::Streaming.endpoint(), "/mcp");
    /// assert_eq!(Transport::Sse.endpoint(), "/sse");
    /// ```
    #[must_use]
    pub fn endpoint(self) -> &'static str {
        match self {
            Self::Streaming => "/mcp",
            Self::Sse => "/sse",
        }
    }
}

/// The catalog that a gateway looks servers up in, besides the stack's own.
///
/// # Examples
///
/// ```
/// use mcpgen_core::model::{CatalogSource, ServiceSpec, StackSpec};
///
/// let stack: StackSpec = r#"
/// [stack]
/// name = "mcp"
///
/// [services.gateway]
/// kind = "mcp-gateway"
/// servers = ["clickup"]
/// catalog = "none"
/// catalogs = ["catalogs/own.yaml"]
/// "#
/// .parse()?;
/// let ServiceSpec::McpGateway(gateway) = &stack.services[&"gateway".parse()?] else { unreachable!() };
/// assert_eq!(gateway.catalog, Some(CatalogSource::None));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum CatalogSource {
    /// Docker's own, which pins its images by digest.
    Docker,
    /// None: only the stack's own.
    None,
}

/// Whom a gateway answers.
///
/// # Examples
///
/// ```
/// use mcpgen_core::model::{Auth, ServiceSpec, StackSpec};
///
/// let stack: StackSpec = r#"
/// [stack]
/// name = "mcp"
///
/// [services.gateway]
/// kind = "mcp-gateway"
/// servers = ["fetch"]
/// auth = "none"
/// "#
/// .parse()?;
/// let ServiceSpec::McpGateway(gateway) = &stack.services[&"gateway".parse()?] else { unreachable!() };
/// assert_eq!(gateway.auth, Some(Auth::None));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Auth {
    /// Who sends the token.
    Bearer,
    /// Everyone.
    None,
}

/// `publish`: where this machine offers a gateway.
///
/// # Examples
///
/// ```
/// use mcpgen_core::model::{PublishSpec, ServiceSpec, StackSpec};
///
/// let stack: StackSpec = r#"
/// [stack]
/// name = "mcp"
///
/// [services.gateway]
/// kind = "mcp-gateway"
/// servers = ["fetch"]
/// publish = "0.0.0.0:3333"
/// "#
/// .parse()?;
/// let ServiceSpec::McpGateway(gateway) = &stack.services[&"gateway".parse()?] else { unreachable!() };
/// let Some(PublishSpec::At(address, port)) = gateway.publish else { panic!("an address was written") };
/// assert_eq!((address.to_string().as_str(), port.get()), ("0.0.0.0", 3333));
/// assert!(!address.is_loopback());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PublishSpec {
    /// Nowhere.
    Nowhere,
    /// On this address and port of the machine.
    At(HostAddress, Port),
}

/// On 127.0.0.1.
impl From<Port> for PublishSpec {
    fn from(port: Port) -> Self {
        Self::At(HostAddress::LOOPBACK, port)
    }
}

impl<'de> Deserialize<'de> for PublishSpec {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct PublishVisitor;

        impl Visitor<'_> for PublishVisitor {
            type Value = PublishSpec;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("a port, \"IP:PORT\" or `false`")
            }

            fn visit_bool<E: de::Error>(self, value: bool) -> Result<PublishSpec, E> {
                if value {
                    Err(E::custom(
                        "`true` does not say a port\nleave `publish` out: the gateway's own port is the default",
                    ))
                } else {
                    Ok(PublishSpec::Nowhere)
                }
            }

            fn visit_i64<E: de::Error>(self, number: i64) -> Result<PublishSpec, E> {
                Port::try_from(number).map(PublishSpec::from).map_err(E::custom)
            }

            fn visit_str<E: de::Error>(self, text: &str) -> Result<PublishSpec, E> {
                HostAddress::with_port(text)
                    .map(|(address, port)| PublishSpec::At(address, port))
                    .map_err(E::custom)
            }
        }

        deserializer.deserialize_any(PublishVisitor)
    }
}

#[cfg(feature = "schema")]
impl schemars::JsonSchema for PublishSpec {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "PublishSpec".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({
            "description": "A port (on 127.0.0.1), \"IP:PORT\", or false for nowhere.",
            "anyOf": [
                { "type": "integer", "minimum": 1, "maximum": 65535 },
                { "type": "string", "pattern": crate::schema::pattern::address_with_port() },
                { "const": false }
            ]
        })
    }
}
