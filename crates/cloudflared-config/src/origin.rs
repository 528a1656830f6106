//! Where a service listens.

use std::fmt;
use std::net::Ipv6Addr;
use std::num::NonZeroU16;
use std::str::FromStr;

use crate::InvalidValue;

/// How cloudflared talks to a service that has a host and a port.
///
/// cloudflared takes any other scheme for raw TCP, a misspelt `htpp://` among them, and turns `ws` and `wss` into `http`
/// and `https` (cloudflare/cloudflared, `ingress/origin_service.go`); so these are all there are.
///
/// ```
/// use cloudflared_config::{OriginUrl, Scheme};
///
/// let url: OriginUrl = "ssh://bastion".parse()?;
/// assert_eq!(url.scheme(), Scheme::Ssh);
/// assert!("ws://mcp:80".parse::<OriginUrl>().is_err());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Scheme {
    /// HTTP.
    Http,
    /// HTTP over TLS.
    Https,
    /// Raw TCP; 7864 when no port is given.
    Tcp,
    /// SSH; 22 when no port is given.
    Ssh,
    /// Remote desktop; 3389 when no port is given.
    Rdp,
    /// Windows file shares; 445 when no port is given.
    Smb,
}

impl Scheme {
    const ALL: [Self; 6] = [Self::Http, Self::Https, Self::Tcp, Self::Ssh, Self::Rdp, Self::Smb];

    /// The scheme as it stands before `://`.
    ///
    /// ```
    /// # use cloudflared_config::Scheme;
    /// assert_eq!(Scheme::Https.as_str(), "https");
    /// ```
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Http => "http",
            Self::Https => "https",
            Self::Tcp => "tcp",
            Self::Ssh => "ssh",
            Self::Rdp => "rdp",
            Self::Smb => "smb",
        }
    }
}

/// The host that a service runs on: a name as DNS or Compose gives it, or an IP address.
///
/// A name is made of `a-z`, `A-Z`, `0-9`, `.`, `_` and `-`, with a letter or digit at both ends.
///
/// ```
/// use cloudflared_config::OriginHost;
///
/// assert_eq!(OriginHost::new("mcp_gateway")?.as_str(), "mcp_gateway");
/// assert_eq!(OriginHost::new("::1")?.as_str(), "[::1]");
/// let error = OriginHost::new("mcp:8811").unwrap_err();
/// assert_eq!(error.to_string(), "`mcp:8811` is not a valid host of a service: a name or an IP address is wanted");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct OriginHost(String);

impl OriginHost {
    /// Reads a name, an IPv4 address, or an IPv6 address with or without its brackets.
    ///
    /// # Errors
    ///
    /// [`InvalidValue`] for any other text.
    ///
    /// ```
    /// # use cloudflared_config::OriginHost;
    /// assert_eq!(OriginHost::new("[::1]")?, OriginHost::new("::1")?);
    /// assert!(OriginHost::new("-mcp").is_err());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn new(text: &str) -> Result<Self, InvalidValue> {
        let unbracketed = text.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).unwrap_or(text);
        if let Ok(address) = unbracketed.parse::<Ipv6Addr>() {
            return Ok(Self(format!("[{address}]")));
        }
        let inner = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'-');
        let outer = |byte: Option<u8>| byte.is_some_and(|byte| byte.is_ascii_alphanumeric());
        if text.bytes().all(inner) && outer(text.bytes().next()) && outer(text.bytes().last()) {
            return Ok(Self(text.to_owned()));
        }
        Err(InvalidValue::new("host of a service", text, "a name or an IP address is wanted"))
    }

    /// The host, an IPv6 address in brackets.
    ///
    /// ```
    /// # use cloudflared_config::OriginHost;
    /// assert_eq!(OriginHost::new("2001:db8::0:1")?.as_str(), "[2001:db8::1]");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether this is the machine, or the container, that cloudflared itself runs in.
    ///
    /// ```
    /// # use cloudflared_config::OriginHost;
    /// for own in ["localhost", "127.0.0.1", "::1"] {
    ///     assert!(OriginHost::new(own)?.is_loopback());
    /// }
    /// assert!(!OriginHost::new("mcp-gateway")?.is_loopback());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn is_loopback(&self) -> bool {
        let name = self.0.to_ascii_lowercase();
        name == "localhost"
            || name.ends_with(".localhost")
            || name == "[::1]"
            || name.parse::<std::net::Ipv4Addr>().is_ok_and(|address| address.is_loopback())
    }
}

impl fmt::Display for OriginHost {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl FromStr for OriginHost {
    type Err = InvalidValue;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::new(text)
    }
}

/// The address of a service: `http://mcp-gateway:8811`.
///
/// There is no path in it: cloudflared passes the path of the request on as it came, and refuses an address with one,
/// `/` alone included (cloudflare/cloudflared, `ingress/ingress.go`).
///
/// ```
/// use cloudflared_config::OriginUrl;
///
/// let url: OriginUrl = "http://mcp-gateway:8811".parse()?;
/// assert_eq!(url.to_string(), "http://mcp-gateway:8811");
/// let error = "http://mcp-gateway:8811/mcp".parse::<OriginUrl>().unwrap_err();
/// assert_eq!(error.reason(), "cloudflared passes on the path of the request, so nothing may follow the port");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct OriginUrl {
    scheme: Scheme,
    host: OriginHost,
    port: Option<NonZeroU16>,
}

