//! What Compose must understand of a plan, as its own normalised JSON (`config --format json`): written down from the
//! Compose Specification and from what Compose prints, without a look at the emitter.
//!
//! Only for stacks of containers: what a gateway and the tunnel get is mcpgen's own affair.

mod container;
mod files;
mod process;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use mcpgen::core::plan::{MountSource, Network, NetworkSubnet, Plan, Role, Text, TextPart};
use serde_json::{Map, Value, json};

use self::container::service;

/// Where a stack lies, and what `.env` says there.
#[derive(Debug)]
pub struct Surroundings<'a> {
    /// The folder of `docker-compose.yml`, absolute.
    pub folder: &'a Path,
    /// The values in `.env`.
    pub values: &'a BTreeMap<String, String>,
}

impl Surroundings<'_> {
    /// A text with the values of `.env` in it.
    fn text(&self, text: &Text) -> String {
        let value = |name: &str| self.values.get(name).cloned().unwrap_or_default();
        let part = |part: &TextPart| match part {
            TextPart::Literal(text) => text.clone(),
            TextPart::Secret(name) => value(name.as_str()),
            TextPart::Variable(name, default) => {
                let default = default.as_ref().map(|default| default.as_str().to_owned());
                Some(value(name.as_str())).filter(|value| !value.is_empty()).or(default).unwrap_or_default()
            }
            TextPart::Machine(machine) => value(machine.variable()),
        };
        text.parts().iter().map(part).collect()
    }
}

/// The model that Compose must make of `plan`. The language models of the stack are not in it: Compose does not print them.
#[must_use]
pub fn model(plan: &Plan, around: &Surroundings<'_>) -> Value {
    let project = plan.name.as_str();
    let containers = || {
        plan.services.iter().filter_map(|service| match &service.role {
            Role::Container(container) => Some((service, container)),
            Role::Gateway(_) | Role::Tunnel(_) => None,
        })
    };
    let services: Map<String, Value> = containers()
        .map(|(entry, container)| (entry.name.to_string(), service(entry, container, around)))
        .collect();
    // What nobody uses, Compose leaves out.
    let on: BTreeSet<&str> =
        containers().flat_map(|(service, _)| &service.networks).map(|on| on.network.as_str()).collect();
    let networks: Map<String, Value> = plan
        .networks
        .iter()
        .filter(|network| on.contains(network.name.as_str()))
        .map(|entry| (entry.name.to_string(), network(project, entry)))
        .collect();
    let volumes: Map<String, Value> = containers()
        .flat_map(|(_, container)| &container.mounts)
        .filter_map(|mount| match &mount.source {
            MountSource::Volume { name, external, .. } => Some((name.to_string(), *external)),
            MountSource::Host { .. } | MountSource::Tmpfs { .. } => None,
        })
        .map(|(name, external)| {
            let model = if external {
                json!({ "name": name, "external": true })
            } else {
                json!({ "name": format!("{project}_{name}"), "driver": "local" })
            };
            (name, model)
        })
        .collect();
    let built =
        containers().filter_map(|(_, container)| container.image.build()).flat_map(|build| &build.secrets);
    let given = containers().flat_map(|(_, container)| &container.secrets).map(|file| &file.secret);
    let secrets: Map<String, Value> = built
        .chain(given)
        .map(|name| {
            (name.to_string(), json!({ "name": format!("{project}_{name}"), "environment": name.as_str() }))
        })
        .collect();
    let mut model = json!({ "name": project, "services": services });
    for (key, entries) in [("networks", networks), ("volumes", volumes), ("secrets", secrets)] {
        put(&mut model, key, (!entries.is_empty()).then_some(entries));
    }
    model
}

