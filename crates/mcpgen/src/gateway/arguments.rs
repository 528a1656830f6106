//! A gateway's command line.

use mcpgen_core::catalog::OWN_SERVERS_FILE;
use mcpgen_core::model::Transport;
use mcpgen_core::plan::{Gateway, GatewayAuth, OwnServerKind};

use super::{CONFIG_FILE, SECRETS_FILE, TOOLS_FILE};

/// The arguments of a gateway, those that only repeat its defaults left out.
pub(crate) fn arguments(gateway: &Gateway) -> Vec<String> {
    let transport = match gateway.transport {
        Transport::Streaming => "streaming",
        Transport::Sse => "sse",
    };
    let names: Vec<&str> = gateway.servers.iter().map(|server| server.name.as_str()).collect();
    let mut arguments = vec![
        format!("--transport={transport}"),
        format!("--port={}", gateway.port),
        // Exactly these: with a list the gateway lets no client add servers of its own choice.
        format!("--servers={}", names.join(",")),
        // The file alone. In a list with `docker-desktop`, that one always succeeds and hides the file.
        format!("--secrets={SECRETS_FILE}"),
    ];
    arguments.extend(catalogs(gateway));
    if gateway.servers.iter().any(|server| !server.config.is_empty()) {
        arguments.push(format!("--config={CONFIG_FILE}"));
    }
    if gateway.servers.iter().any(|server| server.tools.is_some()) {
        arguments.push(format!("--tools-config={TOOLS_FILE}"));
    }
    if gateway.auth == GatewayAuth::Everyone {
        arguments.push("--allow-unauthenticated".to_owned());
    }
    // In a container the gateway is verbose unless told otherwise.
    arguments.push(format!("--verbose={}", gateway.verbose));
    let limits_hosts =
        gateway.servers.iter().filter_map(|server| server.own.as_ref()).any(
            |own| matches!(&own.kind, OwnServerKind::Image { allow_hosts, .. } if !allow_hosts.is_empty()),
        );
    let switches = [
        ("--block-network=true", limits_hosts),
        ("--block-secrets=false", !gateway.block_secrets),
        ("--log-calls=false", !gateway.log_calls),
        ("--long-lived=true", gateway.long_lived),
        ("--verify-signatures=false", !gateway.verify_signatures),
    ];
    arguments.extend(switches.into_iter().filter(|(_, on)| *on).map(|(switch, _)| switch.to_owned()));
    if gateway.cpus != 1 {
        arguments.push(format!("--cpus={}", gateway.cpus));
    }
    if gateway.memory.bytes() != 2 << 30 {
        arguments.push(format!("--memory={}", gateway.memory));
    }
    arguments
}

/// `--catalog` takes the place of Docker's catalog, `--additional-catalog` comes after it. Files stand relative to the folder
/// of catalogs; a later one wins.
fn catalogs(gateway: &Gateway) -> Option<String> {
    let own = gateway.servers.iter().any(|server| server.own.is_some());
    let files = gateway.catalogs.iter().map(|catalog| catalog.file_name.as_str());
    let names: Vec<&str> = files.chain(own.then_some(OWN_SERVERS_FILE)).collect();
    let flag = if gateway.docker_catalog { "--additional-catalog" } else { "--catalog" };
    (!names.is_empty()).then(|| format!("{flag}={}", names.join(",")))
}
