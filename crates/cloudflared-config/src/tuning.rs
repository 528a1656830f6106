//! Settings of cloudflared itself that few files need.

use std::net::IpAddr;
use std::num::{NonZeroU32, NonZeroU64};

use serde::Serialize;

use crate::value::validated_text;
use crate::{AbsolutePath, EdgeIpVersion, LogLevel, Timeout};

/// Declares the settings, each with its key in the file.
macro_rules! settings {
    ($($(#[$doc:meta])* $key:literal $field:ident: $type:ty;)+) => {
        /// Settings of cloudflared itself (cloudflare/cloudflared, `cmd/cloudflared/tunnel/cmd.go`). What is not set stays
        /// at cloudflared's default. Nothing can be turned off here: cloudflared ignores `false`, zero and an empty text in
        /// its file.
        ///
        /// ```
        /// use cloudflared_config::{Settings, Word};
        ///
        /// let mut settings = Settings::default();
        /// settings.region = Some(Word::new("us")?);
        /// settings.post_quantum = true;
        /// let keys = serde_json::to_value(&settings)?;
        /// assert_eq!(keys, serde_json::json!({ "post-quantum": true, "region": "us" }));
        /// # Ok::<(), Box<dyn std::error::Error>>(())
        /// ```
        #[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
        #[non_exhaustive]
        pub struct Settings {
            $(
                $(#[$doc])*
                #[serde(rename = $key, skip_serializing_if = "is_unset")]
                pub $field: $type,
            )+
        }

        #[cfg(feature = "read")]
        impl Settings {
            /// Takes over the value of `key`, and says whether there is such a key; the message when the value is none
            /// that can be kept.
            pub(crate) fn set(&mut self, key: &str, value: &crate::SettingValue) -> Result<bool, String> {
                match key {
                    $($key => self.$field = crate::read::ReadSetting::read_setting(value)?,)+
                    _ => return Ok(false),
                }
                Ok(true)
            }
        }
    };
}

settings! {
    /// How often it looks for a newer version. Default 24h.
    "autoupdate-freq" autoupdate_freq: Option<Timeout>;
    /// How long a connection to Cloudflare may take. Default 15s.
    "dial-edge-timeout" dial_edge_timeout: Option<Timeout>;
    /// The address of this machine that connections to Cloudflare come from. Default: any.
    "edge-bind-address" edge_bind_address: Option<IpAddr>;
    /// The version of IP that Cloudflare is reached with. Default [`EdgeIpVersion::Auto`].
    "edge-ip-version" edge_ip_version: Option<EdgeIpVersion>;
    /// Features to ask Cloudflare for.
    "features" features: Vec<Word>;
    /// How many connections to Cloudflare are kept. Default 4.
    "ha-connections" ha_connections: Option<NonZeroU32>;
    /// A name for this connector in the dashboard.
    "label" label: Option<Word>;
    /// The folder of the log. Default: no log in files.
    "log-directory" log_directory: Option<AbsolutePath>;
    /// The file of the log. It goes before the folder.
    "logfile" logfile: Option<AbsolutePath>;
    /// How often another address of Cloudflare is tried. Default 8.
    "max-edge-addr-retries" max_edge_addr_retries: Option<NonZeroU32>;
    /// How often metrics are gathered. Default 5s.
    "metrics-update-freq" metrics_update_freq: Option<Timeout>;
    /// Does not try its connections out before it starts.
    "no-prechecks" no_prechecks: bool;
    /// The account's certificate. Only to create tunnels and DNS records.
    "origincert" origincert: Option<AbsolutePath>;
    /// Where the process id is written once it is connected.
    "pidfile" pidfile: Option<AbsolutePath>;
    /// Encrypts with post-quantum cryptography or not at all. QUIC only.
    "post-quantum" post_quantum: bool;
    /// The most data on its way on a QUIC connection, in bytes. Default 30 MiB.
    "quic-connection-level-flow-control-limit" quic_connection_level_flow_control_limit: Option<NonZeroU32>;
    /// Does not look for the largest packet that gets through.
    "quic-disable-pmtu-discovery" quic_disable_pmtu_discovery: bool;
    /// The most data on its way on a stream of a QUIC connection, in bytes. Default 6 MiB.
    "quic-stream-level-flow-control-limit" quic_stream_level_flow_control_limit: Option<NonZeroU32>;
    /// The part of Cloudflare's network to connect to, such as `us`. Default: all of it.
    "region" region: Option<Word>;
    /// How often a failed connection is tried again. Default 5.
    "retries" retries: Option<NonZeroU32>;
    /// How long a call to Cloudflare may take. Default 5s.
    "rpc-timeout" rpc_timeout: Option<Timeout>;
    /// Tags, each of which becomes a header of the requests.
    "tag" tag: Vec<Tag>;
    /// Where a trace of the program is written.
    "trace-output" trace_output: Option<AbsolutePath>;
    /// What of the connections to Cloudflare is logged. Default [`LogLevel::Info`].
    "transport-loglevel" transport_loglevel: Option<LogLevel>;
    /// How long writing to a stream may take. Default: no limit.
    "write-stream-timeout" write_stream_timeout: Option<Timeout>;
}

fn is_unset<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}

/// How private networks are reached through the tunnel. What is not set stays at cloudflared's default.
///
/// ```
/// use cloudflared_config::WarpRouting;
///
/// let mut networks = WarpRouting::default();
/// networks.connect_timeout = Some("10s".parse()?);
/// assert_eq!(serde_json::to_value(&networks)?, serde_json::json!({ "connectTimeout": "10s" }));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct WarpRouting {
    /// How long a connection may take. Default 5s.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub connect_timeout: Option<Timeout>,
    /// Between the keep-alive probes of a connection. Default 30s.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tcp_keep_alive: Option<Timeout>,
    /// How many flows there may be at once. Default: no limit.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_active_flows: Option<NonZeroU64>,
}

/// A tag, `KEY=VALUE`: requests get the header `Cf-Warp-Tag-KEY: VALUE` (cloudflare/cloudflared,
/// `cmd/cloudflared/tunnel/tag.go`).
///
/// ```
/// use cloudflared_config::Tag;
///
/// assert!(Tag::new("site=berlin").is_ok());
/// assert_eq!(Tag::new("berlin").unwrap_err().reason(), "`KEY=VALUE` is wanted");
/// ```
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Tag(String);

validated_text!(Tag, "tag", accepts "site=berlin", refuses "berlin": "`KEY=VALUE` is wanted");

impl Tag {
    fn check(text: &str) -> Result<(), String> {
        let is_key = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte);
        let is_value = |byte: u8| matches!(byte, b' '..=b'~');
        match text.split_once('=') {
            Some((key, value))
                if !key.is_empty()
                    && !value.is_empty()
                    && key.bytes().all(is_key)
                    && value.bytes().all(is_value) =>
            {
                Ok(())
            }
            _ => Err("`KEY=VALUE` is wanted".into()),
        }
    }
}

/// A text of visible ASCII characters.
///
/// ```
/// use cloudflared_config::Word;
///
/// assert!(Word::new("berlin-1").is_ok());
/// assert!(Word::new("Berlin 1").is_err());
/// ```
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Word(String);

validated_text!(Word, "word", accepts "berlin-1", refuses "Berlin 1": "visible ASCII characters are wanted");

impl Word {
    fn check(text: &str) -> Result<(), String> {
        if !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_graphic()) {
            Ok(())
        } else {
            Err("visible ASCII characters are wanted".into())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tag_has_a_key_and_a_value() {
        assert!(Tag::new("a=b c=d").is_ok());
        for text in ["", "ab", "=b", "a=", "a b=c", "a=é"] {
            assert!(Tag::new(text).is_err(), "{text:?}");
        }
    }
}
