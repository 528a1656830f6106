//! A stack on a disk: reading it with what it names, mending it, and writing what is rendered.
//!
//! ```
//! use mcpgen::fs::{OnEdited, Output, detect_machine, read_stack};
//! use mcpgen::{DockerRegistry, Inputs, render};
//!
//! # let folder = tempfile::tempdir()?;
//! # let folder = folder.path();
//! # std::fs::write(folder.join("stack.toml"), "[stack]\nname = \"mcp\"\n[services.gateway]\nkind = \"mcp-gateway\"\nservers = [\"fetch\"]\n")?;
//! let evaluation = read_stack(&folder.join("stack.toml"))?.evaluate(&DockerRegistry);
//! let plan = evaluation.plan().ok_or("the report has errors")?;
//!
//! let output = Output::open(folder, &mut || eprintln!("another process writes; waiting"))?;
//! // A program takes them from its system, for example by the crate `getrandom`.
//! let mut random = |bytes: &mut [u8]| Ok(bytes.fill(7));
//! let inputs = Inputs::new(&evaluation, &mut random)
//!     .with_machine(detect_machine(plan, folder))
//!     .with_existing(output.view().existing()?);
//! let rendering = render(plan, inputs)?;
//! output.write(&output.view().compare(&rendering.artifacts)?, OnEdited::Refuse)?;
//! assert!(folder.join("docker-compose.yml").is_file());
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod add;
mod clean;
mod compare;
mod diff;
mod disk;
mod fix;
mod journal;
mod lock;
mod machine;
mod manifest;
mod output;
mod read;
mod replace;
mod system;
mod transaction;
mod write;

#[cfg(test)]
mod tests;

pub use add::add_servers;
pub use clean::clean;
pub use compare::{Change, Comparison, FileComparison, Origin};
pub use fix::{Fixed, Mended, fix_stack};
pub use machine::{CredentialsFile, detect_machine, find_credentials};
pub use output::{Output, View};
pub use read::{read_stack, read_stack_from};
pub use write::{OnEdited, Written};

/// mcpgen's own folder in the output folder.
const HOME: &str = ".mcpgen";

/// What is locked while somebody writes.
const LOCK: &str = ".mcpgen/lock";