impl OriginUrl {
    /// `port` is the scheme's own when it is `None`: 80 for `http`, 443 for `https`.
    ///
    /// ```
    /// # use cloudflared_config::{OriginHost, OriginUrl, Scheme};
    /// use std::num::NonZeroU16;
    ///
    /// let url = OriginUrl::new(Scheme::Https, OriginHost::new("mcp")?, NonZeroU16::new(8443));
    /// assert_eq!(url.to_string(), "https://mcp:8443");
    /// assert_eq!(OriginUrl::new(Scheme::Https, OriginHost::new("mcp")?, None).to_string(), "https://mcp");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn new(scheme: Scheme, host: OriginHost, port: Option<NonZeroU16>) -> Self {
        Self { scheme, host, port }
    }

    /// The scheme.
    ///
    /// ```
    /// # use cloudflared_config::{OriginUrl, Scheme};
    /// assert_eq!("tcp://db:5432".parse::<OriginUrl>()?.scheme(), Scheme::Tcp);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn scheme(&self) -> Scheme {
        self.scheme
    }

    /// The host.
    ///
    /// ```
    /// # use cloudflared_config::OriginUrl;
    /// assert_eq!("tcp://db:5432".parse::<OriginUrl>()?.host().as_str(), "db");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn host(&self) -> &OriginHost {
        &self.host
    }

    /// The port, when it is written out.
    ///
    /// ```
    /// # use cloudflared_config::OriginUrl;
    /// assert_eq!("http://mcp:80".parse::<OriginUrl>()?.port().map(u16::from), Some(80));
    /// assert_eq!("http://mcp".parse::<OriginUrl>()?.port(), None);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn port(&self) -> Option<NonZeroU16> {
        self.port
    }
}

impl fmt::Display for OriginUrl {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}://{}", self.scheme.as_str(), self.host)?;
        match self.port {
            Some(port) => write!(formatter, ":{port}"),
            None => Ok(()),
        }
    }
}

impl FromStr for OriginUrl {
    type Err = InvalidValue;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let invalid = |reason: &str| InvalidValue::new("address of a service", text, reason);
        let Some((scheme, authority)) = text.split_once("://") else {
            return Err(invalid("a scheme and a host are wanted, as in `http://mcp:8000`"));
        };
        let Some(scheme) = Scheme::ALL.into_iter().find(|known| known.as_str() == scheme) else {
            return Err(invalid("its scheme is none of `http`, `https`, `tcp`, `ssh`, `rdp`, `smb`"));
        };
        if authority.contains(['/', '?', '#']) {
            return Err(invalid(
                "cloudflared passes on the path of the request, so nothing may follow the port",
            ));
        }
        if authority.contains('@') {
            return Err(invalid("cloudflared does not send a user name"));
        }
        let (host, port) = match authority.rsplit_once(':') {
            Some((host, port)) if !port.ends_with(']') => (host, Some(port)),
            _ => (authority, None),
        };
        let port = match port {
            None => None,
            Some(digits) if digits.bytes().all(|byte| byte.is_ascii_digit()) => match digits.parse() {
                Ok(port) => Some(port),
                Err(_) => return Err(invalid("its port is not between 1 and 65535")),
            },
            Some(_) => return Err(invalid("its port is not a number")),
        };
        if host.contains(':') && !host.starts_with('[') {
            return Err(invalid("an IPv6 address is wanted in brackets"));
        }
        let host = OriginHost::new(host).map_err(|error| invalid(error.reason()))?;
        Ok(Self { scheme, host, port })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_written_as_it_is_read() {
        for text in
            ["http://mcp-gateway:8811", "https://10.0.0.1", "http://[::1]:80", "tcp://a_b.c:1", "ssh://Host"]
        {
            assert_eq!(text.parse::<OriginUrl>().unwrap().to_string(), text);
        }
    }

    #[test]
    fn an_address_with_more_than_scheme_host_and_port_is_refused() {
        for text in [
            "",
            "mcp",
            "mcp:8000",
            "http:mcp:8000",
            "http://",
            "http://:80",
            "htpp://mcp:80",
            "HTTP://mcp:80",
            "http://mcp:80/",
            "http://mcp:80/mcp",
            "http://mcp?x",
            "http://mcp#x",
            "http://u:p@mcp",
            "http://mcp:",
            "http://mcp:0",
            "http://mcp:65536",
            "http://mcp:+80",
            "http://mcp:80a",
            "http://m cp:80",
            "http://::1:80",
            "http://<mcp>",
            "http://môô",
            "http://mcp ",
            "http://${H}:80",
        ] {
            assert!(text.parse::<OriginUrl>().is_err(), "{text:?}");
        }
    }

    #[test]
    fn loopback_is_told_apart() {
        for (text, loopback) in
            [("localhost", true), ("127.0.0.1", true), ("::1", true), ("mcp", false), ("10.0.0.1", false)]
        {
            assert_eq!(OriginHost::new(text).unwrap().is_loopback(), loopback, "{text}");
        }
    }
}
