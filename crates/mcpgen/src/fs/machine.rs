//! What depends on the machine that mcpgen runs on.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use mcpgen_core::plan::{HostLocation, MachineValue, Plan, TextPart, TunnelMode};

use super::system::owner;

/// The user that cloudflared's image runs as.
const CLOUDFLARED_USER: u32 = 65532;

/// Finds out what `plan` needs to know of this machine: the home folder, the Docker socket, and who may read the tunnel's
/// credentials. What cannot be found out is left out.
///
/// `stack_folder` is the absolute folder of `stack.toml`. Reads the environment (`HOME` or `USERPROFILE`, `DOCKER_HOST`) and the
/// owner of the credentials file.
///
/// ```
/// # use mcpgen::{DockerRegistry, Inputs, Stack, fs::detect_machine, render};
/// # let text = "[stack]\nname = \"mcp\"\n[services.gateway]\nkind = \"mcp-gateway\"\nservers = [\"fetch\"]\n";
/// # let evaluation = Stack::read("stack.toml", text.as_bytes()).evaluate(&DockerRegistry);
/// # let plan = evaluation.plan().ok_or("errors")?;
/// # let mut random = |bytes: &mut [u8]| Ok(bytes.fill(7));
/// let machine = detect_machine(plan, &std::env::current_dir()?);
/// let rendering = render(plan, Inputs::new(&evaluation, &mut random).with_machine(machine))?;
/// assert!(rendering.artifacts.get(".env").is_some());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[must_use]
pub fn detect_machine(plan: &Plan, stack_folder: &Path) -> BTreeMap<MachineValue, String> {
    let mut machine = BTreeMap::new();
    let home = std::env::home_dir().and_then(|home| home.to_str().map(str::to_owned));
    if let Some(home) = &home {
        machine.insert(MachineValue::Home, home.replace('\\', "/"));
        machine.insert(MachineValue::EngineHome, engine_path(home));
    }
    if let Some(folder) = stack_folder.to_str() {
        machine.insert(MachineValue::EngineStackFolder, engine_path(folder));
    }
    let engine = std::env::var("DOCKER_HOST").unwrap_or_default();
    machine.insert(MachineValue::DockerSocket, docker_socket(&engine).to_owned());
    let (user, group) = credentials_owner(plan, stack_folder, home.as_deref());
    machine.insert(MachineValue::UserId, user.to_string());
    machine.insert(MachineValue::GroupId, group.to_string());
    let asked_for = plan.machine_values();
    machine.retain(|value, _| asked_for.contains(value));
    machine
}

/// The socket as the engine's own machine has it. Docker Desktop has it at the usual place in its virtual machine, whatever
/// `DOCKER_HOST` says, which is `host`; a rootless engine on Linux has it in the user's runtime folder.
fn docker_socket(host: &str) -> &str {
    match host.strip_prefix("unix://") {
        Some(socket) if socket.starts_with("/run/user/") => socket,
        _ => "/var/run/docker.sock",
    }
}

