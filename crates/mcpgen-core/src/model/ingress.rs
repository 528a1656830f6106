//! `[ingress]`: the Cloudflare tunnel and what it leads to.

use std::fmt;
use std::str::FromStr;

use serde::Deserialize;
use serde::de::{self, Deserializer, SeqAccess, Visitor};

use super::{HostPath, Port};
use crate::name::{SecretName, ServiceName};
use crate::value::{InvalidValue, written_as_text};

/// `[ingress]`: one tunnel. Either its `tunnel`, `credentials-file` and routes stand here, or a `token` and no routes, for then
/// Cloudflare's dashboard has them.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct IngressSpec {
    /// The tunnel's id, a UUID: what `cloudflared tunnel create` printed.
    pub tunnel: Option<TunnelId>,
    /// The tunnel's credentials, the file that `cloudflared tunnel create` wrote. Only this file is mounted.
    pub credentials_file: Option<HostPath>,
    /// The secret that holds the token of a tunnel whose routes are kept in Cloudflare's dashboard.
    pub token: Option<SecretName>,
    /// What the tunnel leads to; the first route that matches a request takes it, and what none matches is answered with 404.
    #[serde(default)]
    pub routes: Vec<RouteSpec>,
}

/// `[[ingress.routes]]`: requests for one host name, and where they go: to exactly one of `service`, `url` and `status`.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct RouteSpec {
    /// The public host name, such as `mcp.example.com` or `*.example.com`.
    pub hostname: Hostname,
    /// A service of the stack. A gateway's port is known; of any other service, `port` says it.
    pub service: Option<ServiceName>,
    /// The origin, without a path, such as `http://192.168.1.20:8080`: for what is not in the stack.
    pub url: Option<OriginUrl>,
    /// An HTTP status to answer with, such as `404`.
    pub status: Option<StatusCode>,
    /// Only requests whose path is this or begins with this and a `/`, such as `/api`. The origin sees the whole path.
    pub path: Option<PathPrefix>,
    /// Only requests whose path this regular expression (of Go) matches anywhere; anchor it with `^` and `$`. `path` is the
    /// plain way. The origin sees the whole path.
    pub path_regex: Option<PathRegex>,
    /// The service's port inside its container, such as `8000`. Default: a gateway's own, or the only one that a container exposes.
    pub port: Option<Port>,
    /// Cloudflare Access in front of the route: cloudflared lets nobody through without its sign.
    pub access: Option<AccessSpec>,
    /// How the connector speaks with the service.
    pub origin: Option<OriginSpec>,
}

impl RouteSpec {
    /// The paths that the route takes; `None` for all.
    #[must_use]
    pub fn path_pattern(&self) -> Option<&cloudflared_config::PathPattern> {
        self.path.as_ref().map(PathPrefix::get).or_else(|| self.path_regex.as_ref().map(PathRegex::get))
    }
}

/// `access`: the Cloudflare Access application in front of a route. cloudflared itself then checks each request
/// (cloudflare/cloudflared, ingress/middleware/jwtvalidator.go).
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct AccessSpec {
    /// The team's name: what stands before `.cloudflareaccess.com`.
    pub team: TeamName,
    /// The application's audience tag, or a list of them: 64 hexadecimal digits each.
    #[serde(deserialize_with = "one_or_more")]
    #[cfg_attr(feature = "schema", schemars(with = "OneOrMore"))]
    pub audience: Vec<AudienceTag>,
}

#[cfg(feature = "schema")]
#[derive(schemars::JsonSchema)]
#[schemars(untagged)]
#[expect(dead_code, reason = "only its schema is used")]
enum OneOrMore {
    One(AudienceTag),
    More(#[schemars(length(min = 1))] Vec<AudienceTag>),
}

/// `origin`: how the connector speaks with the service of a route.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct OriginSpec {
    /// How long a connection to the service may take. Default: `10s`.
    pub connect_timeout: Option<OriginTimeout>,
    /// How long an idle connection to the service is kept. Default: `1m30s`.
    pub keep_alive_timeout: Option<OriginTimeout>,
    /// The `Host` header that the service sees. Default: the public host name.
    pub http_host_header: Option<HostHeader>,
    /// The name that the service's TLS certificate must have. Only with an `https` origin.
    pub server_name: Option<ServerNameIndication>,
    /// Whether the service's TLS certificate goes unchecked. Default: false. Only with an `https` origin.
    pub no_tls_verify: Option<bool>,
}

