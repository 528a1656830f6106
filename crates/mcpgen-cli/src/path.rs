//! Paths as the operating system has them, turned into what the library takes.

use std::path::{Component, Path, PathBuf};

/// The folder that a file stands in: `.` for a bare name.
pub(crate) fn folder_of(file: &Path) -> PathBuf {
    match file.parent() {
        Some(folder) if folder != Path::new("") => folder.to_owned(),
        _ => PathBuf::from("."),
    }
}

/// The absolute path of a folder that need not be there: that of the nearest one above it that is, and the rest.
pub(crate) fn resolved(folder: &Path) -> std::io::Result<PathBuf> {
    let absolute = std::path::absolute(folder)?;
    for above in absolute.ancestors() {
        if let Ok(resolved) = above.canonicalize() {
            return Ok(resolved.join(absolute.strip_prefix(above).unwrap_or(Path::new(""))));
        }
    }
    Ok(absolute)
}

/// The way from the folder `from` to the folder `to`, with `/`: `.` when they are one, absolute when there is no other. Both are
/// absolute.
pub(crate) fn way(from: &Path, to: &Path) -> String {
    let from: Vec<Component<'_>> = from.components().collect();
    let to_parts: Vec<Component<'_>> = to.components().collect();
    let common = from.iter().zip(&to_parts).take_while(|(left, right)| left == right).count();
    if common == 0 {
        return to.to_string_lossy().replace('\\', "/");
    }
    let up = std::iter::repeat_n("..".to_owned(), from.len() - common);
    let down = to_parts.iter().skip(common).map(|part| part.as_os_str().to_string_lossy().into_owned());
    let parts: Vec<String> = up.chain(down).collect();
    match parts.first().map(String::as_str) {
        None => ".".to_owned(),
        Some("..") => parts.join("/"),
        Some(_) => format!("./{}", parts.join("/")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_way_between_folders_is_relative() {
        let way = |from: &str, to: &str| way(Path::new(from), Path::new(to));
        assert_eq!(way("/a/b", "/a/b"), ".");
        assert_eq!(way("/a/b/out", "/a/b"), "..");
        assert_eq!(way("/a/b", "/a/c/d"), "../c/d");
        assert_eq!(way("/a", "/a/b"), "./b");
    }

    #[test]
    fn a_bare_name_stands_in_the_folder_here() {
        assert_eq!(folder_of(Path::new("stack.toml")), Path::new("."));
        assert_eq!(folder_of(Path::new("a/stack.toml")), Path::new("a"));
    }
}
