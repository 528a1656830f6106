//! Where the rules of a tunnel lead, and what is answered at its public names (cloudflare/cloudflared, ingress).

use super::config::{Access, Rule};
use crate::compose::{Attachment, Project, Service};
use crate::gateway::{Request, answer_at, answers};
use crate::simulation::{Answer, GatewayOutcome, RouteTarget, Status};

/// What cloudflared answers when its origin does not.
const BAD_GATEWAY: Status = Status::Code(502);

/// What Cloudflare answers when no tunnel is connected (error 1033).
const NO_TUNNEL: Status = Status::Code(530);

/// A rule, and where it leads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Route {
    pub(super) rule: Rule,
    pub(super) target: RouteTarget,
    pub(super) port: u16,
    /// Whether the connection arrives on the gateway's own loopback.
    pub(super) on_loopback: bool,
    /// Why nothing listens there.
    pub(super) dead: Option<String>,
}

impl Route {
    /// Follows a rule of the tunnel `tunnel`.
    pub(super) fn follow(
        rule: Rule,
        tunnel: &Service,
        project: &Project,
        gateways: &[GatewayOutcome],
    ) -> Self {
        let mut route =
            Self { rule, target: RouteTarget::Elsewhere, port: 0, on_loopback: false, dead: None };
        let service = route.rule.service.clone();
        if let Some(status) = service.strip_prefix("http_status:") {
            route.target = status.parse().map_or(RouteTarget::Elsewhere, RouteTarget::Status);
            return route;
        }
        if service.starts_with("hello") {
            route.target = RouteTarget::Status(200);
            return route;
        }
        let Some((scheme, host, port)) = origin(&service) else { return route };
        route.port = port;
        let is_loopback = host == "localhost" || host == "127.0.0.1" || host == "::1";
        let found = if is_loopback {
            route.on_loopback(tunnel, gateways)
        } else {
            route.by_name(&host, tunnel, project)
        };
        if let Some(name) = found {
            route.arrive(&name, scheme == "https" || scheme == "wss", gateways);
        }
        if route.dead.is_some() {
            route.target = RouteTarget::Nowhere;
        }
        route
    }

    /// `localhost` in a container is that container, unless it has another's network or the machine's.
    fn on_loopback(&mut self, tunnel: &Service, gateways: &[GatewayOutcome]) -> Option<String> {
        if let Attachment::Mode(mode) = &tunnel.attachment {
            if let Some(name) = mode.strip_prefix("service:") {
                self.on_loopback = true;
                return Some(name.to_owned());
            }
            if mode == "host" {
                let published = |gateway: &&GatewayOutcome| {
                    gateway.published.iter().any(|published| published.port == Some(self.port))
                };
                let gateway = gateways.iter().find(published)?;
                self.port = gateway.port?;
                return Some(gateway.service.clone());
            }
        }
        self.dead = Some("that is the tunnel's own container".to_owned());
        None
    }

    fn by_name(&mut self, host: &str, tunnel: &Service, project: &Project) -> Option<String> {
        if let Some(service) = project.reached_as(host, tunnel) {
            return Some(service.name.clone());
        }
        if project.services.contains_key(host) {
            self.dead = Some(format!("{host} is on no network of the tunnel"));
        } else if !host.contains(['.', ':']) {
            self.dead = Some(format!("there is no service {host}"));
        }
        None
    }

    fn arrive(&mut self, name: &str, encrypted: bool, gateways: &[GatewayOutcome]) {
        let Some(gateway) = gateways.iter().find(|gateway| gateway.service == name) else {
            self.target = RouteTarget::Service(name.to_owned());
            return;
        };
        self.target = RouteTarget::Gateway(name.to_owned());
        if gateway.port != Some(self.port) {
            self.dead = Some(match gateway.port {
                Some(port) => format!("{name} listens on {port}"),
                None => format!("{name} listens on no port"),
            });
        } else if encrypted {
            self.dead = Some(format!("{name} speaks no TLS"));
        }
    }

    /// Whether the gateway sees a name that is not its own on a loopback connection.
    pub(super) fn host_misfits(&self) -> bool {
        let local = |host: &String| {
            let name = host.rsplit_once(':').map_or(host.as_str(), |(name, _)| name);
            ["localhost", "127.0.0.1", "[::1]"].contains(&name)
        };
        self.on_loopback && !self.rule.host_header.as_ref().is_some_and(local)
    }

    fn answer(&self, gateways: &[GatewayOutcome], request: Request<'_>) -> Status {
        // Who has no token is taken not to have logged in either.
        let denied = match self.rule.access {
            Access::No => false,
            Access::Required => !request.token,
            Access::Nobody => true,
        };
        match &self.target {
            RouteTarget::Status(status) => Status::Code(*status),
            _ if denied => Status::Code(403),
            RouteTarget::Gateway(name) => {
                let request = Request { host_misfits: self.host_misfits(), ..request };
                let gateway = gateways.iter().find(|gateway| gateway.service == *name);
                match gateway.map_or(Status::Unknown, |gateway| answer_at(gateway, self.port, request)) {
                    Status::Refused => BAD_GATEWAY,
                    status => status,
                }
            }
            RouteTarget::Nowhere => BAD_GATEWAY,
            RouteTarget::Service(_) | RouteTarget::Elsewhere => Status::Unknown,
        }
    }
}

/// What is answered at the public name `hostname`, which may begin with `*`.
pub(super) fn public_answers(
    hostname: &str,
    routes: &[Route],
    gateways: &[GatewayOutcome],
    connected: bool,
) -> Vec<Answer> {
    let probe = hostname.replacen('*', "any", 1);
    answers(&format!("https://{probe}"), &|request| {
        if !connected {
            return NO_TUNNEL;
        }
        for route in routes {
            match route.rule.takes(&probe, request.path) {
                Some(true) => return route.answer(gateways, request),
                Some(false) => {}
                None => return Status::Unknown,
            }
        }
        BAD_GATEWAY
    })
}

/// Scheme, host and port of an origin; `None` for one that is no HTTP.
fn origin(service: &str) -> Option<(String, String, u16)> {
    let (scheme, rest) = service.split_once("://")?;
    let default = match scheme {
        "http" | "ws" => 80,
        "https" | "wss" => 443,
        _ => return None,
    };
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let authority = authority.rsplit('@').next().unwrap_or_default();
    let (host, port) = match authority.rsplit_once(':') {
        Some((host, port)) if !host.ends_with(':') && !port.ends_with(']') => (host, port.parse().ok()?),
        _ => (authority, default),
    };
    Some((scheme.to_owned(), host.trim_matches(['[', ']']).to_owned(), port))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_origin_has_a_host_and_a_port() {
        let parts = |text: &str| origin(text).map(|(_, host, port)| (host, port));
        assert_eq!(parts("http://gateway:8811"), Some(("gateway".to_owned(), 8811)));
        assert_eq!(parts("https://gateway"), Some(("gateway".to_owned(), 443)));
        assert_eq!(parts("http://[::1]:80"), Some(("::1".to_owned(), 80)));
        assert_eq!(parts("tcp://db:5432"), None);
    }
}
