//! `mcpgen servers`: what it prints, on which stream, and what it does to a stack.

#![expect(clippy::unwrap_used, reason = "a test fails by a panic")]

use std::fs;

mod starting;

use starting::{folder_with, mcpgen, text};

const STACK: &str = "# mine\n[stack]\nname = \"mcp\"\n\n[services.gateway]\nkind = \"mcp-gateway\"\nservers = [\"time\"] # the clock\n";

const NO_GATEWAY: &str = "[stack]\nname = \"mcp\"\n";

#[test]
fn a_list_has_a_line_for_each_server_on_standard_output_alone() {
    let folder = tempfile::tempdir().unwrap();
    let output = mcpgen(folder.path(), &["servers", "git", "official"]);
    assert_eq!(output.status.code(), Some(0));
    let out = text(&output.stdout);
    assert_eq!(out.lines().count(), 2, "{out}");
    assert!(out.contains("github-official") && out.contains("GITHUB_PERSONAL_ACCESS_TOKEN"), "{out}");
    assert!(text(&output.stderr).starts_with("1 server"));
    assert_eq!(text(&mcpgen(folder.path(), &["servers"]).stdout).lines().count(), 329);
}

#[test]
fn json_has_an_object_for_each_server_and_nothing_else() {
    let folder = tempfile::tempdir().unwrap();
    let output = mcpgen(folder.path(), &["servers", "--format", "json"]);
    assert_eq!((output.status.code(), text(&output.stderr)), (Some(0), String::new()));
    let out = text(&output.stdout);
    assert_eq!(out.lines().count(), 328);
    assert!(out.lines().all(|line| line.starts_with("{\"name\":\"") && line.ends_with('}')));
}

#[test]
fn a_server_that_there_is_not_is_answered_with_those_that_are_near() {
    let folder = folder_with(STACK);
    for arguments in
        [&["servers", "show", "brve"][..], &["servers", "add", "time", "brve"], &["servers", "brve"]]
    {
        let output = mcpgen(folder.path(), arguments);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        assert!(output.stdout.is_empty());
        assert!(text(&output.stderr).contains("did you mean brave?"), "{}", text(&output.stderr));
    }
    assert_eq!(fs::read_to_string(folder.path().join("stack.toml")).unwrap(), STACK);
}

#[test]
fn what_is_shown_is_what_the_server_needs() {
    let folder = tempfile::tempdir().unwrap();
    let output = mcpgen(folder.path(), &["servers", "show", "git"]);
    assert_eq!(output.status.code(), Some(0));
    let out = text(&output.stdout);
    assert!(out.contains("servers = [\"git\"]") && out.contains("[servers.git.config]\npaths = []"), "{out}");
}

#[test]
fn a_server_is_added_and_every_other_byte_stays() {
    let folder = folder_with(STACK);
    let output = mcpgen(folder.path(), &["servers", "add", "brave", "git", "stack.toml"]);
    assert_eq!((output.status.code(), text(&output.stdout)), (Some(0), String::new()));
    let told = text(&output.stderr);
    for words in ["brave added to `gateway`", "[servers.git.config] paths", "BRAVE_API_KEY", "1 error"] {
        assert!(told.contains(words), "{told}");
    }
    let stack = fs::read_to_string(folder.path().join("stack.toml")).unwrap();
    let (head, tail) = STACK.split_once("\"time\"").unwrap();
    assert!(stack.starts_with(&format!("{head}\"time\", \"brave\", \"git\"{tail}\n")), "{stack}");
    // What a person must fill in is refused until then, and named.
    let check = mcpgen(folder.path(), &["check", "--message-format", "short"]);
    assert_eq!(check.status.code(), Some(1));
    assert!(
        text(&check.stderr)
            .contains("error[server-config]: the server `git` needs the configuration `paths`")
    );
    let again = mcpgen(folder.path(), &["servers", "add", "git"]);
    assert!(text(&again.stderr).contains("git is already in `gateway`"));
    assert_eq!(fs::read_to_string(folder.path().join("stack.toml")).unwrap(), stack);
    fs::write(folder.path().join("stack.toml"), stack.replace("paths = []", "paths = [\"~/src\"]")).unwrap();
    let check = mcpgen(folder.path(), &["check", "--deny", "warnings"]);
    assert_eq!(check.status.code(), Some(0), "{}", text(&check.stderr));
}

#[test]
fn a_server_that_cannot_work_is_not_added() {
    let folder = folder_with(STACK);
    for (name, why) in
        [("asana", "OAuth"), ("docker", "Docker socket"), ("ffmpeg", "folders that each call names")]
    {
        let output = mcpgen(folder.path(), &["servers", "add", name]);
        assert_eq!(output.status.code(), Some(2), "{name}");
        assert!(text(&output.stderr).contains(why), "{}", text(&output.stderr));
    }
    assert_eq!(fs::read_to_string(folder.path().join("stack.toml")).unwrap(), STACK);
    let archived = mcpgen(folder.path(), &["servers", "add", "puppeteer"]);
    assert_eq!(archived.status.code(), Some(0));
    assert!(text(&archived.stderr).contains("warning: archived"));
}

#[test]
fn a_stack_that_cannot_be_added_to_says_what_to_do() {
    let several =
        format!("{STACK}\n[services.other]\nkind = \"mcp-gateway\"\nport = 9000\nservers = [\"time\"]\n");
    let cases = [
        (several.as_str(), &[][..], "say `--gateway NAME`: gateway, other"),
        (&several, &["--gateway", "web"], "say `--gateway NAME`: gateway, other"),
        (NO_GATEWAY, &[], "add one: `[services.gateway]` with the lines `kind = \"mcp-gateway\"`"),
        (NO_GATEWAY, &["--gateway", "mine"], "the stack has no gateway\n  help: add one: `[services.mine]`"),
        (NO_GATEWAY, &["--gateway", "a b"], "add one: `[services.gateway]`"),
        ("[stack\n", &[], "run `mcpgen check stack.toml`"),
    ];
    for (stack, more, help) in cases {
        let folder = folder_with(stack);
        let output = mcpgen(folder.path(), &[&["servers", "add", "fetch"], more].concat());
        assert_eq!(output.status.code(), Some(2), "{stack}");
        assert!(text(&output.stderr).contains(help), "{}", text(&output.stderr));
        assert_eq!(fs::read_to_string(folder.path().join("stack.toml")).unwrap(), stack);
    }
    let folder = folder_with(&several);
    let output = mcpgen(folder.path(), &["servers", "add", "fetch", "--gateway", "other"]);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    let missing = mcpgen(folder.path(), &["servers", "add", "fetch", "nowhere/stack.toml"]);
    assert_eq!(missing.status.code(), Some(2));
    assert!(text(&missing.stderr).contains("mcpgen init"));
}

#[cfg(unix)]
#[test]
fn a_home_folder_that_is_never_mounted_is_told_of_by_render() {
    for (home, is_told) in [("/root", true), ("/home/me", false)] {
        let folder = folder_with(&format!(
            "{}\n[servers.git.config]\npaths = [\"~/src\"]\n",
            STACK.replace("time", "git")
        ));
        let output = starting::run(folder.path(), &["render"], &[("HOME", home)], "");
        assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
        let told = format!("the gateway mounts {home}/src into no server, and `git` does not start");
        assert_eq!(text(&output.stdout).contains(&told), is_told, "{}", text(&output.stdout));
    }
}
