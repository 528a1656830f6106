//! From an entry of the list to a rule.

use std::net::IpAddr;
use std::num::NonZeroU16;

use super::convert::Doubts;
use super::file::{AccessKeys, AddressKeys, Entry, OriginKeys, Written};
use crate::{
    AbsolutePath, Access, AccessEnvironment, AudienceTag, CatchAll, HostHeader, Hostname, HttpStatus, IpRule,
    OriginRequest, OriginUrl, PathPattern, ProxyType, Rule, ServerName, Service, TeamName,
};

/// The rule that an entry is, the last one aside. `None` when it is in doubt, or takes everything.
pub(super) fn rule(doubts: &mut Doubts, entry: &Entry, top: &OriginKeys) -> Option<Rule> {
    let hostname = hostname(doubts, entry.keys.hostname.as_ref());
    let path = doubts.take(entry.keys.path.as_ref(), |text| PathPattern::expression(text));
    let (service, origin_request, access) = target(doubts, entry, top)?;
    let mut rule = match (hostname?, path) {
        (Some(hostname), None) if entry.path().is_empty() => Rule::for_host(hostname, service),
        (Some(hostname), Some(path)) => Rule::for_host(hostname, service).with_path(path),
        (None, Some(path)) => Rule::for_path(path, service),
        _ => return None,
    };
    rule = match rule.clone().with_origin_request(origin_request) {
        Ok(rule) => rule,
        Err(error) => {
            doubts.add(error.to_string(), span_of_origin(entry));
            rule
        }
    };
    Some(match access {
        Some(access) => rule.with_access(access),
        None => rule,
    })
}

/// The last entry.
pub(super) fn catch_all(doubts: &mut Doubts, entry: &Entry, top: &OriginKeys) -> CatchAll {
    let Some((service, origin_request, access)) = target(doubts, entry, top).filter(|_| entry.whole) else {
        return CatchAll::default();
    };
    let catch_all = CatchAll::new(service);
    let catch_all = match catch_all.clone().with_origin_request(origin_request) {
        Ok(catch_all) => catch_all,
        Err(error) => {
            doubts.add(error.to_string(), span_of_origin(entry));
            catch_all
        }
    };
    match access {
        Some(access) => catch_all.with_access(access),
        None => catch_all,
    }
}

fn span_of_origin(entry: &Entry) -> std::ops::Range<usize> {
    entry.keys.origin_request.as_ref().map_or_else(|| entry.span.clone(), |written| written.span.clone())
}

fn target(
    doubts: &mut Doubts,
    entry: &Entry,
    top: &OriginKeys,
) -> Option<(Service, OriginRequest, Option<Access>)> {
    let none = OriginKeys::default();
    let keys = entry.origin_request().unwrap_or(&none);
    for (own, at_the_top) in [
        (&keys.no_happy_eyeballs, &top.no_happy_eyeballs),
        (&keys.match_sni_to_host, &top.match_sni_to_host),
        (&keys.no_tls_verify, &top.no_tls_verify),
        (&keys.http2_origin, &top.http2_origin),
        (&keys.disable_chunked_encoding, &top.disable_chunked_encoding),
    ] {
        if let (Some(own), Some(true)) = (own, at_the_top.as_ref().map(|written| written.value))
            && !own.value
        {
            doubts.add(
                "it takes back what `originRequest` at the top says; write that on the other rules",
                own.span.clone(),
            );
        }
    }
    let access = keys.access.as_ref().map(|written| access(doubts, written));
    let request = origin_request(doubts, keys, false);
    let service = service(doubts, entry, keys);
    Some((service?, request, access.flatten()))
}

/// `None` when it is in doubt, `Some(None)` when there is none.
#[expect(clippy::option_option, reason = "a name in doubt is not the same as none")]
fn hostname(doubts: &mut Doubts, written: Option<&Written<String>>) -> Option<Option<Hostname>> {
    let Some(written) = written.filter(|written| !matches!(written.value.as_str(), "" | "*")) else {
        return Some(None);
    };
    match Hostname::new(&*written.value) {
        Ok(hostname) => Some(Some(hostname)),
        Err(error) => {
            match Hostname::suggestion(&written.value) {
                Some(meant) => {
                    doubts.add_mended(error.to_string(), written.span.clone(), format!("\"{meant}\""));
                }
                None => doubts.add(error.to_string(), written.span.clone()),
            }
            None
        }
    }
}

fn service(doubts: &mut Doubts, entry: &Entry, keys: &OriginKeys) -> Option<Service> {
    if let Some(bastion) = keys.bastion_mode.as_ref().filter(|written| written.value) {
        doubts.add(
            "`bastionMode` turns the service of the rule off; write `service: bastion`",
            bastion.span.clone(),
        );
        return None;
    }
    let rules = keys.ip_rules.as_ref();
    if let Some(rules) = rules
        && entry.service() != "socks-proxy"
    {
        doubts.add("`ipRules` has no effect on a service other than `socks-proxy`", rules.span.clone());
    }
    doubts.take(entry.keys.service.as_ref(), |text| {
        if let Some(path) = text.strip_prefix("unix:") {
            return AbsolutePath::new(path).map(Service::Unix);
        }
        if let Some(path) = text.strip_prefix("unix+tls:") {
            return AbsolutePath::new(path).map(Service::UnixTls);
        }
        if let Some(status) = text.strip_prefix("http_status:") {
            return HttpStatus::new(status.parse().unwrap_or(0)).map(Service::HttpStatus);
        }
        Ok(match text {
            "hello_world" | "hello-world" => Service::HelloWorld,
            "socks-proxy" => Service::SocksProxy(address_rules(rules)),
            "bastion" => Service::Bastion,
            _ => Service::Url(text.parse::<OriginUrl>()?),
        })
    })
}

