//! Public host names.

use crate::value::validated_text;

const NAME_LIMIT: usize = 253;
const LABEL_LIMIT: usize = 63;

/// A public host name that a rule can match: `mcp.example.com`, or every name below one, `*.example.com`.
///
/// At least two labels of `a-z`, `0-9` and inner `-`, at most 63 characters each and 253 together, the last one longer
/// than a letter and not a number; names in other scripts in their ASCII form (`xn--…`). cloudflared itself takes far
/// more, and then never matches it: a wildcard in upper case or Unicode, a trailing dot, a space, `*example.com`
/// (cloudflare/cloudflared, `ingress/ingress.go` and `ingress/rule.go`).
///
/// ```
/// use cloudflared_config::Hostname;
///
/// for name in ["mcp.example.com", "*.example.com", "xn--m-xgaa.example.com"] {
///     assert_eq!(Hostname::new(name)?.as_str(), name);
/// }
/// let error = Hostname::new("*example.com").unwrap_err();
/// assert_eq!(error.reason(), "`*` can only stand for the first label, as in `*.example.com`");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Hostname(String);

validated_text!(
    Hostname,
    "host name",
    accepts "mcp.example.com",
    refuses "https://mcp.example.com":
        "leave out the scheme"
);

impl Hostname {
    fn check(text: &str) -> Result<(), String> {
        if text.is_empty() {
            return Err("it is empty".into());
        }
        if text.contains("://") {
            return Err("leave out the scheme".into());
        }
        if text.contains('/') {
            return Err("a path does not belong to it".into());
        }
        if text.contains(':') {
            return Err("a port does not belong to it".into());
        }
        if !text.is_ascii() {
            return Err("write it in its ASCII form, `xn--…`".into());
        }
        if text.len() > NAME_LIMIT {
            return Err(format!("it is longer than {NAME_LIMIT} characters"));
        }
        let name = text.strip_prefix("*.").unwrap_or(text);
        if name.contains('*') {
            return Err("`*` can only stand for the first label, as in `*.example.com`".into());
        }
        if name.bytes().any(|byte| byte.is_ascii_uppercase()) {
            return Err("write it in lower case".into());
        }
        let Some((_, last)) = name.rsplit_once('.') else {
            return Err("a name of at least two labels is wanted, as in `mcp.example.com`".into());
        };
        name.split('.').try_for_each(check_label)?;
        if last.len() < 2 || last.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err("its last label is no top-level domain".into());
        }
        Ok(())
    }

    /// The host name that was certainly meant by a text that is none: in lower case and ASCII, without a scheme, a port, a
    /// path, or a dot at the end. Names in other scripts need the feature `route`.
    ///
    /// ```
    /// # use cloudflared_config::Hostname;
    /// let meant = Hostname::suggestion("https://MCP.example.com:443/mcp");
    /// assert_eq!(meant, Some(Hostname::new("mcp.example.com")?));
    /// assert_eq!(Hostname::suggestion("localhost"), None);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn suggestion(text: &str) -> Option<Self> {
        let text = text.trim();
        let text = text.split_once("://").map_or(text, |(_, rest)| rest);
        let text = text.split_once(['/', '?', '#']).map_or(text, |(host, _)| host);
        let text = text.split_once(':').map_or(text, |(host, _)| host);
        let text = text.trim_end_matches('.');
        let (wildcard, name) = match text.strip_prefix("*.") {
            Some(name) => ("*.", name),
            None => ("", text),
        };
        Self::new(format!("{wildcard}{}", to_ascii(name)?)).ok()
    }

    /// Whether this is `*.` and a name.
    ///
    /// ```
    /// # use cloudflared_config::Hostname;
    /// assert!(Hostname::new("*.example.com")?.is_wildcard());
    /// assert!(!Hostname::new("mcp.example.com")?.is_wildcard());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn is_wildcard(&self) -> bool {
        self.0.starts_with("*.")
    }

    /// Whether every request that `other` matches is matched by this name too.
    ///
    /// A wildcard stands for one or more labels: `*.example.com` covers `a.b.example.com` and `*.b.example.com`, but
    /// not `example.com` (cloudflare/cloudflared, `ingress/rule.go`).
    ///
    /// ```
    /// # use cloudflared_config::Hostname;
    /// let all = Hostname::new("*.example.com")?;
    /// assert!(all.covers(&Hostname::new("a.b.example.com")?));
    /// assert!(!all.covers(&Hostname::new("example.com")?));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn covers(&self, other: &Self) -> bool {
        match self.0.strip_prefix('*') {
            Some(suffix) => self == other || other.0.strip_prefix('*').unwrap_or(&other.0).ends_with(suffix),
            None => self == other,
        }
    }
}

