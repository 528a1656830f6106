//! A simulation for a person.

use std::fmt::{self, Write as _};

use crate::finding::Level;
use crate::gateway::BindVerdict;
use crate::simulation::{
    Access, Answer, CatalogState, GatewayOutcome, Origin, Published, RouteTarget, SecretState, ServerOutcome,
    Simulation, Standing, Transport, TunnelOutcome,
};

pub(super) fn text(simulation: &Simulation) -> String {
    let mut text = String::new();
    // Writing to a String cannot fail.
    let _ = write(&mut text, simulation);
    text
}

fn write(out: &mut String, simulation: &Simulation) -> fmt::Result {
    if !simulation.compose_starts && !simulation.gateways.is_empty() {
        writeln!(out, "COMPOSE STARTS NOTHING yet, for reasons told below. Once they are mended:\n")?;
    }
    for gateway in &simulation.gateways {
        write_gateway(out, gateway)?;
    }
    for tunnel in &simulation.tunnels {
        write_tunnel(out, tunnel)?;
    }
    for (level, title) in [
        (Level::Failure, "Does not work"),
        (Level::Warning, "Is not safe, or not for long"),
        (Level::Note, "Worth knowing"),
    ] {
        let findings = simulation.findings.iter().filter(|finding| finding.level == level);
        for (index, finding) in findings.enumerate() {
            if index == 0 {
                writeln!(out, "{title}")?;
            }
            let service = finding.service.as_ref().map(|service| format!("{service}: ")).unwrap_or_default();
            writeln!(out, "  [{}] {service}{}", finding.code, finding.message)?;
            writeln!(out, "      to mend it: {}", finding.remedy)?;
        }
        if simulation.findings.iter().any(|finding| finding.level == level) {
            out.push('\n');
        }
    }
    if simulation.docker_catalog_stands_in {
        writeln!(
            out,
            "A gateway fetches Docker's catalog when it starts. Here, the registry that mcpgen has built in stands in for it."
        )?;
    }
    if simulation.all_taken_to_run {
        writeln!(out, "Every service is taken to run: `profiles` and `depends_on` are not followed here.")?;
    }
    let name = if simulation.project.is_empty() { "this folder" } else { simulation.project.as_str() };
    writeln!(out, "{name}: {}", summary(simulation))
}

fn summary(simulation: &Simulation) -> String {
    let count = |level| simulation.findings.iter().filter(|finding| finding.level == level).count();
    let counted = |number: usize, one: &str, many: &str| match number {
        0 => None,
        1 => Some(format!("1 {one}")),
        number => Some(format!("{number} {many}")),
    };
    let failures = counted(count(Level::Failure), "thing does not work", "things do not work");
    let rest =
        [counted(count(Level::Warning), "warning", "warnings"), counted(count(Level::Note), "note", "notes")];
    let parts: Vec<String> = std::iter::once(failures.unwrap_or_else(|| "everything works".to_owned()))
        .chain(rest.into_iter().flatten())
        .collect();
    parts.join(", ")
}

fn write_gateway(out: &mut String, gateway: &GatewayOutcome) -> fmt::Result {
    let starts = if gateway.starts { "starts" } else { "DOES NOT START" };
    let transport = match gateway.transport {
        Transport::Stdio => "stdio",
        Transport::Sse => "SSE",
        Transport::Streaming => "streaming",
    };
    let port = gateway.port.map(|port| format!(" on port {port}")).unwrap_or_default();
    writeln!(out, "Gateway {}: {starts}; {transport}{port}", gateway.service)?;
    let access = match &gateway.access {
        Access::Token(token) => {
            format!("who sends the token{}; it stays after a restart", from(&token.variables()))
        }
        Access::RandomToken => "who sends the token, which is another one after each restart".to_owned(),
        Access::Everyone => "everyone".to_owned(),
    };
    writeln!(out, "  answers      {access}")?;
    if gateway.published.is_empty() {
        writeln!(out, "  published    nowhere")?;
    }
    for published in &gateway.published {
        writeln!(out, "  published    {}", place(published))?;
    }
    for catalog in &gateway.catalogs {
        let state = match catalog.state {
            CatalogState::Read(1) => "1 server".to_owned(),
            CatalogState::Read(number) => format!("{number} servers"),
            CatalogState::Dockers => "fetched; the built-in registry stands in for it here".to_owned(),
            CatalogState::Missing => "MISSING, so empty".to_owned(),
            CatalogState::Empty => "EMPTY".to_owned(),
            CatalogState::Refused => "REFUSED".to_owned(),
            CatalogState::Unknown => "cannot be seen from here".to_owned(),
        };
        writeln!(out, "  catalog      {}: {state}", catalog.name)?;
    }
    writeln!(out, "  networks     {}", listed(&gateway.networks))?;
    if !gateway.servers_reach.is_empty() {
        writeln!(
            out,
            "               its servers join them, and reach {}",
            gateway.servers_reach.join(", ")
        )?;
    }
    let width = gateway.servers.iter().map(|server| server.name.len()).max().unwrap_or_default();
    for server in &gateway.servers {
        write_server(out, server, width)?;
    }
    write_answers(out, &gateway.answers)?;
    out.push('\n');
    Ok(())
}

