//! Which requests go where.

use std::error::Error;
use std::fmt;

use crate::{Access, Hostname, HttpStatus, OriginRequest, PathPattern, Service};

/// Requests for a host name, for a path, or for both, and the service that answers them.
///
/// A rule takes something, but not everything: what every rule leaves goes to the [`CatchAll`].
///
/// ```
/// use cloudflared_config::{Hostname, OriginUrl, PathPattern, Rule};
///
/// let service: OriginUrl = "http://mcp-gateway:8811".parse()?;
/// let rule = Rule::for_host(Hostname::new("mcp.example.com")?, service)
///     .with_path(PathPattern::prefix("/mcp")?);
/// assert_eq!(rule.service().to_string(), "http://mcp-gateway:8811");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rule {
    hostname: Option<Hostname>,
    path: Option<PathPattern>,
    service: Service,
    origin_request: OriginRequest,
    access: Option<Access>,
}

impl Rule {
    /// Requests for `hostname` go to `service`.
    ///
    /// ```
    /// # use cloudflared_config::{Hostname, Rule, Service};
    /// let rule = Rule::for_host(Hostname::new("mcp.example.com")?, Service::HelloWorld);
    /// assert_eq!(rule.hostname(), Some(&Hostname::new("mcp.example.com")?));
    /// assert_eq!(rule.path(), None);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn for_host(hostname: Hostname, service: impl Into<Service>) -> Self {
        Self {
            hostname: Some(hostname),
            path: None,
            service: service.into(),
            origin_request: OriginRequest::default(),
            access: None,
        }
    }

    /// Requests for `path`, whatever their host name, go to `service`.
    ///
    /// ```
    /// # use cloudflared_config::{HttpStatus, PathPattern, Rule};
    /// let rule = Rule::for_path(PathPattern::prefix("/admin")?, HttpStatus::new(403)?);
    /// assert_eq!(rule.hostname(), None);
    /// assert_eq!(rule.service().to_string(), "http_status:403");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn for_path(path: PathPattern, service: impl Into<Service>) -> Self {
        Self {
            hostname: None,
            path: Some(path),
            service: service.into(),
            origin_request: OriginRequest::default(),
            access: None,
        }
    }

    /// Only requests for `path`.
    ///
    /// ```
    /// # use cloudflared_config::{Hostname, PathPattern, Rule, Service};
    /// let rule = Rule::for_host(Hostname::new("mcp.example.com")?, Service::HelloWorld)
    ///     .with_path(PathPattern::prefix("/mcp")?);
    /// assert_eq!(rule.path(), Some(&PathPattern::prefix("/mcp")?));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn with_path(mut self, path: PathPattern) -> Self {
        self.path = Some(path);
        self
    }

    /// Only requests that came through Cloudflare Access.
    ///
    /// ```
    /// # use cloudflared_config::{Access, AudienceTag, Hostname, Rule, Service, TeamName};
    /// let access = Access::new(TeamName::new("my-team")?, AudienceTag::new("0bc545634b17")?);
    /// let rule = Rule::for_host(Hostname::new("mcp.example.com")?, Service::HelloWorld);
    /// assert!(rule.with_access(access).access().is_some());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn with_access(mut self, access: Access) -> Self {
        self.access = Some(access);
        self
    }

    /// Talks to the service this way.
    ///
    /// # Errors
    ///
    /// [`KeyWithoutEffect`] when a key is set that cloudflared ignores for this kind of service.
    ///
    /// ```
    /// # use cloudflared_config::{Hostname, OriginRequest, OriginUrl, Rule};
    /// let mut tls = OriginRequest::default();
    /// tls.no_tls_verify = true;
    ///
    /// let host = Hostname::new("mcp.example.com")?;
    /// let service: OriginUrl = "https://mcp-gateway:8811".parse()?;
    /// assert!(Rule::for_host(host.clone(), service).with_origin_request(tls.clone()).is_ok());
    ///
    /// let plain: OriginUrl = "http://mcp-gateway:8811".parse()?;
    /// let error = Rule::for_host(host, plain).with_origin_request(tls).unwrap_err();
    /// assert_eq!(error.to_string(), "`noTLSVerify` has no effect on the service `http://mcp-gateway:8811`");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn with_origin_request(mut self, origin_request: OriginRequest) -> Result<Self, KeyWithoutEffect> {
        KeyWithoutEffect::check(&origin_request, &self.service)?;
        self.origin_request = origin_request;
        Ok(self)
    }

    /// The host name; `None` stands for every one.
    ///
    /// ```
    /// # use cloudflared_config::{Hostname, Rule, Service};
    /// let rule = Rule::for_host(Hostname::new("*.example.com")?, Service::HelloWorld);
    /// assert!(rule.hostname().is_some_and(Hostname::is_wildcard));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn hostname(&self) -> Option<&Hostname> {
        self.hostname.as_ref()
    }

    /// The path; `None` stands for every one.
    ///
    /// ```
    /// # use cloudflared_config::{PathPattern, Rule, Service};
    /// let rule = Rule::for_path(PathPattern::prefix("/mcp")?, Service::HelloWorld);
    /// assert_eq!(rule.path().map(PathPattern::regex).as_deref(), Some("^/mcp(/.*)?$"));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn path(&self) -> Option<&PathPattern> {
        self.path.as_ref()
    }

    /// The service.
    ///
    /// ```
    /// # use cloudflared_config::{Hostname, Rule, Service};
    /// let rule = Rule::for_host(Hostname::new("mcp.example.com")?, Service::HelloWorld);
    /// assert_eq!(rule.service(), &Service::HelloWorld);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn service(&self) -> &Service {
        &self.service
    }

    /// How cloudflared talks to the service.
    ///
    /// What it does not set is as [`Config::origin_request`](crate::Config::origin_request) says.
    ///
    /// ```
    /// # use cloudflared_config::{Hostname, OriginRequest, Rule, Service};
    /// let rule = Rule::for_host(Hostname::new("mcp.example.com")?, Service::HelloWorld);
    /// assert_eq!(rule.origin_request(), &OriginRequest::default());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn origin_request(&self) -> &OriginRequest {
        &self.origin_request
    }

    /// The demand that requests came through Cloudflare Access.
    ///
    /// ```
    /// # use cloudflared_config::{Hostname, Rule, Service};
    /// let rule = Rule::for_host(Hostname::new("mcp.example.com")?, Service::HelloWorld);
    /// assert_eq!(rule.access(), None);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn access(&self) -> Option<&Access> {
        self.access.as_ref()
    }

    /// Whether every request that `other` takes is taken by this rule too.
    ///
    /// ```
    /// # use cloudflared_config::{Hostname, PathPattern, Rule, Service};
    /// let host = Rule::for_host(Hostname::new("mcp.example.com")?, Service::HelloWorld);
    /// let path = host.clone().with_path(PathPattern::prefix("/mcp")?);
    /// assert!(host.covers(&path));
    /// assert!(!path.covers(&host));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn covers(&self, other: &Self) -> bool {
        !other.hiding([self]).is_empty()
    }

    /// The indices of those of the `earlier` rules that together take every request that this rule could take: one when
    /// one is enough, none when a request is left for it, or when that cannot be told.
    ///
    /// ```
    /// # use cloudflared_config::{PathPattern, Rule, Service};
    /// # #[cfg(feature = "route")] {
    /// let rule = |path| PathPattern::expression(path).map(|path| Rule::for_path(path, Service::HelloWorld));
    /// let earlier = [rule("^/[a-m]")?, rule("^/[0-9]")?, rule("^/[n-z]")?];
    /// // Neither of them alone, but the first and the last together.
    /// assert_eq!(rule("^/[a-z]+$")?.hiding(&earlier), [0, 1, 2]);
    /// assert!(rule("^/_")?.hiding(&earlier).is_empty());
    /// # }
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn hiding<'a>(&self, earlier: impl IntoIterator<Item = &'a Self>) -> Vec<usize> {
        let host_covered = |rule: &Self| match (&rule.hostname, &self.hostname) {
            (None, _) => true,
            (Some(_), None) => false,
            (Some(own), Some(other)) => own.covers(other),
        };
        let candidates: Vec<(usize, &Self)> =
            earlier.into_iter().enumerate().filter(|(_, rule)| host_covered(rule)).collect();
        let alone = candidates.iter().find(|(_, rule)| match (&rule.path, &self.path) {
            (None, _) => true,
            (Some(_), None) => false,
            (Some(own), Some(other)) => own.covers(other),
        });
        if let Some((index, _)) = alone {
            return vec![*index];
        }
        let paths: Vec<&PathPattern> = candidates.iter().filter_map(|(_, rule)| rule.path.as_ref()).collect();
        match &self.path {
            Some(path) if paths.len() > 1 && PathPattern::cover_together(&paths, path) => {
                candidates.into_iter().map(|(index, _)| index).collect()
            }
            _ => Vec::new(),
        }
    }
}

