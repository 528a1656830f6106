//! The same stack in every language that is measured: a gateway, and containers that wait for it.
//!
//! What differs between services is written out in each; what does not is said once where the language has a way to say it once.

use std::fmt::Write as _;

/// Ports of a machine that a stack may take: as many services publish one.
const PORTS: usize = 50_000;

/// The head of a `stack.toml`.
const HEAD: &str = "[stack]
name = \"bench\"

[services.gateway]
kind = \"mcp-gateway\"
servers = [\"duckduckgo\", \"fetch\", \"time\"]
";

/// A `stack.toml` with a gateway and `services - 1` containers.
pub(super) fn stack(services: usize) -> String {
    let mut text = HEAD.to_owned();
    for number in 1..services {
        let port = port(number);
        let ports = if number < PORTS {
            format!("ports = [\"127.0.0.1:{}:{port}\"]\n", published(number))
        } else {
            String::new()
        };
        // Writing to a String cannot fail.
        let _ = write!(
            text,
            "
[services.svc{number}]
kind = \"container\"
image = \"registry.example.com/team/app{number}:1.{number}\"
command = [\"serve\", \"--port\", \"{port}\"]
environment = {{ LOG_LEVEL = \"info\", DATABASE_URL = \"postgres://db{number}:5432/app\", WORKERS = \"4\" }}
{ports}volumes = [\"data{number}:/data\", \"./conf{number}:/etc/app:ro\"]
depends-on = {{ gateway = \"healthy\" }}
labels = {{ \"team\" = \"platform\", \"tier\" = \"backend\" }}

[services.svc{number}.healthcheck]
test = [\"CMD\", \"wget\", \"-q\", \"-O\", \"/dev/null\", \"http://127.0.0.1:{port}/health\"]
interval = \"10s\"
timeout = \"5s\"
retries = 3
"
        );
    }
    text
}

/// `source`, with `@services@` and `@volumes@` replaced by a line for each container: `service` and `volume`, in which `#` is the number
/// of the container, `@port@` the port it listens on and `@published@` the one on the machine.
pub(super) fn written_out(source: &str, services: usize, service: &str, volume: &str) -> String {
    let lines = |pattern: &str| {
        let lines: Vec<String> = (1..services)
            .map(|number| {
                pattern
                    .replace('#', &number.to_string())
                    .replace("@port@", &port(number).to_string())
                    .replace("@published@", &published(number).to_string())
            })
            .collect();
        lines.join("\n")
    };
    source.replace("@services@", &lines(service)).replace("@volumes@", &lines(volume))
}

fn port(number: usize) -> usize {
    8000 + number % 1000
}

fn published(number: usize) -> usize {
    10_000 + number
}
