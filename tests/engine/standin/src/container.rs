//! Any other container: one that lasts and answers on port 8080, or one that does its work once and ends.

use std::fs;
use std::net::TcpListener;
use std::process::ExitCode;

use crate::http::{self, Response};

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
    let listener = TcpListener::bind("[::]:8080").map_err(|error| format!("port 8080: {error}"))?;
    http::serve(&listener, |_| Response::bare("200 OK"))
}
