//! What holds for every stack: the order of its tables changes nothing, and no text makes mcpgen panic or point outside of it.

#![expect(clippy::unwrap_used, reason = "a test fails by a panic")]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use mcpgen::core::diagnostic::Report;
use mcpgen::{DockerRegistry, Stack};
use mcpgen_tests::cases::{self, Case};
use mcpgen_tests::mutation::{Numbers, Pool};
use mcpgen_tests::produce::produce;
use mcpgen_tests::snapshot;
use proptest::prelude::*;
use proptest::test_runner::{RngAlgorithm, TestRng};

/// Every stack that renders.
fn stacks() -> Vec<Case> {
    cases::ok().unwrap().into_iter().chain(cases::examples().unwrap()).collect()
}

/// The same numbers in every run.
fn runner(cases: u32) -> proptest::test_runner::TestRunner {
    let config = ProptestConfig { cases, failure_persistence: None, ..ProptestConfig::default() };
    proptest::test_runner::TestRunner::new_with_rng(config, TestRng::deterministic_rng(RngAlgorithm::ChaCha))
}

/// A text's tables, each from its header to the next: what stands before the first header is not one of them. The tables of
/// one list stay together, in their order, and so does what is inside of one of them.
fn tables(text: &str) -> (String, Vec<String>) {
    let mut before = String::new();
    let mut tables: Vec<(String, String)> = Vec::new();
    let mut in_text = false;
    for line in text.split_inclusive('\n') {
        let header = if in_text { None } else { header(line) };
        if line.matches("\"\"\"").count() % 2 == 1 {
            in_text = !in_text;
        }
        match (header, tables.last_mut()) {
            (Some(name), Some((last, table)))
                if name.starts_with("ingress.routes") && last.starts_with("ingress.routes") =>
            {
                table.push_str(line);
            }
            (Some(name), _) => tables.push((name.to_owned(), line.to_owned())),
            (None, Some((_, table))) => table.push_str(line),
            (None, None) => before.push_str(line),
        }
    }
    // The last line of a file may lack its end.
    let tables = tables.into_iter().map(|(_, table)| format!("{}\n", table.trim_end()));
    (before, tables.collect())
}

fn header(line: &str) -> Option<&str> {
    let name = line.strip_prefix('[')?.trim_start_matches('[');
    Some(name.split(']').next().unwrap_or(name))
}

/// Copies a case, its `stack.toml` replaced, and renders that.
fn rendered(case: &Case, text: &str) -> Result<BTreeMap<PathBuf, Vec<u8>>, String> {
    let folder = tempfile::tempdir().map_err(|error| error.to_string())?;
    for (path, bytes) in snapshot::files(&case.folder)? {
        if !path.starts_with("out") {
            let target = folder.path().join("in").join(path);
            fs::create_dir_all(target.parent().unwrap_or(Path::new("")))
                .map_err(|error| error.to_string())?;
            fs::write(target, bytes).map_err(|error| error.to_string())?;
        }
    }
    let stack = folder.path().join("in/stack.toml");
    fs::write(&stack, text).map_err(|error| error.to_string())?;
    produce(&stack, &folder.path().join("out"))?;
    snapshot::files(&folder.path().join("out"))
}

#[test]
fn the_order_of_tables_changes_nothing() {
    for case in stacks() {
        let text = fs::read_to_string(case.stack()).unwrap();
        let expected = rendered(&case, &text).unwrap();
        let (before, tables) = tables(&text);
        let shuffled = Just(tables).prop_shuffle();
        let outcome = runner(4).run(&shuffled, |tables| {
            let text = format!("{before}{}", tables.concat());
            let found = rendered(&case, &text).map_err(TestCaseError::fail)?;
            prop_assert!(found == expected, "{} renders otherwise as\n{text}", case.name);
            Ok(())
        });
        outcome.unwrap_or_else(|problem| panic!("{}: {problem}", case.name));
    }
}

/// Every diagnostic of the report has a place, and every label lies in its text, on whole characters.
fn labels_lie_in_their_texts(report: &Report) -> bool {
    report.diagnostics().iter().all(|found| {
        !found.labels().is_empty()
            && found.labels().iter().all(|label| report.sources().slice(label.span).is_some())
    })
}

