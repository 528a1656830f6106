//! What a container sees of the machine, of Docker's storage, and of what the stack gives it.

use super::{HostLocation, Text};
use crate::model::{ContainerPath, FileMode, HostPath, MountTarget, SelinuxLabel, StorageSize, Subpath};
use crate::name::{SecretName, VolumeName};

/// What a container sees of the machine, of Docker's storage or of memory.
///
/// # Examples
///
/// ```
/// # use std::collections::BTreeMap;
/// # use mcpgen_core::catalog::Knowledge;
/// use mcpgen_core::model::StackSpec;
/// use mcpgen_core::plan::resolve;
///
/// let stack: StackSpec = r#"
/// [stack]
/// name = "mcp"
///
/// [services.web]
/// kind = "container"
/// image = "nginx:1.29"
/// volumes = ["./site:/usr/share/nginx/html:ro"]
/// "#
/// .parse()?;
/// let registry = BTreeMap::new();
/// let plan = resolve(&stack, &Knowledge::new(&registry))?;
/// let mount = &plan.services[0].container().unwrap().mounts[0];
/// assert_eq!(mount.target.as_str(), "/usr/share/nginx/html");
/// assert!(mount.read_only);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Mount {
    /// What is mounted.
    pub source: MountSource,
    /// Where the container sees it.
    pub target: MountTarget,
    /// Whether the container may only read.
    pub read_only: bool,
}

impl Mount {
    pub(super) fn path(&self) -> Option<&Text> {
        match &self.source {
            MountSource::Host { location, .. } => location.text(),
            MountSource::Volume { .. } | MountSource::Tmpfs { .. } => None,
        }
    }
}

/// What is mounted.
///
/// # Examples
///
/// ```
/// # use std::collections::BTreeMap;
/// # use mcpgen_core::catalog::Knowledge;
/// use mcpgen_core::model::StackSpec;
/// use mcpgen_core::plan::{HostLocation, MountSource, resolve};
///
/// let stack: StackSpec = r#"
/// [stack]
/// name = "mcp"
///
/// [services.web]
/// kind = "container"
/// image = "nginx:1.29"
/// volumes = ["./site:/usr/share/nginx/html:ro"]
/// "#
/// .parse()?;
/// let registry = BTreeMap::new();
/// let plan = resolve(&stack, &Knowledge::new(&registry))?;
/// let mount = &plan.services[0].container().unwrap().mounts[0];
/// let location = HostLocation::StackFolder("site".to_owned());
/// assert_eq!(mount.source, MountSource::Host { location, create: false, selinux: None });
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MountSource {
    /// A folder or file of the machine.
    Host {
        /// Where it is.
        location: HostLocation,
        /// Whether a folder is made where nothing is.
        create: bool,
        /// How it is labelled for SELinux; `None` for not at all.
        selinux: Option<SelinuxLabel>,
    },
    /// A volume that Docker keeps.
    Volume {
        /// Its name.
        name: VolumeName,
        /// Whether it exists already, and is not the stack's.
        external: bool,
        /// What of it is mounted; `None` for all.
        subpath: Option<Subpath>,
    },
    /// A file system in memory.
    Tmpfs {
        /// The most that it holds; `None` for the engine's own limit.
        size: Option<StorageSize>,
        /// The permissions of its folder; `None` for those of `/tmp`.
        mode: Option<FileMode>,
    },
}

/// A file that the stack gives to a container, which can only read it.
///
/// # Examples
///
/// ```
/// # use std::collections::BTreeMap;
/// # use mcpgen_core::catalog::Knowledge;
/// use mcpgen_core::model::StackSpec;
/// use mcpgen_core::plan::resolve;
///
/// let stack: StackSpec = r#"
/// [stack]
/// name = "mcp"
///
/// [services.web]
/// kind = "container"
/// image = "nginx:1.29"
/// configs."/docker-entrypoint.d/hello.sh" = { content = "echo hello", executable = true }
/// "#
/// .parse()?;
/// let registry = BTreeMap::new();
/// let plan = resolve(&stack, &Knowledge::new(&registry))?;
/// let file = &plan.services[0].container().unwrap().configs[0];
/// assert_eq!(file.target.as_str(), "/docker-entrypoint.d/hello.sh");
/// assert!(file.executable);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct ConfigFile {
    /// Where the container sees it.
    pub target: MountTarget,
    /// What is in it.
    pub content: ConfigContent,
    /// Whether it can be run.
    pub executable: bool,
}

