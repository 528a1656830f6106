//! What systems do in ways of their own: for whom a file is, whose it is, and whether it is the same as another.

#[cfg(not(unix))]
mod other;
#[cfg(unix)]
mod unix;

#[cfg(not(unix))]
pub(super) use other::{create_folder, give, is_for, is_same, owner, sync_folder, with_mode};
#[cfg(unix)]
pub(super) use unix::{create_folder, give, is_for, is_same, owner, sync_folder, with_mode};
