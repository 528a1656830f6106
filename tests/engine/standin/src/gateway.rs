//! docker/mcp-gateway's `gateway run`: takes its flags, reads its files where it looks for them and as it reads them, prints
//! the log lines by which a start script knows it, starts its servers, listens, and asks for the token. Where the real one is
//! silent about a fault of the stack, this one is too: what it got shows in the servers that it starts.
//!
//! From the image's environment: `STANDIN_BROKEN`, an end right away; `STANDIN_FAILING`, servers that do not start; `STANDIN_LACKING`, servers that miss a
//! secret; `STANDIN_SPAWN`, `obedient` or `stubborn`, which starts the container of each server.

use std::net::TcpListener;
use std::process::ExitCode;

use serde_json::Value;

use crate::docker;
use crate::entry::{self, Given};
use crate::files;
use crate::http::{self, Request, Response};

/// Flags with a value (cmd/docker-mcp/commands/gateway.go).
const WITH_VALUE: [&str; 21] = [
    "additional-catalog",
    "additional-config",
    "additional-registry",
    "additional-tools-config",
    "catalog",
    "config",
    "cpus",
    "host",
    "interceptor",
    "log",
    "mcp-registry",
    "memory",
    "oci-ref",
    "port",
    "profile",
    "registry",
    "secrets",
    "servers",
    "tools",
    "tools-config",
    "transport",
];

/// Flags that are on or off.
const SWITCHES: [&str; 11] = [
    "allow-unauthenticated",
    "block-network",
    "block-secrets",
    "debug-dns",
    "dry-run",
    "enable-all-servers",
    "log-calls",
    "long-lived",
    "static",
    "verbose",
    "verify-signatures",
];

/// Plays the gateway until it is killed.
///
/// # Errors
/// What ends the real gateway: a catalog that lies elsewhere or cannot be decoded, a configuration that is not there, a socket
/// that does not answer.
pub(crate) fn run(arguments: &[String]) -> Result<ExitCode, String> {
    let flags = match arguments {
        [gateway, run, flags @ ..] if gateway == "gateway" && run == "run" => Flags::parse(flags),
        _ => Err(format!("unknown command {arguments:?}")),
    };
    let flags = match flags {
        Ok(flags) => flags,
        Err(problem) => {
            eprintln!("{problem}");
            return Ok(ExitCode::from(125));
        }
    };
    if std::env::var_os("STANDIN_BROKEN").is_some() {
        return Err("it is broken".to_owned());
    }
    let files: Vec<String> =
        ["catalog", "additional-catalog"].iter().flat_map(|flag| flags.list(flag)).collect();
    let catalog = files::catalogs(&files)?;
    let lists = |names: [&str; 2]| names.iter().flat_map(|flag| flags.list(flag)).collect::<Vec<_>>();
    let config = files::mapping(&lists(["config", "additional-config"]))?;
    let tools = files::mapping(&lists(["tools-config", "additional-tools-config"]))?;
    let secrets =
        files::secrets(flags.last("secrets").unwrap_or("docker-desktop:/run/secrets/mcp_secret:/.env"));

    // The gateway is looked for even when all its servers are elsewhere; without the socket it has no networks to tell.
    let own = docker::own_container();
    let needs_docker = flags.list("servers").iter().any(|name| !is_remote(catalog.get(name)));
    let own = match own {
        Err(problem) if needs_docker => return Err(problem),
        own => own.unwrap_or_default(),
    };
    let networks = docker::networks_of(&own);
    println!("- Using networks: {}", networks.join(", "));
    let given = Given {
        secrets: &secrets,
        config: &config,
        networks: &networks,
        cpus: flags.last("cpus").and_then(|cpus| cpus.parse().ok()).unwrap_or(1),
        memory: flags.last("memory").and_then(bytes).unwrap_or(2 << 30),
    };
    let failing = std::env::var("STANDIN_FAILING").unwrap_or_default();
    let lacking = std::env::var("STANDIN_LACKING").unwrap_or_default();
    let spawn = std::env::var("STANDIN_SPAWN").unwrap_or_default();
    let mut inputs = Vec::new();
    for server in &flags.list("servers") {
        if lacking.split(',').any(|name| name == server) {
            println!("Warning: Secret '{server}.key' not found for server '{server}', setting to <UNKNOWN>");
        }
        if failing.split(',').any(|name| name == server) {
            println!("  > Can't start {server}: failed to connect: calling \"initialize\": EOF");
            continue;
        }
        let entry = match catalog.get(server) {
            Some(entry) => entry.clone(),
            // What `--catalog` names takes the place of Docker's catalog; a server of neither vanishes without a word.
            None if flags.last("catalog").is_some() => continue,
            None => Value::Null,
        };
        if !spawn.is_empty() && !is_remote(Some(&entry)) {
            let started = entry::container(server, &entry, given).and_then(|mut run| {
                if run.image.is_empty() {
                    // Docker's catalog is not at hand: this container's own image plays the server's.
                    own.get("Image").and_then(Value::as_str).unwrap_or_default().clone_into(&mut run.image);
                }
                if spawn == "stubborn" {
                    run.environment.push("STANDIN_STUBBORN=1".to_owned());
                }
                docker::start_server(&run)
            });
            match started {
                Ok(input) => inputs.push(input),
                Err(problem) => {
                    println!("  > Can't start {server}: {problem}");
                    continue;
                }
            }
        }
        let shown = tools.get(server).and_then(Value::as_array).map_or(1, Vec::len);
        println!("  > {server}: ({shown} tools)");
    }
    println!("> Initialized in 1ms");

    let port = flags.last("port").unwrap_or("8811");
    let listener =
        TcpListener::bind(format!("[::]:{port}")).map_err(|error| format!("port {port}: {error}"))?;
    println!("> Start {} server on port {port}", flags.last("transport").unwrap_or("stdio"));
    let path = if flags.last("transport") == Some("sse") { "/sse" } else { "/mcp" };
    let token = std::env::var("MCP_GATEWAY_AUTH_TOKEN").unwrap_or_default();
    let open = flags.on("allow-unauthenticated");
    http::serve(&listener, |request| answer(request, path, &token, open))
}

