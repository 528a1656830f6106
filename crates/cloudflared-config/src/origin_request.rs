//! How cloudflared talks to the service of a rule.

use std::net::IpAddr;
use std::num::{NonZeroU16, NonZeroU32};

use serde::Serialize;

use crate::value::validated_text;
use crate::{AbsolutePath, Service, Timeout};

/// How cloudflared talks to the service of a rule. What is not set stays at cloudflared's default.
///
/// The keys are those of cloudflare/cloudflared, `ingress/config.go`, whose case matters. Three of them are said
/// elsewhere, where they cannot be ignored: `access` on the [`Rule`](crate::Rule), `ipRules` in
/// [`Service::SocksProxy`], and `bastionMode`, which turns the service of the rule off, as [`Service::Bastion`].
///
/// There is no limit on how long a response may take, and no key to set one.
///
/// ```
/// use cloudflared_config::{HostHeader, Hostname, OriginRequest, OriginUrl, Rule};
///
/// let mut keys = OriginRequest::default();
/// keys.connect_timeout = Some("5s".parse()?);
/// keys.http_host_header = Some(HostHeader::new("localhost:8811")?);
/// let service: OriginUrl = "http://mcp-gateway:8811".parse()?;
/// let rule = Rule::for_host(Hostname::new("mcp.example.com")?, service).with_origin_request(keys)?;
/// assert_eq!(rule.origin_request().connect_timeout, Some("5s".parse()?));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[expect(clippy::struct_excessive_bools, reason = "they are independent keys of a foreign file format")]
#[non_exhaustive]
pub struct OriginRequest {
    /// Until the TCP connection stands. Default 30s.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub connect_timeout: Option<Timeout>,
    /// Until the TLS handshake is done. Default 10s. TLS services only.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tls_timeout: Option<Timeout>,
    /// Between the keep-alive probes of a TCP connection. Default 30s.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tcp_keep_alive: Option<Timeout>,
    /// Try IPv4 and IPv6 one after the other, not at once.
    #[serde(skip_serializing_if = "is_false")]
    pub no_happy_eyeballs: bool,
    /// How many idle connections are kept. Default 100. HTTP services only.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub keep_alive_connections: Option<NonZeroU32>,
    /// How long an idle connection is kept. Default 90s. HTTP services only.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub keep_alive_timeout: Option<Timeout>,
    /// The `Host` that the service sees, in place of the public one. HTTP services with a URL only.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub http_host_header: Option<HostHeader>,
    /// The name that the service's certificate is for. TLS services only.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub origin_server_name: Option<ServerName>,
    /// Take the public host name for the name that the service's certificate is for. TLS services only.
    #[serde(rename = "matchSNItoHost", skip_serializing_if = "is_false")]
    pub match_sni_to_host: bool,
    /// The certificate authority that signed the service's certificate; cloudflared does not start when the file is
    /// missing. TLS services only.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ca_pool: Option<AbsolutePath>,
    /// Take any certificate. TLS services only.
    #[serde(rename = "noTLSVerify", skip_serializing_if = "is_false")]
    pub no_tls_verify: bool,
    /// Speak HTTP/2 with the service. TLS services only.
    #[serde(rename = "http2Origin", skip_serializing_if = "is_false")]
    pub http2_origin: bool,
    /// Send request bodies whole, for WSGI servers; responses stream all the same. HTTP services only.
    #[serde(skip_serializing_if = "is_false")]
    pub disable_chunked_encoding: bool,
    /// Where a proxy inside cloudflared listens. Default 127.0.0.1. Not for HTTP services.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub proxy_address: Option<IpAddr>,
    /// The port that a proxy inside cloudflared listens on. Default any. Not for HTTP services.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub proxy_port: Option<NonZeroU16>,
    /// What a proxy inside cloudflared speaks. Not for HTTP services.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub proxy_type: Option<ProxyType>,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde calls it with a reference")]
fn is_false(value: &bool) -> bool {
    !value
}

impl OriginRequest {
    /// The first key that is set although it means nothing to `service`.
    pub(crate) fn key_without_effect(&self, service: &Service) -> Option<&'static str> {
        let answered_by_cloudflared = matches!(service, Service::HttpStatus(_) | Service::HelloWorld);
        let has_host = matches!(service, Service::Url(_));
        let http = service.speaks_http();
        let tls = service.speaks_tls();
        [
            ("connectTimeout", self.connect_timeout.is_some(), !answered_by_cloudflared),
            ("tlsTimeout", self.tls_timeout.is_some(), tls),
            ("tcpKeepAlive", self.tcp_keep_alive.is_some(), !answered_by_cloudflared),
            ("noHappyEyeballs", self.no_happy_eyeballs, !answered_by_cloudflared),
            ("keepAliveConnections", self.keep_alive_connections.is_some(), http),
            ("keepAliveTimeout", self.keep_alive_timeout.is_some(), http),
            ("httpHostHeader", self.http_host_header.is_some(), http && has_host),
            ("originServerName", self.origin_server_name.is_some(), tls),
            ("matchSNItoHost", self.match_sni_to_host, tls),
            ("caPool", self.ca_pool.is_some(), tls),
            ("noTLSVerify", self.no_tls_verify, tls),
            ("http2Origin", self.http2_origin, tls),
            ("disableChunkedEncoding", self.disable_chunked_encoding, http),
            ("proxyAddress", self.proxy_address.is_some(), !http && !answered_by_cloudflared),
            ("proxyPort", self.proxy_port.is_some(), !http && !answered_by_cloudflared),
            ("proxyType", self.proxy_type.is_some(), !http && !answered_by_cloudflared),
        ]
        .into_iter()
        .find_map(|(key, set, works)| (set && !works).then_some(key))
    }
}

