//! Rendering again and again: what a person wrote stays, and no value of a secret shows.

#![expect(clippy::unwrap_used, reason = "a test fails by a panic")]
#![cfg_attr(target_os = "linux", expect(clippy::print_stderr, reason = "a test says what it did without"))]

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
#[cfg(target_os = "linux")]
use std::process::Command;
use std::process::Stdio;

mod starting;

use starting::{command, folder_with, run, text};

const STACK: &str = "[stack]\nname = \"mcp\"\n\n[services.gateway]\nkind = \"mcp-gateway\"\nservers = [\"brave\"]\n\n[secrets.BRAVE_API_KEY]\n";

/// What nobody must ever see, but in `.env`.
const CANARY: &str = "canary-0123456789";

fn mcpgen(folder: &Path, arguments: &[&str]) -> (Option<i32>, String, String) {
    let output = run(folder, arguments, &[], "");
    (output.status.code(), text(&output.stdout), text(&output.stderr))
}

/// A folder with a stack in it.
fn stack() -> tempfile::TempDir {
    folder_with(STACK)
}

/// The same, rendered.
fn rendered() -> tempfile::TempDir {
    let folder = stack();
    assert_eq!(mcpgen(folder.path(), &["render"]).0, Some(0));
    folder
}

fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut found = BTreeMap::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        for entry in fs::read_dir(next).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let name = path.strip_prefix(folder).unwrap().display().to_string();
                found.insert(name, fs::read(&path).unwrap());
            }
        }
    }
    found
}

fn change_stack(folder: &Path) {
    fs::write(folder.join("stack.toml"), STACK.replace("\"brave\"", "\"brave\", \"fetch\"")).unwrap();
}

fn append(file: &Path, words: &str) {
    let before = fs::read_to_string(file).unwrap();
    fs::write(file, before + words).unwrap();
}

#[test]
fn an_edited_file_stops_the_render_before_anything_is_written() {
    let folder = rendered();
    append(&folder.path().join("docker-compose.yml"), "# mine\n");
    change_stack(folder.path());
    let before = files(folder.path());
    let (code, _, err) = mcpgen(folder.path(), &["render"]);
    assert_eq!(code, Some(2));
    assert!(err.contains("docker-compose.yml (edited since mcpgen wrote it)"), "{err}");
    assert!(err.contains("-# mine\n"), "what differs is shown: {err}");
    assert!(err.contains("--keep") && err.contains("--force"), "{err}");
    assert_eq!(files(folder.path()), before);
}

#[test]
fn keep_leaves_edited_files_and_writes_the_rest() {
    let folder = rendered();
    let compose = folder.path().join("docker-compose.yml");
    append(&compose, "# mine\n");
    let mine = fs::read(&compose).unwrap();
    change_stack(folder.path());
    let (code, out, err) = mcpgen(folder.path(), &["render", "--keep"]);
    assert_eq!(code, Some(0), "{err}");
    assert!(out.contains("kept     docker-compose.yml"), "{out}");
    assert_eq!(fs::read(&compose).unwrap(), mine);
    assert!(fs::read_to_string(folder.path().join("scripts/start.sh")).unwrap().contains("'fetch'"));
    assert_eq!(mcpgen(folder.path(), &["render"]).0, Some(2), "it still counts as edited");
}

#[test]
fn force_keeps_what_was_there_beside_it() {
    let folder = rendered();
    let compose = folder.path().join("docker-compose.yml");
    for number in ["", "-2", "-3"] {
        append(&compose, "# mine\n");
        let mine = fs::read(&compose).unwrap();
        assert_eq!(mcpgen(folder.path(), &["render", "--force"]).0, Some(0));
        assert_eq!(fs::read(folder.path().join(format!("docker-compose.yml.backup{number}"))).unwrap(), mine);
    }
}

#[test]
fn a_file_that_is_no_longer_rendered_goes_only_if_nobody_changed_it() {
    for edited in [false, true] {
        let folder = stack();
        let own = format!("{STACK}[servers.brave]\ntools = [\"brave_web_search\"]\n");
        fs::write(folder.path().join("stack.toml"), own).unwrap();
        assert_eq!(mcpgen(folder.path(), &["render"]).0, Some(0));
        let tools = folder.path().join("mcp-gateway/gateway/tools.yaml");
        if edited {
            append(&tools, "# mine\n");
        }
        fs::write(folder.path().join("stack.toml"), STACK).unwrap();
        assert_eq!(mcpgen(folder.path(), &["render"]).0, Some(0));
        assert_eq!(tools.exists(), edited);
    }
}

