//! What the steps print, each into a file of its own, so that nothing is mixed up.

use std::fs::{self, File};
use std::path::{Path, PathBuf};

/// A folder with one file for each step.
#[derive(Debug)]
pub(crate) struct Logs {
    folder: PathBuf,
}

impl Logs {
    /// Makes `folder`.
    ///
    /// # Errors
    /// It cannot be made.
    pub(crate) fn in_folder(folder: PathBuf) -> Result<Self, String> {
        fs::create_dir_all(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
        Ok(Self { folder })
    }

    /// The file of the step `name`, empty.
    ///
    /// # Errors
    /// It cannot be made.
    pub(crate) fn start(&self, name: &str) -> Result<File, String> {
        let path = self.path(name);
        File::create(&path).map_err(|error| format!("{}: {error}", path.display()))
    }

    /// What the step `name` has printed.
    pub(crate) fn text(&self, name: &str) -> String {
        fs::read(self.path(name))
            .map(|bytes| String::from_utf8_lossy(&bytes).into_owned())
            .unwrap_or_default()
    }

    /// A copy of this program, which stays what it is while the steps build it anew.
    ///
    /// # Errors
    /// It cannot be copied.
    pub(crate) fn own_program(&self) -> Result<PathBuf, String> {
        let copy = self.folder.join("xtask");
        let made = std::env::current_exe().and_then(|own| {
            if copy.exists() {
                fs::remove_file(&copy)?;
            }
            fs::copy(own, &copy)
        });
        made.map(|_| copy.clone()).map_err(|error| format!("{}: {error}", copy.display()))
    }

    /// The file that holds what the step `name` prints.
    pub(crate) fn path(&self, name: &str) -> PathBuf {
        Path::new(&self.folder).join(format!("{}.log", name.replace([' ', ','], "-")))
    }
}
