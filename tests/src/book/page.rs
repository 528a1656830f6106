//! The pages: the book's, the readme's, and those of the examples.

use std::fs;
use std::path::Path;

use super::Block;
use crate::root;

/// A page in Markdown.
#[derive(Clone, Debug)]
pub struct Page {
    /// Its path in the checkout, with slashes.
    pub name: String,
    /// Its text, with what it includes in it.
    pub text: String,
    /// Its blocks, in its order.
    pub blocks: Vec<Block>,
}

impl Page {
    /// Reads the page at `name`, a path in the checkout, with slashes.
    ///
    /// # Errors
    /// It cannot be read, includes what is not there, or has a block that is none.
    pub fn read(name: &str) -> Result<Self, String> {
        let path = root().join(name);
        let text = read(&path)?;
        let failure = |problem: String| format!("{name}: {problem}");
        let mut blocks = Block::all(&text).map_err(failure)?;
        for block in &mut blocks {
            if let Some(included) = include(&path, block.text.trim()).transpose().map_err(failure)? {
                block.text = included;
                block.included = true;
            }
        }
        Ok(Self { name: name.to_owned(), text, blocks })
    }

    /// A page of a book that is nowhere.
    ///
    /// # Errors
    /// The text has a block that is none.
    pub fn of(text: &str) -> Result<Self, String> {
        Ok(Self { name: "book/src/nowhere.md".to_owned(), text: text.to_owned(), blocks: Block::all(text)? })
    }

    /// Whether the page is read from the root of a checkout, where the examples are, and not in an empty folder.
    #[must_use]
    pub fn is_of_a_checkout(&self) -> bool {
        !self.name.starts_with("book/")
    }
}

/// Every page whose blocks are to be true, sorted. The pages of the codes are not among them: their examples are wrong on
/// purpose, and have a test of their own.
///
/// # Errors
/// A folder or a page cannot be read.
pub fn pages() -> Result<Vec<Page>, String> {
    let mut names = vec!["README.md".to_owned()];
    let mut folders = vec!["book/src".to_owned(), "examples".to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(root().join(&folder)).map_err(|error| format!("{folder}: {error}"))? {
            let entry = entry.map_err(|error| format!("{folder}: {error}"))?;
            let name = format!("{folder}/{}", entry.file_name().to_string_lossy());
            if entry.path().is_dir() {
                folders.push(name);
            } else if is_page(&name) {
                names.push(name);
            }
        }
    }
    names.sort();
    names.iter().map(|name| Page::read(name)).collect()
}

fn is_page(name: &str) -> bool {
    let of_a_code = name.starts_with("book/src/diagnostics/") && !name.ends_with("/README.md");
    Path::new(name).extension().is_some_and(|extension| extension == "md") && !of_a_code
}

/// What a line of mdBook's `{{#include PATH}}` or `{{#include PATH:FIRST:LAST}}` puts in its place; `None` for any other text.
fn include(page: &Path, text: &str) -> Option<Result<String, String>> {
    let place = text.strip_prefix("{{#include ")?.strip_suffix("}}")?.trim();
    let mut parts = place.split(':');
    let path = page.parent()?.join(parts.next()?);
    let number = |part: Option<&str>| part.and_then(|part| part.parse::<usize>().ok());
    let (first, last) = (number(parts.next()).unwrap_or(1), number(parts.next()).unwrap_or(usize::MAX));
    Some(read(&path).map(|text| {
        let lines = text.lines().enumerate().filter(|(index, _)| (first..=last).contains(&(index + 1)));
        lines.flat_map(|(_, line)| [line, "\n"]).collect()
    }))
}

fn read(path: &Path) -> Result<String, String> {
    let text = fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()))?;
    Ok(text.replace("\r\n", "\n"))
}
