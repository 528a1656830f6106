//! The gateway's own environment, of which its servers see nothing (docker/mcp-gateway, pkg/gateway/clientpool.go).

use super::GatewayRun;
use super::files::Files;
use crate::finding::{Code, Finding};
use crate::simulation::{Origin, SecretState, ServerOutcome};

/// Finds the variables that somebody put there for a server.
pub(super) fn judge(run: &GatewayRun<'_>, servers: &[ServerOutcome], files: &mut Files<'_>) {
    for name in run.service.environment.keys() {
        let wanting: Vec<&str> = servers
            .iter()
            .filter(|server| {
                server.environment.iter().any(|variable| {
                    let delivered = matches!(
                        variable.origin,
                        Origin::Secret { state: SecretState::Delivered | SecretState::Unknown, .. }
                    );
                    variable.name == *name && matches!(variable.origin, Origin::Secret { .. }) && !delivered
                })
            })
            .map(|server| server.name.as_str())
            .collect();
        if !wanting.is_empty() {
            let message = format!(
                "{name} stands in the environment of the gateway, which hands it to no server; {} does not get it",
                wanting.join(", ")
            );
            let remedy = "put it into the gateway's secrets file";
            files.find(Finding::new(Code::EnvironmentIgnored, message, remedy).about(name));
        }
    }
}
