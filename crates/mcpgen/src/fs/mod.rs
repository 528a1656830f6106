//! A stack on a disk: reading it with what it names, mending it, and writing what is rendered.

mod add;
mod fix;
mod machine;
mod manifest;
mod read;
mod replace;
mod write;

pub use add::{AddServersError, add_servers};
pub use fix::{Fixed, Mended, fix_stack};
pub use machine::{CredentialsFile, detect_machine, find_credentials};
pub use read::{read_existing, read_stack};
pub use write::{Change, Conflict, WriteError, WriteOptions, Written, write};
