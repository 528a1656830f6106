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
}

impl Simulation {
    /// Whether nothing was found that does not work.
    #[must_use]
    pub fn works(&self) -> bool {
        self.findings.iter().all(|finding| finding.level != Level::Failure)
    }

    /// The findings of this kind.
    pub fn found(&self, code: Code) -> impl Iterator<Item = &Finding> {
        self.findings.iter().filter(move |finding| finding.code == code)
    }

    /// The gateway of this service.
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
