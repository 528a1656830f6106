//! What the start, stop and status scripts must know of a plan.

use std::collections::{BTreeMap, BTreeSet};
use std::net::SocketAddr;

use mcpgen_core::model::{Condition, Restart, Transport};
use mcpgen_core::name::ServiceName;
use mcpgen_core::plan::{Plan, Role, Route, RouteTarget, Service, TunnelMode};

use super::compose::{Minimum, ValueStamp, stamps};
use super::scripts::{self, ComposeVersion, Endpoint, ScriptContext, ServiceKind, Stamp};
use super::{Emission, Emitter, Layout};
use crate::artifact::{Artifact, ArtifactPath, ArtifactSet};
use crate::error::Error;
use crate::gateway::{carried, longest_value, own_images};

/// Writes the scripts that start, stop and show a stack, for sh and for PowerShell.
///
/// ```
/// # use mcpgen::{DockerRegistry, Stack};
/// use mcpgen::artifact::Mode;
/// use mcpgen::emit::{Emitter, Layout, ScriptEmitter};
///
/// # let text = "[stack]\nname = \"mcp\"\n[services.gateway]\nkind = \"mcp-gateway\"\nservers = [\"fetch\"]\n";
/// # let evaluation = Stack::read("stack.toml", text.as_bytes()).evaluate(&DockerRegistry);
/// # let plan = evaluation.plan().ok_or("errors")?;
/// let scripts = ScriptEmitter.emit(plan, &Layout::default())?.artifacts;
/// assert_eq!(scripts.get("scripts/start.sh").map(|script| script.mode()), Some(Mode::Executable));
/// assert!(scripts.get("scripts/start.ps1").is_some());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Copy, Default)]
pub struct ScriptEmitter;

impl Emitter for ScriptEmitter {
    fn name(&self) -> &'static str {
        "scripts"
    }

    fn emit(&self, plan: &Plan, _: &Layout) -> Result<Emission, Error> {
        emit_for(plan, Minimum::of_plan(plan)?.version)
    }
}

/// The scripts of a plan whose Compose file `compose_minimum` is the oldest to read.
pub(crate) fn emit_for(plan: &Plan, compose_minimum: ComposeVersion) -> Result<Emission, Error> {
    let mut artifacts = ArtifactSet::default();
    for script in scripts::render(&context(plan, compose_minimum)).map_err(Error::bug)? {
        let artifact = Artifact::public(script.text);
        let artifact = if script.executable { artifact.executable() } else { artifact };
        artifacts.insert(ArtifactPath::new(script.path).map_err(Error::bug)?, artifact);
    }
    Ok(artifacts.into())
}

fn context(plan: &Plan, compose_minimum: ComposeVersion) -> ScriptContext {
    ScriptContext {
        project: plan.name.to_string(),
        compose_minimum,
        unset: owned_names(plan),
        // A made value is there once mcpgen rendered; that it is still there is worth a check all the same.
        required: plan
            .secrets
            .iter()
            .filter(|(_, secret)| secret.required && !secret.receivers.is_empty())
            .map(|(name, _)| name.to_string())
            .chain(plan.machine_values().into_iter().map(|value| value.variable().to_owned()))
            .collect(),
        carried: carried(plan).into_iter().map(ToString::to_string).collect(),
        longest_value: longest_value(plan),
        services: services(plan),
        networks: plan
            .gateways()
            .flat_map(|(service, _)| &service.networks)
            .map(|network| &network.network)
            .filter(|name| plan.networks.iter().any(|network| network.name == **name && !network.external))
            .map(|name| format!("{}_{name}", plan.name))
            .collect(),
        images: plan.gateways().flat_map(|(_, gateway)| own_images(gateway)).map(str::to_owned).collect(),
    }
}

/// Every name that `docker-compose.yml` may take from `.env`.
fn owned_names(plan: &Plan) -> BTreeSet<String> {
    let secrets = plan.secrets.keys().map(ToString::to_string);
    let variables = plan.variables.keys().map(ToString::to_string);
    let machine = plan.machine_values().into_iter().map(|value| value.variable().to_owned());
    secrets.chain(variables).chain(machine).collect()
}

