//! The values of a stack: which are asked for, which are made, and which are refused.
#![expect(clippy::unwrap_used, reason = "a test that fails is to say where")]

use std::collections::BTreeMap;

use mcpgen::core::name::SecretName;
use mcpgen::core::plan::MachineValue;
use mcpgen::dotenv::{EnvFile, SecretText, Value};
use mcpgen::secrets::{SecretState, secret_statuses, set_secret};
use mcpgen::{DockerRegistry, ErrorKind, Evaluation, Existing, Inputs, Rendering, Stack, render};

/// A gateway with a secret of each kind, and a container that is given one too.
const STACK: &str = "
[stack]
name = \"mcp\"

[services.gateway]
kind = \"mcp-gateway\"
servers = [\"brave\", \"exa\"]

[services.app]
kind = \"container\"
image = \"ghcr.io/someone/app:1\"
volumes = [\"~/notes:/notes\"]
environment.PASSWORD = { secret = \"APP_PASSWORD\" }

[secrets]
APP_PASSWORD = {}
BRAVE_API_KEY = {}
EXA_API_KEY = { required = false }
NOBODYS_KEY = {}
";

fn evaluation() -> Evaluation {
    let evaluation = Stack::read("stack.toml", STACK.as_bytes()).evaluate(&DockerRegistry);
    assert!(evaluation.plan().is_some(), "{:?}", evaluation.report());
    evaluation
}

fn rendered(env: Option<&str>, machine: &[(MachineValue, &str)]) -> Result<Rendering, mcpgen::Error> {
    let evaluation = evaluation();
    let mut random = |bytes: &mut [u8]| {
        bytes.fill(7);
        Ok(())
    };
    let machine: BTreeMap<_, _> = machine.iter().map(|(value, text)| (*value, (*text).to_owned())).collect();
    let mut existing = Existing::default();
    existing.env = env.map(str::to_owned);
    let inputs = Inputs::new(&evaluation, &mut random).with_machine(machine).with_existing(existing);
    render(evaluation.plan().unwrap(), inputs)
}

fn missing_secrets(rendering: &Rendering) -> Vec<&str> {
    rendering.missing_secrets.iter().map(SecretName::as_str).collect()
}

#[test]
fn what_somebody_needs_and_nobody_supplied_is_missing() {
    let new = rendered(None, &[]).unwrap();
    assert_eq!(missing_secrets(&new), ["APP_PASSWORD", "BRAVE_API_KEY"]);
    assert_eq!(new.missing_machine_values, [MachineValue::Home, MachineValue::DockerSocket]);

    let filled = rendered(Some("BRAVE_API_KEY=abc\nAPP_PASSWORD=\n"), &[(MachineValue::Home, "/home/me")]);
    let filled = filled.unwrap();
    assert_eq!(missing_secrets(&filled), ["APP_PASSWORD"]);
    assert_eq!(filled.missing_machine_values, [MachineValue::DockerSocket]);
}

#[test]
fn a_secret_is_missing_empty_or_set() {
    let evaluation = evaluation();
    let env = EnvFile::parse("BRAVE_API_KEY=abc\n");
    let statuses = secret_statuses(evaluation.plan().unwrap(), &env);
    let states: Vec<_> = statuses.iter().map(|status| (status.name.as_str(), status.state)).collect();
    let expected = [
        ("APP_PASSWORD", SecretState::Missing),
        ("BRAVE_API_KEY", SecretState::Set),
        ("EXA_API_KEY", SecretState::Empty),
        ("MCP_GATEWAY_AUTH_TOKEN", SecretState::Missing),
        ("NOBODYS_KEY", SecretState::Empty),
    ];
    assert_eq!(states, expected);
}

#[test]
fn only_what_goes_through_a_gateway_must_stand_on_one_line() {
    let evaluation = evaluation();
    let plan = evaluation.plan().unwrap();
    let mut env = EnvFile::default();
    let lines = SecretText::new("one\ntwo");
    set_secret(plan, &mut env, "APP_PASSWORD", &lines).unwrap();
    let kept = env.clone();
    let error = set_secret(plan, &mut env, "BRAVE_API_KEY", &lines).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::EnvFile);
    assert!(error.to_string().contains("`BRAVE_API_KEY`"), "{error}");
    assert_eq!(env.text(), kept.text());
}

#[test]
fn a_path_of_the_machine_that_the_configuration_cannot_carry_is_refused() {
    for (value, text) in [
        (MachineValue::Home, "/home/a\nb"),
        (MachineValue::EngineHome, "/home/a\"b"),
        (MachineValue::EngineHome, "/home/a\\b"),
        (MachineValue::EngineStackFolder, "/srv/a:b"),
    ] {
        let error = rendered(None, &[(value, text)]).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Machine, "{text:?}");
        assert!(error.to_string().starts_with(value.variable()), "{error}");
    }
    // Compose quotes what it mounts.
    assert!(rendered(None, &[(MachineValue::Home, "/home/a:\"b\\")]).is_ok());
}

#[test]
fn a_token_is_43_letters_and_digits_each_as_likely_as_the_others() {
    let evaluation = evaluation();
    // The first 24 of each 64 bytes lie beyond four times 62: they stand for nothing.
    let mut random = |bytes: &mut [u8]| {
        for (index, byte) in bytes.iter_mut().enumerate() {
            *byte = if index < 24 { 248 } else { u8::try_from(index).unwrap() };
        }
        Ok(())
    };
    let rendering = render(evaluation.plan().unwrap(), Inputs::new(&evaluation, &mut random)).unwrap();
    let env = EnvFile::parse(rendering.artifacts.get(".env").unwrap().text());
    let token = Value::Text(SecretText::new("YZabcdefghijklmnopqrstuvwxyz0123456789ABYZa"));
    assert_eq!(env.get("MCP_GATEWAY_AUTH_TOKEN"), Some(token));
}
