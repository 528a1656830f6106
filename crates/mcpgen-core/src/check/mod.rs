//! What a stack says that cannot work, or hardly as meant. One file a family of rules.

mod access;
mod addresses;
mod builds;
mod catalogs;
pub(crate) mod compose;
mod dependencies;
pub(crate) mod gateways;
mod ingress;
mod isolation;
mod lints;
mod logging;
mod models;
mod mounts;
mod networks;
mod ports;
mod process;
mod profiles;
mod replicas;
mod secrets;
mod servers;
mod services;

use crate::catalog::Knowledge;
use crate::diagnostic::{Code, Diagnostic, Severity, nearest, only_name, or_list};
use crate::document::{Document, Part};
use crate::load::Loaded;
use crate::model::{ServiceSpec, StackSpec};
use crate::name::ServiceName;
use crate::path::{Path, Segment};
use crate::plan::{Plan, resolve};
use crate::rule::{Rule, Subject};

/// The rules, in no order that matters: the report sorts what they find.
const RULES: [fn(&mut Check<'_>); 19] = [
    access::check,
    addresses::check,
    builds::check,
    catalogs::check,
    compose::check,
    dependencies::check,
    gateways::check,
    ingress::check,
    logging::check,
    models::check,
    mounts::check,
    networks::check,
    ports::check,
    process::check,
    profiles::check,
    replicas::check,
    secrets::check,
    servers::check,
    services::check,
];

/// What came of a check.
///
/// # Examples
///
/// ```
/// use std::collections::BTreeMap;
///
/// use mcpgen_core::catalog::Knowledge;
/// use mcpgen_core::model::{NetworkSpec, StackSpec};
/// use mcpgen_core::{Loaded, check};
///
/// let mut stack = StackSpec::new("mcp".parse()?);
/// stack.networks.insert("back".parse()?, NetworkSpec::default());
///
/// let registry = BTreeMap::new();
/// let checked = check(&Loaded::from_spec(stack), &Knowledge::new(&registry), &[]);
/// // A warning, and so there is a plan.
/// assert_eq!(checked.diagnostics[0].code().as_str(), "network-unused");
/// assert!(checked.plan.is_some());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Checked {
    /// What was found, in no order that matters, with `[lints]` applied. What was found while loading is not among it.
    pub diagnostics: Vec<Diagnostic>,
    /// What the stack means; `None` when something is an error, here or while loading.
    pub plan: Option<Plan>,
}

/// Checks everything that a stack refers to and everything that must agree, by mcpgen's own rules and then by `rules`, and says
/// what the stack means. What was refused while loading is taken as there: nothing is said of its absence.
///
/// # Examples
///
/// ```
/// use std::collections::BTreeMap;
///
/// use mcpgen_core::catalog::{Knowledge, ServerDefinition};
/// use mcpgen_core::{Sources, check, load};
///
/// let mut sources = Sources::new();
/// let text = "[stack]\nname = \"mcp\"\n[services.gateway]\nkind = \"mcp-gateway\"\nservers = [\"fetsh\"]\n";
/// let id = sources.add("stack.toml", text);
/// let registry = BTreeMap::from([("fetch".to_owned(), ServerDefinition::container())]);
///
/// let checked = check(&load(&sources, id), &Knowledge::new(&registry), &[]);
/// let unknown = checked.diagnostics.iter().find(|found| found.code().as_str() == "unknown-server").unwrap();
/// assert_eq!(unknown.help_text(), Some("write \"fetch\""));
/// assert!(checked.plan.is_none());
/// ```
#[must_use]
pub fn check(loaded: &Loaded, knowledge: &Knowledge<'_>, rules: &[&dyn Rule]) -> Checked {
    let services = services_in_order(loaded);
    let codes = rules.iter().flat_map(|rule| rule.codes()).map(Code::Own).collect();
    let mut check =
        Check { loaded, spec: loaded.spec(), knowledge, services: &services, codes, diagnostics: Vec::new() };
    for rule in RULES {
        rule(&mut check);
    }
    let plan = if check.has_errors() { None } else { resolve(loaded.spec(), knowledge).ok() };
    if let Some(plan) = &plan {
        isolation::check(&mut check, plan);
    }
    let subject = Subject { loaded, knowledge, plan: plan.as_ref() };
    check.diagnostics.extend(rules.iter().flat_map(|rule| rule.check(&subject)));
    without_consequences(&mut check.diagnostics);
    lints::apply(&mut check);
    let plan = if check.has_errors() { None } else { plan };
    Checked { diagnostics: check.diagnostics, plan }
}

/// Takes out what only follows from a misspelt name: that what was meant seems unused.
fn without_consequences(diagnostics: &mut Vec<Diagnostic>) {
    let pairs = [
        (Code::UnknownNetwork, Code::NetworkUnused),
        (Code::UnknownSecret, Code::SecretUnused),
        (Code::UnknownServer, Code::ServerUnused),
    ];
    for (unknown, unused) in pairs {
        let misspelt: Vec<String> = diagnostics
            .iter()
            .filter(|diagnostic| diagnostic.code() == unknown)
            .filter_map(|diagnostic| diagnostic.subject().map(str::to_owned))
            .collect();
        // Of the few networks that there are, a wrong name may mean any.
        let any = unknown == Code::UnknownNetwork;
        let meant = |name: &str| misspelt.iter().any(|misspelt| any || nearest(misspelt, [name]).is_some());
        diagnostics
            .retain(|diagnostic| diagnostic.code() != unused || !diagnostic.subject().is_some_and(meant));
    }
}

