//! Whether clients reach the endpoint of a gateway through its route.

use cloudflared_config::{Passed, PathPattern, RequestUrl, Router};

use crate::check::Check;
use crate::diagnostic::{Code, Diagnostic};
use crate::document::Part;
use crate::model::{RouteSpec, ServiceSpec, Transport};
use crate::path::Path;

/// A gateway answers at one path, and sends every other there (docker/mcp-gateway, `pkg/gateway/transport.go`). So a request
/// for that path must come to it too, by this route or another one.
pub(super) fn check(check: &mut Check<'_>, routes: &[RouteSpec], index: usize, path: &Path) {
    let Some(route) = routes.get(index) else { return };
    let Some(name) = &route.service else { return };
    let Some(ServiceSpec::McpGateway(gateway)) = check.spec.services.get(name) else { return };
    let endpoint = gateway.transport.unwrap_or(Transport::Streaming).endpoint();
    let Some((taker, own)) = taker_of(routes, index, endpoint) else { return };
    if routes.get(taker).is_some_and(|taker| taker.service.as_ref() == Some(name)) {
        return;
    }
    let diagnostic = Diagnostic::new(
        Code::RouteTarget,
        format!("`{name}` answers at `{endpoint}`, and no such request of `{}` comes to it", route.hostname),
    );
    let key = if route.path.is_some() { "path" } else { "path-regex" };
    let (diagnostic, help) = if own == Some(Passed::Path) {
        let diagnostic =
            check.labelled(diagnostic, &path.key(key), Part::Value, format!("does not take `{endpoint}`"));
        (diagnostic, format!("write `path = \"{endpoint}\"`, or leave it out"))
    } else {
        let diagnostic =
            check.labelled(diagnostic, &path.key("hostname"), Part::Value, "leads to the gateway");
        let earlier = Path::root().key("ingress").key("routes").index(taker);
        let diagnostic =
            check.labelled(diagnostic, &earlier.key("hostname"), Part::Value, format!("takes `{endpoint}`"));
        (diagnostic, "move this route before the other, or give the other a path of its own".to_owned())
    };
    check.report(diagnostic.help(help));
}

/// The route that takes a request for `endpoint` at the host name of a route, which can be behind the last, and what of the
/// route itself does not match when it comes before. `None` when that cannot be told.
fn taker_of(routes: &[RouteSpec], index: usize, endpoint: &str) -> Option<(usize, Option<Passed>)> {
    let rules: Vec<(&str, String)> = routes
        .iter()
        .map(|route| {
            (route.hostname.get().as_str(), route.path_pattern().map(PathPattern::regex).unwrap_or_default())
        })
        .chain([("", String::new())])
        .collect();
    let asked = Router::new(rules.iter().map(|(host, path)| (*host, path.as_str()))).ok()?;
    let hostname = routes.get(index)?.hostname.to_string();
    let host = match hostname.strip_prefix('*') {
        // Any name that no other route is likely to be for.
        Some(suffix) => format!("any-name-of-the-wildcard{suffix}"),
        None => hostname,
    };
    let decision = asked.route(&RequestUrl::new(&format!("https://{host}{endpoint}")).ok()?);
    Some((decision.rule(), decision.passed().get(index).copied()))
}
