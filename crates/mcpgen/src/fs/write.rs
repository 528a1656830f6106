//! Writing what was rendered: each file whole or not at all, and none that a person made or changed.

use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

use super::manifest::{MANIFEST, Manifest};
use crate::artifact::{Artifact, ArtifactPath, ArtifactSet, Mode, Ownership, Sensitivity};

/// How to write.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct WriteOptions {
    /// Whether files are replaced that a person made or changed.
    pub replace_edited: bool,
}

impl WriteOptions {
    /// Replaces files that a person made or changed, too.
    #[must_use]
    pub fn replacing_edited(mut self, replace: bool) -> Self {
        self.replace_edited = replace;
        self
    }
}

/// What became of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change {
    /// It was not there.
    Created,
    /// It was there, and is another now.
    Updated,
    /// It was there as it should be.
    Unchanged,
    /// mcpgen wrote it earlier, and does no more.
    Removed,
}

/// What was written.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Written {
    /// Each file and what became of it, sorted by path.
    pub files: Vec<(String, Change)>,
}

/// Why a file is in the way.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Conflict {
    /// The file, relative to the output folder.
    pub path: String,
    /// Whether mcpgen wrote it once, and a person changed it since. Otherwise mcpgen never wrote it.
    pub edited: bool,
}

/// Nothing was written, or not everything.
#[derive(Debug)]
#[non_exhaustive]
pub enum WriteError {
    /// Files are in the way that a person made or changed. Nothing was written.
    Conflicts(Vec<Conflict>),
    /// A part of the path is a link, which could lead out of the output folder. Nothing was written.
    Link(PathBuf),
    /// The disk refused.
    Io(PathBuf, io::Error),
}

impl fmt::Display for WriteError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Conflicts(conflicts) => {
                write!(formatter, "{} files would lose what a person wrote", conflicts.len())
            }
            Self::Link(path) => {
                write!(formatter, "{} is a link, which could lead out of the output folder", path.display())
            }
            Self::Io(path, error) => write!(formatter, "{}: {error}", path.display()),
        }
    }
}

impl std::error::Error for WriteError {}

/// Writes `artifacts` into `folder`, which is made if need be. Files that are as they should be are not touched; files that
/// mcpgen wrote earlier and does no more are removed, unless a person changed them.
///
/// # Errors
///
/// See [`WriteError`].
pub fn write(artifacts: &ArtifactSet, folder: &Path, options: WriteOptions) -> Result<Written, WriteError> {
    let manifest_path = folder.join(MANIFEST);
    refuse_links(folder, MANIFEST)?;
    let last = Manifest::parse(&read(&manifest_path)?.unwrap_or_default());
    let mut next = Manifest::default();
    let mut steps = Vec::new();
    let mut conflicts = Vec::new();
    for (path, artifact) in artifacts.iter() {
        refuse_links(folder, path.as_str())?;
        let current = read(&folder.join(path.as_str()))?;
        let change = match &current {
            None => Change::Created,
            Some(text) if text == artifact.text() => Change::Unchanged,
            Some(_) => Change::Updated,
        };
        if artifact.ownership() == Ownership::Whole {
            next.add(path.as_str(), artifact.text());
            // Only a file that would change is looked at for who wrote it.
            let foreign = || current.as_deref().is_some_and(|text| !last.wrote(path.as_str(), text));
            if change == Change::Updated && !options.replace_edited && foreign() {
                let edited = last.paths().any(|known| known == path.as_str());
                conflicts.push(Conflict { path: path.to_string(), edited });
            }
        }
        steps.push((path, artifact, change));
    }
    if !conflicts.is_empty() {
        return Err(WriteError::Conflicts(conflicts));
    }
    let mut files = Vec::new();
    for (path, artifact, change) in steps {
        let place = folder.join(path.as_str());
        match change {
            Change::Unchanged => {}
            _ => replace(&place, artifact)?,
        }
        settle(&place, artifact)?;
        files.push((path.to_string(), change));
    }
    for path in last.paths().filter(|path| artifacts.get(path).is_none()) {
        if remove_own(folder, path, &last)? {
            files.push((path.to_owned(), Change::Removed));
        }
    }
    let text = next.text();
    if read(&manifest_path)?.as_deref() != Some(&text) {
        replace(&manifest_path, &Artifact::public(text))?;
    }
    files.sort();
    Ok(Written { files })
}

