//! The tunnel: its mode, its connector, and where its routes lead.

mod endpoint;

use cloudflared_config::{Rule, Service};

use super::{Check, service_path};
use crate::diagnostic::{Code, Diagnostic, nearest, or_list};
use crate::document::Part;
use crate::model::{IngressSpec, RouteSpec, ServiceSpec};
use crate::name::ServiceName;
use crate::path::Path;
use crate::plan::{RouteFault, networks_of, port_of, rule_of};

pub(super) fn check(check: &mut Check<'_>) {
    connectors(check);
    let Some(ingress) = &check.spec.ingress else { return };
    mode(check, ingress);
    let routes = Path::root().key("ingress").key("routes");
    let mut earlier: Vec<Rule> = Vec::new();
    for (index, route) in ingress.routes.iter().enumerate() {
        let path = routes.index(index);
        target(check, route, &path);
        without_effect(check, route, &path);
        if route.path.is_some() && route.path_regex.is_some() {
            two_paths(check, &path);
        }
        let rule = place_of(route);
        let hidden_by: Vec<Path> =
            rule.hiding(&earlier).into_iter().map(|first| routes.index(first)).collect();
        earlier.push(rule);
        if hidden_by.is_empty() && (route.path.is_none() || route.path_regex.is_none()) {
            endpoint::check(check, &ingress.routes, index, &path);
        } else if !hidden_by.is_empty() {
            taken(check, route, &path, &hidden_by);
        }
    }
}

fn connectors(check: &mut Check<'_>) {
    let declared: Vec<&ServiceName> = check
        .services
        .iter()
        .copied()
        .filter(|(_, service)| matches!(service, ServiceSpec::Cloudflared(_)))
        .map(|(name, _)| name)
        .collect();
    let implied = ServiceName::implied_tunnel();
    match declared.as_slice() {
        [] if check.spec.ingress.is_some() && check.spec.services.contains_key(&implied) => {
            let diagnostic = Diagnostic::new(
                Code::TunnelMissing,
                format!("`{implied}` is the name of the tunnel's own service"),
            );
            let path = service_path(&implied);
            let diagnostic = check.labelled(diagnostic, &path, Part::Value, "another service");
            check.report(
                diagnostic
                    .help("rename this service, or declare one of kind `cloudflared` under another name"),
            );
        }
        [only] if check.spec.ingress.is_none() => {
            let diagnostic = Diagnostic::new(
                Code::TunnelMissing,
                format!("`{only}` is the connector of a tunnel, and there is no `[ingress]`"),
            );
            let diagnostic =
                check.labelled(diagnostic, &service_path(only), Part::Value, "for which tunnel?");
            let help = "add `[ingress]` with `tunnel` and `credentials-file`, or with `token`";
            check.report_missing(&Path::root().key("ingress"), diagnostic.help(help));
        }
        [] | [_] => {}
        [first, second, ..] => {
            let diagnostic = Diagnostic::new(
                Code::TunnelMissing,
                "there is one tunnel, and two services are its connector",
            );
            let diagnostic = check.labelled(diagnostic, &service_path(second), Part::Value, "the second");
            let diagnostic = check.labelled(diagnostic, &service_path(first), Part::Value, "the first");
            check.report(diagnostic.help("remove one of the two"));
        }
    }
}

