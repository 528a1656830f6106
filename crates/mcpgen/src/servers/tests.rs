use mcpgen_core::diagnostic::{Code, Severity};

use super::{add, lines_to_add, nearest_names, search};
use crate::error::ErrorKind;
use crate::registry::{DockerRegistry, RegistryServer};
use crate::servers::objection;
use crate::stack::Stack;

const SMALLEST: &str = "[stack]\nname = \"mcp\"\n\n[services.gateway]\nkind = \"mcp-gateway\"\nservers = [\"time\"] # tells it\n";

fn servers(names: &[&str]) -> Vec<&'static RegistryServer> {
    names.iter().map(|name| DockerRegistry.server(name).unwrap()).collect()
}

/// The text after `names` were added; every byte of the old one must be there, in its order.
fn added(text: &str, names: &[&str]) -> String {
    let result = add(text, &servers(names), None).unwrap().text;
    let mut rest = result.bytes();
    assert!(text.bytes().all(|byte| rest.any(|other| other == byte)), "{text}\n---\n{result}");
    result
}

fn list(text: &str, names: &[&str]) -> String {
    let stack = format!(
        "[stack]\nname = \"mcp\"\n[services.g]\nkind = \"mcp-gateway\"\nservers = {text}\nrestart = \"no\"\n"
    );
    let result = added(&stack, names);
    let (_, rest) = result.split_once("servers = ").unwrap();
    rest.split_once("\nrestart").unwrap().0.to_owned()
}

#[test]
fn a_name_is_put_after_the_last_as_that_is_written() {
    let cases = [
        ("[\"time\"]", "[\"time\", \"fetch\"]"),
        ("[ \"time\" ]", "[ \"time\", \"fetch\" ]"),
        ("[\"time\",]", "[\"time\", \"fetch\",]"),
        ("[\n  \"time\"\n]", "[\n  \"time\",\n  \"fetch\"\n]"),
        ("[\n  \"time\",\n]", "[\n  \"time\",\n  \"fetch\",\n]"),
        ("[\n\t\"time\", # a [comment], it is\n]", "[\n\t\"time\", # a [comment], it is\n\t\"fetch\",\n]"),
        (
            "[\n  \"time\" # a comment,\n  # and one more\n]",
            "[\n  \"time\", # a comment,\n  \"fetch\"\n  # and one more\n]",
        ),
        ("[\n  \"time\"]", "[\n  \"time\",\n  \"fetch\"]"),
        ("[\n  \"time\" # before\n  , # after\n]", "[\n  \"time\" # before\n  , # after\n  \"fetch\",\n]"),
        ("[\n  'time', 'git',\n]", "[\n  'time', 'git', \"fetch\",\n]"),
        ("[]", "[\"fetch\"]"),
    ];
    for (before, after) in cases {
        assert_eq!(list(before, &["fetch"]), after, "{before}");
    }
    assert_eq!(list("[\n  \"time\"\n]", &["fetch", "curl"]), "[\n  \"time\",\n  \"fetch\",\n  \"curl\"\n]");
}

#[test]
fn a_gateway_without_a_list_gets_one() {
    let text = "[stack]\nname = \"mcp\"\n[services.g]\nkind = \"mcp-gateway\" # here\nrestart = \"no\"\n";
    assert!(added(text, &["time"]).contains("# here\nservers = [\"time\"]\nrestart"));
}

#[test]
fn lines_end_as_those_of_the_file_do() {
    let text = added(&SMALLEST.replace('\n', "\r\n"), &["brave", "git"]);
    assert_eq!(text.matches('\n').count(), text.matches("\r\n").count());
    let text = added(SMALLEST.trim_end(), &["brave"]);
    assert!(text.contains("# tells it\n\n[secrets.BRAVE_API_KEY]"));
}

#[test]
fn what_is_there_is_not_added_again() {
    let once = added(SMALLEST, &["brave", "git", "atlassian", "hackle", "schemacrawler-ai"]);
    assert_eq!(added(&once, &["brave", "git", "atlassian", "hackle", "schemacrawler-ai", "time"]), once);
    let half = format!("{SMALLEST}\n[servers.aks.config]\nkubeconfig = \"~/mcp/k\"\n\n[secrets.A]\n");
    let whole = added(&half, &["aks"]);
    assert!(whole.contains("[servers.aks.config]\nazure_dir = \"\""), "{whole}");
    assert_eq!(whole.matches("kubeconfig").count(), 1);
}

#[test]
fn a_form_that_lines_cannot_be_added_to_is_refused() {
    let braces = SMALLEST.replace("[services.gateway]\n", "[services]\ngateway = { ").replace(
        "kind = \"mcp-gateway\"\nservers = [\"time\"] # tells it",
        "kind = \"mcp-gateway\", servers = [\"time\"] }",
    );
    assert!(added(&braces, &["fetch"]).contains("servers = [\"time\", \"fetch\"] }"));
    let secrets = format!("secrets = {{ A = {{}} }}\n{SMALLEST}");
    let refused = |text: &str| add(text, &servers(&["brave"]), None).unwrap_err().kind();
    assert_eq!(refused(&secrets), ErrorKind::StackForm);
    assert_eq!(refused("[stack\n"), ErrorKind::StackFaulty);
}