fn services(plan: &Plan) -> Vec<scripts::Service> {
    let order = Order::of(plan);
    let mut stamps = stamps(plan);
    let service = |service: &Service| script_service(plan, &order, stamps.remove(&service.name), service);
    plan.services.iter().map(service).collect()
}

fn script_service(
    plan: &Plan,
    order: &Order<'_>,
    stamp: Option<ValueStamp>,
    service: &Service,
) -> scripts::Service {
    let kind = match &service.role {
        Role::Gateway(gateway) => ServiceKind::Gateway(scripts::Gateway {
            endpoint: match gateway.transport {
                Transport::Streaming => Endpoint::Streaming,
                Transport::Sse => Endpoint::Sse,
            },
            container_port: gateway.port.get(),
            published: gateway
                .publication
                .map(|publication| SocketAddr::new(publication.address.get(), publication.port.get())),
            token_name: gateway.auth.token().map(ToString::to_string),
            servers: gateway.servers.iter().map(|server| server.name.to_string()).collect(),
        }),
        Role::Tunnel(connector) => ServiceKind::Tunnel(scripts::Tunnel {
            addresses: match &connector.mode {
                TunnelMode::Local { routes, .. } => {
                    routes.iter().filter_map(|route| address(plan, route)).collect()
                }
                TunnelMode::Dashboard { .. } => Vec::new(),
            },
        }),
        Role::Container(_) if !order.ends(service) => ServiceKind::Container,
        Role::Container(_) if order.is_awaited(service, &mut BTreeSet::new()) => ServiceKind::Preparation,
        Role::Container(_) => ServiceKind::Job,
    };
    let stamp = stamp.map(|stamp| Stamp { variable: stamp.variable, names: stamp.names });
    let optional = service.container().is_some_and(|container| !container.process.profiles.is_empty());
    scripts::Service { name: service.name.to_string(), stamp, optional, kind }
}

/// Which services wait for which.
struct Order<'a> {
    /// The services that wait for one.
    waiting: BTreeMap<&'a ServiceName, Vec<&'a Service>>,
    /// Those that another waits to see completed.
    completed: BTreeSet<&'a ServiceName>,
}

impl<'a> Order<'a> {
    fn of(plan: &'a Plan) -> Self {
        let mut order = Self { waiting: BTreeMap::new(), completed: BTreeSet::new() };
        for service in &plan.services {
            for (name, condition) in &service.depends_on {
                order.waiting.entry(name).or_default().push(service);
                if *condition == Condition::Completed {
                    order.completed.insert(name);
                }
            }
        }
        order
    }

    /// Whether a service ends by itself: another waits to see it completed, or nothing starts it again.
    fn ends(&self, service: &Service) -> bool {
        self.completed.contains(&service.name)
            || (service.restart == Restart::No && !service.has_healthcheck())
    }

    /// Whether a service that lasts, and is not the tunnel, depends on `service`, directly or through others.
    fn is_awaited<'s>(&'s self, service: &'s Service, seen: &mut BTreeSet<&'s str>) -> bool {
        let waiting = self.waiting.get(&service.name).into_iter().flatten();
        seen.insert(service.name.as_str())
            && waiting.copied().any(|other| {
                let lasts = !matches!(other.role, Role::Tunnel(_)) && !self.ends(other);
                lasts || self.is_awaited(other, seen)
            })
    }
}

/// The public address of a route that leads to a service; with the path at which a gateway answers.
pub(crate) fn address(plan: &Plan, route: &Route) -> Option<String> {
    let RouteTarget::Service(name, _) = &route.target else { return None };
    let endpoint = match &plan.service(name)?.role {
        Role::Gateway(gateway) => gateway.endpoint(),
        Role::Tunnel(_) | Role::Container(_) => "/",
    };
    Some(format!("https://{}{endpoint}", route.hostname))
}
