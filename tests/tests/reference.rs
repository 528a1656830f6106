//! The book's reference of `stack.toml` has every key, and each example on it can be written where it says.

#![expect(clippy::unwrap_used, reason = "a test fails by a panic")]

use std::collections::BTreeSet;
use std::fs;

use mcpgen::core::diagnostic::{Code, Severity};
use mcpgen::{DockerRegistry, Stack};
use mcpgen_tests::book::Page;
use mcpgen_tests::produce::describe;
use mcpgen_tests::root;
use serde_json::Value;

const FOLDER: &str = "book/src/reference";

/// What says that a line cannot stand where it stands. What else a stack needs for it is not in the example.
const OF_SHAPE: [Code; 5] =
    [Code::Syntax, Code::UnknownKey, Code::WrongType, Code::InvalidValue, Code::MissingKey];

fn pages() -> Vec<Page> {
    let entries = fs::read_dir(root().join(FOLDER)).unwrap();
    let names = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    names.map(|name| Page::read(&format!("{FOLDER}/{name}")).unwrap()).collect()
}

/// The headings of keys: what is written, and the anchor.
fn headings(page: &Page) -> impl Iterator<Item = (&str, &str)> {
    page.text.lines().filter_map(|line| {
        let (key, anchor) = line.trim_start_matches('#').strip_prefix(" `")?.split_once("` {#")?;
        Some((key, anchor.strip_suffix('}')?))
    })
}

fn add_keys(schema: &Value, keys: &mut BTreeSet<String>) {
    match schema {
        Value::Object(map) => {
            for (word, value) in map {
                if word == "properties" {
                    keys.extend(value.as_object().unwrap().keys().cloned());
                }
                if !matches!(word.as_str(), "if" | "examples" | "default") {
                    add_keys(value, keys);
                }
            }
        }
        Value::Array(items) => items.iter().for_each(|item| add_keys(item, keys)),
        _ => {}
    }
}

#[test]
fn every_key_of_the_schema_is_on_a_page() {
    let schema = fs::read_to_string(root().join("schema/stack.schema.json")).unwrap();
    let schema: Value = serde_json::from_str(&schema).unwrap();
    let mut keys = BTreeSet::new();
    add_keys(&schema["$defs"], &mut keys);
    assert!(keys.len() > 100, "{keys:?}");
    let pages = pages();
    let told: BTreeSet<&str> =
        pages.iter().flat_map(headings).filter_map(|(key, _)| key.rsplit('.').next()).collect();
    let missing: Vec<&String> = keys.iter().filter(|key| !told.contains(key.as_str())).collect();
    assert!(missing.is_empty(), "{missing:?}");
}

#[test]
fn every_anchor_of_a_page_is_its_own() {
    for page in pages() {
        let mut seen = BTreeSet::new();
        for (key, anchor) in headings(&page) {
            assert!(seen.insert(anchor), "{}: {key}: {anchor}", page.name);
        }
    }
}

#[test]
fn every_example_can_stand_where_its_page_says() {
    let mut wrong = Vec::new();
    let mut tried = 0;
    for page in pages() {
        let Some(stack) = page.blocks.iter().find(|block| block.is_stack()) else { continue };
        let mut header = "";
        for line in page.text.lines() {
            if let Some(heading) = line.strip_prefix("## `") {
                header = heading.trim_end_matches('`');
            }
            let Some(example) = line.strip_prefix("- Example: `").and_then(|line| line.strip_suffix('`'))
            else {
                continue;
            };
            tried += 1;
            let text = with_line(&stack.text, header, example);
            let evaluation = Stack::read("stack.toml", text.as_bytes()).evaluate(&DockerRegistry);
            let report = evaluation.report();
            let of_shape = report
                .diagnostics()
                .iter()
                .any(|found| found.severity() == Severity::Error && OF_SHAPE.contains(&found.code()));
            if of_shape || !text.contains(example) {
                wrong.push(format!("{}: {example}\n{}", page.name, describe(report)));
            }
        }
    }
    assert!(tried > 150, "only {tried} examples");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The stack with the line below `header`, in place of what the table there says of the same key.
fn with_line(stack: &str, header: &str, line: &str) -> String {
    let key = line.split(['.', ' ']).next().unwrap();
    let mut text = String::new();
    let mut here = "";
    for other in stack.lines() {
        if other.starts_with('[') {
            here = other;
        }
        if here == header && other.split(['.', ' ']).next() == Some(key) {
            continue;
        }
        text.push_str(other);
        text.push('\n');
        if other == header {
            text.push_str(line);
            text.push('\n');
        }
    }
    text
}
