//! Programs that health checks run in images which are not here: an exit code.

use std::net::TcpStream;
use std::process::ExitCode;

use crate::http;

/// Fetches the URL that stands between quotes in the code.
///
/// # Errors
/// There is no such URL, nobody answers, or the answer is not 200.
pub(crate) fn python(arguments: &[String]) -> Result<ExitCode, String> {
    let code = arguments.last().map(String::as_str).unwrap_or_default();
    let rest = code.split_once("http://").ok_or_else(|| format!("{code:?} fetches no URL"))?.1;
    let url = rest.split(['\'', '"']).next().unwrap_or(rest);
    let (address, path) = url.split_once('/').unwrap_or((url, ""));
    match http::status(address, path)? {
        200 => Ok(ExitCode::SUCCESS),
        status => Err(format!("the server answers {status}")),
    }
}

/// Whether a database listens where it does by default.
///
/// # Errors
/// Nobody listens.
pub(crate) fn pg_isready() -> Result<ExitCode, String> {
    TcpStream::connect("127.0.0.1:5432").map(|_| ExitCode::SUCCESS).map_err(|error| error.to_string())
}
