//! Which rule takes a request.

mod host;
mod inclusion;
mod pattern;
mod request;

use std::error::Error;
use std::fmt;

use host::HostMatcher;
pub(crate) use host::to_ascii;
pub(crate) use inclusion::includes;
use pattern::Pattern;
pub use request::RequestUrl;

use crate::{Config, PathPattern};

/// The rules of a configuration, ready to be asked which of them takes a request.
///
/// It decides as cloudflared does (cloudflare/cloudflared, `ingress/ingress.go` and `ingress/rule.go`): the first rule
/// whose host name and path both match takes the request; what none takes goes to the last.
///
/// ```
/// use cloudflared_config::{RequestUrl, Router};
///
/// let router = Router::new([("mcp.example.com", "^/github"), ("*.example.com", ""), ("", "")])?;
/// let rule = |url| RequestUrl::new(url).map(|request| router.route(&request).rule());
/// assert_eq!(rule("https://mcp.example.com/github/mcp")?, 0);
/// assert_eq!(rule("https://mcp.example.com/mcp")?, 1);
/// assert_eq!(rule("https://example.com/")?, 2);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct Router {
    rules: Vec<Matcher>,
}

#[derive(Clone, Debug)]
struct Matcher {
    host: HostMatcher,
    path: Option<Pattern>,
}

impl Router {
    /// Takes the `hostname` and the `path` of each rule, as a file has them; an empty text stands for none. The last rule
    /// is the catch-all.
    ///
    /// # Errors
    ///
    /// [`RouterError`] when there is no rule, or when a path is a pattern that Go refuses, or one that is too large for
    /// the engine that matches here.
    ///
    /// ```
    /// # use cloudflared_config::Router;
    /// assert!(Router::new([("mcp.example.com", "/mcp"), ("", "")]).is_ok());
    /// assert_eq!(Router::new([]).unwrap_err().to_string(), "rule 1: there are no rules");
    /// // Go has no look-ahead.
    /// assert!(Router::new([("", "(?=mcp)")]).is_err());
    /// ```
    pub fn new<'a>(rules: impl IntoIterator<Item = (&'a str, &'a str)>) -> Result<Self, RouterError> {
        let rules: Vec<Matcher> = rules
            .into_iter()
            .enumerate()
            .map(|(rule, (hostname, path))| {
                let path = (!path.is_empty())
                    .then(|| Pattern::new(path).map_err(|reason| RouterError { rule, reason }))
                    .transpose()?;
                Ok(Matcher { host: HostMatcher::new(hostname), path })
            })
            .collect::<Result<_, RouterError>>()?;
        if rules.is_empty() {
            return Err(RouterError { rule: 0, reason: "there are no rules".to_owned() });
        }
        Ok(Self { rules })
    }

    /// Decides where a request goes.
    ///
    /// ```
    /// # use cloudflared_config::{Passed, RequestUrl, Router};
    /// let router = Router::new([("a.example.com", "/mcp"), ("b.example.com", "/mcp"), ("", "")])?;
    /// let decision = router.route(&RequestUrl::new("https://b.example.com/")?);
    /// assert_eq!(decision.rule(), 2);
    /// assert_eq!(decision.passed(), [Passed::HostnameAndPath, Passed::Path]);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn route(&self, request: &RequestUrl) -> Decision {
        let mut passed = Vec::new();
        for (rule, matcher) in self.rules.iter().enumerate() {
            let host = matcher.host.matches(request.host());
            let path = matcher.path.as_ref().is_none_or(|path| path.matches(request.path()));
            passed.push(match (host, path) {
                (true, true) => return Decision { rule, passed },
                (true, false) => Passed::Path,
                (false, true) => Passed::Hostname,
                (false, false) => Passed::HostnameAndPath,
            });
        }
        passed.pop();
        Decision { rule: passed.len(), passed }
    }
}

