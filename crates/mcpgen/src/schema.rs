//! The JSON Schema of `stack.toml`, with the servers of Docker's catalog.

use mcpgen_core::catalog::{ServerRegistry, Standing};

use crate::DockerRegistry;

/// The JSON Schema (draft-07) of `stack.toml`, as text that ends with a line break. It offers the servers of Docker's catalog
/// that a gateway can start, and accepts any other name.
///
/// ```
/// # use mcpgen::stack_schema;
/// let schema: serde_json::Value = serde_json::from_str(&stack_schema())?;
/// assert_eq!(schema["$schema"], "http://json-schema.org/draft-07/schema#");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[must_use]
pub fn stack_schema() -> String {
    let registry = DockerRegistry;
    let usable = |name: &&str| registry.find(name).is_some_and(|server| server.standing == Standing::Usable);
    let names: Vec<&str> = registry.names().into_iter().filter(usable).collect();
    mcpgen_core::stack_schema(&names)
}
