//! The output folder: looked at, or held and written into.

use std::io;
use std::path::{Path, PathBuf};

use super::compare::Comparison;
use super::disk::{Disk, Folder};
use super::lock::Lock;
use super::manifest::{MANIFEST, Manifest};
use super::transaction;
use super::write::{OnEdited, WriteError, Written, write};
use crate::artifact::{Artifact, ArtifactSet};
use crate::render::Existing;

/// The output folder as it is now. Nothing is made, locked or mended by looking.
#[derive(Debug)]
pub struct View {
    place: PathBuf,
    folder: Folder,
}

impl View {
    /// Looks at `folder`, which need not be there.
    ///
    /// # Errors
    ///
    /// When it is there and cannot be opened.
    pub fn of(folder: &Path) -> Result<Self, WriteError> {
        let place = folder.to_owned();
        let folder = Folder::look(folder).map_err(|error| WriteError::Disk(place.clone(), error))?;
        Ok(Self { place, folder })
    }

    /// Whether an earlier write was cut off, and waits to be finished by the next one.
    ///
    /// # Errors
    ///
    /// When the disk cannot be read.
    pub fn is_cut_off(&self) -> Result<bool, WriteError> {
        transaction::is_pending(&self.folder).map_err(|error| self.fail(error))
    }

    /// What a person shares with mcpgen in the folder.
    ///
    /// # Errors
    ///
    /// When such a file is there and cannot be read, or is not UTF-8.
    pub fn existing(&self) -> Result<Existing, WriteError> {
        let read = |name: &str| match self.folder.read(name) {
            Ok(bytes) => bytes.map(String::from_utf8).transpose().map_err(|_| {
                WriteError::Disk(self.place.join(name), io::Error::other("it is not UTF-8 text"))
            }),
            Err(error) => Err(WriteError::Disk(self.place.join(name), error)),
        };
        Ok(Existing {
            env: read(".env")?,
            gitignore: read(".gitignore")?,
            gitattributes: read(".gitattributes")?,
        })
    }

    /// Compares the folder with what should be in it.
    ///
    /// # Errors
    ///
    /// When a path of the artifacts leads through a link, or the disk cannot be read.
    pub fn compare(&self, artifacts: &ArtifactSet) -> Result<Comparison, WriteError> {
        let paths = artifacts.iter().map(|(path, _)| path.as_str()).chain([MANIFEST]);
        for path in paths {
            if let Some(link) = self.folder.link_in(path).map_err(|error| self.fail(error))? {
                return Err(WriteError::Link(self.place.join(link)));
            }
        }
        let last = self.manifest()?;
        Comparison::of(artifacts, &self.folder, &last).map_err(|error| self.fail(error))
    }

    /// The folder's operations.
    pub(super) fn disk(&self) -> &dyn Disk {
        &self.folder
    }

    fn manifest(&self) -> Result<Manifest, WriteError> {
        let bytes = self.folder.read(MANIFEST).map_err(|error| self.fail(error))?.unwrap_or_default();
        Ok(Manifest::parse(&String::from_utf8_lossy(&bytes)))
    }

    fn fail(&self, error: io::Error) -> WriteError {
        WriteError::Disk(self.place.clone(), error)
    }
}

/// The output folder, held: nobody else writes into it through mcpgen until this is dropped.
#[derive(Debug)]
pub struct Output {
    view: View,
    #[expect(dead_code, reason = "it is held, not looked at")]
    lock: Lock,
}

impl Output {
    /// Makes `folder` if need be, waits until no other process holds it (after a call of `waiting` when one does), and finishes
    /// what an earlier write began, or takes back what it had only prepared.
    ///
    /// # Errors
    ///
    /// When mcpgen's own folder in it is a link, or the disk refuses.
    pub fn open(folder: &Path, waiting: &mut dyn FnMut()) -> Result<Self, WriteError> {
        let place = folder.to_owned();
        let fail = |error| WriteError::Disk(place.clone(), error);
        let folder = Folder::open(&place).map_err(fail)?;
        if let Some(link) = folder.link_in(super::LOCK).map_err(fail)? {
            return Err(WriteError::Link(place.join(link)));
        }
        let lock = Lock::take(&folder, waiting).map_err(fail)?;
        transaction::recover(&folder).map_err(fail)?;
        Ok(Self { view: View { place, folder }, lock })
    }

    /// The folder, to look at.
    #[must_use]
    pub fn view(&self) -> &View {
        &self.view
    }

    /// Does what `comparison` says: all of it, or nothing. A file that is as it should be is not touched.
    ///
    /// # Errors
    ///
    /// See [`WriteError`].
    pub fn write(&self, comparison: &Comparison, edited: OnEdited) -> Result<Written, WriteError> {
        let last = self.view.manifest()?;
        write(&self.view.folder, &self.view.place, comparison, &last, edited)
    }

    /// Writes one file that is shared with a person, such as `.env`, in the place of `before`.
    ///
    /// # Errors
    ///
    /// See [`WriteError`].
    pub fn replace_shared(&self, path: &str, artifact: Artifact) -> Result<(), WriteError> {
        let mut artifacts = ArtifactSet::default();
        let path = crate::artifact::ArtifactPath::new(path)
            .map_err(|error| WriteError::Disk(self.view.place.clone(), io::Error::other(error)))?;
        artifacts.insert(path, artifact.shared());
        let comparison =
            Comparison::of_some(&artifacts, &self.view.folder).map_err(|error| self.view.fail(error))?;
        self.write(&comparison, OnEdited::Refuse).map(|_| ())
    }
}
