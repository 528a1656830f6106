//! What is in the output folder beside what should be there.

use std::io;

use super::disk::{Access, Disk, link_in};
use super::manifest::Manifest;
use crate::artifact::{Artifact, ArtifactPath, ArtifactSet, Ownership, Sensitivity};

/// What a write does with a file.
///
/// ```
/// # use mcpgen::artifact::{Artifact, ArtifactPath, ArtifactSet};
/// # use mcpgen::fs::{Change, View};
/// # let folder = tempfile::tempdir()?;
/// # let mut files = ArtifactSet::default();
/// # files.insert(ArtifactPath::new("docker-compose.yml")?, Artifact::public("services: {}\n"));
/// let change = || Ok::<_, Box<dyn std::error::Error>>(View::of(folder.path())?.compare(&files)?.files()[0].change());
/// assert_eq!(change()?, Change::Created);
/// std::fs::write(folder.path().join("docker-compose.yml"), "services: {}\n")?;
/// assert_eq!(change()?, Change::Unchanged);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Change {
    /// It is not there, and will be.
    Created,
    /// It is there, and will be another.
    Updated,
    /// It is there as it should be.
    Unchanged,
    /// mcpgen wrote it earlier, and does no more: it goes.
    Removed,
    /// A person's edit stays: asked for by [`OnEdited::Keep`](super::OnEdited::Keep), or in a file that mcpgen does no more.
    Kept,
}

/// Whose the bytes are that are there.
///
/// ```
/// # use mcpgen::artifact::{Artifact, ArtifactPath, ArtifactSet};
/// # use mcpgen::fs::{Origin, View};
/// # let folder = tempfile::tempdir()?;
/// # let mut files = ArtifactSet::default();
/// # files.insert(ArtifactPath::new("docker-compose.yml")?, Artifact::public("services: {}\n"));
/// std::fs::write(folder.path().join("docker-compose.yml"), "services: {web: {}}\n")?;
/// let comparison = View::of(folder.path())?.compare(&files)?;
/// assert_eq!(comparison.files()[0].origin(), Origin::Foreign);
/// assert_eq!(Origin::Foreign.to_string(), "not made by mcpgen");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    /// Nobody's: there is nothing, or what should be there.
    Nobody,
    /// mcpgen's, as it wrote them last; line ends do not count.
    Mcpgen,
    /// A person's, who changed what mcpgen wrote.
    Edited,
    /// A person's: mcpgen never wrote the file.
    Foreign,
    /// A person's and mcpgen's: lines are added to such a file, and none is replaced.
    Shared,
}

/// One file, as it is and as it should be.
///
/// ```
/// # use mcpgen::artifact::{Artifact, ArtifactPath, ArtifactSet};
/// # use mcpgen::fs::View;
/// # let folder = tempfile::tempdir()?;
/// # let mut files = ArtifactSet::default();
/// # files.insert(ArtifactPath::new("docker-compose.yml")?, Artifact::public("services: {}\n"));
/// for file in View::of(folder.path())?.compare(&files)?.files() {
///     println!("{}: {:?}, {}", file.path(), file.change(), file.origin());
/// }
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone)]
pub struct FileComparison {
    pub(super) path: ArtifactPath,
    pub(super) change: Change,
    pub(super) origin: Origin,
    pub(super) before: Option<Vec<u8>>,
    pub(super) after: Option<Artifact>,
    /// For whom it should be, when it is for others.
    pub(super) access: Option<Access>,
}

