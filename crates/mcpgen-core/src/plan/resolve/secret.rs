//! The lines of `.env`: which there are, and who gets them.

use std::collections::{BTreeMap, BTreeSet};

use super::Unresolved;
use crate::model::{Generate, SecretSpec, StackSpec};
use crate::name::SecretName;
use crate::plan::{GatewayAuth, Plan, Role, Secret, Text, TextPart, TunnelMode};

pub(super) fn resolve_values(spec: &StackSpec, plan: &mut Plan) -> Result<(), Unresolved> {
    let mut secrets: BTreeMap<SecretName, Secret> =
        spec.secrets.iter().map(|(name, secret)| (name.clone(), resolve_secret(secret))).collect();
    let mut variables = BTreeMap::new();
    for service in &plan.services {
        let receiver = format!("service {}", service.name);
        match &service.role {
            Role::Gateway(gateway) => {
                if let GatewayAuth::Bearer(name) = &gateway.auth {
                    if *name == SecretName::gateway_token() {
                        secrets.entry(name.clone()).or_insert_with(gateway_token);
                    }
                    secrets.get_mut(name).ok_or(Unresolved)?.receivers.insert(receiver);
                }
                for server in &gateway.servers {
                    for delivery in &server.secrets {
                        let secret = secrets.get_mut(&delivery.secret).ok_or(Unresolved)?;
                        secret.receivers.insert(format!("server {}", server.name));
                    }
                }
            }
            Role::Tunnel(connector) => {
                if let TunnelMode::Dashboard { token } = &connector.mode {
                    secrets.get_mut(token).ok_or(Unresolved)?.receivers.insert(receiver);
                }
            }
            Role::Container(container) => {
                let files = container.secrets.iter().map(|file| &file.secret);
                for name in files.chain(container.environment.values().flat_map(secrets_in)) {
                    secrets.get_mut(name).ok_or(Unresolved)?.receivers.insert(receiver.clone());
                }
                let build = container.image.build();
                for name in build.into_iter().flat_map(|build| &build.secrets) {
                    let receiver = format!("build of service {}", service.name);
                    secrets.get_mut(name).ok_or(Unresolved)?.receivers.insert(receiver);
                }
                let arguments = build.into_iter().flat_map(|build| build.args.values());
                for part in container.environment.values().chain(arguments).flat_map(Text::parts) {
                    if let TextPart::Variable(name, default) = part {
                        variables.entry(name.clone()).or_insert_with(|| default.clone());
                    }
                }
            }
        }
    }
    plan.secrets = secrets;
    plan.variables = variables;
    // A name that is both would be two lines of `.env` for one.
    let is_secret = |name: SecretName| plan.secrets.contains_key(&name);
    let both = plan.variables.keys().any(|name| name.as_str().parse().is_ok_and(is_secret));
    if both { Err(Unresolved) } else { Ok(()) }
}

fn secrets_in(text: &Text) -> impl Iterator<Item = &SecretName> {
    text.parts().iter().filter_map(|part| match part {
        TextPart::Secret(name) => Some(name),
        _ => None,
    })
}

fn resolve_secret(spec: &SecretSpec) -> Secret {
    let SecretSpec { description, required, generate } = spec;
    Secret {
        description: description.clone().unwrap_or_default(),
        required: required.unwrap_or(true),
        generate: generate.unwrap_or(Generate::No),
        receivers: BTreeSet::new(),
    }
}

fn gateway_token() -> Secret {
    Secret {
        description: "The token that clients send to the gateway; mcpgen made it.".to_owned(),
        required: true,
        generate: Generate::Token,
        receivers: BTreeSet::new(),
    }
}