/// The last rule, which takes every request that no other rule took. Its default is an answer with status 404.
///
/// ```
/// use cloudflared_config::{CatchAll, HttpStatus, Service};
///
/// assert_eq!(CatchAll::default().service(), &Service::HttpStatus(HttpStatus::NOT_FOUND));
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CatchAll {
    service: Service,
    origin_request: OriginRequest,
    access: Option<Access>,
}

impl CatchAll {
    /// What is left goes to `service`.
    ///
    /// ```
    /// # use cloudflared_config::{CatchAll, OriginUrl};
    /// let website: OriginUrl = "http://website:80".parse()?;
    /// assert_eq!(CatchAll::new(website).service().to_string(), "http://website:80");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn new(service: impl Into<Service>) -> Self {
        Self { service: service.into(), origin_request: OriginRequest::default(), access: None }
    }

    /// Only requests that came through Cloudflare Access.
    ///
    /// ```
    /// # use cloudflared_config::{Access, AudienceTag, CatchAll, Service, TeamName};
    /// let access = Access::new(TeamName::new("my-team")?, AudienceTag::new("0bc545634b17")?);
    /// let catch_all = CatchAll::new(Service::HelloWorld).with_access(access.clone());
    /// assert_eq!(catch_all.access(), Some(&access));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn with_access(mut self, access: Access) -> Self {
        self.access = Some(access);
        self
    }

    /// Talks to the service this way.
    ///
    /// # Errors
    ///
    /// [`KeyWithoutEffect`] when a key is set that cloudflared ignores for this kind of service.
    ///
    /// ```
    /// # use cloudflared_config::{CatchAll, OriginRequest};
    /// let mut keys = OriginRequest::default();
    /// keys.connect_timeout = Some("5s".parse()?);
    /// // cloudflared gives the status by itself and connects to nothing.
    /// let error = CatchAll::default().with_origin_request(keys).unwrap_err();
    /// assert_eq!(error.key(), "connectTimeout");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn with_origin_request(mut self, origin_request: OriginRequest) -> Result<Self, KeyWithoutEffect> {
        KeyWithoutEffect::check(&origin_request, &self.service)?;
        self.origin_request = origin_request;
        Ok(self)
    }

    /// How cloudflared talks to the service.
    ///
    /// ```
    /// # use cloudflared_config::{CatchAll, OriginRequest};
    /// assert_eq!(CatchAll::default().origin_request(), &OriginRequest::default());
    /// ```
    #[must_use]
    pub fn origin_request(&self) -> &OriginRequest {
        &self.origin_request
    }

    /// The demand that requests came through Cloudflare Access.
    ///
    /// ```
    /// # use cloudflared_config::CatchAll;
    /// assert_eq!(CatchAll::default().access(), None);
    /// ```
    #[must_use]
    pub fn access(&self) -> Option<&Access> {
        self.access.as_ref()
    }

    /// The service.
    ///
    /// ```
    /// # use cloudflared_config::{CatchAll, Service};
    /// assert_eq!(CatchAll::new(Service::HelloWorld).service(), &Service::HelloWorld);
    /// ```
    #[must_use]
    pub fn service(&self) -> &Service {
        &self.service
    }
}

