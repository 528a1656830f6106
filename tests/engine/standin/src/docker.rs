//! The Docker engine's API over the socket that the stack mounts, as far as a gateway needs it.

use std::io::{Read, Write};
use std::os::unix::net::UnixStream;

use serde_json::{Map, Value, json};

const SOCKET: &str = "/var/run/docker.sock";

/// A server as the gateway starts it (docker/mcp-gateway, pkg/gateway/clientpool.go, `baseArgs` and `argsAndEnv`).
#[derive(Debug)]
pub(crate) struct Run {
    /// Its name, for a label.
    pub(crate) name: String,
    /// Its image.
    pub(crate) image: String,
    /// Its arguments.
    pub(crate) command: Vec<String>,
    /// `NAME=VALUE`s.
    pub(crate) environment: Vec<String>,
    /// `SOURCE:TARGET[:MODE]`s.
    pub(crate) binds: Vec<String>,
    /// The networks that it joins; none for no network at all.
    pub(crate) networks: Vec<String>,
    /// The user that it runs as; empty for the image's own.
    pub(crate) user: String,
    /// Whole processors.
    pub(crate) cpus: u64,
    /// Bytes.
    pub(crate) memory: u64,
}

/// Asks the engine: `path` begins with a slash, `body` is JSON or empty. Returns the body of the answer.
///
/// # Errors
/// The socket is not there or may not be used, or the engine refuses.
fn ask(method: &str, path: &str, body: &str) -> Result<String, String> {
    let exchange = || {
        let mut stream = UnixStream::connect(SOCKET)?;
        write!(
            stream,
            "{method} {path} HTTP/1.0\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
            body.len()
        )?;
        let mut answer = String::new();
        stream.read_to_string(&mut answer)?;
        std::io::Result::Ok(answer)
    };
    let answer = exchange().map_err(|error| format!("{SOCKET}: {error}"))?;
    let (head, body) = answer.split_once("\r\n\r\n").unwrap_or((&answer, ""));
    match head.split(' ').nth(1) {
        Some(status) if status.starts_with('2') => Ok(body.to_owned()),
        _ => Err(format!("{method} {path}: {head} {body}")),
    }
}

/// The container that this process runs in, as the engine describes it. It is found like the gateway finds it: by the host
/// name, which is the container's id unless the stack sets another (docker/mcp-gateway, pkg/docker).
///
/// # Errors
/// The engine knows no such container.
pub(crate) fn own_container() -> Result<Value, String> {
    let name = std::fs::read_to_string("/etc/hostname").map_err(|error| format!("/etc/hostname: {error}"))?;
    let inspected = ask("GET", &format!("/containers/{}/json", name.trim()), "")?;
    serde_json::from_str(&inspected).map_err(|error| error.to_string())
}

/// The networks of a container.
pub(crate) fn networks_of(container: &Value) -> Vec<String> {
    let networks = container.pointer("/NetworkSettings/Networks").and_then(Value::as_object);
    networks.into_iter().flat_map(Map::keys).cloned().collect()
}

/// Starts a server. Its input is the stream that is returned: it ends when the stream is dropped.
///
/// # Errors
/// The engine refuses.
pub(crate) fn start_server(run: &Run) -> Result<UnixStream, String> {
    let endpoints: Map<String, Value> =
        run.networks.iter().map(|network| (network.clone(), json!({}))).collect();
    let wanted = json!({
        "Image": run.image,
        "Entrypoint": ["/standin", "server"],
        "Cmd": run.command,
        "Env": run.environment,
        "User": run.user,
        "Labels": {
            "docker-mcp": "true",
            "docker-mcp-tool-type": "mcp",
            "docker-mcp-name": run.name,
            "docker-mcp-transport": "stdio",
        },
        "OpenStdin": true,
        "StdinOnce": true,
        "AttachStdin": true,
        "HostConfig": {
            "AutoRemove": true,
            "SecurityOpt": ["no-new-privileges"],
            "NanoCpus": run.cpus * 1_000_000_000,
            "Memory": run.memory,
            "Binds": run.binds,
            "NetworkMode": run.networks.first().map_or("none", String::as_str),
        },
        "NetworkingConfig": { "EndpointsConfig": endpoints },
    });
    let created = ask("POST", "/containers/create", &wanted.to_string())?;
    let created: Value = serde_json::from_str(&created).map_err(|error| error.to_string())?;
    let id = created.get("Id").and_then(Value::as_str).ok_or("the engine tells no id")?;
    let attach = || {
        let mut stream = UnixStream::connect(SOCKET)?;
        write!(
            stream,
            "POST /containers/{id}/attach?stream=1&stdin=1 HTTP/1.1\r\nHost: docker\r\nConnection: Upgrade\r\nUpgrade: tcp\r\n\r\n"
        )?;
        let mut begin = [0; 12];
        stream.read_exact(&mut begin)?;
        std::io::Result::Ok(stream)
    };
    let stream = attach().map_err(|error| format!("attaching to {}: {error}", run.name))?;
    ask("POST", &format!("/containers/{id}/start"), "")?;
    Ok(stream)
}