/// `C:\Users\me` as `/c/Users/me`; any other path as it is.
fn engine_path(path: &str) -> String {
    let path = path.strip_prefix(r"\\?\").unwrap_or(path);
    let mut characters = path.chars();
    match (characters.next(), characters.next()) {
        (Some(drive), Some(':')) if drive.is_ascii_alphabetic() => {
            format!("/{}{}", drive.to_ascii_lowercase(), characters.as_str().replace('\\', "/"))
        }
        _ => path.to_owned(),
    }
}

/// The owner of the credentials file, else of the home folder: who made the tunnel, and can read its file.
fn credentials_owner(plan: &Plan, stack_folder: &Path, home: Option<&str>) -> (u32, u32) {
    let file = tunnel_credentials(plan).and_then(|place| credentials_path(place, stack_folder, home));
    let owner = file.as_deref().and_then(owner).or_else(|| home.and_then(|home| owner(Path::new(home))));
    connector_user(owner)
}

/// The user and the group that the connector runs as: `owner`, but never root. For root it runs as its image's own user, and the
/// file must be given to that.
fn connector_user(owner: Option<(u32, u32)>) -> (u32, u32) {
    match owner {
        Some((user, group)) if user != 0 => (user, group),
        _ => (CLOUDFLARED_USER, CLOUDFLARED_USER),
    }
}

/// The credentials file of the stack's tunnel, on this machine.
///
/// ```
/// # use mcpgen::{DockerRegistry, Stack, fs::find_credentials};
/// let text = "
/// [stack]
/// name = \"mcp\"
/// [services.gateway]
/// kind = \"mcp-gateway\"
/// servers = [\"fetch\"]
/// [ingress]
/// tunnel = \"741d42fb-5a6a-47f6-9b67-47e95011f865\"
/// credentials-file = \"credentials.json\"
/// [[ingress.routes]]
/// hostname = \"mcp.example.com\"
/// service = \"gateway\"
/// ";
/// # let evaluation = Stack::read("stack.toml", text.as_bytes()).evaluate(&DockerRegistry);
/// # let plan = evaluation.plan().ok_or("errors")?;
/// let folder = tempfile::tempdir()?;
/// let credentials = find_credentials(plan, folder.path()).ok_or("no tunnel")?;
/// assert_eq!(credentials.path, folder.path().join("credentials.json"));
/// assert!(!credentials.found);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct CredentialsFile {
    /// Where it is, or should be.
    pub path: PathBuf,
    /// Whether it is there.
    pub found: bool,
    /// The user that it belongs to, where files have such a thing.
    pub owner: Option<u32>,
}

/// Looks for the credentials file of the stack's tunnel; `None` for a stack that has none. `stack_folder` is the folder of
/// `stack.toml`. Its content is not read.
///
/// ```
/// # use mcpgen::{DockerRegistry, Stack, fs::find_credentials};
/// # let text = "[stack]\nname = \"mcp\"\n[services.gateway]\nkind = \"mcp-gateway\"\nservers = [\"fetch\"]\n";
/// # let evaluation = Stack::read("stack.toml", text.as_bytes()).evaluate(&DockerRegistry);
/// # let plan = evaluation.plan().ok_or("errors")?;
/// // The stack has no tunnel.
/// assert_eq!(find_credentials(plan, &std::env::current_dir()?), None);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[must_use]
pub fn find_credentials(plan: &Plan, stack_folder: &Path) -> Option<CredentialsFile> {
    let home = std::env::home_dir().and_then(|home| home.to_str().map(str::to_owned));
    let path = credentials_path(tunnel_credentials(plan)?, stack_folder, home.as_deref())?;
    let owner = owner(&path).map(|(user, _)| user);
    Some(CredentialsFile { found: path.is_file(), owner, path })
}

fn tunnel_credentials(plan: &Plan) -> Option<&HostLocation> {
    match &plan.connector()?.1.mode {
        TunnelMode::Local { credentials, .. } => Some(credentials),
        TunnelMode::Dashboard { .. } => None,
    }
}

