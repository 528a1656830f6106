//! What the command prints, on which stream, and what it never prints.

#![expect(clippy::unwrap_used, reason = "a test fails by a panic")]

use std::fs;
use std::path::{Path, PathBuf};

mod starting;

use starting::{folder_with, mcpgen, run, text};

const FORMATS: [&str; 5] = ["human", "short", "json", "sarif", "github"];

/// What nobody must ever see; keys of several shapes hold it.
const CANARY: &str = "CANARY";

const WITH_SECRETS: &str = r#"[stack]
name = "mcp"

[services.web]
kind = "container"
image = "ghp_CANARY0123456789abcdefghijklmnopqrst" # ghp_CANARY0123456789abcdefghijklmnopqrst
environment.API_KEY = "sk-proj-CANARY0123456789abcdef"
environment.NOTE = 5
restart = "sk-proj-CANARY0123456789abcdef" # glpat-CANARY0123456789abcdef
secrets = ["CANARY0123456789ABCDEF0123456789"]
networks = ["xoxb-CANARY-0123456789-abcdef"]
sk-proj-CANARY0123456789abcdef = "xoxb-CANARY-0123456789-abcdef"

[services.sk-proj-CANARY0123456789abcdef]
kind = "container"

[servers.remote]
url = "https://example.com/mcp?key=AIzaCANARY0123456789abcdefghijklmnopqrstu"
headers.Authorization = "Bearer CANARY0123456789abcdefghij"

[secrets.KEY]
description = glpat-CANARY0123456789abcdef

[ingress]
token = "0123456789abcdefCANARY0123456789"
"#;

fn stack(text: &str) -> (tempfile::TempDir, PathBuf) {
    let folder = folder_with(text);
    let stack = folder.path().join("stack.toml");
    (folder, stack)
}

#[test]
fn no_format_shows_a_secret() {
    let catalog = "registry:\n  a: [ # sk-proj-CANARY0123456789abcdef\n";
    let with_catalog = format!(
        "{WITH_SECRETS}[services.gateway]\nkind = \"mcp-gateway\"\nservers = [\"ghp_CANARY0123456789abcdefghijklmnopqrst\"]\ncatalogs = [\"own.yaml\"]\n"
    );
    let without_syntax_errors = with_catalog.replace("description = glpat", "# glpat");
    for stack_text in [with_catalog, without_syntax_errors] {
        for format in FORMATS {
            for command in [&["check"][..], &["check", "--fix"], &["render"]] {
                let (folder, _) = stack(&stack_text);
                fs::write(folder.path().join("own.yaml"), catalog).unwrap();
                let output = mcpgen(folder.path(), &[command, &["--message-format", format]].concat());
                let (out, err) = (text(&output.stdout), text(&output.stderr));
                assert_eq!(output.status.code(), Some(1), "{command:?} {format}: {out}{err}");
                assert!(
                    format!("{out}{err}").contains("secret-in-stack"),
                    "{command:?} {format}: {out}{err}"
                );
                assert!(!out.to_uppercase().contains(CANARY), "{command:?} {format}: {out}");
                assert!(!err.to_uppercase().contains(CANARY), "{command:?} {format}: {err}");
            }
        }
    }
}

const VALID: &str =
    "[stack]\nname = \"mcp\"\n[services.gateway]\nkind = \"mcp-gateway\"\nservers = [\"time\"]\n";

#[test]
fn standard_output_holds_data_only() {
    for format in FORMATS {
        let for_programs = ["json", "sarif", "github"].contains(&format);
        let (folder, _) = stack(VALID);
        let checked = mcpgen(folder.path(), &["check", "--message-format", format]);
        assert_eq!(checked.status.code(), Some(0));
        assert_eq!(checked.stdout.is_empty(), !for_programs, "{format}");
        let rendered = mcpgen(folder.path(), &["render", "--message-format", format]);
        assert_eq!(rendered.status.code(), Some(0));
        // The steps that are left to do are what a render has to tell; no program finds them among its messages.
        let steps = if for_programs { &rendered.stderr } else { &rendered.stdout };
        assert!(text(steps).contains("To do"), "{format}");
        if format == "json" {
            assert!(rendered.stdout.is_empty(), "{}", text(&rendered.stdout));
        }
        if format == "sarif" {
            assert_eq!(text(&rendered.stdout).matches("\"$schema\"").count(), 1, "one log");
        }
    }
}

#[test]
fn colours_are_as_the_environment_says() {
    let (folder, _) = stack("[stack]\nname = 1\n");
    let coloured = |environment: &[(&str, &str)]| {
        let output = run(folder.path(), &["check"], environment, "");
        assert!(!output.stdout.contains(&0x1b));
        output.stderr.contains(&0x1b)
    };
    // Standard error is no terminal here.
    assert!(!coloured(&[]));
    assert!(!coloured(&[("CLICOLOR", "1")]));
    assert!(coloured(&[("CLICOLOR_FORCE", "1")]));
    assert!(!coloured(&[("NO_COLOR", "1"), ("CLICOLOR_FORCE", "1")]));
}

