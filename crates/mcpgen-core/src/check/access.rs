//! Who gets in: gateways that ask for no token, and clients that can send none.

use super::{Check, service_path};
use crate::diagnostic::{Code, Diagnostic};
use crate::document::Part;
use crate::model::{Auth, GatewaySpec, IngressSpec, PublishSpec, RouteSpec, ServiceSpec};
use crate::name::ServiceName;
use crate::path::Path;
use crate::plan::networks_of;

pub(super) fn check(check: &mut Check<'_>) {
    for (name, service) in check.services {
        let ServiceSpec::McpGateway(gateway) = service else { continue };
        if gateway.auth == Some(Auth::None) {
            published(check, name, gateway);
            by_the_dashboard(check, name, service);
        }
    }
    let Some(ingress) = &check.spec.ingress else { return };
    let mut told = false;
    for (index, route) in ingress.routes.iter().enumerate() {
        let Some((name, gateway)) = gateway_of(check, route) else { continue };
        let path = Path::root().key("ingress").key("routes").index(index);
        if gateway.auth == Some(Auth::None) {
            unprotected(check, route, name, &path);
        } else if !std::mem::replace(&mut told, true) {
            clients(check, route, name, &path);
        }
    }
}

/// The gateway that a route leads to, by its name or by an address with its name.
fn gateway_of<'a>(check: &Check<'a>, route: &'a RouteSpec) -> Option<(&'a ServiceName, &'a GatewaySpec)> {
    let host = route.url.as_ref().map(|url| url.get().host().to_string());
    let name = route.service.as_ref().map(ServiceName::as_str).or(host.as_deref())?;
    match check.spec.services.get_key_value(&name.parse::<ServiceName>().ok()?)? {
        (service, ServiceSpec::McpGateway(gateway)) => Some((service, gateway)),
        _ => None,
    }
}

fn unprotected(check: &mut Check<'_>, route: &RouteSpec, name: &ServiceName, path: &Path) {
    if route.access.is_some() {
        return;
    }
    let diagnostic = Diagnostic::new(
        Code::RouteUnprotected,
        format!("everyone on the internet could use every tool of `{name}` through `{}`", route.hostname),
    );
    let diagnostic = check.labelled(diagnostic, path, Part::Value, "no `access`");
    let diagnostic = check.labelled(diagnostic, &service_path(name).key("auth"), Part::Value, "and no token");
    check.report_missing(
        &path.key("access"),
        diagnostic.help("remove `auth = \"none\"`, or add `access = { team = \"…\", audience = \"…\" }`"),
    );
}

/// Beyond this machine only the token stands between a gateway and whoever reaches its port.
fn published(check: &mut Check<'_>, name: &ServiceName, gateway: &GatewaySpec) {
    let Some(PublishSpec::At(address, port)) = gateway.publish else { return };
    if address.get().is_loopback() {
        return;
    }
    let diagnostic = Diagnostic::new(
        Code::GatewayOpen,
        format!("whoever reaches port {port} of this machine could use every tool of `{name}`"),
    );
    let path = service_path(name);
    let diagnostic = check.labelled(diagnostic, &path.key("publish"), Part::Value, "beyond this machine");
    let diagnostic = check.labelled(diagnostic, &path.key("auth"), Part::Value, "and no token");
    check.report(
        diagnostic.help("remove `auth = \"none\"`, or the address: then only this machine reaches it"),
    );
}

/// Routes that are kept in Cloudflare's dashboard are not seen here.
fn by_the_dashboard(check: &mut Check<'_>, name: &ServiceName, gateway: &ServiceSpec) {
    let Some(IngressSpec { token: Some(_), .. }) = &check.spec.ingress else { return };
    let connector =
        check.spec.services.values().find(|service| matches!(service, ServiceSpec::Cloudflared(_)));
    let from = networks_of(check.spec, connector);
    if !networks_of(check.spec, Some(gateway)).iter().any(|network| from.contains(network)) {
        return;
    }
    let diagnostic = Diagnostic::new(
        Code::GatewaySafety,
        format!(
            "a route in Cloudflare's dashboard opens `{name}` to everyone, unless Access stands before it"
        ),
    );
    let diagnostic = check.labelled(diagnostic, &service_path(name).key("auth"), Part::Value, "no token");
    let diagnostic = check.labelled(
        diagnostic,
        &Path::root().key("ingress").key("token"),
        Part::Key,
        "and the routes are not seen here",
    );
    check.report(
        diagnostic.help(
            "remove `auth = \"none\"`, or allow `gateway-safety` in `[lints]` and say what protects it",
        ),
    );
}

/// claude.ai and `ChatGPT` log in by OAuth or not at all: they send no token that a person has copied.
fn clients(check: &mut Check<'_>, route: &RouteSpec, name: &ServiceName, path: &Path) {
    let (message, help) = if route.access.is_some() {
        (
            format!(
                "a client of `{}` must log in at Access and send the gateway's token too; most can only do one",
                route.hostname
            ),
            format!(
                "write `auth = \"none\"` in `[services.{name}]` for clients that log in at Access, such as claude.ai and ChatGPT"
            ),
        )
    } else {
        (
            format!(
                "claude.ai and ChatGPT cannot use `{}`: they log in by OAuth, and send no token",
                route.hostname
            ),
            format!(
                "use clients that send a header, such as Claude Code, Cursor and VS Code; or put Access before the gateway: `access` here, and `auth = \"none\"` in `[services.{name}]`"
            ),
        )
    };
    let diagnostic =
        check.labelled(Diagnostic::new(Code::ClientLogin, message), path, Part::Value, "asks for a token");
    check.report(diagnostic.help(help));
}
