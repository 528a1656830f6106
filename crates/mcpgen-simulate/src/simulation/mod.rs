//! What comes of a folder: the result, as a caller sees it. It holds no value of a secret that could be printed.

mod answer;
mod gateway;
mod server;
mod tunnel;

pub use answer::{Answer, Status};
pub use gateway::{Access, CatalogOutcome, CatalogState, GatewayOutcome, Published, Transport};
pub use server::{Origin, SecretState, ServerMount, ServerOutcome, Standing, Variable};
pub use tunnel::{RouteOutcome, RouteTarget, TunnelOutcome};

use serde::{Serialize, Serializer};

use crate::finding::{Code, Finding, Level};
use crate::value::Value;

/// What the gateways and tunnels of a folder would do.
///
/// ```
/// use mcpgen_simulate::{Machine, MemoryFolder, simulate};
///
/// let compose = "name: mcp\nservices: {tunnel: {image: cloudflare/cloudflared, command: [tunnel, run]}}\n";
/// let folder = MemoryFolder::default().with_file("docker-compose.yml", compose);
/// let simulation = simulate(&folder, &Machine::default());
/// assert_eq!(simulation.project, "mcp");
/// assert_eq!((simulation.gateways.len(), simulation.tunnels.len()), (0, 1));
/// for finding in &simulation.findings {
///     println!("{}: {}; {}", finding.code, finding.message, finding.remedy);
/// }
/// ```
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Simulation {
    /// Compose's project name; empty when the file does not say it.
    pub project: String,
    /// Whether Compose starts anything at all. If not, the rest says what would come once it does.
    pub compose_starts: bool,
    /// What does not work, or otherwise than it looks, the worst first.
    pub findings: Vec<Finding>,
    /// The gateways, sorted by service.
    pub gateways: Vec<GatewayOutcome>,
    /// The tunnels, sorted by service.
    pub tunnels: Vec<TunnelOutcome>,
    /// Whether a gateway would ask Docker's online catalog; then the built-in registry stands in for it.
    pub docker_catalog_stands_in: bool,
    /// Whether a service has `profiles` or `depends_on`, which are not followed: each service is taken to run.
    pub all_taken_to_run: bool,
}

impl Simulation {
    /// Whether nothing was found that does not work.
    ///
    /// ```
    /// # use mcpgen_simulate::{Machine, MemoryFolder, simulate};
    /// // There is no Compose file.
    /// assert!(!simulate(&MemoryFolder::default(), &Machine::default()).works());
    /// ```
    #[must_use]
    pub fn works(&self) -> bool {
        self.findings.iter().all(|finding| finding.level != Level::Failure)
    }

    /// The findings of this kind.
    ///
    /// ```
    /// # use mcpgen_simulate::{Code, Machine, MemoryFolder, simulate};
    /// let simulation = simulate(&MemoryFolder::default(), &Machine::default());
    /// assert_eq!(simulation.found(Code::ComposeUnreadable).count(), 1);
    /// assert_eq!(simulation.found(Code::ServerVanishes).count(), 0);
    /// ```
    pub fn found(&self, code: Code) -> impl Iterator<Item = &Finding> {
        self.findings.iter().filter(move |finding| finding.code == code)
    }

    /// The gateway of this service.
    ///
    /// ```
    /// # use mcpgen_simulate::{Machine, MemoryFolder, simulate};
    /// let compose = "services: {mcp: {image: docker/mcp-gateway, command: [--servers=fetch]}}";
    /// let folder = MemoryFolder::default().with_file("docker-compose.yml", compose);
    /// let simulation = simulate(&folder, &Machine::default());
    /// assert!(simulation.gateway("mcp").is_some());
    /// assert!(simulation.gateway("web").is_none());
    /// ```
    #[must_use]
    pub fn gateway(&self, service: &str) -> Option<&GatewayOutcome> {
        self.gateways.iter().find(|gateway| gateway.service == service)
    }
}

/// What is told of a value: the variables in it.
impl Serialize for Value {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.variables())
    }
}
