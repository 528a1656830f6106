//! How much the command prints, in which colours and where to; and what it reads and writes where `-` stands for a file.

#![expect(clippy::unwrap_used, reason = "a test fails by a panic")]

use std::fs;
#[cfg(unix)]
use std::process::Command;

mod starting;

use starting::{folder_with, mcpgen, run, text};

/// A stack with nothing left to say but advice; a server that needs a key, and a tunnel.
const STACK: &str = include_str!("stacks/tunnel.toml");

/// The same with a warning.
fn with_warning() -> String {
    format!("{STACK}[secrets.UNUSED]\n")
}

#[test]
fn quiet_leaves_errors_and_what_was_asked_for() {
    let folder = folder_with(&with_warning());
    let run = |arguments: &[&str]| {
        let output = mcpgen(folder.path(), arguments);
        (output.status.code(), text(&output.stdout), text(&output.stderr))
    };
    let nothing = (Some(0), String::new(), String::new());
    assert_eq!(run(&["--quiet", "check"]), nothing);
    assert_eq!(run(&["check", "-q"]), nothing);
    assert_eq!(run(&["-q", "render"]), nothing);
    assert_eq!(run(&["-q", "secrets", "rotate", "MCP_GATEWAY_AUTH_TOKEN"]), nothing);
    assert_eq!(run(&["-q", "clean"]), nothing);
    assert_eq!(run(&["-q", "init", "new"]), nothing);
    assert_eq!(run(&["-q", "man", "pages"]), nothing);
    let (code, out, err) = run(&["-q", "servers", "brave"]);
    assert!(code == Some(0) && out.contains("BRAVE_API_KEY") && err.is_empty(), "{out}{err}");
    let (code, out, err) = run(&["-q", "explain", "port-taken"]);
    assert!(code == Some(0) && !out.is_empty() && err.is_empty(), "{out}{err}");
    // What makes it fail is shown.
    let (code, out, err) = run(&["-q", "check", "--deny", "warnings"]);
    assert!(code == Some(1) && out.is_empty() && err.contains("secret-unused"), "{out}{err}");
    assert!(!err.contains("advice"), "{err}");
    let (code, out, err) = run(&["-q", "render", "--check"]);
    assert!(code == Some(1) && out.contains("docker-compose.yml") && err.is_empty(), "{out}{err}");
    let (code, _, err) = run(&["-q", "check", "missing.toml"]);
    assert!(code == Some(2) && err.contains("missing.toml"), "{err}");
    fs::write(folder.path().join("stack.toml"), with_warning().replace("mcp-gateway", "gatway")).unwrap();
    let (code, out, err) = run(&["-q", "check", "--message-format", "short"]);
    assert_eq!((code, out.as_str()), (Some(1), ""));
    assert!(err.contains("error[") && !err.contains("warning[") && !err.contains("1 error"), "{err}");
}

#[test]
fn quiet_takes_nothing_from_programs() {
    let folder = folder_with(&with_warning());
    for format in ["json", "sarif", "github"] {
        let loud = mcpgen(folder.path(), &["check", "--message-format", format]);
        let quiet = mcpgen(folder.path(), &["-q", "check", "--message-format", format]);
        assert_eq!(text(&loud.stdout), text(&quiet.stdout));
        assert!(text(&quiet.stdout).contains("secret-unused"));
        assert!(!loud.stderr.is_empty() && quiet.stderr.is_empty(), "{}", text(&quiet.stderr));
    }
}

#[test]
fn the_flag_for_colours_beats_the_environment_which_beats_the_terminal() {
    let folder = folder_with("[stack]\nname = 1\n");
    let coloured = |arguments: &[&str], environment: &[(&str, &str)]| {
        let output = run(folder.path(), arguments, environment, "");
        output.stderr.contains(&0x1b)
    };
    // Standard error is no terminal here.
    assert!(!coloured(&["check"], &[]));
    assert!(coloured(&["check"], &[("CLICOLOR_FORCE", "1")]));
    assert!(coloured(&["check", "--color", "always"], &[("NO_COLOR", "1")]));
    assert!(coloured(&["check", "--color=always"], &[("CLICOLOR", "0")]));
    assert!(!coloured(&["check", "--color", "never"], &[("CLICOLOR_FORCE", "1")]));
    assert!(!coloured(&["check", "--color", "auto"], &[("NO_COLOR", "1"), ("CLICOLOR_FORCE", "1")]));
    // A command line that is none says it too.
    assert!(coloured(&["chekc", "--color", "always"], &[]));
    assert!(!coloured(&["chekc", "--color", "never"], &[("CLICOLOR_FORCE", "1")]));
}

