//! `cargo xtask generate`: the files of the checkout that are made from the code, each from its one place there.

mod pictures;
mod reference;

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::fmt::Write as _;
use std::fs;
use std::io::ErrorKind;
use std::path::Path;

use mcpgen_core::diagnostic::Code;

use crate::{dictionary, packages, project};

/// The folder of the pages, all of which are generated.
const PAGES: &str = "book/src/diagnostics";
const SUMMARY: &str = "book/src/SUMMARY.md";
const NOTICE: &str = "<!-- Made by `cargo xtask generate` from crates/mcpgen-core/src/diagnostic. -->\n\n";
const BEGIN: &str = "<!-- diagnostics: begin -->\n";
const END: &str = "<!-- diagnostics: end -->\n";

/// Writes each file that is not what the code makes of it, and removes pages of codes that are gone; or, with `only_check`,
/// changes nothing.
///
/// # Errors
/// A file cannot be read or written; `SUMMARY.md` has no place for the diagnostics; with `only_check`, a file is stale.
pub(crate) fn run(only_check: bool) -> Result<(), String> {
    let root = project::root();
    let files = files(&root)?;
    let mut stale = Vec::new();
    for folder in [PAGES, reference::FOLDER] {
        stale.extend(left_over(&root, folder, &files)?);
    }
    for (path, text) in &files {
        if read(&root.join(path))?.as_deref() != Some(text) {
            stale.push(path.clone());
        }
    }
    if !only_check {
        for path in &stale {
            match files.get(path) {
                Some(text) => write(&root.join(path), text)?,
                None => fs::remove_file(root.join(path)).map_err(|error| format!("{path}: {error}"))?,
            }
            println!("{path}");
        }
        return Ok(());
    }
    if stale.is_empty() {
        println!("{} generated files are up to date", files.len());
        return Ok(());
    }
    Err(format!("stale, run `cargo xtask generate`:\n  {}", stale.join("\n  ")))
}

/// Every generated file: its path in the checkout, with slashes, and its text.
fn files(root: &Path) -> Result<BTreeMap<String, String>, String> {
    let mut files = packages::listings()?;
    files.insert(dictionary::PATH.to_owned(), dictionary::text()?);
    for code in Code::ALL {
        files.insert(format!("{PAGES}/{code}.md"), format!("{NOTICE}{}", code.explain()));
    }
    files.insert(format!("{PAGES}/README.md"), table());
    files.extend(reference::files()?);
    files.extend(pictures::files(root)?);
    let summary = read(&root.join(SUMMARY))?.unwrap_or_default();
    files.insert(SUMMARY.to_owned(), with_entries(&summary)?);
    // The newest version, for who follows it, and each version under its number, for who does not.
    for path in ["schema/stack.schema.json", "schema/v1/stack.schema.json"] {
        files.insert(path.to_owned(), mcpgen::stack_schema());
    }
    for path in ["schema/diagnostic.schema.json", "schema/v1/diagnostic.schema.json"] {
        files.insert(path.to_owned(), mcpgen::report::diagnostic_schema());
    }
    for path in ["schema/server.schema.json", "schema/v1/server.schema.json"] {
        files.insert(path.to_owned(), mcpgen::servers::server_schema());
    }
    Ok(files)
}

/// The pages of a folder that nothing makes any more.
fn left_over(root: &Path, pages: &str, files: &BTreeMap<String, String>) -> Result<Vec<String>, String> {
    let folder = root.join(pages);
    if !folder.exists() {
        return Ok(Vec::new());
    }
    let failure = |error: std::io::Error| format!("{pages}: {error}");
    let mut gone = Vec::new();
    for entry in fs::read_dir(&folder).map_err(failure)? {
        let name = entry.map_err(failure)?.file_name();
        let path = format!("{pages}/{}", name.to_string_lossy());
        if Path::new(&name).extension() == Some(OsStr::new("md")) && !files.contains_key(&path) {
            gone.push(path);
        }
    }
    gone.sort();
    Ok(gone)
}

/// The page that lists all codes, in the catalogue's order.
fn table() -> String {
    let mut text = format!(
        "\
{NOTICE}# Diagnostics

Everything that `mcpgen check` can say. Each has a code that does not change and a page, which
`mcpgen explain CODE` prints too. An error keeps the stack from being rendered. `--deny warnings`
refuses warnings as well; advice never counts. Of warnings and advice,
[`[lints]`](#levels) says what to make.

| code | severity | what it says |
|---|---|---|
"
    );
    for code in Code::ALL {
        // Writing to a String cannot fail.
        let _ = writeln!(text, "| [{code}]({code}.md) | {} | {} |", code.severity(), code.title());
    }
    text.push_str(
        "
## Levels

```toml fragment
[lints]
image-unpinned = \"allow\"
published-wide = { level = \"warn\", reason = \"the port is for the whole office\" }
```

The levels are `allow`, `advice`, `warn` and `deny`. An error has no level: what cannot work cannot
be allowed. To lower `gateway-safety` or `published-wide`, which guard a protection, takes a reason.
An `allow` that hides nothing is reported.
",
    );
    text
}

/// `summary` with the diagnostics between the two marks, and all else as it is.
fn with_entries(summary: &str) -> Result<String, String> {
    let parts = summary.split_once(BEGIN).and_then(|(before, rest)| Some((before, rest.split_once(END)?.1)));
    let Some((before, after)) = parts else {
        return Err(format!("{SUMMARY} needs these two lines where the diagnostics belong:\n{BEGIN}{END}"));
    };
    let mut entries = "- [Diagnostics](diagnostics/README.md)\n".to_owned();
    for code in Code::ALL {
        // Writing to a String cannot fail.
        let _ = writeln!(entries, "  - [{code}](diagnostics/{code}.md)");
    }
    Ok(format!("{before}{BEGIN}{entries}{END}{after}"))
}

/// The text of a file, with line feeds alone, for a checkout may have given it other line ends; `None` when there is no such file.
fn read(path: &Path) -> Result<Option<String>, String> {
    match fs::read_to_string(path) {
        Ok(text) => Ok(Some(text.replace("\r\n", "\n"))),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(format!("{}: {error}", path.display())),
    }
}

fn write(path: &Path, text: &str) -> Result<(), String> {
    let failure = |error: std::io::Error| format!("{}: {error}", path.display());
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).map_err(failure)?;
    }
    fs::write(path, text).map_err(failure)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stands_around_the_marks_stays() {
        let summary = format!("# Summary\n\n- [A](a.md)\n{BEGIN}old\n{END}- [B](b.md)\n");
        let made = with_entries(&summary).unwrap_or_default();
        assert!(made.starts_with("# Summary\n\n- [A](a.md)\n<!-- diagnostics: begin -->\n- [Diagnostics]"));
        assert!(made.ends_with("<!-- diagnostics: end -->\n- [B](b.md)\n"));
        assert!(!made.contains("old"));
        assert_eq!(with_entries(&made), Ok(made));
    }

    #[test]
    fn a_summary_without_the_marks_is_left_alone() {
        assert!(with_entries("# Summary\n").is_err());
    }
}
