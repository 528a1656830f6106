//! The service, asked over the network as a client does, by bytes.
#![expect(clippy::unwrap_used, reason = "a test fails by a panic")]

use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

use embed_service::{Limits, serve};
use tokio::net::TcpListener;

const GOOD: &str =
    "[stack]\nname = \"mcp\"\n[services.gateway]\nkind = \"mcp-gateway\"\nservers = [\"fetch\"]\n";

/// A service that lives as long as the test program.
fn started(limits: Limits) -> SocketAddr {
    let (sender, receiver) = std::sync::mpsc::channel();
    std::thread::spawn(move || {
        let runtime =
            tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
        runtime.block_on(async {
            let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
            sender.send(listener.local_addr().unwrap()).unwrap();
            serve(listener, limits).await
        })
    });
    receiver.recv().unwrap()
}

/// Long enough for the slowest machine.
fn patient() -> Limits {
    Limits { time: Duration::from_secs(600), ..Limits::default() }
}

fn send(address: SocketAddr, bytes: &[u8]) -> String {
    let mut stream = TcpStream::connect(address).unwrap();
    stream.write_all(bytes).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    answer
}

fn post(address: SocketAddr, body: &str) -> String {
    send(
        address,
        format!("POST / HTTP/1.1\r\nhost: a\r\ncontent-length: {}\r\n\r\n{body}", body.len()).as_bytes(),
    )
}

#[test]
fn a_hundred_at_once_are_all_answered() {
    let address = started(Limits { at_once: 4, ..patient() });
    let clients: Vec<_> = (0..100)
        .map(|number| {
            std::thread::spawn(move || {
                let stack = GOOD.replace("\"mcp\"\n", &format!("\"mcp-{number}\"\n"));
                let answer = post(address, &stack);
                assert!(answer.starts_with("HTTP/1.1 200 "), "{answer}");
                assert!(answer.contains(&format!("name: mcp-{number}\\n")), "each gets its own");
                assert!(!answer.contains("\".env\""), "no secret goes over the wire");
            })
        })
        .collect();
    for client in clients {
        client.join().unwrap();
    }
}

#[test]
fn a_faulty_stack_is_answered_with_its_diagnostics() {
    let answer = post(started(patient()), &GOOD.replace("fetch", "fetsh"));
    assert!(answer.starts_with("HTTP/1.1 422 "), "{answer}");
    let lines = answer.split_once("\r\n\r\n").unwrap().1.lines();
    let found: Vec<serde_json::Value> = lines.map(|line| serde_json::from_str(line).unwrap()).collect();
    assert!(found.iter().any(|found| found["code"] == "unknown-server" && found["line"] == 5), "{answer}");
}

#[test]
fn too_large_a_body_is_refused_whether_its_size_is_said_or_not() {
    let address = started(Limits { body: 100, ..patient() });
    let said = send(address, b"POST / HTTP/1.1\r\nhost: a\r\ncontent-length: 101\r\n\r\n");
    assert!(said.starts_with("HTTP/1.1 413 "), "{said}");
    let chunk = "#".repeat(101);
    let chunked =
        format!("POST / HTTP/1.1\r\nhost: a\r\ntransfer-encoding: chunked\r\n\r\n65\r\n{chunk}\r\n0\r\n\r\n");
    let unsaid = send(address, chunked.as_bytes());
    assert!(unsaid.starts_with("HTTP/1.1 413 "), "{unsaid}");
}

#[test]
fn a_slow_client_is_cut_off_and_makes_room_for_the_next() {
    let address = started(Limits { at_once: 1, time: Duration::from_millis(200), ..patient() });
    let mut slow = TcpStream::connect(address).unwrap();
    slow.write_all(b"POST / HTTP/1.1\r\nhost: a\r\ncontent-length: 9\r\n\r\nhalf").unwrap();
    // Returns at all: the service has closed the connection.
    let mut answer = Vec::new();
    let _ = slow.read_to_end(&mut answer);
    assert!(!answer.starts_with(b"HTTP/1.1 200"));
    // Its place is free again. Whether the next is in time depends on the machine; that it is heard does not.
    let mut next = TcpStream::connect(address).unwrap();
    next.write_all(b"GET / HTTP/1.1\r\nhost: a\r\n\r\n").unwrap();
    let _ = next.read_to_end(&mut answer);
}

#[test]
fn what_is_no_post_is_refused() {
    let answer = send(started(patient()), b"GET / HTTP/1.1\r\nhost: a\r\n\r\n");
    assert!(answer.starts_with("HTTP/1.1 405 "), "{answer}");
}
