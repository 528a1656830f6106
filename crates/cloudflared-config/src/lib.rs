//! The configuration file of [cloudflared](https://github.com/cloudflare/cloudflared), Cloudflare's tunnel client.
//!
//! [`Config`] is a configuration that cloudflared accepts and follows: each part is a type that refuses what
//! cloudflared would reject, warn about, or ignore in silence. `Config::to_yaml` writes it; that needs the feature
//! `write`.
//!
//! [`read`] reads a file that somebody else wrote: what it says, what cloudflared thinks of it, and the [`Config`] that it is
//! when nothing is wrong with it. It needs the feature `read`, and a YAML parser with it.
//!
//! [`Router`] decides which rule takes a request. It needs the feature `route`, and an engine of regular expressions with
//! it. All three features are on unless you turn them off.
//!
//! The rules are those of cloudflared 2026.8.2.
//!
//! ```
//! # #[cfg(all(feature = "read", feature = "route", feature = "write"))] {
//! use cloudflared_config::{Config, CredentialsFile, Hostname, OriginUrl, Rule, TunnelId, read};
//!
//! let gateway: OriginUrl = "http://mcp-gateway:8811".parse()?;
//! let config = Config::new(
//!     TunnelId::new("6ff42ae2-765d-4adf-8112-31c55c1551ef")?,
//!     CredentialsFile::new("/etc/cloudflared/credentials.json")?,
//! )
//! .with_rule(Rule::for_host(Hostname::new("mcp.example.com")?, gateway))?;
//!
//! // What is written is read as the same again, and nothing is wrong with it.
//! let reading = read(&config.to_yaml()?);
//! assert_eq!(reading.config(), Some(&config));
//! assert!(reading.findings().is_empty());
//!
//! let router = config.router()?;
//! assert_eq!(router.route(&"https://mcp.example.com/mcp".parse()?).rule(), 0);
//! # }
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod absolute_path;
mod access;
mod config;
mod duration;
mod go_duration;
mod go_regex;
#[cfg(any(feature = "read", feature = "route"))]
mod go_url;
mod hostname;
mod ip_rule;
mod origin;
mod origin_request;
mod path_pattern;
#[cfg(feature = "read")]
mod read;
#[cfg(feature = "route")]
mod route;
mod rule;
mod service;
mod settings;
mod tuning;
mod tunnel_id;
mod value;
#[cfg(feature = "write")]
mod yaml;

pub use absolute_path::{AbsolutePath, CredentialsFile};
pub use access::{Access, AccessEnvironment, AudienceTag, TeamName};
pub use config::{Config, HiddenRule};
pub use duration::{GracePeriod, Timeout};
pub use hostname::Hostname;
pub use ip_rule::IpRule;
pub use origin::{OriginHost, OriginUrl, Scheme};
pub use origin_request::{HostHeader, OriginRequest, ProxyType, ServerName};
pub use path_pattern::PathPattern;
#[cfg(feature = "read")]
pub use read::{
    AccessKeys, AddressKeys, Edit, Entry, EntryKeys, File, Finding, OriginKeys, Reading, Setting,
    SettingValue, Severity, Verdict, WarpKeys, Written, check, read,
};
#[cfg(feature = "route")]
pub use route::{Decision, Passed, RequestUrl, Router, RouterError};
pub use rule::{CatchAll, KeyWithoutEffect, Rule};
pub use service::{HttpStatus, Service};
pub use settings::{EdgeIpVersion, LogLevel, Protocol};
pub use tuning::{Settings, Tag, WarpRouting, Word};
pub use tunnel_id::TunnelId;
pub use value::InvalidValue;
#[cfg(feature = "write")]
pub use yaml::WriteError;
