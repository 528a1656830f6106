//! `mcpgen secrets`.

use std::fmt::Write as _;
use std::io::{IsTerminal as _, Read as _};

use mcpgen::artifact::Artifact;
use mcpgen::core::plan::Plan;
use mcpgen::dotenv::{EnvFile, SecretText};
use mcpgen::fs::View;
use mcpgen::secrets::{SecretState, SecretStatus, rotate_secret, secret_statuses, set_secret, unused_names};

use super::{is_refused, read};
use crate::arguments::{MessageFormat, SecretName, SecretsArguments, SecretsCommand, SecretsFormat};
use crate::exit::{Failure, Outcome};
use crate::folders::{Folders, failure, system_entropy};
use crate::print;

const ENV: &str = ".env";

pub(crate) fn run(arguments: &SecretsArguments) -> Result<Outcome, Failure> {
    let evaluation = read(&arguments.place.stack)?;
    let report = evaluation.report();
    let Some(plan) = evaluation.plan().filter(|_| !is_refused(report, None)) else {
        let stack = arguments.place.stack.display();
        let message = format!("{stack}: {}, so its secrets cannot be told", print::summary(report));
        return Err(Failure::new(message).help("run `mcpgen check`"));
    };
    let folders = Folders::of(&arguments.place.stack, arguments.place.out.as_deref())?;
    match &arguments.command {
        None => list(plan, &folders, arguments.format),
        Some(SecretsCommand::Set(SecretName { name })) => {
            known(plan, name)?;
            let value = ask(name)?;
            change(&folders, |file| set_secret(plan, file, name, &value))?;
            after(&folders, name, "is set")
        }
        Some(SecretsCommand::Rotate(SecretName { name })) => {
            known(plan, name)?;
            change(&folders, |file| rotate_secret(plan, file, name, &mut system_entropy()))?;
            after(&folders, name, "has a new value; clients that send it need it too")
        }
    }
}

fn known(plan: &Plan, name: &str) -> Result<(), Failure> {
    if plan.secrets.keys().any(|known| known.as_str() == name) {
        return Ok(());
    }
    let names: Vec<&str> = plan.secrets.keys().map(mcpgen::core::name::SecretName::as_str).collect();
    Err(Failure::new(format!("the stack has no secret `{name}`"))
        .help(format!("it has {}", names.join(", "))))
}

fn list(plan: &Plan, folders: &Folders, format: SecretsFormat) -> Result<Outcome, Failure> {
    let existing = View::of(&folders.out).and_then(|view| view.existing()).map_err(failure)?;
    let file = EnvFile::parse(existing.env.as_deref().unwrap_or(""));
    if let Some(line) = file.unreadable_lines().first() {
        return Err(Failure::new(format!("{}: {line}", folders.out.join(ENV).display())));
    }
    let statuses = secret_statuses(plan, &file);
    let unused = unused_names(plan, &file);
    let text = match format {
        SecretsFormat::Table => table(&statuses, &unused, &file),
        SecretsFormat::Json => json(&statuses, &file)?,
    };
    print::out(&text)?;
    Ok(Outcome::Done)
}

/// Whether the shell has another value, which Compose would take when it is run by hand.
fn is_overridden(status: &SecretStatus, file: &EnvFile) -> bool {
    let name = status.name.as_str();
    let here = std::env::var(name).ok();
    let there = file.get(name).and_then(|value| match value {
        mcpgen::dotenv::Value::Text(text) => Some(text),
        _ => None,
    });
    here.is_some_and(|here| there.is_none_or(|there| there.expose() != here))
}

fn word(status: &SecretStatus) -> &'static str {
    match (status.state, status.receivers.is_empty()) {
        (_, true) => "unused",
        (SecretState::Set, _) => "set",
        (SecretState::Missing, _) => "missing",
        (SecretState::Empty, _) => "empty",
    }
}

fn table(statuses: &[SecretStatus], unused: &[String], file: &EnvFile) -> String {
    let width = statuses.iter().map(|status| status.name.as_str().len()).max().unwrap_or(0);
    let mut text = String::new();
    for status in statuses {
        let made = if status.generated { ", made by mcpgen" } else { "" };
        let receivers = if status.receivers.is_empty() {
            "nobody gets it".to_owned()
        } else {
            format!("goes to {}", status.receivers.join(", "))
        };
        // Writing to a String cannot fail.
        let _ = writeln!(text, "{:width$}  {:<7}  {receivers}{made}", status.name.as_str(), word(status));
        if is_overridden(status, file) {
            let _ = writeln!(
                text,
                "{:width$}  {:<7}  the shell has another value: the start scripts ignore it, `docker compose` by hand would not",
                "", ""
            );
        }
    }
    if statuses.is_empty() {
        text.push_str("The stack has no secrets.\n");
    }
    if !unused.is_empty() {
        let _ = writeln!(text, "\nIn .env besides, and used by nothing here: {}", unused.join(", "));
    }
    text
}

fn json(statuses: &[SecretStatus], file: &EnvFile) -> Result<String, Failure> {
    let mut text = String::new();
    for status in statuses {
        let line = serde_json::json!({
            "name": status.name.as_str(),
            "state": word(status),
            "generated": status.generated,
            "description": status.description,
            "receivers": status.receivers,
            "overridden": is_overridden(status, file),
        });
        let line = serde_json::to_string(&line).map_err(|error| Failure::new(error.to_string()))?;
        text.push_str(&line);
        text.push('\n');
    }
    Ok(text)
}

/// Asks for a value without showing it, or reads it from standard input when that is no terminal.
fn ask(name: &str) -> Result<SecretText, Failure> {
    let fail = |error: std::io::Error| Failure::new(format!("the value cannot be read: {error}"));
    let value = if std::io::stdin().is_terminal() {
        rpassword::prompt_password(format!("Value of {name} (it does not show): ")).map_err(fail)?
    } else {
        let mut value = String::new();
        std::io::stdin().read_to_string(&mut value).map_err(fail)?;
        // What `echo` adds is no part of it.
        let line = value.strip_suffix('\n').map(|line| line.strip_suffix('\r').unwrap_or(line));
        line.map_or_else(|| value.clone(), str::to_owned)
    };
    if value.is_empty() {
        return Err(Failure::new(format!("no value was given for {name}; nothing was written")));
    }
    Ok(SecretText::new(value))
}

/// Changes `.env` and nothing else in it.
fn change(
    folders: &Folders,
    edit: impl FnOnce(&mut EnvFile) -> Result<(), mcpgen::Error>,
) -> Result<(), Failure> {
    if !folders.out.join(ENV).exists() {
        let message = format!("{} is not there", folders.out.join(ENV).display());
        return Err(Failure::new(message).help("run `mcpgen render` first, which makes it"));
    }
    let output = folders.open()?;
    let existing = output.view().existing().map_err(failure)?;
    let mut file = EnvFile::parse(existing.env.as_deref().unwrap_or(""));
    edit(&mut file).map_err(|error| Failure::new(error.to_string()))?;
    let artifact = Artifact::public(file.text().expose()).secret();
    output.replace_shared(ENV, artifact).map_err(failure)
}

fn after(folders: &Folders, name: &str, what: &str) -> Result<Outcome, Failure> {
    let start = folders.out.join("scripts").join(if cfg!(windows) { "start.ps1" } else { "start.sh" });
    print::done(
        &format!("{name} {what}.\nIt arrives at the next start: {}\n", start.display()),
        MessageFormat::Human,
    )?;
    Ok(Outcome::Done)
}