impl FileComparison {
    /// The file, relative to the output folder.
    ///
    /// ```
    /// # use mcpgen::artifact::{Artifact, ArtifactPath, ArtifactSet};
    /// # use mcpgen::fs::View;
    /// # let folder = tempfile::tempdir()?;
    /// # let mut files = ArtifactSet::default();
    /// # files.insert(ArtifactPath::new("docker-compose.yml")?, Artifact::public("services: {}\n"));
    /// let comparison = View::of(folder.path())?.compare(&files)?;
    /// assert_eq!(comparison.files()[0].path(), "docker-compose.yml");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn path(&self) -> &str {
        self.path.as_str()
    }

    /// What a write would do with it.
    ///
    /// ```
    /// # use mcpgen::artifact::{Artifact, ArtifactPath, ArtifactSet};
    /// # use mcpgen::fs::{Change, View};
    /// # let folder = tempfile::tempdir()?;
    /// # let mut files = ArtifactSet::default();
    /// # files.insert(ArtifactPath::new("docker-compose.yml")?, Artifact::public("services: {}\n"));
    /// let comparison = View::of(folder.path())?.compare(&files)?;
    /// assert_eq!(comparison.files()[0].change(), Change::Created);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn change(&self) -> Change {
        self.change
    }

    /// Whose the bytes are that are there.
    ///
    /// ```
    /// # use mcpgen::artifact::{Artifact, ArtifactPath, ArtifactSet};
    /// # use mcpgen::fs::{Origin, View};
    /// # let folder = tempfile::tempdir()?;
    /// # let mut files = ArtifactSet::default();
    /// # files.insert(ArtifactPath::new("docker-compose.yml")?, Artifact::public("services: {}\n"));
    /// let comparison = View::of(folder.path())?.compare(&files)?;
    /// assert_eq!(comparison.files()[0].origin(), Origin::Nobody);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn origin(&self) -> Origin {
        self.origin
    }

    /// Whether it holds secrets and more people than its owner may read it; a write mends that.
    ///
    /// ```
    /// # use mcpgen::artifact::{Artifact, ArtifactPath, ArtifactSet};
    /// # use mcpgen::fs::View;
    /// # let folder = tempfile::tempdir()?;
    /// # let mut files = ArtifactSet::default();
    /// # files.insert(ArtifactPath::new(".env")?, Artifact::public("TOKEN=abc\n").shared().secret());
    /// // Where files have a mode, this one is made with one that lets others read it.
    /// std::fs::write(folder.path().join(".env"), "TOKEN=abc\n")?;
    /// # #[cfg(unix)]
    /// # std::fs::set_permissions(folder.path().join(".env"), std::os::unix::fs::PermissionsExt::from_mode(0o644))?;
    /// let comparison = View::of(folder.path())?.compare(&files)?;
    /// assert_eq!(comparison.files()[0].is_open(), cfg!(unix));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn is_open(&self) -> bool {
        self.access == Some(Access::Owner)
    }

    /// Whether a write would lose what a person wrote.
    pub(super) fn is_conflict(&self) -> bool {
        self.change == Change::Updated && matches!(self.origin, Origin::Edited | Origin::Foreign)
    }

    /// Whether the file is not what the stack gives. Line ends that git changed do not count, and neither does a file of secrets
    /// that is not there: a fresh clone has none.
    ///
    /// ```
    /// # use mcpgen::artifact::{Artifact, ArtifactPath, ArtifactSet};
    /// # use mcpgen::fs::View;
    /// # let folder = tempfile::tempdir()?;
    /// # let mut files = ArtifactSet::default();
    /// # files.insert(ArtifactPath::new("docker-compose.yml")?, Artifact::public("services: {}\n"));
    /// std::fs::write(folder.path().join("docker-compose.yml"), "services: {}\r\n")?;
    /// assert!(!View::of(folder.path())?.compare(&files)?.files()[0].drifts());
    /// std::fs::write(folder.path().join("docker-compose.yml"), "services: {web: {}}\n")?;
    /// assert!(View::of(folder.path())?.compare(&files)?.files()[0].drifts());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn drifts(&self) -> bool {
        match self.change {
            Change::Unchanged => false,
            Change::Created => {
                self.after.as_ref().is_none_or(|artifact| artifact.sensitivity() != Sensitivity::Secret)
            }
            Change::Removed | Change::Kept => true,
            Change::Updated => {
                self.after.as_ref().map(|artifact| without_returns(artifact.text().as_bytes()))
                    != self.before.as_deref().map(without_returns)
            }
        }
    }
}

impl std::fmt::Debug for FileComparison {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // The bytes may be those of `.env`.
        formatter
            .debug_struct("FileComparison")
            .field("path", &self.path)
            .field("change", &self.change)
            .field("origin", &self.origin)
            .finish_non_exhaustive()
    }
}

/// The output folder beside a rendering.
///
/// ```
/// # use mcpgen::artifact::{Artifact, ArtifactPath, ArtifactSet};
/// # use mcpgen::fs::View;
/// # let folder = tempfile::tempdir()?;
/// # let mut files = ArtifactSet::default();
/// # files.insert(ArtifactPath::new("docker-compose.yml")?, Artifact::public("services: {}\n"));
/// let comparison = View::of(folder.path())?.compare(&files)?;
/// // Nothing was written yet.
/// assert!(comparison.drifts());
/// assert!(comparison.unified_diff().contains("+services: {}"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone)]
pub struct Comparison {
    pub(super) files: Vec<FileComparison>,
    /// Whether it covers all that mcpgen writes; otherwise what it does not name stays as it is.
    pub(super) whole: bool,
}

