//! Adding servers to a `stack.toml`.

use std::path::Path;

use mcpgen_core::catalog::ServerRegistry;

use super::read::read_stack_from;
use super::replace::replace;
use crate::error::Error;
use crate::registry::RegistryServer;
use crate::servers::{Added, add, faulty};
use crate::stack::Evaluation;

/// Adds `servers` to the `stack.toml` at `path`, as [`add`] does, and evaluates what came of it. The file is replaced whole, and
/// only when something is added.
///
/// # Errors
///
/// As [`add`], [`read_stack`](super::read_stack) and [`fix_stack`](super::fix_stack). Nothing was written then, unless all
/// that failed is to read a file that the stack names.
///
/// ```
/// # use mcpgen::{DockerRegistry, fs::add_servers};
/// let folder = tempfile::tempdir()?;
/// let stack = folder.path().join("stack.toml");
/// std::fs::write(&stack, "[stack]\nname = \"mcp\"\n[services.gateway]\nkind = \"mcp-gateway\"\nservers = [\"fetch\"]\n")?;
/// let time = DockerRegistry.server("time").ok_or("none")?;
/// let (added, evaluation) = add_servers(&stack, &[time], None, &DockerRegistry)?;
/// assert_eq!(std::fs::read_to_string(&stack)?, added.text);
/// assert!(added.text.contains("[\"fetch\", \"time\"]") && evaluation.plan().is_some());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn add_servers(
    path: &Path,
    servers: &[&RegistryServer],
    gateway: Option<&str>,
    registry: &dyn ServerRegistry,
) -> Result<(Added, Evaluation), Error> {
    let original = std::fs::read(path).map_err(|error| Error::disk(path, error))?;
    let added = match std::str::from_utf8(&original) {
        Ok(text) => add(text, servers, gateway),
        Err(_) => Err(faulty()),
    };
    let added = added.map_err(|error| error.in_file(path))?;
    if added.text.as_bytes() != original {
        replace(path, &original, added.text.as_bytes())?;
    }
    let evaluation = read_stack_from(path, added.text.as_bytes())?.evaluate(registry);
    Ok((added, evaluation))
}
