//! The reference of `stack.toml`: a page for each of its tables, made from the JSON Schema, whose words are those of the model's types.

mod example;
mod key;
mod page;
mod words;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use serde_json::Value;

use page::{PAGES, Page};
use words::Forms;

pub(super) const FOLDER: &str = "book/src/reference";
const NOTICE: &str =
    "<!-- Made by `cargo xtask generate` from the types of crates/mcpgen-core/src/model. -->\n\n";

/// Every page, by its path in the checkout.
///
/// # Errors
/// A key has no example and none can be made, or a table is on no page.
pub(super) fn files() -> Result<BTreeMap<String, String>, String> {
    let schema: Value = serde_json::from_str(&mcpgen::stack_schema()).map_err(|error| error.to_string())?;
    let forms = Forms::of_the_model();
    let mut files = BTreeMap::new();
    let mut index: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let mut shown: BTreeSet<String> = BTreeSet::new();
    for page in PAGES {
        let mut text = format!("{NOTICE}# {}\n\n{}", page.title, page.introduction);
        for section in page.sections {
            let keys = section.keys(&schema)?;
            let _ = writeln!(text, "\n## `{}`", section.header);
            if !section.introduction.is_empty() {
                let _ = writeln!(text, "\n{}", section.introduction);
            }
            let mut written = BTreeSet::new();
            for key in keys {
                shown.insert(key.place.clone());
                // A table that is written in several ways has a key in several of them.
                if !written.insert(key.path.clone()) {
                    continue;
                }
                let link = format!("[{}]({}.md#{})", page.title, page.name, key.anchor(section));
                index.entry(key.path.clone()).or_default().push(link);
                text.push_str(&key.entry(section, &forms)?);
            }
        }
        files.insert(format!("{FOLDER}/{}.md", page.name), text);
    }
    let missing: Vec<String> = key::all_places(&schema)
        .into_iter()
        .filter(|place| !shown.contains(&page::shown_at(&schema, place)))
        .collect();
    if !missing.is_empty() {
        return Err(format!("on no page of the reference: {}", missing.join(", ")));
    }
    files.insert(format!("{FOLDER}/README.md"), contents(&index));
    Ok(files)
}

/// The first page: how to read the others, and every key.
fn contents(index: &BTreeMap<String, Vec<String>>) -> String {
    let mut text = format!("{NOTICE}{}", page::CONTENTS);
    for Page { name, title, in_short, .. } in PAGES {
        let _ = writeln!(text, "| [{title}]({name}.md) | {in_short} |");
    }
    text.push_str("\n## Every key\n\n| key | where it stands |\n|---|---|\n");
    for (path, links) in index {
        let _ = writeln!(text, "| `{path}` | {} |", links.join(", "));
    }
    text
}
