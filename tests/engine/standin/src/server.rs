//! An MCP server as far as its life goes: it ends when its input does. With `STANDIN_STUBBORN` in its environment it
//! stays for ever, like a server that leaks.

use std::process::ExitCode;

/// Reads and ignores all input.
///
/// # Errors
/// The input cannot be read.
pub(crate) fn run() -> Result<ExitCode, String> {
    std::io::copy(&mut std::io::stdin().lock(), &mut std::io::sink()).map_err(|error| error.to_string())?;
    if std::env::var_os("STANDIN_STUBBORN").is_some() {
        crate::wait();
    }
    Ok(ExitCode::SUCCESS)
}
