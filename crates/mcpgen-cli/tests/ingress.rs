//! `mcpgen ingress`: the verdict, the reasons and the decision, and how the process ends.

#![expect(clippy::unwrap_used, reason = "a test fails by a panic")]

use std::path::Path;

mod starting;

use starting::text;

const ACCEPTED: &str = "\
tunnel: 741d42fb-5a6a-47f6-9b67-47e95011f865
credentials-file: /etc/cloudflared/credentials.json
ingress:
  - hostname: mcp.example.com
    path: ^/mcp
    service: http://gateway:8811
  - service: http_status:404
";

const STACK: &str = "\
[stack]
name = \"mcp\"
[services.gateway]
kind = \"mcp-gateway\"
servers = [\"time\"]
[ingress]
tunnel = \"741d42fb-5a6a-47f6-9b67-47e95011f865\"
credentials-file = \"~/.cloudflared/tunnel.json\"
[[ingress.routes]]
hostname = \"mcp.example.com\"
service = \"gateway\"
";

struct Ended {
    code: Option<i32>,
    printed: String,
    told: String,
}

/// Runs the command with `input` on its standard input.
fn run(arguments: &[&str], input: &str) -> Ended {
    let output = starting::run(Path::new("."), arguments, &[("NO_COLOR", "1")], input);
    Ended { code: output.status.code(), printed: text(&output.stdout), told: text(&output.stderr) }
}

#[test]
fn the_first_line_is_the_verdict_and_the_reasons_have_places() {
    let warned = ACCEPTED.replace("path:", "Path:");
    let refused = ACCEPTED.replace("http://gateway:8811", "gateway:8811");
    let ends = ACCEPTED.replace("tunnel: 741d42fb-5a6a-47f6-9b67-47e95011f865\n", "protocol: foo\n");
    for (input, verdict, code, told) in [
        (ACCEPTED, "ok", 0, ""),
        (&warned, "warn: ", 0, "standard input:5:5: warning[cloudflared-ignores]"),
        (&refused, "reject: ", 1, "standard input:6:14: error[cloudflared-rejects]"),
        (&ends, "ok", 0, "standard input:1:11: error[cloudflared-ends]"),
        ("", "reject: ", 1, "error[cloudflared-rejects]"),
    ] {
        let ended = run(&["ingress", "validate", "-", "--message-format", "short"], input);
        assert_eq!(ended.code, Some(code), "{}", ended.told);
        assert!(ended.printed.starts_with(verdict), "{}", ended.printed);
        assert_eq!(ended.printed.lines().count(), 1, "{}", ended.printed);
        assert!(ended.told.contains(told), "{}", ended.told);
    }
    let json = run(&["ingress", "validate", "-", "--message-format", "json"], &refused);
    assert!(json.printed.starts_with('{') && json.told.starts_with("reject: "), "{}", json.printed);
    assert_eq!(run(&["ingress", "validate", "not-there.yml"], "").code, Some(2));
}

#[test]
fn a_route_is_named_with_the_reasons_against_those_before_it() {
    let route = |url: &str| run(&["ingress", "route", "-", url], ACCEPTED);
    let taken = route("https://mcp.example.com/mcp?x");
    assert_eq!(
        (taken.code, taken.printed.as_str()),
        (Some(0), "http://gateway:8811 takes it (rule 1, standard input:4)\n")
    );
    let passed = route("https://mcp.example.com/other").printed;
    assert!(passed.starts_with("http_status:404 takes it (rule 2"), "{passed}");
    assert!(passed.contains("rule 1 (standard input:4) does not: its path is `^/mcp`"), "{passed}");
    assert_eq!(route("mcp.example.com").code, Some(2));
    let refused = run(&["ingress", "route", "-", "https://mcp.example.com/"], "ingress: []");
    assert_eq!((refused.code, refused.printed.as_str()), (Some(1), ""));
}

#[test]
fn a_stack_is_asked_as_its_rendered_file() {
    let folder = tempfile::tempdir().unwrap();
    let stack = folder.path().join("stack.toml");
    std::fs::write(&stack, STACK).unwrap();
    let ended = run(
        &["ingress", "route", stack.to_str().unwrap(), "https://mcp.example.com/mcp", "--format", "json"],
        "",
    );
    assert_eq!(ended.code, Some(0), "{}", ended.told);
    assert!(
        ended.printed.contains(r#""rule":1,"place":"ingress.routes[0]","service":"http://gateway:8811""#),
        "{}",
        ended.printed
    );
}
