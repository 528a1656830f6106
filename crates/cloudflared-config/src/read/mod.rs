//! Reading a file that somebody else wrote, and what is wrong with it.

mod convert;
mod decode;
mod file;
mod finding;
mod flags;
mod ingress;
mod lines;
mod node;
mod rule;
mod run;
mod scalar;
mod setting;
mod timestamp;

pub(crate) use convert::ReadSetting;
pub use file::{AccessKeys, AddressKeys, Entry, EntryKeys, File, OriginKeys, WarpKeys, Written};
pub use finding::{Edit, Finding, Severity};
pub use setting::{Setting, SettingValue};

use crate::Config;

/// What a file says, and what is wrong with it.
///
/// ```
/// use cloudflared_config::read;
///
/// let reading = read("tunnel: my-tunnel\ningress:\n- service: http_status:404\n");
/// assert!(reading.file().is_some_and(|file| file.ingress.len() == 1));
/// // It has no credentials, so `tunnel run` would end at once, and it is no `Config`.
/// assert!(reading.config().is_none());
/// assert!(!reading.findings().is_empty());
/// ```
#[derive(Clone, Debug)]
pub struct Reading {
    file: Option<File>,
    config: Option<Config>,
    findings: Vec<Finding>,
}

/// What `cloudflared tunnel --config FILE ingress validate` says of a file.
///
/// ```
/// use cloudflared_config::{Verdict, check};
///
/// let verdict = check("ingress:\n- service: http_status:404\n  orginRequest: {}\n");
/// let Verdict::Warn(ignored) = verdict else { panic!("{verdict:?}") };
/// assert!(ignored[0].message().contains("orginRequest"));
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It is accepted.
    Ok,
    /// It is accepted, but these keys are ignored.
    Warn(Vec<Finding>),
    /// It is refused. cloudflared names one reason, the first it comes to.
    Reject(Finding),
}

impl Reading {
    /// The file as it is written; `None` when it is no YAML, or holds no configuration.
    ///
    /// ```
    /// # use cloudflared_config::read;
    /// let reading = read("ingress: [{hostname: mcp.example.com, service: 'http://mcp:80'}]");
    /// let file = reading.file().ok_or("no file")?;
    /// assert_eq!(file.ingress[0].hostname(), "mcp.example.com");
    /// assert!(read("# nothing").file().is_none());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn file(&self) -> Option<&File> {
        self.file.as_ref()
    }

    /// The configuration that the file is; `None` when there are findings.
    ///
    /// ```
    /// # use cloudflared_config::read;
    /// let reading = read("\
    /// tunnel: 6ff42ae2-765d-4adf-8112-31c55c1551ef
    /// credentials-file: /etc/cloudflared/credentials.json
    /// ingress:
    /// - service: http_status:404
    /// ");
    /// let config = reading.config().ok_or("it is none")?;
    /// assert_eq!(config.credentials_file().as_str(), "/etc/cloudflared/credentials.json");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn config(&self) -> Option<&Config> {
        self.config.as_ref()
    }

    /// Everything that is wrong. What makes cloudflared refuse the file is in the order in which it comes to it.
    ///
    /// ```
    /// # use cloudflared_config::read;
    /// let text = "ingress:\n- service: localhost:8811\n- service: http_status:999999\n";
    /// for finding in read(text).findings() {
    ///     println!("{:?} at {:?}: {finding}", finding.severity(), &text[finding.span()]);
    /// }
    /// # assert!(read(text).findings().len() >= 2);
    /// ```
    #[must_use]
    pub fn findings(&self) -> &[Finding] {
        &self.findings
    }

    /// What `ingress validate` says.
    ///
    /// ```
    /// # use cloudflared_config::{Verdict, read};
    /// let verdict = read("ingress: []").verdict();
    /// assert!(matches!(verdict, Verdict::Reject(_)), "{verdict:?}");
    /// ```
    #[must_use]
    pub fn verdict(&self) -> Verdict {
        let of = |severity| self.findings.iter().filter(move |finding| finding.severity() == severity);
        if let Some(first) = of(Severity::Reject).next() {
            return Verdict::Reject(first.clone());
        }
        let ignored: Vec<Finding> = of(Severity::Warn).cloned().collect();
        if ignored.is_empty() { Verdict::Ok } else { Verdict::Warn(ignored) }
    }
}

/// Reads `text`, the content of a configuration file, as cloudflared 2026.8.2 does without `TUNNEL_…` variables in its
/// environment, and finds what `ingress validate` and `tunnel run` say of it, and what neither says. It opens no file.
///
/// cloudflared stops at the first thing that makes it refuse a file; here all are found, except behind a fault of the YAML
/// itself. The verdict can differ from cloudflared's where the syntax of YAML 1.2, which is read here, differs from that of
/// 1.1: a bare `-`, `?` or a colon at the end of an unquoted text inside braces, a quoted text that goes on in a line with
/// less indentation, a byte order mark in the middle. A document that nests deeper than 200 levels is refused; cloudflared
/// stops at 10,000.
///
/// ```
/// use cloudflared_config::{Severity, Verdict, read};
///
/// let reading = read("ingress: [{service: 'http_status:404'}]");
/// assert_eq!(reading.verdict(), Verdict::Ok);
/// // `tunnel run` would not know which tunnel.
/// assert!(reading.findings().iter().any(|finding| finding.severity() == Severity::Die));
/// ```
#[must_use]
pub fn read(text: &str) -> Reading {
    let mut findings = Vec::new();
    let file = match node::read(text) {
        Ok(Some(document)) => File::decode(&document, &mut findings),
        Ok(None) => {
            findings.push(Finding::reject("there is no configuration in the file", 0..text.len()));
            None
        }
        Err(finding) => {
            findings.push(finding);
            None
        }
    };
    let Some(file) = file else { return Reading { file: None, config: None, findings } };
    flags::check(&file.settings, &mut findings);
    ingress::check(&file, text, &mut findings);
    if let Some(url) = file.settings.get("url").filter(|setting| setting.text().is_some()) {
        findings.push(Finding::reject("`url` cannot stand beside `ingress`", url.span.clone()));
    }
    run::check(&file, text.len(), &mut findings);
    let config = convert::convert(&file, text.len(), &mut findings);
    Reading { file: Some(file), config, findings }
}

/// What `ingress validate` says of `text`: the verdict of [`read`].
///
/// ```
/// use cloudflared_config::{Verdict, check};
///
/// assert_eq!(check("ingress: [{service: 'http_status:404'}]"), Verdict::Ok);
/// assert!(matches!(check("ingress: [{service: 'localhost:8080'}]"), Verdict::Reject(_)));
/// ```
#[must_use]
pub fn check(text: &str) -> Verdict {
    read(text).verdict()
}
