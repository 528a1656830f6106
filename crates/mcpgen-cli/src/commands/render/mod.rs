//! `mcpgen render`.

mod next;

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;

use mcpgen::client::connections;
use mcpgen::core::diagnostic::{Report, Severity};
use mcpgen::core::name::SecretName;
use mcpgen::core::plan::Plan;
use mcpgen::dotenv::{EnvFile, SecretText};
use mcpgen::fs::{Change, Comparison, OnEdited, View, Written};
use mcpgen::secrets::unused_names;
use mcpgen::{Error, ErrorKind, Rendering};

use super::{evaluate, is_refused, least};
use crate::arguments::RenderArguments;
use crate::exit::{Failure, Outcome};
use crate::folders::{Folders, failure};
use crate::reading::{covers_env, read_differently};
use crate::{input, print};

pub(crate) fn run(arguments: &RenderArguments) -> Result<Outcome, Failure> {
    if input::is_standard(&arguments.input.stack) && arguments.out.is_none() {
        return Err(Failure::new("a stack on standard input has no folder to write to")
            .help("name one: `mcpgen render - --out DIR`"));
    }
    let evaluation = evaluate(&arguments.input)?;
    let report = evaluation.report();
    let format = arguments.input.message_format;
    // Advice is for who checks a stack, not for who renders it every day.
    print::report(&report.without(Severity::Advice), format, least(&arguments.input))?;
    let refused = is_refused(report, arguments.input.deny);
    let (false, Some(plan)) = (refused, evaluation.plan()) else {
        let stack = input::name(&arguments.input.stack);
        print::note(&format!("{stack}: {}; nothing was written\n", print::summary(report)));
        return Ok(Outcome::StackAtFault);
    };
    let folders = Folders::of(&arguments.input.stack, arguments.out.as_deref())?;
    let supplied = if arguments.from_env { environment(plan) } else { BTreeMap::new() };
    if arguments.check || arguments.diff {
        let view = View::of(&folders.out).map_err(failure)?;
        let (rendering, _) =
            folders.render(&evaluation, plan, view.existing().map_err(failure)?, supplied)?;
        return compare(arguments, &view, &rendering, &folders.out);
    }
    let output = folders.open()?;
    let existing = output.view().existing().map_err(failure)?;
    let before = EnvFile::parse(existing.env.as_deref().unwrap_or(""));
    let was_covered = existing.env.is_none() || existing.gitignore.as_deref().is_some_and(covers_env);
    let (rendering, machine) = folders.render(&evaluation, plan, existing, supplied)?;
    // What a target cannot express is never dropped in silence.
    if !rendering.losses.is_empty() {
        let losses = Report::new(report.sources().clone(), rendering.losses.clone());
        print::report(&losses, format, least(&arguments.input))?;
    }
    let on_edited = match (arguments.keep, arguments.force) {
        (true, _) => OnEdited::Keep,
        (_, true) => OnEdited::Replace,
        _ => OnEdited::Refuse,
    };
    let comparison = output.view().compare(&rendering.artifacts).map_err(failure)?;
    uncovered(&rendering, was_covered, &folders.out);
    let written = output.write(&comparison, on_edited).map_err(|error| edited(error, &comparison))?;
    let mut text = String::new();
    files(&mut text, &written, &folders.out);
    values(&mut text, plan, &before);
    next::to_do(&mut text, plan, &rendering, &machine, &folders);
    for connection in connections(plan) {
        next::connect(&mut text, &connection);
    }
    print::done(&text, format)?;
    Ok(Outcome::Done)
}

