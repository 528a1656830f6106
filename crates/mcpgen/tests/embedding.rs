//! What a program can bring that embeds mcpgen: rules and emitters of its own.
#![expect(clippy::unwrap_used, reason = "a test that fails is to say where")]

use mcpgen::artifact::{Artifact, ArtifactPath, ArtifactSet};
use mcpgen::core::diagnostic::{Code, Diagnostic, OwnCode, Report, Severity};
use mcpgen::core::model::ServiceSpec;
use mcpgen::core::plan::Plan;
use mcpgen::core::{Part, Path, Rule, Subject};
use mcpgen::emit::{
    CloudflaredEmitter, ComposeEmitter, ConfigEmitter, Emission, Emitter, GatewayEmitter, Layout,
    ScriptEmitter,
};
use mcpgen::report::{github, json, sarif, short};
use mcpgen::{DockerRegistry, Error, ErrorKind, Evaluation, Inputs, Rendering, Stack, render};

static FOREIGN_IMAGE: OwnCode =
    OwnCode::new("acme-foreign-image", Severity::Warning, "An image comes from elsewhere.")
        .unwrap()
        .with_url("https://acme.example/images")
        .guarding_security();

/// Images come from one registry only.
struct OwnRegistry;

impl Rule for OwnRegistry {
    fn codes(&self) -> Vec<&'static OwnCode> {
        vec![&FOREIGN_IMAGE]
    }

    fn check(&self, subject: &Subject<'_>) -> Vec<Diagnostic> {
        let services = subject.spec().services.iter();
        let foreign = services.filter(|(_, service)| match service {
            ServiceSpec::Container(container) => {
                container.image.as_ref().is_some_and(|image| !image.as_str().starts_with("acme.example/"))
            }
            _ => false,
        });
        foreign
            .map(|(name, _)| {
                let place = Path::root().key("services").key(name).key("image");
                let found = Diagnostic::new(&FOREIGN_IMAGE, format!("`{name}` has a foreign image"));
                subject.labelled(found, &place, Part::Value, "not ours").help("take one of acme.example")
            })
            .collect()
    }
}

fn evaluate(rest: &str) -> Evaluation {
    let text = format!(
        "[stack]\nname = \"mcp\"\n[services.web]\nkind = \"container\"\nimage = \"nginx:1.27\"\n{rest}"
    );
    Stack::read("stack.toml", text.as_bytes()).evaluate_with(&DockerRegistry, &[&OwnRegistry])
}

fn codes(report: &Report) -> Vec<&'static str> {
    report.diagnostics().iter().map(|found| found.code().as_str()).collect()
}

#[test]
fn a_rule_of_ones_own_is_in_every_format_at_its_line() {
    let evaluation = evaluate("");
    let report = evaluation.report();
    assert_eq!(report.diagnostics()[0].code(), Code::Own(&FOREIGN_IMAGE));
    assert!(evaluation.plan().is_some(), "a warning refuses nothing");
    assert_eq!(short(report), "stack.toml:5:9: warning[acme-foreign-image]: `web` has a foreign image\n");
    assert!(github(report).starts_with("::warning file=stack.toml,line=5,col=9,title=acme-foreign-image::"));
    let line: serde_json::Value = serde_json::from_str(&json(report)).unwrap();
    assert_eq!(
        (&line["code"], &line["url"]),
        (&"acme-foreign-image".into(), &"https://acme.example/images".into())
    );
    let log: serde_json::Value = serde_json::from_str(&sarif(report)).unwrap();
    let result = &log["runs"][0]["results"][0];
    let index = usize::try_from(result["ruleIndex"].as_u64().unwrap()).unwrap();
    assert_eq!(log["runs"][0]["tool"]["driver"]["rules"][index]["id"], "acme-foreign-image");
}

