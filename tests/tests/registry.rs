//! Every server of Docker's registry, on a stack that is made of what the registry says of it: whether it renders when its needs
//! are met, or what refuses it; and for each need that is left out, the error that names it. The verdicts are kept in
//! `tests/data/registry.tsv`. `SNAPSHOTS=overwrite` keeps what comes out now.

#![expect(clippy::unwrap_used, reason = "a test fails by a panic")]

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use mcpgen::core::catalog::ConfigKind;
use mcpgen::core::diagnostic::{Diagnostic, Severity};
use mcpgen::servers::{json, search, server_schema};
use mcpgen::{DockerRegistry, Evaluation, Existing, RegistryServer, Stack};
use mcpgen_tests::produce::artifacts;
use serde_json::Value;

/// Something that a server needs.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Need {
    Secret(String),
    Config(String, ConfigKind),
    /// One of these keys.
    Choice(Vec<String>),
}

impl Need {
    /// How an error must call it.
    fn name(&self) -> String {
        match self {
            Self::Secret(variable) => variable.clone(),
            Self::Config(key, _) => key.clone(),
            Self::Choice(keys) => keys.join("` or `"),
        }
    }
}

fn needs(server: &RegistryServer) -> Vec<Need> {
    let definition = &server.definition;
    let secrets = definition.secrets.iter().filter(|secret| !secret.optional);
    let config = definition.config.iter().filter(|key| key.required);
    let mut needs: Vec<Need> = secrets.map(|secret| Need::Secret(secret.environment.to_string())).collect();
    needs.extend(config.map(|key| Need::Config(key.name.clone(), key.kind)));
    if !definition.any_of.is_empty() {
        needs.push(Need::Choice(definition.any_of.clone()));
    }
    needs
}

/// A stack that lists the server and meets those needs.
fn stack(server: &RegistryServer, needs: &[Need]) -> String {
    let name = &server.name;
    let (mut config, mut secrets) = (String::new(), String::new());
    for need in needs {
        match need {
            Need::Secret(variable) => writeln!(secrets, "[secrets.{variable}]").unwrap(),
            Need::Config(key, kind) => {
                let value = match kind {
                    ConfigKind::Text => "\"value\"",
                    ConfigKind::Integer => "1",
                    ConfigKind::Number => "0.5",
                    ConfigKind::Boolean => "true",
                    ConfigKind::Path => "\"~/mcp/data\"",
                    ConfigKind::Paths => "[\"~/mcp/data\"]",
                };
                writeln!(config, "{key} = {value}").unwrap();
            }
            Need::Choice(keys) => writeln!(config, "{} = \"value\"", keys.first().unwrap()).unwrap(),
        }
    }
    if !config.is_empty() {
        config = format!("[servers.{name}.config]\n{config}");
    }
    format!(
        "[stack]\nname = \"mcp\"\n\n[services.gateway]\nkind = \"mcp-gateway\"\nservers = [\"{name}\"]\n\n{config}\n{secrets}"
    )
}

fn evaluate(text: &str) -> Evaluation {
    Stack::read("stack.toml", text.as_bytes()).evaluate(&DockerRegistry)
}

/// What was found, advice aside.
fn loud(evaluation: &Evaluation) -> Vec<&Diagnostic> {
    let diagnostics = evaluation.report().diagnostics().iter();
    diagnostics.filter(|found| found.severity() != Severity::Advice).collect()
}

/// What comes of a server.
struct Verdict {
    /// When its needs are met.
    met: String,
    /// Each need that was left out, and the code of the error that named it.
    left_out: Vec<(String, String)>,
}

fn verdict(server: &RegistryServer) -> Verdict {
    let needs = needs(server);
    let met = evaluate(&stack(server, &needs));
    let report = loud(&met);
    let refused = report.iter().any(|found| found.severity() == Severity::Error);
    let codes: Vec<String> = report.iter().map(|found| found.code().to_string()).collect();
    let words = match codes.as_slice() {
        [] => "renders".to_owned(),
        codes if refused => format!("refused by {}", codes.join(", ")),
        codes => format!("renders with {}", codes.join(", ")),
    };
    let mut left_out = Vec::new();
    if !refused {
        renders(server, &met);
        for (index, need) in needs.iter().enumerate() {
            let mut rest = needs.clone();
            rest.remove(index);
            left_out.push((need.name().replace("` or `", "|"), error_without(server, need, &rest)));
        }
    }
    Verdict { met: words, left_out }
}

