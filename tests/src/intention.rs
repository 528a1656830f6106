//! A plan held against a simulation of what was rendered from it: two readings of one stack that share no code.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use mcpgen::core::model::Transport;
use mcpgen::core::plan::{
    ConfigValue, Connector, Gateway, GatewayAuth, HostLocation, MachineValue, MountSource, OwnServerKind,
    Plan, Role, RouteTarget, Server, ServerMountSource, Service, Text, TextPart, TunnelMode,
};
use mcpgen_simulate::{
    Access, BindVerdict, CatalogState, Entry, FileAccess, FileText, GatewayOutcome, Machine, MemoryFolder,
    Origin, SecretState, ServerOutcome, Simulation, Standing, Status, TunnelOutcome, simulate,
};

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

    fn compare_gateway(
        &self,
        service: &Service,
        gateway: &Gateway,
        outcome: &GatewayOutcome,
        differences: &mut Differences,
    ) {
        differences.compare("starts", true, outcome.starts);
        let transport = match gateway.transport {
            Transport::Sse => mcpgen_simulate::Transport::Sse,
            Transport::Streaming => mcpgen_simulate::Transport::Streaming,
        };
        differences.compare("transport", transport, outcome.transport);
        differences.compare("port", Some(gateway.port.get()), outcome.port);
        let networks: Vec<String> = service.networks.iter().map(ToString::to_string).collect();
        differences.compare("networks", networks.clone(), outcome.networks.clone());
        match (&gateway.auth, &outcome.access) {
            (GatewayAuth::Everyone, Access::Everyone) => {}
            (GatewayAuth::Bearer(token), Access::Token(value)) => {
                let right = self.values.get(token.as_str()).is_some_and(|token| value.is(token));
                differences.compare("the token's value", true, right);
            }
            (auth, access) => differences.found.push(format!("asks for {access:?} instead of {auth:?}")),
        }
        let published = gateway.publication.map(|publication| {
            (
                publication.address.get().to_string(),
                Some(publication.port.get()),
                publication.address.get().is_loopback(),
            )
        });
        let simulated = outcome
            .published
            .iter()
            .map(|published| (published.address.clone(), published.port, published.only_here));
        differences.compare("published", published.into_iter().collect::<Vec<_>>(), simulated.collect());
        let own = gateway.servers.iter().any(|server| server.own.is_some()).then(|| "mcpgen.yaml".to_owned());
        let dockers = gateway.docker_catalog || gateway.catalogs.is_empty() && own.is_none();
        let catalogs = dockers.then(|| "Docker's catalog".to_owned()).into_iter();
        let catalogs =
            catalogs.chain(gateway.catalogs.iter().map(|catalog| catalog.file_name.clone())).chain(own);
        let read = outcome
            .catalogs
            .iter()
            .filter(|catalog| matches!(catalog.state, CatalogState::Dockers | CatalogState::Read(1..)));
        differences.compare(
            "catalogs",
            catalogs.collect::<Vec<_>>(),
            read.map(|catalog| catalog.name.clone()).collect(),
        );
        let names: Vec<String> = gateway.servers.iter().map(|server| server.name.to_string()).collect();
        differences.compare(
            "servers",
            names,
            outcome.servers.iter().map(|server| server.name.clone()).collect(),
        );
        for (server, outcome) in gateway.servers.iter().zip(&outcome.servers) {
            differences.within(server.name.as_str(), |differences| {
                self.compare_server(server, outcome, &networks, differences);
            });
        }
        if gateway.publication.is_some() {
            let answers = (Status::Code(200), without_token(&gateway.auth));
            compare_answer(gateway.endpoint(), "http://", answers, &outcome.answers, differences);
        }
    }

    fn compare_server(
        &self,
        server: &Server,
        outcome: &ServerOutcome,
        networks: &[String],
        differences: &mut Differences,
    ) {
        differences.compare("standing", Standing::Appears, outcome.standing);
        let tools =
            server.tools.as_ref().map(|tools| tools.iter().map(ToString::to_string).collect::<Vec<_>>());
        differences.compare("tools", tools, outcome.tools.clone());
        let mut config = Vec::new();
        for (key, value) in &server.config {
            self.flatten(key, value, &mut config);
        }
        let keys =
            |config: &[(String, String)]| config.iter().map(|(key, _)| key.clone()).collect::<Vec<_>>();
        let simulated: Vec<String> = outcome.configuration.iter().map(|(key, _)| key.clone()).collect();
        differences.compare("configuration", keys(&config), simulated);
        for ((key, value), (_, found)) in config.iter().zip(&outcome.configuration) {
            differences.compare(key, true, found.is(value));
        }
        let mut secrets: Vec<(String, String)> = Vec::new();
        for delivery in &server.secrets {
            let name = delivery.environment.as_str();
            let value = self.values.get(delivery.secret.as_str()).cloned().unwrap_or_default();
            let found = outcome.environment.iter().find(|variable| variable.name == name);
            let delivered = found.is_some_and(|found| {
                let from = matches!(&found.origin, Origin::Secret { variables, .. }
                    if *variables == [delivery.secret.as_str()]);
                from && found.value.is(&value)
            });
            differences.compare(&format!("{name} delivered"), true, delivered);
            secrets.push((name.to_owned(), delivery.name.clone()));
        }
        secrets.sort();
        let simulated = outcome.environment.iter().filter_map(|variable| match &variable.origin {
            Origin::Secret { name, state: SecretState::Delivered, .. } => {
                Some((variable.name.clone(), name.clone()))
            }
            _ => None,
        });
        differences.compare("secrets", secrets, simulated.collect());
        let allowed = outcome.mounts.iter().all(|mount| {
            matches!(mount.verdict, BindVerdict::Volume | BindVerdict::ReadOnly | BindVerdict::Writable)
        });
        differences.compare("all mounts allowed", true, allowed);
        for path in &server.paths {
            let start = format!("{}:", self.text(path));
            let mounted = outcome.mounts.iter().any(|mount| mount.volume.starts_with(&start));
            differences.compare(&format!("{start} mounted"), true, mounted);
        }
        if let Some(OwnServerKind::Image { image, environment, mounts, network, .. }) =
            server.own.as_ref().map(|own| &own.kind)
        {
            differences.compare("image", Some(image.as_str()), outcome.image.as_deref());
            let joined = if *network { networks.to_vec() } else { vec!["none".to_owned()] };
            differences.compare("server networks", joined, outcome.networks.clone());
            for (name, value) in environment {
                let found = outcome.environment.iter().find(|variable| variable.name == name.as_str());
                differences.compare(name.as_str(), true, found.is_some_and(|found| found.value.is(value)));
            }
            let wanted = mounts.iter().map(|(source, target, read_only)| match source {
                ServerMountSource::Volume(name) => (format!("{name}:{target}"), BindVerdict::Volume),
                ServerMountSource::Path(path) if *read_only => {
                    (format!("{}:{target}:ro", self.text(path)), BindVerdict::ReadOnly)
                }
                ServerMountSource::Path(path) => {
                    (format!("{}:{target}", self.text(path)), BindVerdict::ReadOnly)
                }
            });
            let simulated = outcome.mounts.iter().map(|mount| (mount.volume.clone(), mount.verdict.clone()));
            differences.compare("mounts", wanted.collect::<Vec<_>>(), simulated.collect());
        } else if server.own.is_none() && outcome.image.is_some() && outcome.networks != ["none"] {
            differences.compare("server networks", networks.to_vec(), outcome.networks.clone());
        }
    }

    fn flatten(&self, path: &str, value: &ConfigValue, found: &mut Vec<(String, String)>) {
        let mut add = |text: String| found.push((path.to_owned(), text));
        match value {
            ConfigValue::Boolean(value) => add(value.to_string()),
            ConfigValue::Integer(value) => add(value.to_string()),
            ConfigValue::Float(value) => add(value.to_string()),
            ConfigValue::Text(text) => add(self.text(text)),
            ConfigValue::List(items) => items.iter().for_each(|item| self.flatten(path, item, found)),
            ConfigValue::Table(table) => {
                table.iter().for_each(|(key, value)| self.flatten(&format!("{path}.{key}"), value, found));
            }
        }
    }

    fn compare_tunnel(&self, connector: &Connector, outcome: &TunnelOutcome, differences: &mut Differences) {
        differences.compare("starts", Some(true), outcome.starts);
        differences.compare(
            "metrics exposed",
            !connector.metrics.ip().is_loopback(),
            outcome.metrics_exposed,
        );
        let TunnelMode::Local { user, routes, .. } = &connector.mode else {
            differences.compare("routes elsewhere", true, outcome.routes_elsewhere);
            return;
        };
        let user_text = self.text(user);
        let simulated = outcome.user.map(|(user, group)| format!("{user}:{group}"));
        differences.compare("user", Some(user_text), simulated);
        let gateways: BTreeMap<&str, &Gateway> =
            self.plan.gateways().map(|(service, gateway)| (service.name.as_str(), gateway)).collect();
        let wanted = routes.iter().map(|route| {
            let target = match &route.target {
                RouteTarget::Service(name, _) if gateways.contains_key(name.as_str()) => {
                    mcpgen_simulate::RouteTarget::Gateway(name.to_string())
                }
                RouteTarget::Service(name, _) => mcpgen_simulate::RouteTarget::Service(name.to_string()),
                RouteTarget::Url(_) => mcpgen_simulate::RouteTarget::Elsewhere,
                RouteTarget::Status(status) => mcpgen_simulate::RouteTarget::Status(status.get()),
            };
            (route.hostname.to_string(), target)
        });
        let catch_all = (String::new(), mcpgen_simulate::RouteTarget::Status(404));
        let simulated = outcome.routes.iter().map(|route| (route.hostname.clone(), route.target.clone()));
        differences.compare("routes", wanted.chain([catch_all]).collect::<Vec<_>>(), simulated.collect());
        for (route, outcome_of_route) in routes.iter().zip(&outcome.routes) {
            let wants_login = route.rule.access().is_some();
            differences.compare(&route.hostname.to_string(), wants_login, outcome_of_route.access);
            if let RouteTarget::Service(name, _) = &route.target
                && let Some(gateway) = gateways.get(name.as_str())
            {
                let alone = if wants_login { Status::Code(403) } else { without_token(&gateway.auth) };
                let base = format!("https://{}", route.hostname);
                compare_answer(
                    gateway.endpoint(),
                    &base,
                    (Status::Code(200), alone),
                    &outcome.answers,
                    differences,
                );
            }
        }
    }
}

