//! The pictures of the book: the examples, as `mcpgen graph` draws them.

use std::collections::BTreeMap;
use std::path::Path;

use mcpgen::DockerRegistry;
use mcpgen::fs::read_stack;
use mcpgen::graph::Graph;

pub(super) const FOLDER: &str = "book/src/pictures";

/// The examples that the book shows.
const EXAMPLES: [&str; 3] = ["quickstart", "reference", "team"];

/// Every picture, by its path in the checkout.
///
/// # Errors
/// An example cannot be read, or has an error.
pub(super) fn files(root: &Path) -> Result<BTreeMap<String, String>, String> {
    let picture = |name: &&str| {
        let stack = read_stack(&root.join("examples").join(name).join("stack.toml"));
        let evaluation = stack.map_err(|error| format!("{name}: {error}"))?.evaluate(&DockerRegistry);
        let plan = evaluation.plan().ok_or_else(|| format!("{name}: {}", evaluation.report()))?;
        Ok((format!("{FOLDER}/{name}.svg"), Graph::of(plan).svg()))
    };
    EXAMPLES.iter().map(picture).collect()
}
