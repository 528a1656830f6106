//! docker/mcp-gateway's `gateway run`: takes its flags, reads its files where it looks for them, prints the log lines by
//! which a start script knows it, listens, and asks for the token. Where the real one is silent about a fault of the
//! stack (a catalog that is not there) this one ends, so that the test sees it. A secrets file that is not there is none:
//! a stack without secrets has no such file.
//!
//! From the image's environment: `STANDIN_BROKEN`, an end right away; `STANDIN_FAILING`, servers that do not start; `STANDIN_LACKING`, servers that miss a
//! secret; `STANDIN_SPAWN`, `obedient` or `stubborn`, which starts a container for each server.

use std::fs;
use std::net::TcpListener;
use std::path::Path;
use std::process::ExitCode;

use crate::docker;
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
/// What ends the real gateway, and what it passes over in silence: a file that is not there or not readable, and a line
/// of the secrets file without `=`, which costs the real one every secret.
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
    read_files(&flags)?;

    let servers = flags.list("servers");
    let networks = if flags.on("static") { Vec::new() } else { docker::own_networks()? };
    println!("- Using networks: {}", networks.join(", "));
    let failing = std::env::var("STANDIN_FAILING").unwrap_or_default();
    let lacking = std::env::var("STANDIN_LACKING").unwrap_or_default();
    let spawn = std::env::var("STANDIN_SPAWN").unwrap_or_default();
    let mut inputs = Vec::new();
    for server in &servers {
        if lacking.split(',').any(|name| name == server) {
            println!("Warning: Secret '{server}.key' not found for server '{server}', setting to <UNKNOWN>");
        }
        if failing.split(',').any(|name| name == server) {
            println!("  > Can't start {server}: failed to connect: calling \"initialize\": EOF");
            continue;
        }
        if !spawn.is_empty() {
            inputs.push(docker::start_server(server, &networks, spawn == "stubborn")?);
        }
        println!("  > {server}: (1 tools)");
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

/// Reads every file that a flag names, where the gateway looks for it (pkg/catalog, pkg/config).
fn read_files(flags: &Flags) -> Result<(), String> {
    let home = Path::new("/root/.docker/mcp");
    for flag in ["catalog", "additional-catalog"] {
        for file in flags.list(flag).iter().filter(|file| !file.starts_with("https://")) {
            let path = home.join("catalogs").join(file);
            if !path.starts_with(home.join("catalogs")) {
                return Err(format!("catalog {file} is outside of {}", home.join("catalogs").display()));
            }
            read(&path)?;
        }
    }
    for flag in ["config", "registry", "tools-config", "additional-config", "additional-registry"] {
        for file in flags.list(flag) {
            let path = home.join(file);
            let text = read(&path)?;
            // A mapping of servers, every value filled in.
            if text.lines().all(|line| !line.ends_with(':')) || text.contains("${") {
                return Err(format!("{} is no configuration", path.display()));
            }
        }
    }
    match flags.last("secrets").map(Path::new) {
        Some(path) if path.exists() => match read(path)?.lines().find(|line| !line.contains('=')) {
            Some(_) => Err(format!("{} has a line without =", path.display())),
            None => Ok(()),
        },
        _ => Ok(()),
    }
}

fn read(path: &Path) -> Result<String, String> {
    let text = fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()))?;
    println!("- Read {} ({} bytes)", path.display(), text.len());
    Ok(text)
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
