//! Docker Compose's reading of a folder. `config` needs no engine.

use std::path::Path;

use serde_json::Value;

use crate::judge::Judge;

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