fn mode(check: &mut Check<'_>, ingress: &IngressSpec) {
    let path = Path::root().key("ingress");
    if let Some(token) = &ingress.token {
        let local = [
            ("tunnel", ingress.tunnel.is_some()),
            ("credentials-file", ingress.credentials_file.is_some()),
            ("routes", !ingress.routes.is_empty()),
        ];
        for (key, _) in local.into_iter().filter(|(_, written)| *written) {
            let diagnostic = Diagnostic::new(
                Code::IngressMode,
                format!("with a token the dashboard rules, and `{key}` would be ignored"),
            );
            let diagnostic = check.labelled(diagnostic, &path.key(key), Part::Key, "would be ignored");
            let diagnostic =
                check.labelled(diagnostic, &path.key("token"), Part::Key, format!("because of `{token}`"));
            check.report(diagnostic.help(format!("remove `{key}`, or `token`")));
        }
        return;
    }
    let needed = [
        ("tunnel", ingress.tunnel.is_some(), "the UUID"),
        ("credentials-file", ingress.credentials_file.is_some(), "the file"),
    ];
    for (key, _, what) in needed.into_iter().filter(|(_, written, _)| !*written) {
        let diagnostic = Diagnostic::new(Code::IngressMode, format!("the tunnel needs `{key}`"));
        let diagnostic = check.labelled(diagnostic, &path, Part::Value, format!("`{key}` is missing"));
        let help = format!(
            "add `{key} = \"…\"`, {what} that `cloudflared tunnel create` made; or `token`, with the routes in the dashboard"
        );
        if !check.loaded.refused(&path.key("token")) {
            check.report_missing(&path.key(key), diagnostic.help(help));
        }
    }
    let routes = path.key("routes");
    if ingress.routes.is_empty() && ingress.tunnel.is_some() && !check.loaded.refused_within(&routes) {
        let diagnostic = Diagnostic::new(
            Code::IngressMode,
            "the tunnel leads nowhere: every request would be answered with 404",
        );
        let diagnostic = check.labelled(diagnostic, &path, Part::Value, "no routes");
        let help = "add `[[ingress.routes]]` with `hostname` and `service`";
        check.report_missing(&routes, diagnostic.help(help));
    }
}

/// A key of `origin` that cloudflared would ignore where the route leads.
fn without_effect(check: &mut Check<'_>, route: &RouteSpec, path: &Path) {
    let Err(RouteFault::WithoutEffect(fault)) = rule_of(check.spec, route) else { return };
    let key = match fault.key() {
        "connectTimeout" => "connect-timeout",
        "keepAliveTimeout" => "keep-alive-timeout",
        "httpHostHeader" => "http-host-header",
        "originServerName" => "server-name",
        _ => "no-tls-verify",
    };
    let why = if route.status.is_some() {
        "the connector answers by itself"
    } else {
        "the origin is not reached by TLS"
    };
    let diagnostic = Diagnostic::new(Code::RouteTarget, format!("`{key}` means nothing here: {why}"));
    let diagnostic = check.labelled(diagnostic, &path.key("origin").key(key), Part::Key, "would be ignored");
    check.report(diagnostic.help("remove it"));
}

fn two_paths(check: &mut Check<'_>, path: &Path) {
    let diagnostic = Diagnostic::new(Code::RouteTarget, "a route has one `path` or one `path-regex`");
    let diagnostic = check.labelled(diagnostic, &path.key("path-regex"), Part::Key, "either this");
    let diagnostic = check.labelled(diagnostic, &path.key("path"), Part::Key, "or this");
    check.report(diagnostic.help("remove one of the two"));
}

fn target(check: &mut Check<'_>, route: &RouteSpec, path: &Path) {
    let written = [
        ("service", route.service.is_some()),
        ("url", route.url.is_some()),
        ("status", route.status.is_some()),
    ];
    let targets: Vec<&str> =
        written.into_iter().filter(|(_, written)| *written).map(|(key, _)| key).collect();
    match targets.as_slice() {
        [] => {
            let refused = ["service", "url", "status"].iter().any(|key| check.loaded.refused(&path.key(key)));
            if !refused {
                let diagnostic = Diagnostic::new(
                    Code::RouteTarget,
                    format!("the route of `{}` leads nowhere", route.hostname),
                );
                let diagnostic =
                    check.labelled(diagnostic, path, Part::Value, "no `service`, `url` or `status`");
                check.report(diagnostic.help("add `service = \"…\"`"));
            }
        }
        [_] => {}
        [first, second, ..] => {
            let diagnostic = Diagnostic::new(
                Code::RouteTarget,
                format!("the route of `{}` leads to two places", route.hostname),
            );
            let diagnostic = check.labelled(diagnostic, &path.key(second), Part::Key, "either this");
            let diagnostic = check.labelled(diagnostic, &path.key(first), Part::Key, "or this");
            check.report(diagnostic.help("remove one of the two"));
            return;
        }
    }
    if let Some(name) = &route.service {
        service(check, route, name, path);
    } else if let Some(url) = &route.url
        && url.get().host().is_loopback()
    {
        let diagnostic = Diagnostic::new(
            Code::RouteUnreachable,
            format!("`{url}` is the tunnel's own container, where nothing listens"),
        );
        let diagnostic = check.labelled(diagnostic, &path.key("url"), Part::Value, "not this machine");
        check.report(diagnostic.help(
            "write `service = \"…\"` for a service of the stack, or `http://host.docker.internal:PORT`",
        ));
    }
}

