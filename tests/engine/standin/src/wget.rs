//! busybox's `wget`, as far as a health check goes: an exit code.

use std::process::ExitCode;

use crate::http;

/// Fetches the URL that stands last among `arguments` and throws away what comes.
///
/// # Errors
/// There is no URL of plain HTTP, nobody answers, or the answer is not 200.
pub(crate) fn run(arguments: &[String]) -> Result<ExitCode, String> {
    let url = arguments.last().map(String::as_str).unwrap_or_default();
    let rest = url.strip_prefix("http://").ok_or_else(|| format!("{url:?} is no URL of plain HTTP"))?;
    let (address, path) = rest.split_once('/').unwrap_or((rest, ""));
    match http::status(address, path)? {
        200 => Ok(ExitCode::SUCCESS),
        status => Err(format!("server returned error: {status}")),
    }
}