impl Config {
    /// The rules and the catch-all, ready to be asked.
    ///
    /// # Errors
    ///
    /// [`RouterError`] when a path is a pattern that is too large for the engine that matches here.
    ///
    /// The catch-all is the last of them.
    ///
    /// ```
    /// # use cloudflared_config::{Config, CredentialsFile, Hostname, RequestUrl, Rule, Service, TunnelId};
    /// # let tunnel = TunnelId::new("6ff42ae2-765d-4adf-8112-31c55c1551ef")?;
    /// # let config = Config::new(tunnel, CredentialsFile::new("/etc/cloudflared/credentials.json")?);
    /// let config = config.with_rule(Rule::for_host(Hostname::new("mcp.example.com")?, Service::HelloWorld))?;
    /// let router = config.router()?;
    /// assert_eq!(router.route(&"https://mcp.example.com/".parse()?).rule(), 0);
    /// assert_eq!(router.route(&"https://other.example.com/".parse()?).rule(), 1);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn router(&self) -> Result<Router, RouterError> {
        let texts: Vec<(&str, String)> = self
            .ingress()
            .iter()
            .map(|rule| {
                let hostname = rule.hostname().map_or("", |hostname| hostname.as_str());
                (hostname, rule.path().map(PathPattern::regex).unwrap_or_default())
            })
            .chain([("", String::new())])
            .collect();
        Router::new(texts.iter().map(|(hostname, path)| (*hostname, path.as_str())))
    }
}

/// Where a request goes.
///
/// ```
/// use cloudflared_config::{RequestUrl, Router};
///
/// let router = Router::new([("mcp.example.com", ""), ("", "")])?;
/// let decision = router.route(&RequestUrl::new("https://www.example.com/")?);
/// assert_eq!((decision.rule(), decision.passed().len()), (1, 1));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decision {
    rule: usize,
    passed: Vec<Passed>,
}

impl Decision {
    /// The index, from 0, of the rule that takes the request.
    ///
    /// ```
    /// # use cloudflared_config::Router;
    /// let router = Router::new([("mcp.example.com", ""), ("", "")])?;
    /// assert_eq!(router.route(&"https://mcp.example.com/".parse()?).rule(), 0);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn rule(&self) -> usize {
        self.rule
    }

    /// Why each rule before it does not, in their order.
    ///
    /// ```
    /// # use cloudflared_config::{Passed, Router};
    /// let router = Router::new([("mcp.example.com", ""), ("", "")])?;
    /// assert_eq!(router.route(&"https://www.example.com/".parse()?).passed(), [Passed::Hostname]);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn passed(&self) -> &[Passed] {
        &self.passed
    }
}

/// What of a rule does not match a request.
///
/// ```
/// use cloudflared_config::{Passed, Router};
///
/// let router = Router::new([("", "^/mcp$"), ("", "")])?;
/// // The expression is held against the path, without the query.
/// assert_eq!(router.route(&"https://mcp.example.com/mcp?a=b".parse()?).passed(), []);
/// assert_eq!(router.route(&"https://mcp.example.com/mcp/".parse()?).passed(), [Passed::Path]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Passed {
    /// Its host name.
    Hostname,
    /// Its path.
    Path,
    /// Neither of the two matches.
    HostnameAndPath,
}

/// Why rules cannot be asked.
///
/// ```
/// use cloudflared_config::Router;
///
/// let error = Router::new([("mcp.example.com", "("), ("", "")]).unwrap_err();
/// assert!(error.to_string().starts_with("rule 1: "));
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RouterError {
    rule: usize,
    reason: String,
}

impl RouterError {
    /// The index, from 0, of the rule at fault.
    ///
    /// ```
    /// # use cloudflared_config::Router;
    /// let error = Router::new([("a.example.com", ""), ("b.example.com", "("), ("", "")]).unwrap_err();
    /// assert_eq!(error.rule(), 1);
    /// ```
    #[must_use]
    pub fn rule(&self) -> usize {
        self.rule
    }
}

impl fmt::Display for RouterError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "rule {}: {}", self.rule + 1, self.reason)
    }
}

impl Error for RouterError {}
