//! The output folder on a disk. Every operation on it is here, and takes a path relative to it: none leads out, not even when
//! somebody puts a link into the way meanwhile, for the operating system resolves each path below the folder's own handle.

use std::collections::BTreeSet;
use std::io::{self, Read as _};
use std::path::Path;

use cap_std::ambient_authority;
use cap_std::fs::{Dir, File, OpenOptions};

use super::system;
use crate::artifact::{Artifact, Mode, Sensitivity};

/// For whom a file is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Access {
    /// Its owner alone: it holds secrets.
    Owner,
    /// Everyone whom the person's own mask lets.
    Everyone,
    /// The same, who may run it too.
    Runners,
    /// Everyone, whatever the mask: containers read it, as users of their own.
    Containers,
    /// The same, who may run it too.
    ContainerRunners,
}

impl Access {
    /// The mode of the file, before the mask.
    pub(super) fn mode(self) -> u32 {
        match self {
            Self::Owner => 0o600,
            Self::Everyone | Self::Containers => 0o644,
            Self::Runners | Self::ContainerRunners => 0o755,
        }
    }

    /// Whether the person's mask says who may read the file, and any mode is right.
    fn is_up_to_the_person(self) -> bool {
        matches!(self, Self::Everyone | Self::Runners)
    }
}

impl From<&Artifact> for Access {
    fn from(artifact: &Artifact) -> Self {
        match (artifact.sensitivity(), artifact.mode()) {
            (Sensitivity::Secret, _) => Self::Owner,
            (Sensitivity::Container, Mode::Plain) => Self::Containers,
            (Sensitivity::Container, Mode::Executable) => Self::ContainerRunners,
            (Sensitivity::Public, Mode::Executable) => Self::Runners,
            (Sensitivity::Public, Mode::Plain) => Self::Everyone,
        }
    }
}

/// What the writer does with a folder. A trait, so that tests can stop it at any operation.
pub(super) trait Disk {
    /// The bytes of a file; `None` when there is none.
    fn read(&self, path: &str) -> io::Result<Option<Vec<u8>>>;
    /// Whether there is a link at `path`.
    fn is_link(&self, path: &str) -> io::Result<bool>;
    /// Makes a file that is not there yet, for whom `access` says from its first byte on, and waits until the disk has it.
    fn create(&self, path: &str, access: Access, bytes: &[u8]) -> io::Result<()>;
    /// Puts a file in the place of another, or where none was.
    fn rename(&self, from: &str, to: &str) -> io::Result<()>;
    /// Removes a file; one that is not there is removed already.
    fn remove_file(&self, path: &str) -> io::Result<()>;
    /// Removes a folder, which must be empty; one that is not there is removed already.
    fn remove_folder(&self, path: &str) -> io::Result<()>;
    /// Makes a folder and those above it, with `mode`; those that are there stay as they are.
    fn create_folder(&self, path: &str, mode: u32) -> io::Result<()>;
    /// The names in a folder; none when there is no such folder.
    fn names(&self, path: &str) -> io::Result<Vec<String>>;
    /// Whether a file is for those whom `access` says; one that is not there is.
    fn is_for(&self, path: &str, access: Access) -> io::Result<bool>;
    /// Makes it so.
    fn give(&self, path: &str, access: Access) -> io::Result<()>;
    /// Waits until the disk has the names in a folder.
    fn sync_folder(&self, path: &str) -> io::Result<()>;
}

/// A folder of the system's disk. One that is not there is like an empty one, until something is made in it.
#[derive(Debug)]
pub(super) struct Folder {
    dir: Option<Dir>,
}

impl Folder {
    /// The folder at `path`, if there is one.
    pub(super) fn look(path: &Path) -> io::Result<Self> {
        Ok(Self { dir: absent(Dir::open_ambient_dir(path, ambient_authority()))? })
    }

    /// The folder at `path`, made if need be.
    pub(super) fn open(path: &Path) -> io::Result<Self> {
        Dir::create_ambient_dir_all(path, ambient_authority())?;
        Self::look(path)
    }