#[test]
fn lints_know_a_code_of_ones_own() {
    let lints = |line: &str| codes(evaluate(&format!("[lints]\n{line}\n")).report());
    let allowed = "acme-foreign-image = { level = \"allow\", reason = \"a trial\" }";
    assert_eq!(lints(allowed), [""; 0]);
    assert_eq!(lints("acme-foreign-image = \"allow\""), ["lint-reason-missing"]);
    assert_eq!(lints("acme-foreign-imag = \"warn\""), ["acme-foreign-image", "lint-unknown"]);
    let denied = evaluate("[lints]\nacme-foreign-image = \"deny\"\n");
    assert!(denied.report().has_errors() && denied.plan().is_none());
    let other =
        Stack::read("stack.toml", format!("[stack]\nname = \"mcp\"\n[lints]\n{allowed}\n").as_bytes());
    let unused = other.evaluate_with(&DockerRegistry, &[&OwnRegistry]);
    assert!(codes(unused.report()).contains(&"lint-unused"));
}

/// Writes one file, and cannot express something.
struct List(&'static str);

impl Emitter for List {
    fn name(&self) -> &'static str {
        "list"
    }

    fn emit(&self, plan: &Plan, _: &Layout) -> Result<Emission, Error> {
        let names: Vec<&str> = plan.services.iter().map(|service| service.name.as_str()).collect();
        let loss = Diagnostic::new(&FOREIGN_IMAGE, "a list has no images");
        Ok(Emission::default()
            .with_artifact(ArtifactPath::new(self.0)?, Artifact::public(names.join("\n")))
            .with_loss(loss))
    }
}

fn rendered(emitter: &dyn Emitter) -> Result<Rendering, Error> {
    let evaluation = evaluate("");
    let mut zeros = |bytes: &mut [u8]| {
        bytes.fill(0);
        Ok(())
    };
    let inputs = Inputs::new(&evaluation, &mut zeros).with_emitter(emitter);
    render(evaluation.plan().unwrap(), inputs)
}

#[test]
fn an_emitter_of_ones_own_adds_its_files_and_its_losses() {
    let rendering = rendered(&List("list.txt")).unwrap();
    assert_eq!(rendering.artifacts.get("list.txt").unwrap().text(), "web");
    assert_eq!(rendering.losses.len(), 1);
    let alone = List("list.txt").emit(evaluate("").plan().unwrap(), &Layout::default()).unwrap();
    assert_eq!(alone.artifacts.len(), 1);
}

#[test]
fn two_emitters_that_write_one_path_are_both_named() {
    let error = rendered(&List("Docker-Compose.yml")).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::PathTaken);
    let message = error.to_string();
    assert!(message.contains("`list`") && message.contains("`compose`"), "{message}");
    assert_eq!(rendered(&List(".mcpgen/manifest")).unwrap_err().kind(), ErrorKind::PathTaken);
}

#[test]
fn what_an_emitter_of_ones_own_fails_with_is_the_source() {
    let error = rendered(&List("../list.txt")).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Emitter);
    assert!(std::error::Error::source(&error).is_some());
}

#[test]
fn what_is_handed_out_can_go_to_another_thread() {
    fn shared<T: Send + Sync + 'static>() {}
    shared::<Error>();
    shared::<Report>();
    shared::<Plan>();
    shared::<ArtifactSet>();
    shared::<Stack>();
    shared::<Evaluation>();
    shared::<Rendering>();
    shared::<Emission>();
    shared::<mcpgen::core::InvalidValue>();
}

#[test]
fn an_error_makes_no_result_large() {
    assert_eq!(size_of::<Error>(), size_of::<usize>());
}

#[test]
fn each_emitter_says_what_it_makes() {
    let emitters: [&dyn Emitter; 5] = [
        &CloudflaredEmitter,
        &ComposeEmitter::default(),
        &ConfigEmitter::default(),
        &GatewayEmitter::default(),
        &ScriptEmitter,
    ];
    let names: Vec<&str> = emitters.iter().map(|emitter| emitter.name()).collect();
    assert_eq!(names, ["cloudflared", "compose", "configs", "mcp-gateway", "scripts"]);
}
