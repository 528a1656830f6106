//! What the gateway lets its servers mount (docker/mcp-gateway, `pkg/gateway/docker_binds.go`).

use serde::Serialize;

use crate::folder::{below, clean, has_drive};

/// What comes of a volume of a server.
///
/// ```
/// use mcpgen_simulate::{BindVerdict, Machine, MemoryFolder, simulate};
///
/// let compose = "
/// services:
///   gateway:
///     image: docker/mcp-gateway
///     command: [--servers=own, --catalog=own.yaml]
///     volumes: [/var/run/docker.sock:/var/run/docker.sock, ./own.yaml:/root/.docker/mcp/catalogs/own.yaml]
/// ";
/// let own = "registry: {own: {image: own:1, type: server, volumes: ['/etc:/data', 'data:/data', '/tmp/a:/a:ro']}}";
/// let folder = MemoryFolder::default().with_file("docker-compose.yml", compose).with_file("own.yaml", own);
/// let simulation = simulate(&folder, &Machine::default());
/// let mounts = &simulation.gateways[0].servers[0].mounts;
/// assert!(matches!(mounts[0].verdict, BindVerdict::Blocked(_)));
/// assert_eq!(mounts[1].verdict, BindVerdict::Volume);
/// assert_eq!(mounts[2].verdict, BindVerdict::ReadOnly);
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum BindVerdict {
    /// A volume that Docker keeps.
    Volume,
    /// A path of the machine, for reading only.
    ReadOnly,
    /// A path of the machine, for writing too.
    Writable,
    /// The gateway refuses, and the server does not start: why. Another setting of the gateway would allow it.
    Refused(String),
    /// The gateway refuses whatever is set, and the server does not start: why.
    Blocked(String),
}

/// Never mounted, whatever is allowed. All are compared in small letters.
const BLOCKED_ROOTS: [&str; 15] = [
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
    "c:/windows",
];

/// Parts of a path that hold credentials.
const BLOCKED_PARTS: [&str; 13] = [
    ".aws",
    ".azure",
    ".config",
    ".docker",
    ".gnupg",
    ".kube",
    ".netrc",
    ".npmrc",
    ".ssh",
    "id_dsa",
    "id_ecdsa",
    "id_ed25519",
    "id_rsa",
];

/// Allowed for reading without a word.
const TEMPORARY: [&str; 3] = ["/private/tmp", "/tmp", "/var/tmp"];

/// What the gateway allows besides what it always does.
#[derive(Debug, Clone, Default)]
pub(crate) struct BindPolicy {
    readable: Vec<String>,
    writable: Vec<String>,
}

impl BindPolicy {
    /// From the values of `MCP_GATEWAY_DOCKER_BIND_ALLOWED_PATHS` and `…_ALLOW_WRITABLE_PATHS`: paths with `:` between them,
    /// so that a path with a drive is none of them.
    pub(crate) fn new(readable: &str, writable: &str) -> Self {
        let list = |paths: &str| {
            let paths = paths.split(':').map(str::trim).filter(|path| path.starts_with('/'));
            paths.map(clean).filter(|path| path != "/").collect()
        };
        Self { readable: list(readable), writable: list(writable) }
    }