fn write_server(out: &mut String, server: &ServerOutcome, width: usize) -> fmt::Result {
    let standing = match server.standing {
        Standing::Appears => "appears",
        Standing::Vanishes => "VANISHES",
        Standing::Fails => "DOES NOT START",
        Standing::Unknown => "cannot be seen from here",
    };
    write!(out, "  server       {:width$}  {standing}", server.name)?;
    if let Some(tools) = &server.tools {
        write!(out, "; tools: {}", listed(tools))?;
    }
    if server.networks == ["none"] {
        write!(out, "; no network")?;
    }
    out.push('\n');
    let indent = width + 17;
    for variable in &server.environment {
        let origin = match &variable.origin {
            Origin::Secret { name, state, variables } => match state {
                SecretState::Delivered => {
                    format!("is the secret {name}{}", from(&variables.iter().map(String::as_str).collect()))
                }
                SecretState::Missing => format!("is the text <UNKNOWN>: there is no secret {name}"),
                SecretState::Empty => format!(
                    "is empty: the secret {name}{}",
                    from(&variables.iter().map(String::as_str).collect())
                ),
                SecretState::Unresolved => format!("is the text se://docker/mcp/{name}"),
                SecretState::Unknown => format!("is the secret {name}, which cannot be seen from here"),
            },
            Origin::Catalog => "stands in the catalog".to_owned(),
            Origin::Configuration => "is from its configuration".to_owned(),
        };
        writeln!(out, "{:indent$}{} {origin}", "", variable.name)?;
    }
    for mount in &server.mounts {
        let verdict = match &mount.verdict {
            BindVerdict::Volume => "kept by Docker",
            BindVerdict::ReadOnly => "for reading",
            BindVerdict::Writable => "for writing too",
            BindVerdict::Refused(_) | BindVerdict::Blocked(_) => "REFUSED",
        };
        writeln!(out, "{:indent$}{} ({verdict})", "", mount.volume)?;
    }
    Ok(())
}

fn write_tunnel(out: &mut String, tunnel: &TunnelOutcome) -> fmt::Result {
    let starts = match tunnel.starts {
        Some(true) => "starts",
        Some(false) => "DOES NOT START",
        None => "starts, if its user can read its credentials, which cannot be seen from here",
    };
    writeln!(out, "Tunnel {}: {starts}", tunnel.service)?;
    if tunnel.routes_elsewhere {
        writeln!(out, "  routes       kept by Cloudflare")?;
    }
    for route in &tunnel.routes {
        let name = if route.hostname.is_empty() { "every other name" } else { route.hostname.as_str() };
        let path = if route.path.is_empty() { String::new() } else { format!(" {}", route.path) };
        let target = match &route.target {
            RouteTarget::Gateway(service) => format!("the gateway {service}"),
            RouteTarget::Service(service) => format!("the service {service}"),
            RouteTarget::Status(status) => format!("status {status}"),
            RouteTarget::Elsewhere => route.service.clone(),
            RouteTarget::Nowhere => format!("NOTHING at {}", route.service),
        };
        let access = if route.access { ", after a login through Cloudflare Access" } else { "" };
        writeln!(out, "  route        {name}{path} leads to {target}{access}")?;
    }
    write_answers(out, &tunnel.answers)?;
    out.push('\n');
    Ok(())
}

fn write_answers(out: &mut String, answers: &[Answer]) -> fmt::Result {
    let Some(width) = answers.iter().map(|answer| answer.url.len()).max() else { return Ok(()) };
    writeln!(out, "  {:width$}  no token  token    web page", "asked")?;
    for answer in answers {
        writeln!(
            out,
            "  {:width$}  {:8}  {:7}  {}",
            answer.url,
            answer.without_token.to_string(),
            answer.with_token.to_string(),
            answer.from_a_page
        )?;
    }
    Ok(())
}

fn place(published: &Published) -> String {
    let address = if published.address.is_empty() { "all addresses" } else { published.address.as_str() };
    let port = published
        .port
        .map_or_else(|| "a port of the engine's choice".to_owned(), |port| format!("port {port}"));
    let reach = if published.only_here { "this machine alone" } else { "OPEN to the network" };
    format!("{port} on {address}: {reach}")
}

fn listed(names: &[String]) -> String {
    if names.is_empty() { "none".to_owned() } else { names.join(", ") }
}

/// Which variables a value is made of.
fn from(variables: &std::collections::BTreeSet<&str>) -> String {
    if variables.is_empty() {
        return String::new();
    }
    format!(", from {} of .env", variables.iter().copied().collect::<Vec<_>>().join(" and "))
}
