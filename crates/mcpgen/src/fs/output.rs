//! The output folder: looked at, or held and written into.

use std::io;
use std::path::{Path, PathBuf};

use super::compare::Comparison;
use super::disk::{Disk, Folder, link_in};
use super::lock::Lock;
use super::manifest::{MANIFEST, Manifest};
use super::transaction;
use super::write::{OnEdited, Written, write};
use crate::artifact::{Artifact, ArtifactSet};
use crate::error::Error;
use crate::render::Existing;

/// The output folder as it is now. Nothing is made, locked or mended by looking.
///
/// ```
/// # use mcpgen::fs::View;
/// let folder = tempfile::tempdir()?;
/// std::fs::write(folder.path().join(".env"), "KEY=value\n")?;
/// let existing = View::of(folder.path())?.existing()?;
/// assert_eq!(existing.env.as_deref(), Some("KEY=value\n"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
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
    ///
    /// ```
    /// # use mcpgen::fs::View;
    /// # let folder = tempfile::tempdir()?;
    /// let missing = folder.path().join("out");
    /// assert!(View::of(&missing).is_ok());
    /// // Looking makes nothing.
    /// assert!(!missing.exists());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn of(folder: &Path) -> Result<Self, Error> {
        let place = folder.to_owned();
        let folder = Folder::look(folder).map_err(|error| Error::disk(&place, error))?;
        Ok(Self { place, folder })
    }

    /// Whether an earlier write was cut off, and waits to be finished by the next one.
    ///
    /// # Errors
    ///
    /// When the disk cannot be read.
    ///
    /// ```
    /// # use mcpgen::fs::View;
    /// # let folder = tempfile::tempdir()?;
    /// assert!(!View::of(folder.path())?.is_cut_off()?);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn is_cut_off(&self) -> Result<bool, Error> {
        transaction::is_pending(&self.folder).map_err(|error| self.fail(error))
    }

    /// What a person shares with mcpgen in the folder.
    ///
    /// # Errors
    ///
    /// When such a file is there and cannot be read, or is not UTF-8.
    ///
    /// ```
    /// # use mcpgen::fs::View;
    /// # let folder = tempfile::tempdir()?;
    /// std::fs::write(folder.path().join(".gitignore"), "target\n")?;
    /// let existing = View::of(folder.path())?.existing()?;
    /// assert_eq!((existing.gitignore.as_deref(), existing.env), (Some("target\n"), None));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn existing(&self) -> Result<Existing, Error> {
        let read = |name: &str| match self.folder.read(name) {
            Ok(bytes) => bytes
                .map(String::from_utf8)
                .transpose()
                .map_err(|_| Error::disk(self.place.join(name), io::Error::other("it is not UTF-8 text"))),
            Err(error) => Err(Error::disk(self.place.join(name), error)),
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
    ///
    /// ```
    /// # use mcpgen::artifact::{Artifact, ArtifactPath, ArtifactSet};
    /// # use mcpgen::fs::{Change, View};
    /// # let folder = tempfile::tempdir()?;
    /// let mut files = ArtifactSet::default();
    /// files.insert(ArtifactPath::new("docker-compose.yml")?, Artifact::public("services: {}\n"));
    /// let comparison = View::of(folder.path())?.compare(&files)?;
    /// assert_eq!(comparison.files()[0].change(), Change::Created);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn compare(&self, artifacts: &ArtifactSet) -> Result<Comparison, Error> {
        let paths = artifacts.iter().map(|(path, _)| path.as_str()).chain([MANIFEST]);
        if let Some(link) = link_in(&self.folder, paths).map_err(|error| self.fail(error))? {
            return Err(Error::link(self.place.join(link)));
        }
        let last = self.manifest()?;
        Comparison::of(artifacts, &self.folder, &last).map_err(|error| self.fail(error))
    }

    /// The folder's operations.
    pub(super) fn disk(&self) -> &dyn Disk {
        &self.folder
    }

    fn manifest(&self) -> Result<Manifest, Error> {
        let bytes = self.folder.read(MANIFEST).map_err(|error| self.fail(error))?.unwrap_or_default();
        Ok(Manifest::parse(&String::from_utf8_lossy(&bytes)))
    }

    fn fail(&self, error: io::Error) -> Error {
        Error::disk(&self.place, error)
    }
}