#[test]
fn a_stack_is_read_from_standard_input() {
    let folder = tempfile::tempdir().unwrap();
    let checked = run(folder.path(), &["check", "-"], &[], STACK);
    assert_eq!(checked.status.code(), Some(0), "{}", text(&checked.stderr));
    assert!(text(&checked.stderr).contains("standard input: "), "{}", text(&checked.stderr));
    let faulty = run(folder.path(), &["check", "-", "--message-format", "short"], &[], "[stack]\nnme = 1\n");
    assert_eq!(faulty.status.code(), Some(1));
    assert!(text(&faulty.stderr).starts_with("standard input:"), "{}", text(&faulty.stderr));
    let mended = run(folder.path(), &["check", "--fix", "-"], &[], STACK);
    assert_eq!(mended.status.code(), Some(2));
    let drawn = run(folder.path(), &["graph", "-"], &[], STACK);
    assert!(text(&drawn.stdout).starts_with("flowchart LR\n"));
    let without = run(folder.path(), &["render", "-"], &[], STACK);
    assert_eq!(without.status.code(), Some(2));
    assert!(text(&without.stderr).contains("--out DIR"), "{}", text(&without.stderr));
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0, "nothing was written");
}

#[test]
fn what_standard_input_names_is_looked_for_here() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("own.yaml"), "registry:\n  own:\n    image: example.com/own:1\n").unwrap();
    let stack = STACK.replace("\"time\"]", "\"own\"]\ncatalogs = [\"own.yaml\"]");
    let rendered = run(folder.path(), &["render", "-", "--out", "deploy"], &[], &stack);
    assert_eq!(rendered.status.code(), Some(0), "{}", text(&rendered.stderr));
    assert!(folder.path().join("deploy/docker-compose.yml").is_file());
    let again = run(folder.path(), &["render", "-", "--out", "deploy", "--check"], &[], &stack);
    assert_eq!(again.status.code(), Some(0), "{}{}", text(&again.stdout), text(&again.stderr));
    // The same stack as a file gives the same folder.
    fs::write(folder.path().join("stack.toml"), &stack).unwrap();
    let as_file = mcpgen(folder.path(), &["render", "--out", "deploy", "--check"]);
    assert_eq!(as_file.status.code(), Some(0), "{}{}", text(&as_file.stdout), text(&as_file.stderr));
}

#[test]
fn data_goes_to_a_file_or_to_standard_output() {
    let folder = folder_with(STACK);
    for (arguments, file) in
        [(&["graph"][..], "stack.svg"), (&["graph"], "stack.dot"), (&["schema"], "s.json")]
    {
        let to_file = mcpgen(folder.path(), &[arguments, &["--out", file]].concat());
        assert_eq!(to_file.status.code(), Some(0), "{}", text(&to_file.stderr));
        assert!(to_file.stdout.is_empty() && to_file.stderr.is_empty());
        let format: &[&str] = match file {
            "stack.svg" => &["--format", "svg"],
            "stack.dot" => &["--format", "dot"],
            _ => &[],
        };
        let printed = mcpgen(folder.path(), &[arguments, &["--out", "-"], format].concat());
        assert_eq!(text(&printed.stdout), fs::read_to_string(folder.path().join(file)).unwrap());
    }
    let over = mcpgen(folder.path(), &["graph", "--out", "stack.toml"]);
    assert_eq!(over.status.code(), Some(2));
    assert_eq!(fs::read_to_string(folder.path().join("stack.toml")).unwrap(), STACK);
}

#[cfg(unix)]
#[test]
fn who_stops_reading_hears_no_complaint() {
    for arguments in ["servers", "explain", "schema", "graph", "servers --help", "completions bash"] {
        let folder = folder_with(STACK);
        let line =
            format!("{{ '{}' {arguments}; echo \"ended $?\" >&2; }} | true", env!("CARGO_BIN_EXE_mcpgen"));
        let output = Command::new("sh").args(["-c", &line]).current_dir(folder.path()).output().unwrap();
        let told: Vec<String> = text(&output.stderr)
            .lines()
            .filter(|line| !line.contains("prints what one needs"))
            .map(str::to_owned)
            .collect();
        assert_eq!(told, ["ended 0"], "{arguments}");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_told() {
    let folder = folder_with(STACK);
    let full = || fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
    for arguments in [
        &["servers"][..],
        &["explain"],
        &["explain", "port-taken"],
        &["schema"],
        &["graph"],
        &["check", "--message-format", "sarif"],
        &["render"],
        &["secrets"],
        &["simulate"],
        &["completions", "zsh"],
        &["man"],
        &["--help"],
        &["--version"],
    ] {
        let output = starting::command(folder.path()).args(arguments).stdout(full()).output().unwrap();
        assert_eq!(output.status.code(), Some(2), "{arguments:?}: {}", text(&output.stderr));
        assert!(
            text(&output.stderr).contains("standard output: "),
            "{arguments:?}: {}",
            text(&output.stderr)
        );
    }
}
