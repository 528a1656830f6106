//! One static program that plays every program of a stack in the engine test, each in an image made from scratch under
//! the name that the rendered files use. It does what the stack relies on and nothing else.
//!
//! | called as | plays |
//! |---|---|
//! | `docker-mcp gateway run FLAGS` | the entrypoint of docker/mcp-gateway |
//! | `cloudflared … tunnel … run`, `cloudflared … tunnel … ready` | the entrypoint of cloudflare/cloudflared and its health check |
//! | `wget … URL` | busybox's, for the gateway's health check |
//! | `python -c CODE` | an interpreter, as far as a health check goes that fetches a URL |
//! | `pg_isready …` | the health check of `PostgreSQL` |
//! | `server` | an MCP server that the gateway starts |
//! | `container` | any other container: it answers on some ports; `container touch FILE` ends after it wrote FILE |
//! | `dump FILE…` | a witness, by `docker exec`: prints user, rights, arguments, environment and files as the container sees them |
//! | `reach HOST:PORT…` | another: prints for each whether it is found and answers |
//!
//! What must be possible to choose is read from the image's environment: see each module.

#![expect(clippy::print_stdout, clippy::print_stderr, reason = "it plays programs, and programs print")]

mod cloudflared;
mod container;
mod docker;
mod dump;
mod entry;
mod files;
mod gateway;
mod http;
mod probe;
mod reach;
mod server;
mod wget;

use std::path::Path;
use std::process::ExitCode;

fn main() -> ExitCode {
    let mut words = std::env::args();
    let called = words.next().unwrap_or_default();
    let mut arguments: Vec<String> = words.collect();
    let mut role = Path::new(&called).file_name().unwrap_or_default().to_string_lossy().into_owned();
    if role == "standin" && !arguments.is_empty() {
        role = arguments.remove(0);
    }
    let outcome = match role.as_str() {
        "docker-mcp" => gateway::run(&arguments),
        "cloudflared" => cloudflared::run(&arguments),
        "wget" => wget::run(&arguments),
        "python" => probe::python(&arguments),
        "pg_isready" => probe::pg_isready(),
        "reach" => reach::run(&arguments),
        "server" => server::run(),
        "container" => container::run(&arguments),
        "dump" => dump::run(&arguments),
        _ => Err(format!("nothing here is called {role:?}")),
    };
    match outcome {
        Ok(code) => code,
        Err(problem) => {
            eprintln!("{role}: {problem}");
            ExitCode::FAILURE
        }
    }
}

/// Waits until it is killed. As the first process of its container it does not even notice SIGTERM: the images name
/// SIGKILL as the signal that stops them, so that no stop waits for its grace period.
fn wait() -> ! {
    loop {
        std::thread::park();
    }
}
