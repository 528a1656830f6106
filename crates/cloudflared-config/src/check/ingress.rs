//! The list of rules.

use std::ops::Range;

use super::Reason;
use super::address;
use super::file::{Entry, File, Text};
use crate::go_regex;

/// Checks the rules in their order (cloudflare/cloudflared, `ingress/ingress.go`): of each the service, the access, the
/// host name, and the path.
pub(super) fn check(file: &File, whole: Range<usize>) -> Result<(), Reason> {
    let Some(last) = file.ingress.len().checked_sub(1) else {
        return Err(Reason::new("there are no rules: `ingress` is missing or empty", whole));
    };
    for (index, entry) in file.ingress.iter().enumerate() {
        let bastion_mode = entry.origin_request.bastion_mode.or(file.origin_request.bastion_mode);
        check_service(entry, bastion_mode.unwrap_or_default())?;
        check_access(entry)?;
        check_hostname(entry)?;
        check_place(entry, index == last)?;
        check_path(entry)?;
    }
    Ok(())
}

impl Text {
    fn refuse(&self, message: impl Into<String>, entry: &Entry) -> Reason {
        Reason::new(message, self.span.clone().unwrap_or_else(|| entry.span.clone()))
    }
}

fn check_service(entry: &Entry, bastion_mode: bool) -> Result<(), Reason> {
    let service = &entry.service;
    let refuse = |message: String| service.refuse(message, entry);
    let text = service.value.as_str();
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
    let address =
        address::parse(text).map_err(|message| refuse(format!("`{text}` is no address: {message}")))?;
    if !address.has_scheme || !address.has_host {
        Err(refuse(format!(
            "`{text}` is no address: a scheme and a host are wanted, as in `http://mcp:8000`"
        )))
    } else if address.has_path {
        Err(refuse(format!("`{text}` has a path; cloudflared passes on the path of the request as it is")))
    } else {
        Ok(())
    }
}

/// Reads a status as Go's `strconv.Atoi` does, which takes a sign and leading zeros.
fn is_status(text: &str) -> bool {
    text.parse::<i64>().is_ok_and(|status| (100..=999).contains(&status))
}

fn check_address_rules(entry: &Entry) -> Result<(), Reason> {
    for rule in &entry.origin_request.ip_rules {
        let refuse = |message: String| Err(Reason::new(message, rule.span.clone()));
        if rule.prefix.is_empty() {
            return refuse("the rule has no `prefix`".into());
        }
        if !address::is_range(&rule.prefix) {
            return refuse(format!("`{}` is no range of addresses such as `10.0.0.0/8`", rule.prefix));
        }
        if let Some(port) = rule.ports.iter().find(|port| !(1..=65535).contains(*port)) {
            return refuse(format!("{port} is no port from 1 to 65535"));
        }
    }
    Ok(())
}

fn check_access(entry: &Entry) -> Result<(), Reason> {
    match &entry.origin_request.access {
        Some(access) if access.required && !access.audience.is_empty() && access.team_name.is_empty() => {
            Err(Reason::new("`teamName` is missing beside `audTag`", access.span.clone()))
        }
        _ => Ok(()),
    }
}

fn check_hostname(entry: &Entry) -> Result<(), Reason> {
    let hostname = &entry.hostname;
    if address::has_port(&hostname.value) {
        return Err(hostname.refuse(format!("the host name `{}` has a port", hostname.value), entry));
    }
    if hostname.value.rfind('*').is_some_and(|index| index > 0) {
        let message = format!("in the host name `{}` the `*` is not the first label", hostname.value);
        return Err(hostname.refuse(message, entry));
    }
    Ok(())
}

/// The last rule takes everything, and no other does.
fn check_place(entry: &Entry, is_last: bool) -> Result<(), Reason> {
    let takes_everything = matches!(entry.hostname.value.as_str(), "" | "*") && entry.path.value.is_empty();
    match (is_last, takes_everything) {
        (true, false) => Err(Reason::new(
            "the last rule must take every request: it cannot have a `hostname` or a `path`",
            entry.span.clone(),
        )),
        (false, true) => Err(Reason::new(
            "the rule takes every request, so that the rules behind it never take one",
            entry.span.clone(),
        )),
        _ => Ok(()),
    }
}

fn check_path(entry: &Entry) -> Result<(), Reason> {
    let path = &entry.path;
    go_regex::check(&path.value)
        .map_err(|error| path.refuse(format!("the path is no pattern: {error}"), entry))
}
