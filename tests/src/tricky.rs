//! Texts that some reader of YAML, of `.env`, of a shell or of Compose takes for something else: `tests/data/tricky-strings.json`.

use std::fs;

use crate::root;

/// How many texts there are.
pub const COUNT: usize = 534;

/// All of them.
///
/// # Errors
/// The file is not there, or holds another number of texts.
pub fn strings() -> Result<Vec<String>, String> {
    let path = root().join("tests/data/tricky-strings.json");
    let text = fs::read_to_string(&path).map_err(|error| format!("{}: {error}", path.display()))?;
    let strings: Vec<String> = serde_json::from_str(&text).map_err(|error| error.to_string())?;
    if strings.len() == COUNT {
        Ok(strings)
    } else {
        Err(format!("{} texts instead of {COUNT}", strings.len()))
    }
}

/// Those that a container can get as a value: in all but a NUL, which ends a text in every Unix.
///
/// # Errors
/// As [`strings`].
pub fn values() -> Result<Vec<String>, String> {
    Ok(strings()?.into_iter().filter(|text| !text.contains('\0')).collect())
}

/// About `count` of [`values`], spread evenly.
///
/// # Errors
/// As [`strings`].
pub fn sample(count: usize) -> Result<Vec<String>, String> {
    let values = values()?;
    let step = (values.len() / count.max(1)).max(1);
    Ok(values.into_iter().step_by(step).take(count).collect())
}
