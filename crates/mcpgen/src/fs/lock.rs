//! One writer at a time in a folder.

use std::fs::TryLockError;
use std::io;

use super::disk::{Disk as _, Folder};
use super::system::is_same;
use super::{HOME, LOCK};

/// Holds the folder until it is dropped; the system lets go when the process ends, however it ends.
#[derive(Debug)]
pub(super) struct Lock {
    #[expect(dead_code, reason = "it is held, not looked at")]
    file: std::fs::File,
}

impl Lock {
    /// Waits until no other process holds `folder`, after a call of `waiting` when one does.
    pub(super) fn take(folder: &Folder, waiting: &mut dyn FnMut()) -> io::Result<Self> {
        loop {
            folder.create_folder(HOME, 0o755)?;
            let file = folder.lock_file(LOCK)?.into_std();
            match file.try_lock() {
                Ok(()) => {}
                Err(TryLockError::WouldBlock) => {
                    waiting();
                    file.lock()?;
                }
                Err(TryLockError::Error(error)) => return Err(error),
            }
            // Who held it may have removed it, and a third process made another.
            if is_same(&file, &folder.lock_file(LOCK)?.into_std())? {
                return Ok(Self { file });
            }
        }
    }
}
