//! Secrets: whether those that are used exist, and those that exist are used.

use std::collections::BTreeSet;

use super::{Check, service_path};
use crate::catalog::Catalog;
use crate::diagnostic::{Code, Diagnostic};
use crate::document::Part;
use crate::model::{Auth, ContainerSpec, HeaderValue, ServiceSpec, TextSpec};
use crate::name::{ContainerVariable, EnvironmentName, SecretName, ServiceName};
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
        for (secret, origin) in names(container) {
            if !check.spec.secrets.contains_key(secret) {
                let place = origin.place(name);
                check.report_unknown(Code::UnknownSecret, "secrets", secret.as_str(), &place, &known);
            }
        }
        for (origin, text) in texts(container) {
            match text {
                TextSpec::Secret(secret) if !check.spec.secrets.contains_key(secret) => {
                    let place = origin.place(name).key("secret");
                    check.report_unknown(Code::UnknownSecret, "secrets", secret.as_str(), &place, &known);
                }
                TextSpec::Variable { name: variable, .. }
                    if known.binary_search(&variable.as_str()).is_ok() =>
                {
                    is_a_secret(check, variable.as_str(), &origin.place(name));
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

/// Where a container names a secret.
enum Origin<'a> {
    File(usize),
    OfBuild(usize),
    Environment(&'a ContainerVariable),
    Argument(&'a EnvironmentName),
}

impl Origin<'_> {
    fn place(&self, service: &ServiceName) -> Path {
        let service = service_path(service);
        match self {
            Self::File(index) => service.key("secrets").index(*index),
            Self::OfBuild(index) => service.key("build").key("secrets").index(*index),
            Self::Environment(name) => service.key("environment").key(name),
            Self::Argument(name) => service.key("build").key("args").key(name),
        }
    }
}

/// The secrets that a container, or its build, gets by their names.
fn names(container: &ContainerSpec) -> impl Iterator<Item = (&SecretName, Origin<'_>)> {
    let files = container.secrets.iter().enumerate();
    let files = files.map(|(index, file)| (&file.secret, Origin::File(index)));
    let build = container.build.iter().flat_map(|build| build.secrets.as_slice().iter().enumerate());
    files.chain(build.map(|(index, secret)| (secret, Origin::OfBuild(index))))
}

/// The texts of a container, or its build, in which values of `.env` may stand.
fn texts(container: &ContainerSpec) -> impl Iterator<Item = (Origin<'_>, &TextSpec)> {
    let texts = container.environment.iter().map(|(name, text)| (Origin::Environment(name), text));
    let build = container.build.iter().flat_map(|build| &build.args);
    texts.chain(build.map(|(name, text)| (Origin::Argument(name), text)))
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
                used.extend(names(container).map(|(secret, _)| secret.clone()));
                used.extend(texts(container).filter_map(|(_, text)| match text {
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
