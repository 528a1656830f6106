//! Linux, macOS and their kin.

use std::io;
use std::path::Path;

use cap_std::fs::{
    Dir, DirBuilder, DirBuilderExt as _, Metadata, OpenOptions, OpenOptionsExt as _, Permissions,
    PermissionsExt as _,
};

use super::super::disk::Access;

/// A file that these options make is for whom `access` says, but for what the person's mask takes away.
pub(in crate::fs) fn with_mode(options: &mut OpenOptions, access: Access) {
    options.mode(access.mode());
}

/// Whether a file is for those whom `access` says.
pub(in crate::fs) fn is_for(metadata: &Metadata, access: Access) -> bool {
    let mode = metadata.permissions().mode();
    match access {
        Access::Owner => mode.trailing_zeros() >= 6,
        Access::Containers => mode & 0o444 == 0o444,
        Access::ContainerRunners => mode & 0o555 == 0o555,
        Access::Everyone | Access::Runners => true,
    }
}

/// Makes it so.
pub(in crate::fs) fn give(dir: &Dir, path: &str, access: Access) -> io::Result<()> {
    dir.set_permissions(path, Permissions::from_mode(access.mode()))
}

/// Makes a folder and those above it, with `mode`.
pub(in crate::fs) fn create_folder(dir: &Dir, path: &str, mode: u32) -> io::Result<()> {
    let mut builder = DirBuilder::new();
    builder.recursive(true).mode(mode);
    dir.create_dir_with(path, &builder)
}

/// Waits until the disk has the names in a folder.
pub(in crate::fs) fn sync_folder(dir: &Dir, path: &str) -> io::Result<()> {
    dir.open(path)?.sync_all()
}

/// Whether both are the same file.
pub(in crate::fs) fn is_same(left: &std::fs::File, right: &std::fs::File) -> io::Result<bool> {
    use std::os::unix::fs::MetadataExt as _;
    let (left, right) = (left.metadata()?, right.metadata()?);
    Ok(left.dev() == right.dev() && left.ino() == right.ino())
}

/// The user and the group that a file belongs to.
pub(in crate::fs) fn owner(path: &Path) -> Option<(u32, u32)> {
    use std::os::unix::fs::MetadataExt as _;
    std::fs::metadata(path).ok().map(|metadata| (metadata.uid(), metadata.gid()))
}