impl Default for CatchAll {
    fn default() -> Self {
        Self::new(HttpStatus::NOT_FOUND)
    }
}

/// A key of [`OriginRequest`] that cloudflared ignores for the service of the rule.
///
/// ```
/// use cloudflared_config::{Hostname, OriginRequest, OriginUrl, Rule};
///
/// let mut keys = OriginRequest::default();
/// keys.http2_origin = true;
/// let plain: OriginUrl = "http://mcp:80".parse()?;
/// let error = Rule::for_host(Hostname::new("mcp.example.com")?, plain).with_origin_request(keys).unwrap_err();
/// assert_eq!(error.to_string(), "`http2Origin` has no effect on the service `http://mcp:80`");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyWithoutEffect {
    key: &'static str,
    service: String,
}

impl KeyWithoutEffect {
    fn check(origin_request: &OriginRequest, service: &Service) -> Result<(), Self> {
        match origin_request.key_without_effect(service) {
            Some(key) => Err(Self { key, service: service.to_string() }),
            None => Ok(()),
        }
    }

    /// The key, as it would be written into the file: `httpHostHeader`.
    ///
    /// ```
    /// # use cloudflared_config::{CatchAll, OriginRequest};
    /// let mut keys = OriginRequest::default();
    /// keys.disable_chunked_encoding = true;
    /// let error = CatchAll::default().with_origin_request(keys).unwrap_err();
    /// assert_eq!(error.key(), "disableChunkedEncoding");
    /// ```
    #[must_use]
    pub fn key(&self) -> &str {
        self.key
    }
}

