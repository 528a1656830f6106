//! `depends-on`: what waits for what.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use super::{Check, service_path};
use crate::diagnostic::{Code, Diagnostic};
use crate::document::Part;
use crate::model::{Condition, HealthcheckTest, Restart, ServiceSpec, StackSpec};
use crate::name::ServiceName;
use crate::path::Path;

pub(super) fn check(check: &mut Check<'_>) {
    let known: Vec<&str> = check.spec.services.keys().map(ServiceName::as_str).collect();
    for (name, service) in &check.spec.services {
        for (other, condition) in service.common().depends_on {
            let path = || service_path(name).key("depends-on").key(other);
            match check.spec.services.get(other) {
                None if *other == ServiceName::implied_tunnel() && check.spec.ingress.is_some() => {}
                None => unknown(check, other, &path(), &known),
                Some(awaited) => {
                    if *condition == Condition::Healthy && !has_healthcheck(awaited) {
                        unhealthy(check, other, &path());
                    }
                    if *condition == Condition::Completed {
                        match awaited {
                            ServiceSpec::Container(_) if starts_again(awaited) => {
                                never_completes(check, other, &path());
                            }
                            ServiceSpec::Container(_) => {}
                            ServiceSpec::McpGateway(_) | ServiceSpec::Cloudflared(_) => {
                                never_ends(check, other, &path());
                            }
                        }
                    }
                }
            }
        }
    }
    cycles(check);
}

fn unknown(check: &mut Check<'_>, other: &ServiceName, path: &Path, known: &[&str]) {
    let diagnostic = Diagnostic::new(Code::UnknownService, format!("there is no service `{other}`"));
    let diagnostic = check.labelled(diagnostic, path, Part::Key, "not declared");
    let diagnostic = match crate::diagnostic::only_name(other.as_str(), known.iter().copied()) {
        Some(meant) => check.with_key_to(diagnostic, path, meant, known),
        None => diagnostic,
    };
    let diagnostic = match crate::diagnostic::nearest(other.as_str(), known.iter().copied()) {
        Some(near) => diagnostic.help(format!("write `{near}`")),
        None => diagnostic.help(format!("add `[services.{other}]`, or remove this line")),
    };
    check.report_missing(&service_path(other), diagnostic);
}

/// Whether the stack gives the service a healthcheck. What an image brings along cannot be known here.
fn has_healthcheck(service: &ServiceSpec) -> bool {
    match service {
        ServiceSpec::McpGateway(_) | ServiceSpec::Cloudflared(_) => true,
        ServiceSpec::Container(container) => {
            container.healthcheck.as_ref().is_some_and(|check| check.test != HealthcheckTest::None)
        }
    }
}

fn unhealthy(check: &mut Check<'_>, other: &ServiceName, path: &Path) {
    let diagnostic = Diagnostic::new(
        Code::DependencyUnhealthy,
        format!("`{other}` has no healthcheck, so it never becomes healthy and `up` fails"),
    );
    let diagnostic = check.labelled(diagnostic, path, Part::Value, "waits for ever");
    let healthcheck = service_path(other).key("healthcheck");
    let is_off = matches!(
        check.spec.services.get(other),
        Some(ServiceSpec::Container(container)) if container.healthcheck.is_some()
    );
    let (place, label, help) = if is_off {
        let help = format!("give `{other}` a check that runs, or write \"started\"");
        (healthcheck.key("test"), "switched off", help)
    } else {
        let help = format!("add `[services.{other}.healthcheck]`, or write \"started\"");
        (service_path(other), "no `healthcheck`", help)
    };
    let diagnostic = check.labelled(diagnostic, &place, Part::Value, label);
    check.report_missing(&healthcheck, diagnostic.help(help));
}

fn starts_again(service: &ServiceSpec) -> bool {
    matches!(service.common().restart, Some(Restart::Always | Restart::UnlessStopped))
}

fn never_completes(check: &mut Check<'_>, other: &ServiceName, path: &Path) {
    let diagnostic = Diagnostic::new(
        Code::DependencyUnhealthy,
        format!("`{other}` is started again whenever it ends, so it never completes"),
    );
    let diagnostic = check.labelled(diagnostic, path, Part::Value, "waits for ever");
    let diagnostic =
        check.labelled(diagnostic, &service_path(other).key("restart"), Part::Value, "starts it again");
    check.report(diagnostic.help(format!("write `restart = \"no\"` in `[services.{other}]`")));
}

/// A gateway or a tunnel.
fn never_ends(check: &mut Check<'_>, other: &ServiceName, path: &Path) {
    let message = format!("`{other}` runs until it is stopped, so it never completes");
    let diagnostic = Diagnostic::new(Code::DependencyUnhealthy, message);
    let diagnostic = check.labelled(diagnostic, path, Part::Value, "waits for ever");
    check.report(diagnostic.help("write \"healthy\" or \"started\""));
}

