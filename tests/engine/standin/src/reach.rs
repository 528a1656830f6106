//! Whether a process of this container reaches others: their names are asked of the engine's DNS, as a C library would (a static
//! one cannot load what it takes for that).

use std::net::{IpAddr, Ipv4Addr, SocketAddr, TcpStream, UdpSocket};
use std::process::ExitCode;
use std::time::Duration;

/// The engine's DNS server in every network of a stack (moby/moby, libnetwork).
const DNS: (Ipv4Addr, u16) = (Ipv4Addr::new(127, 0, 0, 11), 53);

/// How long somebody may take to answer.
const PATIENCE: Duration = Duration::from_secs(2);

/// Prints a line for each `HOST:PORT`: `HOST:PORT yes`, or `no` and why.
///
/// # Errors
/// One is not of that form.
pub(crate) fn run(places: &[String]) -> Result<ExitCode, String> {
    for place in places {
        let (host, port) = place.rsplit_once(':').ok_or_else(|| format!("{place} has no port"))?;
        let port: u16 = port.parse().map_err(|_| format!("{place} has no port"))?;
        let answer = address(host).and_then(|address| {
            TcpStream::connect_timeout(&SocketAddr::new(address, port), PATIENCE)
                .map_err(|error| error.to_string())
        });
        match answer {
            Ok(_) => println!("{place} yes"),
            Err(reason) => println!("{place} no: {reason}"),
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// The address of a host, by its name or as it stands.
fn address(host: &str) -> Result<IpAddr, String> {
    if let Ok(address) = host.parse() {
        return Ok(address);
    }
    let mut query = vec![0, 1, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0];
    for label in host.split('.') {
        query.push(u8::try_from(label.len()).map_err(|_| "too long a name")?);
        query.extend(label.bytes());
    }
    // The end of the name, and the question: an address of IPv4 (RFC 1035, section 4.1).
    query.extend([0, 0, 1, 0, 1]);
    let mut answer = [0; 512];
    let mut exchange = || {
        let socket = UdpSocket::bind("0.0.0.0:0")?;
        socket.set_read_timeout(Some(PATIENCE))?;
        socket.send_to(&query, DNS)?;
        socket.recv(&mut answer)
    };
    let length = exchange().map_err(|error| format!("DNS: {error}"))?;
    let found = answer.get(..length).unwrap_or_default();
    let count = found.get(7).copied().unwrap_or_default();
    // The first answer follows the question: the name, type, class, time and length, then the address.
    let answer = found.get(query.len()..).unwrap_or_default();
    let address = answer.get(name_length(answer) + 10..).and_then(|rest| rest.get(..4)).filter(|_| count > 0);
    match address {
        Some(&[a, b, c, d]) => Ok(Ipv4Addr::new(a, b, c, d).into()),
        _ => Err("there is no such name".to_owned()),
    }
}

/// How many bytes the name at the start of an answer takes: labels up to an empty one, or up to a pointer (RFC 1035, 4.1.4).
fn name_length(answer: &[u8]) -> usize {
    let mut length = 0;
    loop {
        match answer.get(length).copied() {
            None | Some(0) => return length + 1,
            Some(pointer) if pointer >= 0xC0 => return length + 2,
            Some(label) => length += 1 + usize::from(label),
        }
    }
}