fn without_token(auth: &GatewayAuth) -> Status {
    match auth {
        GatewayAuth::Bearer(_) => Status::Code(401),
        GatewayAuth::Everyone => Status::Code(200),
    }
}

/// `wanted` is what is answered with the token, and without one.
fn compare_answer(
    endpoint: &str,
    base: &str,
    wanted: (Status, Status),
    answers: &[mcpgen_simulate::Answer],
    differences: &mut Differences,
) {
    let found = answers.iter().find(|answer| answer.url.starts_with(base) && answer.url.ends_with(endpoint));
    let found = found.map(|answer| (answer.with_token, answer.without_token));
    differences.compare(&format!("answer at {base} {endpoint}"), Some(wanted), found);
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
                MountSource::Host(place) => Some(place),
                MountSource::Volume(_) => None,
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

/// What was found to differ.
#[derive(Debug, Default)]
struct Differences {
    place: String,
    found: Vec<String>,
}

impl Differences {
    fn compare<T: PartialEq + std::fmt::Debug>(&mut self, what: &str, planned: T, simulated: T) {
        if planned != simulated {
            let place = &self.place;
            self.found.push(format!("{place}{what}: planned {planned:?}, simulated {simulated:?}"));
        }
    }

    fn within(&mut self, name: &str, compare: impl FnOnce(&mut Self)) {
        let outer = self.place.clone();
        self.place = format!("{outer}{name}: ");
        compare(self);
        self.place = outer;
    }
}
