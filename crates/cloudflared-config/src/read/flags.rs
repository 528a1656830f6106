//! Which flags of cloudflared's command line the file can set.

use std::collections::BTreeMap;

use super::Finding;
use super::finding::{Severity, nearest};
use super::setting::{Setting, Type};

/// A flag that is a key of the file.
struct Flag {
    wanted: Type,
    /// Who looks it up.
    of: Command,
    /// Whether it means nothing beside `ingress`.
    without_effect: bool,
}

/// The commands of cloudflared that look flags up.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Command {
    /// `tunnel`, and so `ingress validate` too.
    Tunnel,
    /// `tunnel run` alone.
    Run,
}

/// Checks the types of the settings; tells of those that nothing looks up, or that do nothing.
///
/// The flags are those of `tunnel` and `tunnel run` (cloudflare/cloudflared, `cmd/cloudflared/tunnel/cmd.go` and
/// `subcommands.go`).
pub(super) fn check(settings: &BTreeMap<String, Setting>, findings: &mut Vec<Finding>) {
    for (name, setting) in settings {
        let Some(flag) = flag(name) else {
            findings.push(no_flag(name, setting));
            continue;
        };
        let severity = if flag.of == Command::Run { Severity::Die } else { Severity::Reject };
        if let Err(finding) = setting.check(name, flag.wanted, severity) {
            findings.push(finding);
        } else if flag.without_effect {
            let message = format!("`{name}` has no effect beside `ingress`");
            findings.push(Finding::new(Severity::Doubt, message, setting.key.clone()));
        }
    }
}

fn no_flag(name: &str, setting: &Setting) -> Finding {
    let doubt = |message: String| Finding::new(Severity::Doubt, message, setting.key.clone());
    if COMMAND_LINE_ONLY.contains(&name) {
        return doubt(format!(
            "`{name}` is read from the command line only, and ignored here without a word"
        ));
    }
    match nearest(name, TYPED.into_iter().chain(FLAGS.iter().flat_map(|(_, names)| names.iter().copied()))) {
        Some(meant) => doubt(format!(
            "there is no setting `{name}`, and cloudflared does not say so; `{meant}` is meant"
        ))
        .mended_by(meant),
        None => doubt(format!("there is no setting `{name}`, and cloudflared does not say so")),
    }
}

fn flag(name: &str) -> Option<Flag> {
    let without_effect = WITHOUT_EFFECT.contains(&name);
    FLAGS.iter().find(|(_, names)| names.contains(&name)).map(|((wanted, of), _)| Flag {
        wanted: *wanted,
        of: *of,
        without_effect,
    })
}

/// The keys at the top that are no flags.
const TYPED: [&str; 4] = ["tunnel", "ingress", "originRequest", "warp-routing"];

/// Flags that no file sets.
const COMMAND_LINE_ONLY: [&str; 7] = [
    "config",
    "output",
    "max-active-flows",
    "icmpv4-src",
    "icmpv6-src",
    "dns-resolver-addrs",
    "overwrite-dns",
];

/// Flags of a tunnel to a single service.
const WITHOUT_EFFECT: [&str; 26] = [
    "bastion",
    "hello-world",
    "hostname",
    "http-host-header",
    "http2-origin",
    "lb-pool",
    "management-diagnostics",
    "name",
    "no-chunked-encoding",
    "no-tls-verify",
    "origin-ca-pool",
    "origin-server-name",
    "proxy-address",
    "proxy-connect-timeout",
    "proxy-connection-timeout",
    "proxy-expect-continue-timeout",
    "proxy-keepalive-connections",
    "proxy-keepalive-timeout",
    "proxy-no-happy-eyeballs",
    "proxy-port",
    "proxy-tcp-keepalive",
    "proxy-tls-timeout",
    "socks5",
    "ssh-server",
    "ui",
    "unix-socket",
];

/// All flags that a file can set.
const FLAGS: &[((Type, Command), &[&str])] = &[
    (
        (Type::Text, Command::Tunnel),
        &[
            "access-key-id",
            "api-url",
            "bucket-name",
            "credentials-file",
            "edge-bind-address",
            "edge-ip-version",
            "host-key-path",
            "hostname",
            "http-host-header",
            "id",
            "label",
            "lb-pool",
            "local-ssh-port",
            "log-directory",
            "logfile",
            "loglevel",
            "management-hostname",
            "metrics",
            "name",
            "origin-ca-pool",
            "origin-server-name",
            "origincert",
            "pidfile",
            "protocol",
            "proxy-address",
            "quick-service",
            "region",
            "region-name",
            "s3-url-host",
            "secret-id",
            "service-op-ip",
            "session-token",
            "trace-output",
            "transport-loglevel",
            "unix-socket",
            "url",
        ],
    ),
    ((Type::Text, Command::Run), &["credentials-contents", "token", "token-file"]),
    (
        (Type::Boolean, Command::Tunnel),
        &[
            "bastion",
            "hello-world",
            "http2-origin",
            "is-autoupdated",
            "management-diagnostics",
            "no-autoupdate",
            "no-chunked-encoding",
            "no-prechecks",
            "no-tls-verify",
            "post-quantum",
            "proxy-no-happy-eyeballs",
            "quic-disable-pmtu-discovery",
            "socks5",
            "ssh-server",
            "stdin-control",
            "ui",
            "use-reconnect-token",
        ],
    ),
    (
        (Type::Integer, Command::Tunnel),
        &[
            "compression-quality",
            "ha-connections",
            "heartbeat-count",
            "max-edge-addr-retries",
            "max-fetch-size",
            "proxy-keepalive-connections",
            "proxy-port",
            "quic-connection-level-flow-control-limit",
            "quic-stream-level-flow-control-limit",
            "retries",
        ],
    ),
    (
        (Type::Duration, Command::Tunnel),
        &[
            "autoupdate-freq",
            "dial-edge-timeout",
            "grace-period",
            "heartbeat-interval",
            "metrics-update-freq",
            "proxy-connect-timeout",
            "proxy-connection-timeout",
            "proxy-expect-continue-timeout",
            "proxy-keepalive-timeout",
            "proxy-tcp-keepalive",
            "proxy-tls-timeout",
            "rpc-timeout",
            "ssh-idle-timeout",
            "ssh-max-timeout",
            "write-stream-timeout",
        ],
    ),
    ((Type::Texts, Command::Tunnel), &["edge", "tag"]),
    ((Type::Texts, Command::Run), &["features"]),
];
