//! What a route means: a rule of cloudflared's configuration.

use std::num::NonZeroU16;
use std::time::Duration;

use cloudflared_config::{
    Access, HttpStatus, KeyWithoutEffect, OriginHost, OriginRequest, OriginUrl, Rule, Scheme, Service,
    Timeout,
};

use super::Unresolved;
use super::tunnel::port_of;
use crate::model::{AccessSpec, OriginSpec, RouteSpec, StackSpec};

/// How long a connection to a service may take when the route does not say: it is next door.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);

/// Why there is no rule.
pub(crate) enum RouteFault {
    /// Something is missing or wrong that another check names.
    Unresolved,
    /// A key of `origin` means nothing where the route leads.
    WithoutEffect(KeyWithoutEffect),
}

impl From<RouteFault> for Unresolved {
    fn from(_: RouteFault) -> Self {
        Self
    }
}

/// The rule that a route becomes.
pub(crate) fn rule_of(spec: &StackSpec, route: &RouteSpec) -> Result<Rule, RouteFault> {
    let service = service_of(spec, route).ok_or(RouteFault::Unresolved)?;
    let leads_on = !matches!(service, Service::HttpStatus(_));
    let request = origin_request(&route.origin.clone().unwrap_or_default(), leads_on);
    let mut rule = Rule::for_host(route.hostname.get().clone(), service)
        .with_origin_request(request)
        .map_err(RouteFault::WithoutEffect)?;
    if let Some(path) = route.path_pattern() {
        rule = rule.with_path(path.clone());
    }
    if let Some(access) = &route.access {
        rule = rule.with_access(access_of(access).ok_or(RouteFault::Unresolved)?);
    }
    Ok(rule)
}

fn service_of(spec: &StackSpec, route: &RouteSpec) -> Option<Service> {
    match (&route.service, &route.url, route.status) {
        (Some(name), None, None) => {
            let port = NonZeroU16::new(port_of(spec.services.get(name)?, route.port)?.get())?;
            let host = OriginHost::new(name.as_str()).ok()?;
            Some(OriginUrl::new(Scheme::Http, host, Some(port)).into())
        }
        (None, Some(url), None) => Some(url.get().clone().into()),
        (None, None, Some(status)) => Some(HttpStatus::new(status.get()).ok()?.into()),
        _ => None,
    }
}

fn origin_request(spec: &OriginSpec, leads_on: bool) -> OriginRequest {
    let OriginSpec { connect_timeout, keep_alive_timeout, http_host_header, server_name, no_tls_verify } =
        spec;
    let next_door = Timeout::new(CONNECT_TIMEOUT).ok().filter(|_| leads_on);
    let mut request = OriginRequest::default();
    request.connect_timeout = connect_timeout.as_ref().map(|timeout| *timeout.get()).or(next_door);
    request.keep_alive_timeout = keep_alive_timeout.as_ref().map(|timeout| *timeout.get());
    request.http_host_header = http_host_header.as_ref().map(|header| header.get().clone());
    request.origin_server_name = server_name.as_ref().map(|name| name.get().clone());
    request.no_tls_verify = no_tls_verify.unwrap_or(false);
    request
}

fn access_of(spec: &AccessSpec) -> Option<Access> {
    let mut tags = spec.audience.iter().map(|tag| tag.get().clone());
    let first = tags.next()?;
    Some(tags.fold(Access::new(spec.team.get().clone(), first), Access::or_audience))
}
