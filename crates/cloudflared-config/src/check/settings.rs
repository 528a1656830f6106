//! The keys at the top of the file that are flags of cloudflared's command line.

use std::collections::BTreeMap;
use std::ops::Range;

use super::Reason;
use super::decode::Decoder;
use super::node::{Kind, Node};
use super::scalar::{Value, resolve};
use crate::go_duration;

/// A value whose type is not asked for before somebody looks it up.
#[derive(Debug)]
pub(super) struct Setting {
    value: Generic,
    pub(super) span: Range<usize>,
}

#[derive(Debug)]
enum Generic {
    Scalar(Value),
    /// Whether each element is a text.
    List(Vec<bool>),
    Mapping,
}

/// The type that cloudflared looks a setting up with. It is strict: a number is no text, and `yes` no boolean.
#[derive(Clone, Copy, Debug)]
enum Type {
    Text,
    Boolean,
    Integer,
    Duration,
    Texts,
}

impl Setting {
    pub(super) fn decode(decoder: &mut Decoder, node: &Node) -> Result<Self, Reason> {
        let value = Generic::decode(decoder, node)?;
        Ok(Self { value, span: node.span.clone() })
    }

    /// Whether it is a text that is not empty.
    pub(super) fn is_given(&self) -> bool {
        matches!(&self.value, Generic::Scalar(Value::Text(text)) if !text.is_empty())
    }

    fn check(&self, name: &str, wanted: Type) -> Result<(), Reason> {
        let wanted = match (wanted, &self.value) {
            (Type::Text, Generic::Scalar(Value::Text(_)))
            | (Type::Boolean, Generic::Scalar(Value::Bool(_)))
            | (Type::Integer, Generic::Scalar(Value::Int(_))) => return Ok(()),
            (Type::Duration, Generic::Scalar(Value::Text(text))) if go_duration::parse(text).is_some() => {
                return Ok(());
            }
            (Type::Texts, Generic::List(texts)) if texts.iter().all(|is_text| *is_text) => return Ok(()),
            (Type::Text, _) => "a text; quote it",
            (Type::Boolean, _) => "`true` or `false`, not quoted",
            (Type::Integer, _) => "an integer, not quoted",
            (Type::Duration, _) => "a duration such as `30s`",
            (Type::Texts, _) => "a list of texts",
        };
        Err(Reason::new(format!("`{name}` wants {wanted}"), self.span.clone()))
    }
}

impl Generic {
    fn decode(decoder: &mut Decoder, node: &Node) -> Result<Self, Reason> {
        decoder.through_aliases(node, |decoder, node| match &node.kind {
            Kind::Scalar(scalar) => match resolve(scalar) {
                Ok(value) => Ok(Self::Scalar(value)),
                Err(message) => Err(Reason::new(message, node.span.clone())),
            },
            Kind::Sequence(children) => {
                let mut texts = Vec::new();
                for child in children {
                    texts.push(matches!(Self::decode(decoder, child)?, Self::Scalar(Value::Text(_))));
                }
                Ok(Self::List(texts))
            }
            Kind::Mapping(pairs) => {
                if decoder.keys_are_unique(pairs) {
                    for (key, value) in pairs {
                        let is_key =
                            key.is_merge_key() || matches!(Self::decode(decoder, key)?, Self::Scalar(_));
                        if !is_key {
                            return Err(Reason::new("a list or a mapping cannot be a key", key.span.clone()));
                        }
                        Self::decode(decoder, value)?;
                    }
                }
                Ok(Self::Mapping)
            }
            Kind::Alias { .. } => Ok(Self::Mapping),
        })
    }
}

/// Checks the types of the settings that `ingress validate` looks at.
///
/// These are the flags of `tunnel` (cloudflare/cloudflared, `cmd/cloudflared/tunnel/cmd.go`); those of `tunnel run`
/// alone, such as `token`, are looked at only there.
pub(super) fn check(settings: &BTreeMap<String, Setting>) -> Result<(), Reason> {
    let checked = settings.iter().filter_map(|(name, setting)| Some((name, setting, type_of(name)?)));
    checked.into_iter().try_for_each(|(name, setting, wanted)| setting.check(name, wanted))
}

fn type_of(name: &str) -> Option<Type> {
    Some(match name {
        "api-url"
        | "bucket-name"
        | "credentials-file"
        | "edge-bind-address"
        | "edge-ip-version"
        | "host-key-path"
        | "hostname"
        | "http-host-header"
        | "id"
        | "label"
        | "lb-pool"
        | "local-ssh-port"
        | "log-directory"
        | "logfile"
        | "loglevel"
        | "management-hostname"
        | "metrics"
        | "name"
        | "origin-ca-pool"
        | "origin-server-name"
        | "origincert"
        | "pidfile"
        | "protocol"
        | "proxy-address"
        | "quick-service"
        | "region"
        | "region-name"
        | "s3-url-host"
        | "secret-id"
        | "access-key-id"
        | "service-op-ip"
        | "session-token"
        | "trace-output"
        | "transport-loglevel"
        | "unix-socket"
        | "url" => Type::Text,
        "bastion"
        | "hello-world"
        | "http2-origin"
        | "is-autoupdated"
        | "management-diagnostics"
        | "no-autoupdate"
        | "no-chunked-encoding"
        | "no-prechecks"
        | "no-tls-verify"
        | "post-quantum"
        | "proxy-no-happy-eyeballs"
        | "quic-disable-pmtu-discovery"
        | "socks5"
        | "ssh-server"
        | "stdin-control"
        | "ui"
        | "use-reconnect-token" => Type::Boolean,
        "compression-quality"
        | "ha-connections"
        | "heartbeat-count"
        | "max-edge-addr-retries"
        | "max-fetch-size"
        | "proxy-keepalive-connections"
        | "proxy-port"
        | "quic-connection-level-flow-control-limit"
        | "quic-stream-level-flow-control-limit"
        | "retries" => Type::Integer,
        "autoupdate-freq"
        | "dial-edge-timeout"
        | "grace-period"
        | "heartbeat-interval"
        | "metrics-update-freq"
        | "proxy-connect-timeout"
        | "proxy-connection-timeout"
        | "proxy-expect-continue-timeout"
        | "proxy-keepalive-timeout"
        | "proxy-tcp-keepalive"
        | "proxy-tls-timeout"
        | "rpc-timeout"
        | "ssh-idle-timeout"
        | "ssh-max-timeout"
        | "write-stream-timeout" => Type::Duration,
        "edge" | "tag" => Type::Texts,
        _ => return None,
    })
}
