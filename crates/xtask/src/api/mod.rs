//! `cargo xtask api`: what everybody may rely on in the published libraries, held to four rules.
//!
//! 1. Every public item has an example ([`example`]).
//! 2. Every public function that can fail says when, below `# Errors`.
//! 3. A method that sets a field says what the field takes, and one of them is in an example of its struct.
//! 4. No public signature names a crate that is neither Rust's own nor ours ([`signature`]).
//!
//! What is public is asked of rustdoc, which writes it as JSON. Only nightly compilers write it without being told
//! that they may; the stable one is told by `RUSTC_BOOTSTRAP`.

mod example;
mod rustdoc;
mod signature;
#[cfg(test)]
mod tests;

use std::collections::BTreeSet;
use std::fmt;
use std::path::Path;
use std::process::Command;

use crate::{process, project};
use rustdoc::{Crate, Item};

/// The packages that are published and have a library.
const LIBRARIES: [&str; 5] =
    ["cloudflared-config", "mcpgen-registry", "mcpgen-core", "mcpgen-simulate", "mcpgen"];

/// Holds the libraries to all the rules, and names each place that breaks one.
///
/// # Errors
/// A library cannot be documented, or something breaks a rule.
pub(crate) fn run() -> Result<(), String> {
    let mut items = 0;
    let mut findings = BTreeSet::new();
    for package in LIBRARIES {
        let read = document(package)?;
        items += read.own().len();
        findings.extend(judge(&read, &LIBRARIES));
    }
    for finding in &findings {
        println!("{finding}");
    }
    if findings.is_empty() {
        println!("{items} public items of {} libraries: each is as it must be", LIBRARIES.len());
        return Ok(());
    }
    Err(format!("{} of {items} public items break a rule", findings.len()))
}

/// What rustdoc says of the library of `package`, with all its features.
///
/// It is built in a folder of its own: some build scripts look at `RUSTC_BOOTSTRAP`, and would run again, with all
/// that depends on them, each time it comes and goes.
fn document(package: &str) -> Result<Crate, String> {
    let target = project::target().join("api");
    let mut cargo = Command::new("cargo");
    cargo.args(["rustdoc", "--quiet", "--package", package, "--lib", "--all-features"]);
    cargo.args(["--", "-Z", "unstable-options", "--output-format", "json"]);
    cargo.env("RUSTC_BOOTSTRAP", "1").env("CARGO_TARGET_DIR", &target).current_dir(project::root());
    process::output(&mut cargo)?;
    read(&target.join("doc").join(package.replace('-', "_")).with_extension("json"))
}

fn read(file: &Path) -> Result<Crate, String> {
    let text = std::fs::read_to_string(file).map_err(|error| format!("{}: {error}", file.display()))?;
    serde_json::from_str(&text).map_err(|error| format!("{}: {error}", file.display()))
}

/// What in `read` breaks a rule. Signatures may name `ours` besides Rust's own crates.
fn judge(read: &Crate, ours: &[&str]) -> BTreeSet<Finding> {
    let mut findings = BTreeSet::new();
    for item in read.own() {
        let docs = item.docs.as_deref().unwrap_or_default();
        if item.is_explained() && !example::is_in(docs) {
            findings.insert(Finding::new(item, "has no example"));
        }
        if item.can_fail() && !docs.lines().any(|line| line.trim() == "# Errors") {
            findings.insert(Finding::new(item, "can fail, and has no `# Errors`"));
        }
        if item.is_setter() && docs.lines().count() < 2 {
            findings.insert(Finding::new(item, "does not say what it takes"));
        }
        let parts = read.parts(item);
        let is_set = |item: &Item| item.docs.as_deref().unwrap_or_default().contains(".with_");
        if parts.iter().any(|part| part.is_setter())
            && !is_set(item)
            && !parts.iter().any(|part| is_set(part))
        {
            findings.insert(Finding::new(item, "has methods that set its fields, and no example of one"));
        }
        for foreign in signature::foreign(read, item, ours) {
            findings.insert(Finding::new(item, &format!("names {foreign}")));
        }
    }
    findings
}

/// A place that breaks a rule.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Finding {
    file: String,
    line: u64,
    problem: String,
}

impl Finding {
    fn new(item: &Item, problem: &str) -> Self {
        let (file, line) = item.place();
        Self { file, line, problem: format!("{} {problem}", item.title()) }
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}:{}: {}", self.file, self.line, self.problem)
    }
}