/// What a proxy inside cloudflared speaks.
///
/// ```
/// use cloudflared_config::{OriginRequest, ProxyType};
///
/// let mut keys = OriginRequest::default();
/// keys.proxy_type = Some(ProxyType::Socks);
/// assert_eq!(serde_json::to_value(&keys)?, serde_json::json!({ "proxyType": "socks" }));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum ProxyType {
    /// SOCKS5.
    Socks,
}

/// The value of a `Host` header: a host with or without a port, `localhost:8000`.
///
/// ```
/// use cloudflared_config::HostHeader;
///
/// assert!(HostHeader::new("localhost:8000").is_ok());
/// assert!(HostHeader::new("http://localhost:8000").is_err());
/// ```
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct HostHeader(String);

validated_text!(
    HostHeader,
    "host header",
    accepts "localhost:8000",
    refuses "http://localhost:8000":
        "it holds a character that a host cannot have"
);

impl HostHeader {
    fn check(text: &str) -> Result<(), String> {
        check_host_characters(text, |byte| matches!(byte, b':' | b'[' | b']'))
    }
}

/// The name that a certificate is for: a DNS name or an IP address.
///
/// ```
/// use cloudflared_config::ServerName;
///
/// assert!(ServerName::new("origin.example.com").is_ok());
/// assert!(ServerName::new("::1").is_ok());
/// // A certificate is for no port.
/// assert!(ServerName::new("origin.example.com:443").is_err());
/// ```
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ServerName(String);

validated_text!(
    ServerName,
    "server name",
    accepts "origin.example.com",
    refuses "origin.example.com:443":
        "it holds a character that a host cannot have"
);

impl ServerName {
    fn check(text: &str) -> Result<(), String> {
        if text.parse::<IpAddr>().is_ok() { Ok(()) } else { check_host_characters(text, |_| false) }
    }
}

fn check_host_characters(text: &str, also: fn(u8) -> bool) -> Result<(), String> {
    let fits = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_') || also(byte);
    if text.is_empty() {
        Err("it is empty".into())
    } else if text.bytes().all(fits) {
        Ok(())
    } else {
        Err("it holds a character that a host cannot have".into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_header_may_have_a_port_and_a_server_name_may_not() {
        assert!(HostHeader::new("localhost:8000").is_ok());
        assert!(HostHeader::new("[::1]:8000").is_ok());
        assert!(ServerName::new("::1").is_ok());
        assert!(ServerName::new("origin.example.com").is_ok());
        assert!(ServerName::new("localhost:8000").is_err());
        for text in ["", "a b", "http://a", "a\r\nX: b"] {
            assert!(HostHeader::new(text).is_err(), "{text:?}");
        }
    }
}
