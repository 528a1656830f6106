//! What a tunnel would do.

mod command;
mod config;
mod credentials;
mod exposure;
mod route;

use std::collections::BTreeSet;

use self::command::TunnelCommand;
use self::config::{Access, TunnelConfig};
use self::credentials::Credentials;
use self::route::{Route, public_answers};
use crate::compose::{Project, Service};
use crate::finding::{Code, Finding};
use crate::folder::{Folder, clean};
use crate::simulation::{GatewayOutcome, RouteOutcome, TunnelOutcome};
use crate::view::{self, Seen};

/// Where cloudflared looks for its configuration when it is not told (config/configuration.go; the image's home is /home/nonroot).
const CONFIG_FOLDERS: [&str; 3] =
    ["/home/nonroot/.cloudflared", "/etc/cloudflared", "/usr/local/etc/cloudflared"];

/// Whether a service is a tunnel: by the name of its image, whoever mirrors it.
pub(crate) fn is_tunnel(service: &Service) -> bool {
    service.program() == "cloudflared"
}

/// What the tunnel `service` would do.
pub(crate) fn run(
    project: &Project,
    service: &Service,
    folder: &dyn Folder,
    gateways: &[GatewayOutcome],
    findings: &mut Vec<Finding>,
) -> TunnelOutcome {
    let starts = Some(service.is_started);
    let mut tunnel = Tunnel { project, service, folder, gateways, findings: Vec::new(), starts };
    let outcome = tunnel.run();
    findings.extend(tunnel.findings.into_iter().map(|finding| finding.of(&service.name)));
    outcome
}

struct Tunnel<'a> {
    project: &'a Project,
    service: &'a Service,
    folder: &'a dyn Folder,
    gateways: &'a [GatewayOutcome],
    findings: Vec<Finding>,
    starts: Option<bool>,
}

