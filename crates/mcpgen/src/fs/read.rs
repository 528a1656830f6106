//! Reading a stack and what it names.

use std::io;
use std::path::Path;

use mcpgen_core::model::{HostPath, HostPathBase};

use crate::error::Error;
use crate::stack::Stack;

/// Reads the `stack.toml` at `path` and every file that it names. `path` is also what the file is called in reports.
///
/// # Errors
///
/// Kind [`NotFound`](crate::ErrorKind::NotFound) when `stack.toml` is not there, and [`Disk`](crate::ErrorKind::Disk) when it, or a
/// file that it names, is there and cannot be read. A named file that is not there is in the stack's report.
///
/// ```
/// # use mcpgen::{DockerRegistry, fs::read_stack};
/// let folder = tempfile::tempdir()?;
/// let stack = folder.path().join("stack.toml");
/// std::fs::write(&stack, "[stack]\nname = \"mcp\"\n[services.gateway]\nkind = \"mcp-gateway\"\nservers = [\"fetch\"]\n")?;
/// assert!(read_stack(&stack)?.evaluate(&DockerRegistry).plan().is_some());
/// assert!(read_stack(&folder.path().join("other.toml")).is_err());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn read_stack(path: &Path) -> Result<Stack, Error> {
    read_stack_from(path, &std::fs::read(path).map_err(|error| Error::disk(path, error))?)
}

/// The same with `bytes` in the place of the file's own, which is not read: of a stack that came from elsewhere, the files that it
/// names are looked for beside `path`.
///
/// # Errors
///
/// When a file that it names is there and cannot be read.
///
/// ```
/// use mcpgen::DockerRegistry;
/// use mcpgen::fs::read_stack_from;
///
/// let stack = read_stack_from("standard input".as_ref(), b"[stack]\nname = \"mcp\"\n")?;
/// assert_eq!(stack.evaluate(&DockerRegistry).plan().unwrap().name.as_str(), "mcp");
/// # Ok::<(), mcpgen::Error>(())
/// ```
pub fn read_stack_from(path: &Path, bytes: &[u8]) -> Result<Stack, Error> {
    let mut stack = Stack::read(&path.display().to_string(), bytes);
    let folder = path.parent().unwrap_or_else(|| Path::new(""));
    for file in stack.files() {
        let place = locate(&file, folder);
        let name = place.display().to_string();
        match std::fs::read(&place) {
            Ok(bytes) => stack.supply(&file, &name, Some(&bytes)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => stack.supply(&file, &name, None),
            Err(error) => return Err(Error::disk(place, error)),
        }
    }
    Ok(stack)
}

fn locate(file: &HostPath, folder: &Path) -> std::path::PathBuf {
    match file.base() {
        HostPathBase::Stack => folder.join(file.rest()),
        HostPathBase::Root => file.rest().into(),
        HostPathBase::Home => std::env::home_dir().unwrap_or_default().join(file.rest()),
    }
}