impl fmt::Display for KeyWithoutEffect {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "`{}` has no effect on the service `{}`", self.key, self.service)
    }
}

impl Error for KeyWithoutEffect {}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::HostHeader;

    fn rule(hostname: &str) -> Rule {
        Rule::for_host(Hostname::new(hostname).unwrap(), Service::HelloWorld)
    }

    #[test]
    fn a_rule_covers_what_it_would_take_from_a_later_one() {
        let path = |prefix| PathPattern::prefix(prefix).unwrap();
        assert!(rule("*.example.com").covers(&rule("a.example.com")));
        assert!(rule("a.example.com").covers(&rule("a.example.com").with_path(path("/x"))));
        assert!(!rule("a.example.com").with_path(path("/x")).covers(&rule("a.example.com")));
        assert!(!rule("a.example.com").covers(&Rule::for_path(path("/x"), Service::HelloWorld)));
        assert!(
            Rule::for_path(path("/x"), Service::HelloWorld)
                .covers(&rule("a.example.com").with_path(path("/x/y")))
        );
    }

    #[test]
    fn a_key_that_the_service_cannot_use_is_refused() {
        let origin_request = OriginRequest {
            http_host_header: Some(HostHeader::new("a").unwrap()),
            ..OriginRequest::default()
        };
        let error = rule("a.example.com").with_origin_request(origin_request.clone()).unwrap_err();
        assert_eq!(error.to_string(), "`httpHostHeader` has no effect on the service `hello_world`");

        let service: Service = "http://mcp:80".parse::<crate::OriginUrl>().unwrap().into();
        let rule = Rule::for_host(Hostname::new("a.example.com").unwrap(), service);
        assert!(rule.clone().with_origin_request(origin_request).is_ok());
        let tls_only = OriginRequest { no_tls_verify: true, ..OriginRequest::default() };
        assert_eq!(rule.with_origin_request(tls_only).unwrap_err().key(), "noTLSVerify");
    }
}
