//! `[ingress]`: the Cloudflare tunnel and what it leads to.

use std::fmt;

use serde::Deserialize;
use serde::de::{self, Deserializer, SeqAccess, Visitor};

use super::table::table;
use super::{
    AudienceTag, HostHeader, HostPath, Hostname, OriginTimeout, OriginUrl, PathPrefix, PathRegex, Port,
    ServerNameIndication, StatusCode, TeamName, TunnelId,
};
use crate::name::{SecretName, ServiceName};
use crate::value::InvalidValue;

table! {
/// `[ingress]`: one tunnel. Either its `tunnel`, `credentials-file` and routes stand here, or a `token` and no routes, for then
/// Cloudflare's dashboard has them.
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
/// [ingress]
/// tunnel = "741d42fb-5a6a-47f6-9b67-47e95011f865"
/// credentials-file = "~/.cloudflared/741d42fb-5a6a-47f6-9b67-47e95011f865.json"
///
/// [[ingress.routes]]
/// hostname = "mcp.example.com"
/// service = "gateway"
/// "#
/// .parse()?;
/// let ingress = stack.ingress.as_ref().unwrap();
/// assert_eq!(ingress.routes.len(), 1);
/// assert_eq!(ingress.token, None);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
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
}

impl IngressSpec {
    /// A tunnel whose routes stand in the stack; there are none yet.
    ///
    /// # Examples
    ///
    /// ```
    /// use mcpgen_core::model::{IngressSpec, RouteSpec};
    ///
    /// let tunnel = "741d42fb-5a6a-47f6-9b67-47e95011f865".parse()?;
    /// let route = RouteSpec::new("mcp.example.com".parse()?)
    ///     .with_service("gateway".parse::<mcpgen_core::name::ServiceName>()?);
    /// let ingress = IngressSpec::routed(tunnel, "~/.cloudflared/tunnel.json".parse()?).with_routes([route]);
    /// assert!(ingress.token.is_none());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn routed(tunnel: TunnelId, credentials_file: HostPath) -> Self {
        let credentials_file = Some(credentials_file);
        Self { tunnel: Some(tunnel), credentials_file, token: None, routes: Vec::new() }
    }

    /// A tunnel whose routes are kept in Cloudflare's dashboard. The secret `token` is to hold its token.
    ///
    /// # Examples
    ///
    /// ```
    /// use mcpgen_core::model::IngressSpec;
    ///
    /// let ingress = IngressSpec::managed("TUNNEL_TOKEN".parse()?);
    /// assert!(ingress.routes.is_empty());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn managed(token: SecretName) -> Self {
        Self { tunnel: None, credentials_file: None, token: Some(token), routes: Vec::new() }
    }
}

table! {
/// `[[ingress.routes]]`: requests for one host name, and where they go: to exactly one of `service`, `url` and `status`.
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
/// [[ingress.routes]]
/// hostname = "web.example.com"
/// path = "/api"
/// url = "http://192.168.1.20:8080"
/// "#
/// .parse()?;
/// let route = &stack.ingress.as_ref().unwrap().routes[0];
/// assert_eq!(route.hostname.to_string(), "web.example.com");
/// assert_eq!(route.url.as_ref().unwrap().to_string(), "http://192.168.1.20:8080");
/// assert_eq!((&route.service, &route.status), (&None, &None));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
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
    /// An HTTP status to answer with, from 200 to 599, such as `404`.
    pub status: Option<StatusCode>,
    /// Only requests whose path is this or begins with this and a `/`, such as `/api`. The origin sees the whole path.
    pub path: Option<PathPrefix>,
    /// Only requests whose path this regular expression (of Go) matches anywhere; anchor it with `^` and `$`. `path` is the
    /// plain way. The origin sees the whole path.
    pub path_regex: Option<PathRegex>,
    /// The service's port inside its container, from 1 to 65535, such as `8000`. Default: a gateway's own, or the only one that a container exposes.
    pub port: Option<Port>,
    /// Cloudflare Access in front of the route: cloudflared lets nobody through without its sign.
    pub access: Option<AccessSpec>,
    /// How the connector speaks with the service.
    pub origin: Option<OriginSpec>,
}
}

