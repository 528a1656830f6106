//! Replacing a file of the person's, whole.

use std::io;
use std::path::Path;

use crate::error::{Error, ErrorKind};

/// Puts `bytes` in the place of the file at `path`, which held `original`: writes them beside it, with its permissions, and moves
/// them there. A link stays one: what it leads to is replaced.
///
/// # Errors
///
/// When the file cannot be replaced, or was changed by someone else meanwhile.
pub(super) fn replace(path: &Path, original: &[u8], bytes: &[u8]) -> Result<(), Error> {
    let fail = |error| Error::disk(path, error);
    if std::fs::read(path).map_err(fail)? != original {
        let text = "the file was changed by someone else; nothing was written";
        return Err(Error::new(ErrorKind::Changed, text).in_file(path));
    }
    put(path, bytes).map_err(fail)
}

fn put(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let place = path.canonicalize()?;
    let name = place.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let staged = place.with_file_name(format!(".{name}.mcpgen-new"));
    // What an earlier one left. When it cannot be removed, the new one cannot be made, and that is told.
    let _ = std::fs::remove_file(&staged);
    let result = stage(&staged, &place, bytes).and_then(|()| std::fs::rename(&staged, &place));
    if result.is_err() {
        // The first error is the one to tell.
        let _ = std::fs::remove_file(&staged);
    }
    result
}

fn stage(staged: &Path, place: &Path, bytes: &[u8]) -> io::Result<()> {
    use std::io::Write as _;
    let mut file = std::fs::OpenOptions::new().write(true).create_new(true).open(staged)?;
    file.set_permissions(std::fs::metadata(place)?.permissions())?;
    file.write_all(bytes)?;
    file.sync_all()
}
