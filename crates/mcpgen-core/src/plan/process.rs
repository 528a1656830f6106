//! How the processes of a container run: as whom, with which rights, on what of the machine.

use std::collections::BTreeMap;
use std::num::NonZeroU16;

use super::{HostLocation, Text};
use crate::model::{
    Capability, ContainerGroup, ContainerHostname, ContainerPath, ContainerUser, GpuSpec, LanguageModelSpec,
    SecurityOption, StopGracePeriod, StopSignal, StorageSize, TmpfsSpec,
};
use crate::name::{LanguageModelName, ProfileName};

/// How the processes of a container run. What a hardened one has stands here like what was written.
///
/// # Examples
///
/// ```
/// # use std::collections::BTreeMap;
/// # use mcpgen_core::catalog::Knowledge;
/// use mcpgen_core::model::{Capability, StackSpec};
/// use mcpgen_core::plan::resolve;
///
/// let stack: StackSpec = r#"
/// [stack]
/// name = "mcp"
///
/// [services.web]
/// kind = "container"
/// image = "nginx:1.29"
/// harden = true
/// cap-add = ["NET_BIND_SERVICE"]
/// "#
/// .parse()?;
/// let registry = BTreeMap::new();
/// let plan = resolve(&stack, &Knowledge::new(&registry))?;
/// // `harden` stands for these, and what was written stands beside them.
/// let process = &plan.services[0].container().unwrap().process;
/// assert!(process.read_only && !process.privileged);
/// assert_eq!(process.cap_drop, [Capability::All]);
/// assert_eq!(process.cap_add, [Capability::NetBindService]);
/// assert_eq!(process.replicas.get(), 1);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Process {
    /// Whom it runs as; `None` for the image's own.
    pub user: Option<ContainerUser>,
    /// More groups of that user.
    pub group_add: Vec<ContainerGroup>,
    /// Where the program starts; `None` for the image's own.
    pub working_dir: Option<ContainerPath>,
    /// What the container calls itself; `None` for its id.
    pub hostname: Option<ContainerHostname>,
    /// Whether its own files can only be read.
    pub read_only: bool,
    /// Whether it may do nearly all that root of the machine can.
    pub privileged: bool,
    /// Rights that are taken.
    pub cap_drop: Vec<Capability>,
    /// Rights that are given.
    pub cap_add: Vec<Capability>,
    /// What the engine allows or forbids besides.
    pub security: Vec<SecurityRule>,
    /// Folders in memory.
    pub tmpfs: Vec<TmpfsSpec>,
    /// The size of `/dev/shm`; `None` for the engine's own.
    pub shm_size: Option<StorageSize>,
    /// What asks it to end; `None` for the image's own.
    pub stop_signal: Option<StopSignal>,
    /// How long it gets to end; `None` for the engine's own.
    pub stop_grace_period: Option<StopGracePeriod>,
    /// The graphics processors that it asks for.
    pub gpus: Vec<GpuSpec>,
    /// The language models that are served to it.
    pub models: BTreeMap<LanguageModelName, LanguageModelSpec>,
    /// It only runs while one of them is on; always when there are none.
    pub profiles: Vec<ProfileName>,
    /// How many containers there are of it.
    pub replicas: NonZeroU16,
}

/// One thing that the engine allows or forbids.
///
/// # Examples
///
/// ```
/// # use std::collections::BTreeMap;
/// # use mcpgen_core::catalog::Knowledge;
/// use mcpgen_core::model::StackSpec;
/// use mcpgen_core::plan::{HostLocation, SecurityRule, resolve};
///
/// let stack: StackSpec = r#"
/// [stack]
/// name = "mcp"
///
/// [services.web]
/// kind = "container"
/// image = "nginx:1.29"
/// security-opt = ["seccomp=./profile.json"]
/// "#
/// .parse()?;
/// let registry = BTreeMap::new();
/// let plan = resolve(&stack, &Knowledge::new(&registry))?;
/// let rules = &plan.services[0].container().unwrap().process.security;
/// assert_eq!(rules[0], SecurityRule::Seccomp(HostLocation::StackFolder("profile.json".to_owned())));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SecurityRule {
    /// The system calls that a file lists are let through.
    Seccomp(HostLocation),
    /// Any other; never a seccomp profile of one's own.
    Other(SecurityOption),
}

impl Process {
    /// The texts in which values of `.env` may stand.
    pub(super) fn texts(&self) -> impl Iterator<Item = &Text> {
        self.security.iter().filter_map(|rule| match rule {
            SecurityRule::Seccomp(place) => place.text(),
            SecurityRule::Other(_) => None,
        })
    }
}
