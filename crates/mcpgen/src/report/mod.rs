//! A report as text for programs: one function a format. What a person sees in a terminal is the command's own.
//!
//! No format holds a secret: the texts of a [`Report`] have stars in the place of each that mcpgen knows.

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
