//! What the tunnel's container runs (cloudflare/cloudflared, cmd/cloudflared/tunnel/cmd.go and subcommands.go).

use std::collections::BTreeMap;

use crate::compose::Service;

/// Flags of `tunnel` that take a value, as far as they are likely to stand on a command line. Behind `run` cloudflared does not
/// know them.
const TUNNEL_FLAGS: [&str; 22] = [
    "autoupdate-freq",
    "config",
    "edge-bind-address",
    "edge-ip-version",
    "grace-period",
    "ha-connections",
    "label",
    "log-directory",
    "logfile",
    "loglevel",
    "metrics",
    "metrics-update-freq",
    "origincert",
    "output",
    "pidfile",
    "protocol",
    "region",
    "retries",
    "tag",
    "trace-output",
    "transport-loglevel",
    "url",
];

/// Flags of `tunnel` that take none.
const TUNNEL_SWITCHES: [&str; 4] =
    ["management-diagnostics", "no-autoupdate", "no-prechecks", "post-quantum"];

/// Flags of `tunnel run` that take a value. Some of them may stand before `run` too.
const RUN_FLAGS: [&str; 12] = [
    "cred-file",
    "credentials-contents",
    "credentials-file",
    "dns-resolver-addrs",
    "features",
    "icmpv4-src",
    "icmpv6-src",
    "max-active-flows",
    "protocol",
    "token",
    "token-file",
    "p",
];

/// Flags of `tunnel run` that take none.
const RUN_SWITCHES: [&str; 3] = ["post-quantum", "pq", "force"];

/// A command line that runs a tunnel.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct TunnelCommand {
    pub(super) flags: BTreeMap<String, String>,
    /// The tunnel's name or number, if it stands there.
    pub(super) tunnel: Option<String>,
}

impl TunnelCommand {
    /// Reads what the service runs. The error says why that is no tunnel.
    pub(super) fn read(service: &Service) -> Result<Self, String> {
        let mut words = service.entrypoint.clone().unwrap_or_default();
        words.extend(service.command.clone().unwrap_or_default());
        let mut words = words.into_iter().peekable();
        if words.peek().is_some_and(|word| word.ends_with("cloudflared")) {
            words.next();
        }
        let mut command = Self::default();
        let mut level = 0;
        while let Some(word) = words.next() {
            let Some(flag) = word.strip_prefix("--").or_else(|| word.strip_prefix('-')) else {
                match (level, word.as_str()) {
                    (0, "tunnel") => level = 1,
                    (0, "version") => return Err("it prints its version, and ends".to_owned()),
                    (0, _) => return Err(format!("cloudflared has no command `{word}`")),
                    (1, "run") => level = 2,
                    (1, _) => return Err(format!("`tunnel {word}` runs no tunnel")),
                    _ => command.tunnel = Some(word),
                }
                continue;
            };
            let (name, value) = match flag.split_once('=') {
                Some((name, value)) => (name, Some(value.to_owned())),
                None => (flag, None),
            };
            let before_run = level < 2;
            let (takes, switch) = if before_run {
                (
                    TUNNEL_FLAGS.contains(&name) || RUN_FLAGS.contains(&name),
                    TUNNEL_SWITCHES.contains(&name) || RUN_SWITCHES.contains(&name),
                )
            } else {
                (RUN_FLAGS.contains(&name), RUN_SWITCHES.contains(&name))
            };
            if !takes && !switch {
                let place =
                    if !before_run && (TUNNEL_FLAGS.contains(&name) || TUNNEL_SWITCHES.contains(&name)) {
                        format!("`--{name}` stands behind `run`")
                    } else {
                        format!("cloudflared has no flag `--{name}`")
                    };
                return Err(format!("{place}: cloudflared prints its usage, and ends as if all were well"));
            }
            let value = match value {
                Some(value) => value,
                None if switch => "true".to_owned(),
                None => words.next().ok_or_else(|| format!("`--{name}` has no value"))?,
            };
            command.flags.insert(name.to_owned(), value);
        }
        match level {
            0 => Err("without a command cloudflared prints its version, and ends".to_owned()),
            1 if !command.flags.contains_key("url") => {
                Err("`run` is missing behind `tunnel`: cloudflared ends".to_owned())
            }
            _ => Ok(command),
        }
    }

    pub(super) fn flag(&self, name: &str) -> Option<&str> {
        self.flags.get(name).map(String::as_str)
    }
}
