//! The list of rules.

use std::ops::Range;

use super::file::{Entry, File, Written};
use super::finding::{Edit, Finding};
use crate::{go_regex, go_url};

/// Checks the rules in their order (cloudflare/cloudflared, `ingress/ingress.go`): of each the service, the access, the
/// host name, and the path. Rules that could not be decoded whole are passed over.
pub(super) fn check(file: &File, text: &str, findings: &mut Vec<Finding>) {
    let Some(last) = file.ingress.len().checked_sub(1) else {
        findings.push(Finding::reject("there are no rules: `ingress` is missing or empty", 0..text.len()));
        return;
    };
    let at_the_top = file.origin_request.bastion_mode.as_ref();
    for (index, entry) in file.ingress.iter().enumerate().filter(|(_, entry)| entry.whole) {
        let own = entry.origin_request().and_then(|origin| origin.bastion_mode.as_ref());
        let bastion_mode = own.or(at_the_top).is_some_and(|written| written.value);
        let checks = [
            check_service(entry, bastion_mode),
            check_access(entry),
            check_hostname(entry),
            check_place(entry, index == last, text),
            check_path(entry),
        ];
        findings.extend(checks.into_iter().filter_map(Result::err));
    }
}

fn span_of(written: Option<&Written<String>>, entry: &Entry) -> Range<usize> {
    written.map_or_else(|| entry.span.clone(), |written| written.span.clone())
}

fn check_service(entry: &Entry, bastion_mode: bool) -> Result<(), Finding> {
    let text = entry.service();
    let refuse = |message: String| Finding::reject(message, span_of(entry.keys.service.as_ref(), entry));
    if entry.keys.service.is_none() && !bastion_mode {
        return Err(refuse("the rule has no `service`".to_owned()));
    }
    if text.starts_with("unix:") || text.starts_with("unix+tls:") {
        return Ok(());
    }
    if let Some(status) = text.strip_prefix("http_status:") {
        return if is_status(status) {
            Ok(())
        } else {
            Err(refuse(format!("`{status}` is no HTTP status from 100 to 999")))
        };
    }
    match text {
        "hello_world" | "hello-world" | "bastion" => return Ok(()),
        "socks-proxy" => return check_address_rules(entry),
        _ if bastion_mode => return Ok(()),
        _ => {}
    }
    let parsed = go_url::parse(text);
    match parsed {
        Ok(address) if address.scheme.is_empty() || address.host.is_empty() => Err(without_scheme(
            text,
            refuse(format!(
                "`{text}` is no address: a scheme and a host are wanted, as in `http://mcp:8000`"
            )),
        )),
        Err(message) => Err(without_scheme(text, refuse(format!("`{text}` is no address: {message}")))),
        Ok(address) if !address.path.is_empty() => {
            let finding = refuse(format!(
                "`{text}` has a path; cloudflared passes on the path of the request as it is"
            ));
            Err(
                match text
                    .split_once("://")
                    .and_then(|(scheme, rest)| Some((scheme, rest.split_once('/')?.0)))
                {
                    Some((scheme, authority)) => {
                        finding.mended_by(quoted(&format!("{scheme}://{authority}")))
                    }
                    None => finding,
                },
            )
        }
        Ok(_) => Ok(()),
    }
}

/// A host and a port are all that is written: the scheme is certain.
fn without_scheme(text: &str, finding: Finding) -> Finding {
    let is_host = |host: &str| {
        !host.is_empty()
            && host.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_'))
    };
    match text.split_once(':') {
        Some((host, port)) if is_host(host) && port.parse::<u16>().is_ok() => {
            finding.mended_by(quoted(&format!("http://{text}")))
        }
        _ => finding,
    }
}

/// `text`, which holds neither quotes nor backslashes, as YAML takes it everywhere.
fn quoted(text: &str) -> String {
    format!("\"{text}\"")
}

