//! `cap-drop` and `cap-add`: the capabilities of Linux.

use std::fmt;

use serde::Deserialize;
use serde::de::{self, Deserializer, Visitor};

/// Declares the enum, its names and what each means, from one table.
macro_rules! capabilities {
    ($($variant:ident $name:literal $meaning:literal;)*) => {
        /// A capability of Linux, or all of them. The one form is in capitals and without `CAP_` (moby/moby,
        /// `daemon/pkg/oci/caps/utils_linux.go`; capabilities(7)).
        ///
        /// # Examples
        ///
        /// ```
        /// use mcpgen_core::model::{Capability, ServiceSpec, StackSpec};
        ///
        /// let stack: StackSpec = r#"
        /// [stack]
        /// name = "mcp"
        ///
        /// [services.web]
        /// kind = "container"
        /// image = "nginx:1.29"
        /// cap-drop = ["ALL"]
        /// cap-add = ["NET_BIND_SERVICE"]
        /// "#
        /// .parse()?;
        /// let ServiceSpec::Container(web) = &stack.services[&"web".parse()?] else { unreachable!() };
        /// assert_eq!(web.cap_add.as_slice(), [Capability::NetBindService]);
        ///
        /// // There is one form of each.
        /// let faults = r#"
        /// [stack]
        /// name = "mcp"
        ///
        /// [services.web]
        /// kind = "container"
        /// image = "nginx:1.29"
        /// cap-add = ["cap_net_bind_service"]
        /// "#
        /// .parse::<StackSpec>()
        /// .unwrap_err();
        /// assert_eq!(
        ///     faults.diagnostics()[0].help_text(),
        ///     Some("write \"NET_BIND_SERVICE\": in capitals, without `CAP_`")
        /// );
        /// # Ok::<(), Box<dyn std::error::Error>>(())
        /// ```
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
        pub enum Capability {
            $(#[doc = $meaning] $variant,)*
        }

        impl Capability {
            /// Every capability, with what it permits.
            const ALL: &'static [(Self, &'static str, &'static str)] = &[$((Self::$variant, $name, $meaning)),*];
            const NAMES: &'static [&'static str] = &[$($name),*];

            /// The name.
            ///
            /// # Examples
            ///
            /// ```
            /// use mcpgen_core::model::Capability;
            ///
            /// assert_eq!(Capability::NetRaw.as_str(), "NET_RAW");
            /// ```
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$variant => $name,)*
                }
            }
        }
    };
}

