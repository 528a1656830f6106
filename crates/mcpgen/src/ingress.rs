//! Configuration files of cloudflared: what is wrong with one, and which of its rules takes a request.
//!
//! ```
//! use mcpgen::ingress::IngressFile;
//!
//! let file = IngressFile::read("config.yml", b"ingress: [{service: 'http://mcp:8811'}]");
//! assert_eq!(file.verdict(), "ok");
//! let routing = file.route("https://mcp.example.com/mcp")?.ok_or("refused")?;
//! assert_eq!(routing.service(), "http://mcp:8811");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

use std::fmt::Write as _;

use cloudflared_config::{Config, Decision, Finding, Passed, Reading, RequestUrl, Router, Severity, Verdict};
use mcpgen_core::diagnostic::{Code, Diagnostic, Fix, Report};
use mcpgen_core::plan::{Plan, TunnelMode};
use mcpgen_core::{SourceId, Sources, Span};
use serde::Serialize;

use crate::emit::cloudflared::config_of;
use crate::error::Error;

/// A configuration file of cloudflared, and what is wrong with it.
///
/// ```
/// use mcpgen::ingress::IngressFile;
///
/// let file = IngressFile::read("config.yml", b"ingress:\n- service: localhost:8811\n");
/// assert!(!file.is_accepted());
/// assert!(file.report().has_errors());
/// ```
#[derive(Debug, Clone)]
pub struct IngressFile {
    /// What it says; `None` when it is no text.
    reading: Option<(SourceId, Reading)>,
    report: Report,
}

impl IngressFile {
    /// Reads the bytes of a file. `name` is what a person knows it by.
    ///
    /// ```
    /// # use mcpgen::ingress::IngressFile;
    /// assert!(IngressFile::read("config.yml", b"ingress: [{service: hello_world}]").is_accepted());
    /// // What is no text is no error of this function: the report says it.
    /// assert!(IngressFile::read("config.yml", b"\xff").report().has_errors());
    /// ```
    #[must_use]
    pub fn read(name: &str, bytes: &[u8]) -> Self {
        let mut sources = Sources::new();
        let source = match sources.add_bytes(name, bytes) {
            Ok(source) => source,
            Err(error) => {
                let diagnostic = Diagnostic::new(Code::NotUtf8, "this file is not UTF-8 text")
                    .labelled(error.span, "the first byte that is not")
                    .help("save the file as UTF-8");
                return Self { reading: None, report: Report::new(sources, vec![diagnostic]) };
            }
        };
        let reading =
            cloudflared_config::read(sources.get(source).map(mcpgen_core::Source::text).unwrap_or_default());
        let diagnostics = reading.findings().iter().map(|finding| diagnostic(finding, source)).collect();
        Self { reading: Some((source, reading)), report: Report::new(sources, diagnostics) }
    }

    /// What is wrong with it, with what only `tunnel run` would end at and what cloudflared says nothing of.
    ///
    /// ```
    /// # use mcpgen::ingress::IngressFile;
    /// let file = IngressFile::read("config.yml", b"ingress:\n- service: nowhere\n");
    /// print!("{}", mcpgen::report::short(file.report()));
    /// # assert!(mcpgen::report::short(file.report()).starts_with("config.yml:"));
    /// ```
    #[must_use]
    pub fn report(&self) -> &Report {
        &self.report
    }

    /// Whether `cloudflared tunnel ingress validate` accepts it, with or without a warning.
    ///
    /// ```
    /// # use mcpgen::ingress::IngressFile;
    /// // A key that cloudflared ignores is only a warning.
    /// assert!(IngressFile::read("config.yml", b"ingress: [{service: hello_world, hots: a}]").is_accepted());
    /// assert!(!IngressFile::read("config.yml", b"ingress: []").is_accepted());
    /// ```
    #[must_use]
    pub fn is_accepted(&self) -> bool {
        self.reading.as_ref().is_some_and(|(_, reading)| !matches!(reading.verdict(), Verdict::Reject(_)))
    }

    /// What `cloudflared tunnel ingress validate` says, in one line: `ok`, `warn: …` or `reject: …`.
    ///
    /// ```
    /// # use mcpgen::ingress::IngressFile;
    /// assert_eq!(IngressFile::read("config.yml", b"ingress: [{service: hello_world}]").verdict(), "ok");
    /// assert!(IngressFile::read("config.yml", b"ingress: []").verdict().starts_with("reject: "));
    /// ```
    #[must_use]
    pub fn verdict(&self) -> String {
        let line = match self.reading.as_ref().map(|(_, reading)| reading.verdict()) {
            Some(Verdict::Ok) => return "ok".to_owned(),
            Some(Verdict::Warn(ignored)) => {
                let messages: Vec<&str> = ignored.iter().map(Finding::message).collect();
                format!("warn: {}", messages.join("; "))
            }
            Some(Verdict::Reject(finding)) => format!("reject: {finding}"),
            None => "reject: this file is not UTF-8 text".to_owned(),
        };
        line.replace(['\n', '\r'], " ")
    }

