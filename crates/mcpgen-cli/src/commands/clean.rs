//! `mcpgen clean`.

use std::fmt::Write as _;

use mcpgen::fs::{Change, clean};

use crate::arguments::{CleanArguments, MessageFormat};
use crate::exit::{Failure, Outcome};
use crate::folders::failure;
use crate::print;

pub(crate) fn run(arguments: &CleanArguments) -> Result<Outcome, Failure> {
    let folder = &arguments.folder;
    if !folder.join(".mcpgen").is_dir() {
        let message = format!("{}: mcpgen wrote nothing here", folder.display());
        return Err(Failure::new(message).help("name the folder that was rendered into: `mcpgen clean DIR`"));
    }
    let mut waiting = || {
        print::note(&format!("{}: another mcpgen writes here; waiting for it\n", folder.display()));
    };
    let written = clean(folder, arguments.env, &mut waiting).map_err(failure)?;
    let mut text = String::new();
    for (path, change) in &written.files {
        let word = match change {
            Change::Removed => "removed",
            Change::Kept => "kept",
            Change::Created | Change::Updated | Change::Unchanged => continue,
        };
        // Writing to a String cannot fail.
        let _ = writeln!(text, "  {word:<8} {path}");
    }
    if written.files.iter().any(|(_, change)| *change == Change::Kept) {
        let _ =
            writeln!(text, "What was kept holds what a person wrote, or keeps `.env` out of a repository.");
    }
    print::done(&text, MessageFormat::Human)?;
    Ok(Outcome::Done)
}
