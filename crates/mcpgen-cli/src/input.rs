//! Files that a command reads, of which one may be standard input.

use std::io::Read as _;
use std::path::Path;

use crate::exit::Failure;

/// What standard input is called in messages.
const STANDARD_INPUT: &str = "standard input";

/// Whether `file` means standard input.
pub(crate) fn is_standard(file: &Path) -> bool {
    file == Path::new("-")
}

/// The file as messages call it.
pub(crate) fn name(file: &Path) -> String {
    if is_standard(file) { STANDARD_INPUT.to_owned() } else { file.display().to_string() }
}

/// All of standard input.
pub(crate) fn standard() -> Result<Vec<u8>, Failure> {
    let mut bytes = Vec::new();
    std::io::stdin()
        .read_to_end(&mut bytes)
        .map_err(|error| Failure::new(format!("{STANDARD_INPUT}: {error}")))?;
    Ok(bytes)
}
