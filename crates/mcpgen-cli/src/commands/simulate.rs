//! `mcpgen simulate`.

use std::collections::BTreeMap;
use std::fs::{self, Metadata};
use std::io::{ErrorKind, Read as _};
use std::path::{Path, PathBuf};

use mcpgen_simulate::{Entry, FileAccess, FileText, Folder, Machine, simulate};

use crate::arguments::{SimulateArguments, SimulationFormat};
use crate::exit::{Failure, Outcome};
use crate::print;

/// The longest file that is read, in bytes. Catalogs are far smaller.
const LONGEST: u64 = 16 << 20;

pub(crate) fn run(arguments: &SimulateArguments) -> Result<Outcome, Failure> {
    let folder = &arguments.folder;
    let metadata = fs::metadata(folder)
        .map_err(|error| Failure::new(format!("{}: {error}", folder.display())).help(NAME_A_FOLDER))?;
    if !metadata.is_dir() {
        return Err(Failure::new(format!("{} is no folder", folder.display())).help(NAME_A_FOLDER));
    }
    let machine = Machine::with_environment(shell());
    let simulation = simulate(&Disk { folder: folder.clone() }, &machine);
    let text = match arguments.format {
        SimulationFormat::Text => simulation.to_text(),
        SimulationFormat::Json => simulation.to_json(),
    };
    print::out(&text)?;
    Ok(if simulation.works() { Outcome::Done } else { Outcome::StackAtFault })
}

const NAME_A_FOLDER: &str = "name the folder with docker-compose.yml: `mcpgen simulate DIR`";

/// The variables of the shell; one that is no text cannot stand in a Compose file either.
fn shell() -> BTreeMap<String, String> {
    std::env::vars_os()
        .filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)))
        .collect()
}

/// The folder, and the rest of the disk around it.
struct Disk {
    folder: PathBuf,
}

impl Folder for Disk {
    fn look(&self, path: &str) -> Entry {
        let path = self.folder.join(path);
        match fs::metadata(&path) {
            Ok(metadata) if metadata.is_dir() => Entry::Directory(access(&metadata)),
            Ok(metadata) if metadata.is_file() => {
                Entry::File { text: read(&path).map(FileText::new), access: access(&metadata) }
            }
            Err(error) if error.kind() == ErrorKind::NotFound || error.kind() == ErrorKind::NotADirectory => {
                Entry::Missing
            }
            Ok(_) | Err(_) => Entry::Unknown,
        }
    }
}

/// The text of a file; `None` for one that is none, cannot be read, or is too long.
fn read(path: &Path) -> Option<String> {
    let mut text = String::new();
    fs::File::open(path).ok()?.take(LONGEST).read_to_string(&mut text).ok()?;
    Some(text)
}

#[cfg(unix)]
#[expect(clippy::unnecessary_wraps, reason = "other systems do not say")]
fn access(metadata: &Metadata) -> Option<FileAccess> {
    use std::os::unix::fs::MetadataExt as _;

    Some(FileAccess { user: metadata.uid(), group: metadata.gid(), mode: metadata.mode() & 0o7777 })
}

#[cfg(not(unix))]
fn access(_: &Metadata) -> Option<FileAccess> {
    None
}