fn service(check: &mut Check<'_>, route: &RouteSpec, name: &ServiceName, path: &Path) {
    let Some(service) = check.spec.services.get(name) else {
        let known: Vec<&str> = check.spec.services.keys().map(ServiceName::as_str).collect();
        let diagnostic = Diagnostic::new(Code::UnknownService, format!("there is no service `{name}`"));
        let diagnostic = check.labelled(diagnostic, &path.key("service"), Part::Value, "not declared");
        let diagnostic = check.with_name(diagnostic, &path.key("service"), name.as_str(), &known);
        let diagnostic = match nearest(name.as_str(), known.iter().copied()) {
            Some(near) => diagnostic.help(format!("write \"{near}\"")),
            None if known.is_empty() => diagnostic.help(format!("add `[services.{name}]`")),
            None => diagnostic.help(format!("write {}", or_list(known))),
        };
        check.report_missing(&service_path(name), diagnostic);
        return;
    };
    if let ServiceSpec::Cloudflared(_) = service {
        let diagnostic = Diagnostic::new(Code::RouteTarget, format!("`{name}` is the tunnel itself"));
        let diagnostic = check.labelled(diagnostic, &path.key("service"), Part::Value, "leads back");
        check.report(diagnostic.help("name the service that the tunnel leads to"));
        return;
    }
    if port_of(service, route.port).is_none() {
        let diagnostic =
            Diagnostic::new(Code::RouteTarget, format!("it cannot be known at which port `{name}` listens"));
        let diagnostic = check.labelled(diagnostic, path, Part::Value, "`port` is missing");
        check.report_missing(
            &path.key("port"),
            diagnostic.help("add `port = …`, the port inside the container"),
        );
    }
    reachable(check, service, name, path);
}

fn reachable(check: &mut Check<'_>, service: &ServiceSpec, name: &ServiceName, path: &Path) {
    let connector =
        check.spec.services.iter().find(|(_, service)| matches!(service, ServiceSpec::Cloudflared(_)));
    let from = networks_of(check.spec, connector.map(|(_, service)| service));
    let to = networks_of(check.spec, Some(service));
    if from.is_empty() || to.is_empty() || to.iter().any(|network| from.contains(network)) {
        return;
    }
    let diagnostic =
        Diagnostic::new(Code::RouteUnreachable, format!("the tunnel shares no network with `{name}`"));
    let diagnostic = check.labelled(diagnostic, &path.key("service"), Part::Value, "cannot be reached");
    let diagnostic = match connector {
        Some((tunnel, _)) => check.labelled(
            diagnostic,
            &service_path(tunnel).key("networks"),
            Part::Value,
            "the tunnel's networks",
        ),
        None => diagnostic,
    };
    check.report(
        diagnostic.help(format!(
            "put the tunnel on {} too",
            or_list(to.iter().map(crate::name::NetworkName::as_str))
        )),
    );
}

/// The requests that a route takes, as a rule; what becomes of them does not matter.
fn place_of(route: &RouteSpec) -> Rule {
    let rule = Rule::for_host(route.hostname.get().clone(), Service::HelloWorld);
    match route.path_pattern() {
        Some(path) => rule.with_path(path.clone()),
        None => rule,
    }
}

fn taken(check: &mut Check<'_>, route: &RouteSpec, path: &Path, earlier: &[Path]) {
    let who = match earlier {
        [_] => "an earlier one takes them all",
        _ => "earlier ones take them all",
    };
    let diagnostic = Diagnostic::new(
        Code::RouteTaken,
        format!("no request ever reaches this route of `{}`: {who}", route.hostname),
    );
    let mut diagnostic = check.labelled(diagnostic, &path.key("hostname"), Part::Value, "never reached");
    for first in earlier {
        let text = if earlier.len() == 1 { "takes them" } else { "takes some of them" };
        diagnostic = check.labelled(diagnostic, &first.key("hostname"), Part::Value, text);
    }
    let help = match earlier {
        [_] => "move this route before the other, or remove it",
        _ => "move this route before the others, or remove it",
    };
    check.report(diagnostic.help(help));
}