/// `--check` and `--diff`: what a render would change. Nothing is written.
fn compare(
    arguments: &RenderArguments,
    view: &View,
    rendering: &Rendering,
    out: &Path,
) -> Result<Outcome, Failure> {
    let comparison = view.compare(&rendering.artifacts).map_err(failure)?;
    let cut_off = view.is_cut_off().map_err(failure)?;
    let (diff, drifts) = if arguments.diff {
        (comparison.unified_diff(), false)
    } else {
        (comparison.drift(), comparison.drifts() || cut_off)
    };
    print::beside_report(&diff, arguments.input.message_format)?;
    if cut_off {
        print::note(&format!("{}: a render was cut off here; the next one finishes it\n", out.display()));
    }
    for file in comparison.files().iter().filter(|file| file.change() == Change::Kept) {
        print::note(&format!("{}: no longer rendered, and stays: {}\n", file.path(), file.origin()));
    }
    if drifts {
        let render = "`mcpgen render` makes it so";
        print::note(&format!("{}: not what the stack gives; {render}\n", out.display()));
        return Ok(Outcome::StackAtFault);
    }
    Ok(Outcome::Done)
}

/// Values of the plan's secrets that the environment has.
fn environment(plan: &Plan) -> BTreeMap<SecretName, SecretText> {
    plan.secrets
        .keys()
        .filter_map(|name| {
            let value = std::env::var(name.as_str()).ok().filter(|value| !value.is_empty())?;
            Some((name.clone(), SecretText::new(value)))
        })
        .collect()
}

/// Files that a person wrote are in the way: which, and what would become of them.
fn edited(error: Error, comparison: &Comparison) -> Failure {
    if error.kind() != ErrorKind::Conflicts {
        return failure(error);
    }
    let mut message = "nothing was written: these files would lose what a person wrote".to_owned();
    for conflict in error.conflicts() {
        // Writing to a String cannot fail.
        let _ = write!(message, "\n    {} ({})", conflict.path(), conflict.origin());
    }
    let _ = write!(message, "\n\n{}", comparison.conflicts());
    Failure::new(message.trim_end())
        .help("say `--keep` to leave them and write the rest, or `--force` to replace them and keep each beside it as a backup")
}

/// Says, before anything is written, that git would take in `.env`.
fn uncovered(rendering: &Rendering, was_covered: bool, out: &Path) {
    let gitignore = out.join(".gitignore");
    let is_covered =
        rendering.artifacts.get(".gitignore").is_some_and(|artifact| covers_env(artifact.text()));
    let text = match (was_covered, is_covered) {
        (_, false) => "does not cover .env, which holds secrets: a line such as `!.env` takes it out again",
        (false, true) => {
            "did not cover .env, which holds secrets; the line is added. Look whether git has the file already"
        }
        (true, true) => return,
    };
    print::note(&format!("warning: {} {text}\n", gitignore.display()));
}

/// What is to be said of the lines of `.env` that were there.
fn values(text: &mut String, plan: &Plan, before: &EnvFile) {
    let unused = unused_names(plan, before);
    if !unused.is_empty() {
        let _ =
            writeln!(text, "  .env has lines that nothing here uses, and that stay: {}", unused.join(", "));
    }
    let differently = read_differently(before);
    if !differently.is_empty() {
        let names = differently.join(", ");
        let _ = writeln!(
            text,
            "  .env has values that Compose and other programs read differently: {names}\n  (`mcpgen secrets set NAME` writes one that all read alike)"
        );
    }
}

fn files(text: &mut String, written: &Written, out: &Path) {
    let changed = written.files.iter().filter(|(_, change)| *change != Change::Unchanged);
    for (path, change) in changed {
        let word = match change {
            Change::Created => "new",
            Change::Updated => "changed",
            Change::Removed => "removed",
            Change::Kept => "kept",
            Change::Unchanged => "unchanged",
        };
        let _ = writeln!(text, "  {word:<8} {path}");
    }
    for path in &written.backups {
        let _ = writeln!(text, "  {:<8} {path}", "backup");
    }
    for path in &written.closed {
        let _ = writeln!(text, "  {:<8} {path}, which others could read", "closed");
    }
    for path in &written.opened {
        let _ = writeln!(text, "  {:<8} {path}, which its container could not read", "opened");
    }
    let count = |wanted| written.files.iter().filter(|(_, change)| *change == wanted).count();
    let _ = writeln!(
        text,
        "{}: {} new, {} changed, {} unchanged, {} removed",
        out.display(),
        count(Change::Created),
        count(Change::Updated),
        count(Change::Unchanged),
        count(Change::Removed)
    );
}
