//! What is answered.

use std::fmt;

use serde::{Serialize, Serializer};

/// What is answered at an address.
///
/// ```
/// use mcpgen_simulate::{Machine, MemoryFolder, Status, simulate};
///
/// let compose = "
/// services:
///   gateway:
///     image: docker/mcp-gateway
///     command: [--transport=streaming, --servers=fetch, --port=8811]
///     environment: {MCP_GATEWAY_AUTH_TOKEN: abc}
///     ports: ['127.0.0.1:8811:8811']
///     volumes: [/var/run/docker.sock:/var/run/docker.sock]
/// ";
/// let folder = MemoryFolder::default().with_file("docker-compose.yml", compose);
/// let simulation = simulate(&folder, &Machine::default());
/// let answer = &simulation.gateways[0].answers[0];
/// assert_eq!(answer.url, "http://127.0.0.1:8811/mcp");
/// assert_eq!((answer.without_token, answer.with_token), (Status::Code(401), Status::Code(200)));
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Answer {
    /// The address.
    pub url: String,
    /// To who sends no token.
    pub without_token: Status,
    /// To who sends the gateway's token.
    pub with_token: Status,
    /// To a web page of another origin, although it sends the token.
    pub from_a_page: Status,
}

/// What is answered.
///
/// ```
/// use mcpgen_simulate::Status;
///
/// assert_eq!(Status::Code(401).to_string(), "401");
/// assert_eq!(Status::Refused.to_string(), "refused");
/// assert_eq!(serde_json::to_value(Status::Code(401))?, 401);
/// assert_eq!(serde_json::to_value(Status::Unknown)?, serde_json::Value::Null);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Status {
    /// This status.
    Code(u16),
    /// Nothing listens.
    Refused,
    /// That cannot be seen from here.
    Unknown,
}

impl fmt::Display for Status {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Code(code) => write!(formatter, "{code}"),
            Self::Refused => formatter.write_str("refused"),
            Self::Unknown => formatter.write_str("?"),
        }
    }
}

/// A number, `"refused"`, or null.
impl Serialize for Status {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Code(code) => serializer.serialize_u16(*code),
            Self::Refused => serializer.serialize_str("refused"),
            Self::Unknown => serializer.serialize_none(),
        }
    }
}
