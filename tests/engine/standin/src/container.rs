//! Any other container: one that lasts and answers on some ports, or one that does its work once and ends.

use std::fs;
use std::net::TcpListener;
use std::process::ExitCode;

use crate::http::{self, Response};

/// Where the programs that it stands for listen; of these it needs the first.
const PORTS: [u16; 4] = [8080, 8000, 80, 5432];

/// Writes `FILE` and ends when called with `touch FILE`; with anything else it answers every request, for ever.
///
/// # Errors
/// The file cannot be written, or the port is taken.
pub(crate) fn run(arguments: &[String]) -> Result<ExitCode, String> {
    if let [touch, file] = arguments
        && touch == "touch"
    {
        fs::write(file, "").map_err(|error| format!("{file}: {error}"))?;
        println!("wrote {file}");
        return Ok(ExitCode::SUCCESS);
    }
    let [first, others @ ..] = PORTS;
    for port in others {
        // It may not be allowed to.
        if let Ok(listener) = listen(port) {
            std::thread::spawn(move || http::serve(&listener, |_| Response::bare("200 OK")));
        }
    }
    let listener = listen(first).map_err(|error| format!("port {first}: {error}"))?;
    http::serve(&listener, |_| Response::bare("200 OK"))
}

/// On every address; on those of IPv4 where there are no others.
fn listen(port: u16) -> std::io::Result<TcpListener> {
    TcpListener::bind(("::", port)).or_else(|_| TcpListener::bind(("0.0.0.0", port)))
}
