//! Whether a host name is that of a rule.

use std::borrow::Cow;

use idna::uts46::{AsciiDenyList, DnsLength, Hyphens, Uts46};

/// The host name of a rule.
#[derive(Clone, Debug)]
pub(super) enum HostMatcher {
    Every,
    Names {
        written: String,
        /// Its form in lower case and ASCII, when it has one that differs.
        ascii: Option<String>,
    },
}

impl HostMatcher {
    pub(super) fn new(hostname: &str) -> Self {
        if matches!(hostname, "" | "*") {
            return Self::Every;
        }
        let ascii = to_ascii(hostname).filter(|ascii| ascii != hostname);
        Self::Names { written: hostname.to_owned(), ascii }
    }

    /// Whether requests for `host` belong to the rule. Upper and lower case differ, as they do to cloudflared; clients
    /// send host names in lower case.
    pub(super) fn matches(&self, host: &str) -> bool {
        match self {
            Self::Every => true,
            Self::Names { written, ascii } => {
                matches(written, host) || ascii.as_deref().is_some_and(|ascii| matches(ascii, host))
            }
        }
    }
}

fn matches(pattern: &str, host: &str) -> bool {
    match pattern.strip_prefix('*') {
        Some(suffix) if suffix.starts_with('.') => host.ends_with(suffix),
        _ => pattern == host,
    }
}

/// A host name in lower case and ASCII, as Go's `idna.Lookup.ToASCII` gives it (golang/net, `idna/idna10.0.0.go`). `None`
/// when it has no such form: a wildcard among others, for `*` is not allowed there.
pub(crate) fn to_ascii(hostname: &str) -> Option<String> {
    Uts46::new()
        .to_ascii(hostname.as_bytes(), AsciiDenyList::STD3, Hyphens::Check, DnsLength::Ignore)
        .ok()
        .map(Cow::into_owned)
}