    /// Says which rule takes `url`. `None` when cloudflared refuses the file.
    ///
    /// # Errors
    ///
    /// When `url` is no address of a request, or a path is an expression that is too large to be matched here.
    ///
    /// ```
    /// # use mcpgen::ingress::IngressFile;
    /// let text = "ingress:\n- {hostname: mcp.example.com, service: 'http://mcp:8811'}\n- service: http_status:404\n";
    /// let file = IngressFile::read("config.yml", text.as_bytes());
    /// let routing = file.route("https://mcp.example.com/mcp")?.ok_or("refused")?;
    /// assert_eq!(routing.service(), "http://mcp:8811");
    /// assert!(file.route("mcp.example.com").is_err());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn route(&self, url: &str) -> Result<Option<Routing>, Error> {
        let Some((source, reading)) = self.reading.as_ref().filter(|_| self.is_accepted()) else {
            return Ok(None);
        };
        let Some(file) = reading.file() else { return Ok(None) };
        let source = self.report.sources().get(*source);
        let rules = file.ingress.iter().map(|entry| RoutingRule {
            hostname: entry.hostname().to_owned(),
            path: entry.path().to_owned(),
            service: entry.service().to_owned(),
            place: source
                .map(|source| format!("{}:{}", source.name(), source.position(entry.span.start).line))
                .unwrap_or_default(),
        });
        Routing::new(url, &file.router().map_err(Error::asked)?, rules.collect()).map(Some)
    }
}

fn diagnostic(finding: &Finding, source: SourceId) -> Diagnostic {
    let span = |range: std::ops::Range<usize>| Span { source, start: range.start, end: range.end };
    let (code, label) = match finding.severity() {
        Severity::Reject => (Code::CloudflaredRejects, "refused"),
        Severity::Die => (Code::CloudflaredEnds, "ends `tunnel run`"),
        Severity::Warn => (Code::CloudflaredIgnores, "ignored"),
        Severity::Doubt => (Code::CloudflaredDoubt, "accepted"),
    };
    let diagnostic = Diagnostic::new(code, finding.message()).labelled(span(finding.span()), label);
    match finding.edit() {
        Some(edit) => {
            let verb = if edit.span().is_empty() { "add" } else { "write" };
            let title = format!("{verb} `{}`", edit.text().trim());
            diagnostic.help(title.clone()).with_fix(Fix::replace(title, span(edit.span()), edit.text()))
        }
        None => diagnostic,
    }
}

/// Says which rule of a stack's tunnel takes `url`. `None` when the stack keeps no routes.
///
/// # Errors
///
/// When `url` is no address of a request, or a path is an expression that is too large to be matched here.
///
/// ```
/// # use mcpgen::{DockerRegistry, Stack};
/// let text = "
/// [stack]
/// name = \"mcp\"
/// [services.gateway]
/// kind = \"mcp-gateway\"
/// servers = [\"fetch\"]
/// [ingress]
/// tunnel = \"741d42fb-5a6a-47f6-9b67-47e95011f865\"
/// credentials-file = \"~/.cloudflared/741d42fb-5a6a-47f6-9b67-47e95011f865.json\"
/// [[ingress.routes]]
/// hostname = \"mcp.example.com\"
/// service = \"gateway\"
/// ";
/// let evaluation = Stack::read("stack.toml", text.as_bytes()).evaluate(&DockerRegistry);
/// let plan = evaluation.plan().ok_or_else(|| evaluation.report().to_string())?;
/// let routing = mcpgen::ingress::route(plan, "https://mcp.example.com/mcp")?.ok_or("no routes")?;
/// assert_eq!(routing.service(), "http://gateway:8811");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn route(plan: &Plan, url: &str) -> Result<Option<Routing>, Error> {
    let Some((_, connector)) = plan.connector() else { return Ok(None) };
    let (TunnelMode::Local { routes, .. }, Some(config)) = (&connector.mode, config_of(connector)?) else {
        return Ok(None);
    };
    let places = routes.iter().map(|route| route.origin.to_string());
    let router = config.router().map_err(Error::asked)?;
    Routing::new(url, &router, rules_of(&config, places)).map(Some)
}

fn rules_of(config: &Config, places: impl Iterator<Item = String>) -> Vec<RoutingRule> {
    let written = config.ingress().iter().zip(places).map(|(rule, place)| RoutingRule {
        hostname: rule.hostname().map(ToString::to_string).unwrap_or_default(),
        path: rule.path().map(ToString::to_string).unwrap_or_default(),
        service: rule.service().to_string(),
        place,
    });
    let catch_all = RoutingRule {
        hostname: String::new(),
        path: String::new(),
        service: config.catch_all().service().to_string(),
        place: "the catch-all".to_owned(),
    };
    written.chain([catch_all]).collect()
}

