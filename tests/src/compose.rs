//! Docker Compose's reading of a folder. `config` needs no engine.

use std::path::Path;

use serde_json::Value;

use crate::judge::Judge;

/// The version of the older Compose's reader: Debian built 2.26 with the one that 2.33 has.
const OLD_READER: (u16, u16, u16) = (2, 33, 65535);

/// The oldest Compose that reads a `docker-compose.yml`, as its own comment says.
///
/// # Errors
/// There is no such comment.
pub fn minimum(text: &str) -> Result<(u16, u16, u16), String> {
    let said = text.lines().find_map(|line| line.strip_prefix("# Needs Docker Compose "));
    let version = said.and_then(|line| line.split(' ').next()).unwrap_or_default();
    let mut parts = version.split('.').map(str::parse::<u16>);
    match (parts.next(), parts.next(), parts.next(), parts.next()) {
        (Some(Ok(major)), Some(Ok(minor)), Some(Ok(patch)), None) => Ok((major, minor, patch)),
        _ => Err(format!("no comment says which Compose it needs, but {version:?}")),
    }
}

/// Whether the older Compose cannot read a `docker-compose.yml`, by its comment: its reader is too old, or the program around
/// it, which knows no form of an `env_file` (it came with 2.30).
///
/// # Errors
/// There is no such comment.
pub fn is_too_new_for_the_old(text: &str) -> Result<bool, String> {
    Ok(minimum(text)? > OLD_READER || text.lines().any(|line| line.trim() == "format: raw"))
}

/// The model that the Compose at `program` makes of `folder/docker-compose.yml` with `folder/.env`, as its own JSON.
///
/// # Errors
/// Compose refuses the files, or has a warning about them.
pub fn model(program: &Path, folder: &Path) -> Result<Value, String> {
    let arguments = ["-f", "docker-compose.yml", "--env-file", ".env", "config", "--format", "json"];
    let verdict = Judge::run(program, folder, &arguments)?;
    if !verdict.complaint.trim().is_empty() {
        return Err(format!("it warns:\n{}", verdict.complaint));
    }
    // `config` doubles every dollar sign of its output, for its output is a Compose file again.
    let printed = verdict.printed.replace("$$", "$");
    serde_json::from_str(&printed).map_err(|error| format!("{error} in\n{printed}"))
}

/// What the Compose at `program` says of `folder/docker-compose.yml` when it refuses it; nothing when it takes it, with a
/// warning or without.
#[must_use]
pub fn refusal(program: &Path, folder: &Path) -> Option<String> {
    let arguments = ["-f", "docker-compose.yml", "--env-file", ".env", "config", "--quiet"];
    Judge::run(program, folder, &arguments).err()
}
