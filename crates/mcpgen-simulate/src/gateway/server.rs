//! What comes of each server (docker/mcp-gateway, pkg/gateway/clientpool.go).

use std::collections::BTreeSet;

use super::GatewayRun;
use super::bind::{BindVerdict, source_of};
use super::catalog::CatalogServer;
use super::files::Files;
use super::secrets::Secrets;
use super::template::{Filled, fill, fill_list};
use crate::finding::{Code, Finding};
use crate::simulation::{Origin, SecretState, ServerMount, ServerOutcome, Standing, Variable};
use crate::value::Value;
use crate::yaml::Yaml;

impl GatewayRun<'_> {
    /// What comes of each server that is asked for.
    pub(super) fn servers(&self, files: &mut Files<'_>) -> Vec<ServerOutcome> {
        let names = self.names.clone().unwrap_or_default();
        let servers: Vec<ServerOutcome> = names.iter().map(|name| self.server(name, files)).collect();
        judge_vanished(&servers, files);
        let containers: Vec<&str> = servers
            .iter()
            .filter(|server| server.image.is_some() && !self.flags.switch("static", false))
            .map(|server| server.name.as_str())
            .collect();
        if !containers.is_empty() {
            self.judge_docker(&containers, files);
        }
        servers
    }

    fn judge_docker(&self, containers: &[&str], files: &mut Files<'_>) {
        if self.service.environment.get("DOCKER_HOST").is_some_and(|host| !host.is_empty()) {
            let message = "DOCKER_HOST is not handed to the `docker run` of a server: it still wants /var/run/docker.sock";
            let remedy = "take DOCKER_HOST away, and mount a socket at /var/run/docker.sock";
            let finding = Finding::new(Code::DockerHostIgnored, message, remedy).about("DOCKER_HOST");
            if self.has_docker { files.find(finding) } else { files.end(finding) }
        } else if !self.has_docker {
            let message = format!(
                "there is no Docker socket to start {} with: the gateway ends",
                containers.join(", ")
            );
            let remedy = "mount the engine's socket at /var/run/docker.sock, or run remote servers alone";
            files.end(Finding::new(Code::DockerSocketMissing, message, remedy));
        }
    }

    fn server(&self, name: &str, files: &mut Files<'_>) -> ServerOutcome {
        let mut outcome = ServerOutcome {
            name: name.to_owned(),
            standing: Standing::Appears,
            catalog: None,
            image: None,
            environment: Vec::new(),
            configuration: Vec::new(),
            mounts: Vec::new(),
            networks: Vec::new(),
            tools: self.tools_of(name),
        };
        let Some((catalog, server)) = self.catalogs.servers.get(name) else {
            outcome.standing = if self.catalogs.incomplete { Standing::Unknown } else { Standing::Vanishes };
            return outcome;
        };
        outcome.catalog = Some(catalog.clone());
        let mut judge = Judge { run: self, files, name, server, fails: false };
        judge.kind();
        judge.secrets(&mut outcome.environment);
        judge.configured(&mut outcome);
        outcome.environment.sort_by(|a, b| a.name.cmp(&b.name));
        if judge.fails {
            outcome.standing = Standing::Fails;
        }
        let is_static = self.flags.switch("static", false);
        if server.remote.is_none() && !server.image.is_empty() {
            outcome.image = Some(server.image.clone());
            outcome.networks = match (server.no_network, is_static) {
                (_, true) => Vec::new(),
                (true, _) => vec!["none".to_owned()],
                (false, _) => self.server_networks.clone(),
            };
        }
        outcome
    }

    /// `--tools` takes the place of the tools files, for every server (pkg/gateway/capabilitites.go).
    fn tools_of(&self, name: &str) -> Option<Vec<String>> {
        if self.flags.is_given("tools") {
            let tools = self.flags.list("tools");
            let of_server = tools.iter().filter_map(|tool| match tool.split_once(':') {
                Some((server, tool)) => (server == name).then_some(tool),
                None => Some(tool),
            });
            let of_server: Vec<String> = of_server.map(str::to_owned).collect();
            return if of_server.iter().any(|tool| tool == "*") { None } else { Some(of_server) };
        }
        let tools = self.tools.get(name)?.list().unwrap_or_default();
        Some(tools.iter().filter_map(Yaml::scalar).map(|tool| tool.text().to_owned()).collect())
    }
}

/// All in one finding: when a catalog is missing, they are many.
fn judge_vanished(servers: &[ServerOutcome], files: &mut Files<'_>) {
    let vanished = servers.iter().filter(|server| server.standing == Standing::Vanishes);
    let names: Vec<&str> = vanished.map(|server| server.name.as_str()).collect();
    if names.is_empty() {
        return;
    }
    let them = if names.len() == 1 { "it" } else { "them" };
    let names = names.join(", ");
    let message =
        format!("no catalog has {names}; the gateway drops {them} without a word, and stays healthy");
    let remedy = format!("define {them} in a catalog that is mounted, or take {them} off `--servers`");
    files.find(Finding::new(Code::ServerVanishes, message, remedy).about(names));
}

