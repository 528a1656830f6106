//! What of the machine a service may use, and how often it runs, as the Compose file says it.

use mcpgen_core::model::{GpuChoice, GpuSpec, LimitsSpec};
use mcpgen_core::plan::{Role, Service};

use super::file::{DeployFile, DeviceCount, DeviceFile, LimitsFile, ReservationsFile, ResourcesFile};

/// `deploy`; `None` when nothing of it is said.
pub(super) fn deploy(service: &Service) -> Option<DeployFile> {
    let process = service.container().map(|container| &container.process);
    let replicas = match &service.role {
        Role::Container(container) => container.process.replicas.get(),
        Role::Tunnel(connector) => connector.replicas.get(),
        Role::Gateway(_) => 1,
    };
    // Asked for in the form that is older than `gpus`, and means the same (docker/compose, pkg/compose/convert.go).
    let devices: Vec<DeviceFile> = process.iter().flat_map(|process| &process.gpus).map(device).collect();
    let memory = service.reservations.memory.map(|memory| memory.to_string());
    let resources = ResourcesFile {
        limits: limits(&service.limits),
        reservations: (memory.is_some() || !devices.is_empty())
            .then_some(ReservationsFile { memory, devices }),
    };
    let file = DeployFile {
        replicas: (replicas > 1).then_some(replicas),
        resources: (resources.limits.is_some() || resources.reservations.is_some()).then_some(resources),
    };
    (file.replicas.is_some() || file.resources.is_some()).then_some(file)
}

fn limits(spec: &LimitsSpec) -> Option<LimitsFile> {
    let LimitsSpec { cpus, memory, pids, .. } = spec;
    let file = LimitsFile {
        cpus: cpus.map(|cpus| cpus.to_string()),
        memory: memory.map(|memory| memory.to_string()),
        pids: pids.map(std::num::NonZeroU32::get),
    };
    (file.cpus.is_some() || file.memory.is_some() || file.pids.is_some()).then_some(file)
}

fn device(gpu: &GpuSpec) -> DeviceFile {
    let (count, device_ids) = match &gpu.choice {
        GpuChoice::All => (Some(DeviceCount::All("all")), Vec::new()),
        GpuChoice::Count(count) => (Some(DeviceCount::Number(count.get())), Vec::new()),
        GpuChoice::Ids(ids) => (None, ids.iter().map(ToString::to_string).collect()),
    };
    DeviceFile {
        driver: gpu.driver.as_ref().map(ToString::to_string),
        count,
        device_ids,
        capabilities: ["gpu"].into_iter().chain(gpu.capabilities.iter().map(|it| it.as_str())).collect(),
    }
}
