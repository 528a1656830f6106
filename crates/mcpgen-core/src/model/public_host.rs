//! Hosts that a gateway goes to: public ones only (docker/mcp-gateway, pkg/remoteurl).

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// Names that a gateway takes for a place inside.
const INSIDE: [&str; 4] = ["localhost", "metadata", "metadata.google.internal", "metadata.azure.internal"];

/// What such names end with.
const INSIDE_ENDS: [&str; 5] = [".localhost", ".local", ".localdomain", ".internal", ".svc"];

/// Whether a gateway refuses to go to `host`, which is a name, an address, or an IPv6 address in brackets, with or without a
/// port. What a name leads to is not known here.
pub(super) fn is_inside(host: &str) -> bool {
    let name = match host.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
        Some((address, _)) => address,
        None => host.split(':').next().unwrap_or(host),
    };
    match name.parse::<IpAddr>() {
        Ok(IpAddr::V4(address)) => is_inside_v4(address),
        Ok(IpAddr::V6(address)) => {
            address.to_ipv4_mapped().map_or_else(|| is_inside_v6(address), is_inside_v4)
        }
        Err(_) => {
            let name = name.trim_end_matches('.').to_ascii_lowercase();
            INSIDE.contains(&name.as_str()) || INSIDE_ENDS.iter().any(|end| name.ends_with(end))
        }
    }
}

fn is_inside_v4(address: Ipv4Addr) -> bool {
    let [first, second, third, _] = address.octets();
    address.is_private()
        || address.is_loopback()
        || address.is_link_local()
        || address.is_documentation()
        || first == 0
        || first >= 224
        || (first == 100 && (64..128).contains(&second))
        || (first == 192 && second == 0 && third == 0)
        || (first == 198 && (18..20).contains(&second))
}

fn is_inside_v6(address: Ipv6Addr) -> bool {
    let [first, second, ..] = address.segments();
    address.is_loopback()
        || address.is_unspecified()
        || address.is_multicast()
        || address.is_unique_local()
        || address.is_unicast_link_local()
        || (first == 0x2001 && second == 0xdb8)
        || (first == 0x64 && second == 0xff9b)
}

#[cfg(test)]
mod tests {
    use super::is_inside;

    #[test]
    fn a_gateway_goes_to_public_hosts_only() {
        for host in [
            "localhost",
            "LOCALHOST:8080",
            "nas.local",
            "db.internal.",
            "x.svc",
            "127.0.0.1",
            "10.1.2.3:443",
            "192.168.1.20",
            "172.16.0.1",
            "169.254.169.254",
            "100.64.0.1",
            "0.0.0.0",
            "[::1]:443",
            "[fd00::1]",
            "[::ffff:10.0.0.1]",
        ] {
            assert!(is_inside(host), "{host}");
        }
        for host in
            ["mcp.example.com", "local.example.com:8443", "8.8.8.8", "172.32.0.1", "[2606:4700::1111]"]
        {
            assert!(!is_inside(host), "{host}");
        }
    }
}
