//! Rendering a stack.

use std::collections::BTreeMap;
use std::str;

use cloudflared_config::{Verdict, read};
use mcpgen::artifact::ArtifactSet;
use mcpgen::core::plan::{MachineValue, Plan};
use mcpgen::dotenv::EnvFile;
use mcpgen::{Evaluation, Existing, Inputs, Rendering};
use mcpgen_simulate::{Machine, MemoryFolder, simulate};

use crate::check::evaluate;
use crate::parts::parts;

/// Renders the first file in `bytes`, a `stack.toml`, over the second, a `.env`, with the others as the files that the stack names.
/// The same gives the same; a second render changes nothing; Compose can read `.env` and cloudflared its configuration; and the
/// simulation has a verdict.
///
/// # Panics
/// When that is not so.
pub fn render(bytes: &[u8]) {
    let files = parts(bytes);
    let [stack, rest @ ..] = files.as_slice() else { return };
    let (env, named) =
        rest.split_first().map_or((None, rest), |(env, named)| (str::from_utf8(env).ok(), named));
    let evaluation = evaluate(stack, named);
    let Some(plan) = evaluation.plan() else { return };
    let render = |env| rendered(&evaluation, plan, env);
    let Some(first) = render(env) else {
        assert!(env.is_some(), "a stack without errors does not render into an empty folder");
        return;
    };
    let same = render(env);
    assert_eq!(same.as_ref().map(|same| texts(&same.artifacts)), Some(texts(&first.artifacts)));

    let artifacts = texts(&first.artifacts);
    let written = artifacts.get(".env").copied().unwrap_or_default();
    assert_eq!(EnvFile::parse(written).unreadable_lines(), []);
    let again = render(Some(written));
    assert_eq!(again.as_ref().map(|again| texts(&again.artifacts)).as_ref(), Some(&artifacts));
    if let Some(config) = artifacts.get("cloudflared/config.yml") {
        assert!(!matches!(read(config).verdict(), Verdict::Reject(_)), "cloudflared refuses\n{config}");
    }
    let folder =
        artifacts.iter().fold(MemoryFolder::default(), |folder, (path, text)| folder.with_file(*path, *text));
    let _ = simulate(&folder, &Machine::default());
}

fn rendered(evaluation: &Evaluation, plan: &Plan, env: Option<&str>) -> Option<Rendering> {
    let mut existing = Existing::default();
    existing.env = env.map(str::to_owned);
    let machine = plan.machine_values().into_iter().map(|value| (value, value_of(value).to_owned()));
    let mut entropy = |bytes: &mut [u8]| {
        bytes.fill(0);
        Ok(())
    };
    let inputs =
        Inputs::new(evaluation, &mut entropy).with_machine(machine.collect()).with_existing(existing);
    mcpgen::render(plan, inputs).ok()
}

fn value_of(value: MachineValue) -> &'static str {
    match value {
        MachineValue::DockerSocket => "/var/run/docker.sock",
        MachineValue::UserId | MachineValue::GroupId => "65532",
        _ => "/home/person",
    }
}

fn texts(artifacts: &ArtifactSet) -> BTreeMap<&str, &str> {
    artifacts.iter().map(|(path, artifact)| (path.as_str(), artifact.text())).collect()
}
