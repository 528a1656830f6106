//! The configuration file of [cloudflared](https://github.com/cloudflare/cloudflared), Cloudflare's tunnel client.
//!
//! [`Config`] is a configuration that cloudflared accepts and follows: each part is a type that refuses what
//! cloudflared would reject, warn about, or ignore in silence. `Config::to_yaml` writes it; that needs the feature `write`, which is on unless you turn it off.
//!
//! [`check`] says what cloudflared thinks of a file that somebody else wrote. It needs the feature `read`, which is on
//! unless you turn it off, and a YAML parser with it.
//!
//! The rules are those of cloudflared 2026.8.2.

mod absolute_path;
mod access;
#[cfg(feature = "read")]
mod check;
mod config;
mod duration;
mod go_duration;
mod go_regex;
mod hostname;
mod ip_rule;
mod origin;
mod origin_request;
mod path_pattern;
mod rule;
mod service;
mod settings;
mod tunnel_id;
mod value;
#[cfg(feature = "write")]
mod yaml;

pub use absolute_path::{AbsolutePath, CredentialsFile};
pub use access::{Access, AccessEnvironment, AudienceTag, TeamName};
#[cfg(feature = "read")]
pub use check::{Reason, Verdict, check};
pub use config::{Config, HiddenRule};
pub use duration::{GracePeriod, Timeout};
pub use hostname::Hostname;
pub use ip_rule::IpRule;
pub use origin::{OriginHost, OriginUrl, Scheme};
pub use origin_request::{HostHeader, OriginRequest, ProxyType, ServerName};
pub use path_pattern::PathPattern;
pub use rule::{CatchAll, KeyWithoutEffect, Rule};
pub use service::{HttpStatus, Service};
pub use settings::{LogLevel, Protocol};
pub use tunnel_id::TunnelId;
pub use value::InvalidValue;
#[cfg(feature = "write")]
pub use yaml::WriteError;
