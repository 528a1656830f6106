//! Taking back what was written.

use std::io;
use std::path::Path;

use super::compare::{Change, Comparison, FileComparison, Origin};
use super::disk::{Disk, link_in};
use super::journal::{Step, fingerprint};
use super::manifest::MANIFEST;
use super::output::Output;
use super::transaction::{self, Stopped};
use super::write::Written;
use super::{HOME, LOCK};
use crate::artifact::{ArtifactPath, ArtifactSet};
use crate::emit::is_ours_alone;
use crate::error::Error;

/// Removes from `folder` what mcpgen wrote and nobody changed, and mcpgen's own folder. `.env` goes only with `env`. A file that
/// is shared with a person goes when nothing stands in it but what mcpgen added. Waits as [`Output::open`] does.
///
/// # Errors
///
/// Kinds [`Link`](crate::ErrorKind::Link), [`Changed`](crate::ErrorKind::Changed), and [`Disk`](crate::ErrorKind::Disk) or
/// [`NotFound`](crate::ErrorKind::NotFound).
///
/// ```
/// # use mcpgen::artifact::{Artifact, ArtifactPath, ArtifactSet};
/// # use mcpgen::fs::{OnEdited, Output, clean};
/// # let folder = tempfile::tempdir()?;
/// # let mut files = ArtifactSet::default();
/// # files.insert(ArtifactPath::new("docker-compose.yml")?, Artifact::public("services: {}\n"));
/// # let output = Output::open(folder.path(), &mut || ())?;
/// # output.write(&output.view().compare(&files)?, OnEdited::Refuse)?;
/// # drop(output);
/// std::fs::write(folder.path().join("notes.txt"), "mine")?;
/// let written = clean(folder.path(), false, &mut || ())?;
/// assert_eq!(written.files[0].0, "docker-compose.yml");
/// // What mcpgen did not write is still there.
/// assert_eq!(std::fs::read_dir(folder.path())?.count(), 1);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn clean(folder: &Path, env: bool, waiting: &mut dyn FnMut()) -> Result<Written, Error> {
    let output = Output::open(folder, waiting)?;
    let mut comparison = output.view().compare(&ArtifactSet::default())?;
    let disk = output.view().disk();
    let fail = |error| Error::disk(folder, error);
    add_shared(&mut comparison, disk, env).map_err(fail)?;
    let mut written = Written::default();
    let mut removals = Vec::new();
    for file in &comparison.files {
        written.files.push((file.path.to_string(), file.change));
        if let (Change::Removed, Some(bytes)) = (file.change, &file.before) {
            removals.push(Step::Remove { before: fingerprint(bytes), path: file.path.clone() });
        }
    }
    if let Some(bytes) = disk.read(MANIFEST).map_err(fail)? {
        let path = ArtifactPath::new(MANIFEST).map_err(io::Error::other).map_err(fail)?;
        removals.push(Step::Remove { before: fingerprint(&bytes), path });
    }
    transaction::write(disk, Vec::new(), removals).map_err(|stopped| match stopped {
        Stopped::Changed(path) => Error::changed(folder.join(path)),
        Stopped::Disk(error) => fail(error),
    })?;
    disk.remove_file(LOCK).map_err(fail)?;
    // A person may keep something there.
    if disk.names(HOME).map_err(fail)?.is_empty() {
        disk.remove_folder(HOME).map_err(fail)?;
    }
    Ok(written)
}

/// Adds the files that the manifest does not know, because a person's lines may stand in them.
fn add_shared(comparison: &mut Comparison, disk: &dyn Disk, env: bool) -> io::Result<()> {
    for name in [".env", ".gitattributes", ".gitignore"] {
        let Some(bytes) = disk.read(name)? else { continue };
        if link_in(disk, [name])?.is_some() {
            continue;
        }
        let goes = match name {
            ".env" => env,
            // As long as `.env` is there, it must be kept out of the repository.
            ".gitignore" if !env && disk.read(".env")?.is_some() => false,
            _ => is_ours_alone(&String::from_utf8_lossy(&bytes)),
        };
        let change = if goes { Change::Removed } else { Change::Kept };
        let path = ArtifactPath::new(name).map_err(io::Error::other)?;
        let (origin, before) = (Origin::Shared, Some(bytes));
        comparison.files.push(FileComparison { path, change, origin, before, after: None, access: None });
    }
    comparison.files.sort_by(|left, right| left.path.cmp(&right.path));
    Ok(())
}