fn one_or_more<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<AudienceTag>, D::Error> {
    struct TagsVisitor;

    impl<'de> Visitor<'de> for TagsVisitor {
        type Value = Vec<AudienceTag>;

        fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
            formatter.write_str("an audience tag, or a list of them")
        }

        fn visit_str<E: de::Error>(self, text: &str) -> Result<Vec<AudienceTag>, E> {
            Ok(vec![text.parse().map_err(E::custom)?])
        }

        fn visit_seq<A: SeqAccess<'de>>(self, mut sequence: A) -> Result<Vec<AudienceTag>, A::Error> {
            let mut tags = Vec::new();
            while let Some(tag) = sequence.next_element()? {
                tags.push(tag);
            }
            if tags.is_empty() {
                return Err(de::Error::custom(
                    "without an audience tag cloudflared refuses every request\nadd the application's audience tag",
                ));
            }
            Ok(tags)
        }
    }

    deserializer.deserialize_any(TagsVisitor)
}

/// Declares a text whose rule the crate `cloudflared-config` knows.
macro_rules! of_cloudflared {
    (@help $text:ident, $help:literal) => { concat!("write ", $help) };
    (@help $text:ident, $help:literal, $meant:expr) => { $meant($text) };
    ($(#[$meta:meta])* $name:ident($inner:ty), parse: $parse:expr, help: $help:literal, $(meant: $meant:expr,)? pattern: $pattern:expr, example: $example:literal) => {
        $(#[$meta])*
        #[derive(Debug, Clone, PartialEq, Eq)]
        pub struct $name($inner);

        impl $name {
            /// The value as the configuration file has it.
            #[must_use]
            pub fn get(&self) -> &$inner {
                &self.0
            }
        }

        impl FromStr for $name {
            type Err = InvalidValue;

            fn from_str(text: &str) -> Result<Self, InvalidValue> {
                let parse: fn(&str) -> Result<$inner, cloudflared_config::InvalidValue> = $parse;
                parse(text).map(Self).map_err(|error| {
                    InvalidValue::new(error.to_string(), of_cloudflared!(@help text, $help $(, $meant)?))
                })
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(formatter)
            }
        }

        written_as_text!($name, pattern: $pattern, examples: [$example], concat!("Write ", $help, "."));
    };
}

/// What to write instead of a text that is no host name.
fn host_name_meant(text: &str) -> String {
    match cloudflared_config::Hostname::suggestion(text) {
        Some(meant) => format!("write `{meant}`"),
        None => "write a host name in small letters, such as `mcp.example.com` or `*.example.com`".to_owned(),
    }
}

of_cloudflared! {
    /// A public host name, in small letters and ASCII, or a wildcard of its subdomains.
    Hostname(cloudflared_config::Hostname), parse: str::parse,
    help: "a host name in small letters, such as `mcp.example.com` or `*.example.com`", meant: host_name_meant,
    pattern: "^(\\*\\.)?([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\\.)+([a-z][a-z0-9-]{0,61}[a-z0-9]|[0-9][0-9-]*[a-z-][a-z0-9-]*[a-z0-9]|[0-9][0-9-]*[a-z]|[0-9]+-[0-9-]*[0-9])$", example: "mcp.example.com"
}

of_cloudflared! {
    /// The id of a tunnel.
    TunnelId(cloudflared_config::TunnelId), parse: str::parse,
    help: "the UUID that `cloudflared tunnel create` printed",
    pattern: "^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$", example: "741d42fb-5a6a-47f6-9b67-47e95011f865"
}

of_cloudflared! {
    /// The address of an origin: scheme, host and port, without a path.
    OriginUrl(cloudflared_config::OriginUrl), parse: str::parse,
    help: "`http://HOST:PORT` or `https://HOST:PORT`, without a path",
    pattern: crate::schema::pattern::origin_url(), example: "http://192.168.1.20:8080"
}

of_cloudflared! {
    /// The name of a Cloudflare Access team.
    TeamName(cloudflared_config::TeamName), parse: str::parse,
    help: "what stands before `.cloudflareaccess.com`",
    pattern: "^[a-z0-9-]+$", example: "my-team"
}

of_cloudflared! {
    /// The audience tag of a Cloudflare Access application.
    AudienceTag(cloudflared_config::AudienceTag), parse: str::parse,
    help: "the tag of 64 hexadecimal digits that the application's page shows",
    pattern: "^[!-~]+$", example: "0bc545634b1732494b3f9472794a549c883fabd48de9dfe0e0413e59c3f96c38"
}

of_cloudflared! {
    /// The beginning of a path, in whole segments.
    PathPrefix(cloudflared_config::PathPattern), parse: |text| cloudflared_config::PathPattern::prefix(text),
    help: "the beginning of a path, such as `/api`",
    pattern: "^(/[^/?#%\\\\\\s\\x00-\\x1f\\x7f-\\x9f]+)+$", example: "/api"
}

of_cloudflared! {
    /// A regular expression for paths, as Go reads it.
    PathRegex(cloudflared_config::PathPattern), parse: |text| cloudflared_config::PathPattern::expression(text),
    help: "a regular expression of Go, such as `^/(mcp|sse)$`",
    pattern: "", example: "^/(mcp|sse)$"
}

of_cloudflared! {
    /// A time limit of a connection: more than nothing.
    OriginTimeout(cloudflared_config::Timeout), parse: str::parse,
    help: "more than nothing, such as `10s` or `1m30s`",
    pattern: "^([0-9]+(\\.[0-9]+)?(ns|us|ms|s|m|h))+$", example: "10s"
}

of_cloudflared! {
    /// A `Host` header.
    HostHeader(cloudflared_config::HostHeader), parse: str::parse,
    help: "a host, with a port if need be, such as `localhost:8000`",
    pattern: "^[a-zA-Z0-9._:\\[\\]-]+$", example: "localhost:8000"
}

of_cloudflared! {
    /// The name in a TLS certificate.
    ServerNameIndication(cloudflared_config::ServerName), parse: str::parse,
    help: "the name that the certificate is for, such as `origin.example.com`",
    pattern: "^([a-zA-Z0-9._-]+|[0-9a-fA-F.]*:[0-9a-fA-F:.]*)$", example: "origin.example.com"
}

/// An HTTP status to answer with: 200 to 599.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StatusCode(u16);

impl StatusCode {
    /// The number.
    #[must_use]
    pub const fn get(self) -> u16 {
        self.0
    }
}

impl<'de> Deserialize<'de> for StatusCode {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct StatusVisitor;

        impl Visitor<'_> for StatusVisitor {
            type Value = StatusCode;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("an HTTP status from 200 to 599, without quotes")
            }

            fn visit_i64<E: de::Error>(self, number: i64) -> Result<StatusCode, E> {
                match u16::try_from(number) {
                    Ok(status) if (200..600).contains(&status) => Ok(StatusCode(status)),
                    _ => Err(E::custom(format!(
                        "{number} is not a status to answer with\nwrite a number from 200 to 599, such as 404"
                    ))),
                }
            }
        }

        deserializer.deserialize_i64(StatusVisitor)
    }
}

#[cfg(feature = "schema")]
impl schemars::JsonSchema for StatusCode {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "StatusCode".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({ "description": "An HTTP status.", "type": "integer", "minimum": 200, "maximum": 599 })
    }
}
