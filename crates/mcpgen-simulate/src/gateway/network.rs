//! How a gateway is reached, and what its servers reach (docker/mcp-gateway, pkg/gateway/network.go; docker/engine).

use super::GatewayRun;
use super::files::Files;
use crate::compose::{Attachment, Project, Service};
use crate::finding::{Code, Finding};
use crate::simulation::{Published, ServerOutcome, Standing};

impl GatewayRun<'_> {
    /// The machine's ports that lead to the gateway, and what is wrong with those that do not.
    pub(super) fn published(&self, project: &Project, files: &mut Files<'_>) -> Vec<Published> {
        let mut found = Vec::new();
        let cut_off = project.is_cut_off(self.service);
        if self.port.is_none() && files.ends {
            // It has no transport, and that is told.
            return found;
        }
        for port in self.service.ports.iter().filter(|port| port.tcp) {
            let Some(number) = self.port.and_then(|own| port.leads_to(own)) else {
                let message = match self.port {
                    Some(own) => format!(
                        "the published port leads to {}, and the gateway listens on {own}",
                        port.target
                    ),
                    None => format!(
                        "the published port leads to {}, and the gateway listens on none",
                        port.target
                    ),
                };
                files.find(Finding::new(Code::PortDead, message, "publish the port that it listens on"));
                continue;
            };
            let number = number.number();
            if cut_off {
                let message = "all its networks are internal: the engine publishes no port";
                files.find(Finding::new(Code::PortDead, message, "put it on a network that is not internal"));
                continue;
            }
            let only_here = port.is_on_loopback();
            if !only_here {
                let place = if port.address.is_empty() { "all addresses" } else { port.address.as_str() };
                let which = number.map_or_else(|| "a port".to_owned(), |port| format!("port {port}"));
                let message =
                    format!("{which} is open on {place}: other machines of the network reach the gateway");
                let remedy = "publish it on 127.0.0.1";
                files.find(Finding::new(Code::PublishedWide, message, remedy));
            }
            found.push(Published { address: port.address.clone(), port: number, only_here });
        }
        found
    }
}

/// Servers join all networks of the container that the gateway finds under its own host name.
pub(super) fn of_servers(service: &Service, files: &mut Files<'_>) -> Vec<String> {
    let lost = match (&service.hostname, &service.attachment) {
        (Some(hostname), Attachment::Networks(_)) => format!("`hostname: {hostname}`"),
        (None, Attachment::Networks(networks)) => return networks.clone(),
        (_, Attachment::Mode(mode)) => format!("`network_mode: {mode}`"),
    };
    let message = format!(
        "{lost} keeps the gateway from finding its own container: its servers join Docker's default bridge, and none of its networks"
    );
    files.find(Finding::new(Code::ServerNetworksLost, message, "take it away"));
    vec!["bridge".to_owned()]
}

/// The services that a container on the gateway's networks reaches, the gateway not among them.
pub(super) fn reached(project: &Project, service: &Service, servers: &[ServerOutcome]) -> Vec<String> {
    let joins = servers.iter().any(|server| {
        server.standing == Standing::Appears
            && server.networks.iter().any(|network| network != "none" && network != "bridge")
    });
    if !joins {
        return Vec::new();
    }
    let others = project.services.values().filter(|other| other.name != service.name);
    others
        .filter(|other| !other.shared_networks(service).is_empty())
        .map(|other| other.name.clone())
        .collect()
}