/// After so many diagnostics no nearest names and no fixes are looked for any more: nobody reads so far before mending.
const MOST_SUGGESTIONS: usize = 40;

/// What every rule sees.
struct Check<'a> {
    loaded: &'a Loaded,
    spec: &'a StackSpec,
    knowledge: &'a Knowledge<'a>,
    /// The services in the order of the file, so that of two that conflict the later one is to blame.
    services: &'a [(&'a ServiceName, &'a ServiceSpec)],
    /// The codes of the rules that are not mcpgen's own.
    codes: Vec<Code>,
    diagnostics: Vec<Diagnostic>,
}

/// The services in the order of the file; of a stack that was built in code, by name.
fn services_in_order(loaded: &Loaded) -> Vec<(&ServiceName, &ServiceSpec)> {
    let mut services: Vec<_> = loaded.spec().services.iter().collect();
    let table = Path::root().key("services");
    if let Some(table) = loaded.document().and_then(|document| document.node(&table)?.table()) {
        services.sort_by_cached_key(|(name, _)| table.get(name.as_str()).map(|service| service.key));
    }
    services
}

impl<'a> Check<'a> {
    fn report(&mut self, diagnostic: Diagnostic) {
        self.diagnostics.push(diagnostic);
    }

    /// Whether something cannot work.
    fn has_errors(&self) -> bool {
        let mut found = self.loaded.diagnostics().iter().chain(&self.diagnostics);
        found.any(|diagnostic| diagnostic.severity() == Severity::Error)
    }

    /// Whether nearest names and fixes are still looked for.
    fn suggests(&self) -> bool {
        self.diagnostics.len() < MOST_SUGGESTIONS
    }

    /// The name of `known` that is nearest to `name`, while there are not too many diagnostics already.
    fn nearest<'n>(&self, name: &str, known: impl IntoIterator<Item = &'n str>) -> Option<&'n str> {
        if self.suggests() { nearest(name, known) } else { None }
    }

    /// Reports that something is not there, unless it was there and refused.
    fn report_missing(&mut self, missing: &Path, diagnostic: Diagnostic) {
        if !self.loaded.refused(missing) {
            self.report(diagnostic);
        }
    }

    /// Reports that nothing uses something. What was refused might have.
    fn report_unused(&mut self, diagnostic: Diagnostic) {
        if !self.loaded.is_partial() {
            self.report(diagnostic);
        }
    }

    /// Reports that `name` is no entry of `[table]`. `known` are those that are.
    fn report_unknown(&mut self, code: Code, table: &str, name: &str, used_at: &Path, known: &[&str]) {
        let what = table.trim_end_matches('s');
        let diagnostic = self.labelled(
            Diagnostic::new(code, format!("there is no {what} `{name}`")).about(name),
            used_at,
            Part::Value,
            "not declared",
        );
        let diagnostic = self.with_name(diagnostic, used_at, name, known);
        let diagnostic = match self.nearest(name, known.iter().copied()) {
            Some(near) => diagnostic.help(format!("write `{near}`")),
            None if known.is_empty() || known.len() > 8 => diagnostic.help(format!("add `[{table}.{name}]`")),
            None => diagnostic
                .help(format!("add `[{table}.{name}]`, or write {}", or_list(known.iter().copied()))),
        };
        self.report_missing(&Path::root().key(table).key(name), diagnostic);
    }

    /// Adds the edit that writes the name of `known` for the text at `path` that is certainly meant by it.
    fn with_name(&self, diagnostic: Diagnostic, path: &Path, name: &str, known: &[&str]) -> Diagnostic {
        if !self.suggests() {
            return diagnostic;
        }
        let meant = only_name(name, known.iter().copied());
        let correction = meant.and_then(|meant| self.document()?.choose(path, meant));
        match correction {
            Some(correction) => diagnostic.with_fix(correction.fix),
            None => diagnostic,
        }
    }

    /// Adds the edit that writes the key of `known` for `key` of the table at `table` that is certainly meant by it.
    fn with_key(&self, diagnostic: Diagnostic, table: &Path, key: &str, known: &[&str]) -> Diagnostic {
        if !self.suggests() {
            return diagnostic;
        }
        match self.document().and_then(|document| document.rename(table, key, known)) {
            Some(correction) => diagnostic.with_fix(correction.fix),
            None => diagnostic,
        }
    }

    /// The same for the key that `path` ends with, when the one that is meant is known.
    fn with_key_to(&self, diagnostic: Diagnostic, path: &Path, meant: &str, known: &[&str]) -> Diagnostic {
        let [table @ .., Segment::Key(key)] = path.segments() else { return diagnostic };
        let table = Path::from(table.to_vec());
        match self.document().and_then(|document| document.rename_to(&table, key, meant, known)) {
            Some(correction) => diagnostic.with_fix(correction.fix),
            None => diagnostic,
        }
    }

    /// Adds a label at `path`, when there is a text.
    fn labelled(
        &self,
        diagnostic: Diagnostic,
        path: &Path,
        part: Part,
        text: impl Into<String>,
    ) -> Diagnostic {
        match self.document() {
            Some(document) => diagnostic.labelled(document.locate(path, part), text),
            None => diagnostic,
        }
    }

    fn document(&self) -> Option<&'a Document> {
        self.loaded.document()
    }
}

/// `services.NAME`.
fn service_path(name: impl std::fmt::Display) -> Path {
    Path::root().key("services").key(name)
}
