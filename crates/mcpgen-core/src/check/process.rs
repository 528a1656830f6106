//! How the processes of a container run: keys that contradict each other, and protections that are given up.

use super::{Check, service_path};
use crate::diagnostic::{Code, Diagnostic};
use crate::document::Part;
use crate::model::{Capability, ContainerSpec, ForeignValue, PullPolicy, ServiceSpec, UlimitsSpec};
use crate::path::Path;
use crate::plan::harden;

pub(super) fn check(check: &mut Check<'_>) {
    for (name, service) in &check.spec.services {
        let path = service_path(name);
        reservation(check, &path, service);
        ulimits(check, &path, service.common().ulimits);
        shared_with_the_machine(check, &path, service);
        match service {
            ServiceSpec::Container(container) => {
                built(check, &path, container.build.is_some(), service);
                capabilities(check, &path, container);
                security_options(check, &path, container);
                privileged(check, &path, container);
                start_interval(check, &path, container);
                hostname(check, &path, container);
                read_only(check, &path, container);
            }
            ServiceSpec::McpGateway(_) | ServiceSpec::Cloudflared(_) => built(check, &path, false, service),
        }
    }
}

/// Reports that the values at two places cannot both be meant.
pub(super) fn conflict(check: &mut Check<'_>, message: String, places: [(&Path, &str); 2], help: String) {
    let mut diagnostic = Diagnostic::new(Code::KeyConflict, message);
    for (place, label) in places {
        diagnostic = check.labelled(diagnostic, place, Part::Value, label);
    }
    check.report(diagnostic.help(help));
}

/// The engine refuses to keep more memory for a container than it may use (moby/moby, `daemon/daemon_unix.go`).
fn reservation(check: &mut Check<'_>, path: &Path, service: &ServiceSpec) {
    let common = service.common();
    let limit = common.limits.and_then(|limits| limits.memory);
    let kept = common.reservations.and_then(|reservations| reservations.memory);
    if let (Some(limit), Some(kept)) = (limit, kept)
        && kept > limit
    {
        conflict(
            check,
            format!("more memory is kept for the container ({kept}) than it may use ({limit})"),
            [
                (&path.key("reservations").key("memory"), "kept"),
                (&path.key("limits").key("memory"), "the most that it may use"),
            ],
            "raise the limit, or keep less".to_owned(),
        );
    }
}

/// The kernel always limits open files (proc(5), `nr_open`), and no program starts without a file or any data.
fn ulimits(check: &mut Check<'_>, path: &Path, ulimits: Option<&UlimitsSpec>) {
    for (name, limit) in ulimits.map(UlimitsSpec::all).unwrap_or_default() {
        let (message, label, help) = match (name, limit.soft(), limit.hard()) {
            ("nofile", _, -1) => {
                ("the kernel always limits open files", "no limit", "write a number, such as `1048576`")
            }
            ("nofile", 0, _) => {
                ("no program starts without open files", "none", "write a number, such as `1024`")
            }
            ("data", 0, _) => {
                ("no program starts without data", "none", "write a number of bytes, such as `1073741824`")
            }
            _ => continue,
        };
        let place = path.key("ulimits").key(name);
        let diagnostic = Diagnostic::new(Code::InvalidValue, message);
        let diagnostic = check.labelled(diagnostic, &place, Part::Value, label);
        check.report(diagnostic.help(help));
    }
}

fn built(check: &mut Check<'_>, path: &Path, build: bool, service: &ServiceSpec) {
    if service.common().pull_policy == Some(PullPolicy::Build) && !build {
        let message = "the image is to be built, and nothing says from what".to_owned();
        let diagnostic = Diagnostic::new(Code::KeyConflict, message);
        let diagnostic =
            check.labelled(diagnostic, &path.key("pull-policy"), Part::Value, "built, not pulled");
        let diagnostic = diagnostic.help(match service {
            ServiceSpec::Container(_) => "add `build`, or write another `pull-policy`",
            ServiceSpec::McpGateway(_) | ServiceSpec::Cloudflared(_) => "write another `pull-policy`",
        });
        check.report_missing(&path.key("build"), diagnostic);
    }
}

fn capabilities(check: &mut Check<'_>, path: &Path, container: &ContainerSpec) {
    let dropped = harden::dropped(container);
    for (index, capability) in container.cap_add.as_slice().iter().enumerate() {
        let place = path.key("cap-add").index(index);
        if dropped.contains(capability) {
            let written = container.cap_drop.as_ref();
            let at = written.and_then(|list| list.as_slice().iter().position(|other| other == capability));
            let other = at.map_or_else(|| path.key("harden"), |index| path.key("cap-drop").index(index));
            conflict(
                check,
                format!("`{capability}` is both given and taken"),
                [(&place, "given"), (&other, "taken")],
                "remove one of them".to_owned(),
            );
        } else if capability.reaches_the_machine() {
            let message = match capability {
                Capability::All => "with `ALL` the container has every right of root".to_owned(),
                _ => format!("with `{capability}` the container can get hold of this machine"),
            };
            given_up(check, &place, message, "given");
        }
    }
}

