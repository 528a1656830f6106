//! cloudflare/cloudflared's `tunnel run` and `tunnel ready`: reads its configuration and credentials as the user that it
//! runs as, holds that it can change neither, and listens for `ready`.
//!
//! From the image's environment: `STANDIN_CONNECTED=no` for a tunnel that never reaches Cloudflare.

use std::fs::{self, OpenOptions};
use std::net::TcpListener;
use std::process::ExitCode;

use crate::http::{self, Response};

/// Plays cloudflared: `[--no-autoupdate] tunnel [--config FILE] [--metrics ADDRESS] run|ready`.
///
/// # Errors
/// A file cannot be read, or can be written; for `ready`, the tunnel is not connected.
pub(crate) fn run(arguments: &[String]) -> Result<ExitCode, String> {
    let mut words = arguments.iter().map(String::as_str).skip_while(|word| *word == "--no-autoupdate");
    if words.next() != Some("tunnel") {
        println!("cloudflared version 2026.8.2 (a stand-in)");
        return Ok(ExitCode::SUCCESS);
    }
    let (mut config, mut metrics) = (None, std::env::var("TUNNEL_METRICS").ok());
    while let Some(word) = words.next() {
        match word {
            "--config" => config = words.next(),
            "--metrics" => metrics = words.next().map(str::to_owned),
            // A flag behind its command is a mistake that cloudflared answers with help and exit code 0.
            "ready" | "run" if words.clone().any(|word| word.starts_with("--") && word != "--token") => break,
            "ready" => return ready(metrics.as_deref()),
            "run" => return tunnel(config, metrics),
            _ => {}
        }
    }
    println!("Incorrect Usage");
    Ok(ExitCode::SUCCESS)
}

fn ready(metrics: Option<&str>) -> Result<ExitCode, String> {
    match http::status(metrics.ok_or("--metrics is missing")?, "ready")? {
        200 => Ok(ExitCode::SUCCESS),
        status => Err(format!("/ready endpoint returned status code {status}")),
    }
}

fn tunnel(config: Option<&str>, metrics: Option<String>) -> Result<ExitCode, String> {
    let mut metrics = metrics;
    if let Some(config) = config {
        let text = read_only(config)?;
        let credentials =
            value(&text, "credentials-file:").ok_or("Cannot determine default origin certificate path")?;
        read_only(credentials)?;
        metrics = metrics.or_else(|| value(&text, "metrics:").map(str::to_owned));
    } else if std::env::var("TUNNEL_TOKEN").unwrap_or_default().is_empty() {
        return Err("neither a configuration nor a token".to_owned());
    }
    let address = metrics.unwrap_or_else(|| "0.0.0.0:20241".to_owned());
    let listener = TcpListener::bind(&address).map_err(|error| format!("{address}: {error}"))?;
    let connected = std::env::var("STANDIN_CONNECTED").as_deref() != Ok("no");
    println!("INF Starting metrics server on {address}/metrics");
    println!(
        "{}",
        if connected { "INF Registered tunnel connection" } else { "ERR Unable to reach the edge" }
    );
    http::serve(&listener, |request| match request.path.as_str() {
        "/ready" if connected => Response::bare("200 OK"),
        "/ready" => Response::bare("503 Service Unavailable"),
        _ => Response::bare("404 Not Found"),
    })
}

/// Reads the file at `path`, which must not be writable.
fn read_only(path: &str) -> Result<String, String> {
    let text = fs::read_to_string(path).map_err(|error| format!("couldn't read {path}: {error}"))?;
    match OpenOptions::new().append(true).open(path) {
        Ok(_) => Err(format!("{path} is writable")),
        Err(_) => Ok(text),
    }
}

/// The value of the first line that begins with `key`, without quotes.
fn value<'a>(text: &'a str, key: &str) -> Option<&'a str> {
    text.lines().find_map(|line| line.strip_prefix(key)).map(|value| value.trim().trim_matches(['"', '\'']))
}
