//! `mcpgen render`.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;

use mcpgen::Rendering;
use mcpgen::client::{Connection, connections};
use mcpgen::core::SITE;
use mcpgen::core::diagnostic::{Report, Severity};
use mcpgen::core::name::SecretName;
use mcpgen::core::plan::{MachineValue, Plan, RouteTarget, TunnelMode};
use mcpgen::dotenv::{EnvFile, SecretText};
use mcpgen::fs::{Change, Comparison, OnEdited, View, WriteError, Written, find_credentials};
use mcpgen::secrets::unused_names;

use super::{evaluate, is_refused};
use crate::arguments::RenderArguments;
use crate::exit::{Failure, Outcome};
use crate::folders::{Folders, failure};
use crate::print;
use crate::reading::{covers_env, read_differently};

pub(crate) fn run(arguments: &RenderArguments) -> Result<Outcome, Failure> {
    let evaluation = evaluate(&arguments.input)?;
    let report = evaluation.report();
    let format = arguments.input.message_format;
    // Advice is for who checks a stack, not for who renders it every day.
    print::report(&report.without(Severity::Advice), format)?;
    let refused = is_refused(report, arguments.input.deny);
    let (false, Some(plan)) = (refused, evaluation.plan()) else {
        let stack = arguments.input.stack.display();
        print::to_stderr(&format!("{stack}: {}; nothing was written\n", print::summary(report)));
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
        print::report(&Report::new(report.sources().clone(), rendering.losses.clone()), format)?;
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
    to_do(&mut text, plan, &rendering, &machine, &folders.stack, &folders.out);
    for connection in connections(plan) {
        connect(&mut text, &connection);
    }
    print::outcome(&text, format)?;
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
    print::outcome(&diff, arguments.input.message_format)?;
    if cut_off {
        print::to_stderr(&format!(
            "{}: a render was cut off here; the next one finishes it\n",
            out.display()
        ));
    }
    for file in comparison.files().iter().filter(|file| file.change() == Change::Kept) {
        print::to_stderr(&format!("{}: no longer rendered, and stays: {}\n", file.path(), file.origin()));
    }
    if drifts {
        let render = "`mcpgen render` makes it so";
        print::to_stderr(&format!("{}: not what the stack gives; {render}\n", out.display()));
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
fn edited(error: WriteError, comparison: &Comparison) -> Failure {
    let WriteError::Conflicts(conflicts) = error else { return failure(error) };
    let mut message = "nothing was written: these files would lose what a person wrote".to_owned();
    for conflict in &conflicts {
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
    print::to_stderr(&format!("warning: {} {text}\n", gitignore.display()));
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

fn to_do(
    text: &mut String,
    plan: &Plan,
    rendering: &Rendering,
    machine: &BTreeMap<MachineValue, String>,
    stack_folder: &Path,
    out: &Path,
) {
    let mut steps: Vec<String> = Vec::new();
    if !rendering.missing_secrets.is_empty() {
        let mut step = format!("Fill in {}:", out.join(".env").display());
        for name in &rendering.missing_secrets {
            let description =
                plan.secrets.get(name).map(|secret| secret.description.as_str()).unwrap_or_default();
            let _ = write!(
                step,
                "\n       {name}{}",
                if description.is_empty() { String::new() } else { format!("  ({description})") }
            );
        }
        steps.push(step);
    }
    for value in &rendering.missing_machine_values {
        steps.push(format!(
            "Fill in {} in {}: {}",
            value.variable(),
            out.join(".env").display(),
            value.description()
        ));
    }
    for mount in &rendering.refused_mounts {
        steps.push(format!(
            "Run it as another user, or name another path in stack.toml: the gateway mounts {} into no server, and `{}` does not start without it",
            mount.path, mount.server
        ));
    }
    if let Some((_, connector)) = plan.connector() {
        match &connector.mode {
            TunnelMode::Local { tunnel, routes, .. } => {
                let mut names: Vec<String> = routes
                    .iter()
                    .filter(|route| !matches!(route.target, RouteTarget::Status(_)))
                    .map(|route| format!("cloudflared tunnel route dns {tunnel} {}", shell_word(&route.hostname.to_string())))
                    .collect();
                names.sort();
                names.dedup();
                if !names.is_empty() {
                    let once = "Once, so that the name leads to the tunnel:";
                    steps.push(format!("{once}\n       {}", names.join("\n       ")));
                }
                steps.extend(credentials_step(plan, machine, stack_folder));
            }
            TunnelMode::Dashboard { token } => steps.push(format!(
                "Routes are kept in Cloudflare's dashboard: lead them to the services by name, such as {}; the token goes into {token} of .env.",
                plan.gateways().next().map_or_else(|| "http://SERVICE:PORT".to_owned(), |(service, gateway)| format!("http://{}:{}", service.name, gateway.port))
            )),
        }
        steps.push(format!(
            "Once, in Cloudflare's dashboard: turn Bot Fight Mode and \"Block AI bots\" off for the name, or Claude and ChatGPT are kept out: {SITE}tunnel.html#let-clients-through"
        ));
    }
    let start = out.join("scripts").join(if cfg!(windows) { "start.ps1" } else { "start.sh" });
    let other = if cfg!(windows) { "start.sh" } else { "start.ps1 on Windows" };
    steps.push(format!("Start it: {} ({other})", start.display()));
    let _ = writeln!(text, "\nTo do");
    for (index, step) in steps.iter().enumerate() {
        let _ = writeln!(text, "  {}. {step}", index + 1);
    }
    if plan.connector().is_some() {
        let _ = writeln!(
            text,
            "\nNote: Cloudflare cuts a stream on which nothing comes for about 100 seconds; clients connect again: {SITE}tunnel.html#silent-streams"
        );
    }
}

/// What to do about the tunnel's credentials: nothing, when they are there and belong to whom the tunnel runs as.
fn credentials_step(
    plan: &Plan,
    machine: &BTreeMap<MachineValue, String>,
    stack_folder: &Path,
) -> Option<String> {
    let file = find_credentials(plan, stack_folder)?;
    let path = file.path.display();
    let user = machine.get(&MachineValue::UserId)?;
    let group = machine.get(&MachineValue::GroupId)?;
    let give = format!("sudo chown {user}:{group} '{path}' && sudo chmod 400 '{path}'");
    if !file.found {
        Some(format!("Put the tunnel's credentials, which `cloudflared tunnel create` wrote, at {path}"))
    } else if file.owner.is_some_and(|owner| owner.to_string() != *user) {
        Some(format!(
            "Let the tunnel, which runs as the user {user} (MCPGEN_UID in .env), read its credentials:\n       {give}"
        ))
    } else {
        None
    }
}

/// A host name as a shell takes it: a wildcard would be matched against files.
fn shell_word(word: &str) -> String {
    if word.contains('*') { format!("'{word}'") } else { word.to_owned() }
}

fn connect(text: &mut String, connection: &Connection) {
    let _ = writeln!(text, "\nConnect to {}", connection.service);
    if let Some(local) = &connection.local {
        let _ = writeln!(text, "  here:      {local}");
    }
    for public in &connection.public {
        let _ = writeln!(text, "  anywhere:  {public}");
    }
    match &connection.token {
        Some(token) => {
            let _ = writeln!(text, "  header:    Authorization: Bearer <the value of {token} in .env>");
        }
        None => {
            let _ = writeln!(text, "  header:    none, the gateway answers everyone who reaches it");
        }
    }
    for snippet in &connection.snippets {
        let _ = writeln!(text, "\n  {}, in {}:", snippet.client, snippet.file);
        for line in snippet.text.lines() {
            let _ = writeln!(text, "    {line}");
        }
    }
}
