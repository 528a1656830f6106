//! The action and the hooks: the shell in them is run as GitHub and pre-commit would run it.
#![cfg(unix)]
#![expect(clippy::unwrap_used, reason = "a test fails by a panic")]

use std::fs;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use tempfile::TempDir;

mod starting;

use starting::mcpgen;

const GOOD: &str =
    "[stack]\nname = \"mcp\"\n[services.gateway]\nkind = \"mcp-gateway\"\nservers = [\"fetch\"]\n";

/// A checkout with stacks in it, and a folder in which mcpgen is installed as the action installs it.
struct Runner {
    folder: TempDir,
}

impl Runner {
    fn new(stacks: &[(&str, &str)]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let bin = folder.path().join("temp/mcpgen/bin");
        fs::create_dir_all(&bin).unwrap();
        symlink(env!("CARGO_BIN_EXE_mcpgen"), bin.join("mcpgen")).unwrap();
        for (path, text) in stacks {
            let path = folder.path().join("checkout").join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        }
        Self { folder }
    }

    fn path(&self, path: &str) -> PathBuf {
        self.folder.path().join(path)
    }

    /// Runs the step whose script begins with the comment `# name`.
    fn step(&self, name: &str, inputs: &[(&str, &str)]) -> Output {
        let mut bash = Command::new("bash");
        bash.args(["--noprofile", "--norc", "-eo", "pipefail", "-c", &script(name)])
            .current_dir(self.path("checkout"));
        bash.env("RUNNER_TEMP", self.path("temp")).env("GITHUB_OUTPUT", self.path("output"));
        bash.env("MCPGEN", self.path("temp/mcpgen/bin/mcpgen")).envs(inputs.iter().copied());
        bash.output().unwrap()
    }

    /// What the step `check` tells the others under `name`.
    fn told(&self, name: &str) -> String {
        let output = fs::read_to_string(self.path("output")).unwrap();
        let start = format!("{name}=");
        output.lines().find_map(|line| line.strip_prefix(start.as_str())).unwrap().to_owned()
    }

    /// Runs a hook with `stacks`.
    fn hook(&self, id: &str, stacks: &[&str]) -> Output {
        let hooks = fs::read_to_string(root().join(".pre-commit-hooks.yaml")).unwrap();
        let (_, hook) = hooks.split_once(&format!("- id: {id}\n")).unwrap();
        let entry = hook.lines().find_map(|line| line.trim().strip_prefix("entry: sh -c '")).unwrap();
        let (script, name) = entry.split_once("' ").unwrap();
        let path = format!("{}:/usr/bin:/bin", self.path("temp/mcpgen/bin").display());
        let mut sh = Command::new("sh");
        sh.args(["-c", script, name]).args(stacks).current_dir(self.path("checkout"));
        sh.env("PATH", path).output().unwrap()
    }
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn script(name: &str) -> String {
    let action = fs::read_to_string(root().join("action.yml")).unwrap();
    let (_, rest) = action.split_once(&format!("        # {name}\n")).unwrap();
    let lines = rest.lines().take_while(|line| line.is_empty() || line.starts_with("        "));
    lines.map(str::trim_start).collect::<Vec<_>>().join("\n")
}

#[test]
fn a_good_stack_passes_and_a_bad_one_fails_with_sarif() {
    let bad = GOOD.replace("fetch", "fetchh");
    let runner = Runner::new(&[("good stack.toml", GOOD), ("bad.toml", &bad)]);
    for (stack, code, results) in [("good stack.toml", "0", false), ("bad.toml", "1", true)] {
        let checked = runner.step("check", &[("STACK", stack), ("DENY_WARNINGS", "false")]);
        assert!(checked.status.success(), "{checked:?}");
        assert_eq!(runner.told("code"), code);
        let sarif = fs::read_to_string(runner.told("sarif")).unwrap();
        let sarif: serde_json::Value = serde_json::from_str(&sarif).unwrap();
        assert_eq!(sarif.to_string().contains("fetchh"), results);
        assert_eq!(String::from_utf8_lossy(&checked.stdout).contains("::error"), results);
        assert_eq!(runner.step("verdict", &[("CODE", code)]).status.code(), code.parse().ok());
        fs::remove_file(runner.path("output")).unwrap();
    }
}

#[test]
fn stale_files_fail() {
    let runner = Runner::new(&[("stack.toml", GOOD)]);
    let render = |out: &str, render: &str| {
        let ended = runner.step("render", &[("STACK", "stack.toml"), ("OUT", out), ("RENDER", render)]);
        ended.status.code()
    };
    assert_eq!(render("", "true"), Some(1));
    mcpgen(&runner.path("checkout"), &["render", "--out", "an out"]);
    assert_eq!(render("an out", "true"), Some(0));
    assert_eq!(render("an out", "perhaps"), Some(2));
}

#[test]
fn an_input_is_a_value_and_never_a_script() {
    let runner = Runner::new(&[("stack.toml", GOOD)]);
    let evil = "$(touch run)`touch run`; touch run";
    for step in ["check", "render"] {
        let inputs = [("STACK", evil), ("OUT", evil), ("DENY_WARNINGS", "true"), ("RENDER", "true")];
        let _ = runner.step(step, &inputs);
    }
    assert_eq!(
        runner.step("check", &[("STACK", "stack.toml"), ("DENY_WARNINGS", evil)]).status.code(),
        Some(2)
    );
    assert!(!runner.path("checkout/run").exists());
    // What GitHub fills in stands in `env`, `if` and `with` alone.
    let action = fs::read_to_string(root().join("action.yml")).unwrap();
    for name in ["install", "check", "verdict", "render"] {
        assert!(action.contains(&format!("# {name}\n")) && !script(name).contains("${{"), "{name}");
    }
}

#[test]
fn each_hook_looks_at_every_stack() {
    let bad = GOOD.replace("fetch", "fetchh");
    let runner = Runner::new(&[("a/stack.toml", GOOD), ("b c/stack.toml", &bad)]);
    assert_eq!(runner.hook("mcpgen-check", &["a/stack.toml"]).status.code(), Some(0));
    let both = runner.hook("mcpgen-check", &["b c/stack.toml", "a/stack.toml"]);
    assert_eq!(both.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&both.stderr).contains("unknown-server"), "{both:?}");
    assert_eq!(runner.hook("mcpgen-render-check", &["a/stack.toml"]).status.code(), Some(1));
    mcpgen(&runner.path("checkout"), &["render", "a/stack.toml"]);
    assert_eq!(runner.hook("mcpgen-render-check", &["a/stack.toml"]).status.code(), Some(0));
}
