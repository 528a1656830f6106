//! The tunnel of the plan, and what the simulation says of it.

use std::collections::BTreeMap;

use mcpgen::core::plan::{Connector, Gateway, RouteTarget, TunnelMode};
use mcpgen_simulate::{Status, TunnelOutcome};

use super::Rendered;
use super::differences::Differences;
use super::gateway::{compare_answer, without_token};

impl Rendered {
    pub(super) fn compare_tunnel(
        &self,
        connector: &Connector,
        outcome: &TunnelOutcome,
        differences: &mut Differences,
    ) {
        differences.compare("starts", Some(true), outcome.starts);
        differences.compare(
            "metrics exposed",
            !connector.metrics.ip().is_loopback(),
            outcome.metrics_exposed,
        );
        let TunnelMode::Local { user, routes, .. } = &connector.mode else {
            differences.compare("routes elsewhere", true, outcome.routes_elsewhere);
            return;
        };
        let user_text = self.text(user);
        let simulated = outcome.user.map(|(user, group)| format!("{user}:{group}"));
        differences.compare("user", Some(user_text), simulated);
        let gateways: BTreeMap<&str, &Gateway> =
            self.plan.gateways().map(|(service, gateway)| (service.name.as_str(), gateway)).collect();
        let wanted = routes.iter().map(|route| {
            let target = match &route.target {
                RouteTarget::Service(name, _) if gateways.contains_key(name.as_str()) => {
                    mcpgen_simulate::RouteTarget::Gateway(name.to_string())
                }
                RouteTarget::Service(name, _) => mcpgen_simulate::RouteTarget::Service(name.to_string()),
                RouteTarget::Url(_) => mcpgen_simulate::RouteTarget::Elsewhere,
                RouteTarget::Status(status) => mcpgen_simulate::RouteTarget::Status(status.get()),
            };
            (route.hostname.to_string(), target)
        });
        let catch_all = (String::new(), mcpgen_simulate::RouteTarget::Status(404));
        let simulated = outcome.routes.iter().map(|route| (route.hostname.clone(), route.target.clone()));
        differences.compare("routes", wanted.chain([catch_all]).collect::<Vec<_>>(), simulated.collect());
        for (route, outcome_of_route) in routes.iter().zip(&outcome.routes) {
            let wants_login = route.rule.access().is_some();
            differences.compare(&route.hostname.to_string(), wants_login, outcome_of_route.access);
            if let RouteTarget::Service(name, _) = &route.target
                && let Some(gateway) = gateways.get(name.as_str())
            {
                let alone = if wants_login { Status::Code(403) } else { without_token(&gateway.auth) };
                let base = format!("https://{}", route.hostname);
                compare_answer(
                    gateway.endpoint(),
                    &base,
                    (Status::Code(200), alone),
                    &outcome.answers,
                    differences,
                );
            }
        }
    }
}
