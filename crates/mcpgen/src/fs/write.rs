//! Writing what was rendered: all files or none, and none that a person made or changed.

use std::fmt;
use std::io;
use std::path::Path;

use super::compare::{Change, Comparison, FileComparison, Origin};
use super::disk::{Access, Disk, link_in};
use super::journal::{Step, fingerprint};
use super::manifest::{MANIFEST, Manifest};
use super::transaction::{self, Put, Stopped};
use crate::artifact::{ArtifactPath, Ownership};
use crate::error::Error;

/// Who has so many backups of one file looks at none of them.
const MOST_BACKUPS: u32 = 1000;

/// What to do with a file that a person made or changed.
///
/// ```
/// # use mcpgen::artifact::{Artifact, ArtifactPath, ArtifactSet};
/// # use mcpgen::fs::{Change, OnEdited, Output};
/// # let folder = tempfile::tempdir()?;
/// # let mut files = ArtifactSet::default();
/// # files.insert(ArtifactPath::new("docker-compose.yml")?, Artifact::public("services: {}\n"));
/// std::fs::write(folder.path().join("docker-compose.yml"), "services: {mine: {}}\n")?;
/// let output = Output::open(folder.path(), &mut || ())?;
/// let written = output.write(&output.view().compare(&files)?, OnEdited::Keep)?;
/// assert_eq!(written.files, [("docker-compose.yml".to_owned(), Change::Kept)]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum OnEdited {
    /// Nothing is written at all.
    #[default]
    Refuse,
    /// It stays, and the rest is written.
    Keep,
    /// It is replaced; what was there stays beside it, as `NAME.backup`, or `NAME.backup-2` and so on.
    Replace,
}

/// What was written.
///
/// ```
/// # use mcpgen::artifact::{Artifact, ArtifactPath, ArtifactSet};
/// # use mcpgen::fs::{Change, OnEdited, Output};
/// # let folder = tempfile::tempdir()?;
/// # let mut files = ArtifactSet::default();
/// # files.insert(ArtifactPath::new("docker-compose.yml")?, Artifact::public("services: {}\n"));
/// let output = Output::open(folder.path(), &mut || ())?;
/// let written = output.write(&output.view().compare(&files)?, OnEdited::Refuse)?;
/// assert_eq!(written.files, [("docker-compose.yml".to_owned(), Change::Created)]);
/// assert!(written.backups.is_empty());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Written {
    /// Each file and what became of it, sorted by path.
    pub files: Vec<(String, Change)>,
    /// What stands beside a file that was replaced, and holds what was there.
    pub backups: Vec<String>,
    /// Files of secrets that others could read, and no longer can.
    pub closed: Vec<String>,
    /// Files that containers must read, and could not.
    pub opened: Vec<String>,
}

pub(super) fn write(
    disk: &dyn Disk,
    place: &Path,
    comparison: &Comparison,
    last: &Manifest,
    edited: OnEdited,
) -> Result<Written, Error> {
    let conflicts: Vec<&FileComparison> = comparison.files.iter().filter(|file| file.is_conflict()).collect();
    if edited == OnEdited::Refuse && !conflicts.is_empty() {
        return Err(Error::conflicting(conflicts.into_iter().cloned().collect()));
    }
    let fail = |error| Error::disk(place, error);
    let mut written = Written::default();
    let mut next = if comparison.whole { Manifest::default() } else { last.clone() };
    let (mut puts, mut removals) = (Vec::new(), Vec::new());
    for file in &comparison.files {
        let path = file.path.as_str();
        let stays = file.is_conflict() && edited == OnEdited::Keep;
        let change = if stays { Change::Kept } else { file.change };
        written.files.push((path.to_owned(), change));
        let before = || file.before.as_deref().map(fingerprint);
        match (&file.after, change) {
            (Some(_), Change::Kept) => next.keep(path, last),
            (Some(artifact), _) => {
                if artifact.ownership() == Ownership::Whole {
                    next.add(path, artifact.text().as_bytes());
                }
                if let (true, Some(bytes)) = (file.is_conflict(), &file.before) {
                    let (backup, put) = backup(disk, puts.len(), &file.path, bytes).map_err(fail)?;
                    written.backups.push(backup);
                    puts.push(put);
                }
                if change != Change::Unchanged {
                    let step = Step::Put { staged: puts.len(), before: before(), path: file.path.clone() };
                    let bytes = artifact.text().as_bytes().to_vec();
                    puts.push(Put { step, access: Access::from(artifact), bytes });
                }
            }
            (None, Change::Removed) => {
                if let Some(before) = before() {
                    removals.push(Step::Remove { before, path: file.path.clone() });
                }
            }
            (None, _) => {}
        }
    }
    puts.extend(manifest(disk, puts.len(), &next).map_err(fail)?);
    if !(puts.is_empty() && removals.is_empty()) {
        transaction::write(disk, puts, removals).map_err(|stopped| match stopped {
            Stopped::Changed(path) => Error::changed(place.join(path)),
            Stopped::Disk(error) => fail(error),
        })?;
    }
    // What was replaced is right from its first byte on; what stays needs to be made so.
    for file in &comparison.files {
        let Some(access) = file.access else { continue };
        disk.give(file.path.as_str(), access).map_err(fail)?;
        let mended = if access == Access::Owner { &mut written.closed } else { &mut written.opened };
        mended.push(file.path.to_string());
    }
    Ok(written)
}

/// The manifest, when it is another than before.
fn manifest(disk: &dyn Disk, staged: usize, next: &Manifest) -> io::Result<Option<Put>> {
    let bytes = next.text().into_bytes();
    let before = disk.read(MANIFEST)?;
    if before.as_ref() == Some(&bytes) {
        return Ok(None);
    }
    let path = ArtifactPath::new(MANIFEST).map_err(io::Error::other)?;
    let step = Step::Put { staged, before: before.as_deref().map(fingerprint), path };
    Ok(Some(Put { step, access: Access::Everyone, bytes }))
}

/// What stands at `path`, to be kept beside it under a name that is free.
fn backup(disk: &dyn Disk, staged: usize, path: &ArtifactPath, bytes: &[u8]) -> io::Result<(String, Put)> {
    for number in 1..=MOST_BACKUPS {
        let name = if number == 1 { format!("{path}.backup") } else { format!("{path}.backup-{number}") };
        let path = ArtifactPath::new(name.as_str()).map_err(io::Error::other)?;
        if link_in(disk, [name.as_str()])?.is_none() && disk.read(&name)?.is_none() {
            let step = Step::Put { staged, before: None, path };
            return Ok((name, Put { step, access: Access::Owner, bytes: bytes.to_vec() }));
        }
    }
    Err(io::Error::other("no name is free for a backup"))
}

/// Whose what is there is, in words.
impl fmt::Display for Origin {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Nobody => "as it should be",
            Self::Mcpgen => "as mcpgen wrote it",
            Self::Edited => "edited since mcpgen wrote it",
            Self::Foreign => "not made by mcpgen",
            Self::Shared => "shared with mcpgen",
        })
    }
}
