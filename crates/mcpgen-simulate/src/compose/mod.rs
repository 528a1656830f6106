//! What Compose makes of the folder.

mod environment;
mod mount;
mod network;
mod port;
mod service;
mod words;

pub(crate) use mount::{Mount, MountSource};
pub(crate) use network::{Attachment, Network};
pub(crate) use port::Port;
pub(crate) use service::Service;

use std::collections::{BTreeMap, BTreeSet};

use crate::dotenv::Dotenv;
use crate::finding::{Code, Finding};
use crate::folder::{Entry, Folder};
use crate::interpolation::{Gap, interpolate};
use crate::machine::Machine;
use crate::value::{State, Value};
use crate::yaml::Yaml;

/// The names that Compose looks for, in its order (compose-spec/compose-go, cli/options.go).
const FILES: [&str; 4] = ["compose.yaml", "compose.yml", "docker-compose.yml", "docker-compose.yaml"];

/// The files that Compose adds to the first when they are there.
const OVERRIDES: [&str; 4] = [
    "compose.override.yml",
    "compose.override.yaml",
    "docker-compose.override.yml",
    "docker-compose.override.yaml",
];

/// A Compose project: the file, with the values of `.env` in it.
#[derive(Debug)]
pub(crate) struct Project {
    pub(crate) file: &'static str,
    pub(crate) name: String,
    pub(crate) services: BTreeMap<String, Service>,
    pub(crate) networks: BTreeMap<String, Network>,
}

/// Where the values of a Compose file come from.
pub(crate) struct Variables<'a> {
    shell: &'a BTreeMap<String, String>,
    dotenv: &'a Dotenv,
}

impl Variables<'_> {
    /// The value of a variable: the shell's, or else that of `.env`.
    pub(crate) fn get(&self, name: &str) -> Option<Value> {
        let shell = self.shell.get(name).map(|value| Value::of_variable(name, value, State::Set));
        shell.or_else(|| self.dotenv.values.get(name).cloned())
    }
}

impl Project {
    /// Reads the folder as Compose would. `None` when there is nothing that it could start.
    pub(crate) fn read(folder: &dyn Folder, machine: &Machine, findings: &mut Vec<Finding>) -> Option<Self> {
        let Some((file, text)) = FILES.iter().find_map(|file| Some((*file, text_of(folder, file)?))) else {
            findings.push(Finding::new(
                Code::ComposeUnreadable,
                "there is no Compose file in this folder",
                "name the folder with docker-compose.yml; `mcpgen render` makes one",
            ));
            return None;
        };
        let mut yaml = match Yaml::read(&text) {
            Ok(yaml) => yaml,
            Err(fault) => {
                let message = format!("Compose cannot read {file}: {fault}");
                findings.push(Finding::new(Code::ComposeUnreadable, message, "mend the YAML").about(file));
                return None;
            }
        };
        for other in OVERRIDES.iter().filter(|other| text_of(folder, other).is_some()) {
            let message = format!("Compose adds {other} to {file}; it is not looked at here");
            findings.push(Finding::new(Code::NotSimulated, message, "merge the two").about(*other));
        }
        let dotenv = read_dotenv(folder, machine, findings);
        let variables = Variables { shell: &machine.environment, dotenv: &dotenv };
        fill_in(&mut yaml, &variables, file, findings);
        let Some(services) = yaml.get("services").and_then(Yaml::table) else {
            let message = format!("{file} has no services");
            findings.push(Finding::new(Code::ComposeUnreadable, message, "add some").about(file));
            return None;
        };
        if yaml.get("include").is_some() {
            let message = format!("what {file} includes is not looked at here");
            findings.push(Finding::new(Code::NotSimulated, message, "put it into one file").about(file));
        }
        let reader = service::Reader { folder, machine, variables: &variables, root: &yaml };
        Some(Self {
            file,
            name: yaml.text("name").unwrap_or_default(),
            services: services
                .iter()
                .map(|(name, entry)| (name.clone(), reader.read(name, entry, findings)))
                .collect(),
            networks: Network::read_all(&yaml),
        })
    }

    /// The service that `host` means to a container of `from`: a service, its container or an alias, on a network that both
    /// are on.
    pub(crate) fn reached_as<'a>(&'a self, host: &str, from: &Service) -> Option<&'a Service> {
        let shared = |service: &Service| !service.shared_networks(from).is_empty();
        let named = |service: &Service| {
            service.name == host
                || service.container_name.as_deref() == Some(host)
                || service.aliases.iter().any(|alias| alias == host)
        };
        self.services.values().find(|service| named(service) && shared(service))
    }

    /// Whether all networks of a service are cut off from everything outside.
    pub(crate) fn is_cut_off(&self, service: &Service) -> bool {
        let Attachment::Networks(networks) = &service.attachment else { return false };
        !networks.is_empty()
            && networks.iter().all(|name| self.networks.get(name).is_some_and(|network| network.internal))
    }
}

/// The text of a file in the folder.
pub(crate) fn text_of(folder: &dyn Folder, path: &str) -> Option<String> {
    match folder.look(path) {
        Entry::File { text: Some(text), .. } => Some(text.as_str().to_owned()),
        _ => None,
    }
}

fn read_dotenv(folder: &dyn Folder, machine: &Machine, findings: &mut Vec<Finding>) -> Dotenv {
    let text = text_of(folder, ".env").unwrap_or_default();
    let dotenv = Dotenv::read(&text, &machine.environment);
    for line in &dotenv.unreadable {
        let message = format!("line {line} of .env is no `NAME=value`: Compose stops");
        findings.push(Finding::new(Code::DotenvUnreadable, message, "mend the line").about(".env"));
    }
    dotenv
}

/// Fills in the variables of the whole file, and says which have no value.
fn fill_in(yaml: &mut Yaml, variables: &Variables<'_>, file: &str, findings: &mut Vec<Finding>) {
    let mut gaps = Vec::new();
    let mut used = BTreeSet::new();
    let mut invalid = BTreeSet::new();
    yaml.map_texts(&mut |template| {
        let template = template.text();
        let value = interpolate(template, &|name| variables.get(name), &mut gaps).unwrap_or_else(|fault| {
            // What follows the `$` may be a password that somebody wrote down as it is.
            invalid.insert(fault.0.chars().take(2).collect::<String>());
            Value::literal(template)
        });
        used.extend(value.variables().into_iter().map(str::to_owned));
        value
    });
    for start in invalid {
        let message = format!("a text in {file} has `{start}` where no variable follows: Compose stops");
        let remedy = "write `$$` for a dollar sign, or mend the reference";
        findings.push(Finding::new(Code::TemplateInvalid, message, remedy).about(file));
    }
    for gap in gaps.into_iter().collect::<BTreeSet<_>>() {
        findings.push(match gap {
            Gap::Required(name) => {
                let message = format!("{name} has no value: Compose stops before it starts anything");
                Finding::new(Code::VariableMissing, message, format!("fill in {name} in .env")).about(name)
            }
            Gap::Unset(name) => {
                let message =
                    format!("{name} is set neither in .env nor in the shell: nothing stands in its place");
                Finding::new(Code::VariableUnset, message, format!("set {name} in .env")).about(name)
            }
        });
    }
    for name in used {
        if let (Some(shell), Some(line)) = (variables.shell.get(&name), variables.dotenv.values.get(&name))
            && !line.is(shell)
        {
            let message = format!("{name} of the shell comes before {name} of .env");
            let remedy = "unset it, or start by a script that does (as those of mcpgen do)";
            findings.push(Finding::new(Code::ShellBeatsDotenv, message, remedy).about(name));
        }
    }
}
