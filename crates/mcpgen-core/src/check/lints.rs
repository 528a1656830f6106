//! `[lints]`: what the person makes of each kind of diagnostic.

use super::Check;
use crate::diagnostic::{Code, Diagnostic, Severity, nearest};
use crate::document::Part;
use crate::model::{LintLevel, LintSpec};
use crate::path::Path;

/// Changes or removes what the rules found, as `[lints]` says. An error stays one: what cannot work cannot be allowed.
pub(super) fn apply(check: &mut Check<'_>) {
    let mut levels: Vec<(Code, &LintSpec)> = Vec::new();
    for (name, lint) in &check.spec.lints {
        let path = path(name);
        let code = known(check).find(|code| code.as_str() == name);
        match code {
            None => unknown(check, name, &path),
            Some(code) if code.severity() == Severity::Error => fixed(check, code, &path),
            Some(code) => {
                reason(check, code, lint, &path);
                levels.push((code, lint));
            }
        }
    }
    for (code, lint) in &levels {
        if lint.level == LintLevel::Allow && *code != Code::LintUnused {
            unused(check, *code);
        }
    }
    // What was said of the lints themselves has a level, too.
    for (code, lint) in levels {
        level(check, code, lint.level);
    }
}

/// Every code that a person can name.
fn known(check: &Check<'_>) -> impl Iterator<Item = Code> {
    Code::ALL.iter().chain(&check.codes).copied()
}

fn path(name: &str) -> Path {
    Path::root().key("lints").key(name)
}

fn unknown(check: &mut Check<'_>, name: &str, path: &Path) {
    let diagnostic = Diagnostic::new(Code::LintUnknown, format!("there is no diagnostic `{name}`"));
    let diagnostic = check.labelled(diagnostic, path, Part::Key, "unknown");
    let codes: Vec<&str> = known(check).map(Code::as_str).collect();
    let diagnostic = check.with_key(diagnostic, &Path::root().key("lints"), name, &codes);
    let near = nearest(name, codes);
    let help = near.map_or_else(|| "remove it".to_owned(), |near| format!("write `{near}`"));
    check.report(diagnostic.help(help));
}

fn fixed(check: &mut Check<'_>, code: Code, path: &Path) {
    let message = format!("`{code}` is an error: what cannot work cannot be allowed");
    let diagnostic =
        check.labelled(Diagnostic::new(Code::LintFixed, message), path, Part::Key, "cannot be changed");
    check.report(diagnostic.help("remove it"));
}

/// A protection is given up for a reason, which stands there. With `advice` it is as good as given up: nothing counts it.
fn reason(check: &mut Check<'_>, code: Code, lint: &LintSpec, path: &Path) {
    let lowered = match lint.level {
        LintLevel::Allow => "allow",
        LintLevel::Advice => "advice",
        LintLevel::Warn | LintLevel::Deny => return,
    };
    let said = lint.reason.as_deref().is_some_and(|reason| !reason.trim().is_empty());
    if code.guards_security() && !said && !check.loaded.refused(&path.key("reason")) {
        let message = format!("`{code}` guards a protection, and nothing says why it is given up");
        let diagnostic = Diagnostic::new(Code::LintReasonMissing, message);
        let diagnostic = check.labelled(diagnostic, path, Part::Value, "no reason");
        check.report(
            diagnostic
                .help(format!("write `{code} = {{ level = \"{lowered}\", reason = \"…\" }}`, or remove it")),
        );
    }
}

fn unused(check: &mut Check<'_>, code: Code) {
    // What could not be read might have brought it up.
    let unread = check.knowledge.catalogs.values().any(Option::is_none);
    if unread || check.diagnostics.iter().any(|found| found.code() == code) {
        return;
    }
    let diagnostic =
        Diagnostic::new(Code::LintUnused, format!("nothing brings up `{code}`, which is allowed here"));
    let diagnostic = check.labelled(diagnostic, &path(code.as_str()), Part::Key, "hides nothing");
    check.report_unused(diagnostic.help("remove it"));
}

fn level(check: &mut Check<'_>, code: Code, level: LintLevel) {
    let severity = match level {
        LintLevel::Allow => None,
        LintLevel::Advice => Some(Severity::Advice),
        LintLevel::Warn => Some(Severity::Warning),
        LintLevel::Deny => Some(Severity::Error),
    };
    let found = std::mem::take(&mut check.diagnostics);
    check.diagnostics = found
        .into_iter()
        .filter_map(|diagnostic| match severity {
            _ if diagnostic.code() != code => Some(diagnostic),
            Some(severity) => Some(diagnostic.with_severity(severity)),
            None => None,
        })
        .collect();
}