/// Reads a status as Go's `strconv.Atoi` does, which takes a sign and leading zeros.
fn is_status(text: &str) -> bool {
    text.parse::<i64>().is_ok_and(|status| (100..=999).contains(&status))
}

fn check_address_rules(entry: &Entry) -> Result<(), Finding> {
    let Some(rules) = entry.origin_request().and_then(|origin| origin.ip_rules.as_ref()) else {
        return Ok(());
    };
    for rule in &rules.value {
        let prefix = rule.prefix.as_ref().filter(|prefix| !prefix.value.is_empty());
        let Some(prefix) = prefix else {
            return Err(Finding::reject("a rule has no `prefix`", rules.span.clone()));
        };
        if !go_url::is_range(&prefix.value) {
            let message = format!("`{}` is no range of addresses such as `10.0.0.0/8`", prefix.value);
            return Err(Finding::reject(message, prefix.span.clone()));
        }
        if let Some(ports) = &rule.ports
            && let Some(port) = ports.value.iter().find(|port| !(1..=65535).contains(*port))
        {
            return Err(Finding::reject(format!("{port} is no port from 1 to 65535"), ports.span.clone()));
        }
    }
    Ok(())
}

fn check_access(entry: &Entry) -> Result<(), Finding> {
    let Some(Written { value: access, span }) = entry.access() else { return Ok(()) };
    let required = access.required.as_ref().is_some_and(|required| required.value);
    let audience = access.audience.as_ref().is_some_and(|audience| !audience.value.is_empty());
    let team = access.team_name.as_ref().is_some_and(|team| !team.value.is_empty());
    if required && audience && !team {
        return Err(Finding::reject("`teamName` is missing beside `audTag`", span.clone()));
    }
    Ok(())
}

fn check_hostname(entry: &Entry) -> Result<(), Finding> {
    let hostname = entry.hostname();
    let refuse = |message: String| Finding::reject(message, span_of(entry.keys.hostname.as_ref(), entry));
    if let Some((host, port)) = go_url::split_host_port(hostname) {
        let finding = refuse(format!("the host name `{hostname}` has a port"));
        let is_name = crate::Hostname::new(host).is_ok() && port.bytes().all(|byte| byte.is_ascii_digit());
        return Err(if is_name { finding.mended_by(quoted(host)) } else { finding });
    }
    if hostname.rfind('*').is_some_and(|index| index > 0) {
        return Err(refuse(format!("in the host name `{hostname}` the `*` is not the first label")));
    }
    Ok(())
}

/// The last rule takes everything, and no other does.
fn check_place(entry: &Entry, is_last: bool, text: &str) -> Result<(), Finding> {
    match (is_last, entry.takes_everything()) {
        (true, false) => {
            let finding = Finding::reject(
                "the last rule must take every request: it cannot have a `hostname` or a `path`",
                entry.span.clone(),
            );
            Err(match catch_all_behind(entry, text) {
                Some(edit) => finding.with_edit(edit),
                None => finding,
            })
        }
        (false, true) => Err(Finding::reject(
            "the rule takes every request, so that the rules behind it never take one",
            entry.span.clone(),
        )),
        _ => Ok(()),
    }
}

/// A catch-all behind `entry`, in a list that has one entry a line.
fn catch_all_behind(entry: &Entry, text: &str) -> Option<Edit> {
    let before = text.get(..entry.span.start)?;
    let (indentation, dash) = before.rsplit_once('\n').map_or(before, |(_, line)| line).split_once('-')?;
    if !indentation.bytes().chain(dash.bytes()).all(|byte| byte == b' ') {
        return None;
    }
    let written = text.get(entry.span.clone())?;
    let end = entry.span.start + written.trim_end().len();
    Some(Edit { span: end..end, text: format!("\n{indentation}- service: \"http_status:404\"") })
}

fn check_path(entry: &Entry) -> Result<(), Finding> {
    go_regex::check(entry.path()).map_err(|error| {
        Finding::reject(format!("the path is no pattern: {error}"), span_of(entry.keys.path.as_ref(), entry))
    })
}
