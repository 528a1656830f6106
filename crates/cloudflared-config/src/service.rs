//! What answers the requests of a rule.

use std::fmt;
use std::num::NonZeroU16;

use serde::{Serialize, Serializer};

use crate::{AbsolutePath, InvalidValue, IpRule, OriginHost, OriginUrl, Scheme};

/// What answers the requests that a rule takes (cloudflare/cloudflared, `ingress/ingress.go`).
///
/// ```
/// use cloudflared_config::{AbsolutePath, HttpStatus, OriginUrl, Service};
///
/// let url: OriginUrl = "http://mcp-gateway:8811".parse()?;
/// assert_eq!(Service::from(url).to_string(), "http://mcp-gateway:8811");
/// assert_eq!(Service::from(HttpStatus::NOT_FOUND).to_string(), "http_status:404");
/// assert_eq!(Service::Unix(AbsolutePath::new("/run/mcp.sock")?).to_string(), "unix:/run/mcp.sock");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Service {
    /// A service at a host and a port.
    Url(OriginUrl),
    /// HTTP over a Unix socket.
    Unix(AbsolutePath),
    /// HTTP over TLS over a Unix socket.
    UnixTls(AbsolutePath),
    /// cloudflared itself, with this status and an empty body.
    HttpStatus(HttpStatus),
    /// cloudflared's own test page.
    HelloWorld,
    /// A SOCKS5 proxy inside cloudflared; the first rule that fits an address decides, and no fit means refused.
    /// Without a rule everything is allowed.
    SocksProxy(Vec<IpRule>),
    /// A jump host: the client names the destination.
    Bastion,
}

impl Service {
    /// `http://HOST:PORT`.
    ///
    /// ```
    /// # use cloudflared_config::{OriginHost, Service};
    /// # use std::num::NonZeroU16;
    /// let port = NonZeroU16::new(8811).ok_or("no port")?;
    /// assert_eq!(Service::http(OriginHost::new("mcp")?, port).to_string(), "http://mcp:8811");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn http(host: OriginHost, port: NonZeroU16) -> Self {
        Self::Url(OriginUrl::new(Scheme::Http, host, Some(port)))
    }

    /// `https://HOST:PORT`.
    ///
    /// ```
    /// # use cloudflared_config::{OriginHost, Service};
    /// # use std::num::NonZeroU16;
    /// let port = NonZeroU16::new(8443).ok_or("no port")?;
    /// assert_eq!(Service::https(OriginHost::new("::1")?, port).to_string(), "https://[::1]:8443");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn https(host: OriginHost, port: NonZeroU16) -> Self {
        Self::Url(OriginUrl::new(Scheme::Https, host, Some(port)))
    }

    pub(crate) fn speaks_http(&self) -> bool {
        match self {
            Self::Url(url) => matches!(url.scheme(), Scheme::Http | Scheme::Https),
            Self::Unix(_) | Self::UnixTls(_) => true,
            Self::HttpStatus(_) | Self::HelloWorld | Self::SocksProxy(_) | Self::Bastion => false,
        }
    }

    pub(crate) fn speaks_tls(&self) -> bool {
        match self {
            Self::Url(url) => url.scheme() == Scheme::Https,
            Self::UnixTls(_) => true,
            Self::Unix(_) | Self::HttpStatus(_) | Self::HelloWorld | Self::SocksProxy(_) | Self::Bastion => {
                false
            }
        }
    }
}

impl fmt::Display for Service {
    /// The value of `service`, as it is written into the file.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Url(url) => write!(formatter, "{url}"),
            Self::Unix(path) => write!(formatter, "unix:{path}"),
            Self::UnixTls(path) => write!(formatter, "unix+tls:{path}"),
            Self::HttpStatus(status) => write!(formatter, "http_status:{status}"),
            Self::HelloWorld => formatter.write_str("hello_world"),
            Self::SocksProxy(_) => formatter.write_str("socks-proxy"),
            Self::Bastion => formatter.write_str("bastion"),
        }
    }
}

impl Serialize for Service {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl From<OriginUrl> for Service {
    fn from(url: OriginUrl) -> Self {
        Self::Url(url)
    }
}

impl From<HttpStatus> for Service {
    fn from(status: HttpStatus) -> Self {
        Self::HttpStatus(status)
    }
}

/// A status of an HTTP response, 100 to 599.
///
/// cloudflared takes up to 999 (cloudflare/cloudflared, `ingress/ingress.go`); no client knows what those mean.
///
/// ```
/// use cloudflared_config::HttpStatus;
///
/// assert_eq!(HttpStatus::new(503)?.to_string(), "503");
/// let error = HttpStatus::new(600).unwrap_err();
/// assert_eq!(error.to_string(), "`600` is not a valid HTTP status: it is not between 100 and 599");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct HttpStatus(u16);

impl HttpStatus {
    /// 404.
    ///
    /// ```
    /// # use cloudflared_config::HttpStatus;
    /// assert_eq!(HttpStatus::NOT_FOUND.code(), 404);
    /// ```
    pub const NOT_FOUND: Self = Self(404);

    /// Takes a status as a number.
    ///
    /// # Errors
    ///
    /// [`InvalidValue`] when `status` is not between 100 and 599.
    ///
    /// ```
    /// # use cloudflared_config::HttpStatus;
    /// assert!(HttpStatus::new(418).is_ok());
    /// assert!(HttpStatus::new(99).is_err());
    /// ```
    pub fn new(status: u16) -> Result<Self, InvalidValue> {
        if (100..=599).contains(&status) {
            Ok(Self(status))
        } else {
            Err(InvalidValue::new("HTTP status", status.to_string(), "it is not between 100 and 599"))
        }
    }

    /// The status as a number.
    ///
    /// ```
    /// # use cloudflared_config::HttpStatus;
    /// assert_eq!(HttpStatus::new(503)?.code(), 503);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn code(self) -> u16 {
        self.0
    }
}

impl fmt::Display for HttpStatus {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}", self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_service_has_its_own_form() {
        let path = AbsolutePath::new("/run/mcp.sock").unwrap();
        let host = OriginHost::new("mcp").unwrap();
        let port = NonZeroU16::new(8000).unwrap();
        for (service, text) in [
            (Service::http(host.clone(), port), "http://mcp:8000"),
            (Service::https(host, port), "https://mcp:8000"),
            (Service::Unix(path.clone()), "unix:/run/mcp.sock"),
            (Service::UnixTls(path), "unix+tls:/run/mcp.sock"),
            (Service::HttpStatus(HttpStatus::NOT_FOUND), "http_status:404"),
            (Service::HelloWorld, "hello_world"),
            (Service::SocksProxy(Vec::new()), "socks-proxy"),
            (Service::Bastion, "bastion"),
        ] {
            assert_eq!(service.to_string(), text);
        }
    }

    #[test]
    fn a_status_has_three_digits_that_mean_something() {
        assert!(HttpStatus::new(99).is_err());
        assert!(HttpStatus::new(100).is_ok());
        assert!(HttpStatus::new(599).is_ok());
        assert!(HttpStatus::new(600).is_err());
    }
}
