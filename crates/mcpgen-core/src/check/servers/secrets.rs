//! The secrets of servers. One that the gateway has no value for arrives as the text `<UNKNOWN>` (docker/mcp-gateway,
//! pkg/gateway/clientpool.go).

use std::collections::BTreeMap;

use crate::catalog::{ServerDefinition, ServerSecret};
use crate::check::{Check, service_path};
use crate::diagnostic::{Code, Diagnostic, or_list};
use crate::document::Part;
use crate::model::{GatewaySpec, ServerSpec, ServiceSpec};
use crate::name::{EnvironmentName, SecretName, ServerName};
use crate::path::Path;
use crate::plan::{find_definition, secret_for};

/// Each secret that the server takes must be one of the stack, unless the catalog says that it works without.
pub(super) fn needed(
    check: &mut Check<'_>,
    name: &ServerName,
    server: &ServerSpec,
    definition: &ServerDefinition,
    listed: &Path,
) {
    for secret in definition.secrets.iter().filter(|secret| !secret.optional) {
        if secret_for(check.spec, server, &secret.environment).is_some() {
            continue;
        }
        let environment = &secret.environment;
        let diagnostic = Diagnostic::new(
            Code::ServerSecret,
            format!("the server `{name}` needs `{environment}`, and no secret is called so"),
        );
        let diagnostic = check.labelled(diagnostic, listed, Part::Value, format!("needs `{environment}`"));
        let help = if environment.as_str().parse::<SecretName>().is_ok() {
            format!("add `[secrets.{environment}]`, with `required = false` if it works without")
        } else {
            let own = secret.name_of_its_own(name);
            format!(
                "add `[servers.{name}.secrets]` and in it `{environment} = \"{own}\"`, and `[secrets.{own}]`"
            )
        };
        check.report_missing(&Path::root().key("secrets").key(environment), diagnostic.help(help));
    }
}

/// `[servers.NAME.secrets]` may name only what the server takes.
pub(super) fn unknown(
    check: &mut Check<'_>,
    name: &ServerName,
    server: &ServerSpec,
    definition: &ServerDefinition,
    table: &Path,
) {
    let known: Vec<&str> = definition.secrets.iter().map(|secret| secret.environment.as_str()).collect();
    let place = table.key("secrets");
    for environment in server.secrets.keys().filter(|environment| !known.contains(&environment.as_str())) {
        let diagnostic =
            Diagnostic::new(Code::ServerSecret, format!("the server `{name}` does not take `{environment}`"));
        let diagnostic = check.labelled(diagnostic, &place.key(environment), Part::Key, "never read");
        let diagnostic = check.with_key(diagnostic, &place, environment.as_str(), &known);
        let help = match check.nearest(environment.as_str(), known.iter().copied()) {
            Some(near) => format!("write `{near}`"),
            None if known.is_empty() => "remove it: this server takes no secrets".to_owned(),
            None => format!("write {}", or_list(known.iter().copied())),
        };
        check.report(diagnostic.help(help));
    }
}

/// A gateway does not start a container that it keeps for a session while one of its secrets is empty, needed or not
/// (docker/mcp-gateway, pkg/gateway/clientpool.go, `missingRequiredSecrets`).
pub(super) fn kept(
    check: &mut Check<'_>,
    gateway: &GatewaySpec,
    name: &ServerName,
    definition: &ServerDefinition,
    listed: &Path,
) {
    if !definition.needs_docker || !(definition.long_lived || gateway.long_lived == Some(true)) {
        return;
    }
    let absent = ServerSpec::default();
    let server = check.spec.servers.get(name).unwrap_or(&absent);
    for ServerSecret { environment, optional, .. } in &definition.secrets {
        let secret = secret_for(check.spec, server, environment);
        let required = |secret: &SecretName| {
            check.spec.secrets.get(secret).is_none_or(|spec| spec.required.unwrap_or(true))
        };
        let (help, place) = match &secret {
            Some(secret) if required(secret) => continue,
            Some(secret) => {
                let place = Path::root().key("secrets").key(secret).key("required");
                (format!("remove `required = false` from `[secrets.{secret}]`"), Some(place))
            }
            // Without it, one that is not optional has been reported already.
            None if *optional => (format!("add `[secrets.{environment}]`"), None),
            None => continue,
        };
        let diagnostic = Diagnostic::new(
            Code::ServerSecret,
            format!(
                "the gateway does not start `{name}` while `{environment}` is empty: it keeps its container for a session"
            ),
        );
        let diagnostic = match &place {
            Some(place) => check.labelled(diagnostic, place, Part::Value, "may be empty"),
            None => check.labelled(diagnostic, listed, Part::Value, format!("needs `{environment}`")),
        };
        check.report_missing(&Path::root().key("secrets").key(environment), diagnostic.help(help));
    }
}