    /// What comes of the volume `SOURCE:TARGET[:MODE]`.
    pub(crate) fn judge(&self, volume: &str) -> BindVerdict {
        let blocked = |reason: &str| BindVerdict::Blocked(reason.to_owned());
        let refused = |reason: &str| BindVerdict::Refused(reason.to_owned());
        let parts = split(volume.trim());
        let (source, mode) = match parts.as_slice() {
            [_] => return BindVerdict::Volume,
            [source, target] if !source.is_empty() && !target.is_empty() => (*source, ""),
            [source, target, mode] if !source.is_empty() && !target.is_empty() => (*source, *mode),
            _ => return blocked("it has no source, or no target"),
        };
        if is_volume_name(source) {
            return BindVerdict::Volume;
        }
        if has_drive(source) {
            return blocked("a path with a drive cannot be allowed in a Linux container; write /c/…");
        }
        let source = source.replace('\\', "/");
        let path = match source.strip_prefix("~/") {
            Some(rest) => clean(&format!("/root/{rest}")),
            None if source == "~" => "/root".to_owned(),
            None => clean(&source),
        };
        if !path.starts_with('/') {
            return blocked("it is not absolute");
        }
        let lower = path.to_lowercase();
        if BLOCKED_ROOTS.iter().any(|root| below(&lower, root).is_some()) {
            return blocked("the gateway never mounts a path of the system");
        }
        if lower.split('/').any(|part| BLOCKED_PARTS.contains(&part)) {
            return blocked("the gateway never mounts what holds credentials");
        }
        let is_writable = self.writable.contains(&path);
        let options: Vec<&str> = mode.split(',').map(str::trim).collect();
        let read_only = match mode {
            "" => !is_writable,
            _ => !options.contains(&"rw") && options.iter().any(|option| ["ro", "readonly"].contains(option)),
        };
        if !read_only && !is_writable {
            return refused("it is to be written to, and not among the paths that may be");
        }
        let mut roots = TEMPORARY.iter().copied().chain(self.readable.iter().map(String::as_str));
        if !is_writable && !roots.any(|root| below(&path, root).is_some()) {
            return refused("it is not among the paths that the gateway is told to allow");
        }
        if read_only { BindVerdict::ReadOnly } else { BindVerdict::Writable }
    }
}

/// The source of a volume, for telling of it.
pub(crate) fn source_of(volume: &str) -> &str {
    split(volume.trim()).first().copied().unwrap_or_default()
}

/// At each `:` but that of a drive.
fn split(volume: &str) -> Vec<&str> {
    let mut parts = Vec::new();
    let mut rest = volume;
    loop {
        let skipped = if has_drive(rest) { 2 } else { 0 };
        let Some(colon) = rest.get(skipped..).and_then(|rest| rest.find(':')).map(|colon| colon + skipped)
        else {
            parts.push(rest);
            return parts;
        };
        parts.push(rest.get(..colon).unwrap_or_default());
        rest = rest.get(colon + 1..).unwrap_or_default();
    }
}

fn is_volume_name(source: &str) -> bool {
    source.starts_with(|first: char| first.is_ascii_alphanumeric())
        && source.chars().all(|character| character.is_ascii_alphanumeric() || "_.-".contains(character))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_policy_is_that_of_the_gateway() {
        let judge = |volume: &str, readable: &str, writable: &str| match BindPolicy::new(readable, writable)
            .judge(volume)
        {
            BindVerdict::Volume => "volume",
            BindVerdict::ReadOnly => "ro",
            BindVerdict::Writable => "rw",
            BindVerdict::Refused(_) => "refused",
            BindVerdict::Blocked(_) => "blocked",
        };
        for (volume, readable, writable, verdict) in [
            ("/tmp/x:/x", "", "", "ro"),
            ("/home/me/code:/x", "", "", "refused"),
            ("/home/me/code:/x", "/home/me", "", "ro"),
            ("/home/meet:/x", "/home/me", "", "refused"),
            ("/home/me/code:/x", "", "/home/me/code", "rw"),
            ("/home/me/code:/x", "", "/home/me", "refused"),
            ("/home/me/code:/x:rw", "/home/me", "", "refused"),
            ("/home/me/code:/x:ro", "/a:/home/me", "", "ro"),
            ("C:\\Users\\me:/x", "C:\\Users", "", "blocked"),
            ("/c/Users/me:/c/Users/me", "/c/Users/me", "", "ro"),
            ("/run/x:/x", "/run", "", "blocked"),
            ("/var/run/docker.sock:/x", "/var/run", "", "blocked"),
            ("/home/me/.ssh:/x", "/home/me", "", "blocked"),
            ("~/x:/x", "/root", "", "blocked"),
            ("notes:/x", "", "", "volume"),
            ("/data", "", "", "volume"),
            (":/x", "", "", "blocked"),
            ("./x:/x", "", "", "blocked"),
        ] {
            assert_eq!(judge(volume, readable, writable), verdict, "{volume} {readable} {writable}");
        }
    }
}
