//! Adding servers to a `stack.toml`.

use std::fmt;
use std::io;
use std::path::Path;

use mcpgen_core::catalog::ServerRegistry;

use super::read::read_stack_from;
use super::replace::replace;
use crate::registry::RegistryServer;
use crate::servers::{AddError, Added, add};
use crate::stack::Evaluation;

/// Why servers could not be added to a file.
///
/// ```
/// use mcpgen::fs::{AddServersError, add_servers};
/// # use mcpgen::DockerRegistry;
///
/// # let folder = tempfile::tempdir()?;
/// let missing = folder.path().join("stack.toml");
/// let error = add_servers(&missing, &[], None, &DockerRegistry).unwrap_err();
/// assert!(matches!(error, AddServersError::Io(_)));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
#[non_exhaustive]
pub enum AddServersError {
    /// The file cannot be read or replaced, or was changed by someone else meanwhile.
    Io(io::Error),
    /// Its text is not one that they can be added to.
    Refused(AddError),
}

impl fmt::Display for AddServersError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Io(error) => error.fmt(formatter),
            Self::Refused(error) => error.fmt(formatter),
        }
    }
}

impl std::error::Error for AddServersError {}

impl From<io::Error> for AddServersError {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

/// Adds `servers` to the `stack.toml` at `path`, as [`add`] does, and evaluates what came of it. The file is replaced whole, and
/// only when something is added.
///
/// # Errors
///
/// As [`AddServersError`] says. Nothing was written then.
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
) -> Result<(Added, Evaluation), AddServersError> {
    let original = std::fs::read(path)?;
    let text = std::str::from_utf8(&original).map_err(|_| AddServersError::Refused(AddError::Faulty))?;
    let added = add(text, servers, gateway).map_err(AddServersError::Refused)?;
    if added.text != text {
        replace(path, &original, added.text.as_bytes())?;
    }
    let evaluation = read_stack_from(path, added.text.as_bytes())?.evaluate(registry);
    Ok((added, evaluation))
}
