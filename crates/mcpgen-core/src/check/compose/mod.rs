//! The `compose` table of a service: keys of Compose that mcpgen does not model.

mod attributes;
mod shape;

use self::attributes::{FOREIGN, MODELLED, OF_CONTAINERS, WITHOUT};
use super::{Check, gateways, service_path};
use crate::diagnostic::{Code, Diagnostic, nearest};
use crate::document::Part;
use crate::model::{ByteSize, ForeignValue, ServiceSpec, StorageSize};
use crate::name::ServiceName;
use crate::path::Path;

/// Whether Compose has an attribute of a service called `key` that the `compose` table takes.
pub(crate) fn takes(key: &str) -> bool {
    FOREIGN.iter().any(|(foreign, _)| *foreign == key)
}

pub(super) fn check(check: &mut Check<'_>) {
    for (name, service) in &check.spec.services {
        for (key, value) in service.common().compose {
            let place = service_path(name).key("compose").key(key);
            let own = service.kind() != "container";
            let snake = key.replace('-', "_");
            let (message, label, help) = if let Some((reason, help)) = gateways::kept(service.kind(), &snake)
            {
                (reason.to_owned(), "cannot work", help.to_owned())
            } else if own && OF_CONTAINERS.contains(&snake.as_str()) {
                let message =
                    format!("mcpgen itself decides on `{key}` of a service of kind `{}`", service.kind());
                (message, "not yours to set", "remove it".to_owned())
            } else if let Some((_, ours)) = MODELLED.iter().find(|(modelled, _)| *modelled == snake) {
                (
                    format!("`{key}` cannot stand in `compose`: mcpgen knows it itself"),
                    "not here",
                    format!("write {ours} in `[services.{name}]`"),
                )
            } else if let Some(instead) =
                WITHOUT.iter().find(|(key, _)| *key == snake).map(|(_, instead)| *instead)
            {
                (format!("`{key}` cannot stand in `compose`"), "not here", instead.to_owned())
            } else if let Some((_, shape)) = FOREIGN.iter().find(|(foreign, _)| foreign == key) {
                for misfit in shape.misfits(value, &place) {
                    let message = format!("`{key}` of Compose: {}", misfit.message);
                    let diagnostic = Diagnostic::new(Code::ComposeKey, message);
                    let diagnostic = check.labelled(diagnostic, &misfit.place, misfit.part, "not possible");
                    check.report(diagnostic.help(misfit.help));
                }
                references(check, key, value, &place);
                watch_targets(check, key, value, &place);
                swap(check, key, value, service, &place);
                continue;
            } else if key.starts_with("x-") {
                continue;
            } else {
                let modelled = MODELLED.iter().map(|(modelled, _)| *modelled);
                let help = match nearest(&snake, FOREIGN.iter().map(|(foreign, _)| *foreign).chain(modelled))
                {
                    Some(near) => match MODELLED.iter().find(|(modelled, _)| *modelled == near) {
                        Some((_, ours)) => format!("write {ours} in `[services.{name}]`"),
                        None => format!("write `{near}`"),
                    },
                    None => "remove it".to_owned(),
                };
                (format!("Compose has no key `{key}` for a service"), "unknown key", help)
            };
            let diagnostic = Diagnostic::new(Code::ComposeKey, message);
            let mut diagnostic = check.labelled(diagnostic, &place, Part::Key, label);
            if label == "unknown key" {
                let known: Vec<&str> = FOREIGN.iter().map(|(foreign, _)| *foreign).collect();
                diagnostic = check.with_key(diagnostic, &service_path(name).key("compose"), key, &known);
            }
            check.report(diagnostic.help(help));
        }
    }
}

/// The other services that a `compose` table names, each with its place. Compose starts them before (compose-spec/compose-go,
/// types/project.go).
pub(super) fn named_services<'a>(name: &ServiceName, service: &'a ServiceSpec) -> Vec<(&'a str, Path)> {
    let table = service.common().compose;
    if table.is_empty() {
        return Vec::new();
    }
    let place = service_path(name).key("compose");
    table.iter().flat_map(|(key, value)| named(key, value, &place.key(key))).collect()
}

fn named<'a>(key: &str, value: &'a ForeignValue, place: &Path) -> Vec<(&'a str, Path)> {
    match (key, value) {
        ("links" | "volumes_from", ForeignValue::List(items)) => {
            let items = items.iter().enumerate();
            let texts = items.filter_map(|(index, item)| Some((item.as_text()?, place.index(index))));
            let services = texts.filter(|(text, _)| !text.starts_with("container:"));
            services.map(|(text, place)| (text.split(':').next().unwrap_or_default(), place)).collect()
        }
        ("ipc" | "pid", ForeignValue::Text(text)) => {
            text.strip_prefix("service:").map(|name| (name, place.clone())).into_iter().collect()
        }
        _ => Vec::new(),
    }
}

/// Attributes that name other services of the stack.
fn references(check: &mut Check<'_>, key: &str, value: &ForeignValue, place: &Path) {
    for (name, place) in named(key, value, place) {
        let there = name.parse::<ServiceName>().is_ok_and(|name| check.spec.services.contains_key(&name));
        if !there {
            let known: Vec<&str> = check.spec.services.keys().map(ServiceName::as_str).collect();
            check.report_unknown(Code::UnknownService, "services", name, &place, &known);
        }
    }
}

/// What is synchronised goes somewhere (compose-spec/compose-go, validation/validation.go).
fn watch_targets(check: &mut Check<'_>, key: &str, value: &ForeignValue, place: &Path) {
    let ("develop", ForeignValue::Table(develop)) = (key, value) else { return };
    let Some(ForeignValue::List(rules)) = develop.get("watch") else { return };
    for (index, rule) in rules.iter().enumerate() {
        let ForeignValue::Table(rule) = rule else { continue };
        let action = rule.get("action").and_then(ForeignValue::as_text).unwrap_or("rebuild");
        if action.starts_with("sync") && !rule.contains_key("target") {
            let message = format!("`develop` of Compose: `{action}` needs to know where to");
            let place = place.key("watch").index(index);
            let diagnostic = Diagnostic::new(Code::ComposeKey, message);
            let diagnostic = check.labelled(diagnostic, &place, Part::Value, "`target` is missing");
            check.report(diagnostic.help("add `target = \"/…\"`, a path of the container"));
        }
    }
}

/// The engine takes a limit on memory and swap together only beside one on memory alone (moby/moby, `daemon/daemon_unix.go`).
fn swap(check: &mut Check<'_>, key: &str, value: &ForeignValue, service: &ServiceSpec, place: &Path) {
    let bytes = match value {
        ForeignValue::Integer(bytes) => u64::try_from(*bytes).unwrap_or(0),
        ForeignValue::Text(text) => text.parse::<StorageSize>().map_or(0, StorageSize::bytes),
        _ => 0,
    };
    let memory = service.common().limits.and_then(|limits| limits.memory).map(ByteSize::bytes);
    if key != "memswap_limit" || bytes == 0 || memory.is_some_and(|memory| memory <= bytes) {
        return;
    }
    let diagnostic = Diagnostic::new(
        Code::ComposeKey,
        "`memswap_limit` of Compose: it is memory and swap together, so it needs `limits.memory` of at most as much",
    );
    let diagnostic = check.labelled(diagnostic, place, Part::Value, "not possible");
    check.report(diagnostic.help("add `limits = { memory = \"…\" }`, or remove it"));
}
