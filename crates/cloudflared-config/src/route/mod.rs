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
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decision {
    rule: usize,
    passed: Vec<Passed>,
}

impl Decision {
    /// The index, from 0, of the rule that takes the request.
    #[must_use]
    pub fn rule(&self) -> usize {
        self.rule
    }

    /// Why each rule before it does not, in their order.
    #[must_use]
    pub fn passed(&self) -> &[Passed] {
        &self.passed
    }
}

/// What of a rule does not match a request.
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
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RouterError {
    rule: usize,
    reason: String,
}

impl RouterError {
    /// The index, from 0, of the rule at fault.
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