capabilities! {
    All "ALL" "All of them.";
    AuditControl "AUDIT_CONTROL" "Switches the kernel's auditing on and off.";
    AuditRead "AUDIT_READ" "Reads the audit log.";
    AuditWrite "AUDIT_WRITE" "Writes to the audit log.";
    BlockSuspend "BLOCK_SUSPEND" "Keeps the system from sleeping.";
    Bpf "BPF" "Loads programs into the kernel.";
    CheckpointRestore "CHECKPOINT_RESTORE" "Freezes and restores processes.";
    Chown "CHOWN" "Gives files to other users.";
    DacOverride "DAC_OVERRIDE" "Reads and writes whatever a file's mode says.";
    DacReadSearch "DAC_READ_SEARCH" "Reads whatever a file's mode says, outside of the container too.";
    Fowner "FOWNER" "Changes modes of other users' files.";
    Fsetid "FSETID" "Keeps set-user-ID bits of changed files.";
    IpcLock "IPC_LOCK" "Locks memory.";
    IpcOwner "IPC_OWNER" "Uses other users' shared memory.";
    Kill "KILL" "Sends signals to other users' processes.";
    Lease "LEASE" "Takes leases on files.";
    LinuxImmutable "LINUX_IMMUTABLE" "Makes files immutable.";
    MacAdmin "MAC_ADMIN" "Changes mandatory access control.";
    MacOverride "MAC_OVERRIDE" "Overrides mandatory access control.";
    Mknod "MKNOD" "Makes device files.";
    NetAdmin "NET_ADMIN" "Changes interfaces, routes and firewall rules.";
    NetBindService "NET_BIND_SERVICE" "Listens on ports below 1024.";
    NetBroadcast "NET_BROADCAST" "Sends to broadcast addresses.";
    NetRaw "NET_RAW" "Sends raw packets, such as those of ping.";
    Perfmon "PERFMON" "Watches the performance of the system.";
    Setfcap "SETFCAP" "Gives capabilities to files.";
    Setgid "SETGID" "Changes its groups.";
    Setpcap "SETPCAP" "Changes its capabilities.";
    Setuid "SETUID" "Changes its user.";
    SysAdmin "SYS_ADMIN" "Mounts, and much else: nearly root of the machine.";
    SysBoot "SYS_BOOT" "Restarts the machine.";
    SysChroot "SYS_CHROOT" "Changes its root folder.";
    SysModule "SYS_MODULE" "Loads modules into the kernel.";
    SysNice "SYS_NICE" "Raises priorities.";
    SysPacct "SYS_PACCT" "Switches process accounting.";
    SysPtrace "SYS_PTRACE" "Traces other processes.";
    SysRawio "SYS_RAWIO" "Reads and writes devices and memory of the machine.";
    SysResource "SYS_RESOURCE" "Overrides limits.";
    SysTime "SYS_TIME" "Sets the clock of the machine.";
    SysTtyConfig "SYS_TTY_CONFIG" "Configures terminals.";
    Syslog "SYSLOG" "Reads the kernel's log.";
    WakeAlarm "WAKE_ALARM" "Wakes the system.";
}

impl Capability {
    /// Whether a container that has it can get hold of the machine.
    ///
    /// # Examples
    ///
    /// ```
    /// use mcpgen_core::model::Capability;
    ///
    /// assert!(Capability::SysAdmin.reaches_the_machine());
    /// assert!(!Capability::NetBindService.reaches_the_machine());
    /// ```
    #[must_use]
    pub const fn reaches_the_machine(self) -> bool {
        matches!(
            self,
            Self::All
                | Self::Bpf
                | Self::DacReadSearch
                | Self::MacAdmin
                | Self::MacOverride
                | Self::NetAdmin
                | Self::SysAdmin
                | Self::SysBoot
                | Self::SysModule
                | Self::SysPtrace
                | Self::SysRawio
                | Self::SysTime
        )
    }
}

impl fmt::Display for Capability {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
    }
}

impl<'de> Deserialize<'de> for Capability {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct CapabilityVisitor;

        impl Visitor<'_> for CapabilityVisitor {
            type Value = Capability;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("text such as \"NET_BIND_SERVICE\"")
            }

            fn visit_str<E: de::Error>(self, text: &str) -> Result<Capability, E> {
                let find = |wanted: &str| Capability::ALL.iter().find(|(_, name, _)| *name == wanted);
                if let Some((capability, ..)) = find(text) {
                    return Ok(*capability);
                }
                let capitals = text.to_ascii_uppercase();
                match find(capitals.strip_prefix("CAP_").unwrap_or(&capitals)) {
                    Some((_, name, _)) => Err(E::custom(format!(
                        "{text:?} is not the one form of a capability\nwrite \"{name}\": in capitals, without `CAP_`"
                    ))),
                    None => Err(E::unknown_variant(text, Capability::NAMES)),
                }
            }
        }

        deserializer.deserialize_str(CapabilityVisitor)
    }
}

#[cfg(feature = "schema")]
impl schemars::JsonSchema for Capability {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Capability".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        let words: Vec<_> = Self::ALL
            .iter()
            .map(|(_, name, meaning)| schemars::json_schema!({ "const": name, "description": meaning }))
            .collect();
        schemars::json_schema!({ "description": "A capability of Linux, or all.", "oneOf": words })
    }
}