#[cfg(feature = "route")]
fn to_ascii(name: &str) -> Option<String> {
    crate::route::to_ascii(name)
}

#[cfg(not(feature = "route"))]
fn to_ascii(name: &str) -> Option<String> {
    name.is_ascii().then(|| name.to_ascii_lowercase())
}

fn check_label(label: &str) -> Result<(), String> {
    if label.is_empty() {
        return Err("it has an empty label".into());
    }
    if label.len() > LABEL_LIMIT {
        return Err(format!("the label `{label}` is longer than {LABEL_LIMIT} characters"));
    }
    if let Some(character) = label.chars().find(|&c| !(c.is_ascii_alphanumeric() || c == '-')) {
        return Err(format!("`{}` cannot be in a host name", character.escape_debug()));
    }
    if label.starts_with('-') || label.ends_with('-') {
        return Err(format!("the label `{label}` starts or ends with `-`"));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_wildcards_are_taken() {
        for text in ["mcp.rg1.io", "*.example.com", "a-b.xn--m-xgaa.example.com", "1.example.com", "a.b"] {
            assert_eq!(Hostname::new(text).is_ok(), text != "a.b", "{text:?}");
        }
    }

    #[test]
    fn what_cloudflared_takes_and_never_matches_is_refused() {
        let long_label = format!("{}.example.com", "a".repeat(64));
        let long_name = format!("{}example.com", "abcdefgh.".repeat(30));
        for text in [
            "",
            "*",
            "*.",
            "*.*.example.com",
            "a.*.example.com",
            "*example.com",
            "A.example.com",
            "a b.example.com",
            "a.example.com ",
            "a.example.com.",
            "a..example.com",
            "-a.example.com",
            "a_b.example.com",
            "môô.example.com",
            "a.example.com/mcp",
            "https://a.example.com",
            "a.example.com:443",
            "::1",
            "127.0.0.1",
            "10.0.0.12",
            "localhost",
            "${HOST}",
            &long_label,
            &long_name,
        ] {
            assert!(Hostname::new(text).is_err(), "{text:?}");
        }
    }

    #[test]
    fn what_was_meant_is_suggested() {
        for (text, meant) in [
            ("A.Example.com", Some("a.example.com")),
            ("*.A.Example.com", Some("*.a.example.com")),
            (" https://a.example.com:443/mcp ", Some("a.example.com")),
            ("a.example.com.", Some("a.example.com")),
            ("a b.example.com", None),
            ("${HOST}", None),
            ("localhost", None),
        ] {
            assert_eq!(Hostname::suggestion(text).map(|name| name.to_string()).as_deref(), meant, "{text}");
        }
        #[cfg(feature = "route")]
        assert_eq!(Hostname::suggestion("*.Môô.example.com").unwrap().as_str(), "*.xn--m-xgaa.example.com");
    }

    #[test]
    fn a_wildcard_covers_what_is_below_it() {
        let name = |text| Hostname::new(text).unwrap();
        assert!(name("*.example.com").covers(&name("a.b.example.com")));
        assert!(name("*.example.com").covers(&name("*.b.example.com")));
        assert!(name("*.example.com").covers(&name("*.example.com")));
        assert!(!name("*.example.com").covers(&name("example.com")));
        assert!(!name("*.example.com").covers(&name("a.notexample.com")));
        assert!(!name("*.b.example.com").covers(&name("*.example.com")));
        assert!(!name("a.example.com").covers(&name("*.example.com")));
    }
}
