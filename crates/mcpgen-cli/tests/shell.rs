//! What helps at the prompt: the help, whose examples run, completions, and manual pages.

#![expect(clippy::unwrap_used, reason = "a test fails by a panic")]

use std::fs;
use std::path::Path;
#[cfg(unix)]
use std::process::Command;

mod starting;

use starting::{mcpgen, text};

/// A stack with nothing left to say but advice; a server that needs a key, and a tunnel.
#[cfg(unix)]
const STACK: &str = include_str!("stacks/tunnel.toml");

/// Every command and every command of a command, as the help lists them.
fn commands() -> Vec<Vec<String>> {
    let mut all = Vec::new();
    let mut open = vec![Vec::new()];
    while let Some(command) = open.pop() {
        let mut arguments: Vec<&str> = command.iter().map(String::as_str).collect();
        arguments.push("--help");
        let output = mcpgen(Path::new("."), &arguments);
        assert_eq!(output.status.code(), Some(0), "{command:?}");
        let help = text(&output.stdout);
        let listed = help.lines().skip_while(|line| *line != "Commands:").skip(1);
        for line in listed.take_while(|line| !line.is_empty()) {
            match line.split_whitespace().next() {
                Some(name) if line.starts_with("  ") && !line.starts_with("    ") && name != "help" => {
                    open.push(command.iter().cloned().chain([name.to_owned()]).collect());
                }
                _ => {}
            }
        }
        all.push(command);
    }
    all
}

fn help(command: &[String], flag: &str) -> String {
    let arguments: Vec<&str> = command.iter().map(String::as_str).chain([flag]).collect();
    text(&mcpgen(Path::new("."), &arguments).stdout)
}

fn examples(help: &str) -> Vec<String> {
    let lines = help.lines().skip_while(|line| *line != "Examples:").skip(1);
    lines.map_while(|line| line.strip_prefix("  ").map(str::to_owned)).collect()
}

#[test]
fn every_help_ends_with_examples_and_the_short_one_is_shorter() {
    let commands = commands();
    assert!(commands.len() > 15, "{commands:?}");
    for command in commands {
        let long = help(&command, "--help");
        let found = examples(&long);
        assert!(!found.is_empty(), "{command:?}: {long}");
        assert!(long.trim_end().ends_with(found.last().unwrap()), "{command:?}: {long}");
        assert!(found.iter().all(|line| line.starts_with("mcpgen ")), "{command:?}: {found:?}");
        let short = help(&command, "-h");
        assert!(short.lines().count() < long.lines().count(), "{command:?}: {short}");
    }
}

#[cfg(unix)]
#[test]
fn every_example_of_the_help_runs() {
    let program = Path::new(env!("CARGO_BIN_EXE_mcpgen"));
    let path = format!("{}:/usr/bin:/bin", program.parent().unwrap().display());
    for command in commands() {
        for example in examples(&help(&command, "--help")) {
            let folder = starting::folder_with(STACK);
            fs::write(folder.path().join("key.txt"), "a key\n").unwrap();
            for made in [
                ".local/share/bash-completion/completions",
                ".zfunc",
                ".config/fish/completions",
                ".local/share/man/man1",
            ] {
                fs::create_dir_all(folder.path().join(made)).unwrap();
            }
            for prepared in [&["render"][..], &["render", "--out", "deploy"]] {
                let output = mcpgen(folder.path(), prepared);
                assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
            }
            let output = Command::new("sh")
                .args(["-c", &example])
                .env("PATH", &path)
                .env("HOME", folder.path())
                .current_dir(folder.path())
                .output()
                .unwrap();
            // A simulation says that the key and the credentials are still missing.
            let expected = i32::from(example.starts_with("mcpgen simulate"));
            assert_eq!(output.status.code(), Some(expected), "{example}: {}", text(&output.stderr));
        }
    }
}

#[test]
fn a_misspelt_flag_or_command_is_answered_with_the_nearest() {
    for (arguments, near) in [
        (&["check", "--dney", "warnings"][..], "--deny"),
        (&["chekc"], "check"),
        (&["check", "--message-format", "jsn"], "json"),
        (&["graph", "--format", "svgg"], "svg"),
    ] {
        let output = mcpgen(Path::new("."), arguments);
        assert_eq!(output.status.code(), Some(2));
        assert!(output.stdout.is_empty());
        assert!(text(&output.stderr).contains(near), "{arguments:?}: {}", text(&output.stderr));
    }
}

/// What bash offers behind these words.
#[cfg(unix)]
fn offered(script: &Path, words: &[&str]) -> Vec<String> {
    let line = format!(
        "source '{}'; COMP_WORDS=({}); COMP_CWORD={}; _mcpgen mcpgen '{}' '{}' 2>/dev/null; printf '%s\\n' \"${{COMPREPLY[@]}}\"",
        script.display(),
        words.iter().map(|word| format!("'{word}'")).collect::<Vec<_>>().join(" "),
        words.len() - 1,
        words.last().unwrap(),
        words.iter().rev().nth(1).unwrap(),
    );
    let output = Command::new("bash").args(["--norc", "--noprofile", "-c", &line]).output().unwrap();
    text(&output.stdout).lines().map(str::to_owned).collect()
}

#[cfg(unix)]
#[test]
fn bash_completes_commands_flags_and_names() {
    let folder = tempfile::tempdir().unwrap();
    let script = folder.path().join("mcpgen.bash");
    fs::write(&script, mcpgen(folder.path(), &["completions", "bash"]).stdout).unwrap();
    for (words, expected) in [
        (&["mcpgen", "ren"][..], "render"),
        (&["mcpgen", "check", "--de"], "--deny"),
        (&["mcpgen", "check", "--message-format", "sa"], "sarif"),
        (&["mcpgen", "explain", "port-t"], "port-taken"),
        (&["mcpgen", "servers", "show", "brav"], "brave"),
        (&["mcpgen", "servers", "add", "duckduck"], "duckduckgo"),
        (&["mcpgen", "--col"], "--color"),
    ] {
        assert_eq!(offered(&script, words), [expected], "{words:?}");
    }
}

#[test]
fn there_is_a_script_for_each_shell() {
    for shell in ["bash", "zsh", "fish", "powershell"] {
        let output = mcpgen(Path::new("."), &["completions", shell]);
        assert_eq!(output.status.code(), Some(0));
        let script = text(&output.stdout);
        assert!(script.contains("--message-format") && script.contains("rotate"), "{shell}");
        // Scripts for PowerShell hold no names.
        let has_names = script.contains("port-taken") && script.contains("duckduckgo");
        assert_eq!(has_names, shell != "powershell", "{shell}");
    }
}

#[test]
fn there_is_a_manual_page_for_each_command() {
    let folder = tempfile::tempdir().unwrap();
    let made = mcpgen(folder.path(), &["man", "pages"]);
    assert_eq!(made.status.code(), Some(0), "{}", text(&made.stderr));
    for command in commands() {
        let name: Vec<String> = std::iter::once("mcpgen".to_owned()).chain(command).collect();
        let page = fs::read_to_string(folder.path().join("pages").join(format!("{}.1", name.join("-"))));
        let title = format!(".TH {}", name.join("-").to_uppercase());
        assert!(page.is_ok_and(|page| page.contains(&title)), "{name:?}");
    }
    let printed = text(&mcpgen(folder.path(), &["man"]).stdout);
    assert_eq!(printed, fs::read_to_string(folder.path().join("pages/mcpgen.1")).unwrap());
}