    /// A file for locking, made if need be.
    pub(super) fn lock_file(&self, path: &str) -> io::Result<File> {
        let mut options = OpenOptions::new();
        options.read(true).write(true).create(true);
        self.dir()?.open_with(path, &options)
    }

    fn dir(&self) -> io::Result<&Dir> {
        self.dir.as_ref().ok_or_else(|| io::ErrorKind::NotFound.into())
    }
}

impl Disk for Folder {
    fn read(&self, path: &str) -> io::Result<Option<Vec<u8>>> {
        let read = |dir: &Dir| {
            let mut bytes = Vec::new();
            // The library's own way asks for the length twice.
            dir.open(path)?.into_std().read_to_end(&mut bytes)?;
            Ok(bytes)
        };
        absent(self.dir().and_then(read))
    }

    fn is_link(&self, path: &str) -> io::Result<bool> {
        let metadata = absent(self.dir().and_then(|dir| dir.symlink_metadata(path)))?;
        Ok(metadata.is_some_and(|metadata| metadata.is_symlink()))
    }

    fn create(&self, path: &str, access: Access, bytes: &[u8]) -> io::Result<()> {
        use std::io::Write as _;
        let mut options = OpenOptions::new();
        options.write(true).create_new(true);
        system::with_mode(&mut options, access);
        let mut file = self.dir()?.open_with(path, &options)?;
        if matches!(access, Access::Containers | Access::ContainerRunners) {
            self.give(path, access)?;
        }
        file.write_all(bytes)?;
        file.sync_all()
    }

    fn rename(&self, from: &str, to: &str) -> io::Result<()> {
        let dir = self.dir()?;
        dir.rename(from, dir, to)
    }

    fn remove_file(&self, path: &str) -> io::Result<()> {
        absent(self.dir().and_then(|dir| dir.remove_file(path))).map(|_| ())
    }

    fn remove_folder(&self, path: &str) -> io::Result<()> {
        absent(self.dir().and_then(|dir| dir.remove_dir(path))).map(|_| ())
    }

    fn create_folder(&self, path: &str, mode: u32) -> io::Result<()> {
        system::create_folder(self.dir()?, path, mode)
    }

    fn names(&self, path: &str) -> io::Result<Vec<String>> {
        let Some(entries) = absent(self.dir().and_then(|dir| dir.read_dir(path)))? else {
            return Ok(Vec::new());
        };
        let mut names = entries
            .map(|entry| entry.map(|entry| entry.file_name().to_string_lossy().into_owned()))
            .collect::<io::Result<Vec<_>>>()?;
        names.sort();
        Ok(names)
    }

    fn is_for(&self, path: &str, access: Access) -> io::Result<bool> {
        if access.is_up_to_the_person() {
            return Ok(true);
        }
        let metadata = absent(self.dir().and_then(|dir| dir.symlink_metadata(path)))?;
        Ok(metadata.is_none_or(|metadata| system::is_for(&metadata, access)))
    }

    fn give(&self, path: &str, access: Access) -> io::Result<()> {
        system::give(self.dir()?, path, access)
    }

    fn sync_folder(&self, path: &str) -> io::Result<()> {
        system::sync_folder(self.dir()?, if path.is_empty() { "." } else { path })
    }
}

/// A place on the way to any of `paths`, or at its end, that is a link; a folder before what is in it.
pub(super) fn link_in<'a>(
    disk: &dyn Disk,
    paths: impl IntoIterator<Item = &'a str>,
) -> io::Result<Option<&'a str>> {
    let parts = |path: &'a str| {
        let ends = path.match_indices('/').map(|(end, _)| end).chain([path.len()]);
        ends.filter_map(|end| path.get(..end))
    };
    // Many files lie in the same folder.
    let places: BTreeSet<&str> = paths.into_iter().flat_map(parts).collect();
    for place in places {
        if disk.is_link(place)? {
            return Ok(Some(place));
        }
    }
    Ok(None)
}

/// `None` for what is not there.
fn absent<T>(result: io::Result<T>) -> io::Result<Option<T>> {
    match result {
        Ok(value) => Ok(Some(value)),
        Err(error) if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) => {
            Ok(None)
        }
        Err(error) => Err(error),
    }
}