fn security_options(check: &mut Check<'_>, path: &Path, container: &ContainerSpec) {
    let options = container.security_opt.as_slice();
    for (index, option) in options.iter().enumerate() {
        let place = path.key("security-opt").index(index);
        let before = options.iter().take(index).position(|other| other.subject() == option.subject());
        if let Some(first) = before {
            conflict(
                check,
                format!("`{}` is decided twice, and the engine takes the last", option.subject()),
                [(&place, "decided again"), (&path.key("security-opt").index(first), "decided here")],
                "remove one of them".to_owned(),
            );
        } else if option.weakens() {
            given_up(check, &place, format!("`{option}` takes a protection away"), "switched off");
        }
    }
}

fn privileged(check: &mut Check<'_>, path: &Path, container: &ContainerSpec) {
    if container.privileged != Some(true) {
        return;
    }
    let place = path.key("privileged");
    let without_effect = [
        ("harden", harden::is_hardened(container)),
        ("cap-drop", container.cap_drop.as_ref().is_some_and(|list| !list.as_slice().is_empty())),
        ("cap-add", !container.cap_add.as_slice().is_empty()),
    ];
    for (key, _) in without_effect.into_iter().filter(|(_, written)| *written) {
        conflict(
            check,
            format!("a privileged container has every right, whatever `{key}` says"),
            [(&path.key(key), "has no effect"), (&place, "because of this")],
            format!("remove `privileged`, or `{key}`"),
        );
    }
    given_up(
        check,
        &place,
        "a privileged container can do nearly all that root can on this machine".to_owned(),
        "every right",
    );
}

/// Keys of Compose by which a container shares what it otherwise has for itself.
fn shared_with_the_machine(check: &mut Check<'_>, path: &Path, service: &ServiceSpec) {
    let shared = [
        ("pid", "sees every process of this machine"),
        ("ipc", "shares memory with the processes of this machine"),
        ("uts", "can rename this machine"),
        ("userns_mode", "has the users of this machine"),
        ("cgroup", "sees the control groups of this machine"),
    ];
    if service.common().compose.is_empty() {
        return;
    }
    let compose = path.key("compose");
    for (key, consequence) in shared {
        if service.common().compose.get(key).and_then(ForeignValue::as_text) == Some("host") {
            given_up(
                check,
                &compose.key(key),
                format!("with `{key} = \"host\"` the container {consequence}"),
                "not its own",
            );
        }
    }
    for hook in ["pre_start", "post_start", "pre_stop"] {
        let Some(ForeignValue::List(hooks)) = service.common().compose.get(hook) else { continue };
        for (index, hook_table) in hooks.iter().enumerate() {
            let ForeignValue::Table(table) = hook_table else { continue };
            if table.get("privileged") == Some(&ForeignValue::Boolean(true)) {
                let place = compose.key(hook).index(index).key("privileged");
                given_up(
                    check,
                    &place,
                    format!("what `{hook}` runs can do nearly all that root can on this machine"),
                    "every right",
                );
            }
        }
    }
}

fn given_up(check: &mut Check<'_>, place: &Path, message: String, label: &str) {
    let diagnostic = Diagnostic::new(Code::ContainerSafety, message);
    let diagnostic = check.labelled(diagnostic, place, Part::Value, label);
    check.report(diagnostic.help("remove it, or allow `container-safety` in `[lints]` and say why"));
}

/// Compose accepts it alone, and fails when it makes the container (docker/compose, pkg/compose/convert.go).
fn start_interval(check: &mut Check<'_>, path: &Path, container: &ContainerSpec) {
    let Some(healthcheck) = &container.healthcheck else { return };
    if healthcheck.start_interval.is_some() && healthcheck.start_period.is_none() {
        let path = path.key("healthcheck");
        let diagnostic =
            Diagnostic::new(Code::MissingKey, "`start-interval` needs a `start-period` in which it holds");
        let diagnostic =
            check.labelled(diagnostic, &path.key("start-interval"), Part::Key, "no `start-period`");
        check.report_missing(&path.key("start-period"), diagnostic.help("add `start-period = \"30s\"`"));
    }
}

/// The engine refuses a name for a container that has none of its own (moby/moby, daemon/container.go).
fn hostname(check: &mut Check<'_>, path: &Path, container: &ContainerSpec) {
    if container.hostname.is_some()
        && container.compose.get("uts").and_then(ForeignValue::as_text) == Some("host")
    {
        conflict(
            check,
            "a container with the name of this machine cannot have one of its own".to_owned(),
            [(&path.key("hostname"), "its own"), (&path.key("compose").key("uts"), "the machine's")],
            "remove one of them".to_owned(),
        );
    }
}

/// Compose writes a secret's file into the container, and cannot where nothing can be written (docker/compose,
/// pkg/compose/secrets.go).
fn read_only(check: &mut Check<'_>, path: &Path, container: &ContainerSpec) {
    if !harden::is_read_only(container) || container.secrets.is_empty() {
        return;
    }
    let message = "Compose cannot write a secret's file into a container that can only be read";
    let diagnostic = Diagnostic::new(Code::ReadOnlySecret, message);
    let diagnostic =
        check.labelled(diagnostic, &path.key("secrets").index(0), Part::Value, "a file in the container");
    let (key, help) = match container.read_only {
        Some(_) => ("read-only", "remove `read-only`, or hand the secret over by `environment`"),
        None => ("harden", "add `read-only = false`, or hand the secret over by `environment`"),
    };
    let diagnostic = check.labelled(diagnostic, &path.key(key), Part::Value, "only to be read");
    check.report(diagnostic.help(help));
}