/// A server's secret, and where it comes from.
struct Delivery<'a> {
    server: &'a ServerName,
    listed: Path,
    environment: EnvironmentName,
    secret: SecretName,
}

/// Secrets that several servers share: by the name in the catalog, where they can have one value only; or by a variable whose
/// name says nothing of whose key it is, where one service is sent the key of another.
pub(super) fn shared(check: &mut Check<'_>) {
    let absent = ServerSpec::default();
    // By variable and secret: the first server that takes it.
    let mut by_variable: BTreeMap<(EnvironmentName, SecretName), &ServerName> = BTreeMap::new();
    for (service, gateway) in gateways(check) {
        // By the name in the catalog: the first server of this gateway that takes it.
        let mut by_name: BTreeMap<String, Delivery<'_>> = BTreeMap::new();
        for (index, name) in gateway.servers.iter().enumerate() {
            let server = check.spec.servers.get(name).unwrap_or(&absent);
            let definition = find_definition(check.knowledge, gateway, name).filter(|_| !server.is_own());
            let wanted = definition.map(|definition| definition.secrets).unwrap_or_default();
            for wanted in wanted {
                let ServerSecret { name: called, environment, .. } = wanted.clone();
                let Some(secret) = secret_for(check.spec, server, &environment) else { continue };
                let listed = service_path(service).key("servers").index(index);
                match by_variable.get(&(environment.clone(), secret.clone())) {
                    Some(other) if *other != name && wanted.names_no_issuer() => {
                        same_key(check, other, name, &wanted, &listed);
                    }
                    _ => {
                        by_variable.insert((environment.clone(), secret.clone()), name);
                    }
                }
                let delivery = Delivery { server: name, listed, environment, secret };
                match by_name.get(&called) {
                    Some(other) if other.secret != delivery.secret => {
                        same_line(check, &called, other, &delivery);
                    }
                    Some(_) => {}
                    None => {
                        by_name.insert(called, delivery);
                    }
                }
            }
        }
    }
}

fn gateways<'a>(check: &Check<'a>) -> Vec<(&'a crate::name::ServiceName, &'a GatewaySpec)> {
    let services = check.spec.services.iter();
    services
        .filter_map(|(name, service)| match service {
            ServiceSpec::McpGateway(gateway) => Some((name, gateway)),
            _ => None,
        })
        .collect()
}

fn same_key(
    check: &mut Check<'_>,
    first: &ServerName,
    second: &ServerName,
    wanted: &ServerSecret,
    listed: &Path,
) {
    let environment = &wanted.environment;
    let own = wanted.name_of_its_own(second);
    let diagnostic = Diagnostic::new(
        Code::SecretShared,
        format!("the servers `{first}` and `{second}` both take `{environment}`, and are given the same one"),
    );
    let diagnostic = check.labelled(diagnostic, listed, Part::Value, "given the key of another service");
    check.report(diagnostic.help(format!(
        "add `[servers.{second}.secrets]` and in it `{environment} = \"{own}\"`, and `[secrets.{own}]`"
    )));
}

fn same_line(check: &mut Check<'_>, called: &str, first: &Delivery<'_>, second: &Delivery<'_>) {
    let diagnostic = Diagnostic::new(
        Code::ServerSecret,
        format!(
            "the servers `{}` and `{}` share the secret `{called}` of the gateway, and cannot have `{}` and `{}`",
            first.server, second.server, first.secret, second.secret
        ),
    );
    let place = Path::root().key("servers").key(second.server).key("secrets").key(&second.environment);
    let place = if check.spec.servers.get(second.server).is_some_and(|server| !server.secrets.is_empty()) {
        place
    } else {
        second.listed.clone()
    };
    let diagnostic = check.labelled(diagnostic, &place, Part::Value, "another value");
    let diagnostic = check.labelled(diagnostic, &first.listed, Part::Value, "of the same secret");
    check.report(diagnostic.help("give both the same secret, or list them on two gateways"));
}
