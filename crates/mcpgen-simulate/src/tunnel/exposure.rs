//! Who reaches what through a tunnel, and through its container.

use super::Tunnel;
use super::command::TunnelCommand;
use super::config::{Access, TunnelConfig};
use super::route::Route;
use crate::compose::MountSource;
use crate::finding::{Code, Finding};
use crate::folder::Entry;
use crate::gateway::door;
use crate::simulation::{self, RouteTarget};

impl Tunnel<'_> {
    /// Whether more is mounted than the tunnel's own credentials.
    pub(super) fn judge_account(&mut self) {
        for mount in &self.service.mounts {
            let MountSource::Host { path, .. } = &mount.source else { continue };
            let certificate = matches!(self.folder.look(&format!("{path}/cert.pem")), Entry::File { .. });
            if certificate || path.rsplit('/').next() == Some(".cloudflared") {
                let message = format!(
                    "all of {path} is mounted, with the account's certificate: who gets into the container can make and delete tunnels"
                );
                let remedy = "mount the tunnel's credentials file and the configuration alone";
                self.findings.push(Finding::new(Code::AccountExposed, message, remedy).about(path));
            }
        }
    }

    /// Whether servers of a gateway reach the metrics, which by default listen on every address of the container.
    pub(super) fn judge_metrics(&mut self, command: &TunnelCommand, config: Option<&TunnelConfig>) -> bool {
        let variable =
            self.service.environment.get("TUNNEL_METRICS").map(|metrics| metrics.text().to_owned());
        let written = command.flag("metrics").map(str::to_owned).or(variable);
        let address = written.or_else(|| config?.metrics.clone()).unwrap_or_default();
        let host = address.rsplit_once(':').map_or("", |(host, _)| host).trim_matches(['[', ']']);
        let loopback = host == "localhost"
            || host.parse::<std::net::IpAddr>().is_ok_and(|address| address.is_loopback());
        let reaching: Vec<&str> = self
            .gateways
            .iter()
            .filter(|gateway| gateway.servers_reach.contains(&self.service.name))
            .map(|gateway| gateway.service.as_str())
            .collect();
        // Without its configuration it does not run, and what that would have said is not known.
        let runs = config.is_some() || self.starts != Some(false);
        let exposed = runs && !loopback && !reaching.is_empty();
        if exposed {
            let message = format!(
                "the servers of {} reach the tunnel's metrics, which list every route and origin",
                reaching.join(" and ")
            );
            let remedy = "write `metrics: 127.0.0.1:20241` into the configuration";
            self.find(Finding::new(Code::MetricsExposed, message, remedy));
        }
        exposed
    }

    pub(super) fn judge_route(&mut self, route: &Route) {
        let name =
            if route.rule.hostname.is_empty() { "every other name" } else { route.rule.hostname.as_str() };
        if let Some(reason) = &route.dead {
            let message = format!("{name} leads to {}, and nothing answers: {reason}", route.rule.service);
            let remedy = "write `http://SERVICE:PORT` of a service on a network of the tunnel";
            self.find(Finding::new(Code::RouteDead, message, remedy).about(name));
            return;
        }
        if route.rule.access == Access::Nobody {
            let message = format!("{name} asks for Cloudflare Access without an audience: everyone gets 403");
            self.find(Finding::new(Code::AccessDeniesAll, message, "add `audTag`").about(name));
        }
        let RouteTarget::Gateway(service) = &route.target else { return };
        let Some(gateway) = self.gateways.iter().find(|gateway| gateway.service == *service) else { return };
        let door = door(gateway);
        let endpoint = door.transport.endpoint().unwrap_or_default();
        let probe = route.rule.hostname.replacen('*', "any", 1);
        if route.rule.takes(&probe, endpoint) == Some(false) {
            let message = format!("the rule for {name} does not take {endpoint}, where {service} is found");
            let remedy = format!("take the path away, or let it take {endpoint}");
            self.find(Finding::new(Code::RouteMissesEndpoint, message, remedy).about(name));
        }
        if route.host_misfits() && door.transport == simulation::Transport::Streaming {
            let message =
                format!("{name} arrives on loopback with the public name, and {service} answers 403");
            let remedy =
                "give the tunnel a network of its own with the gateway, or set `httpHostHeader: localhost`";
            self.find(Finding::new(Code::RouteHostRefused, message, remedy).about(name));
        }
        match door.access {
            simulation::Access::Everyone if route.rule.access == Access::No => {
                let message = format!(
                    "everyone on the internet may use {service} at {name}: nobody is asked for a token or a login"
                );
                let remedy = "take `--allow-unauthenticated` away, or ask for Cloudflare Access in the rule";
                self.find(Finding::new(Code::OpenToEveryone, message, remedy).about(name));
            }
            simulation::Access::Everyone => {}
            simulation::Access::Token(_) | simulation::Access::RandomToken => {
                let message = format!(
                    "{name} is for clients that send a fixed header; ChatGPT and claude.ai send none, and cannot log in"
                );
                let remedy = "for those, put a login in front: Cloudflare Access with managed OAuth";
                self.find(Finding::new(Code::NoLogin, message, remedy).about(name));
            }
        }
    }
}