#[test]
fn of_several_gateways_one_must_be_named() {
    let two =
        format!("{SMALLEST}\n[services.other]\nkind = \"mcp-gateway\"\nport = 9000\nservers = [\"curl\"]\n");
    let time = servers(&["fetch"]);
    for (name, kind) in [(None, ErrorKind::SeveralGateways), (Some("web"), ErrorKind::UnknownGateway)] {
        let error = add(&two, &time, name).unwrap_err();
        assert_eq!((error.kind(), error.gateways().len()), (kind, 2));
    }
    let text = add(&two, &time, Some("other")).unwrap().text;
    assert!(text.contains("[\"curl\", \"fetch\"]") && text.contains("[\"time\"]"), "{text}");
    for name in [None, Some("web")] {
        let none = add("[stack]\nname = \"mcp\"\n", &time, name).unwrap_err();
        assert_eq!(none.kind(), ErrorKind::NoGateway);
    }
}

#[test]
fn two_servers_with_a_key_of_one_name_get_one_each() {
    let text = added(SMALLEST, &["hackle", "flexprice"]);
    assert!(text.contains("[servers.hackle.secrets]\nAPI_KEY = \"HACKLE_API_KEY\""), "{text}");
    assert!(text.contains("[servers.flexprice.secrets]\nAPI_KEY = \"FLEXPRICE_API_KEY\""), "{text}");
    let aws = added(SMALLEST, &["aws-api", "aws-location"]);
    assert_eq!(aws.matches("[secrets.AWS_SECRET_ACCESS_KEY]").count(), 1);
}

/// Of every server: what is added leaves nothing to say but what a person must fill in, which is refused until then.
#[test]
fn a_key_whose_name_says_nothing_stays_that_of_the_server_that_is_there() {
    let text = SMALLEST.replace("time", "hackle") + "\n[secrets.API_KEY]\n";
    assert_eq!(added(&text, &["hackle"]), text);
    let two = added(&text, &["flexprice"]);
    assert!(two.contains("[servers.flexprice.secrets]\nAPI_KEY = \"FLEXPRICE_API_KEY\""), "{two}");
    assert!(!two.contains("servers.hackle"), "{two}");
}

#[test]
fn every_server_can_be_added_and_then_lacks_only_what_a_person_knows() {
    for server in DockerRegistry.servers() {
        let result = add(SMALLEST, &[server], None).unwrap();
        let report = Stack::read("stack.toml", result.text.as_bytes()).evaluate(&DockerRegistry);
        let report = report.report();
        let usable = objection(server).is_none();
        let mut empty = 0;
        for found in report.diagnostics().iter().filter(|found| found.severity() != Severity::Advice) {
            let of_standing =
                matches!(found.code(), Code::ServerArchived | Code::ServerOauth | Code::ServerBlocked);
            let to_fill_in = found.code() == Code::ServerConfig
                && found.labels().iter().any(|label| label.text == "to be filled in");
            empty += usize::from(to_fill_in);
            assert!(to_fill_in || of_standing && !usable, "{}: {found}", server.name);
        }
        if usable {
            assert_eq!(empty, result.to_fill_in.len(), "{}", server.name);
        }
    }
}

#[test]
fn the_lines_of_every_server_are_a_stack_with_it() {
    for server in DockerRegistry.servers() {
        let lines = lines_to_add(server);
        let text = lines.replacen(
            "[services.gateway]",
            "[stack]\nname = \"mcp\"\n[services.gateway]\nkind = \"mcp-gateway\"",
            1,
        );
        let all = lines.replace("\n# ", "\n");
        let loaded = Stack::read("stack.toml", text.as_bytes()).evaluate(&DockerRegistry);
        let faults = loaded.report().diagnostics().iter().filter(|found| {
            !matches!(
                found.code(),
                Code::ServerConfig
                    | Code::ServerArchived
                    | Code::ServerOauth
                    | Code::ServerBlocked
                    | Code::SecretUnused
                    | Code::DockerSocket
                    | Code::ImageUnpinned
            )
        });
        assert_eq!(
            faults.map(ToString::to_string).collect::<Vec<_>>(),
            Vec::<String>::new(),
            "{}",
            server.name
        );
        for key in &server.definition.config {
            assert!(all.contains(&format!("\n{} = ", key.name)), "{lines}");
        }
        for secret in &server.definition.secrets {
            assert!(lines.contains(secret.environment.as_str()), "{lines}");
        }
    }
}

fn names(words: &[&str]) -> Vec<String> {
    let words: Vec<String> = words.iter().map(|word| (*word).to_owned()).collect();
    search(&words).into_iter().map(|server| server.name.to_string()).collect()
}

#[test]
fn every_word_must_occur_in_name_title_or_category() {
    assert_eq!(names(&[]).len(), 328);
    assert_eq!(names(&["GitHub", "official"]), ["github-official"]);
    assert!(names(&["search"]).contains(&"brave".to_owned()));
    assert!(names(&["no such server"]).is_empty());
}

#[test]
fn a_misspelt_server_is_answered_with_those_that_are_near() {
    let known = ["git", "github", "github-official", "time"];
    assert_eq!(nearest_names("githb", &known), ["github", "git"]);
    assert_eq!(nearest_names("tme", &known), ["time"]);
    assert!(nearest_names("x", &known).is_empty());
}
