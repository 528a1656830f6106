//! The pages of the diagnostics: all are there, all have one form, and each example shows what it says it does.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test fails by a panic")]

use std::fmt::Write as _;
use std::fs;

use mcpgen::core::diagnostic::{Code, Report, Severity};
use mcpgen::ingress::IngressFile;
use mcpgen::{DockerRegistry, Stack};
use mcpgen_tests::produce::{describe, evaluate};
use mcpgen_tests::root;

const HEADINGS: [&str; 4] = ["What it means", "Why it matters", "Example", "How to mend it"];

/// A fenced block of a page.
struct Block<'p> {
    /// What stands behind the opening fence: the language, and after a comma the mark.
    info: &'p str,
    text: String,
}

#[test]
fn every_page_has_its_code_and_the_four_headings_in_order() {
    for code in Code::ALL {
        let page = code.page();
        assert_eq!(page.lines().next(), Some(format!("# {code}").as_str()), "{code}");
        let mut fenced = false;
        let headings: Vec<&str> = page
            .lines()
            .filter_map(|line| {
                fenced ^= line.starts_with("```");
                line.strip_prefix("## ").filter(|_| !fenced)
            })
            .collect();
        assert_eq!(headings, HEADINGS, "{code}");
        for heading in HEADINGS {
            assert!(!section(page, heading).trim().is_empty(), "{code}: nothing under {heading}");
        }
        let lines = page.lines().count();
        assert!((12..=30).contains(&lines), "{code}: {lines} lines");
    }
}

#[test]
fn every_example_shows_its_code_and_besides_nothing_but_advice() {
    let mut wrong = String::new();
    for code in Code::ALL {
        let report = example(*code);
        let found = report.diagnostics();
        let fires = found.iter().any(|found| found.code() == *code);
        let alone = found.iter().all(|found| found.code() == *code || found.severity() == Severity::Advice);
        if !fires || !alone {
            // Writing to a String cannot fail.
            let _ = write!(wrong, "── {code}\n{}", describe(&report));
        }
    }
    assert!(wrong.is_empty(), "these examples show something else:\n{wrong}");
}

#[test]
fn what_mends_it_is_toml() {
    for code in Code::ALL {
        for block in
            blocks(section(code.page(), "How to mend it")).iter().filter(|block| block.info == "toml")
        {
            let evaluation = Stack::read("stack.toml", block.text.as_bytes()).evaluate(&DockerRegistry);
            let wrong = evaluation.report().diagnostics().iter().any(|found| found.code() == Code::Syntax);
            assert!(!wrong, "{code}:\n{}", describe(evaluation.report()));
        }
    }
}

#[test]
fn no_page_is_left_of_a_code_that_is_gone() {
    let folder = root().join("crates/mcpgen-core/src/diagnostic/pages");
    for entry in fs::read_dir(folder).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        let known = name.strip_suffix(".md").is_some_and(|code| code.parse::<Code>().is_ok());
        assert!(known, "{name} is the page of no code");
    }
}

/// Evaluates the example of a page in a folder of its own: the block `toml` as `stack.toml`, in Latin-1 when it is marked so,
/// and each block `yaml,PATH` as the file at that path. Without a stack, `config.yml` is evaluated as cloudflared's.
fn example(code: Code) -> Report {
    let folder = tempfile::tempdir().unwrap();
    let stack = folder.path().join("stack.toml");
    for block in blocks(section(code.page(), "Example")) {
        match block.info.split_once(',') {
            None if block.info == "toml" => fs::write(&stack, block.text).unwrap(),
            Some(("toml", "latin-1")) => {
                let bytes: Vec<u8> =
                    block.text.chars().map(|character| u8::try_from(character).unwrap()).collect();
                fs::write(&stack, bytes).unwrap();
            }
            Some(("yaml", path)) => {
                let file = folder.path().join(path);
                fs::create_dir_all(file.parent().unwrap()).unwrap();
                fs::write(file, block.text).unwrap();
            }
            _ => panic!("{code}: what is a block `{}`?", block.info),
        }
    }
    match fs::read(folder.path().join("config.yml")) {
        Ok(bytes) if !stack.exists() => IngressFile::read("config.yml", &bytes).report().clone(),
        _ => evaluate(&stack).unwrap().report().clone(),
    }
}

/// What stands under a heading.
fn section<'p>(page: &'p str, heading: &str) -> &'p str {
    let (_, after) = page.split_once(&format!("\n## {heading}\n")).unwrap();
    after.split_once("\n## ").map_or(after, |(section, _)| section)
}

fn blocks(section: &str) -> Vec<Block<'_>> {
    let mut blocks = Vec::new();
    let mut lines = section.lines();
    while let Some(line) = lines.next() {
        let Some(info) = line.strip_prefix("```") else { continue };
        let lines: Vec<&str> = lines.by_ref().take_while(|line| *line != "```").collect();
        blocks.push(Block { info, text: lines.join("\n") + "\n" });
    }
    blocks
}