/// The rules of the SOCKS proxy. One that is broken has been told of.
fn address_rules(rules: Option<&Written<Vec<AddressKeys>>>) -> Vec<IpRule> {
    let rules = rules.map(|rules| rules.value.as_slice()).unwrap_or_default();
    let read = |rule: &AddressKeys| {
        let (address, length) = rule.prefix.as_ref()?.value.split_once('/')?;
        let ports = rule.ports.as_ref().map(|ports| ports.value.as_slice()).unwrap_or_default();
        let ports = ports.iter().filter_map(|port| NonZeroU16::new(u16::try_from(*port).ok()?));
        let allow = rule.allow.as_ref().is_some_and(|allow| allow.value);
        IpRule::new(address.parse::<IpAddr>().ok()?, length.parse().ok()?, ports, allow).ok()
    };
    rules.iter().filter_map(read).collect()
}

/// How a service is reached; `everywhere` says whether it is said of all rules.
pub(super) fn origin_request(doubts: &mut Doubts, keys: &OriginKeys, everywhere: bool) -> OriginRequest {
    let is_true = |written: &Option<Written<bool>>| written.as_ref().is_some_and(|written| written.value);
    if everywhere {
        if let Some(access) = &keys.access {
            doubts.add(
                "cloudflared ignores `access` at the top, and lets everybody in; write it on each rule",
                access.span.clone(),
            );
        }
        if let Some(rules) = &keys.ip_rules {
            doubts.add("`ipRules` has an effect on a rule only", rules.span.clone());
        }
        if let Some(bastion) = keys.bastion_mode.as_ref().filter(|written| written.value) {
            doubts.add("`bastionMode` turns the services of all rules off", bastion.span.clone());
        }
    }
    OriginRequest {
        connect_timeout: doubts.timeout(keys.connect_timeout.as_ref()),
        tls_timeout: doubts.timeout(keys.tls_timeout.as_ref()),
        tcp_keep_alive: doubts.timeout(keys.tcp_keep_alive.as_ref()),
        no_happy_eyeballs: is_true(&keys.no_happy_eyeballs),
        keep_alive_connections: doubts.connections(keys.keep_alive_connections.as_ref()),
        keep_alive_timeout: doubts.timeout(keys.keep_alive_timeout.as_ref()),
        http_host_header: doubts.take(keys.http_host_header.as_ref(), |text| HostHeader::new(text)),
        origin_server_name: doubts.take(keys.origin_server_name.as_ref(), |text| ServerName::new(text)),
        match_sni_to_host: is_true(&keys.match_sni_to_host),
        ca_pool: doubts.take(keys.ca_pool.as_ref(), |text| AbsolutePath::new(text)),
        no_tls_verify: is_true(&keys.no_tls_verify),
        http2_origin: is_true(&keys.http2_origin),
        disable_chunked_encoding: is_true(&keys.disable_chunked_encoding),
        proxy_address: doubts.take(keys.proxy_address.as_ref(), str::parse::<IpAddr>),
        proxy_port: doubts.port(keys.proxy_port.as_ref()),
        proxy_type: doubts.take(keys.proxy_type.as_ref(), |text| match text {
            "socks" => Ok(ProxyType::Socks),
            _ => Err(format!("there is no `proxyType` but `socks`, and `{text}` is ignored")),
        }),
    }
}

fn access(doubts: &mut Doubts, Written { value: keys, span }: &Written<AccessKeys>) -> Option<Access> {
    if keys.required.as_ref().is_none_or(|required| !required.value) {
        doubts.add("without `required: true` nothing is asked of anybody", span.clone());
        return None;
    }
    let team = doubts.take(keys.team_name.as_ref(), |text| TeamName::new(text));
    let Some(audience) = keys.audience.as_ref().filter(|audience| !audience.value.is_empty()) else {
        doubts.add("without `audTag` every request is refused with 403", span.clone());
        return None;
    };
    let mut tags = Vec::new();
    for tag in &audience.value {
        match AudienceTag::new(tag) {
            Ok(tag) => tags.push(tag),
            Err(error) => doubts.add(error.to_string(), audience.span.clone()),
        }
    }
    let mut tags = tags.into_iter();
    let access = Access::new(team?, tags.next()?);
    let access = tags.fold(access, Access::or_audience);
    let environment = doubts.take(keys.environment.as_ref(), |text| match text {
        "fed" => Ok(AccessEnvironment::Federal),
        _ => Err(format!("there is no `environment` but `fed`, and `{text}` is ignored")),
    });
    Some(match environment {
        Some(environment) => access.in_environment(environment),
        None => access,
    })
}
