//! Secrets: whether those that are used exist, and those that exist are used.

use std::collections::BTreeSet;

use super::{Check, service_path};
use crate::catalog::Catalog;
use crate::diagnostic::{Code, Diagnostic};
use crate::document::Part;
use crate::model::{Auth, ContainerSpec, HeaderValue, ServiceSpec, TextSpec};
use crate::name::SecretName;
use crate::path::Path;
use crate::plan::{find_definition, secret_for};

pub(super) fn check(check: &mut Check<'_>) {
    let known: Vec<&str> = check.spec.secrets.keys().map(SecretName::as_str).collect();
    for (name, service) in &check.spec.services {
        if let ServiceSpec::McpGateway(gateway) = service
            && let Some(token) = &gateway.token
        {
            token_of_a_gateway(check, token, gateway.auth, &service_path(name), &known);
        }
        let ServiceSpec::Container(container) = service else { continue };
        let service = service_path(name);
        for (secret, place) in names(container, &service) {
            if !check.spec.secrets.contains_key(secret) {
                check.report_unknown(Code::UnknownSecret, "secrets", secret.as_str(), &place, &known);
            }
        }
        for (place, text) in texts(container, &service) {
            match text {
                TextSpec::Secret(secret) if !check.spec.secrets.contains_key(secret) => {
                    check.report_unknown(
                        Code::UnknownSecret,
                        "secrets",
                        secret.as_str(),
                        &place.key("secret"),
                        &known,
                    );
                }
                TextSpec::Variable { name, .. } if known.binary_search(&name.as_str()).is_ok() => {
                    is_a_secret(check, name.as_str(), &place);
                }
                _ => {}
            }
        }
    }
    if let Some(token) = check.spec.ingress.as_ref().and_then(|ingress| ingress.token.as_ref())
        && !check.spec.secrets.contains_key(token)
    {
        let place = Path::root().key("ingress").key("token");
        check.report_unknown(Code::UnknownSecret, "secrets", token.as_str(), &place, &known);
    }
    unused(check);
}

/// The secrets that a container, or its build, gets by their names, each with its place.
fn names<'a>(container: &'a ContainerSpec, service: &Path) -> Vec<(&'a SecretName, Path)> {
    let files = container.secrets.iter().enumerate().map(|(index, file)| {
        let place = service.key("secrets").index(index);
        (&file.secret, place)
    });
    let build = container.build.iter().flat_map(|build| build.secrets.as_slice().iter().enumerate());
    let build = build.map(|(index, secret)| (secret, service.key("build").key("secrets").index(index)));
    files.chain(build).collect()
}

/// The texts of a container, or its build, in which values of `.env` may stand, each with its place.
fn texts<'a>(container: &'a ContainerSpec, service: &Path) -> Vec<(Path, &'a TextSpec)> {
    let environment = service.key("environment");
    let arguments = service.key("build").key("args");
    let texts = container.environment.iter().map(|(name, text)| (environment.key(name), text));
    let build = container.build.iter().flat_map(|build| &build.args);
    texts.chain(build.map(|(name, text)| (arguments.key(name), text))).collect()
}

fn token_of_a_gateway(
    check: &mut Check<'_>,
    token: &SecretName,
    auth: Option<Auth>,
    service: &Path,
    known: &[&str],
) {
    let place = service.key("token");
    if auth == Some(Auth::None) {
        let diagnostic =
            Diagnostic::new(Code::InvalidValue, "a gateway that answers everyone asks for no token");
        let diagnostic = check.labelled(diagnostic, &place, Part::Key, "never read");
        let diagnostic = check.labelled(diagnostic, &service.key("auth"), Part::Value, "because of this");
        check.report(diagnostic.help("remove `token`, or `auth = \"none\"`"));
    } else if *token != SecretName::gateway_token() && !check.spec.secrets.contains_key(token) {
        check.report_unknown(Code::UnknownSecret, "secrets", token.as_str(), &place, known);
    }
}

fn is_a_secret(check: &mut Check<'_>, name: &str, place: &Path) {
    let diagnostic = Diagnostic::new(
        Code::InvalidValue,
        format!("`{name}` is a secret, and is used here as an ordinary value"),
    );
    let diagnostic = check.labelled(diagnostic, &place.key("env"), Part::Value, "a secret");
    let diagnostic =
        check.labelled(diagnostic, &Path::root().key("secrets").key(name), Part::Value, "declared here");
    check.report(diagnostic.help(format!("write `{{ secret = \"{name}\" }}`")));
}

fn unused(check: &mut Check<'_>) {
    // What could not be read of a catalog might need any of them.
    let whole = |catalog: &Option<Catalog>| catalog.as_ref().is_some_and(|catalog| !catalog.partial);
    if !check.knowledge.catalogs.values().all(whole) {
        return;
    }
    let used = used(check);
    for secret in check.spec.secrets.keys().filter(|secret| !used.contains(*secret)) {
        let diagnostic =
            Diagnostic::new(Code::SecretUnused, format!("nothing receives the secret `{secret}`"))
                .about(secret.as_str());
        let path = Path::root().key("secrets").key(secret);
        let diagnostic = check.labelled(diagnostic, &path, Part::Value, "unused");
        check.report_unused(diagnostic.help("remove it, or name it where it is needed"));
    }
}

fn used(check: &Check<'_>) -> BTreeSet<SecretName> {
    let spec = check.spec;
    let mut used = BTreeSet::new();
    for service in spec.services.values() {
        match service {
            ServiceSpec::McpGateway(gateway) => {
                if gateway.auth.unwrap_or(Auth::Bearer) == Auth::Bearer {
                    used.insert(gateway.token.clone().unwrap_or_else(SecretName::gateway_token));
                }
                for name in &gateway.servers {
                    let absent = crate::model::ServerSpec::default();
                    let server = spec.servers.get(name).unwrap_or(&absent);
                    used.extend(server.secrets.values().cloned());
                    used.extend(server.environment.values().filter_map(|text| match text {
                        TextSpec::Secret(secret) => Some(secret.clone()),
                        _ => None,
                    }));
                    used.extend(server.headers.values().filter_map(|value| match value {
                        HeaderValue::Secret { secret, .. } => Some(secret.clone()),
                        HeaderValue::Literal(_) => None,
                    }));
                    let definition = find_definition(check.knowledge, gateway, name);
                    let wanted = definition.iter().flat_map(|definition| &definition.secrets);
                    used.extend(wanted.filter_map(|wanted| secret_for(spec, server, &wanted.environment)));
                }
            }
            ServiceSpec::Container(container) => {
                let nowhere = Path::root();
                used.extend(names(container, &nowhere).into_iter().map(|(secret, _)| secret.clone()));
                used.extend(texts(container, &nowhere).into_iter().filter_map(|(_, text)| match text {
                    TextSpec::Secret(secret) => Some(secret.clone()),
                    _ => None,
                }));
            }
            ServiceSpec::Cloudflared(_) => {}
        }
    }
    used.extend(spec.ingress.as_ref().and_then(|ingress| ingress.token.clone()));
    used
}
