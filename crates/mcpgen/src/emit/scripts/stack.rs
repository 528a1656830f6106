//! What the templates see of a [`ScriptContext`]: its texts as literals, and the services that some of them are about.

use super::COMPOSE_VARIABLES;
use super::context::{Gateway, ScriptContext, Service, ServiceKind, Stamp, Tunnel};
use super::literal::{Language, Literal, Literals, UnfitText};

/// A stack in the words of a language. What is not said here is as in [`ScriptContext`].
#[derive(Debug)]
pub(super) struct Stack<L> {
    pub(super) project: Literal<L>,
    /// The filter by which the engine finds the project's containers.
    pub(super) project_label: Literal<L>,
    pub(super) compose_minimum: Literal<L>,
    pub(super) compose_variables: Literals<L>,
    pub(super) unset: Literals<L>,
    pub(super) required: Literals<L>,
    pub(super) carried: Literals<L>,
    pub(super) longest_value: usize,
    pub(super) networks: Literals<L>,
    /// The filters by which the engine finds what is on them.
    pub(super) network_filters: Literals<L>,
    pub(super) images: Literals<L>,
    pub(super) services: Vec<Reported<L>>,
    /// The gateways with servers that must be up.
    pub(super) serving: Vec<Serving<L>>,
    pub(super) tunnels: Vec<Named<L>>,
    pub(super) stamps: Vec<Stamped<L>>,
    /// Where the published gateways answer that they are well.
    pub(super) health_urls: Literals<L>,
    /// The lines that tell where clients connect.
    pub(super) addresses: Literals<L>,
    /// The same under a heading.
    pub(super) indented_addresses: Literals<L>,
    // The rest are names of services.
    pub(super) always: Literals<L>,
    pub(super) optional: Literals<L>,
    pub(super) waited: Literals<L>,
    pub(super) waited_if_on: Literals<L>,
    pub(super) preparations: Literals<L>,
    pub(super) preparations_always: Literals<L>,
    pub(super) first: Literals<L>,
    pub(super) later: Literals<L>,
    pub(super) later_always: Literals<L>,
    pub(super) later_if_on: Literals<L>,
    pub(super) logged: Literals<L>,
}

/// A service whose state is told.
#[derive(Debug)]
pub(super) struct Reported<L> {
    pub(super) name: Literal<L>,
    pub(super) kind: Literal<L>,
    pub(super) optional: bool,
}

/// A gateway with servers.
#[derive(Debug)]
pub(super) struct Serving<L> {
    pub(super) name: Literal<L>,
    pub(super) servers: Literals<L>,
}

/// A service of which only the name counts.
#[derive(Debug)]
pub(super) struct Named<L> {
    pub(super) name: Literal<L>,
}

/// A [`Stamp`].
#[derive(Debug)]
pub(super) struct Stamped<L> {
    pub(super) variable: Literal<L>,
    /// The variable as an item of PowerShell's drive of variables.
    pub(super) item: Literal<L>,
    pub(super) names: Literals<L>,
}