/// What is in a file that the stack gives to a container.
///
/// # Examples
///
/// ```
/// # use std::collections::BTreeMap;
/// # use mcpgen_core::catalog::Knowledge;
/// use mcpgen_core::model::StackSpec;
/// use mcpgen_core::plan::{ConfigContent, resolve};
///
/// let stack: StackSpec = r#"
/// [stack]
/// name = "mcp"
///
/// [services.web]
/// kind = "container"
/// image = "nginx:1.29"
/// configs."/etc/nginx/nginx.conf" = { file = "nginx.conf" }
/// "#
/// .parse()?;
/// let registry = BTreeMap::new();
/// let plan = resolve(&stack, &Knowledge::new(&registry))?;
/// let file = &plan.services[0].container().unwrap().configs[0];
/// assert_eq!(file.content, ConfigContent::File("nginx.conf".parse()?));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ConfigContent {
    /// This text.
    Text(String),
    /// What is in this file.
    File(HostPath),
}

/// A secret that a container gets as a file.
///
/// # Examples
///
/// ```
/// # use std::collections::BTreeMap;
/// # use mcpgen_core::catalog::Knowledge;
/// use mcpgen_core::model::StackSpec;
/// use mcpgen_core::plan::resolve;
///
/// let stack: StackSpec = r#"
/// [stack]
/// name = "mcp"
///
/// [services.web]
/// kind = "container"
/// image = "nginx:1.29"
/// secrets = ["WEB_KEY"]
///
/// [secrets.WEB_KEY]
/// "#
/// .parse()?;
/// let registry = BTreeMap::new();
/// let plan = resolve(&stack, &Knowledge::new(&registry))?;
/// let file = &plan.services[0].container().unwrap().secrets[0];
/// assert_eq!(file.target.as_str(), "/run/secrets/WEB_KEY");
/// assert_eq!((file.uid, file.gid), (0, 0));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct SecretFile {
    /// The secret.
    pub secret: SecretName,
    /// Where the file is.
    pub target: ContainerPath,
    /// Who may do what with it; `None` for 0444.
    pub mode: Option<FileMode>,
    /// The number of the user whose file it is.
    pub uid: u32,
    /// The number of its group.
    pub gid: u32,
}

impl SecretFile {
    /// Whether the file is as Compose makes it of the secret's name alone.
    ///
    /// # Examples
    ///
    /// ```
    /// # use std::collections::BTreeMap;
    /// # use mcpgen_core::catalog::Knowledge;
    /// use mcpgen_core::model::StackSpec;
    /// use mcpgen_core::plan::resolve;
    ///
    /// let stack: StackSpec = r#"
    /// [stack]
    /// name = "mcp"
    ///
    /// [services.web]
    /// kind = "container"
    /// image = "nginx:1.29"
    /// secrets = ["WEB_KEY", { secret = "TLS_KEY", mode = "0400" }]
    ///
    /// [secrets.WEB_KEY]
    /// [secrets.TLS_KEY]
    /// "#
    /// .parse()?;
    /// let registry = BTreeMap::new();
    /// let plan = resolve(&stack, &Knowledge::new(&registry))?;
    /// let files = &plan.services[0].container().unwrap().secrets;
    /// assert!(files[0].is_usual());
    /// assert!(!files[1].is_usual());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn is_usual(&self) -> bool {
        let Self { secret, target, mode, uid, gid } = self;
        *target == crate::model::SecretFileSpec::usual_target(secret)
            && mode.is_none()
            && *uid == 0
            && *gid == 0
    }
}
