//! What images are built from, and what a build or a container gets from files.

use super::{Check, service_path};
use crate::diagnostic::{Code, Diagnostic};
use crate::document::Part;
use crate::model::{BuildSpec, ContainerSpec, HostPath, HostPathBase, ImageReference, ServiceSpec, TextSpec};
use crate::name::ServiceName;

pub(super) fn check(check: &mut Check<'_>) {
    for (name, service) in &check.spec.services {
        let ServiceSpec::Container(container) = service else { continue };
        if let Some(build) = &container.build {
            arguments(check, name, build);
            if container.image.is_none() {
                image_name(check, name);
            }
        }
        env_files(check, name, container);
    }
}

/// The arguments of a build stay in the image's history, for everyone who has the image.
fn arguments(check: &mut Check<'_>, name: &ServiceName, build: &BuildSpec) {
    let place = service_path(name).key("build");
    for (argument, text) in &build.args {
        let TextSpec::Secret(secret) = text else { continue };
        let diagnostic = Diagnostic::new(
            Code::BuildSecret,
            format!(
                "the secret `{secret}` is an argument of a build, and stays in the image for everyone to read"
            ),
        );
        let argument = place.key("args").key(argument);
        let diagnostic = check.labelled(diagnostic, &argument, Part::Value, "a secret");
        check.report(diagnostic.help(format!(
            "write `secrets = [\"{secret}\"]` in `build`, and in the Dockerfile `RUN --mount=type=secret,id={secret} …`"
        )));
    }
}

/// Compose calls an image that is built, and has no name, after stack and service.
fn image_name(check: &mut Check<'_>, name: &ServiceName) {
    let image = format!("{}-{name}", check.spec.stack.name);
    if image.parse::<ImageReference>().is_err() {
        let diagnostic = Diagnostic::new(
            Code::InvalidValue,
            format!("the image that is built would be called `{image}`, which no engine takes"),
        );
        let diagnostic =
            check.labelled(diagnostic, &service_path(name).key("build"), Part::Key, "has no name of its own");
        check.report(diagnostic.help(format!("add `image = \"NAME:VERSION\"` to `[services.{name}]`")));
    }
}

fn env_files(check: &mut Check<'_>, name: &ServiceName, container: &ContainerSpec) {
    for (index, file) in container.env_file.iter().enumerate() {
        let (message, help) = if is_dotenv(&file.path) {
            (
                format!(
                    "`{name}` would get all that stands in `.env`, the secrets of every service among them"
                ),
                "remove it, and write `{ env = \"NAME\" }` or `{ secret = \"NAME\" }` in `environment`",
            )
        } else if matches!(file.path.file_name(), "" | "." | "..") {
            (format!("`{}` is a folder, and Compose reads a file", file.path), "write the path of a file")
        } else {
            continue;
        };
        let diagnostic = Diagnostic::new(Code::InvalidValue, message);
        let place = service_path(name).key("env-file").index(index);
        let diagnostic = check.labelled(diagnostic, &place, Part::Value, "this cannot be");
        check.report(diagnostic.help(help));
    }
}

/// Whether a path is that of the stack's own `.env`.
fn is_dotenv(path: &HostPath) -> bool {
    path.base() == HostPathBase::Stack && path.rest() == ".env"
}
