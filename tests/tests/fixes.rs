//! The fixes: each case of `tests/cases/fix` becomes its `fixed.toml`, byte for byte, and nothing is mended that is not certain.
//! `SNAPSHOTS=overwrite` keeps what comes out now.

#![expect(clippy::unwrap_used, reason = "a test fails by a panic")]

use std::fs;
use std::path::Path;
use std::process::ExitCode;

use mcpgen::DockerRegistry;
use mcpgen::core::diagnostic::Severity;
use mcpgen::fs::fix_stack;
use mcpgen_tests::cases::{self, Case};
use mcpgen_tests::produce::{describe, evaluate};
use mcpgen_tests::snapshot;
use mcpgen_tests::trials::Trials;

fn main() -> ExitCode {
    let mut trials = Trials::default();
    for case in cases::fix().unwrap() {
        trials.add(format!("{} is mended as it should be", case.name), move || is_mended(&case));
    }
    for case in cases::fix().unwrap().into_iter().chain(cases::err().unwrap()) {
        trials.add(format!("{} is mended once and for all", case.name), move || is_stable(&case));
    }
    trials.add("a slip in an example is mended once and for all".to_owned(), slips);
    trials.run(false)
}

fn is_mended(case: &Case) -> Result<(), String> {
    let folder = copied(case)?;
    let stack = folder.path().join("stack.toml");
    fix_stack(&stack, &DockerRegistry).map_err(|error| error.to_string())?;
    let found = fs::read(&stack).unwrap();
    if std::env::var("SNAPSHOTS").as_deref() == Ok("overwrite") {
        return fs::write(case.folder.join("fixed.toml"), found).map_err(|error| error.to_string());
    }
    let expected = fs::read(case.folder.join("fixed.toml")).unwrap_or_default();
    if found == expected {
        return Ok(());
    }
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    Err(format!("--- expected\n{}--- found\n{}", text(&expected), text(&found)))
}

/// Mended, it has fewer errors; mended twice, it is the same; and no other file is touched.
fn is_stable(case: &Case) -> Result<(), String> {
    let folder = copied(case)?;
    let before = snapshot::files(folder.path())?;
    check_twice(&folder.path().join("stack.toml"))?;
    let mut after = snapshot::files(folder.path())?;
    after.insert("stack.toml".into(), before.get(Path::new("stack.toml")).cloned().unwrap_or_default());
    if before == after { Ok(()) } else { Err("another file was touched".to_owned()) }
}

fn check_twice(stack: &Path) -> Result<(), String> {
    let original = fs::read(stack).unwrap();
    let before = evaluate(stack)?.report().count(Severity::Error);
    let once = fix_stack(stack, &DockerRegistry).map_err(|error| error.to_string())?;
    let text = fs::read(stack).unwrap();
    let after = once.evaluation.report().count(Severity::Error);
    if once.mended.is_empty() && text != original {
        return Err("the text was changed, and nothing was mended".to_owned());
    }
    // A warning may be what was mended, or an error have hidden others: then there are others, not more of them.
    if after > before {
        return Err(format!("{before} errors became {after}:\n{}", describe(once.evaluation.report())));
    }
    let twice = fix_stack(stack, &DockerRegistry).map_err(|error| error.to_string())?;
    if twice.mended.is_empty() && fs::read(stack).unwrap() == text {
        Ok(())
    } else {
        Err(format!("mended again: {:?}", twice.mended))
    }
}

/// Neighbouring letters change places, here and there in the examples.
fn slips() -> Result<(), String> {
    for case in cases::examples()? {
        let folder = copied(&case)?;
        let stack = folder.path().join("stack.toml");
        let text = fs::read(&stack).unwrap();
        for place in (1..text.len()).step_by(5) {
            let mut slip = text.clone();
            slip.swap(place - 1, place);
            if slip.is_ascii() {
                fs::write(&stack, &slip).unwrap();
                check_twice(&stack).map_err(|problem| format!("{}, byte {place}: {problem}", case.name))?;
            }
        }
    }
    Ok(())
}

fn copied(case: &Case) -> Result<tempfile::TempDir, String> {
    let folder = tempfile::tempdir().unwrap();
    for (name, bytes) in snapshot::files(&case.folder)? {
        let place = folder.path().join(name);
        fs::create_dir_all(place.parent().unwrap()).unwrap();
        fs::write(place, bytes).unwrap();
    }
    Ok(folder)
}
