//! A report as text for programs: one function a format. What a person sees in a terminal is the command's own.
//!
//! No format holds a secret: the texts of a [`Report`] have stars in the place of each that mcpgen knows.
//!
//! ```
//! use mcpgen::{DockerRegistry, Stack, report};
//!
//! let evaluation = Stack::read("stack.toml", b"[stack]\nnmae = \"mcp\"\n").evaluate(&DockerRegistry);
//! assert!(report::short(evaluation.report()).starts_with("stack.toml:"));
//! assert!(report::github(evaluation.report()).starts_with("::error file=stack.toml,"));
//! ```

mod github;
mod json;
mod place;
mod sarif;
mod short;

pub use github::github;
#[cfg(feature = "schema")]
pub use json::diagnostic_schema;
pub use json::json;
pub use sarif::sarif;
pub use short::short;

#[cfg(doc)]
use mcpgen_core::diagnostic::Report;

#[cfg(test)]
mod tests;
