//! A disk that stops: what a kill, a crash or a full disk leaves behind.

use std::cell::Cell;
use std::io;

use super::super::disk::{Access, Disk};

/// Carries out so many operations that change something, the next one by half, and none after that.
pub(super) struct Stopping<'disk> {
    pub(super) disk: &'disk dyn Disk,
    pub(super) left: Cell<u32>,
    pub(super) stopped: Cell<bool>,
}

impl<'disk> Stopping<'disk> {
    pub(super) fn after(operations: u32, disk: &'disk dyn Disk) -> Self {
        Self { disk, left: Cell::new(operations), stopped: Cell::new(false) }
    }

    fn step(&self) -> io::Result<()> {
        if self.stopped.get() {
            return Err(io::Error::other("stopped"));
        }
        let left = self.left.get().checked_sub(1);
        self.stopped.set(left.is_none());
        self.left.set(left.unwrap_or(0));
        self.alive()
    }

    fn alive(&self) -> io::Result<()> {
        if self.stopped.get() { Err(io::Error::other("stopped")) } else { Ok(()) }
    }
}

impl Disk for Stopping<'_> {
    fn read(&self, path: &str) -> io::Result<Option<Vec<u8>>> {
        self.alive()?;
        self.disk.read(path)
    }

    fn is_link(&self, path: &str) -> io::Result<bool> {
        self.alive()?;
        self.disk.is_link(path)
    }

    fn create(&self, path: &str, access: Access, bytes: &[u8]) -> io::Result<()> {
        let was_alive = !self.stopped.get();
        self.step().inspect_err(|_| {
            if was_alive {
                let half = bytes.get(..bytes.len() / 2).unwrap_or_default();
                let _ = self.disk.create(path, access, half);
            }
        })?;
        self.disk.create(path, access, bytes)
    }

    fn rename(&self, from: &str, to: &str) -> io::Result<()> {
        self.step()?;
        self.disk.rename(from, to)
    }

    fn remove_file(&self, path: &str) -> io::Result<()> {
        self.step()?;
        self.disk.remove_file(path)
    }

    fn remove_folder(&self, path: &str) -> io::Result<()> {
        self.step()?;
        self.disk.remove_folder(path)
    }

    fn create_folder(&self, path: &str, mode: u32) -> io::Result<()> {
        self.step()?;
        self.disk.create_folder(path, mode)
    }

    fn names(&self, path: &str) -> io::Result<Vec<String>> {
        self.alive()?;
        self.disk.names(path)
    }

    fn is_for(&self, path: &str, access: Access) -> io::Result<bool> {
        self.alive()?;
        self.disk.is_for(path, access)
    }

    fn give(&self, path: &str, access: Access) -> io::Result<()> {
        self.step()?;
        self.disk.give(path, access)
    }

    fn sync_folder(&self, path: &str) -> io::Result<()> {
        self.step()?;
        self.disk.sync_folder(path)
    }
}
