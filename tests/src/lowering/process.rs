//! How the processes of a container run, in Compose's model.

use std::collections::BTreeMap;

use mcpgen::core::model::{GpuChoice, GpuSpec, SecurityOption, Ulimit};
use mcpgen::core::plan::{HostLocation, Process, SecurityRule, Service};
use serde_json::{Value, json};

use super::container::{filled, go_time, listed, number, place};
use super::{Surroundings, put};

pub(super) fn add_process(
    model: &mut Value,
    service: &Service,
    process: &Process,
    around: &Surroundings<'_>,
) {
    put(model, "user", process.user.as_ref().map(mcpgen::core::model::ContainerUser::as_str));
    put(model, "group_add", listed(&process.group_add, |group| json!(group.to_string())));
    put(model, "working_dir", process.working_dir.as_ref().map(mcpgen::core::model::ContainerPath::as_str));
    put(model, "hostname", process.hostname.as_ref().map(mcpgen::core::model::ContainerHostname::as_str));
    put(model, "read_only", process.read_only.then_some(true));
    put(model, "privileged", process.privileged.then_some(true));
    put(model, "cap_drop", listed(&process.cap_drop, |capability| json!(capability.as_str())));
    put(model, "cap_add", listed(&process.cap_add, |capability| json!(capability.as_str())));
    put(model, "security_opt", listed(&process.security, |rule| json!(security(rule, around))));
    put(model, "tmpfs", listed(&process.tmpfs, |folder| json!(folder.to_string())));
    put(model, "shm_size", process.shm_size.map(|size| size.bytes().to_string()));
    put(model, "stop_signal", process.stop_signal.as_ref().map(ToString::to_string));
    put(model, "stop_grace_period", process.stop_grace_period.map(|period| go_time(period.get())));
    put(model, "profiles", listed(&process.profiles, |profile| json!(profile.as_str())));
    let uses: BTreeMap<&str, Value> = process
        .models
        .iter()
        .map(|(name, model)| {
            let variables = json!({
                "endpoint_var": model.endpoint_variable(name), "model_var": model.model_variable(name),
            });
            (name.as_str(), variables)
        })
        .collect();
    put(model, "models", filled(&uses).then(|| json!(uses)));
    put(model, "init", service.init);
    let ulimits: BTreeMap<&str, Value> =
        service.ulimits.all().into_iter().map(|(name, limit)| (name, ulimit(limit))).collect();
    put(model, "ulimits", filled(&ulimits).then(|| json!(ulimits)));
    let names = &service.names;
    let hosts: Vec<String> = names.extra_hosts.iter().map(|(name, host)| format!("{name}={host}")).collect();
    put(model, "extra_hosts", (!hosts.is_empty()).then_some(hosts));
    put(model, "dns", listed(&names.servers, |server| json!(server.to_string())));
    put(model, "dns_search", listed(&names.search, |domain| json!(domain.as_str())));
    put(model, "dns_opt", listed(&names.options, |option| json!(option.to_string())));
    put(model, "deploy", deploy(service, process));
}

/// A limit of 0 is there, and not printed.
fn ulimit(limit: Ulimit) -> Value {
    let mut model = json!({});
    put(&mut model, "soft", Some(limit.soft()).filter(|limit| *limit != 0));
    put(&mut model, "hard", Some(limit.hard()).filter(|limit| *limit != 0));
    model
}

fn security(rule: &SecurityRule, around: &Surroundings<'_>) -> String {
    match rule {
        // Made absolute only when the container is made (docker/compose, pkg/compose/create.go).
        SecurityRule::Seccomp(HostLocation::StackFolder(path)) => format!("seccomp=./{path}"),
        SecurityRule::Seccomp(path @ HostLocation::Machine(_)) => format!("seccomp={}", place(path, around)),
        SecurityRule::Other(SecurityOption::NoNewPrivileges(on)) => format!("no-new-privileges:{on}"),
        SecurityRule::Other(option) => option.to_string(),
    }
}

fn deploy(service: &Service, process: &Process) -> Option<Value> {
    let mut limits = json!({});
    // Compose reads both from text; it prints the one as a number and the other as bytes.
    let cpus = service.limits.cpus.and_then(|cpus| cpus.to_string().parse::<f64>().ok());
    put(&mut limits, "cpus", cpus.map(number));
    put(&mut limits, "memory", service.limits.memory.map(|memory| memory.bytes().to_string()));
    put(&mut limits, "pids", service.limits.pids.map(std::num::NonZeroU32::get));
    let mut reservations = json!({});
    put(&mut reservations, "memory", service.reservations.memory.map(|memory| memory.bytes().to_string()));
    put(&mut reservations, "devices", listed(&process.gpus, device));
    let mut resources = json!({});
    for (key, value) in [("limits", limits), ("reservations", reservations)] {
        put(&mut resources, key, is_filled(&value).then_some(value));
    }
    let replicas = process.replicas.get();
    let said = is_filled(&resources) || replicas > 1;
    let mut deploy = json!({ "resources": resources, "placement": {} });
    put(&mut deploy, "replicas", (replicas > 1).then_some(replicas));
    said.then_some(deploy)
}

fn is_filled(object: &Value) -> bool {
    object.as_object().is_some_and(|object| !object.is_empty())
}

fn device(gpu: &GpuSpec) -> Value {
    let capabilities: Vec<&str> =
        ["gpu"].into_iter().chain(gpu.capabilities.iter().map(|capability| capability.as_str())).collect();
    let mut model = json!({ "capabilities": capabilities });
    put(&mut model, "driver", gpu.driver.as_ref().map(ToString::to_string));
    match &gpu.choice {
        // All of them are -1 of them.
        GpuChoice::All => put(&mut model, "count", Some(-1)),
        GpuChoice::Count(count) => put(&mut model, "count", Some(count.get())),
        GpuChoice::Ids(ids) => {
            put(&mut model, "device_ids", Some(ids.iter().map(ToString::to_string).collect::<Vec<_>>()));
        }
    }
    model
}
