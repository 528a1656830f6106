//! The program prints what it should, and a shell reads it so.
#![expect(clippy::unwrap_used, reason = "a test fails by a panic")]

use std::process::{Command, Output};

use mcpgen_tests::judge::Judge;

fn output() -> Output {
    Command::new(env!("CARGO_BIN_EXE_embed-emitter")).output().unwrap()
}

#[test]
fn it_prints_what_is_expected() {
    let output = output();
    assert_eq!(String::from_utf8_lossy(&output.stdout), include_str!("../expected.sh"));
    assert_eq!(String::from_utf8_lossy(&output.stderr), include_str!("../expected-losses.txt"));
}

#[test]
#[cfg(unix)]
fn a_shell_reads_each_text_as_it_was_written() {
    // `docker` prints its arguments, one a line.
    let script = String::from_utf8(output().stdout).unwrap();
    let fake = format!("docker() {{ printf '%s\\n' \"$@\"; }}\n{script}");
    let mut sh = Command::new("sh");
    let read = sh.args(["-c", &fake, "sh"]).env("WEB_PASSWORD", "a b$c").output().unwrap();
    let read = String::from_utf8(read.stdout).unwrap();
    let texts = [
        "echo \"it's $HOME\"; exec nginx -g 'daemon off;'",
        "--env=GREETING=100% `safe` ${HOME} }",
        "--env=LEVEL=it's \"$1\"",
        "--env=PASSWORD=a b$c",
    ];
    for text in texts {
        assert!(read.lines().any(|line| line == text), "{text}\n{read}");
    }
}

#[test]
fn shellcheck_has_nothing_to_say() {
    let Some(shellcheck) = Judge::Shellcheck.find() else {
        assert!(!Judge::Shellcheck.is_required(), "shellcheck is not there");
        return;
    };
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("run.sh"), output().stdout).unwrap();
    Judge::run(&shellcheck, folder.path(), &["--severity=warning", "run.sh"]).unwrap();
}
