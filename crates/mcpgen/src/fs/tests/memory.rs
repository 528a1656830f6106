//! A disk in memory, for as many runs as a real one would take too long for.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::io;

use super::super::disk::{Access, Disk};
use super::Files;

#[derive(Default)]
pub(super) struct Memory {
    files: RefCell<BTreeMap<String, (Access, Vec<u8>)>>,
    losing: RefCell<Option<String>>,
}

impl Memory {
    pub(super) fn files(&self) -> Files {
        self.files.borrow().iter().map(|(path, (_, bytes))| (path.clone(), bytes.clone())).collect()
    }

    /// What a person writes.
    pub(super) fn put(&self, path: &str, bytes: Vec<u8>) {
        self.files.borrow_mut().insert(path.to_owned(), (Access::Everyone, bytes));
    }

    /// From now on it cannot keep the names in `folder`.
    pub(super) fn lose_names_in(&self, folder: &str) {
        self.losing.replace(Some(folder.to_owned()));
    }

    pub(super) fn take(&self, path: &str) -> Option<Vec<u8>> {
        self.files.borrow_mut().remove(path).map(|(_, bytes)| bytes)
    }
}

impl Disk for Memory {
    fn read(&self, path: &str) -> io::Result<Option<Vec<u8>>> {
        Ok(self.files.borrow().get(path).map(|(_, bytes)| bytes.clone()))
    }

    fn is_link(&self, _: &str) -> io::Result<bool> {
        Ok(false)
    }

    fn create(&self, path: &str, access: Access, bytes: &[u8]) -> io::Result<()> {
        match self.files.borrow_mut().insert(path.to_owned(), (access, bytes.to_vec())) {
            None => Ok(()),
            Some(_) => Err(io::ErrorKind::AlreadyExists.into()),
        }
    }

    fn rename(&self, from: &str, to: &str) -> io::Result<()> {
        let mut files = self.files.borrow_mut();
        let file = files.remove(from).ok_or(io::ErrorKind::NotFound)?;
        files.insert(to.to_owned(), file);
        Ok(())
    }

    fn remove_file(&self, path: &str) -> io::Result<()> {
        self.files.borrow_mut().remove(path);
        Ok(())
    }

    fn remove_folder(&self, _: &str) -> io::Result<()> {
        Ok(())
    }

    fn create_folder(&self, _: &str, _: u32) -> io::Result<()> {
        Ok(())
    }

    fn names(&self, path: &str) -> io::Result<Vec<String>> {
        let prefix = format!("{path}/");
        Ok(self
            .files
            .borrow()
            .keys()
            .filter_map(|name| name.strip_prefix(&prefix))
            .map(str::to_owned)
            .collect())
    }

    fn is_for(&self, path: &str, access: Access) -> io::Result<bool> {
        Ok(self.files.borrow().get(path).is_none_or(|(known, _)| *known == access))
    }

    fn give(&self, path: &str, access: Access) -> io::Result<()> {
        if let Some((known, _)) = self.files.borrow_mut().get_mut(path) {
            *known = access;
        }
        Ok(())
    }

    fn sync_folder(&self, path: &str) -> io::Result<()> {
        if self.losing.borrow().as_deref() == Some(path) {
            return Err(io::Error::other("no name is kept"));
        }
        Ok(())
    }
}
