//! What cloudflared would say of a file that somebody else wrote.

mod address;
mod decode;
mod file;
mod ingress;
mod lines;
mod node;
mod scalar;
mod settings;
mod timestamp;

use std::fmt;
use std::ops::Range;

use file::File;

/// What `cloudflared tunnel --config FILE ingress validate` says of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It is accepted.
    Ok,
    /// It is accepted, but these keys are ignored.
    Warn(Vec<Reason>),
    /// It is refused.
    Reject(Reason),
}

/// Why a file is refused, or what of it is ignored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reason {
    message: String,
    span: Range<usize>,
}

impl Reason {
    fn new(message: impl Into<String>, span: Range<usize>) -> Self {
        Self { message: message.into(), span }
    }

    /// What is wrong, as a phrase without a full stop.
    #[must_use]
    pub fn message(&self) -> &str {
        &self.message
    }

    /// The bytes of the text that are to blame. The whole text when nothing smaller is.
    #[must_use]
    pub fn span(&self) -> Range<usize> {
        self.span.clone()
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.message)
    }
}

/// Judges `text`, the content of a configuration file, as cloudflared 2026.8.2 does with `ingress validate`, without
/// `TUNNEL_…` variables in its environment.
///
/// Like cloudflared it stops at the first thing that makes it refuse the file: first what YAML and the types of the
/// keys ask for, then the settings, then the rules in their order. It does not look at what only `cloudflared tunnel
/// run` dies of, such as a grace period over three minutes, and opens no file.
///
/// The verdict can differ from cloudflared's where the syntax of YAML 1.2, which is read here, differs from that of
/// 1.1: a bare `-`, `?` or a colon at the end of an unquoted text inside braces, a quoted text that goes on in a line
/// with less indentation, a byte order mark in the middle. A document that nests deeper than 200 levels is refused;
/// cloudflared stops at 10,000.
///
/// ```
/// use cloudflared_config::{Verdict, check};
///
/// assert_eq!(check("ingress: [{service: 'http_status:404'}]"), Verdict::Ok);
/// assert!(matches!(check("ingress: [{service: 'localhost:8080'}]"), Verdict::Reject(_)));
/// ```
#[must_use]
pub fn check(text: &str) -> Verdict {
    match judge(text) {
        Ok(ignored) if ignored.is_empty() => Verdict::Ok,
        Ok(ignored) => Verdict::Warn(ignored),
        Err(reason) => Verdict::Reject(reason),
    }
}

/// The keys that are ignored, or why the file is refused.
fn judge(text: &str) -> Result<Vec<Reason>, Reason> {
    let whole = 0..text.len();
    let Some(document) = node::read(text)? else {
        return Err(Reason::new("there is no configuration in the file", whole));
    };
    let file = File::decode(&document)?;
    settings::check(&file.settings)?;
    ingress::check(&file, whole)?;
    if let Some(url) = file.settings.get("url").filter(|setting| setting.is_given()) {
        return Err(Reason::new("`url` cannot stand beside `ingress`", url.span.clone()));
    }
    Ok(file.ignored)
}