/// The credentials file on this machine.
fn credentials_path(credentials: &HostLocation, stack_folder: &Path, home: Option<&str>) -> Option<PathBuf> {
    match credentials {
        HostLocation::StackFolder(path) => Some(stack_folder.join(path)),
        HostLocation::Machine(text) => {
            let parts = text.parts().iter().map(|part| match part {
                TextPart::Literal(text) => Some(text.as_str()),
                TextPart::Machine(MachineValue::Home) => home,
                _ => None,
            });
            parts.collect::<Option<String>>().map(PathBuf::from)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{DockerRegistry, Stack};

    /// What a stack with a tunnel, or without one, is planned as.
    fn plan(ingress: &str) -> Plan {
        let stack =
            "[stack]\nname = \"mcp\"\n[services.gateway]\nkind = \"mcp-gateway\"\nservers = [\"fetch\"]\n";
        let text = format!("{stack}{ingress}");
        Stack::read("stack.toml", text.as_bytes()).evaluate(&DockerRegistry).plan().unwrap().clone()
    }

    fn tunnel(credentials: &str) -> Plan {
        plan(&format!(
            "[ingress]\ntunnel = \"741d42fb-5a6a-47f6-9b67-47e95011f865\"\ncredentials-file = \"{credentials}\"\n[[ingress.routes]]\nhostname = \"mcp.example.com\"\nservice = \"gateway\"\n"
        ))
    }

    #[test]
    fn a_drive_is_a_folder_to_the_engine() {
        assert_eq!(engine_path(r"C:\Users\me"), "/c/Users/me");
        assert_eq!(engine_path(r"\\?\D:\x"), "/d/x");
        assert_eq!(engine_path("/home/me"), "/home/me");
        assert_eq!(engine_path("1:/x"), "1:/x");
    }

    #[test]
    fn the_socket_is_where_the_engines_own_machine_has_it() {
        assert_eq!(docker_socket("unix:///run/user/1000/docker.sock"), "/run/user/1000/docker.sock");
        for host in ["", "unix:///home/me/.docker/desktop/docker.sock", "tcp://127.0.0.1:2375"] {
            assert_eq!(docker_socket(host), "/var/run/docker.sock", "{host}");
        }
    }

    #[test]
    fn the_connector_never_runs_as_root() {
        assert_eq!(connector_user(Some((1000, 100))), (1000, 100));
        assert_eq!(connector_user(Some((501, 0))), (501, 0));
        for owner in [None, Some((0, 0)), Some((0, 1000))] {
            assert_eq!(connector_user(owner), (65532, 65532));
        }
    }

    #[test]
    fn only_what_the_plan_needs_is_found_out() {
        assert_eq!(
            detect_machine(&plan(""), Path::new("/stack")).into_keys().collect::<Vec<_>>(),
            [MachineValue::DockerSocket]
        );
        let machine = detect_machine(&tunnel("credentials.json"), Path::new("/stack"));
        assert!(machine.contains_key(&MachineValue::UserId) && machine.contains_key(&MachineValue::GroupId));
    }

    #[test]
    fn credentials_are_looked_for_beside_the_stack_or_at_home() {
        let found = |credentials: &str, home: Option<&str>| {
            let plan = tunnel(credentials);
            credentials_path(tunnel_credentials(&plan).unwrap(), Path::new("/stack"), home)
        };
        assert_eq!(found("tunnel/a.json", None), Some(PathBuf::from("/stack/tunnel/a.json")));
        assert_eq!(found("~/tunnel/a.json", Some("/me")), Some(PathBuf::from("/me/tunnel/a.json")));
        assert_eq!(found("~/tunnel/a.json", None), None);

        let token = plan("[ingress]\ntoken = \"TUNNEL_TOKEN\"\n[secrets.TUNNEL_TOKEN]\n");
        assert_eq!(tunnel_credentials(&token), None);
        assert_eq!(find_credentials(&token, Path::new("/stack")), None);
    }

    #[test]
    #[cfg(unix)]
    fn the_connector_runs_as_whoever_the_credentials_belong_to() {
        use std::os::unix::fs::{MetadataExt as _, chown};
        let folder = tempfile::tempdir().unwrap();
        let (plan, file) = (tunnel("credentials.json"), folder.path().join("credentials.json"));
        let found =
            |owner: Option<u32>| Some(CredentialsFile { path: file.clone(), found: owner.is_some(), owner });
        assert_eq!(find_credentials(&plan, folder.path()), found(None));
        std::fs::write(&file, "{}").unwrap();
        // Only root can give a file away; to anybody else it belongs already.
        let _ = chown(&file, Some(1234), Some(5678));
        let metadata = std::fs::metadata(&file).unwrap();
        let user = connector_user(Some((metadata.uid(), metadata.gid())));
        assert_eq!(find_credentials(&plan, folder.path()), found(Some(metadata.uid())));
        assert_eq!(credentials_owner(&plan, folder.path(), None), user);

        // Without the file it is the owner of the home folder.
        std::fs::remove_file(&file).unwrap();
        let home = folder.path().join("home");
        std::fs::create_dir(&home).unwrap();
        let _ = chown(&home, Some(1234), Some(5678));
        assert_eq!(credentials_owner(&plan, folder.path(), home.to_str()), user);
    }
}