/// Looks at one server of a catalog.
struct Judge<'a, 'b> {
    run: &'a GatewayRun<'a>,
    files: &'a mut Files<'b>,
    name: &'a str,
    server: &'a CatalogServer,
    fails: bool,
}

impl Judge<'_, '_> {
    fn find(&mut self, code: Code, message: String, remedy: impl Into<String>) {
        self.files.find(Finding::new(code, message, remedy).about(self.name));
    }

    /// Whether a server of this kind can work at all.
    fn kind(&mut self) {
        let Self { name, server, .. } = *self;
        if server.oauth_only {
            self.fails = true;
            let message = format!("{name} needs a login that a gateway in a container cannot do");
            self.find(Code::ServerUnusable, message, "take another server, or one that takes a key");
        }
        if let Some(remote) = &server.remote
            && let Some(transport) = &remote.transport
        {
            let known = ["sse", "http", "streamable", "streaming", "streamable-http"];
            let insecure = ["1", "true"].iter().any(|value| {
                let variable = self.run.service.environment.get("DOCKER_MCP_ALLOW_INSECURE_REMOTE_URLS");
                variable.is_some_and(|variable| variable.is(value))
            });
            if !known.contains(&transport.as_str()) {
                self.fails = true;
                let message = format!("{name} has no transport that the gateway knows: {transport:?}");
                self.find(Code::ServerUnusable, message, "write `transport_type: streamable-http`, or `sse`");
            } else if !remote.url.starts_with("https://") && !insecure {
                self.fails = true;
                let message =
                    format!("the address of {name} does not begin with `https://`: the gateway blocks it");
                self.find(Code::ServerUnusable, message, "write an address with TLS");
            }
        } else if server.remote.is_none() && server.image.is_empty() && !server.is_tools {
            self.fails = true;
            let message = format!("{name} has neither an image nor an address in its catalog");
            self.find(Code::ServerUnusable, message, "add `image:`, or `remote:` with `url:`");
        }
        let plain = server.image.strip_prefix("docker.io/").unwrap_or(&server.image);
        if plain.starts_with("mcp/")
            && !plain.contains('@')
            && !server.is_dockers
            && self.run.flags.switch("verify-signatures", true)
            && !self.run.flags.switch("static", false)
        {
            let message = format!(
                "the image of {name} has no digest, so that its signature cannot be checked: the gateway ends"
            );
            let remedy = "add the digest, `@sha256:…`, or pass `--verify-signatures=false`";
            self.files.end(Finding::new(Code::ImageUnverified, message, remedy).about(self.name));
        }
    }

    fn secrets(&mut self, environment: &mut Vec<Variable>) {
        let Self { name, server, .. } = *self;
        for secret in &server.secrets {
            let (state, value) = self.run.secrets.deliver(&secret.name);
            let variable = &secret.variable;
            let line = format!("a line `{}=` in the gateway's secrets file", secret.name);
            match state {
                SecretState::Missing => {
                    let lacks = match &self.run.secrets {
                        Secrets::Nothing => {
                            format!("the gateway finds no secrets file at {}", self.run.secrets_sources)
                        }
                        _ => format!("the gateway has no secret {}", secret.name),
                    };
                    let message = format!("{name} gets the text <UNKNOWN> as {variable}: {lacks}");
                    let code = if secret.optional { Code::SecretUnknown } else { Code::SecretMissing };
                    self.find(code, message, format!("add {line}, and name the file with `--secrets`"));
                }
                SecretState::Unresolved => {
                    let message = format!(
                        "{name} gets the text se://docker/mcp/{} as {variable}: `docker-desktop` in `--secrets` hides every file after it",
                        secret.name
                    );
                    self.find(
                        Code::SecretUnresolved,
                        message,
                        format!("pass `--secrets=/run/secrets/mcp_secret` alone, with {line}"),
                    );
                }
                SecretState::Empty if !secret.optional => {
                    let message =
                        format!("{name} gets nothing as {variable}: the secret {} is empty", secret.name);
                    self.find(Code::SecretEmpty, message, "give it a value in .env");
                }
                SecretState::Delivered | SecretState::Empty | SecretState::Unknown => {}
            }
            if let Secrets::File { cut, .. } = &self.run.secrets
                && cut.contains(&secret.name)
            {
                let message = format!("the blanks at the end of {} are cut off", secret.name);
                self.find(Code::SecretCut, message, "take them away");
            }
            // A server that is kept is not started without its secrets, optional or not.
            let kept = server.long_lived || self.run.flags.switch("long-lived", false);
            if kept && server.remote.is_none() && matches!(state, SecretState::Missing | SecretState::Empty) {
                self.fails = true;
            }
            let variables = value.variables().into_iter().map(str::to_owned).collect();
            environment.push(Variable {
                name: variable.clone(),
                origin: Origin::Secret { name: secret.name.clone(), state, variables },
                value,
            });
        }
    }

