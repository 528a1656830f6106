//! What is asked for.

use std::str::FromStr;

use crate::{InvalidValue, go_url};

/// The parts of a request's address that decide where it goes.
///
/// ```
/// use cloudflared_config::RequestUrl;
///
/// let request: RequestUrl = "https://MCP.example.com:443/a%20b?query".parse()?;
/// assert_eq!((request.host(), request.path()), ("MCP.example.com", "/a b"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RequestUrl {
    host: String,
    path: String,
}

impl RequestUrl {
    /// Reads an address with a scheme, `https://mcp.example.com/mcp`, as `cloudflared tunnel ingress rule` does: a port, a
    /// user name, the query and the fragment count for nothing, and the escapes of the path are decoded.
    ///
    /// # Errors
    ///
    /// [`InvalidValue`] when Go's `net/url` cannot read `text`, or finds neither a scheme nor a host in it.
    ///
    /// ```
    /// # use cloudflared_config::RequestUrl;
    /// assert!(RequestUrl::new("https://mcp.example.com/mcp").is_ok());
    /// let error = RequestUrl::new("mcp.example.com/mcp").unwrap_err();
    /// assert_eq!(error.reason(), "a scheme and a host are wanted, as in `https://mcp.example.com/mcp`");
    /// ```
    pub fn new(text: &str) -> Result<Self, InvalidValue> {
        let invalid = |reason: String| InvalidValue::new("address of a request", text, reason);
        let address = go_url::parse(text).map_err(invalid)?;
        if address.host.is_empty() {
            return Err(invalid(
                "a scheme and a host are wanted, as in `https://mcp.example.com/mcp`".into(),
            ));
        }
        let host = match go_url::split_host_port(&address.host) {
            Some((host, _)) => host.to_owned(),
            None => address.host,
        };
        Ok(Self { host, path: go_url::text_of(address.path) })
    }

    /// The host, without a port, as it is written.
    ///
    /// ```
    /// # use cloudflared_config::RequestUrl;
    /// assert_eq!(RequestUrl::new("https://mcp.example.com:8443/mcp")?.host(), "mcp.example.com");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn host(&self) -> &str {
        &self.host
    }

    /// The path, decoded; empty when there is none. Each byte of it that is no UTF-8 is `U+FFFD`.
    ///
    /// ```
    /// # use cloudflared_config::RequestUrl;
    /// assert_eq!(RequestUrl::new("https://mcp.example.com/caf%C3%A9#top")?.path(), "/café");
    /// assert_eq!(RequestUrl::new("https://mcp.example.com")?.path(), "");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn path(&self) -> &str {
        &self.path
    }
}

impl FromStr for RequestUrl {
    type Err = InvalidValue;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::new(text)
    }
}