impl Comparison {
    /// Each file that is there or should be, sorted by path.
    ///
    /// ```
    /// # use mcpgen::artifact::{Artifact, ArtifactPath, ArtifactSet};
    /// # use mcpgen::fs::View;
    /// # let folder = tempfile::tempdir()?;
    /// # let mut files = ArtifactSet::default();
    /// # files.insert(ArtifactPath::new("docker-compose.yml")?, Artifact::public("services: {}\n"));
    /// assert_eq!(View::of(folder.path())?.compare(&files)?.files().len(), 1);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn files(&self) -> &[FileComparison] {
        &self.files
    }

    /// Whether the folder is not what the stack gives.
    ///
    /// ```
    /// # use mcpgen::artifact::{Artifact, ArtifactPath, ArtifactSet};
    /// # use mcpgen::fs::View;
    /// # let folder = tempfile::tempdir()?;
    /// # let mut files = ArtifactSet::default();
    /// # files.insert(ArtifactPath::new("docker-compose.yml")?, Artifact::public("services: {}\n"));
    /// assert!(View::of(folder.path())?.compare(&files)?.drifts());
    /// std::fs::write(folder.path().join("docker-compose.yml"), "services: {}\n")?;
    /// assert!(!View::of(folder.path())?.compare(&files)?.drifts());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn drifts(&self) -> bool {
        self.files.iter().any(FileComparison::drifts)
    }

    pub(super) fn of(artifacts: &ArtifactSet, disk: &dyn Disk, last: &Manifest) -> io::Result<Self> {
        let mut files = Vec::new();
        for (path, artifact) in artifacts.iter() {
            let before = disk.read(path.as_str())?;
            let change = match &before {
                None => Change::Created,
                Some(bytes) if bytes == artifact.text().as_bytes() => Change::Unchanged,
                Some(_) => Change::Updated,
            };
            let origin = match (&before, artifact.ownership()) {
                (None, _) => Origin::Nobody,
                (Some(_), Ownership::Shared) => Origin::Shared,
                // Only a file that would change is looked at for who wrote it.
                (Some(_), Ownership::Whole) if change == Change::Unchanged => Origin::Nobody,
                (Some(bytes), Ownership::Whole) => last.origin(path.as_str(), bytes),
            };
            let access = Access::from(artifact);
            let access = if disk.is_for(path.as_str(), access)? { None } else { Some(access) };
            let after = Some(artifact.clone());
            files.push(FileComparison { path: path.clone(), change, origin, before, after, access });
        }
        for path in last.paths().filter(|path| artifacts.get(path).is_none()) {
            // The manifest is a file of the folder: what leads out of it is none of its lines.
            let Ok(path) = ArtifactPath::new(path) else { continue };
            if link_in(disk, [path.as_str()])?.is_some() {
                continue;
            }
            let Some(bytes) = disk.read(path.as_str())? else { continue };
            let origin = last.origin(path.as_str(), &bytes);
            let change = if origin == Origin::Mcpgen { Change::Removed } else { Change::Kept };
            let before = Some(bytes);
            files.push(FileComparison { path, change, origin, before, after: None, access: None });
        }
        files.sort_by(|left, right| left.path.cmp(&right.path));
        Ok(Self { files, whole: true })
    }

    /// The same for some files, whatever else is in the folder.
    pub(super) fn of_some(artifacts: &ArtifactSet, disk: &dyn Disk) -> io::Result<Self> {
        Ok(Self { whole: false, ..Self::of(artifacts, disk, &Manifest::default())? })
    }
}

/// The bytes without the carriage returns before their line feeds.
pub(super) fn without_returns(bytes: &[u8]) -> Vec<u8> {
    let mut result = Vec::with_capacity(bytes.len());
    for line in bytes.split_inclusive(|byte| *byte == b'\n') {
        match line.strip_suffix(b"\r\n") {
            Some(line) => {
                result.extend_from_slice(line);
                result.push(b'\n');
            }
            None => result.extend_from_slice(line),
        }
    }
    result
}