#[test]
fn check_shows_drift_and_writes_nothing() {
    let folder = rendered();
    assert_eq!(mcpgen(folder.path(), &["render", "--check"]), (Some(0), String::new(), String::new()));
    change_stack(folder.path());
    let before = files(folder.path());
    let (code, out, _) = mcpgen(folder.path(), &["render", "--check"]);
    assert_eq!(code, Some(1));
    assert!(out.contains("--- a/docker-compose.yml\n+++ b/docker-compose.yml\n@@"), "{out}");
    assert!(out.contains("-      - --servers=brave\n+      - --servers=brave,fetch\n"), "{out}");
    let (code, diff, _) = mcpgen(folder.path(), &["render", "--diff"]);
    assert_eq!(code, Some(0));
    assert!(diff.contains("+      - --servers=brave,fetch\n"), "{diff}");
    assert_eq!(files(folder.path()), before);
}

#[test]
fn a_fresh_clone_with_other_line_ends_has_no_drift() {
    let folder = rendered();
    fs::remove_file(folder.path().join(".env")).unwrap();
    fs::remove_file(folder.path().join(".mcpgen/lock")).unwrap();
    for (path, bytes) in files(folder.path()) {
        let flipped = text(&bytes).replace("\r\n", "\n").replace('\n', "\r\n");
        fs::write(folder.path().join(path), flipped).unwrap();
    }
    let (code, out, err) = mcpgen(folder.path(), &["render", "--check"]);
    assert_eq!(code, Some(0), "{out}{err}");
    assert_eq!(mcpgen(folder.path(), &["render"]).0, Some(0), "no file counts as edited");
}

#[test]
fn lines_of_env_stay_byte_for_byte_and_what_nothing_uses_is_told() {
    let folder = stack();
    let mine = "# my keys\r\nexport  OLD_KEY = 'x y'\r\nBRAVE_API_KEY=\"a b\"  # why\r\n\r\nODD=two words";
    fs::write(folder.path().join(".env"), mine).unwrap();
    let (code, out, _) = mcpgen(folder.path(), &["render"]);
    assert_eq!(code, Some(0));
    assert!(fs::read_to_string(folder.path().join(".env")).unwrap().starts_with(mine));
    assert!(out.contains("nothing here uses, and that stay: OLD_KEY, ODD\n"), "{out}");
    assert!(out.contains("read differently: ODD"), "{out}");
}

#[test]
fn a_secret_is_set_from_standard_input_and_no_other_byte_changes() {
    let folder = rendered();
    let env = folder.path().join(".env");
    let before = fs::read_to_string(&env).unwrap();
    let output = run(folder.path(), &["secrets", "set", "BRAVE_API_KEY"], &[], "a 'b' $c\n");
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    let after = fs::read_to_string(&env).unwrap();
    assert_eq!(after, before.replace("BRAVE_API_KEY=\n", "BRAVE_API_KEY=\"a 'b' \\$c\"\n"));
    let (code, out, _) = mcpgen(folder.path(), &["secrets"]);
    assert_eq!(code, Some(0));
    assert!(out.contains("BRAVE_API_KEY           set      goes to server brave\n"), "{out}");
    assert_eq!(mcpgen(folder.path(), &["secrets", "set", "NONE"]).0, Some(2));
    for value in ["two\nlines", " blank", &"x".repeat(1 << 16)] {
        let output = run(folder.path(), &["secrets", "set", "BRAVE_API_KEY"], &[], value);
        assert_eq!(output.status.code(), Some(2), "the gateway cannot carry it");
        assert!(text(&output.stderr).contains("cannot carry this value of `BRAVE_API_KEY`"));
        assert_eq!(fs::read_to_string(&env).unwrap(), after);
    }
    assert_eq!(
        mcpgen(folder.path(), &["secrets", "set", "BRAVE_API_KEY"]).0,
        Some(2),
        "an empty value is none"
    );
}

