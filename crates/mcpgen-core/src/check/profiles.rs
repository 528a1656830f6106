//! `profiles`: a service that runs always, or under another profile, cannot need one that may be off.

use super::dependencies::needs;
use super::{Check, service_path};
use crate::diagnostic::{Code, Diagnostic};
use crate::document::Part;
use crate::model::ServiceSpec;
use crate::name::{ProfileName, ServiceName};
use crate::path::Path;

pub(super) fn check(check: &mut Check<'_>) {
    for (name, service) in &check.spec.services {
        for need in needs(check.spec, name) {
            let needed = need.service;
            let Some(other) = check.spec.services.get(needed) else { continue };
            if may_be_off(profiles(service), profiles(other)) {
                let (place, part) = need.place(name);
                let message =
                    format!("`{name}` waits for `{needed}`, which does not run while its profiles are off");
                report(check, needed, message, &place, part, "may not be there");
            }
        }
    }
    for (index, route) in check.spec.ingress.iter().flat_map(|ingress| &ingress.routes).enumerate() {
        let Some(needed) = &route.service else { continue };
        // The tunnel always runs, and Compose starts it after the services of its routes.
        if check.spec.services.get(needed).is_some_and(|other| may_be_off(&[], profiles(other))) {
            let place = Path::root().key("ingress").key("routes").index(index).key("service");
            let message =
                format!("a route leads to `{needed}`, which does not run while its profiles are off");
            report(check, needed, message, &place, Part::Value, "may not be there");
        }
    }
}

fn profiles(service: &ServiceSpec) -> &[ProfileName] {
    match service {
        ServiceSpec::Container(container) => container.profiles.as_slice(),
        ServiceSpec::McpGateway(_) | ServiceSpec::Cloudflared(_) => &[],
    }
}

/// Whether a service with the profiles `own` can be on while one with the profiles `needed` is off. One of many profiles that is
/// on suffices; without any a service is always on.
fn may_be_off(own: &[ProfileName], needed: &[ProfileName]) -> bool {
    !needed.is_empty() && (own.is_empty() || own.iter().any(|profile| !needed.contains(profile)))
}

fn report(
    check: &mut Check<'_>,
    needed: &ServiceName,
    message: String,
    place: &Path,
    part: Part,
    label: &str,
) {
    let diagnostic = Diagnostic::new(Code::ProfileOff, message);
    let diagnostic = check.labelled(diagnostic, place, part, label);
    let profiles = service_path(needed).key("profiles");
    let diagnostic = check.labelled(diagnostic, &profiles, Part::Value, "runs only with one of these");
    check.report(diagnostic.help(format!("remove `profiles` from `{needed}`, or what needs it here")));
}