fn network(project: &str, network: &Network) -> Value {
    if network.external {
        return json!({ "name": network.name.as_str(), "ipam": {}, "external": true });
    }
    let mut model = json!({
        "name": format!("{project}_{}", network.name),
        "driver": network.driver,
        "ipam": {},
    });
    let pool = |pool: &NetworkSubnet| {
        let mut model = json!({ "subnet": pool.subnet.to_string() });
        // The engine may not give away what is a container's own.
        let range = pool.has_own_addresses.then(|| pool.subnet.dynamic_part().to_string());
        put(&mut model, "ip_range", range);
        put(&mut model, "gateway", pool.has_own_addresses.then(|| pool.subnet.gateway().to_string()));
        model
    };
    let pools: Vec<Value> = network.subnets.iter().map(pool).collect();
    put(&mut model, "ipam", (!pools.is_empty()).then(|| json!({ "config": pools })));
    put(&mut model, "driver_opts", (!network.driver_opts.is_empty()).then(|| json!(network.driver_opts)));
    let has_six = network.subnets.iter().any(|pool| !pool.subnet.is_ipv4());
    put(&mut model, "enable_ipv6", has_six.then_some(true));
    put(&mut model, "internal", network.internal.then_some(true));
    model
}

/// Takes the containers' own files out of Compose's model of `plan`. Gives what is wrong with them.
pub fn take_configs(plan: &Plan, found: &mut Value, around: &Surroundings<'_>) -> Vec<String> {
    let mut told = Vec::new();
    for service in &plan.services {
        let model = found.get_mut("services").and_then(|services| services.get_mut(service.name.as_str()));
        if let (Some(container), Some(model)) = (service.container(), model) {
            files::take_configs(container, model, around, &mut told);
        }
    }
    told
}

/// Makes one of what Compose prints in two ways: nothing to say of a network as `null` or `{}`, the mode of a file as a number
/// or, since 2.34, as octal text.
pub fn settle(found: &mut Value) {
    let services = found.get_mut("services").and_then(Value::as_object_mut);
    for service in services.into_iter().flat_map(Map::values_mut) {
        let networks = service.get_mut("networks").and_then(Value::as_object_mut);
        for network in networks.into_iter().flat_map(Map::values_mut) {
            if *network == json!({}) {
                *network = Value::Null;
            }
        }
        let secrets = service.get_mut("secrets").and_then(Value::as_array_mut);
        for mode in secrets.into_iter().flatten().filter_map(|file| file.get_mut("mode")) {
            if let Some(bits) = mode.as_str().and_then(|text| u16::from_str_radix(text, 8).ok()) {
                *mode = json!(bits);
            }
        }
    }
}

/// Sets `key` of an object, when there is something to set.
fn put(object: &mut Value, key: &str, value: Option<impl Into<Value>>) {
    if let (Some(object), Some(value)) = (object.as_object_mut(), value) {
        object.insert(key.to_owned(), value.into());
    }
}

/// The places in which two models differ, each with both values.
#[must_use]
pub fn differences(expected: &Value, found: &Value) -> Vec<String> {
    let mut told = Vec::new();
    compare("", expected, found, &mut told);
    told
}

fn compare(path: &str, expected: &Value, found: &Value, told: &mut Vec<String>) {
    match (expected, found) {
        (Value::Object(one), Value::Object(other)) => {
            let keys: BTreeSet<&String> = one.keys().chain(other.keys()).collect();
            for key in keys {
                let value = |map: &Map<String, Value>| map.get(key).cloned();
                match (value(one), value(other)) {
                    (Some(one), Some(other)) => compare(&format!("{path}.{key}"), &one, &other, told),
                    (one, other) => told.push(format!("{path}.{key}: planned {one:?}, read {other:?}")),
                }
            }
        }
        (Value::Array(one), Value::Array(other)) if one.len() == other.len() => {
            for (index, (one, other)) in one.iter().zip(other).enumerate() {
                compare(&format!("{path}[{index}]"), one, other, told);
            }
        }
        (one, other) if one == other => {}
        (one, other) => told.push(format!("{path}: planned {one}, read {other}")),
    }
}
