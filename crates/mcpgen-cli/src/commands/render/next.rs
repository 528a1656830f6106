//! What is left to do after a render, and how clients connect then.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;

use mcpgen::Rendering;
use mcpgen::client::Connection;
use mcpgen::core::SITE;
use mcpgen::core::plan::{MachineValue, Plan, RouteTarget, TunnelMode};
use mcpgen::fs::find_credentials;

use crate::folders::Folders;

/// The steps that are left to a person.
pub(super) fn to_do(
    text: &mut String,
    plan: &Plan,
    rendering: &Rendering,
    machine: &BTreeMap<MachineValue, String>,
    folders: &Folders,
) {
    let Folders { stack: stack_folder, out } = folders;
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

/// How clients connect.
pub(super) fn connect(text: &mut String, connection: &Connection) {
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