fn answer(request: &Request, path: &str, token: &str, open: bool) -> Response {
    if request.path == "/health" {
        return Response::bare("200 OK");
    }
    if !open && (token.is_empty() || request.authorization != format!("Bearer {token}")) {
        let headers = "WWW-Authenticate: Bearer realm=\"MCP Gateway\"\r\n";
        return Response { status: "401 Unauthorized", headers, body: "Unauthorized\n".to_owned() };
    }
    if request.path == path { Response::bare("200 OK") } else { Response::bare("307 Temporary Redirect") }
}

/// A server with an address needs no container.
fn is_remote(entry: Option<&Value>) -> bool {
    entry.is_some_and(|entry| entry.pointer("/remote/url").is_some() || entry.get("sseEndpoint").is_some())
}

/// A size such as `512m` or `2Gb`, in bytes.
fn bytes(size: &str) -> Option<u64> {
    let size = size.to_ascii_lowercase();
    let size = size.trim_end_matches('b');
    let digits = size.trim_end_matches(['k', 'm', 'g']);
    let shift = match size.strip_prefix(digits)? {
        "k" => 10,
        "m" => 20,
        "g" => 30,
        _ => 0,
    };
    Some(digits.parse::<u64>().ok()? << shift)
}

#[derive(Debug)]
struct Flags(Vec<(String, String)>);

impl Flags {
    fn parse(words: &[String]) -> Result<Self, String> {
        let mut flags = Vec::new();
        let mut words = words.iter();
        while let Some(word) = words.next() {
            let flag = word.strip_prefix("--").ok_or_else(|| format!("unknown argument {word:?}"))?;
            let (name, value) =
                flag.split_once('=').map_or((flag, None), |(name, value)| (name, Some(value)));
            let value = match value {
                Some(value) if WITH_VALUE.contains(&name) || SWITCHES.contains(&name) => value,
                None if SWITCHES.contains(&name) => "true",
                None if WITH_VALUE.contains(&name) => {
                    words.next().ok_or_else(|| format!("flag needs an argument: --{name}"))?
                }
                _ => return Err(format!("unknown flag: --{name}")),
            };
            flags.push((name.to_owned(), value.to_owned()));
        }
        Ok(Self(flags))
    }

    fn last(&self, name: &str) -> Option<&str> {
        self.0.iter().rev().find(|(flag, _)| flag == name).map(|(_, value)| value.as_str())
    }

    fn on(&self, name: &str) -> bool {
        self.last(name) == Some("true")
    }

    fn list(&self, name: &str) -> Vec<String> {
        let values = self.0.iter().filter(|(flag, _)| flag == name).flat_map(|(_, value)| value.split(','));
        values.filter(|value| !value.is_empty()).map(str::to_owned).collect()
    }
}
