//! The tunnel's configuration file (cloudflare/cloudflared, config/configuration.go).

use cloudflared_config::Verdict;

use crate::yaml::Yaml;

/// A configuration, as far as it decides what is answered.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct TunnelConfig {
    pub(super) tunnel: Option<String>,
    pub(super) credentials: Option<String>,
    pub(super) metrics: Option<String>,
    pub(super) rules: Vec<Rule>,
    /// Whether `access` stands at the top, where nobody enforces it.
    pub(super) access_at_top: bool,
    /// The keys that are passed over.
    pub(super) ignored: Vec<String>,
}

/// A rule: which requests it takes, and what answers them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Rule {
    /// Empty for all.
    pub(super) hostname: String,
    /// A regular expression; empty for all.
    pub(super) path: String,
    pub(super) service: String,
    pub(super) host_header: Option<String>,
    pub(super) access: Access,
}

/// Whether a rule wants a login through Cloudflare Access.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum Access {
    #[default]
    No,
    Required,
    /// Without an audience, so that nobody gets in.
    Nobody,
}

impl TunnelConfig {
    /// Reads the file. The error says why `cloudflared tunnel run` would end.
    pub(super) fn read(text: &str) -> Result<Self, String> {
        let ignored = match cloudflared_config::check(text) {
            Verdict::Ok => Vec::new(),
            Verdict::Warn(reasons) => reasons.iter().map(ToString::to_string).collect(),
            Verdict::Reject(reason) => return Err(reason.to_string()),
        };
        let yaml = Yaml::read(text)?;
        judge_settings(&yaml)?;
        let rules = yaml.get("ingress").and_then(Yaml::list).unwrap_or_default();
        Ok(Self {
            tunnel: yaml.text("tunnel"),
            credentials: yaml.text("credentials-file"),
            metrics: yaml.text("metrics"),
            rules: rules.iter().map(Rule::read).collect(),
            access_at_top: yaml.get("originRequest").and_then(|origin| origin.get("access")).is_some(),
            ignored,
        })
    }
}

/// What `ingress validate` accepts, and `tunnel run` ends at (cloudflared 2026.8.2, seen).
fn judge_settings(yaml: &Yaml) -> Result<(), String> {
    if let Some(protocol) = yaml.text("protocol")
        && !["auto", "quic", "http2", "h2mux"].contains(&protocol.as_str())
    {
        return Err(format!("there is no protocol `{protocol}`"));
    }
    if let Some(version) = yaml.text("edge-ip-version")
        && !["auto", "4", "6"].contains(&version.as_str())
    {
        return Err(format!("there is no edge-ip-version `{version}`"));
    }
    if let Some(period) = yaml.text("grace-period")
        && period.parse::<cloudflared_config::GracePeriod>().is_err()
        && period.parse::<cloudflared_config::Timeout>().is_ok()
    {
        return Err("`grace-period` is longer than three minutes".to_owned());
    }
    if let Some(address) = yaml.text("metrics")
        && !address.contains(':')
    {
        return Err("`metrics` has no port".to_owned());
    }
    Ok(())
}

impl Rule {
    fn read(entry: &Yaml) -> Self {
        let origin = entry.get("originRequest");
        let access = origin.and_then(|origin| origin.get("access")).map_or(Access::No, |access| {
            if access.boolean("required") != Some(true) {
                Access::No
            } else if access.texts("audTag").is_empty() {
                Access::Nobody
            } else {
                Access::Required
            }
        });
        let hostname = entry.text("hostname").unwrap_or_default();
        Self {
            hostname: if hostname == "*" { String::new() } else { hostname },
            path: entry.text("path").unwrap_or_default(),
            service: entry.text("service").unwrap_or_default(),
            host_header: origin
                .and_then(|origin| origin.text("httpHostHeader"))
                .filter(|host| !host.is_empty()),
            access,
        }
    }

    /// Whether it takes a request (ingress/rule.go). `None` when its pattern is one of Go's that cannot be tried here.
    pub(super) fn takes(&self, hostname: &str, path: &str) -> Option<bool> {
        let named = match self.hostname.strip_prefix('*') {
            _ if self.hostname.is_empty() => true,
            Some(suffix) if suffix.starts_with('.') => hostname.ends_with(suffix),
            _ => self.hostname.eq_ignore_ascii_case(hostname),
        };
        if !named || self.path.is_empty() {
            return Some(named);
        }
        // Of the engines at hand, this one's classes are those of Go: of ASCII, and without sets in sets.
        regex_lite::Regex::new(&self.path).ok().map(|pattern| pattern.is_match(path))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rule_takes_what_cloudflared_gives_it() {
        let rule = |hostname: &str, path: &str| Rule {
            hostname: hostname.to_owned(),
            path: path.to_owned(),
            ..Rule::default()
        };
        assert_eq!(rule("*.example.com", "").takes("a.b.example.com", "/"), Some(true));
        assert_eq!(rule("*.example.com", "").takes("example.com", "/"), Some(false));
        assert_eq!(rule("a.example.com", "/mcp").takes("a.example.com", "/x/mcpfoo"), Some(true));
        assert_eq!(rule("a.example.com", "^/mcp(/.*)?$").takes("a.example.com", "/mcpfoo"), Some(false));
        assert_eq!(rule("", "").takes("x", "/"), Some(true));
        assert_eq!(rule("", "\\Qa\\E").takes("x", "/"), None);
    }

    #[test]
    fn a_configuration_is_read_or_refused() {
        let config = TunnelConfig::read(
            "tunnel: t\ncredentials-file: /c.json\noriginRequest: {access: {required: true}}\ningress:\n  - hostname: a.example.com\n    service: http://gateway:8811\n    originRequest: {httpHostHeader: localhost, access: {required: true, teamName: t, audTag: [a]}}\n  - service: http_status:404\n",
        )
        .unwrap();
        assert!(config.access_at_top);
        assert_eq!(config.rules[0].access, Access::Required);
        assert_eq!(config.rules[0].host_header.as_deref(), Some("localhost"));
        for text in [
            "ingress: []",
            "grace-period: 4m\ningress: [{service: 'http_status:404'}]",
            "protocol: x\ningress: [{service: 'http_status:404'}]",
        ] {
            assert!(TunnelConfig::read(text).is_err(), "{text}");
        }
    }
}
