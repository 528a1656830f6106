//! A stack on a disk: reading it with what it names, mending it, and writing what is rendered.

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
mod transaction;
mod write;

#[cfg(test)]
mod tests;

pub use add::{AddServersError, add_servers};
pub use clean::clean;
pub use compare::{Change, Comparison, FileComparison, Origin};
pub use fix::{Fixed, Mended, fix_stack};
pub use machine::{CredentialsFile, detect_machine, find_credentials};
pub use output::{Output, View};
pub use read::{read_stack, read_stack_from};
pub use write::{OnEdited, WriteError, Written};

/// mcpgen's own folder in the output folder.
const HOME: &str = ".mcpgen";

/// What is locked while somebody writes.
const LOCK: &str = ".mcpgen/lock";