#[test]
fn a_value_that_mcpgen_made_can_be_made_anew_and_others_cannot() {
    let folder = rendered();
    let token = || {
        let env = fs::read_to_string(folder.path().join(".env")).unwrap();
        env.lines().find(|line| line.starts_with("MCP_GATEWAY_AUTH_TOKEN=")).unwrap().to_owned()
    };
    let before = token();
    assert_eq!(mcpgen(folder.path(), &["render"]).0, Some(0));
    assert_eq!(token(), before, "a render keeps it");
    assert_eq!(mcpgen(folder.path(), &["secrets", "rotate", "MCP_GATEWAY_AUTH_TOKEN"]).0, Some(0));
    assert!(token() != before && token().len() == before.len());
    assert_eq!(mcpgen(folder.path(), &["secrets", "rotate", "BRAVE_API_KEY"]).0, Some(2));
}

#[test]
fn what_is_missing_comes_from_the_environment_when_asked_for() {
    let folder = stack();
    let environment = [("BRAVE_API_KEY", CANARY)];
    assert!(run(folder.path(), &["render"], &environment, "").status.success());
    let env = || fs::read_to_string(folder.path().join(".env")).unwrap();
    assert!(env().contains("BRAVE_API_KEY=\n"));
    assert!(run(folder.path(), &["render", "--from-env"], &environment, "").status.success());
    assert!(env().contains(&format!("BRAVE_API_KEY={CANARY}\n")));
    assert!(
        run(folder.path(), &["render", "--from-env"], &[("BRAVE_API_KEY", "other")], "").status.success()
    );
    assert!(env().contains(&format!("BRAVE_API_KEY={CANARY}\n")), "a value that is there stays");
}

#[test]
fn clean_removes_what_nobody_changed_and_env_only_when_asked() {
    let folder = rendered();
    append(&folder.path().join("scripts/stop.sh"), "# mine\n");
    assert_eq!(mcpgen(folder.path(), &["clean"]).0, Some(0));
    let left: Vec<String> = files(folder.path()).into_keys().collect();
    // `.gitignore` keeps `.env` out of the repository.
    assert_eq!(left, [".env", ".gitignore", "scripts/stop.sh", "stack.toml"]);
    assert_eq!(mcpgen(folder.path(), &["clean"]).0, Some(2), "there is nothing left to clean");
    fs::remove_file(folder.path().join("scripts/stop.sh")).unwrap();
    assert_eq!(mcpgen(folder.path(), &["render"]).0, Some(0));
    assert_eq!(mcpgen(folder.path(), &["clean", "--env"]).0, Some(0));
    assert_eq!(files(folder.path()).into_keys().collect::<Vec<_>>(), ["stack.toml"]);
}

#[test]
fn a_gitignore_that_no_longer_covers_env_is_told_of_before_anything_is_written() {
    let folder = rendered();
    let gitignore = folder.path().join(".gitignore");
    fs::write(&gitignore, "target\n").unwrap();
    let (code, _, err) = mcpgen(folder.path(), &["render"]);
    assert!(code == Some(0) && err.contains("did not cover .env"), "{err}");
    assert_eq!(mcpgen(folder.path(), &["render"]).2, "");
    append(&gitignore, "!.env\n");
    append(&folder.path().join("docker-compose.yml"), "# mine\n");
    let (code, _, err) = mcpgen(folder.path(), &["render"]);
    assert!(
        code == Some(2) && err.contains("does not cover .env"),
        "it is said, though nothing is written: {err}"
    );
}

#[test]
#[cfg(unix)]
fn an_env_that_others_can_read_is_told_of_and_closed() {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = rendered();
    let env = folder.path().join(".env");
    let mode = || fs::metadata(&env).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(), 0o600);
    fs::set_permissions(&env, fs::Permissions::from_mode(0o644)).unwrap();
    let (_, out, _) = mcpgen(folder.path(), &["render"]);
    assert!(out.contains(".env, which others could read"), "{out}");
    assert_eq!(mode(), 0o600);
}

