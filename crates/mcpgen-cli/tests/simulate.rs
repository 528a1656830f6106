//! `mcpgen simulate`: what it says of a folder on the disk, on which stream, and how it ends.

#![expect(clippy::unwrap_used, reason = "a test fails by a panic")]

use std::fs;
use std::path::Path;

mod starting;

use starting::{folder_with, mcpgen, run, text};

const STACK: &str = "[stack]\nname = \"mcp\"\n\n[services.gateway]\nkind = \"mcp-gateway\"\nservers = [\"brave\", \"time\"]\n\n[secrets.BRAVE_API_KEY]\n";

fn rendered() -> tempfile::TempDir {
    let folder = folder_with(STACK);
    let output = mcpgen(folder.path(), &["render"]);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    folder
}

fn fill(folder: &Path) {
    let file = folder.join(".env");
    let filled = fs::read_to_string(&file).unwrap().replace("BRAVE_API_KEY=", "BRAVE_API_KEY=CANARY");
    fs::write(file, filled).unwrap();
}

#[test]
fn a_value_that_is_missing_is_a_failure_until_it_is_filled_in() {
    let folder = rendered();
    let output = mcpgen(folder.path(), &["simulate"]);
    let out = text(&output.stdout);
    assert_eq!(output.status.code(), Some(1), "{out}");
    assert!(out.contains("[variable-missing] BRAVE_API_KEY has no value"), "{out}");
    assert!(out.ends_with("mcp: 1 thing does not work\n"), "{out}");

    fill(folder.path());
    let output = mcpgen(folder.path(), &["simulate", "."]);
    let out = text(&output.stdout);
    assert_eq!(output.status.code(), Some(0), "{out}");
    assert!(out.ends_with("mcp: everything works\n"), "{out}");
    assert!(out.contains("the registry that mcpgen has built in stands in for it"), "{out}");
}

#[test]
fn it_says_the_same_from_another_folder_and_never_a_value() {
    let folder = rendered();
    fill(folder.path());
    let elsewhere = tempfile::tempdir().unwrap();
    let path = folder.path().to_str().unwrap();
    for format in ["text", "json"] {
        let here = mcpgen(folder.path(), &["simulate", "--format", format]);
        let there = mcpgen(elsewhere.path(), &["simulate", path, "--format", format]);
        assert_eq!(text(&here.stdout), text(&there.stdout));
        assert!(!text(&here.stdout).contains("CANARY") && here.stderr.is_empty());
    }
}

#[test]
fn json_is_one_object_with_what_a_program_wants_to_know() {
    let folder = rendered();
    fill(folder.path());
    let out = text(&mcpgen(folder.path(), &["simulate", "--format", "json"]).stdout);
    for part in [
        "\"findings\": []",
        "\"without_token\": 401",
        "\"url\": \"http://127.0.0.1:8811/mcp\"",
        "\"state\": \"delivered\"",
        "\"docker_catalog_stands_in\": true",
    ] {
        assert!(out.contains(part), "{part}: {out}");
    }
    assert!(out.starts_with("{\n") && out.ends_with("}\n"));
}

#[test]
fn a_variable_of_the_shell_is_told_to_beat_the_file() {
    let folder = rendered();
    fill(folder.path());
    let output = run(folder.path(), &["simulate"], &[("BRAVE_API_KEY", "CANARY-of-the-shell")], "");
    let out = text(&output.stdout);
    assert_eq!(output.status.code(), Some(0), "{out}");
    assert!(out.contains("[shell-beats-dotenv]") && !out.contains("CANARY"), "{out}");
}

#[test]
fn a_file_that_is_edited_by_hand_is_seen() {
    let folder = rendered();
    fill(folder.path());
    let file = folder.path().join("docker-compose.yml");
    let edited = fs::read_to_string(&file).unwrap().replace("--servers=brave,time", "--servers=brave,tim");
    fs::write(&file, edited).unwrap();
    let output = mcpgen(folder.path(), &["simulate"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(text(&output.stdout).contains("[server-vanishes] gateway: no catalog has tim"));
}

#[test]
fn what_is_no_folder_or_has_no_compose_file_is_said() {
    let folder = tempfile::tempdir().unwrap();
    let output = mcpgen(folder.path(), &["simulate", "nowhere"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(output.stdout.is_empty() && text(&output.stderr).contains("mcpgen simulate DIR"));

    let output = mcpgen(folder.path(), &["simulate", "--format", "yaml"]);
    assert_eq!(output.status.code(), Some(2));

    let output = mcpgen(folder.path(), &["simulate"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(text(&output.stdout).contains("there is no Compose file in this folder"));
}

#[cfg(unix)]
#[test]
fn credentials_that_the_tunnel_cannot_read_are_found() {
    use std::os::unix::fs::PermissionsExt as _;

    let folder = tempfile::tempdir().unwrap();
    let stack = STACK.replace("[secrets.BRAVE_API_KEY]", "[ingress]\ntunnel = \"741d42fb-5a6a-47f6-9b67-47e95011f865\"\ncredentials-file = \"tunnel.json\"\n[[ingress.routes]]\nhostname = \"mcp.example.com\"\nservice = \"gateway\"\n[secrets.BRAVE_API_KEY]");
    fs::write(folder.path().join("stack.toml"), stack).unwrap();
    let credentials = folder.path().join("tunnel.json");
    fs::write(&credentials, "{}").unwrap();
    assert_eq!(mcpgen(folder.path(), &["render"]).status.code(), Some(0));
    fill(folder.path());
    let env = folder.path().join(".env");
    let other: String = fs::read_to_string(&env)
        .unwrap()
        .lines()
        .map(|line| match line.split_once('=') {
            Some((name @ ("MCPGEN_UID" | "MCPGEN_GID"), _)) => format!("{name}=54321\n"),
            _ => format!("{line}\n"),
        })
        .collect();
    fs::write(&env, other).unwrap();
    for (mode, code) in [(0o400, 1), (0o444, 0)] {
        fs::set_permissions(&credentials, fs::Permissions::from_mode(mode)).unwrap();
        let output = mcpgen(folder.path(), &["simulate"]);
        let out = text(&output.stdout);
        assert_eq!(output.status.code(), Some(code), "{out}");
        assert_eq!(out.contains("[credentials-unreadable]"), code == 1, "{out}");
    }
}
