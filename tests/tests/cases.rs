//! The case folders: each of `tests/cases/ok` renders to what is kept in its `out`, each of `tests/cases/err` is refused, and of
//! each of these and of `tests/cases/ingress`, a configuration of cloudflared, that is said what is kept in `expected`. A new
//! case is a new folder. `SNAPSHOTS=overwrite` keeps what comes out now.
//!
//! The scripts are the same in nearly every case. They are kept, with the list of fingerprints that changes with them, only
//! where `out/scripts` is there already.

#![expect(clippy::unwrap_used, reason = "a test fails by a panic")]

use std::collections::BTreeSet;
use std::fs;
use std::process::ExitCode;

use mcpgen::core::diagnostic::{Code, Severity};
use mcpgen::ingress::IngressFile;
use mcpgen_tests::cases::{self, Case};
use mcpgen_tests::produce::{describe, evaluate, produce};
use mcpgen_tests::snapshot;
use mcpgen_tests::trials::Trials;

fn main() -> ExitCode {
    let mut trials = Trials::default();
    for case in cases::ok().unwrap() {
        trials.add(format!("{} renders to what is kept", case.name), move || renders(&case));
    }
    for case in cases::err().unwrap() {
        trials.add(format!("{} is refused as it should be", case.name), move || is_refused(&case));
    }
    for case in cases::examples().unwrap() {
        trials.add(format!("{} is clean when warnings are denied", case.name), move || is_clean(&case));
    }
    for case in cases::ok().unwrap().into_iter().chain(cases::examples().unwrap()) {
        trials.add(format!("{} renders twice to the same bytes", case.name), move || renders_twice(&case));
    }
    for case in cases::ingress().unwrap() {
        trials.add(format!("{} is judged as it should be", case.name), move || is_judged(&case));
    }
    trials.add("every code is shown by a case".to_owned(), every_code_has_a_case);
    trials.run(false)
}

fn renders(case: &Case) -> Result<(), String> {
    is_expected(case, &describe(evaluate(&case.stack())?.report()))?;
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path();
    produce(&case.stack(), out)?;
    fs::remove_file(out.join(".mcpgen/lock")).unwrap();
    if !case.out().join("scripts").is_dir() {
        fs::remove_dir_all(out.join("scripts")).unwrap();
        fs::remove_dir_all(out.join(".mcpgen")).unwrap();
    }
    // Under their own names these two would act on the kept folder: git would leave its `.env` out.
    for name in [".gitignore", ".gitattributes"] {
        fs::rename(out.join(name), out.join(name.trim_start_matches('.'))).unwrap();
    }
    snapshot::compare(out, &case.out())
}

fn is_refused(case: &Case) -> Result<(), String> {
    let evaluation = evaluate(&case.stack())?;
    let found = describe(evaluation.report());
    if found.is_empty() {
        return Err("nothing was found".to_owned());
    }
    is_expected(case, &found)
}

fn is_judged(case: &Case) -> Result<(), String> {
    let file = ingress_file(case)?;
    is_expected(case, &format!("{}\n\n{}", file.verdict(), describe(file.report())))
}

fn ingress_file(case: &Case) -> Result<IngressFile, String> {
    let bytes = fs::read(case.ingress_file()).map_err(|error| error.to_string())?;
    Ok(IngressFile::read("config.yml", &bytes))
}

fn is_expected(case: &Case, found: &str) -> Result<(), String> {
    if std::env::var("SNAPSHOTS").as_deref() == Ok("overwrite") {
        // Of most stacks that render, nothing is said.
        if found.is_empty() {
            return match fs::remove_file(case.expected()) {
                Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(error.to_string()),
                _ => Ok(()),
            };
        }
        return fs::write(case.expected(), found).map_err(|error| error.to_string());
    }
    let expected = fs::read_to_string(case.expected()).unwrap_or_default();
    if found == expected { Ok(()) } else { Err(format!("--- expected\n{expected}--- found\n{found}")) }
}

fn is_clean(case: &Case) -> Result<(), String> {
    let evaluation = evaluate(&case.stack())?;
    let report = evaluation.report();
    let loud = report.count(Severity::Error) + report.count(Severity::Warning);
    if loud == 0 { Ok(()) } else { Err(describe(report)) }
}

/// In one folder: the second time over what the first wrote, which must change nothing.
fn renders_twice(case: &Case) -> Result<(), String> {
    let folder = tempfile::tempdir().unwrap();
    produce(&case.stack(), folder.path())?;
    let once = snapshot::files(folder.path())?;
    produce(&case.stack(), folder.path())?;
    if snapshot::files(folder.path())? == once {
        Ok(())
    } else {
        Err("the second rendering differs".to_owned())
    }
}

fn every_code_has_a_case() -> Result<(), String> {
    let mut seen: BTreeSet<Code> = BTreeSet::new();
    for case in cases::err()? {
        let evaluation = evaluate(&case.stack())?;
        seen.extend(evaluation.report().diagnostics().iter().map(mcpgen::core::diagnostic::Diagnostic::code));
    }
    for case in cases::ingress()? {
        let file = ingress_file(&case)?;
        seen.extend(file.report().diagnostics().iter().map(mcpgen::core::diagnostic::Diagnostic::code));
    }
    let unseen: Vec<&str> =
        Code::ALL.iter().filter(|code| !seen.contains(code)).map(|code| code.as_str()).collect();
    if unseen.is_empty() { Ok(()) } else { Err(format!("no case shows: {}", unseen.join(", "))) }
}
