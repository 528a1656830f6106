//! Paths that only the machine tells are refused: a home folder that is `/root`, for one.

use mcpgen_core::mount_policy::is_never_mounted;
use mcpgen_core::name::ServerName;
use mcpgen_core::plan::{Plan, Text, TextPart};

use crate::dotenv::{EnvFile, Value};

/// A path that a server is to see and that the gateway never mounts on this machine.
///
/// ```
/// # use mcpgen::core::plan::MachineValue;
/// # use mcpgen::{DockerRegistry, Inputs, Stack, render};
/// let text = "
/// [stack]
/// name = \"mcp\"
/// [services.gateway]
/// kind = \"mcp-gateway\"
/// servers = [\"git\"]
/// [servers.git.config]
/// paths = [\"~/src\"]
/// ";
/// let evaluation = Stack::read("stack.toml", text.as_bytes()).evaluate(&DockerRegistry);
/// # let plan = evaluation.plan().ok_or_else(|| evaluation.report().to_string())?;
/// # let mut random = |bytes: &mut [u8]| Ok(bytes.fill(7));
/// // The gateway mounts nothing below `/root` into a server.
/// let machine = [(MachineValue::EngineHome, "/root".to_owned()), (MachineValue::Home, "/root".to_owned())];
/// let rendering = render(plan, Inputs::new(&evaluation, &mut random).with_machine(machine.into()))?;
/// assert_eq!(rendering.refused_mounts[0].server.as_str(), "git");
/// assert_eq!(rendering.refused_mounts[0].path, "/root/src");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct RefusedMount {
    /// The server, which does not start.
    pub server: ServerName,
    /// The path, as the engine names it.
    pub path: String,
}

/// Those of `plan`'s, with the values that `.env` has.
pub(crate) fn refused_mounts(plan: &Plan, env: &EnvFile) -> Vec<RefusedMount> {
    let servers = plan.gateways().flat_map(|(_, gateway)| &gateway.servers);
    let paths = servers.flat_map(|server| server.paths.iter().map(|path| (server.name.clone(), path)));
    paths
        .filter_map(|(server, path)| Some((server, on_this_machine(path, env)?)))
        .filter(|(_, path)| is_never_mounted(path))
        .map(|(server, path)| RefusedMount { server, path })
        .collect()
}

/// The path with its values filled in; `None` when one is not known.
fn on_this_machine(path: &Text, env: &EnvFile) -> Option<String> {
    path.parts()
        .iter()
        .map(|part| match part {
            TextPart::Literal(text) => Some(text.clone()),
            TextPart::Machine(value) => match env.get(value.variable())? {
                Value::Text(text) => Some(text.expose().to_owned()),
                _ => None,
            },
            _ => None,
        })
        .collect()
}