/// Each circle is reported once, at the first of its services in the file.
fn cycles(check: &mut Check<'_>) {
    let knot = knot(check);
    let mut reported: BTreeSet<&ServiceName> = BTreeSet::new();
    for (start, _) in check.services.iter().copied() {
        if reported.contains(start) || !knot.contains_key(start) {
            continue;
        }
        let Some(way) = shortest_way_back(&knot, start) else { continue };
        reported.extend(way.iter().copied());
        let circle: Vec<String> = way.iter().chain([&start]).map(|name| format!("`{name}`")).collect();
        let next = way.get(1).copied().unwrap_or(start);
        let Some(found) = needs(check.spec, start).find(|need| need.service == next) else { continue };
        let (path, part) = found.place(start);
        let (message, label, help) = if way.len() == 1 {
            (format!("`{start}` waits for itself"), "itself", "remove it")
        } else {
            let message = format!("these wait for each other: {}", circle.join(" → "));
            (message, "waits for itself in the end", "remove one of these dependencies")
        };
        let diagnostic = Diagnostic::new(Code::DependencyCycle, message);
        let diagnostic = check.labelled(diagnostic, &path, part, label);
        check.report(diagnostic.help(help));
    }
}

/// A service that another one needs.
pub(super) struct Need<'a> {
    pub(super) service: &'a ServiceName,
    /// Where the `compose` table names it; else it stands in `depends-on`.
    in_compose: Option<Path>,
}

impl Need<'_> {
    /// Where the service `by` says so.
    pub(super) fn place(self, by: &ServiceName) -> (Path, Part) {
        match self.in_compose {
            Some(place) => (place, Part::Value),
            None => (service_path(by).key("depends-on").key(self.service), Part::Key),
        }
    }
}

/// The services that a service needs: what it waits for, and what its `compose` table names.
pub(super) fn needs<'a>(spec: &'a StackSpec, name: &'a ServiceName) -> impl Iterator<Item = Need<'a>> {
    let service = spec.services.get(name);
    let awaited = service.into_iter().flat_map(|service| service.common().depends_on.keys());
    let awaited = awaited.map(|service| Need { service, in_compose: None });
    let named = service.map(|service| super::compose::named_services(name, service)).unwrap_or_default();
    let named = named.into_iter().filter_map(|(other, place)| {
        let (service, _) = spec.services.get_key_value(&other.parse::<ServiceName>().ok()?)?;
        Some(Need { service, in_compose: Some(place) })
    });
    awaited.chain(named)
}

/// What waits for what, without all that can start: empty when there is no circle.
type Knot<'a> = BTreeMap<&'a ServiceName, Vec<&'a ServiceName>>;

/// Takes out, again and again, each service that waits for none of those that are left.
fn knot<'a>(check: &Check<'a>) -> Knot<'a> {
    let mut waiting: Knot<'a> = BTreeMap::new();
    let mut awaited_by: Knot<'a> = BTreeMap::new();
    for name in check.spec.services.keys() {
        let mut awaited: Vec<&ServiceName> = needs(check.spec, name).map(|need| need.service).collect();
        awaited.retain(|other| check.spec.services.contains_key(*other));
        for other in &awaited {
            awaited_by.entry(*other).or_default().push(name);
        }
        waiting.insert(name, awaited);
    }
    let mut left: BTreeMap<&ServiceName, usize> =
        waiting.iter().map(|(name, awaited)| (*name, awaited.len())).collect();
    let mut can_start: Vec<&ServiceName> =
        left.iter().filter(|(_, count)| **count == 0).map(|(name, _)| *name).collect();
    while let Some(name) = can_start.pop() {
        waiting.remove(name);
        for other in awaited_by.get(name).into_iter().flatten().copied() {
            let Some(count) = left.get_mut(other) else { continue };
            *count -= 1;
            if *count == 0 {
                can_start.push(other);
            }
        }
    }
    waiting
}

/// The services of the shortest circle through `start`, which comes first.
fn shortest_way_back<'a>(knot: &Knot<'a>, start: &'a ServiceName) -> Option<Vec<&'a ServiceName>> {
    let mut reached_from: BTreeMap<&ServiceName, &'a ServiceName> = BTreeMap::new();
    let mut next_to_visit = VecDeque::from([start]);
    while let Some(name) = next_to_visit.pop_front() {
        for next in knot.get(name)?.iter().copied().filter(|next| knot.contains_key(next)) {
            if next == start {
                let mut way: Vec<&ServiceName> =
                    std::iter::successors(Some(name), |step| reached_from.get(step).copied()).collect();
                way.reverse();
                return Some(way);
            }
            if !reached_from.contains_key(next) {
                reached_from.insert(next, name);
                next_to_visit.push_back(next);
            }
        }
    }
    None
}
