//! The identifier of a tunnel.

use std::fmt;
use std::str::FromStr;

use serde::{Serialize, Serializer};

use crate::InvalidValue;

/// A tunnel's UUID, in lower case.
///
/// cloudflared also takes a tunnel's name, but then needs the account certificate or an API call to find the UUID; with
/// the UUID the credentials file is enough (cloudflare/cloudflared, `cmd/cloudflared/tunnel/subcommand_context.go`).
///
/// ```
/// use cloudflared_config::TunnelId;
///
/// let id: TunnelId = "6FF42AE2-765D-4ADF-8112-31C55C1551EF".parse()?;
/// assert_eq!(id.to_string(), "6ff42ae2-765d-4adf-8112-31c55c1551ef");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TunnelId(String);

impl TunnelId {
    /// Reads a UUID in its usual form, 8-4-4-4-12 hexadecimal digits; upper case becomes lower case.
    ///
    /// # Errors
    ///
    /// [`InvalidValue`] for any other text, a tunnel's name among them.
    ///
    /// ```
    /// # use cloudflared_config::TunnelId;
    /// assert!(TunnelId::new("6ff42ae2-765d-4adf-8112-31c55c1551ef").is_ok());
    /// let error = TunnelId::new("my-tunnel").unwrap_err();
    /// assert!(error.reason().starts_with("a UUID is wanted"));
    /// ```
    pub fn new(text: &str) -> Result<Self, InvalidValue> {
        let groups: Vec<&str> = text.split('-').collect();
        let lengths: Vec<usize> = groups.iter().map(|group| group.len()).collect();
        let hexadecimal =
            groups.iter().all(|group| group.chars().all(|character| character.is_ascii_hexdigit()));
        if lengths == [8, 4, 4, 4, 12] && hexadecimal {
            return Ok(Self(text.to_ascii_lowercase()));
        }
        Err(InvalidValue::new(
            "tunnel id",
            text,
            "a UUID is wanted, as in `6ff42ae2-765d-4adf-8112-31c55c1551ef` (`cloudflared tunnel list` shows it)",
        ))
    }

    /// The UUID, in lower case.
    ///
    /// ```
    /// # use cloudflared_config::TunnelId;
    /// let id = TunnelId::new("6ff42ae2-765d-4adf-8112-31c55c1551ef")?;
    /// assert_eq!(format!("{}.cfargotunnel.com", id.as_str()), "6ff42ae2-765d-4adf-8112-31c55c1551ef.cfargotunnel.com");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for TunnelId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl FromStr for TunnelId {
    type Err = InvalidValue;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::new(text)
    }
}

impl Serialize for TunnelId {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_uuid_is_kept_in_lower_case() {
        let id = TunnelId::new("6FF42AE2-765D-4adf-8112-31c55c1551ef").unwrap();
        assert_eq!(id.as_str(), "6ff42ae2-765d-4adf-8112-31c55c1551ef");
    }

    #[test]
    fn what_is_not_a_uuid_is_refused() {
        for text in [
            "",
            "mcp",
            "6ff42ae2765d4adf811231c55c1551ef",
            "6ff42ae2-765d-4adf-8112-31c55c1551eg",
            "6ff42ae2-765d-4adf-8112-31c55c1551ef ",
            "{6ff42ae2-765d-4adf-8112-31c55c1551ef}",
        ] {
            assert!(TunnelId::new(text).is_err(), "{text:?}");
        }
    }
}
