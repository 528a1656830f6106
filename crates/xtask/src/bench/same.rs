//! Whether two Compose files mean the same services, by the word of Docker Compose itself.

use std::path::Path;
use std::process::Command;

use serde_json::Value;

use crate::{process, project};

/// The services of a Compose file that lies in `folder`, as Compose understands them. References to variables stay as they are.
///
/// # Errors
/// Compose is not there, or refuses the file.
pub(super) fn services(folder: &Path, file: &Path) -> Result<Value, String> {
    let compose = std::path::absolute(project::judges().join("bin/docker-compose-newest"))
        .map_err(|error| error.to_string())?;
    let printed = process::output(
        Command::new(compose)
            .arg("-f")
            .arg(file)
            .arg("--project-directory")
            .arg(folder)
            .args(["config", "--format", "json", "--no-interpolate"])
            .current_dir(folder),
    )?;
    let mut model: Value = serde_json::from_str(&printed).map_err(|error| error.to_string())?;
    Ok(model.get_mut("services").map(Value::take).unwrap_or_default())
}

/// Where two models differ first; `None` when they are the same.
pub(super) fn difference(left: &Value, right: &Value) -> Option<String> {
    match (left, right) {
        (Value::Object(left), Value::Object(right)) => left.keys().chain(right.keys()).find_map(|name| {
            let (left, right) =
                (left.get(name).unwrap_or(&Value::Null), right.get(name).unwrap_or(&Value::Null));
            difference(left, right).map(|difference| format!(".{name}{difference}"))
        }),
        (left, right) if left == right => None,
        (left, right) => Some(format!(": {left} and {right}")),
    }
}