/// The output folder, held: nobody else writes into it through mcpgen until this is dropped.
///
/// ```
/// # use mcpgen::artifact::{Artifact, ArtifactPath, ArtifactSet};
/// use mcpgen::fs::{OnEdited, Output};
///
/// # let folder = tempfile::tempdir()?;
/// # let mut files = ArtifactSet::default();
/// # files.insert(ArtifactPath::new("docker-compose.yml")?, Artifact::public("services: {}\n"));
/// let output = Output::open(folder.path(), &mut || eprintln!("another process writes; waiting"))?;
/// let comparison = output.view().compare(&files)?;
/// output.write(&comparison, OnEdited::Refuse)?;
/// assert_eq!(std::fs::read_to_string(folder.path().join("docker-compose.yml"))?, "services: {}\n");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
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
    ///
    /// ```
    /// # use mcpgen::fs::Output;
    /// # let folder = tempfile::tempdir()?;
    /// let new = folder.path().join("out");
    /// let output = Output::open(&new, &mut || ())?;
    /// assert!(new.is_dir());
    /// # drop(output);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn open(folder: &Path, waiting: &mut dyn FnMut()) -> Result<Self, Error> {
        let place = folder.to_owned();
        let fail = |error| Error::disk(&place, error);
        let folder = Folder::open(&place).map_err(fail)?;
        if let Some(link) = link_in(&folder, [super::LOCK]).map_err(fail)? {
            return Err(Error::link(place.join(link)));
        }
        let lock = Lock::take(&folder, waiting).map_err(fail)?;
        transaction::recover(&folder).map_err(fail)?;
        Ok(Self { view: View { place, folder }, lock })
    }

    /// The folder, to look at.
    ///
    /// ```
    /// # use mcpgen::fs::Output;
    /// # let folder = tempfile::tempdir()?;
    /// let output = Output::open(folder.path(), &mut || ())?;
    /// assert!(!output.view().is_cut_off()?);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn view(&self) -> &View {
        &self.view
    }

    /// Does what `comparison` says: all of it, or nothing. A file that is as it should be is not touched.
    ///
    /// # Errors
    ///
    /// Kinds [`Conflicts`](crate::ErrorKind::Conflicts) (only with [`OnEdited::Refuse`]), [`Changed`](crate::ErrorKind::Changed), and
    /// [`Disk`](crate::ErrorKind::Disk) or [`NotFound`](crate::ErrorKind::NotFound).
    ///
    /// ```
    /// # use mcpgen::artifact::{Artifact, ArtifactPath, ArtifactSet};
    /// # use mcpgen::fs::{OnEdited, Output};
    /// # let folder = tempfile::tempdir()?;
    /// # let mut files = ArtifactSet::default();
    /// # files.insert(ArtifactPath::new("docker-compose.yml")?, Artifact::public("services: {}\n"));
    /// std::fs::write(folder.path().join("docker-compose.yml"), "services: {mine: {}}\n")?;
    /// let output = Output::open(folder.path(), &mut || ())?;
    /// let comparison = output.view().compare(&files)?;
    /// // A person made the file, so nothing is written unless that is asked for.
    /// assert!(output.write(&comparison, OnEdited::Refuse).is_err());
    /// let written = output.write(&comparison, OnEdited::Replace)?;
    /// assert_eq!(written.backups, ["docker-compose.yml.backup"]);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn write(&self, comparison: &Comparison, edited: OnEdited) -> Result<Written, Error> {
        let last = self.view.manifest()?;
        write(&self.view.folder, &self.view.place, comparison, &last, edited)
    }

    /// Writes one file that is shared with a person, such as `.env`, in the place of `before`.
    ///
    /// # Errors
    ///
    /// When `path` leads out of the folder, the file was changed by someone else meanwhile, or the disk refuses.
    ///
    /// ```
    /// # use mcpgen::{artifact::Artifact, fs::Output};
    /// # let folder = tempfile::tempdir()?;
    /// let output = Output::open(folder.path(), &mut || ())?;
    /// output.replace_shared(".env", Artifact::public("TOKEN=abc\n").secret())?;
    /// assert_eq!(std::fs::read_to_string(folder.path().join(".env"))?, "TOKEN=abc\n");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn replace_shared(&self, path: &str, artifact: Artifact) -> Result<(), Error> {
        let mut artifacts = ArtifactSet::default();
        let path = crate::artifact::ArtifactPath::new(path)
            .map_err(|error| Error::disk(&self.view.place, io::Error::other(error)))?;
        artifacts.insert(path, artifact.shared());
        let comparison =
            Comparison::of_some(&artifacts, &self.view.folder).map_err(|error| self.view.fail(error))?;
        self.write(&comparison, OnEdited::Refuse).map(|_| ())
    }
}
