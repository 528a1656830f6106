//! Serves at an address, 127.0.0.1:8080 unless told otherwise.
#![expect(clippy::print_stdout, reason = "a program that says where it is")]

use embed_service::{Limits, serve};
use tokio::net::TcpListener;

fn main() -> std::io::Result<()> {
    let address = std::env::args().nth(1).unwrap_or_else(|| "127.0.0.1:8080".to_owned());
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(async {
        let listener = TcpListener::bind(address).await?;
        println!("http://{}", listener.local_addr()?);
        serve(listener, Limits::default()).await
    })
}
