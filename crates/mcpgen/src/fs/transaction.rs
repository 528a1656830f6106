//! Several files replaced as one: staged, written down, and then moved into their places.
//!
//! A stop before the journal has its name leaves the folder as it was; one after it is finished by whoever opens the folder next.
//! Either way no file is ever half one and half the other.

use std::io;

use super::disk::{Access, Disk};
use super::journal::{Journal, Step, fingerprint};

/// Where files wait.
const STAGE: &str = ".mcpgen/transaction";

/// The journal, once it is whole.
const JOURNAL: &str = ".mcpgen/transaction/journal";

/// The journal, while it is written.
const DRAFT: &str = ".mcpgen/transaction/journal.draft";

/// Keeps git from taking in what waits, which may hold secrets.
const IGNORE: &str = ".mcpgen/transaction/.gitignore";

/// A file to put into its place.
pub(super) struct Put {
    pub(super) step: Step,
    pub(super) access: Access,
    pub(super) bytes: Vec<u8>,
}

/// Whether an earlier write was cut off.
pub(super) fn is_pending(disk: &dyn Disk) -> io::Result<bool> {
    Ok(disk.read(JOURNAL)?.is_some())
}

/// Finishes what an earlier write began, or takes back what it had not begun yet.
pub(super) fn recover(disk: &dyn Disk) -> io::Result<()> {
    if let Some(journal) = disk.read(JOURNAL)? {
        finish(disk, &Journal::parse(&String::from_utf8_lossy(&journal)))?;
        disk.remove_file(JOURNAL)?;
    }
    clear(disk)
}

/// What stopped a write before it began.
#[derive(Debug)]
pub(super) enum Stopped {
    /// A file is not what it was when the write was planned.
    Changed(String),
    /// The disk refused.
    Disk(io::Error),
}

impl From<io::Error> for Stopped {
    fn from(error: io::Error) -> Self {
        Self::Disk(error)
    }
}

/// Puts all `puts` into their places and carries out `removals`, or does nothing.
pub(super) fn write(disk: &dyn Disk, puts: Vec<Put>, removals: Vec<Step>) -> Result<(), Stopped> {
    let prepared = prepare(disk, &puts, &removals);
    let steps = puts.into_iter().map(|put| put.step).chain(removals).collect();
    match prepared.and_then(|()| begin(disk, &Journal { steps })) {
        Ok(journal) => {
            finish(disk, &journal)?;
            disk.remove_file(JOURNAL)?;
            Ok(clear(disk)?)
        }
        Err(stopped) => {
            // The first error is the one to tell; what is left is taken away by the next write.
            let _ = clear(disk);
            Err(stopped)
        }
    }
}

/// Stages every file, and looks whether all is still as it was.
fn prepare(disk: &dyn Disk, puts: &[Put], removals: &[Step]) -> Result<(), Stopped> {
    disk.create_folder(STAGE, 0o700)?;
    disk.create(IGNORE, Access::Everyone, b"*\n")?;
    for (number, put) in puts.iter().enumerate() {
        disk.create(&staged(number), put.access, &put.bytes)?;
    }
    for step in puts.iter().map(|put| &put.step).chain(removals) {
        if current(disk, step)?.as_deref() != step.before() {
            return Err(Stopped::Changed(step.path().to_string()));
        }
    }
    Ok(())
}

/// Writes the journal: from here on the write will be finished, whatever happens.
fn begin(disk: &dyn Disk, journal: &Journal) -> Result<Journal, Stopped> {
    disk.create(DRAFT, Access::Owner, journal.text().as_bytes())?;
    disk.rename(DRAFT, JOURNAL)?;
    disk.sync_folder(STAGE)?;
    Ok(journal.clone())
}

/// Carries out those steps that were not yet.
fn finish(disk: &dyn Disk, journal: &Journal) -> io::Result<()> {
    for step in &journal.steps {
        // A person may have been there between a stop and now: what they wrote stays.
        let untouched = current(disk, step)?.as_deref() == step.before();
        match step {
            Step::Put { staged: number, path, .. } => {
                let from = staged(*number);
                if untouched && disk.read(&from)?.is_some() {
                    if let Some((folder, _)) = path.as_str().rsplit_once('/') {
                        disk.create_folder(folder, 0o755)?;
                    }
                    disk.rename(&from, path.as_str())?;
                }
            }
            Step::Remove { path, .. } => {
                if untouched {
                    disk.remove_file(path.as_str())?;
                    // The folders go too in which nothing is left.
                    let mut gone = path.as_str();
                    while let Some((folder, _)) = gone.rsplit_once('/')
                        && disk.names(folder)?.is_empty()
                    {
                        disk.remove_folder(folder)?;
                        gone = folder;
                    }
                }
            }
        }
    }
    let mut folders: Vec<&str> = journal
        .steps
        .iter()
        .map(|step| step.path().as_str().rsplit_once('/').map_or("", |(folder, _)| folder))
        .collect();
    folders.sort_unstable();
    folders.dedup();
    for folder in folders {
        match disk.sync_folder(folder) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            result => result?,
        }
    }
    Ok(())
}

fn current(disk: &dyn Disk, step: &Step) -> io::Result<Option<String>> {
    Ok(disk.read(step.path().as_str())?.as_deref().map(fingerprint))
}

/// Takes away what waits.
fn clear(disk: &dyn Disk) -> io::Result<()> {
    let names = disk.names(STAGE)?;
    // The file that hides the others goes last.
    let hides = |name: &&String| *name == ".gitignore";
    for name in names.iter().filter(|name| !hides(name)).chain(names.iter().filter(hides)) {
        disk.remove_file(&format!("{STAGE}/{name}"))?;
    }
    disk.remove_folder(STAGE)
}

fn staged(number: usize) -> String {
    format!("{STAGE}/{number}")
}