/// Where a request goes, and why not elsewhere.
///
/// ```
/// use mcpgen::ingress::IngressFile;
///
/// let text = "ingress:\n- {hostname: mcp.example.com, service: 'http://mcp:8811'}\n- service: http_status:404\n";
/// let file = IngressFile::read("config.yml", text.as_bytes());
/// let routing = file.route("https://www.example.com/")?.ok_or("refused")?;
/// assert_eq!(routing.service(), "http_status:404");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone)]
pub struct Routing {
    request: RequestUrl,
    rules: Vec<RoutingRule>,
    decision: Decision,
}

#[derive(Debug, Clone)]
struct RoutingRule {
    hostname: String,
    path: String,
    service: String,
    place: String,
}

impl Routing {
    fn new(url: &str, router: &Router, rules: Vec<RoutingRule>) -> Result<Self, Error> {
        let request = RequestUrl::new(url).map_err(Error::asked)?;
        let decision = router.route(&request);
        Ok(Self { request, rules, decision })
    }

    /// The service that answers, as cloudflared's file names it.
    ///
    /// ```
    /// # use mcpgen::ingress::IngressFile;
    /// let file = IngressFile::read("config.yml", b"ingress: [{service: 'http_status:503'}]");
    /// let routing = file.route("https://www.example.com/")?.ok_or("refused")?;
    /// assert_eq!(routing.service(), "http_status:503");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn service(&self) -> &str {
        self.rules.get(self.decision.rule()).map_or("", |rule| rule.service.as_str())
    }

    /// The decision for a person: a line for the rule that takes the request, then one for each rule before it.
    ///
    /// ```
    /// # use mcpgen::ingress::IngressFile;
    /// # let text = "ingress:\n- {hostname: mcp.example.com, service: 'http://mcp:8811'}\n- service: http_status:404\n";
    /// # let file = IngressFile::read("config.yml", text.as_bytes());
    /// let routing = file.route("https://www.example.com/")?.ok_or("refused")?;
    /// assert_eq!(
    ///     routing.to_text(),
    ///     "http_status:404 takes it (rule 2, config.yml:3)
    ///   rule 1 (config.yml:2) does not: its host name is `mcp.example.com`, not `www.example.com`
    /// ",
    /// );
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn to_text(&self) -> String {
        let place = self.rules.get(self.decision.rule()).map_or("", |rule| rule.place.as_str());
        // Writing to a String cannot fail.
        let mut text = format!("{} takes it (rule {}, {place})\n", self.service(), self.decision.rule() + 1);
        for (index, (rule, passed)) in self.rules.iter().zip(self.decision.passed()).enumerate() {
            let host = format!("its host name is `{}`, not `{}`", rule.hostname, self.request.host());
            let path = format!("its path is `{}`, which `{}` does not match", rule.path, self.request.path());
            let why = match passed {
                Passed::Hostname => host,
                Passed::Path => path,
                Passed::HostnameAndPath => format!("{host}, and {path}"),
            };
            let _ = writeln!(text, "  rule {} ({}) does not: {why}", index + 1, rule.place);
        }
        if self.request.host().bytes().any(|byte| byte.is_ascii_uppercase()) {
            text.push_str(
                "  note: cloudflared compares host names letter by letter; clients send them in lower case\n",
            );
        }
        text
    }

    /// The decision for a program: one JSON object. Rules are counted from 1.
    ///
    /// ```
    /// # use mcpgen::ingress::IngressFile;
    /// let file = IngressFile::read("config.yml", b"ingress: [{service: hello_world}]");
    /// let routing = file.route("https://www.example.com/")?.ok_or("refused")?;
    /// let value: serde_json::Value = serde_json::from_str(&routing.to_json())?;
    /// assert_eq!((&value["rule"], &value["service"]), (&1.into(), &"hello_world".into()));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn to_json(&self) -> String {
        #[derive(Serialize)]
        struct Whole<'a> {
            host: &'a str,
            path: &'a str,
            rule: usize,
            place: &'a str,
            service: &'a str,
            passed: Vec<PassedRule<'a>>,
        }
        #[derive(Serialize)]
        struct PassedRule<'a> {
            rule: usize,
            place: &'a str,
            hostname: &'a str,
            path: &'a str,
            hostname_matches: bool,
            path_matches: bool,
        }
        let passed = self.rules.iter().zip(self.decision.passed()).enumerate();
        let whole = Whole {
            host: self.request.host(),
            path: self.request.path(),
            rule: self.decision.rule() + 1,
            place: self.rules.get(self.decision.rule()).map_or("", |rule| rule.place.as_str()),
            service: self.service(),
            passed: passed
                .map(|(index, (rule, passed))| PassedRule {
                    rule: index + 1,
                    place: &rule.place,
                    hostname: &rule.hostname,
                    path: &rule.path,
                    hostname_matches: *passed == Passed::Path,
                    path_matches: *passed == Passed::Hostname,
                })
                .collect(),
        };
        // Texts, numbers and lists always have a form in JSON.
        let mut text = serde_json::to_string(&whole).unwrap_or_default();
        text.push('\n');
        text
    }
}
