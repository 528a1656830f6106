//! Writing a configuration as YAML.

use std::error::Error;
use std::fmt;

use serde::{Serialize, Serializer};

use crate::{
    Access, Config, CredentialsFile, GracePeriod, Hostname, IpRule, LogLevel, OriginRequest, PathPattern,
    Protocol, Service, Settings, TunnelId, WarpRouting,
};

impl Config {
    /// The text of the file: keys in the order of cloudflared's documentation, every text quoted, nothing escaped for
    /// anybody but YAML (cloudflared expands no `$`).
    ///
    /// # Errors
    ///
    /// [`WriteError`] when the YAML library fails, which it has no reason to.
    ///
    /// ```
    /// # use cloudflared_config::{Config, CredentialsFile, Hostname, OriginUrl, Rule, TunnelId};
    /// let gateway: OriginUrl = "http://mcp-gateway:8811".parse()?;
    /// let config = Config::new(
    ///     TunnelId::new("6ff42ae2-765d-4adf-8112-31c55c1551ef")?,
    ///     CredentialsFile::new("/etc/cloudflared/credentials.json")?,
    /// )
    /// .with_rule(Rule::for_host(Hostname::new("mcp.example.com")?, gateway))?;
    /// assert_eq!(
    ///     config.to_yaml()?,
    ///     "tunnel: '6ff42ae2-765d-4adf-8112-31c55c1551ef'
    /// credentials-file: '/etc/cloudflared/credentials.json'
    /// ingress:
    ///   - hostname: 'mcp.example.com'
    ///     service: 'http://mcp-gateway:8811'
    ///   - service: 'http_status:404'
    /// ",
    /// );
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn to_yaml(&self) -> Result<String, WriteError> {
        write(self)
    }
}

/// The YAML library could not write the configuration.
///
/// It prints as one line, with what the library says.
///
/// ```
/// use cloudflared_config::{Config, WriteError};
///
/// fn content(config: &Config) -> Result<Vec<u8>, WriteError> {
///     Ok(config.to_yaml()?.into_bytes())
/// }
/// # use cloudflared_config::{CredentialsFile, TunnelId};
/// # let tunnel = TunnelId::new("6ff42ae2-765d-4adf-8112-31c55c1551ef").unwrap();
/// # let config = Config::new(tunnel, CredentialsFile::new("/etc/cloudflared/credentials.json").unwrap());
/// # assert!(content(&config).unwrap().starts_with(b"tunnel:"));
/// # Ok::<(), WriteError>(())
/// ```
#[derive(Clone, Debug)]
pub struct WriteError(String);

impl fmt::Display for WriteError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "the configuration could not be written as YAML: {}", self.0)
    }
}

impl Error for WriteError {}

/// `config` as a YAML document: every string quoted, no block scalars, which go-yaml reads differently from YAML 1.2.
pub(crate) fn write(config: &Config) -> Result<String, WriteError> {
    let options = serde_saphyr::ser_options! {
        prefer_block_scalars: false,
        quote_all: true,
        compact_list_indent: false,
    };
    serde_saphyr::to_string_with_options(&Document::from(config), options)
        .map_err(|error| WriteError(error.to_string()))
}

/// The file, its keys in the order in which they are written.
#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct Document<'a> {
    tunnel: &'a TunnelId,
    credentials_file: &'a CredentialsFile,
    #[serde(skip_serializing_if = "Option::is_none")]
    metrics: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    no_autoupdate: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    grace_period: Option<GracePeriod>,
    #[serde(skip_serializing_if = "Option::is_none")]
    loglevel: Option<LogLevel>,
    #[serde(skip_serializing_if = "Option::is_none")]
    protocol: Option<Protocol>,
    #[serde(flatten)]
    settings: &'a Settings,
    #[serde(rename = "originRequest", skip_serializing_if = "is_unset")]
    origin_request: &'a OriginRequest,
    #[serde(skip_serializing_if = "is_unset")]
    warp_routing: &'a WarpRouting,
    ingress: Vec<Entry<'a>>,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde calls it with a reference")]
fn is_unset<T: Default + PartialEq>(value: &&T) -> bool {
    **value == T::default()
}

/// One entry of the list of rules.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Entry<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    hostname: Option<&'a Hostname>,
    #[serde(skip_serializing_if = "Option::is_none")]
    path: Option<&'a PathPattern>,
    service: &'a Service,
    #[serde(skip_serializing_if = "EntryOrigin::is_empty")]
    origin_request: EntryOrigin<'a>,
}

/// The `originRequest` of an entry, with the keys that the model keeps elsewhere.
struct EntryOrigin<'a> {
    own: Option<&'a OriginRequest>,
    ip_rules: &'a [IpRule],
    access: Option<&'a Access>,
}

impl EntryOrigin<'_> {
    fn is_empty(&self) -> bool {
        self.own.is_none_or(|keys| *keys == OriginRequest::default())
            && self.ip_rules.is_empty()
            && self.access.is_none()
    }
}

impl Serialize for EntryOrigin<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        #[serde(rename_all = "camelCase")]
        struct Keys<'a> {
            #[serde(flatten)]
            own: Option<&'a OriginRequest>,
            #[serde(skip_serializing_if = "<[IpRule]>::is_empty")]
            ip_rules: &'a [IpRule],
            #[serde(skip_serializing_if = "Option::is_none")]
            access: Option<&'a Access>,
        }
        Keys { own: self.own, ip_rules: self.ip_rules, access: self.access }.serialize(serializer)
    }
}

impl<'a> From<&'a Config> for Document<'a> {
    fn from(config: &'a Config) -> Self {
        let mut ingress: Vec<Entry<'a>> = config
            .ingress()
            .iter()
            .map(|rule| Entry {
                hostname: rule.hostname(),
                path: rule.path(),
                service: rule.service(),
                origin_request: EntryOrigin {
                    own: Some(rule.origin_request()),
                    ip_rules: ip_rules(rule.service()),
                    access: rule.access(),
                },
            })
            .collect();
        let catch_all = config.catch_all();
        let service = catch_all.service();
        ingress.push(Entry {
            hostname: None,
            path: None,
            service,
            origin_request: EntryOrigin {
                own: Some(catch_all.origin_request()),
                ip_rules: ip_rules(service),
                access: catch_all.access(),
            },
        });
        Self {
            tunnel: config.tunnel(),
            credentials_file: config.credentials_file(),
            metrics: config.metrics().map(|address| address.to_string()),
            // cloudflared ignores `false` here.
            no_autoupdate: config.no_autoupdate().then_some(true),
            grace_period: config.grace_period(),
            loglevel: config.loglevel(),
            protocol: config.protocol(),
            settings: config.settings(),
            origin_request: config.origin_request(),
            warp_routing: config.warp_routing(),
            ingress,
        }
    }
}

fn ip_rules(service: &Service) -> &[IpRule] {
    match service {
        Service::SocksProxy(rules) => rules,
        _ => &[],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failure_says_what_could_not_be_done_and_why() {
        let error = WriteError("no memory".to_owned());
        assert_eq!(error.to_string(), "the configuration could not be written as YAML: no memory");
    }
}
