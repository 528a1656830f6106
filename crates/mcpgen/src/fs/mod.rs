//! A stack on a disk: reading it with what it names, mending it, and writing what is rendered.

mod fix;
mod machine;
mod manifest;
mod read;
mod write;

pub use fix::{Fixed, Mended, fix_stack};
pub use machine::{CredentialsFile, detect_machine, find_credentials};
pub use read::{read_existing, read_stack};
pub use write::{Change, Conflict, WriteError, WriteOptions, Written, write};
