//! `mcpgen render`.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;

use mcpgen::client::{Connection, connections};
use mcpgen::core::diagnostic::{Report, Severity};
use mcpgen::core::plan::{MachineValue, Plan, RouteTarget, TunnelMode};
use mcpgen::emit::Layout;
use mcpgen::fs::{
    Change, WriteError, WriteOptions, Written, detect_machine, find_credentials, read_existing, write,
};
use mcpgen::{Entropy, Inputs, Rendering, render};

use super::{evaluate, is_refused};
use crate::arguments::RenderArguments;
use crate::exit::{Failure, Outcome};
use crate::{path, print};

struct SystemEntropy;

impl Entropy for SystemEntropy {
    fn fill(&mut self, bytes: &mut [u8]) -> Result<(), String> {
        getrandom::fill(bytes).map_err(|error| error.to_string())
    }
}

pub(crate) fn run(arguments: &RenderArguments) -> Result<Outcome, Failure> {
    let evaluation = evaluate(&arguments.input)?;
    let report = evaluation.report();
    let format = arguments.input.message_format;
    // Advice is for who checks a stack, not for who renders it every day.
    print::report(&report.without(Severity::Advice), format)?;
    let refused = is_refused(report, &arguments.input);
    let (false, Some(plan)) = (refused, evaluation.plan()) else {
        let stack = arguments.input.stack.display();
        print::to_stderr(&format!("{stack}: {}; nothing was written\n", print::summary(report)));
        return Ok(Outcome::StackAtFault);
    };
    let stack_folder = path::folder_of(&arguments.input.stack);
    let out = arguments.out.clone().unwrap_or_else(|| stack_folder.clone());
    let fail = |path: &Path, error: std::io::Error| Failure::new(format!("{}: {error}", path.display()));
    // Made before anything is asked of it, so that both folders have one absolute form.
    let made = !out.exists();
    std::fs::create_dir_all(&out).map_err(|error| fail(&out, error))?;
    let absolute_stack = stack_folder.canonicalize().map_err(|error| fail(&stack_folder, error))?;
    let absolute_out = out.canonicalize().map_err(|error| fail(&out, error))?;
    let machine = detect_machine(plan, &absolute_stack);
    let inputs = Inputs {
        files: evaluation.files(),
        layout: Layout::with_stack_folder(path::way(&absolute_out, &absolute_stack)),
        machine: machine.clone(),
        existing: read_existing(&out).map_err(|error| Failure::new(error.to_string()))?,
        entropy: &mut SystemEntropy,
    };
    let rendering = render(plan, inputs).map_err(|error| {
        if made {
            // Nothing was written, so the folder goes as it came.
            let _ = std::fs::remove_dir(&out);
        }
        Failure::new(error.to_string())
    })?;
    // What a target cannot express is never dropped in silence.
    if !rendering.losses.is_empty() {
        print::report(&Report::new(report.sources().clone(), rendering.losses.clone()), format)?;
    }
    let options = WriteOptions::default().replacing_edited(arguments.force);
    let written = write(&rendering.artifacts, &out, options).map_err(write_failure)?;
    let mut text = String::new();
    files(&mut text, &written, &out);
    to_do(&mut text, plan, &rendering, &machine, &absolute_stack, &out);
    for connection in connections(plan) {
        connect(&mut text, &connection);
    }
    print::outcome(&text, format)?;
    Ok(Outcome::Done)
}

fn write_failure(error: WriteError) -> Failure {
    let WriteError::Conflicts(conflicts) = error else { return Failure::new(error.to_string()) };
    let mut message = "nothing was written: these files would lose what a person wrote".to_owned();
    for conflict in conflicts {
        let why = if conflict.edited { "edited since mcpgen wrote it" } else { "not made by mcpgen" };
        // Writing to a String cannot fail.
        let _ = write!(message, "\n    {} ({why})", conflict.path);
    }
    Failure::new(message).help("move them away, or say `--force` to replace them")
}

fn files(text: &mut String, written: &Written, out: &Path) {
    let changed = written.files.iter().filter(|(_, change)| *change != Change::Unchanged);
    for (path, change) in changed {
        let word = match change {
            Change::Created => "new",
            Change::Updated => "changed",
            Change::Removed => "removed",
            Change::Unchanged => "unchanged",
        };
        let _ = writeln!(text, "  {word:<8} {path}");
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
                let once = "Once, so that the name leads to the tunnel:";
                steps.push(format!("{once}\n       {}", names.join("\n       ")));
                steps.extend(credentials_step(plan, machine, stack_folder));
            }
            TunnelMode::Dashboard { token } => steps.push(format!(
                "Routes are kept in Cloudflare's dashboard: lead them to the services by name, such as {}; the token goes into {token} of .env.",
                plan.gateways().next().map_or_else(|| "http://SERVICE:PORT".to_owned(), |(service, gateway)| format!("http://{}:{}", service.name, gateway.port))
            )),
        }
    }
    let start = out.join("scripts").join(if cfg!(windows) { "start.ps1" } else { "start.sh" });
    let other = if cfg!(windows) { "start.sh" } else { "start.ps1 on Windows" };
    steps.push(format!("Start it: {} ({other})", start.display()));
    let _ = writeln!(text, "\nTo do");
    for (index, step) in steps.iter().enumerate() {
        let _ = writeln!(text, "  {}. {step}", index + 1);
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
