//! Mending a `stack.toml` where one edit is certainly right.

use std::path::Path;

use mcpgen_core::Position;
use mcpgen_core::catalog::ServerRegistry;
use mcpgen_core::diagnostic::{Code, Fix, apply_fixes};

use super::read::read_stack_from;
use super::replace::replace;
use crate::error::Error;
use crate::stack::Evaluation;

/// A mended problem may bring up the next; after so many rounds it is enough.
const MOST_ROUNDS: usize = 50;

/// A stack after its fixes.
///
/// ```
/// # use mcpgen::{DockerRegistry, fs::fix_stack};
/// # let folder = tempfile::tempdir()?;
/// # let stack = folder.path().join("stack.toml");
/// std::fs::write(&stack, "[stack]\nname = \"mcp\"\n[services.gateway]\nkind = \"mcp-gatway\"\nservers = [\"fetch\"]\n")?;
/// let fixed = fix_stack(&stack, &DockerRegistry)?;
/// assert_eq!(fixed.mended.len(), 1);
/// assert!(fixed.evaluation.plan().is_some());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Fixed {
    /// What is left to say of it.
    pub evaluation: Evaluation,
    /// What was mended, in the order in which it was.
    pub mended: Vec<Mended>,
}

/// A problem that was mended.
///
/// ```
/// # use mcpgen::{DockerRegistry, fs::fix_stack};
/// # let folder = tempfile::tempdir()?;
/// # let stack = folder.path().join("stack.toml");
/// std::fs::write(&stack, "[stack]\nname = \"mcp\"\n[services.gateway]\nkind = \"mcp-gatway\"\nservers = [\"fetch\"]\n")?;
/// let mended = &fix_stack(&stack, &DockerRegistry)?.mended[0];
/// assert_eq!(mended.position.line, 4);
/// assert!(mended.title.contains("mcp-gateway"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Mended {
    /// What the problem was.
    pub code: Code,
    /// What was done: ``write `port` ``.
    pub title: String,
    /// Where it stood, in the text as it was just before.
    pub position: Position,
}

/// Reads the `stack.toml` at `path`, makes the fixes of its report, and evaluates what came of it.
///
/// The file is replaced whole, and only when something was mended; every byte that no fix names stays. No other file is
/// touched.
///
/// # Errors
///
/// As [`read_stack`](super::read_stack); kind [`Disk`](crate::ErrorKind::Disk) when the file cannot be replaced, and
/// [`Changed`](crate::ErrorKind::Changed) when it was changed by someone else meanwhile.
///
/// ```
/// # use mcpgen::{DockerRegistry, fs::fix_stack};
/// # let folder = tempfile::tempdir()?;
/// # let stack = folder.path().join("stack.toml");
/// std::fs::write(&stack, "[stack]\nname = \"mcp\"\n[services.gateway]\nkind = \"mcp-gatway\" # mine\nservers = [\"fetch\"]\n")?;
/// fix_stack(&stack, &DockerRegistry)?;
/// assert!(std::fs::read_to_string(&stack)?.contains("kind = \"mcp-gateway\" # mine\n"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn fix_stack(path: &Path, registry: &dyn ServerRegistry) -> Result<Fixed, Error> {
    let original = std::fs::read(path).map_err(|error| Error::disk(path, error))?;
    let mut bytes = original.clone();
    let mut mended = Vec::new();
    for _ in 0..MOST_ROUNDS {
        let evaluation = read_stack_from(path, &bytes)?.evaluate(registry);
        let Some((text, mut done)) = round(&bytes, &evaluation) else {
            return finish(path, &original, &bytes, Fixed { evaluation, mended });
        };
        bytes = text.into_bytes();
        mended.append(&mut done);
    }
    let evaluation = read_stack_from(path, &bytes)?.evaluate(registry);
    finish(path, &original, &bytes, Fixed { evaluation, mended })
}

/// The text with the fixes that its report has; `None` when there are none.
fn round(bytes: &[u8], evaluation: &Evaluation) -> Option<(String, Vec<Mended>)> {
    let text = std::str::from_utf8(bytes).ok()?;
    let report = evaluation.report();
    let with_fix: Vec<(&Fix, Code)> = report
        .diagnostics()
        .iter()
        .filter_map(|diagnostic| Some((diagnostic.fix()?, diagnostic.code())))
        .collect();
    // Only the stack's own text is mended, and it is the first of all.
    let edit = with_fix.iter().find_map(|(fix, _)| fix.edits.first())?;
    let source = edit.span.source;
    let fixes: Vec<&Fix> = with_fix.iter().map(|(fix, _)| *fix).collect();
    let (text, made) = apply_fixes(text, source, &fixes);
    let mended: Vec<Mended> = made
        .into_iter()
        .filter_map(|index| {
            let (fix, code) = with_fix.get(index)?;
            let position = report.sources().get(source)?.position(fix.edits.first()?.span.start);
            Some(Mended { code: *code, title: fix.title.clone(), position })
        })
        .collect();
    (!mended.is_empty()).then_some((text, mended))
}

fn finish(path: &Path, original: &[u8], bytes: &[u8], fixed: Fixed) -> Result<Fixed, Error> {
    if bytes != original {
        replace(path, original, bytes)?;
    }
    Ok(fixed)
}
