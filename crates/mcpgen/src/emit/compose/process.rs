//! How the processes of a container run, as the Compose file says it.

use std::collections::BTreeMap;

use mcpgen_core::model::{Capability, SecurityOption, Ulimit};
use mcpgen_core::plan::{NameResolution, Plan, Process, SecurityRule, Service};

use super::file::{ModelFile, ModelUse, ServiceFile, UlimitFile};
use super::interpolation::literal;
use super::service::location;
use crate::emit::Layout;

/// What every kind of service has.
pub(super) fn add_common<'a>(file: &mut ServiceFile<'a>, service: &'a Service) {
    let NameResolution { extra_hosts, servers, search, options } = &service.names;
    file.init = service.init;
    file.ulimits = service.ulimits.all().into_iter().map(|(name, limit)| (name, ulimit(limit))).collect();
    file.extra_hosts = extra_hosts.iter().map(|(name, host)| (name.as_str(), host.to_string())).collect();
    file.dns = servers.iter().map(ToString::to_string).collect();
    file.dns_search = search.iter().map(mcpgen_core::model::HostName::as_str).collect();
    file.dns_opt = options.iter().map(ToString::to_string).collect();
}

/// What a container has besides.
pub(super) fn add_process<'a>(
    file: &mut ServiceFile<'a>,
    plan: &Plan,
    process: &'a Process,
    layout: &Layout,
) {
    let names = |capabilities: &[Capability]| capabilities.iter().map(|it| it.as_str()).collect::<Vec<_>>();
    file.user = process.user.as_ref().map(|user| user.as_str().to_owned());
    file.group_add = process.group_add.iter().map(ToString::to_string).collect();
    file.working_dir = process.working_dir.as_ref().map(|path| literal(path.as_str()));
    file.hostname = process.hostname.as_ref().map(mcpgen_core::model::ContainerHostname::as_str);
    file.read_only = process.read_only.then_some(true);
    file.privileged = process.privileged.then_some(true);
    file.cap_drop = names(&process.cap_drop);
    file.cap_add = names(&process.cap_add);
    file.security_opt = process
        .security
        .iter()
        .map(|rule| match rule {
            SecurityRule::Seccomp(place) => format!("seccomp={}", location(plan, place, layout)),
            SecurityRule::Other(SecurityOption::NoNewPrivileges(on)) => format!("no-new-privileges:{on}"),
            SecurityRule::Other(option) => literal(&option.to_string()),
        })
        .collect();
    file.tmpfs = process.tmpfs.iter().map(|folder| literal(&folder.to_string())).collect();
    file.shm_size = process.shm_size.map(|size| size.to_string());
    file.stop_signal = process.stop_signal.as_ref().map(ToString::to_string);
    file.stop_grace_period = process.stop_grace_period.map(|period| period.get().to_string());
    // Both names always: what Compose makes of a name that is not given has changed between versions.
    file.models = process
        .models
        .iter()
        .map(|(name, model)| {
            let endpoint_var = model.endpoint_variable(name);
            (name.as_str(), ModelUse { endpoint_var, model_var: model.model_variable(name) })
        })
        .collect();
    file.profiles = process.profiles.iter().map(mcpgen_core::name::ProfileName::as_str).collect();
}

/// Both parts, for a number alone is read as both by every version, and says less.
fn ulimit(limit: Ulimit) -> UlimitFile {
    UlimitFile { soft: limit.soft(), hard: limit.hard() }
}

/// The language models of all services. Two services that call one agree on it.
pub(super) fn models(plan: &Plan) -> BTreeMap<&str, ModelFile> {
    plan.services
        .iter()
        .filter_map(Service::container)
        .flat_map(|container| &container.process.models)
        .map(|(name, model)| {
            let flags = model.runtime_flags.iter().map(|flag| literal(flag)).collect();
            let file = ModelFile {
                model: literal(model.model.as_str()),
                context_size: model.context_size.map(std::num::NonZeroU32::get),
                runtime_flags: flags,
            };
            (name.as_str(), file)
        })
        .collect()
}