/// The code of the one error when `need` is not met; it names the need.
fn error_without(server: &RegistryServer, need: &Need, rest: &[Need]) -> String {
    let lacking = evaluate(&stack(server, rest));
    let errors: Vec<&Diagnostic> =
        loud(&lacking).into_iter().filter(|found| found.severity() == Severity::Error).collect();
    assert_eq!(errors.len(), 1, "{} without {need:?}: {errors:?}", server.name);
    let error = errors.first().unwrap();
    assert!(error.message().contains(&format!("`{}`", need.name())), "{}: {error}", server.name);
    error.code().to_string()
}

/// What is rendered names the server, and each of its secrets by the catalog's name.
fn renders(server: &RegistryServer, evaluation: &Evaluation) {
    let artifacts = artifacts(evaluation, Existing::default()).unwrap();
    let compose = artifacts.get("docker-compose.yml").unwrap().text();
    assert!(compose.contains(&format!("--servers={}\n", server.name)), "{compose}");
    for secret in &server.definition.secrets {
        let value = if secret.optional { "\\n".to_owned() } else { format!("${{{}:?", secret.environment) };
        assert!(compose.contains(&format!("{}={value}", secret.name)), "{compose}");
    }
    let mounted = server.definition.config.iter().any(|key| key.required && key.kind.is_mounted());
    assert_eq!(compose.contains("MCP_GATEWAY_DOCKER_BIND_ALLOWED_PATHS"), mounted, "{compose}");
}

#[test]
fn every_server_of_the_registry_has_its_verdict() {
    let mut table =
        String::from("# server\tverdict when its needs are met\tthe error when one is left out\n");
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    let mut left_out: BTreeMap<String, usize> = BTreeMap::new();
    for server in DockerRegistry.servers() {
        let Verdict { met, left_out: errors } = verdict(server);
        *counts.entry(met.clone()).or_default() += 1;
        let mut line = format!("{}\t{met}\t", server.name);
        for (index, (need, code)) in errors.into_iter().enumerate() {
            write!(line, "{}{need}: {code}", if index == 0 { "" } else { "; " }).unwrap();
            *left_out.entry(code).or_default() += 1;
        }
        writeln!(table, "{}", line.trim_end()).unwrap();
    }
    let kept = Path::new(env!("CARGO_MANIFEST_DIR")).join("data/registry.tsv");
    if std::env::var("SNAPSHOTS").as_deref() == Ok("overwrite") {
        fs::write(&kept, &table).unwrap();
    }
    assert_eq!(fs::read_to_string(&kept).unwrap_or_default(), table);
    let counted = |counts: [(&str, usize); 4]| counts.map(|(verdict, count)| (verdict.to_owned(), count));
    let expected = counted([
        ("renders", 277),
        ("renders with server-archived", 9),
        ("refused by server-blocked", 2),
        ("refused by server-oauth", 40),
    ]);
    assert_eq!(counts, BTreeMap::from(expected));
    let expected = [("server-secret".to_owned(), 205), ("server-config".to_owned(), 81)];
    assert_eq!(left_out, BTreeMap::from(expected));
}

#[test]
fn every_server_as_json_is_as_its_schema_says() {
    let schema: Value = serde_json::from_str(&server_schema()).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    let mut keys = 0;
    for line in json(&search(&[])).lines() {
        let server: Value = serde_json::from_str(line).unwrap();
        let faults: Vec<String> = validator.iter_errors(&server).map(|fault| fault.to_string()).collect();
        assert_eq!(faults, Vec::<String>::new(), "{line}");
        keys = server.as_object().unwrap().len();
    }
    assert_eq!(schema["required"].as_array().unwrap().len(), keys);
}

#[test]
fn the_committed_schema_of_a_server_is_what_the_types_give() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../schema");
    for name in ["server.schema.json", "v1/server.schema.json"] {
        assert_eq!(fs::read_to_string(folder.join(name)).unwrap(), server_schema(), "{name}");
    }
}