/// A disk that is full at every size from a few blocks to enough: an error and the folder as it was, or success.
#[test]
#[cfg(target_os = "linux")]
fn a_full_disk_leaves_the_folder_as_it_was() {
    let place = tempfile::tempdir().unwrap();
    let mount = |size: u32| {
        let size = format!("size={size}k");
        let mount =
            Command::new("mount").args(["-t", "tmpfs", "-o", &size, "tmpfs"]).arg(place.path()).output();
        mount.is_ok_and(|output| output.status.success())
    };
    let mut failed = 0;
    for size in (60..160).step_by(8) {
        if !mount(size) {
            assert!(std::env::var_os("MCPGEN_REQUIRE_JUDGES").is_none(), "a small disk needs root");
            eprintln!("did without: a small disk");
            return;
        }
        let folder = place.path();
        fs::write(folder.join("stack.toml"), STACK).unwrap();
        if mcpgen(folder, &["render"]).0 == Some(0) {
            change_stack(folder);
            let own = |folder: &Path| {
                let mut files = files(folder);
                files.retain(|path, _| !path.starts_with(".mcpgen/"));
                files
            };
            let old = own(folder);
            let (code, _, err) = mcpgen(folder, &["render"]);
            if code != Some(0) {
                assert!(err.contains("os error 28"), "{err}");
                assert_eq!(own(folder), old);
                assert!(!folder.join(".mcpgen/transaction").exists());
                failed += 1;
            }
        }
        assert!(Command::new("umount").arg(place.path()).status().unwrap().success());
    }
    assert!(failed > 0, "no size was too small for the second render only");
}

#[test]
fn fifty_renders_at_once_give_one_result() {
    let folder = stack();
    let children: Vec<_> = (0..50)
        .map(|_| {
            command(folder.path())
                .arg("render")
                .stdout(Stdio::piped())
                .stderr(Stdio::piped())
                .spawn()
                .unwrap()
        })
        .collect();
    let mut created = 0;
    for child in children {
        let output = child.wait_with_output().unwrap();
        assert!(output.status.success(), "{}", text(&output.stderr));
        created += usize::from(!text(&output.stdout).contains(" 0 new,"));
    }
    assert_eq!(created, 1, "one of them writes, and the others find what it wrote");
    assert_eq!(mcpgen(folder.path(), &["render", "--check"]).0, Some(0));
    assert!(!folder.path().join(".mcpgen/transaction").exists());
}

/// A canary in `.env`, pasted into a rendered file, and in the environment: through every command that could show it.
#[test]
fn no_command_shows_a_value() {
    let folder = rendered();
    let set = run(folder.path(), &["secrets", "set", "BRAVE_API_KEY"], &[], &format!("{CANARY}\n"));
    assert!(set.status.success());
    append(&folder.path().join(".env"), &format!("# OLD={CANARY}\nODD=two {CANARY}\n"));
    append(&folder.path().join("docker-compose.yml"), &format!("# {CANARY}\n"));
    change_stack(folder.path());
    let environment = [("BRAVE_API_KEY", "other-canary-0123456789")];
    let formats = ["human", "short", "json", "sarif", "github"];
    let mut commands: Vec<Vec<&str>> = vec![
        vec!["secrets"],
        vec!["secrets", "--format", "json"],
        vec!["secrets", "rotate", "BRAVE_API_KEY"],
        vec!["secrets", "set", "NONE"],
    ];
    for format in formats {
        for command in [
            &["check"][..],
            &["render"],
            &["render", "--check"],
            &["render", "--diff"],
            &["render", "--from-env", "--diff"],
            &["render", "--keep"],
        ] {
            commands.push([command, &["--message-format", format]].concat());
        }
    }
    for format in ["text", "json"] {
        commands.push(vec!["simulate", ".", "--format", format]);
    }
    commands.push(vec!["servers", "show", "brave"]);
    commands.push(vec!["servers", "add", "fetch"]);
    commands.push(vec!["ingress", "route", "stack.toml", "https://example.com/mcp"]);
    commands.push(vec!["render", "--force"]);
    commands.push(vec!["clean"]);
    for command in commands {
        let output = run(folder.path(), &command, &environment, "");
        let shown = text(&output.stdout) + &text(&output.stderr);
        assert!(!shown.contains("canary"), "{command:?}: {shown}");
    }
    let holding: Vec<String> = files(folder.path())
        .into_iter()
        .filter(|(_, bytes)| text(bytes).contains("canary"))
        .map(|(path, _)| path)
        .collect();
    // The backup holds what a person pasted into the file.
    assert_eq!(holding, [".env", "docker-compose.yml.backup"]);
}