impl<L: Language> Stack<L> {
    /// The stack in the words of the language.
    ///
    /// # Errors
    ///
    /// [`UnfitText`] if a text has no literal.
    pub(super) fn new(context: &ScriptContext) -> Result<Self, UnfitText> {
        let services = &context.services;
        let names = |wanted: &dyn Fn(&Service) -> bool| {
            Literals::new(services.iter().filter(|service| wanted(service)).map(|service| &service.name))
        };
        let is_later = |service: &Service| matches!(service.kind, ServiceKind::Tunnel(_) | ServiceKind::Job);
        let is_waited =
            |service: &Service| matches!(service.kind, ServiceKind::Gateway(_) | ServiceKind::Container);
        let is_first = |service: &Service| matches!(service.kind, ServiceKind::Preparation);
        let is_container = |service: &Service| matches!(service.kind, ServiceKind::Container);
        let addresses = addresses(services);
        Ok(Self {
            project: Literal::new(&context.project)?,
            project_label: Literal::new(&format!("label=com.docker.compose.project={}", context.project))?,
            compose_minimum: Literal::new(&context.compose_minimum.to_string())?,
            compose_variables: Literals::new(COMPOSE_VARIABLES)?,
            unset: Literals::new(&context.unset)?,
            required: Literals::new(&context.required)?,
            carried: Literals::new(&context.carried)?,
            longest_value: context.longest_value,
            networks: Literals::new(&context.networks)?,
            network_filters: Literals::new(context.networks.iter().map(|name| format!("network={name}")))?,
            images: Literals::new(&context.images)?,
            services: services.iter().map(Reported::new).collect::<Result<_, _>>()?,
            serving: gateways(services)
                .filter(|(_, gateway)| !gateway.servers.is_empty())
                .map(|(name, gateway)| Serving::new(name, gateway))
                .collect::<Result<_, _>>()?,
            tunnels: tunnels(services)
                .map(|(name, _)| Ok(Named { name: Literal::new(name)? }))
                .collect::<Result<_, _>>()?,
            stamps: services
                .iter()
                .filter_map(|service| service.stamp.as_ref())
                .map(Stamped::new)
                .collect::<Result<_, _>>()?,
            health_urls: Literals::new(
                gateways(services)
                    .filter_map(|(_, gateway)| gateway.reached_at())
                    .map(|address| format!("http://{address}/health")),
            )?,
            indented_addresses: Literals::new(addresses.iter().map(|line| format!("    {line}")))?,
            addresses: Literals::new(addresses)?,
            always: names(&|service| !service.optional)?,
            optional: names(&|service| service.optional)?,
            waited: names(&|service| is_waited(service) && !service.optional)?,
            waited_if_on: names(&|service| is_container(service) && service.optional)?,
            preparations: names(&is_first)?,
            preparations_always: names(&|service| is_first(service) && !service.optional)?,
            first: names(&|service| !is_later(service))?,
            later: names(&is_later)?,
            later_always: names(&|service| is_later(service) && !service.optional)?,
            later_if_on: names(&|service| is_later(service) && service.optional)?,
            logged: names(&|service| {
                matches!(service.kind, ServiceKind::Gateway(_) | ServiceKind::Tunnel(_))
            })?,
        })
    }
}

impl<L: Language> Reported<L> {
    fn new(service: &Service) -> Result<Self, UnfitText> {
        Ok(Self {
            name: Literal::new(&service.name)?,
            kind: Literal::new(service.kind.as_str())?,
            optional: service.optional,
        })
    }
}

impl<L: Language> Serving<L> {
    fn new(name: &str, gateway: &Gateway) -> Result<Self, UnfitText> {
        Ok(Self { name: Literal::new(name)?, servers: Literals::new(&gateway.servers)? })
    }
}

impl<L: Language> Stamped<L> {
    fn new(stamp: &Stamp) -> Result<Self, UnfitText> {
        Ok(Self {
            variable: Literal::new(&stamp.variable)?,
            item: Literal::new(&format!("Env:{}", stamp.variable))?,
            names: Literals::new(&stamp.names)?,
        })
    }
}

fn gateways(services: &[Service]) -> impl Iterator<Item = (&str, &Gateway)> {
    services.iter().filter_map(|service| match &service.kind {
        ServiceKind::Gateway(gateway) => Some((service.name.as_str(), gateway)),
        _ => None,
    })
}

fn tunnels(services: &[Service]) -> impl Iterator<Item = (&str, &Tunnel)> {
    services.iter().filter_map(|service| match &service.kind {
        ServiceKind::Tunnel(tunnel) => Some((service.name.as_str(), tunnel)),
        _ => None,
    })
}

/// The lines that tell where clients connect: to each gateway, then through the tunnels.
fn addresses(services: &[Service]) -> Vec<String> {
    let mut lines = Vec::new();
    for (name, gateway) in gateways(services) {
        let endpoint = gateway.endpoint.as_str();
        let address = gateway.reached_at().map_or_else(
            || format!(": not published; inside the stack http://{name}:{}", gateway.container_port),
            |address| format!(": http://{address}"),
        );
        lines.push(format!("{name}{address}{endpoint}"));
        if let Some(token) = &gateway.token_name {
            lines.push(format!("    header: Authorization: Bearer <value of {token} in .env>"));
        }
    }
    let public = tunnels(services).flat_map(|(_, tunnel)| &tunnel.addresses);
    lines.extend(public.map(|address| format!("public: {address}")));
    lines
}