#[test]
fn a_fix_is_told_and_only_the_rest_counts() {
    let (folder, path) = stack(&VALID.replace("servers", "sevrers"));
    let checked = mcpgen(folder.path(), &["check", "--message-format", "short"]);
    assert_eq!(checked.status.code(), Some(1));
    assert!(text(&checked.stderr).contains("`--fix` mends 1"));
    let fixed = mcpgen(folder.path(), &["check", "--fix", "--message-format", "short"]);
    assert_eq!(fixed.status.code(), Some(0), "{}", text(&fixed.stderr));
    assert!(text(&fixed.stderr).contains("stack.toml:5:1: mended unknown-key: write `servers`"));
    assert_eq!(fs::read_to_string(path).unwrap(), VALID);
}

#[cfg(unix)]
#[test]
fn a_fix_keeps_permissions_and_links() {
    use std::os::unix::fs::PermissionsExt as _;
    let (folder, path) = stack(&VALID.replace("servers", "sevrers"));
    fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).unwrap();
    let link = folder.path().join("link.toml");
    std::os::unix::fs::symlink("stack.toml", &link).unwrap();
    let fixed = mcpgen(folder.path(), &["check", "--fix", "link.toml"]);
    assert_eq!(fixed.status.code(), Some(0), "{}", text(&fixed.stderr));
    assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
    assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
    assert_eq!(fs::read_to_string(&path).unwrap(), VALID);
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 2, "nothing is left beside the stack");
}

#[test]
fn the_other_half_of_a_conflict_is_shown_in_its_own_file() {
    let (folder, _) = stack(&format!("{VALID}catalogs = [\"own.yaml\"]\n").replace("\"time\"", "\"own\""));
    fs::write(folder.path().join("own.yaml"), "registry:\n  own:\n    image: mcp/own\n").unwrap();
    let checked = mcpgen(folder.path(), &["check"]);
    let shown = text(&checked.stderr);
    assert!(shown.contains("─[stack.toml:5:12]") && shown.contains("─[own.yaml:3:12]"), "{shown}");
}

#[test]
fn a_value_that_no_gateway_can_carry_is_refused_by_its_name() {
    let text_of_stack = format!(
        "{VALID}[servers.own]\nimage = \"own:1\"\nsecrets = {{ KEY = \"OWN_KEY\" }}\n[secrets.OWN_KEY]\n"
    );
    let (folder, _) = stack(&text_of_stack.replace("\"time\"", "\"own\""));
    for (value, words) in [
        ("'hidden '", "a blank"),
        ("\"hid\nden\"", "a line break"),
        ("'hid\\\nden'", "a line break"),
        (&"hidden".repeat(11_000), "too long"),
    ] {
        fs::write(folder.path().join(".env"), format!("OWN_KEY={value}\n")).unwrap();
        let rendered = mcpgen(folder.path(), &["render"]);
        let told = text(&rendered.stderr);
        assert_eq!(rendered.status.code(), Some(2), "{told}");
        assert!(told.contains("OWN_KEY") && told.contains(words) && !told.contains("hid"), "{told}");
        assert!(!folder.path().join("docker-compose.yml").exists(), "nothing is written");
    }
    fs::write(folder.path().join(".env"), "OWN_KEY='hid den = #'\n").unwrap();
    let rendered = mcpgen(folder.path(), &["render"]);
    assert_eq!(rendered.status.code(), Some(0), "{}", text(&rendered.stderr));
}

#[test]
fn the_schema_of_a_diagnostic_is_printed() {
    let printed = mcpgen(Path::new("."), &["schema", "--of", "diagnostic"]);
    assert!(text(&printed.stdout).contains("A diagnostic of mcpgen"));
}

#[test]
fn of_very_many_problems_the_first_are_drawn_and_the_others_get_a_line_each() {
    let keys = (0..100).map(|index| format!("key{index:03} = 1\n")).collect::<Vec<_>>().concat();
    let (folder, _) = stack(&format!("[stack]\nname = \"mcp\"\n{keys}"));
    let output = mcpgen(folder.path(), &["check"]);
    let shown = text(&output.stderr);
    assert!((0..100).all(|index| shown.contains(&format!("`key{index:03}`"))), "{shown}");
    assert!(shown.contains("39 │ key036 = 1"), "{shown}");
    assert!(shown.contains("\nstack.toml:102:1: error[unknown-key]:"), "{shown}");
    let drawn = shown.lines().filter(|line| line.contains("╭─[")).count();
    assert_eq!(drawn, 40, "{shown}");
}
