use mcpgen_core::Sources;
use mcpgen_core::Span;
use mcpgen_core::diagnostic::{Code, Diagnostic, Fix, Report};

use super::{github, json, sarif, short};

fn report() -> Report {
    let mut sources = Sources::new();
    let stack = sources.add("a,b/stack.toml", "é = 1\nprot = 2\n");
    let catalog = sources.add("own.yaml", "x: 1\n");
    let span = |source, start, end| Span { source, start, end };
    let problem = Diagnostic::new(Code::UnknownKey, "100% wrong:\nreally")
        .labelled(span(stack, 7, 11), "unknown key")
        .labelled(span(catalog, 0, 1), "as here")
        .help("write `port`")
        .with_fix(Fix::replace("write `port`", span(stack, 7, 11), "port"));
    Report::new(sources, vec![problem, Diagnostic::new(Code::DockerSocket, "no place")])
}

#[test]
fn a_workflow_command_is_one_line_whatever_it_says() {
    assert_eq!(
        github(&report()),
        "::notice title=docker-socket::no place\n\
         ::error file=a%2Cb/stack.toml,line=2,col=1,title=unknown-key::100%25 wrong:%0Areally%0Aown.yaml:1:1: as here%0Ahelp: write `port`\n"
    );
}

#[test]
fn the_short_form_has_a_line_for_each_place() {
    assert!(short(&report()).contains("a,b/stack.toml:2:1: error[unknown-key]: 100% wrong:"));
}

#[test]
fn a_line_of_json_has_every_key() {
    let text = json(&report());
    let lines: Vec<serde_json::Value> =
        text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(lines.len(), 2);
    assert!(lines[0]["file"].is_null() && lines[0]["fix"].is_null());
    assert_eq!(lines[1]["line"], 2);
    assert_eq!(lines[1]["span"], serde_json::json!({ "start": 7, "end": 11 }));
    assert_eq!(lines[1]["labels"][1]["file"], "own.yaml");
    assert_eq!(lines[1]["fix"]["edits"][0]["replacement"], "port");
}

#[test]
fn a_sarif_log_has_a_rule_for_each_result() {
    let log: serde_json::Value = serde_json::from_str(&sarif(&report())).unwrap();
    let run = &log["runs"][0];
    let result = &run["results"][1];
    let index = usize::try_from(result["ruleIndex"].as_u64().unwrap()).unwrap();
    assert_eq!(run["tool"]["driver"]["rules"][index]["id"], result["ruleId"]);
    assert_eq!(result["locations"][0]["physicalLocation"]["region"]["endColumn"], 5);
    assert_eq!(result["relatedLocations"][0]["message"]["text"], "as here");
}
