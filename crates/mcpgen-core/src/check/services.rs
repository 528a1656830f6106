//! Containers: their names and images.

use std::collections::BTreeMap;

use super::{Check, service_path};
use crate::diagnostic::{Code, Diagnostic};
use crate::document::Part;
use crate::model::{ImageReference, ServiceSpec};
use crate::name::ServiceName;
use crate::path::Path;

pub(super) fn check(check: &mut Check<'_>) {
    container_names(check);
    empty_names(check);
    for (name, service) in &check.spec.services {
        match service {
            ServiceSpec::McpGateway(spec) => image_pinned(check, name, spec.image.as_ref(), true),
            ServiceSpec::Cloudflared(spec) => image_pinned(check, name, spec.image.as_ref(), false),
            ServiceSpec::Container(spec) => {
                image_or_build(check, name, spec.image.is_some(), spec.build.is_some());
                if spec.build.is_none() {
                    image_pinned(check, name, spec.image.as_ref(), false);
                }
            }
        }
    }
}

/// Labels, options of logging and options of networks have names (compose-spec/compose-go, schema/compose-spec.json).
fn empty_names(check: &mut Check<'_>) {
    let mut places = Vec::new();
    for (name, service) in &check.spec.services {
        let common = service.common();
        let path = || service_path(name);
        let options = common.logging.is_some_and(|logging| logging.options.contains_key(""));
        places.extend(common.labels.contains_key("").then(|| path().key("labels")));
        places.extend(options.then(|| path().key("logging").key("options")));
    }
    for (name, network) in &check.spec.networks {
        let path = || Path::root().key("networks").key(name).key("driver-opts");
        places.extend(network.driver_opts.contains_key("").then(path));
    }
    for place in places {
        let diagnostic = Diagnostic::new(Code::InvalidValue, "a name here cannot be empty");
        let diagnostic = check.labelled(diagnostic, &place.key(""), Part::Key, "empty");
        check.report(diagnostic.help("write a name, or remove this line"));
    }
}

fn container_names(check: &mut Check<'_>) {
    let mut taken = BTreeMap::new();
    for (name, service) in check.services.iter().copied() {
        let Some(container_name) = service.common().container_name else { continue };
        let Some(first) = taken.insert(container_name, name) else { continue };
        let place = |service| service_path(service).key("container-name");
        let diagnostic = Diagnostic::new(
            Code::ContainerNameTaken,
            format!("two services want the container name `{container_name}`"),
        );
        let diagnostic = check.labelled(diagnostic, &place(name), Part::Value, "taken");
        let diagnostic = check.labelled(diagnostic, &place(first), Part::Value, "by this one");
        check.report(diagnostic.help("give one of them another name, or leave `container-name` out"));
    }
}

fn image_or_build(check: &mut Check<'_>, name: &ServiceName, image: bool, build: bool) {
    // With both, the build is called by the image's name: that is Compose's own meaning, and a useful one.
    if !image && !build {
        let path = service_path(name);
        let diagnostic =
            Diagnostic::new(Code::ImageOrBuild, "a container needs an image, or something to build");
        let diagnostic = check
            .labelled(diagnostic, &path, Part::Value, "neither `image` nor `build`")
            .help("add `image = \"NAME:VERSION\"`, or `build = \"./FOLDER\"`");
        if !check.loaded.refused(&path.key("build")) {
            check.report_missing(&path.key("image"), diagnostic);
        }
    }
}

fn image_pinned(
    check: &mut Check<'_>,
    service: &ServiceName,
    image: Option<&ImageReference>,
    without_is_latest: bool,
) {
    let path = || service_path(service);
    let unpinned = match image {
        Some(image) => !image.is_pinned(),
        None => without_is_latest && !check.loaded.refused(&path().key("image")),
    };
    if !unpinned {
        return;
    }
    let name = image.map_or("docker/mcp-gateway:latest", ImageReference::as_str);
    let diagnostic = Diagnostic::new(
        Code::ImageUnpinned,
        format!("the image `{name}` has no version, and can change between two starts"),
    );
    let place = if image.is_some() { path().key("image") } else { path() };
    let diagnostic = check.labelled(diagnostic, &place, Part::Value, "not pinned");
    check.report(diagnostic.help(if without_is_latest {
        "the gateway's image has no versions: pin it by digest, `image = \"docker/mcp-gateway@sha256:…\"`"
    } else {
        "add a version after `:`"
    }));
}
