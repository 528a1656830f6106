//! Files that are full of mistakes: each mistake is told of on its line, and nothing besides.

#![expect(clippy::unwrap_used, reason = "a test fails by a panic")]

use std::collections::BTreeSet;
use std::fs;

use mcpgen::core::diagnostic::{Diagnostic, Severity};
use mcpgen_tests::cases::{self, Case};
use mcpgen_tests::produce::evaluate;

/// The lines of the mistakes, as the file `planted` beside the stack tells them: `LINE: what`.
fn planted(case: &Case) -> Vec<usize> {
    let text = fs::read_to_string(case.folder.join("planted")).unwrap();
    text.lines().map(|line| line.split(':').next().unwrap().parse().unwrap()).collect()
}

/// What is not as planted.
fn wrong(case: &Case) -> Vec<String> {
    let planted = planted(case);
    let evaluation = evaluate(&case.stack()).unwrap();
    let report = evaluation.report();
    let lines = |found: &Diagnostic| -> Vec<usize> {
        found
            .labels()
            .iter()
            .filter_map(|label| {
                Some(report.sources().get(label.span.source)?.position(label.span.start).line)
            })
            .collect()
    };
    let loud: Vec<Vec<usize>> =
        report.diagnostics().iter().filter(|found| found.severity() != Severity::Advice).map(lines).collect();
    let told: BTreeSet<usize> = loud.iter().flatten().copied().collect();
    let missed =
        planted.iter().filter(|line| !told.contains(line)).map(|line| format!("nothing on line {line}"));
    let besides = loud
        .iter()
        .filter(|lines| !lines.iter().any(|line| planted.contains(line)))
        .map(|lines| format!("something on line {lines:?}"));
    let mut wrong: Vec<String> = missed.chain(besides).collect();
    if loud.len() != planted.len() {
        wrong.push(format!("{} diagnostics for {} mistakes", loud.len(), planted.len()));
    }
    wrong
}

#[test]
fn every_planted_mistake_is_told_of_on_its_line_and_nothing_besides() {
    let cases: Vec<Case> =
        cases::err().unwrap().into_iter().filter(|case| case.folder.join("planted").is_file()).collect();
    assert_eq!(cases.len(), 3);
    for case in cases {
        assert_eq!(planted(&case).len(), 12, "{}", case.name);
        assert_eq!(wrong(&case), Vec::<String>::new(), "{}", case.name);
    }
}