impl PartialOrd for Change {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Change {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        (*self as u8).cmp(&(*other as u8))
    }
}

/// A text on the disk; `None` when there is no such file. Bytes that are not UTF-8 are no text of ours, and equal none.
fn read(path: &Path) -> Result<Option<String>, WriteError> {
    match std::fs::read(path) {
        Ok(bytes) => Ok(Some(String::from_utf8_lossy(&bytes).into_owned())),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(WriteError::Io(path.to_owned(), error)),
    }
}

/// Refuses a path of which a part below the output folder is a link.
fn refuse_links(folder: &Path, path: &str) -> Result<(), WriteError> {
    let mut place = folder.to_owned();
    for part in path.split('/') {
        place.push(part);
        match std::fs::symlink_metadata(&place) {
            Ok(metadata) if metadata.file_type().is_symlink() => return Err(WriteError::Link(place)),
            Ok(_) => {}
            Err(error) if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) => {
                break;
            }
            Err(error) => return Err(WriteError::Io(place, error)),
        }
    }
    Ok(())
}

/// Writes a file beside its place and moves it there: at no moment is it half written.
fn replace(place: &Path, artifact: &Artifact) -> Result<(), WriteError> {
    let fail = |error: io::Error| WriteError::Io(place.to_owned(), error);
    let parent = place.parent().unwrap_or_else(|| Path::new("."));
    std::fs::create_dir_all(parent).map_err(|error| WriteError::Io(parent.to_owned(), error))?;
    let name = place.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let staged = parent.join(format!(".{name}.mcpgen-new"));
    let result = stage(&staged, artifact).and_then(|()| std::fs::rename(&staged, place));
    if result.is_err() {
        // The first error is the one to tell.
        let _ = std::fs::remove_file(&staged);
    }
    result.map_err(fail)
}

fn stage(staged: &Path, artifact: &Artifact) -> io::Result<()> {
    use std::io::Write as _;
    match std::fs::remove_file(staged) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt as _;
        options.mode(mode(artifact));
    }
    options.open(staged)?.write_all(artifact.text().as_bytes())
}

/// The mode from the first byte on; what the person's own mask forbids is forbidden too.
fn mode(artifact: &Artifact) -> u32 {
    match (artifact.sensitivity(), artifact.mode()) {
        (Sensitivity::Secret, _) => 0o600,
        (Sensitivity::Public | Sensitivity::Container, Mode::Executable) => 0o755,
        (Sensitivity::Public | Sensitivity::Container, Mode::Plain) => 0o644,
    }
}

/// Takes from others what they must not read, and gives to containers what they must.
#[cfg(unix)]
fn settle(place: &Path, artifact: &Artifact) -> Result<(), WriteError> {
    use std::os::unix::fs::PermissionsExt as _;
    let fail = |error| WriteError::Io(place.to_owned(), error);
    let permissions = std::fs::metadata(place).map_err(fail)?.permissions();
    let right = match artifact.sensitivity() {
        Sensitivity::Public => true,
        Sensitivity::Container => permissions.mode() & mode(artifact) == mode(artifact),
        Sensitivity::Secret => permissions.mode().trailing_zeros() >= 6,
    };
    if right {
        return Ok(());
    }
    std::fs::set_permissions(place, std::fs::Permissions::from_mode(mode(artifact))).map_err(fail)
}

#[cfg(not(unix))]
fn settle(_: &Path, _: &Artifact) -> Result<(), WriteError> {
    Ok(())
}

/// Removes a file that mcpgen wrote and nobody changed. `false` when it stays or is not there.
fn remove_own(folder: &Path, path: &str, last: &Manifest) -> Result<bool, WriteError> {
    if ArtifactPath::new(path).is_err() || refuse_links(folder, path).is_err() {
        return Ok(false);
    }
    let place = folder.join(path);
    match read(&place)? {
        Some(text) if last.wrote(path, &text) => {
            std::fs::remove_file(&place).map_err(|error| WriteError::Io(place.clone(), error))?;
            // The folder goes too when nothing is left in it.
            if let Some(parent) = place.parent().filter(|parent| *parent != folder) {
                let _ = std::fs::remove_dir(parent);
            }
            Ok(true)
        }
        _ => Ok(false),
    }
}
