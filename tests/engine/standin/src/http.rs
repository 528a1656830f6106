//! As much of HTTP as health checks and a bearer token need.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};

/// What a client asked for.
#[derive(Debug)]
pub(crate) struct Request {
    /// The path, with its query.
    pub(crate) path: String,
    /// The value of `Authorization`, empty when there is none.
    pub(crate) authorization: String,
}

/// What it is told: a status line without the version, extra header lines, a body.
#[derive(Debug)]
pub(crate) struct Response {
    /// Such as `200 OK`.
    pub(crate) status: &'static str,
    /// Each with its line end, or empty.
    pub(crate) headers: &'static str,
    /// Text.
    pub(crate) body: String,
}

impl Response {
    /// A response that is only its status.
    pub(crate) fn bare(status: &'static str) -> Self {
        Self { status, headers: "", body: String::new() }
    }
}

/// Answers every connection to `listener`, one after the other, for ever.
pub(crate) fn serve(listener: &TcpListener, answer: impl Fn(&Request) -> Response) -> ! {
    loop {
        if let Ok((stream, _)) = listener.accept() {
            // A client that hangs up is its own affair.
            let _ = answer_one(&stream, &answer);
        }
    }
}

fn answer_one(mut stream: &TcpStream, answer: &impl Fn(&Request) -> Response) -> std::io::Result<()> {
    let mut lines = BufReader::new(stream).lines();
    let first = lines.next().transpose()?.unwrap_or_default();
    let path = first.split(' ').nth(1).unwrap_or_default().to_owned();
    let mut authorization = String::new();
    for line in lines {
        let line = line?;
        match line.split_once(':') {
            Some((name, value)) if name.eq_ignore_ascii_case("authorization") => {
                value.trim().clone_into(&mut authorization);
            }
            Some(_) => {}
            None => break,
        }
    }
    let Response { status, headers, body } = answer(&Request { path, authorization });
    write!(
        stream,
        "HTTP/1.1 {status}\r\n{headers}Content-Length: {}\r\nConnection: close\r\n\r\n{body}",
        body.len()
    )
}

/// The status that `http://ADDRESS/PATH` answers with.
///
/// # Errors
/// Nobody answers, or not in HTTP.
pub(crate) fn status(address: &str, path: &str) -> Result<u16, String> {
    let exchange = || {
        let mut stream = TcpStream::connect(address)?;
        write!(stream, "GET /{path} HTTP/1.0\r\nHost: {address}\r\n\r\n")?;
        let mut answer = String::new();
        stream.read_to_string(&mut answer)?;
        std::io::Result::Ok(answer)
    };
    let answer = exchange().map_err(|error| format!("{address}: {error}"))?;
    let status = answer.split(' ').nth(1).and_then(|word| word.parse().ok());
    status.ok_or_else(|| format!("{address} does not answer in HTTP"))
}