impl Tunnel<'_> {
    fn find(&mut self, finding: Finding) {
        self.findings.push(finding);
    }

    /// Finds something for which the tunnel ends, or never starts.
    fn end(&mut self, finding: Finding) {
        self.starts = Some(false);
        self.find(finding);
    }

    fn run(&mut self) -> TunnelOutcome {
        let command = TunnelCommand::read(self.service).unwrap_or_else(|fault| {
            let remedy = "write `command: [tunnel, --config, /etc/cloudflared/config.yml, run]`";
            self.end(Finding::new(Code::TunnelCommand, fault, remedy));
            TunnelCommand::default()
        });
        self.judge_account();
        if self.project.is_cut_off(self.service) {
            let message = "all its networks are internal: it has no way to Cloudflare, and ends";
            self.end(Finding::new(Code::TunnelCutOff, message, "put it on a network that is not internal"));
        }
        let config = self.config(&command);
        let routes_elsewhere = self.token(&command, config.as_ref());
        let metrics_exposed = self.judge_metrics(&command, config.as_ref());
        let rules = config.map(|config| config.rules).unwrap_or_default();
        let routes: Vec<Route> = rules
            .into_iter()
            .filter(|_| !routes_elsewhere)
            .map(|rule| Route::follow(rule, self.service, self.project, self.gateways))
            .collect();
        for route in &routes {
            self.judge_route(route);
        }
        let hostnames: BTreeSet<&str> =
            routes.iter().map(|route| route.rule.hostname.as_str()).filter(|name| !name.is_empty()).collect();
        let connected = self.starts != Some(false);
        TunnelOutcome {
            service: self.service.name.clone(),
            starts: self.starts,
            routes_elsewhere,
            user: credentials::user_of(self.service),
            answers: hostnames
                .iter()
                .flat_map(|hostname| public_answers(hostname, &routes, self.gateways, connected))
                .collect(),
            metrics_exposed,
            routes: routes
                .into_iter()
                .map(|route| RouteOutcome {
                    hostname: route.rule.hostname,
                    path: route.rule.path,
                    service: route.rule.service,
                    target: route.target,
                    access: route.rule.access != Access::No,
                })
                .collect(),
        }
    }

    fn config(&mut self, command: &TunnelCommand) -> Option<TunnelConfig> {
        let (path, seen) = if let Some(path) = command.flag("config") {
            (clean(path), view::look(self.service, self.folder, &clean(path)))
        } else {
            CONFIG_FOLDERS
                .iter()
                .flat_map(|folder| [format!("{folder}/config.yml"), format!("{folder}/config.yaml")])
                .map(|path| (path.clone(), view::look(self.service, self.folder, &path)))
                .find(|(_, seen)| matches!(seen, Seen::Text(_)))?
        };
        let remedy = format!("mount the configuration at {path}");
        let text = match seen {
            Seen::Text(text) => text,
            Seen::Unknown | Seen::NotStarted => return None,
            Seen::Missing => {
                let message = format!("there is no {path} in its container: cloudflared ends");
                self.end(Finding::new(Code::TunnelConfigMissing, message, remedy).about(path));
                return None;
            }
            Seen::Directory => {
                let message = format!("{path} is a folder in its container: cloudflared ends");
                self.end(Finding::new(Code::TunnelConfigMissing, message, remedy).about(path));
                return None;
            }
        };
        match TunnelConfig::read(text.text()) {
            Ok(config) => {
                for ignored in &config.ignored {
                    let message = format!("cloudflared passes over a part of {path}: {ignored}");
                    self.find(Finding::new(Code::TunnelConfigIgnored, message, "mend the key").about(&path));
                }
                if config.access_at_top {
                    let message =
                        format!("`access` at the top of {path} is not enforced: whoever comes is let in");
                    let remedy = "write it into each rule's own `originRequest`";
                    self.find(Finding::new(Code::AccessIgnored, message, remedy).about(&path));
                }
                Some(config)
            }
            Err(fault) => {
                let message = format!("cloudflared refuses {path}: {fault}");
                self.end(Finding::new(Code::TunnelConfigRefused, message, "mend the file").about(path));
                None
            }
        }
    }

    /// Looks for the token or the credentials; gives whether the routes are kept by Cloudflare. A token comes before
    /// credentials.
    fn token(&mut self, command: &TunnelCommand, config: Option<&TunnelConfig>) -> bool {
        let variable = |name: &str| {
            let value = self.service.environment.get(name)?;
            (!value.is_empty()).then(|| value.text().to_owned())
        };
        let given = command.flag("token").is_some_and(|token| !token.is_empty())
            || variable("TUNNEL_TOKEN").is_some();
        let file = command.flag("token-file").map(str::to_owned).or_else(|| variable("TUNNEL_TOKEN_FILE"));
        if given || file.is_some() {
            if let Some(file) = file.filter(|_| !given) {
                let found = credentials::look(self.service, self.folder, &clean(&file), true);
                self.judge_credentials(found, &file);
            }
            let message = "Cloudflare keeps its routes; what is in a configuration file does not count";
            self.find(Finding::new(Code::RoutesElsewhere, message, "look at them in Cloudflare's dashboard"));
            return true;
        }
        let contents =
            command.flag("credentials-contents").is_some() || variable("TUNNEL_CRED_CONTENTS").is_some();
        // Without a command or a configuration more is amiss than the credentials, and told already.
        if contents || self.starts == Some(false) && config.is_none() {
            return false;
        }
        let tunnel = command.tunnel.clone().or_else(|| config.and_then(|config| config.tunnel.clone()));
        let Some(tunnel) = tunnel else {
            let message =
                "no tunnel is named, neither in the configuration nor in the command: cloudflared ends";
            let remedy =
                "write `tunnel:` with the tunnel's UUID into the configuration, or give the tunnel its token";
            self.end(Finding::new(Code::TunnelCommand, message, remedy));
            return false;
        };
        let named = command.flag("credentials-file").or_else(|| command.flag("cred-file")).map(str::to_owned);
        let path = named.or_else(|| variable("TUNNEL_CRED_FILE")).or_else(|| config?.credentials.clone());
        let path = path.unwrap_or_else(|| {
            let candidates = CONFIG_FOLDERS.iter().map(|folder| format!("{folder}/{tunnel}.json"));
            let mut found =
                candidates.filter(|path| view::look(self.service, self.folder, path) != Seen::Missing);
            found.next().unwrap_or_else(|| format!("/etc/cloudflared/{tunnel}.json"))
        });
        let found = credentials::look(self.service, self.folder, &clean(&path), false);
        self.judge_credentials(found, &path);
        false
    }

    fn judge_credentials(&mut self, found: Credentials, path: &str) {
        match found {
            Credentials::Readable => {}
            Credentials::Unknown => {
                if self.starts == Some(true) {
                    self.starts = None;
                }
            }
            Credentials::Missing(reason) => {
                let message = format!("the tunnel has no credentials: {reason}");
                self.end(
                    Finding::new(Code::CredentialsMissing, message, format!("mount them at {path}"))
                        .about(path),
                );
            }
            Credentials::Unreadable(reason) => {
                let remedy = "give the file to the tunnel's user (chown 65532:65532), or set `user:` to the file's owner";
                self.end(Finding::new(Code::CredentialsUnreadable, reason, remedy).about(path));
            }
        }
    }
}
