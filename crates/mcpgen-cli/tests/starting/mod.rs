//! The command, started as all tests start it.

#![allow(dead_code, reason = "a test program needs only a part of it")]

use std::fs;
use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use tempfile::TempDir;

/// The command in `folder`, without what the environment of the tests may say of colours and secrets.
pub(crate) fn command(folder: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_mcpgen"));
    for name in ["NO_COLOR", "CLICOLOR", "CLICOLOR_FORCE", "BRAVE_API_KEY", "MCP_GATEWAY_AUTH_TOKEN"] {
        command.env_remove(name);
    }
    command.current_dir(folder);
    command
}

/// Runs it with `input` on its standard input.
pub(crate) fn run(folder: &Path, arguments: &[&str], environment: &[(&str, &str)], input: &str) -> Output {
    let mut child = command(folder)
        .args(arguments)
        .envs(environment.iter().copied())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // A command that does not read it may be gone already.
    let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
    child.wait_with_output().unwrap()
}

pub(crate) fn mcpgen(folder: &Path, arguments: &[&str]) -> Output {
    run(folder, arguments, &[], "")
}

pub(crate) fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

pub(crate) fn folder_with(stack: &str) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("stack.toml"), stack).unwrap();
    folder
}
