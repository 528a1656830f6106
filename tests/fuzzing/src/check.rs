//! Checking a stack with the files that it names.

use mcpgen::core::diagnostic::{Fix, Report, apply_fixes};
use mcpgen::{DockerRegistry, Evaluation, Stack, report};

use crate::parts::parts;

/// Checks the first file in `bytes` as a `stack.toml`, with the others as the files that it names, in its order: every format of the
/// report can show it, and its fixes can be made.
///
/// # Panics
/// When that is not so, or a diagnostic points outside of its text.
pub fn check(bytes: &[u8]) {
    let files = parts(bytes);
    let [stack, named @ ..] = files.as_slice() else { return };
    let evaluation = evaluate(stack, named);
    inspect(evaluation.report());
    if let Some(mended) = mended(evaluation.report()) {
        inspect(evaluate(mended.as_bytes(), named).report());
    }
}

/// Evaluates `stack` with the files that it names; those that `named` lacks are not there.
pub(crate) fn evaluate(stack: &[u8], named: &[&[u8]]) -> Evaluation {
    let mut stack = Stack::read("stack.toml", stack);
    for (index, file) in stack.files().iter().enumerate() {
        stack.supply(file, &file.to_string(), named.get(index).copied());
    }
    stack.evaluate(&DockerRegistry)
}

fn inspect(found: &Report) {
    for diagnostic in found.diagnostics() {
        for label in diagnostic.labels() {
            assert!(found.sources().slice(label.span).is_some(), "{diagnostic} points outside of its text");
        }
    }
    let _ = (report::short(found), report::github(found));
    for json in report::json(found).lines().chain([report::sarif(found).as_str()]) {
        assert!(serde_json::from_str::<serde_json::Value>(json).is_ok(), "no JSON: {json}");
    }
}

/// The stack with every fix made; `None` when there is none to make.
fn mended(found: &Report) -> Option<String> {
    let fixes: Vec<&Fix> = found.diagnostics().iter().filter_map(|diagnostic| diagnostic.fix()).collect();
    let source = fixes.first()?.edits.first()?.span.source;
    let (mended, made) = apply_fixes(found.sources().get(source)?.text(), source, &fixes);
    assert!(!made.is_empty(), "no fix can be made of {fixes:?}");
    Some(mended)
}
