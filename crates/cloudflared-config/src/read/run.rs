//! What `ingress validate` accepts, and `tunnel run` ends at.

use std::collections::BTreeMap;
use std::net::IpAddr;

use super::file::File;
use super::finding::{Finding, Severity};
use super::setting::{Setting, SettingValue};
use crate::{GracePeriod, go_duration, go_url};

/// Tells of each (cloudflare/cloudflared, `cmd/cloudflared/tunnel/configuration.go`, `cmd.go` and `subcommands.go`).
/// Nothing is opened: a file that is missing or cannot be read, and a port that is taken, are not found.
pub(super) fn check(file: &File, length: usize, findings: &mut Vec<Finding>) {
    let settings = &file.settings;
    let has = |name: &str| settings.get(name).and_then(Setting::text).is_some();
    if file.tunnel.as_ref().is_none_or(|tunnel| tunnel.value.is_empty())
        && !has("token")
        && !has("token-file")
    {
        let message = "there is no `tunnel`, and `tunnel run` needs its id";
        findings.push(Finding::new(Severity::Die, message, 0..length));
    }
    for (name, judge) in JUDGES {
        if let Some(setting) = settings.get(*name)
            && let Some(text) = setting.text()
            && let Err(problem) = judge(text)
        {
            let finding = Finding::new(Severity::Die, format!("`{name}`: {problem}"), setting.span.clone());
            findings.push(match *name {
                "grace-period" => finding.mended_by(format!("\"{}\"", GracePeriod::LONGEST)),
                _ => finding,
            });
        }
    }
    check_tags(settings, findings);
    check_edge(settings, findings);
}

/// What is wrong with the text of a setting.
type Judge = fn(&str) -> Result<(), String>;

const JUDGES: &[(&str, Judge)] = &[
    ("credentials-contents", |text| {
        if text.trim_start().starts_with('{') { Ok(()) } else { Err("it is no JSON".to_owned()) }
    }),
    ("credentials-file", |text| {
        if text.strip_suffix(".pem").is_some() {
            Err("a .pem is the account's certificate, the tunnel's own credentials are a .json".to_owned())
        } else {
            Ok(())
        }
    }),
    ("edge-bind-address", |text| {
        text.parse::<IpAddr>().map(|_| ()).map_err(|_| format!("`{text}` is no IP address"))
    }),
    ("edge-ip-version", |text| match text {
        "4" | "6" | "auto" => Ok(()),
        _ => Err(format!("`{text}` is none of `4`, `6`, `auto`")),
    }),
    ("grace-period", |text| match go_duration::parse(text) {
        Some((false, period)) if period > GracePeriod::LONGEST.duration() => {
            Err("it is longer than three minutes".to_owned())
        }
        _ => Ok(()),
    }),
    ("metrics", |text| match go_url::split_host_port(text) {
        None => Err(format!("`{text}` has no port")),
        Some((_, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => match port.parse::<u16>() {
            Err(_) if !port.is_empty() => Err(format!("`{port}` is no port")),
            _ => Ok(()),
        },
        Some(_) => Ok(()),
    }),
    ("protocol", |text| match text {
        "auto" | "quic" | "http2" | "h2mux" => Ok(()),
        _ => Err(format!("`{text}` is none of `auto`, `quic`, `http2`")),
    }),
    ("token", |text| {
        let base64 = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'=');
        if text.bytes().all(base64) { Ok(()) } else { Err("it is no token".to_owned()) }
    }),
];

fn check_tags(settings: &BTreeMap<String, Setting>, findings: &mut Vec<Finding>) {
    let Some(Setting { value: SettingValue::List(values), span, .. }) = settings.get("tag") else { return };
    for value in values {
        if let SettingValue::Text(text) = value
            && let Err(error) = crate::Tag::new(text)
        {
            findings.push(Finding::new(Severity::Die, format!("`tag`: {error}"), span.clone()));
        }
    }
}

/// Settings that exclude each other.
fn check_edge(settings: &BTreeMap<String, Setting>, findings: &mut Vec<Finding>) {
    let text = |name: &str| settings.get(name).and_then(|setting| Some((setting.text()?, &setting.span)));
    if let (Some((address, span)), Some((version, _))) = (text("edge-bind-address"), text("edge-ip-version"))
        && let Ok(address) = address.parse::<IpAddr>()
        && version == if address.is_ipv4() { "6" } else { "4" }
    {
        let message = format!("`edge-bind-address`: `{address}` is no address of IP version {version}");
        findings.push(Finding::new(Severity::Die, message, span.clone()));
    }
    let post_quantum = settings.get("post-quantum").is_some_and(|it| it.value == SettingValue::Boolean(true));
    if let Some((protocol @ ("http2" | "h2mux"), span)) = text("protocol")
        && post_quantum
    {
        let message = format!("`protocol`: `post-quantum` works with `quic` only, not with `{protocol}`");
        findings.push(Finding::new(Severity::Die, message, span.clone()));
    }
}