    /// What the server's configuration decides: environment and mounts.
    fn configured(&mut self, outcome: &mut ServerOutcome) {
        let Self { name, server, .. } = *self;
        let Some(configuration) = &self.run.configuration else { return };
        let key = name.replace('.', "_");
        let own = configuration.get(&key).cloned().unwrap_or(Yaml::Null);
        flatten("", &own, &mut outcome.configuration);
        let configuration = Yaml::Table([(key.clone(), own.clone())].into_iter().collect());
        let mut missing = BTreeSet::new();
        for (variable, template) in &server.environment {
            let (origin, value) = if template.contains("{{") && template.contains("}}") {
                let value = match fill(template, &configuration, &mut missing) {
                    Filled::One(value) => value,
                    Filled::Several(values) => values.into_iter().next().unwrap_or_default(),
                };
                (Origin::Configuration, value)
            } else {
                (Origin::Catalog, expand(template, &outcome.environment))
            };
            if !value.is_empty() {
                outcome.environment.push(Variable { name: variable.clone(), origin, value });
            }
        }
        if !self.run.flags.switch("static", false) && server.remote.is_none() {
            self.mounts(&configuration, outcome);
        }
        for path in &server.required {
            let found = path.split('.').try_fold(&own, |yaml, key| yaml.get(key));
            if found.is_none() {
                self.key_missing(path, "starts without it");
            }
        }
    }

    /// A server that asks for a key of its configuration, and does without.
    fn key_missing(&mut self, path: &str, effect: &str) {
        let name = self.name;
        let key = name.replace('.', "_");
        let mounted = self.server.volumes.iter().any(|volume| volume.contains(&format!("{{{{{key}.{path}")));
        let effect = if mounted { "starts with nothing mounted" } else { effect };
        let message = format!("{name} needs `{path}` in its configuration, and {effect}");
        let remedy = format!("add `{key}:` with `{path}:` to a file, and name it with `--config`");
        self.find(Code::ConfigurationKeyMissing, message, remedy);
    }

    fn mounts(&mut self, configuration: &Yaml, outcome: &mut ServerOutcome) {
        let mut missing = BTreeSet::new();
        let name = self.name;
        for volume in fill_list(&self.server.volumes, configuration, &mut missing) {
            let volume = volume.text();
            if volume.is_empty() || volume.starts_with('-') {
                continue;
            }
            let verdict = self.run.policy.judge(volume);
            let refusal = match &verdict {
                BindVerdict::Volume | BindVerdict::ReadOnly | BindVerdict::Writable => None,
                BindVerdict::Refused(reason) => Some((
                    reason,
                    "name the path in MCP_GATEWAY_DOCKER_BIND_ALLOWED_PATHS, or in …_ALLOW_WRITABLE_PATHS",
                )),
                BindVerdict::Blocked(reason) => Some((reason, "mount another path")),
            };
            if let Some((reason, remedy)) = refusal {
                self.fails = true;
                let source = source_of(volume);
                let source = if source.is_empty() { volume } else { source };
                let message =
                    format!("{name} does not start, for {source} cannot be mounted into it: {reason}");
                self.find(Code::BindBlocked, message, remedy);
            }
            outcome.mounts.push(ServerMount { volume: volume.to_owned(), verdict });
        }
        // Of Docker's own servers it is known which keys they need.
        let prefix = format!("{}.", name.replace('.', "_"));
        let keys = missing.iter().filter_map(|path| path.strip_prefix(&prefix));
        for key in keys.filter(|_| !self.server.is_dockers).map(str::to_owned).collect::<Vec<_>>() {
            self.key_missing(&key, "starts without it");
        }
    }
}

/// `$NAME` and `${NAME}` from the server's own secrets, as Go's `os.Expand`; anything else is nothing.
fn expand(text: &str, environment: &[Variable]) -> Value {
    let mut value = Value::default();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('$') {
        value.push(&Value::literal(before));
        let (name, behind) = if let Some(parts) =
            after.strip_prefix('{').and_then(|after| after.split_once('}'))
        {
            parts
        } else {
            let is_part = |character: char| character == '_' || character.is_ascii_alphanumeric();
            after.split_at_checked(after.find(|c| !is_part(c)).unwrap_or(after.len())).unwrap_or((after, ""))
        };
        if let Some(variable) = environment.iter().find(|variable| variable.name == name) {
            value.push(&variable.value);
        }
        rest = behind;
    }
    value.push(&Value::literal(rest));
    value
}

fn flatten(path: &str, yaml: &Yaml, found: &mut Vec<(String, Value)>) {
    let below = |key: &str| if path.is_empty() { key.to_owned() } else { format!("{path}.{key}") };
    match yaml {
        Yaml::Table(table) => table.iter().for_each(|(key, yaml)| flatten(&below(key), yaml, found)),
        Yaml::List(items) => items.iter().for_each(|item| flatten(path, item, found)),
        scalar => found.extend(scalar.scalar().map(|value| (path.to_owned(), value))),
    }
}
