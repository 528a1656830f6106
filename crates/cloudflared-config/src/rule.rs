//! Which requests go where.

use std::error::Error;
use std::fmt;

use crate::{Access, Hostname, HttpStatus, OriginRequest, PathPattern, Service};

/// Requests for a host name, for a path, or for both, and the service that answers them.
///
/// A rule takes something, but not everything: what every rule leaves goes to the [`CatchAll`].
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
    #[must_use]
    pub fn with_path(mut self, path: PathPattern) -> Self {
        self.path = Some(path);
        self
    }

    /// Only requests that came through Cloudflare Access.
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
    pub fn with_origin_request(mut self, origin_request: OriginRequest) -> Result<Self, KeyWithoutEffect> {
        KeyWithoutEffect::check(&origin_request, &self.service)?;
        self.origin_request = origin_request;
        Ok(self)
    }

    /// The host name; `None` stands for every one.
    #[must_use]
    pub fn hostname(&self) -> Option<&Hostname> {
        self.hostname.as_ref()
    }

    /// The path; `None` stands for every one.
    #[must_use]
    pub fn path(&self) -> Option<&PathPattern> {
        self.path.as_ref()
    }

    /// The service.
    #[must_use]
    pub fn service(&self) -> &Service {
        &self.service
    }

    /// How cloudflared talks to the service.
    #[must_use]
    pub fn origin_request(&self) -> &OriginRequest {
        &self.origin_request
    }

    /// The demand that requests came through Cloudflare Access.
    #[must_use]
    pub fn access(&self) -> Option<&Access> {
        self.access.as_ref()
    }

    /// Whether every request that `other` takes is taken by this rule too.
    #[must_use]
    pub fn covers(&self, other: &Self) -> bool {
        !other.hiding([self]).is_empty()
    }

    /// The indices of those of the `earlier` rules that together take every request that this rule could take: one when
    /// one is enough, none when a request is left for it, or when that cannot be told.
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
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CatchAll {
    service: Service,
    origin_request: OriginRequest,
    access: Option<Access>,
}

impl CatchAll {
    /// What is left goes to `service`.
    #[must_use]
    pub fn new(service: impl Into<Service>) -> Self {
        Self { service: service.into(), origin_request: OriginRequest::default(), access: None }
    }

    /// Only requests that came through Cloudflare Access.
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
    pub fn with_origin_request(mut self, origin_request: OriginRequest) -> Result<Self, KeyWithoutEffect> {
        KeyWithoutEffect::check(&origin_request, &self.service)?;
        self.origin_request = origin_request;
        Ok(self)
    }

    /// How cloudflared talks to the service.
    #[must_use]
    pub fn origin_request(&self) -> &OriginRequest {
        &self.origin_request
    }

    /// The demand that requests came through Cloudflare Access.
    #[must_use]
    pub fn access(&self) -> Option<&Access> {
        self.access.as_ref()
    }

    /// The service.
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
