//! The emitter.

use std::fmt::Write as _;

use mcpgen::Error;
use mcpgen::artifact::{Artifact, ArtifactPath};
use mcpgen::core::diagnostic::{Diagnostic, OwnCode, Severity};
use mcpgen::core::plan::{
    Container, HostLocation, Image, Mount, MountSource, Plan, Role, Service, Text, TextPart,
};
use mcpgen::emit::{Emission, Emitter, Layout};

/// What a line of `docker run` cannot say, or this emitter does not.
static NOT_SAID: OwnCode =
    OwnCode::new("docker-run-loss", Severity::Warning, "Something of the stack is not in the script.")
        .unwrap();

/// The file that it writes.
pub(crate) const SCRIPT: &str = "docker-run.sh";

/// Writes a `docker run` for each container.
pub(crate) struct DockerRun;

impl Emitter for DockerRun {
    fn name(&self) -> &'static str {
        "docker-run"
    }

    fn emit(&self, plan: &Plan, layout: &Layout) -> Result<Emission, Error> {
        let mut script =
            "#!/bin/sh\n# Values of .env must be in the environment.\nset -eu\ncd \"$(dirname -- \"$0\")\"\n"
                .to_owned();
        let mut emission = Emission::default();
        for (name, default) in &plan.variables {
            let default = default.as_ref().map(|default| quoted(default.as_str())).unwrap_or_default();
            line(&mut script, &[format!("{name}=${{{name}:-{default}}}")]);
        }
        for network in plan.networks.iter().filter(|network| !network.external) {
            line(
                &mut script,
                &["docker network create".to_owned(), quoted(&named(plan, network.name.as_str()))],
            );
        }
        for service in &plan.services {
            let Role::Container(container) = &service.role else {
                let loss = format!("`{}` is no plain container, and is not started", service.name);
                emission = emission.with_loss(Diagnostic::new(&NOT_SAID, loss));
                continue;
            };
            for key in unsaid(service, container) {
                let loss = format!("`{key}` of `{}` is not in the script", service.name);
                emission = emission.with_loss(Diagnostic::new(&NOT_SAID, loss));
            }
            if let Some(words) = run(plan, layout, service, container) {
                line(&mut script, &words);
            }
        }
        Ok(emission.with_artifact(ArtifactPath::new(SCRIPT)?, Artifact::public(script).executable()))
    }
}

/// The keys of a container that stand in the stack and not in the script. What is not asked for here and not said below would be
/// dropped in silence.
fn unsaid(service: &Service, container: &Container) -> Vec<&'static str> {
    let process = &container.process;
    let keys = [
        ("build", container.image.build().is_some()),
        ("compose", !service.compose.is_empty()),
        ("configs", !container.configs.is_empty()),
        ("depends-on", !service.depends_on.is_empty()),
        ("entrypoint", container.entrypoint.is_some()),
        ("env-file", !container.env_files.is_empty()),
        ("healthcheck", container.healthcheck.is_some()),
        ("limits", service.limits != mcpgen::core::model::LimitsSpec::default()),
        ("models", !process.models.is_empty()),
        ("replicas", process.replicas.get() > 1),
        ("secrets", !container.secrets.is_empty()),
        ("tmpfs", !process.tmpfs.is_empty()),
        ("user", process.user.is_some()),
    ];
    keys.into_iter().filter(|(_, written)| *written).map(|(key, _)| key).collect()
}

/// The words of a line, each as the shell is to read it; `None` for an image that is built.
fn run(plan: &Plan, layout: &Layout, service: &Service, container: &Container) -> Option<Vec<String>> {
    let Image::Reference(image) = &container.image else { return None };
    let mut words = vec!["docker run --detach".to_owned()];
    let mut option = |name: &str, value: String| words.push(format!("--{name}={value}"));
    option("name", quoted(&named(plan, service.name.as_str())));
    option("restart", quoted(&service.restart.to_string()));
    for used in &service.networks {
        option("network", quoted(&named(plan, used.network.as_str())));
    }
    option("network-alias", quoted(service.name.as_str()));
    for port in &container.ports {
        let (host, inside, protocol) = (port.host, port.container, port.protocol.as_str());
        option("publish", quoted(&format!("{}:{host}:{inside}/{protocol}", port.address)));
    }
    for mount in &container.mounts {
        option("mount", mounted(plan, layout, mount)?);
    }
    for (name, text) in &container.environment {
        option("env", format!("{}{}", quoted(&format!("{name}=")), shell_text(text)));
    }
    words.push(quoted(image.as_str()));
    words.extend(container.command.iter().flatten().map(|word| quoted(word)));
    Some(words)
}

fn mounted(plan: &Plan, layout: &Layout, mount: &Mount) -> Option<String> {
    let rest = format!(",target={}{}", mount.target, if mount.read_only { ",readonly" } else { "" });
    match &mount.source {
        MountSource::Host { location: HostLocation::Machine(text), .. } => {
            Some(format!("type=bind,source={}{}", shell_text(text), quoted(&rest)))
        }
        MountSource::Host { location: HostLocation::StackFolder(path), .. } => {
            let path = format!("{}/{path}{rest}", layout.stack_folder);
            let folder = if path.starts_with('/') { "" } else { "\"$PWD\"/" };
            Some(format!("type=bind,source={folder}{}", quoted(&path)))
        }
        MountSource::Volume { name, .. } => {
            Some(quoted(&format!("type=volume,source={}{rest}", named(plan, name.as_str()))))
        }
        MountSource::Tmpfs { .. } => None,
    }
}

/// What of the stack is called so on the engine.
fn named(plan: &Plan, name: &str) -> String {
    format!("{}-{name}", plan.name)
}

/// Literal text in quotes, and what `.env` has as a variable that must be set.
fn shell_text(text: &Text) -> String {
    let parts = text.parts().iter().map(|part| match part {
        TextPart::Literal(text) => quoted(text),
        TextPart::Secret(name) => format!("\"${{{name}:?}}\""),
        // Its default is set at the top.
        TextPart::Variable(name, _) => format!("\"${name}\""),
        TextPart::Machine(value) => format!("\"${{{}:?}}\"", value.variable()),
    });
    parts.collect()
}

/// A text as one word of sh.
fn quoted(text: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_./:=,@".contains(&byte);
    if !text.is_empty() && text.bytes().all(plain) {
        return text.to_owned();
    }
    format!("'{}'", text.replace('\'', r"'\''"))
}

fn line(script: &mut String, words: &[String]) {
    // Writing to a String cannot fail.
    let _ = writeln!(script, "{}", words.join(" \\\n  "));
}
