//! The grammar that judges the PowerShell scripts is itself judged by scripts whose verdict is known. The verdicts come
//! from knowledge of the language, not from a run of PowerShell.

#![expect(clippy::unwrap_used, reason = "a test fails by a panic")]

use std::fs;
use std::path::PathBuf;

use mcpgen_tests::powershell::faults;
use mcpgen_tests::root;

fn scripts(verdict: &str) -> Vec<PathBuf> {
    let folder = root().join("tests/data/powershell").join(verdict);
    fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect()
}

#[test]
fn no_good_script_is_refused() {
    let scripts = scripts("accepted");
    assert_eq!(scripts.len(), 3);
    for script in scripts {
        assert_eq!(faults(&fs::read(&script).unwrap()).unwrap(), [], "{}", script.display());
    }
}

#[test]
fn every_broken_script_is_refused() {
    let scripts = scripts("refused");
    assert_eq!(scripts.len(), 19);
    for script in scripts {
        assert_ne!(faults(&fs::read(&script).unwrap()).unwrap(), [], "{}", script.display());
    }
}
