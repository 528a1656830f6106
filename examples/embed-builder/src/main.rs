//! The stack of `examples/reference`, put together without TOML. It names a catalog file, which the program supplies itself.
#![expect(clippy::print_stdout, reason = "a program that shows what it made")]

use std::error::Error;

use mcpgen::core::model::{
    GatewaySpec, IngressSpec, NetworkSpec, Port, RouteSpec, SecretSpec, ServerSpec, StackSpec, Transport,
    TunnelSpec,
};
use mcpgen::core::name::ServiceName;
use mcpgen::{DockerRegistry, Inputs, Stack, render, report};

/// Defines the server `clickup`.
const CATALOG: &str = include_str!("../../reference/catalogs/rg-mcp.yaml");

/// Every name is parsed, and so checked, where it stands: a stack with an invalid one cannot be written down.
fn stack() -> Result<StackSpec, Box<dyn Error>> {
    let gateway: ServiceName = "mcp-gateway".parse()?;
    let servers = ["brave", "exa", "fetch", "git", "memory", "playwright", "sequentialthinking", "clickup"];
    let servers = servers.into_iter().map(str::parse).collect::<Result<Vec<_>, _>>()?;
    let tunnel = "741d42fb-5a6a-47f6-9b67-47e95011f865";
    let credentials = format!("~/.cloudflared/{tunnel}.json");
    let route = RouteSpec::new("mcp.rg1.io".parse()?).with_service(gateway.clone());
    let git = ServerSpec::default().with_config([("paths".to_owned(), vec!["~/src".into()].into())]);
    Ok(StackSpec::new("mcp".parse()?)
        .with_network("mcp-network".parse()?, NetworkSpec::default())
        .with_service(
            gateway,
            GatewaySpec::new(servers)
                .with_transport(Transport::Sse)
                .with_port(Port::try_from(3333)?)
                .with_catalogs(["catalogs/rg-mcp.yaml".parse()?]),
        )
        .with_service("cloudflare-tunnel".parse()?, TunnelSpec::default())
        .with_server("git".parse()?, git)
        .with_secret("BRAVE_API_KEY".parse()?, secret("Brave Search API key"))
        .with_secret("EXA_API_KEY".parse()?, secret("Exa API key"))
        .with_secret("CLICKUP_API_KEY".parse()?, secret("ClickUp personal API token"))
        .with_ingress(IngressSpec::routed(tunnel.parse()?, credentials.parse()?).with_routes([route])))
}

fn secret(description: &str) -> SecretSpec {
    SecretSpec::default().with_description(description.to_owned())
}

fn main() -> Result<(), Box<dyn Error>> {
    let mut stack = Stack::from_spec(stack()?);
    for file in stack.files() {
        stack.supply(&file, "rg-mcp.yaml", Some(CATALOG.as_bytes()));
    }
    let evaluation = stack.evaluate(&DockerRegistry);
    let Some(plan) = evaluation.plan() else { return Err(report::short(evaluation.report()).into()) };
    let mut random = |bytes: &mut [u8]| Ok(getrandom::fill(bytes)?);
    let rendering = render(plan, Inputs::new(&evaluation, &mut random))?;
    for (path, _) in &rendering.artifacts {
        println!("{path}");
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_the_stack_that_stands_in_the_file() {
        let written: StackSpec = include_str!("../../reference/stack.toml").parse().unwrap();
        assert_eq!(stack().unwrap(), written);
    }
}
