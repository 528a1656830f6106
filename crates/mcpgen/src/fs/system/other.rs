//! Windows, where files have no modes.

#![expect(clippy::unnecessary_wraps, reason = "what cannot fail here can elsewhere")]

use std::io;
use std::path::Path;

use cap_std::fs::{Dir, DirBuilder, Metadata, OpenOptions};

use super::super::disk::Access;

pub(in crate::fs) fn with_mode(_: &mut OpenOptions, _: Access) {}

pub(in crate::fs) fn is_for(_: &Metadata, _: Access) -> bool {
    true
}

pub(in crate::fs) fn give(_: &Dir, _: &str, _: Access) -> io::Result<()> {
    Ok(())
}

pub(in crate::fs) fn create_folder(dir: &Dir, path: &str, _: u32) -> io::Result<()> {
    let mut builder = DirBuilder::new();
    builder.recursive(true);
    dir.create_dir_with(path, &builder)
}

/// It cannot be asked for, and need not be.
pub(in crate::fs) fn sync_folder(_: &Dir, _: &str) -> io::Result<()> {
    Ok(())
}

/// No file is removed that is open.
pub(in crate::fs) fn is_same(_: &std::fs::File, _: &std::fs::File) -> io::Result<bool> {
    Ok(true)
}

pub(in crate::fs) fn owner(_: &Path) -> Option<(u32, u32)> {
    None
}
