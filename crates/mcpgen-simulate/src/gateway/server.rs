//! What comes of each server (docker/mcp-gateway, pkg/gateway/clientpool.go).

use super::GatewayRun;
use super::catalog::CatalogServer;
use super::files::Files;
use super::secrets::Secrets;
use crate::finding::{Code, Finding};
use crate::simulation::{Origin, SecretState, ServerOutcome, Standing, Variable};
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
pub(super) struct Judge<'a, 'b> {
    pub(super) run: &'a GatewayRun<'a>,
    pub(super) files: &'a mut Files<'b>,
    pub(super) name: &'a str,
    pub(super) server: &'a CatalogServer,
    pub(super) fails: bool,
}

impl Judge<'_, '_> {
    pub(super) fn find(&mut self, code: Code, message: String, remedy: impl Into<String>) {
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
}
