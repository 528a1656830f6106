//! The Docker engine's API over the socket that the stack mounts, as far as a gateway needs it.

use std::io::{Read, Write};
use std::os::unix::net::UnixStream;

const SOCKET: &str = "/var/run/docker.sock";

/// Asks the engine: `path` begins with a slash, `body` is JSON or empty. Returns the body of the answer.
///
/// # Errors
/// The socket is not there or may not be used, or the engine refuses.
pub(crate) fn ask(method: &str, path: &str, body: &str) -> Result<String, String> {
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

/// The networks of the container that this process runs in, found like the gateway finds them: by the host name, which
/// is the container's id unless the stack sets another (docker/mcp-gateway, pkg/docker).
///
/// # Errors
/// The engine knows no such container.
pub(crate) fn own_networks() -> Result<Vec<String>, String> {
    let inspected = ask("GET", &format!("/containers/{}/json", own_name()?), "")?;
    Ok(keys_of(&inspected, "Networks"))
}

/// Starts a server like the gateway does: from this container's own image, on `networks`, labelled, removed when it
/// ends. The server's input is the stream that is returned: it ends when the stream is dropped.
///
/// # Errors
/// The engine refuses.
pub(crate) fn start_server(name: &str, networks: &[String], stubborn: bool) -> Result<UnixStream, String> {
    let inspected = ask("GET", &format!("/containers/{}/json", own_name()?), "")?;
    let image = text_after(&inspected, "\"Image\":\"").ok_or("the engine tells no image")?;
    let endpoints: Vec<String> = networks.iter().map(|network| format!("\"{network}\":{{}}")).collect();
    let environment = if stubborn { "\"STANDIN_STUBBORN=1\"" } else { "" };
    let wanted = format!(
        r#"{{"Image":"{image}","Entrypoint":["/standin","server"],"Env":[{environment}],
            "Labels":{{"docker-mcp":"true","docker-mcp-name":"{name}","docker-mcp-transport":"stdio"}},
            "OpenStdin":true,"StdinOnce":true,"AttachStdin":true,
            "HostConfig":{{"AutoRemove":true}},"NetworkingConfig":{{"EndpointsConfig":{{{}}}}}}}"#,
        endpoints.join(",")
    );
    let created = ask("POST", "/containers/create", &wanted)?;
    let id = text_after(&created, "\"Id\":\"").ok_or("the engine tells no id")?;
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
    let stream = attach().map_err(|error| format!("attaching to {name}: {error}"))?;
    ask("POST", &format!("/containers/{id}/start"), "")?;
    Ok(stream)
}

fn own_name() -> Result<String, String> {
    let name = std::fs::read_to_string("/etc/hostname").map_err(|error| format!("/etc/hostname: {error}"))?;
    Ok(name.trim().to_owned())
}

/// The text between the first `start` and the next quote.
fn text_after<'a>(json: &'a str, start: &str) -> Option<&'a str> {
    let (_, rest) = json.split_once(start)?;
    rest.split('"').next()
}

/// The keys of the object that is the value of `key`.
fn keys_of(json: &str, key: &str) -> Vec<String> {
    let Some((_, object)) = json.split_once(&format!("\"{key}\":{{")) else { return Vec::new() };
    let mut keys = Vec::new();
    let mut depth = 1;
    // Between quotes every second piece is text; no text here holds an escaped quote.
    for (position, piece) in object.split('"').enumerate() {
        if position % 2 == 1 {
            if depth == 1 {
                keys.push(piece.to_owned());
            }
            continue;
        }
        for letter in piece.chars() {
            match letter {
                '{' | '[' => depth += 1,
                '}' | ']' => depth -= 1,
                _ => {}
            }
            if depth == 0 {
                return keys;
            }
        }
    }
    keys
}

#[cfg(test)]
mod tests {
    use super::keys_of;

    #[test]
    fn the_keys_of_an_object_are_its_own_only() {
        let json =
            r#"{"NetworkSettings":{"Networks":{"a":{"Links":null,"IP":"1"},"b":{"Aliases":["x"]}}},"Z":{}}"#;
        assert_eq!(keys_of(json, "Networks"), ["a", "b"]);
    }
}
