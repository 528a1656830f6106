//! A plan held against a simulation of what was rendered from it: two readings of one stack that share no code.

mod differences;
mod gateway;
mod server;
mod tunnel;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use mcpgen::core::plan::{
    HostLocation, MachineValue, MountSource, Plan, Role, Service, Text, TextPart, TunnelMode,
};
use mcpgen_simulate::{Entry, FileAccess, FileText, Machine, MemoryFolder, Simulation, simulate};

use self::differences::Differences;
use crate::cases::Case;
use crate::dotenv;
use crate::produce::{evaluate, produce};

/// The user that cloudflared's image runs as.
const TUNNEL_USER: u32 = 65532;

/// A rendered stack in memory, its plan, and the values of its `.env`.
#[derive(Debug)]
pub struct Rendered {
    /// What was meant.
    pub plan: Plan,
    /// Path and text of every file, as they were rendered or stand beside `stack.toml`.
    pub files: BTreeMap<String, String>,
    values: BTreeMap<String, String>,
}

impl Rendered {
    /// Renders `case`, and gives each line of its `.env` that has no value one of its own.
    ///
    /// # Errors
    /// The case does not render, or dotenvy does not read its `.env`.
    pub fn from(case: &Case) -> Result<Self, String> {
        let plan = evaluate(&case.stack())?.plan().cloned().ok_or("the stack is refused")?;
        let folder = tempfile::tempdir().map_err(|error| error.to_string())?;
        let out = folder.path();
        produce(&case.stack(), out)?;
        let mut files = BTreeMap::new();
        collect(&case.folder, "", &mut files)?;
        collect(out, "", &mut files)?;
        let filled: String = files
            .get(".env")
            .map(String::as_str)
            .unwrap_or_default()
            .split_inclusive('\n')
            .map(|line| match line.trim_end().strip_suffix('=') {
                Some(name) if !name.starts_with('#') => format!("{name}='the $value of {name}'\n"),
                _ => line.to_owned(),
            })
            .collect();
        fs::write(out.join(".env"), &filled).map_err(|error| error.to_string())?;
        files.insert(".env".to_owned(), filled);
        let values = dotenv::by_dotenvy(&out.join(".env"))?;
        Ok(Self { plan, files, values })
    }

    /// What the simulation says of it, on a machine that has what the plan wants to find there.
    #[must_use]
    pub fn simulate(&self) -> Simulation {
        let mut folder = MemoryFolder::default();
        for (path, text) in &self.files {
            folder = folder.with_file(path, text);
        }
        for service in &self.plan.services {
            for place in places(service) {
                let entry = match &service.role {
                    Role::Tunnel(_) => Entry::File {
                        text: Some(FileText::new("{}")),
                        access: Some(FileAccess { user: TUNNEL_USER, group: TUNNEL_USER, mode: 0o400 }),
                    },
                    _ => Entry::Directory(None),
                };
                folder = folder.with(self.path(place), entry);
            }
        }
        let environment = [("HOME".to_owned(), "/home/person".to_owned())].into_iter().collect();
        simulate(&folder, &Machine::with_environment(environment))
    }

    fn path(&self, place: &HostLocation) -> String {
        match place {
            HostLocation::Machine(text) => self.text(text).replace('\\', "/"),
            HostLocation::StackFolder(path) => path.trim_start_matches("./").to_owned(),
        }
    }

    /// A text with the values of `.env` in it.
    fn text(&self, text: &Text) -> String {
        let value = |name: &str| self.values.get(name).cloned().unwrap_or_default();
        text.parts()
            .iter()
            .map(|part| match part {
                TextPart::Literal(text) => text.clone(),
                TextPart::Secret(name) => value(name.as_str()),
                TextPart::Variable(name, default) => match (value(name.as_str()), default) {
                    (found, Some(default)) if found.is_empty() => default.as_str().to_owned(),
                    (found, _) => found,
                },
                TextPart::Machine(machine) => value(MachineValue::variable(*machine)),
            })
            .collect()
    }

    /// Everything in which the simulation differs from the plan; empty when they agree.
    #[must_use]
    pub fn disagreements(&self, simulation: &Simulation) -> Vec<String> {
        let mut differences = Differences::default();
        for finding in simulation.findings.iter().filter(|finding| finding.level.as_str() == "failure") {
            differences.found.push(format!("[{}] {}", finding.code, finding.message));
        }
        let services = self.plan.gateways().map(|(service, _)| service.name.to_string());
        let simulated = simulation.gateways.iter().map(|gateway| gateway.service.clone());
        differences.compare("gateways", services.collect::<Vec<_>>(), simulated.collect());
        for (service, gateway) in self.plan.gateways() {
            if let Some(outcome) = simulation.gateway(service.name.as_str()) {
                differences.within(service.name.as_str(), |differences| {
                    self.compare_gateway(service, gateway, outcome, differences);
                });
            }
        }
        let connector = self.plan.connector();
        differences.compare("tunnels", usize::from(connector.is_some()), simulation.tunnels.len());
        if let (Some((service, connector)), Some(outcome)) = (connector, simulation.tunnels.first()) {
            differences.within(service.name.as_str(), |differences| {
                self.compare_tunnel(connector, outcome, differences);
            });
        }
        differences.found
    }
}

/// The places of the machine that a service mounts and that no emitter makes.
fn places(service: &Service) -> Vec<&HostLocation> {
    match &service.role {
        Role::Tunnel(connector) => match &connector.mode {
            TunnelMode::Local { credentials, .. } => vec![credentials],
            TunnelMode::Dashboard { .. } => Vec::new(),
        },
        Role::Container(container) => container
            .mounts
            .iter()
            .filter_map(|mount| match &mount.source {
                MountSource::Host { location, .. } => Some(location),
                MountSource::Volume { .. } | MountSource::Tmpfs { .. } => None,
            })
            .collect(),
        Role::Gateway(_) => Vec::new(),
    }
}

/// Every text below `folder`, but for what a case renders to.
fn collect(folder: &Path, prefix: &str, files: &mut BTreeMap<String, String>) -> Result<(), String> {
    let failure = |error: std::io::Error| format!("{}: {error}", folder.display());
    for entry in fs::read_dir(folder).map_err(failure)? {
        let path = entry.map_err(failure)?.path();
        let name = format!("{prefix}{}", path.file_name().unwrap_or_default().to_string_lossy());
        if path.is_dir() {
            if name != "out" {
                collect(&path, &format!("{name}/"), files)?;
            }
        } else if let Ok(text) = fs::read_to_string(&path) {
            files.insert(name, text);
        }
    }
    Ok(())
}
