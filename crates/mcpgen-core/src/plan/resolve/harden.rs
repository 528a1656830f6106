//! How the processes of a container run, and what `harden` makes of it.

use std::num::{NonZeroU16, NonZeroU32};

use crate::model::{Capability, ContainerSpec, LimitsSpec, SecurityOption, TmpfsSpec};
use crate::plan::{HostLocation, Process, SecurityRule};

/// Processes and threads of a hardened container: far more than a server needs, far less than it takes to stop a machine.
const HARDENED_PIDS: u32 = 512;

/// The folder in memory of a hardened container, which nearly every program expects to be able to write to.
const HARDENED_TMPFS: &str = "/tmp:size=64m";

/// Whether a container's own files can only be read.
pub(crate) fn is_read_only(container: &ContainerSpec) -> bool {
    container.read_only.unwrap_or_else(|| is_hardened(container))
}

/// Whether what is not written has the hardened value.
pub(crate) fn is_hardened(container: &ContainerSpec) -> bool {
    container.harden.unwrap_or(false)
}

/// The rights that are taken from a container.
pub(crate) fn dropped(container: &ContainerSpec) -> Vec<Capability> {
    match &container.cap_drop {
        Some(written) => written.as_slice().to_vec(),
        None if is_hardened(container) => vec![Capability::All],
        None => Vec::new(),
    }
}

/// What the engine allows or forbids a container.
pub(crate) fn security(container: &ContainerSpec) -> Vec<SecurityOption> {
    let written = container.security_opt.as_slice();
    let decided = written.iter().any(|option| matches!(option, SecurityOption::NoNewPrivileges(_)));
    // A profile of one's own is no reason to let programs gain rights: that takes `no-new-privileges:false`.
    let own = (is_hardened(container) && !decided).then_some(SecurityOption::NoNewPrivileges(true));
    own.into_iter().chain(written.iter().cloned()).collect()
}

/// The folders of a container that lie in memory. Of a hardened one `/tmp` is, unless something else is mounted there.
pub(crate) fn tmpfs(container: &ContainerSpec) -> Vec<TmpfsSpec> {
    match &container.tmpfs {
        Some(written) => written.as_slice().to_vec(),
        None if is_hardened(container) => {
            let own: Option<TmpfsSpec> = HARDENED_TMPFS.parse().ok();
            let mounted = |folder: &TmpfsSpec| {
                let volumes = container.volumes.iter().map(|mount| &mount.target);
                volumes.chain(container.configs.keys()).any(|target| *target == folder.target)
            };
            own.into_iter().filter(|folder| !mounted(folder)).collect()
        }
        None => Vec::new(),
    }
}

/// The limits of a container, `written` for its service.
pub(super) fn limits(container: &ContainerSpec, written: &LimitsSpec) -> LimitsSpec {
    let own = if is_hardened(container) { NonZeroU32::new(HARDENED_PIDS) } else { None };
    LimitsSpec { pids: written.pids.or(own), ..written.clone() }
}

pub(super) fn resolve_process(container: &ContainerSpec) -> Process {
    Process {
        user: container.user.clone(),
        group_add: container.group_add.as_slice().to_vec(),
        working_dir: container.working_dir.clone(),
        hostname: container.hostname.clone(),
        read_only: is_read_only(container),
        privileged: container.privileged.unwrap_or(false),
        cap_drop: dropped(container),
        cap_add: container.cap_add.as_slice().to_vec(),
        security: security(container)
            .into_iter()
            .map(|option| match option {
                SecurityOption::Seccomp(path) => SecurityRule::Seccomp(HostLocation::from_path(&path)),
                other => SecurityRule::Other(other),
            })
            .collect(),
        tmpfs: tmpfs(container),
        shm_size: container.shm_size,
        stop_signal: container.stop_signal.clone(),
        stop_grace_period: container.stop_grace_period,
        gpus: container.gpus.as_ref().map(|gpus| gpus.requests().to_vec()).unwrap_or_default(),
        models: container.models.clone(),
        profiles: container.profiles.as_slice().to_vec(),
        replicas: container.replicas.unwrap_or(NonZeroU16::MIN),
    }
}
