//! Prints which addresses the container can connect to, as one JSON object of `HOST:PORT` to `open` or why not.

use std::net::{TcpStream, ToSocketAddrs};
use std::process::ExitCode;
use std::time::Duration;

use serde_json::{Map, Value};

/// How long a connection is waited for.
const PATIENCE: Duration = Duration::from_secs(2);

/// Tries each of `addresses`, each `HOST:PORT`. That one is out of reach is no failure, but what is asked.
pub(crate) fn run(addresses: &[String]) -> ExitCode {
    let tried: Map<String, Value> =
        addresses.iter().map(|address| (address.clone(), Value::from(attempt(address)))).collect();
    println!("{}", Value::Object(tried));
    ExitCode::SUCCESS
}

fn attempt(address: &str) -> String {
    let found = match address.to_socket_addrs() {
        Ok(found) => found,
        Err(error) => return format!("unknown: {error}"),
    };
    let mut outcome = "unknown".to_owned();
    for address in found {
        match TcpStream::connect_timeout(&address, PATIENCE) {
            Ok(_) => return "open".to_owned(),
            Err(error) => outcome = format!("closed: {error}"),
        }
    }
    outcome
}
