//! From what was written to what it means.
//!
//! `resolve` may rely on everything that [`check`](crate::check()) refuses: it is called on a stack without errors. Should it meet
//! one all the same, it says [`Unresolved`] instead of guessing.

mod container;
pub(crate) mod harden;
mod network;
mod route;
mod secret;
mod server;
mod service;
mod tunnel;

pub(crate) use network::networks_of;
pub(crate) use route::{RouteFault, rule_of};
pub(crate) use server::{find_definition, secret_for};
pub(crate) use tunnel::port_of;

use std::collections::BTreeMap;
use std::fmt;

use super::Plan;
use crate::catalog::Knowledge;
use crate::model::StackSpec;

/// The stack has a fault that [`check`](crate::check()) names.
///
/// # Examples
///
/// ```
/// use std::collections::BTreeMap;
///
/// use mcpgen_core::catalog::Knowledge;
/// use mcpgen_core::model::StackSpec;
/// use mcpgen_core::plan::{Unresolved, resolve};
///
/// let stack: StackSpec = r#"
/// [stack]
/// name = "mcp"
///
/// [services.gateway]
/// kind = "mcp-gateway"
/// servers = ["fetch"]
/// "#
/// .parse()?;
///
/// // No catalog has the server. `check` says so, and where.
/// let registry = BTreeMap::new();
/// assert_eq!(resolve(&stack, &Knowledge::new(&registry)).unwrap_err(), Unresolved);
/// # Ok::<(), mcpgen_core::diagnostic::Report>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Unresolved;

impl fmt::Display for Unresolved {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("the stack has errors")
    }
}

impl std::error::Error for Unresolved {}

/// Says what a stack means.
///
/// # Errors
///
/// [`Unresolved`] when the stack has an error that [`check`](crate::check()) reports.
///
/// # Examples
///
/// ```
/// use std::collections::BTreeMap;
///
/// use mcpgen_core::catalog::{Knowledge, ServerDefinition};
/// use mcpgen_core::model::StackSpec;
/// use mcpgen_core::plan::resolve;
///
/// let stack: StackSpec = r#"
/// [stack]
/// name = "mcp"
///
/// [services.gateway]
/// kind = "mcp-gateway"
/// servers = ["fetch"]
/// "#
/// .parse()?;
///
/// let registry = BTreeMap::from([("fetch".to_owned(), ServerDefinition::container())]);
/// let plan = resolve(&stack, &Knowledge::new(&registry))?;
///
/// // What was not written is there: a network, a port, a token.
/// assert_eq!(plan.networks[0].name.as_str(), "default");
/// let (_, gateway) = plan.gateways().next().unwrap();
/// assert_eq!(gateway.port.get(), 8811);
/// assert!(plan.secrets.contains_key(&"MCP_GATEWAY_AUTH_TOKEN".parse()?));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn resolve(spec: &StackSpec, knowledge: &Knowledge<'_>) -> Result<Plan, Unresolved> {
    let completed = service::completed(spec);
    // As many as there will be: a service is large, and a list that grows copies all it has.
    let mut services = Vec::with_capacity(spec.services.len() + 1);
    for (name, service) in &spec.services {
        services.push(service::resolve_service(spec, knowledge, &completed, name, service)?);
    }
    services.extend(tunnel::implied_connector(spec, knowledge, &completed)?);
    services.sort_by(|left, right| left.name.cmp(&right.name));
    let mut plan = Plan {
        name: spec.stack.name.clone(),
        networks: network::resolve_networks(spec),
        services,
        secrets: BTreeMap::new(),
        variables: BTreeMap::new(),
    };
    secret::resolve_values(spec, &mut plan)?;
    Ok(plan)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::ServerDefinition;

    #[test]
    fn routes_beside_a_token_are_dropped_in_no_plan() {
        let stack: StackSpec = r#"
            [stack]
            name = "mcp"
            [secrets.TOKEN]
            [ingress]
            token = "TOKEN"
            [[ingress.routes]]
            hostname = "mcp.example.com"
            status = 404
        "#
        .parse()
        .unwrap();
        let registry: BTreeMap<String, ServerDefinition> = BTreeMap::new();
        let unresolved = resolve(&stack, &Knowledge::new(&registry)).unwrap_err();
        assert_eq!(unresolved.to_string(), "the stack has errors");
    }

    #[test]
    fn a_connector_that_nobody_declared_comes_of_the_ingress() {
        let stack: StackSpec = r#"
            [stack]
            name = "mcp"
            [secrets.TOKEN]
            [ingress]
            token = "TOKEN"
        "#
        .parse()
        .unwrap();
        let registry: BTreeMap<String, ServerDefinition> = BTreeMap::new();
        let plan = resolve(&stack, &Knowledge::new(&registry)).unwrap();
        let places: Vec<String> = plan.services.iter().map(|service| service.origin.to_string()).collect();
        assert_eq!(places, ["ingress"]);
    }
}
