//! Which paths of the machine a gateway mounts into no server, whatever it is told (docker/mcp-gateway,
//! `pkg/gateway/docker_binds.go`). Letter case does not count.
//!
//! # Examples
//!
//! ```
//! use mcpgen_core::mount_policy::is_never_mounted;
//!
//! assert!(is_never_mounted("/root/src"), "the whole home folder of root");
//! assert!(is_never_mounted("/srv/backup/id_ed25519"), "a key, wherever it lies");
//! assert!(!is_never_mounted("/srv/backup"));
//! ```

const SYSTEM: [&str; 14] = [
    "/dev",
    "/etc",
    "/library",
    "/private/etc",
    "/private/var/run",
    "/proc",
    "/root",
    "/run",
    "/sys",
    "/system",
    "/var/lib/containerd",
    "/var/lib/docker",
    "/var/root",
    "/var/run",
];

const FOLDERS_OF_KEYS: [&str; 7] = [".aws", ".azure", ".config", ".docker", ".gnupg", ".kube", ".ssh"];

const FILES_OF_KEYS: [&str; 6] = [".netrc", ".npmrc", "id_dsa", "id_ecdsa", "id_ed25519", "id_rsa"];

/// Whether the gateway never mounts `path`, an absolute path as the engine names it: because of where it lies, as with all of a
/// home folder that is `/root`, or because a part of it has the name of what holds keys.
///
/// # Examples
///
/// ```
/// use mcpgen_core::mount_policy::is_never_mounted;
///
/// assert!(is_never_mounted("/etc/hosts"));
/// assert!(is_never_mounted("/home/me/.ssh"));
/// assert!(!is_never_mounted("/home/me/src"));
/// ```
#[must_use]
pub fn is_never_mounted(path: &str) -> bool {
    is_of_the_system(path) || path.split('/').any(|part| is_folder_of_keys(part) || is_file_of_keys(part))
}

/// Whether an absolute path, with `/`, is or lies in a folder of the system.
pub(crate) fn is_of_the_system(path: &str) -> bool {
    let path = path.to_lowercase();
    let below = |folder: &&str| {
        path.strip_prefix(*folder).is_some_and(|after| after.is_empty() || after.starts_with('/'))
    };
    SYSTEM.iter().any(below)
}

pub(crate) fn is_folder_of_keys(part: &str) -> bool {
    FOLDERS_OF_KEYS.contains(&part.to_lowercase().as_str())
}

pub(crate) fn is_file_of_keys(part: &str) -> bool {
    FILES_OF_KEYS.contains(&part.to_lowercase().as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_home_folder_of_root_is_never_mounted() {
        assert!(is_never_mounted("/root/src"));
        assert!(is_never_mounted("/home/me/.ssh/config"));
        assert!(!is_never_mounted("/home/me/src"));
        assert!(!is_never_mounted("/rooted"));
    }
}
