//! A service that renders on request: many at once, bounded in size, in number and in time.

mod answer;

use std::io;
use std::sync::Arc;
use std::time::Duration;

use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::TcpListener;
use tokio::sync::Semaphore;
use tokio::time::{sleep, timeout};

/// What a client may ask of the service.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// The most bytes of a body.
    pub body: usize,
    /// How many clients are served at once; the others wait until one is done.
    pub at_once: usize,
    /// How long a request may take, from the first byte that is read to the last that is written.
    pub time: Duration,
}

impl Default for Limits {
    /// 256 KiB, 16 clients, 10 seconds.
    fn default() -> Self {
        Self { body: 256 * 1024, at_once: 16, time: Duration::from_secs(10) }
    }
}

/// How long to wait when the system has no connection to give, for want of open files.
const PAUSE: Duration = Duration::from_millis(100);

/// Answers all who connect to `listener`, one request a connection, until the future is dropped.
///
/// # Errors
///
/// Never while it runs; the signature leaves room for it.
pub async fn serve(listener: TcpListener, limits: Limits) -> io::Result<()> {
    let places = Arc::new(Semaphore::new(limits.at_once));
    loop {
        // Whoever has no place yet waits in the system's queue, where it costs nothing.
        let place = Arc::clone(&places).acquire_owned().await.map_err(io::Error::other)?;
        let Ok((stream, _)) = listener.accept().await else {
            sleep(PAUSE).await;
            continue;
        };
        let place = Arc::new(place);
        tokio::spawn(async move {
            let service = service_fn(|request| answer::answer(request, limits, Arc::clone(&place)));
            let connection = http1::Builder::new()
                .timer(TokioTimer::new())
                .header_read_timeout(limits.time)
                .keep_alive(false)
                .serve_connection(TokioIo::new(stream), service);
            // A client that takes longer is cut off, whether it is slow to write or to read. What goes wrong with a connection
            // is its client's affair.
            let _ = timeout(limits.time, connection).await;
        });
    }
}
