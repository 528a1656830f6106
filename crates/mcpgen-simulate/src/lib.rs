//! What an MCP gateway and a Cloudflare tunnel would do with a folder of Docker Compose, from its files alone.
//!
//! ```text
//! Folder ──▶ Project: what Compose makes of it ──▶ GatewayRun: what the gateway reads ──▶ Simulation
//! ```
//!
//! It knows nothing of how mcpgen makes such a folder, so that it can judge what mcpgen made, and what a person wrote by hand.
//! The behaviour is that of docker/mcp-gateway at 2bd20fe (July 2026), cloudflared 2026.8.2 and Docker Compose 2.40; each rule
//! names where it comes from. In the place of Docker's online catalog stands the registry that mcpgen has built in.
//!
//! ```
//! use mcpgen_simulate::{Code, Machine, MemoryFolder, simulate};
//!
//! let compose = "services:\n  gateway:\n    image: docker/mcp-gateway\n    command: [--transport=streaming, --servers=brave]\n    environment:\n      BRAVE_API_KEY: key\n";
//! let folder = MemoryFolder::default().with_file("docker-compose.yml", compose);
//! let simulation = simulate(&folder, &Machine::default());
//! assert!(!simulation.works());
//! assert_eq!(simulation.found(Code::EnvironmentIgnored).count(), 1);
//! ```

mod change;
mod compose;
mod dotenv;
mod finding;
mod folder;
mod gateway;
mod interpolation;
mod machine;
mod report;
mod simulation;
mod tunnel;
mod value;
mod view;
mod yaml;

pub use finding::{Code, Finding, Level};
pub use folder::{Access as FileAccess, Entry, FileText, Folder, MemoryFolder};
pub use gateway::BindVerdict;
pub use machine::Machine;
pub use simulation::{
    Access, Answer, CatalogOutcome, CatalogState, GatewayOutcome, Origin, Published, RouteOutcome,
    RouteTarget, SecretState, ServerMount, ServerOutcome, Simulation, Standing, Status, Transport,
    TunnelOutcome, Variable,
};
pub use value::Value;

use compose::Project;

/// Says what the gateways and tunnels of `folder` would do on `machine`.
///
/// ```
/// use mcpgen_simulate::{Machine, MemoryFolder, Standing, simulate};
///
/// let compose = "
/// services:
///   gateway:
///     image: docker/mcp-gateway
///     command: [--transport=streaming, '--servers=fetch,fetsch']
///     volumes: [/var/run/docker.sock:/var/run/docker.sock]
/// ";
/// let folder = MemoryFolder::default().with_file("docker-compose.yml", compose);
/// let simulation = simulate(&folder, &Machine::default());
/// let gateway = simulation.gateway("gateway").ok_or("no gateway")?;
/// assert_eq!(gateway.server("fetch").map(|server| server.standing), Some(Standing::Appears));
/// assert_eq!(gateway.server("fetsch").map(|server| server.standing), Some(Standing::Vanishes));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[must_use]
pub fn simulate(folder: &dyn Folder, machine: &Machine) -> Simulation {
    let mut findings = Vec::new();
    let mut simulation = Simulation {
        project: String::new(),
        compose_starts: true,
        findings: Vec::new(),
        gateways: Vec::new(),
        tunnels: Vec::new(),
        docker_catalog_stands_in: false,
        all_taken_to_run: false,
    };
    if let Some(project) = Project::read(folder, machine, &mut findings) {
        simulation.project.clone_from(&project.name);
        simulation.all_taken_to_run = project.services.values().any(|service| service.is_conditional);
        for service in project.services.values().filter(|service| gateway::is_gateway(service)) {
            simulation.gateways.push(gateway::run(&project, service, folder, &mut findings));
            change::judge(service, &mut findings);
        }
        for service in project.services.values().filter(|service| tunnel::is_tunnel(service)) {
            let gateways = &simulation.gateways;
            simulation.tunnels.push(tunnel::run(&project, service, folder, gateways, &mut findings));
            change::judge(service, &mut findings);
        }
        if simulation.gateways.is_empty() && simulation.tunnels.is_empty() {
            let message = format!("{} has neither a gateway nor a tunnel", project.file);
            let remedy = "name a folder whose Compose file runs docker/mcp-gateway or cloudflare/cloudflared";
            findings.push(Finding::new(Code::NothingToSimulate, message, remedy));
        }
    }
    simulation.docker_catalog_stands_in = simulation
        .gateways
        .iter()
        .flat_map(|gateway| &gateway.catalogs)
        .any(|catalog| catalog.state == CatalogState::Dockers);
    simulation.compose_starts = !findings.iter().any(|finding| finding.code.stops_compose());
    findings.sort();
    findings.dedup();
    simulation.findings = findings;
    simulation
}
