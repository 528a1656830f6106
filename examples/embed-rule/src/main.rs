//! A company's policy as a rule beside those of mcpgen: images come from its own registry.
#![expect(clippy::print_stdout, reason = "a program that shows what it found")]

use mcpgen::core::diagnostic::{Diagnostic, OwnCode, Severity};
use mcpgen::core::{Part, Path, Rule, Subject};
use mcpgen::{DockerRegistry, Stack, report};

/// A warning, so that a stack can say why it needs another registry: `[lints]` takes a reason for it.
static FOREIGN_IMAGE: OwnCode = OwnCode::new(
    "example-foreign-image",
    Severity::Warning,
    "An image comes from a registry that is not ours.",
)
.unwrap()
.with_url("https://wiki.example.com/images")
.guarding_security();

const REGISTRY: &str = "registry.example.com/";

struct OwnRegistry;

impl Rule for OwnRegistry {
    fn codes(&self) -> Vec<&'static OwnCode> {
        vec![&FOREIGN_IMAGE]
    }

    fn check(&self, subject: &Subject<'_>) -> Vec<Diagnostic> {
        let mut found = Vec::new();
        for (name, service) in &subject.spec().services {
            // The images that mcpgen itself takes by default are allowed.
            let Some(image) = service.common().image else { continue };
            if image.as_str().starts_with(REGISTRY) {
                continue;
            }
            let diagnostic = Diagnostic::new(&FOREIGN_IMAGE, format!("`{name}` runs `{image}`"));
            let place = Path::root().key("services").key(name).key("image");
            let diagnostic = subject.labelled(diagnostic, &place, Part::Value, "not from our registry");
            found.push(diagnostic.help(format!("mirror it, and write `{REGISTRY}{image}`")));
        }
        found
    }
}

const STACK: &str = r#"
[stack]
name = "shop"

[services.web]
kind = "container"
image = "nginx:1.27"

[services.queue]
kind = "container"
image = "registry.example.com/valkey:8.1"
"#;

const EXCUSE: &str = r#"
[lints]
example-foreign-image = { level = "allow", reason = "until the mirror has it, ticket 1234" }
"#;

fn main() {
    for text in [STACK.to_owned(), format!("{STACK}{EXCUSE}")] {
        let evaluation =
            Stack::read("stack.toml", text.as_bytes()).evaluate_with(&DockerRegistry, &[&OwnRegistry]);
        println!("{} found", evaluation.report().diagnostics().len());
        print!("{}", report::short(evaluation.report()));
    }
}
