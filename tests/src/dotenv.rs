//! Two readings of `.env`: dotenvy's and Compose's. A file that they read differently is a trap for its user.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::fs;
use std::path::Path;

use crate::compose;

/// What dotenvy reads in `file`: values by name.
///
/// # Errors
/// dotenvy refuses the file, or it names something twice.
pub fn by_dotenvy(file: &Path) -> Result<BTreeMap<String, String>, String> {
    let lines = dotenvy::from_path_iter(file).map_err(|error| format!("{}: {error}", file.display()))?;
    let mut values = BTreeMap::new();
    for line in lines {
        let (name, value) = line.map_err(|error| format!("{}: {error}", file.display()))?;
        if values.insert(name.clone(), value).is_some() {
            return Err(format!("{}: {name} is there twice", file.display()));
        }
    }
    Ok(values)
}

/// What the Compose at `program` reads in `file` for each of `names`. A name that it does not find is empty.
///
/// # Errors
/// Compose refuses the file or warns about it.
pub fn by_compose<'a>(
    program: &Path,
    file: &Path,
    names: impl Iterator<Item = &'a String>,
) -> Result<BTreeMap<String, String>, String> {
    let probe = tempfile::tempdir().map_err(|error| error.to_string())?;
    let mut text =
        "name: probe\nservices:\n  probe:\n    image: probe\n    environment:\n      ALWAYS: there\n"
            .to_owned();
    for name in names {
        // Writing to a String cannot fail.
        let _ = writeln!(text, "      {name}: \"${{{name}-}}\"");
    }
    fs::copy(file, probe.path().join(".env"))
        .and_then(|_| fs::write(probe.path().join("docker-compose.yml"), text))
        .map_err(|error| error.to_string())?;
    let model = compose::model(program, probe.path())?;
    let read = model.pointer("/services/probe/environment").and_then(|map| map.as_object());
    let read = read.ok_or("Compose shows no environment")?;
    let values = read.iter().filter(|(name, _)| *name != "ALWAYS");
    Ok(values.map(|(name, value)| (name.clone(), value.as_str().unwrap_or_default().to_owned())).collect())
}

/// Gives every name in `file` that has no value a harmless one, like a user who fills it in.
///
/// # Errors
/// The file cannot be read or written.
pub fn fill(file: &Path) -> Result<(), String> {
    let failure = |error: std::io::Error| format!("{}: {error}", file.display());
    let text = fs::read_to_string(file).map_err(failure)?;
    let filled: String = text
        .split_inclusive('\n')
        .map(|line| match line.trim_end().strip_suffix('=') {
            Some(name) if !name.is_empty() && !name.starts_with('#') => format!("{name}=harmless\n"),
            _ => line.to_owned(),
        })
        .collect();
    fs::write(file, filled).map_err(failure)
}

/// Gives `name` in `file` a `value`, whatever its letters, in the one form that every reader of `.env` reads back:
/// double quotes with `\`, `"`, `$` and line feeds escaped.
///
/// # Errors
/// The file cannot be read or written, or has no line for `name`.
pub fn set(file: &Path, name: &str, value: &str) -> Result<(), String> {
    let failure = |error: std::io::Error| format!("{}: {error}", file.display());
    let text = fs::read_to_string(file).map_err(failure)?;
    let start = format!("{name}=");
    if !text.lines().any(|line| line.starts_with(&start)) {
        return Err(format!("{} has no line {start}", file.display()));
    }
    let escaped = value.replace('\\', "\\\\").replace('"', "\\\"").replace('$', "\\$").replace('\n', "\\n");
    let changed: String = text
        .split_inclusive('\n')
        .map(
            |line| if line.starts_with(&start) { format!("{start}\"{escaped}\"\n") } else { line.to_owned() },
        )
        .collect();
    fs::write(file, changed).map_err(failure)
}

#[cfg(test)]
mod tests {
    use super::{by_dotenvy, fill, set};
    use std::fs;

    #[test]
    fn only_names_without_a_value_are_filled() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join(".env");
        fs::write(&file, "# KEY=\nA=\nB=kept\n\nC=\n").unwrap();
        fill(&file).unwrap();
        assert_eq!(fs::read_to_string(&file).unwrap(), "# KEY=\nA=harmless\nB=kept\n\nC=harmless\n");
    }

    #[test]
    fn a_nasty_value_is_read_back() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join(".env");
        fs::write(&file, "A=1\nB=2\n").unwrap();
        let nasty = "p$a$$b${HOME}$(id) \"q\" 'r' #x \\n é🔑";
        set(&file, "A", nasty).unwrap();
        assert_eq!(by_dotenvy(&file).unwrap()["A"], nasty);
    }

    #[test]
    fn a_name_that_is_not_there_is_an_error() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join(".env");
        fs::write(&file, "A=1\n").unwrap();
        assert!(set(&file, "B", "2").is_err());
    }
}