impl RouteSpec {
    /// A route for all requests to `hostname`. It still needs one place to lead to: [`service`](Self::with_service),
    /// [`url`](Self::with_url) or [`status`](Self::with_status).
    ///
    /// # Examples
    ///
    /// ```
    /// use mcpgen_core::model::{RouteSpec, StatusCode};
    ///
    /// let gone = RouteSpec::new("old.example.com".parse()?).with_status(StatusCode::try_from(410)?);
    /// assert!(gone.path_pattern().is_none());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn new(hostname: Hostname) -> Self {
        Self {
            hostname,
            service: None,
            url: None,
            status: None,
            path: None,
            path_regex: None,
            port: None,
            access: None,
            origin: None,
        }
    }

    /// The paths that the route takes; `None` for all.
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
    /// [[ingress.routes]]
    /// hostname = "web.example.com"
    /// path = "/api"
    /// status = 404
    ///
    /// [[ingress.routes]]
    /// hostname = "web.example.com"
    /// service = "web"
    /// "#
    /// .parse()?;
    /// let routes = &stack.ingress.as_ref().unwrap().routes;
    /// assert_eq!(routes[0].path_pattern().unwrap().to_string(), "^/api(/.*)?$");
    /// assert!(routes[1].path_pattern().is_none());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn path_pattern(&self) -> Option<&cloudflared_config::PathPattern> {
        self.path.as_ref().map(PathPrefix::get).or_else(|| self.path_regex.as_ref().map(PathRegex::get))
    }
}

table! {
/// `access`: the Cloudflare Access application in front of a route. cloudflared itself then checks each request
/// (cloudflare/cloudflared, ingress/middleware/jwtvalidator.go).
///
/// # Examples
///
/// ```
/// use mcpgen_core::model::{AccessSpec, StackSpec};
///
/// let stack: StackSpec = r#"
/// [stack]
/// name = "mcp"
///
/// [[ingress.routes]]
/// hostname = "mcp.example.com"
/// service = "gateway"
/// access = { team = "my-team", audience = "0bc545634b1732494b3f9472794a549c883fabd48de9dfe0e0413e59c3f96c38" }
/// "#
/// .parse()?;
/// let access = stack.ingress.as_ref().unwrap().routes[0].access.as_ref().unwrap();
/// assert_eq!(access.team.to_string(), "my-team");
/// assert_eq!(access.audience.len(), 1);
///
/// // In code, with two of them.
/// let more = ["0".repeat(64).parse()?, "1".repeat(64).parse()?];
/// let built = AccessSpec::new("my-team".parse()?, access.audience[0].clone()).with_audience(more);
/// assert_eq!((&built.team, built.audience.len()), (&access.team, 2));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
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
}

impl AccessSpec {
    /// The application with the tag `audience`.
    ///
    /// # Examples
    ///
    /// ```
    /// use mcpgen_core::model::AccessSpec;
    ///
    /// let tag = "0bc545634b1732494b3f9472794a549c883fabd48de9dfe0e0413e59c3f96c38";
    /// let access = AccessSpec::new("my-team".parse()?, tag.parse()?);
    /// assert_eq!(access.audience.len(), 1);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn new(team: TeamName, audience: AudienceTag) -> Self {
        Self { team, audience: vec![audience] }
    }

    /// Why no text could say it.
    pub(crate) fn fault(&self) -> Option<InvalidValue> {
        no_audience(&self.audience)
    }
}

#[cfg(feature = "schema")]
#[derive(schemars::JsonSchema)]
#[schemars(untagged)]
#[expect(dead_code, reason = "only its schema is used")]
enum OneOrMore {
    One(AudienceTag),
    More(#[schemars(length(min = 1))] Vec<AudienceTag>),
}

table! {
/// `origin`: how the connector speaks with the service of a route.
///
/// # Examples
///
/// ```
/// use mcpgen_core::model::{OriginSpec, OriginTimeout, StackSpec};
///
/// let stack: StackSpec = r#"
/// [stack]
/// name = "mcp"
///
/// [[ingress.routes]]
/// hostname = "web.example.com"
/// url = "https://192.168.1.20:8443"
/// origin = { connect-timeout = "5s", no-tls-verify = true }
/// "#
/// .parse()?;
/// let origin = stack.ingress.as_ref().unwrap().routes[0].origin.as_ref().unwrap();
/// assert_eq!(origin.connect_timeout.as_ref().unwrap().to_string(), "5s");
/// assert_eq!(origin.no_tls_verify, Some(true));
///
/// // The same in code.
/// let built = OriginSpec::default().with_connect_timeout("5s".parse::<OriginTimeout>()?).with_no_tls_verify(true);
/// assert_eq!(*origin, built);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
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
}

fn no_audience(tags: &[AudienceTag]) -> Option<InvalidValue> {
    let fault = || {
        InvalidValue::new(
            "without an audience tag cloudflared refuses every request",
            "add the application's audience tag",
        )
    };
    tags.is_empty().then(fault)
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
            no_audience(&tags).map_or(Ok(tags), |fault| Err(de::Error::custom(fault)))
        }
    }

    deserializer.deserialize_any(TagsVisitor)
}