fn evaluated(bytes: &[u8]) -> Report {
    let mut stack = Stack::read("stack.toml", bytes);
    for file in stack.files() {
        stack.supply(&file, &file.to_string(), Some(b"registry: {}\n"));
    }
    stack.evaluate(&DockerRegistry).report().clone()
}

#[test]
fn no_text_makes_it_panic_or_point_outside() {
    /// Bytes that mean something in TOML, and some that mean nothing anywhere.
    const BYTES: &[u8] = b"\"'[]{}=.,#\\\n\r\0\t 0a-$~\xff\xc3";
    let mut texts: Vec<Vec<u8>> = stacks().iter().map(|case| fs::read(case.stack()).unwrap()).collect();
    texts.extend(cases::err().unwrap().iter().map(|case| fs::read(case.stack()).unwrap()));
    let edit = (any::<prop::sample::Index>(), any::<prop::sample::Index>(), 0..4_u8);
    let mutation = (any::<prop::sample::Index>(), prop::collection::vec(edit, 1..5));
    let outcome = runner(3000).run(&mutation, |(which, edits)| {
        let mut bytes = which.get(&texts).clone();
        for (place, byte, how) in edits {
            let place = place.index(bytes.len() + 1);
            let byte = *byte.get(BYTES);
            match how {
                0 => bytes.insert(place, byte),
                1 if place < bytes.len() => drop(bytes.remove(place)),
                2 if place < bytes.len() => bytes.truncate(place),
                _ if place < bytes.len() => bytes.splice(place..=place, [byte]).for_each(drop),
                _ => bytes.push(byte),
            }
        }
        prop_assert!(labels_lie_in_their_texts(&evaluated(&bytes)), "{}", String::from_utf8_lossy(&bytes));
        Ok(())
    });
    outcome.unwrap_or_else(|problem| panic!("{problem}"));
}

#[test]
fn no_stack_that_was_changed_makes_it_panic_or_point_outside() {
    let pool = Pool::of(&serde_json::from_str(&mcpgen::stack_schema()).unwrap());
    let cases = stacks().into_iter().chain(cases::err().unwrap());
    let documents: Vec<toml::Table> =
        cases.filter_map(|case| toml::from_str(&fs::read_to_string(case.stack()).ok()?).ok()).collect();
    let mut numbers = Numbers(7);
    for _ in 0..7000 {
        let mut document = numbers.of(&documents).unwrap().clone();
        for _ in 0..=numbers.below(5) {
            pool.mutate(&mut document, &mut numbers);
        }
        let text = toml::to_string(&document).unwrap();
        assert!(labels_lie_in_their_texts(&evaluated(text.as_bytes())), "{text}");
    }
}

/// With a list of servers the gateway offers no tools by which a client adds others (docker/mcp-gateway, its feature
/// `dynamic-tools`); with one of the other flags it takes its servers from elsewhere.
#[test]
fn no_gateway_lets_a_client_start_a_server_that_is_not_listed() {
    let mut gateways = 0;
    for case in stacks() {
        let folder = tempfile::tempdir().unwrap();
        produce(&case.stack(), folder.path()).unwrap();
        let compose = fs::read_to_string(folder.path().join("docker-compose.yml")).unwrap();
        let flags: Vec<&str> = compose.lines().filter_map(|line| line.trim().strip_prefix("- --")).collect();
        let transports = flags.iter().filter(|flag| flag.starts_with("transport=")).count();
        let lists: Vec<_> = flags.iter().filter_map(|flag| flag.strip_prefix("servers=")).collect();
        assert_eq!(lists.len(), transports, "{}: {flags:?}", case.name);
        assert!(
            lists.iter().all(|list| list.split(',').all(|name| !name.is_empty())),
            "{}: {lists:?}",
            case.name
        );
        for other in ["enable-all-servers", "profile", "registry", "mcp-registry", "oci-ref"] {
            assert!(flags.iter().all(|flag| !flag.starts_with(other)), "{}: {flags:?}", case.name);
        }
        gateways += transports;
    }
    assert!(gateways > 20, "{gateways} gateways were looked at");
}
