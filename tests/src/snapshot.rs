//! A rendered folder compared with the one that is kept, byte for byte.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// Compares every file below `produced` with the one below `kept`. With `SNAPSHOTS=overwrite` in the environment,
/// `kept` becomes a copy of `produced` instead.
///
/// # Errors
/// A file is missing, is one too many, or differs: all of them are named, each with its first line that differs.
pub fn compare(produced: &Path, kept: &Path) -> Result<(), String> {
    let new = files(produced)?;
    if std::env::var("SNAPSHOTS").as_deref() == Ok("overwrite") {
        return overwrite(kept, &new);
    }
    let old = if kept.exists() { files(kept)? } else { BTreeMap::new() };
    let names: BTreeSet<&PathBuf> = old.keys().chain(new.keys()).collect();
    let differences: Vec<String> = names
        .into_iter()
        .filter_map(|name| {
            let what = match (old.get(name), new.get(name)) {
                (Some(_), None) => "is not rendered any more".to_owned(),
                (None, Some(_)) => "is rendered, and not kept".to_owned(),
                (Some(old), Some(new)) if old != new => first_difference(old, new),
                _ => return None,
            };
            Some(format!("  {}: {what}", name.display()))
        })
        .collect();
    if differences.is_empty() {
        return Ok(());
    }
    Err(format!(
        "{} differs:\n{}\nSNAPSHOTS=overwrite keeps what is rendered now",
        kept.display(),
        differences.join("\n")
    ))
}

/// Every file below `folder`: its path relative to it, and its bytes. Links are not followed.
///
/// # Errors
/// A folder or file cannot be read.
pub fn files(folder: &Path) -> Result<BTreeMap<PathBuf, Vec<u8>>, String> {
    let mut found = BTreeMap::new();
    let mut open = vec![PathBuf::new()];
    while let Some(relative) = open.pop() {
        let here = folder.join(&relative);
        let failure = |error: std::io::Error| format!("{}: {error}", here.display());
        for entry in fs::read_dir(&here).map_err(failure)? {
            let entry = entry.map_err(failure)?;
            let name = relative.join(entry.file_name());
            if entry.file_type().map_err(failure)?.is_dir() {
                open.push(name);
            } else {
                let bytes = fs::read(entry.path()).map_err(|error| format!("{}: {error}", name.display()))?;
                found.insert(name, bytes);
            }
        }
    }
    Ok(found)
}

fn overwrite(kept: &Path, new: &BTreeMap<PathBuf, Vec<u8>>) -> Result<(), String> {
    let write = || {
        if kept.exists() {
            fs::remove_dir_all(kept)?;
        }
        for (name, bytes) in new {
            let path = kept.join(name);
            if let Some(parent) = path.parent() {
                fs::create_dir_all(parent)?;
            }
            fs::write(path, bytes)?;
        }
        Ok(())
    };
    write().map_err(|error: std::io::Error| format!("{}: {error}", kept.display()))
}

fn first_difference(old: &[u8], new: &[u8]) -> String {
    let lines = |bytes: &[u8]| -> Vec<String> {
        String::from_utf8_lossy(bytes).split_inclusive('\n').map(|line| format!("{line:?}")).collect()
    };
    let (old, new) = (lines(old), lines(new));
    let same = old.iter().zip(&new).take_while(|(old, new)| old == new).count();
    let line = |lines: &[String]| lines.get(same).map_or("the end".to_owned(), Clone::clone);
    format!("line {} is {} and was {}", same + 1, line(&new), line(&old))
}

#[cfg(test)]
mod tests {
    use super::{compare, files};
    use std::fs;

    #[test]
    fn equal_folders_are_equal() {
        let (a, b) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        for folder in [&a, &b] {
            fs::create_dir(folder.path().join("scripts")).unwrap();
            fs::write(folder.path().join("scripts/start.sh"), "true\n").unwrap();
        }
        assert_eq!(compare(a.path(), b.path()), Ok(()));
        assert_eq!(files(a.path()).unwrap().len(), 1);
    }

    #[test]
    fn missing_extra_and_changed_files_are_all_named() {
        let (produced, kept) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        fs::write(produced.path().join("extra"), "").unwrap();
        fs::write(kept.path().join("missing"), "").unwrap();
        fs::write(produced.path().join("changed"), "same\nnew\n").unwrap();
        fs::write(kept.path().join("changed"), "same\nold\n").unwrap();
        let problem = compare(produced.path(), kept.path()).unwrap_err();
        assert!(problem.contains("extra: is rendered, and not kept"), "{problem}");
        assert!(problem.contains("missing: is not rendered any more"), "{problem}");
        assert!(problem.contains(r#"changed: line 2 is "new\n" and was "old\n""#), "{problem}");
    }
}
