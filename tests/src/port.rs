//! A published port, as this machine sees it.

use std::fs;
use std::io::{Read, Write};
use std::net::TcpStream;

/// The addresses of this machine on which somebody listens on `port`, as the kernel writes them: `0100007F` is
/// 127.0.0.1 (Linux, `Documentation/networking/proc_net_tcp`).
///
/// # Errors
/// The kernel does not tell.
pub fn listeners(port: u16) -> Result<Vec<String>, String> {
    let end = format!(":{port:04X}");
    let mut found = Vec::new();
    for table in ["/proc/net/tcp", "/proc/net/tcp6"] {
        let text = fs::read_to_string(table).map_err(|error| format!("{table}: {error}"))?;
        for line in text.lines().skip(1) {
            let mut columns = line.split_whitespace().skip(1);
            let (local, state) = (columns.next().unwrap_or_default(), columns.nth(1).unwrap_or_default());
            if let Some(address) = local.strip_suffix(&end).filter(|_| state == "0A") {
                found.push(address.to_owned());
            }
        }
    }
    Ok(found)
}

/// The status that `http://127.0.0.1:PORT/PATH` answers with, asked with a bearer token or, when it is empty, without.
///
/// # Errors
/// Nobody answers in HTTP.
pub fn http_status(port: u16, path: &str, token: &str) -> Result<u16, String> {
    let exchange = || {
        let mut stream = TcpStream::connect(("127.0.0.1", port))?;
        let authorization =
            if token.is_empty() { String::new() } else { format!("Authorization: Bearer {token}\r\n") };
        write!(stream, "GET {path} HTTP/1.0\r\nHost: 127.0.0.1:{port}\r\n{authorization}\r\n")?;
        let mut answer = String::new();
        stream.read_to_string(&mut answer)?;
        std::io::Result::Ok(answer)
    };
    let answer = exchange().map_err(|error| format!("port {port}: {error}"))?;
    let status = answer.split(' ').nth(1).and_then(|status| status.parse().ok());
    status.ok_or_else(|| format!("port {port} answers {answer:?}"))
}
