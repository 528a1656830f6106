//! Addresses as Go's `net/url` and `net` read them.

use std::net::Ipv6Addr;

/// The parts of an address that cloudflared looks at.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Address {
    /// In lower case, without the colon; empty when there is none.
    pub(crate) scheme: String,
    /// Without a port and without the brackets of an IPv6 address; empty when there is none.
    pub(crate) host: String,
    /// With its escapes decoded, which can leave bytes that are no UTF-8.
    pub(crate) path: Vec<u8>,
}

/// Reads an address by the rules of golang/go, `net/url/url.go`, as of Go 1.26.
///
/// # Errors
///
/// What is wrong with it, as a phrase about "it".
pub(crate) fn parse(text: &str) -> Result<Address, String> {
    let (text, fragment) = text.split_once('#').unwrap_or((text, ""));
    if text.bytes().any(|byte| byte < b' ' || byte == 0x7f) {
        return Err("it holds a control character".into());
    }
    let address = if text == "*" {
        Address { scheme: String::new(), host: String::new(), path: b"*".to_vec() }
    } else {
        parse_without_fragment(text)?
    };
    unescape(fragment)?;
    Ok(address)
}

fn parse_without_fragment(text: &str) -> Result<Address, String> {
    let (scheme, rest) = split_scheme(text)?;
    let scheme = scheme.to_ascii_lowercase();
    let rest = rest.split_once('?').map_or(rest, |(rest, _)| rest);
    if !rest.starts_with('/') {
        if !scheme.is_empty() {
            return Ok(Address { scheme, host: String::new(), path: Vec::new() });
        }
        let segment = rest.split_once('/').map_or(rest, |(segment, _)| segment);
        if segment.contains(':') {
            return Err("its scheme is missing".into());
        }
    }
    let authority =
        if !scheme.is_empty() || !rest.starts_with("///") { rest.strip_prefix("//") } else { None };
    let (host, path) = match authority {
        None => (String::new(), rest),
        Some(authority) => {
            let (authority, path) = authority
                .find('/')
                .and_then(|slash| authority.split_at_checked(slash))
                .unwrap_or((authority, ""));
            (parse_authority(&scheme, authority)?, path)
        }
    };
    Ok(Address { scheme, host, path: unescape(path)? })
}

fn split_scheme(text: &str) -> Result<(&str, &str), String> {
    for (index, byte) in text.bytes().enumerate() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' => {}
            b'0'..=b'9' | b'+' | b'-' | b'.' if index > 0 => {}
            b':' if index == 0 => return Err("its scheme is missing".into()),
            b':' => return Ok(text.split_once(':').unwrap_or(("", text))),
            _ => break,
        }
    }
    Ok(("", text))
}

/// Gives the host without its port.
fn parse_authority(scheme: &str, authority: &str) -> Result<String, String> {
    let Some((user, host)) = authority.rsplit_once('@') else { return parse_host(scheme, authority) };
    let host = parse_host(scheme, host)?;
    let fits = |byte: u8| byte.is_ascii_alphanumeric() || b"-._:~!$&'()*+,;=%@".contains(&byte);
    if !user.bytes().all(fits) {
        return Err("its user name is none".into());
    }
    unescape(user)?;
    Ok(host)
}

fn parse_host(scheme: &str, host: &str) -> Result<String, String> {
    if let Some((before, literal)) = host.rsplit_once('[') {
        if !before.is_empty() {
            return Err("its IP address is none".into());
        }
        let Some((literal, port)) = literal.rsplit_once(']') else {
            return Err("a `]` is missing in its host".into());
        };
        check_port(port)?;
        let (address, zone) = match literal.split_once("%25") {
            Some((address, zone)) => (address, Some(zone)),
            None => (literal, None),
        };
        check_host_characters(address, false)?;
        check_host_characters(zone.unwrap_or_default(), true)?;
        if address.parse::<Ipv6Addr>().is_err() || zone.is_some_and(str::is_empty) {
            return Err("its IP address is none".into());
        }
        return Ok(text_of(unescape(literal)?));
    }
    // Only for `http` and `https` a second colon is an error.
    let strict = matches!(scheme, "http" | "https");
    let colon = if strict { host.find(':') } else { host.rfind(':') };
    let (name, port) = colon.and_then(|colon| host.split_at_checked(colon)).unwrap_or((host, ""));
    check_port(port)?;
    check_host_characters(name, false)?;
    Ok(text_of(unescape(name)?))
}

/// `bytes` as a text. Each byte that is no UTF-8 becomes the character that Go's strings are read with there, `U+FFFD`.
pub(crate) fn text_of(bytes: Vec<u8>) -> String {
    String::from_utf8(bytes).unwrap_or_else(|error| {
        let mut text = String::new();
        for chunk in error.as_bytes().utf8_chunks() {
            text.push_str(chunk.valid());
            text.extend(chunk.invalid().iter().map(|_| char::REPLACEMENT_CHARACTER));
        }
        text
    })
}

fn check_port(port: &str) -> Result<(), String> {
    let fits = match port.strip_prefix(':') {
        Some(digits) => digits.bytes().all(|byte| byte.is_ascii_digit()),
        None => port.is_empty(),
    };
    if fits { Ok(()) } else { Err(format!("`{port}` is no port")) }
}

fn check_host_characters(host: &str, zone: bool) -> Result<(), String> {
    let mut bytes = host.bytes();
    while let Some(byte) = bytes.next() {
        if byte == b'%' {
            let (Some(high), Some(low)) = (hexadecimal(bytes.next()), hexadecimal(bytes.next())) else {
                return Err("an escape in its host is broken".into());
            };
            let escaped = high * 16 + low;
            let fits = if zone {
                escaped == b'%' || escaped == b' ' || fits_host(escaped)
            } else {
                escaped >= 0x80 || escaped == b'%'
            };
            if !fits {
                return Err("an escape in its host is broken".into());
            }
        } else if !fits_host(byte) && byte < 0x80 {
            return Err(format!("`{}` cannot be in its host", char::from(byte)));
        }
    }
    Ok(())
}

fn fits_host(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"-_.~!$&'()*+,;=:[]<>\"".contains(&byte)
}

/// The bytes of `text`, its escapes decoded.
fn unescape(text: &str) -> Result<Vec<u8>, String> {
    let mut decoded = Vec::with_capacity(text.len());
    let mut bytes = text.bytes();
    while let Some(byte) = bytes.next() {
        if byte != b'%' {
            decoded.push(byte);
            continue;
        }
        match (hexadecimal(bytes.next()), hexadecimal(bytes.next())) {
            (Some(high), Some(low)) => decoded.push(high * 16 + low),
            _ => return Err("an escape in it is broken".into()),
        }
    }
    Ok(decoded)
}

fn hexadecimal(byte: Option<u8>) -> Option<u8> {
    match byte? {
        digit @ b'0'..=b'9' => Some(digit - b'0'),
        letter @ b'a'..=b'f' => Some(letter - b'a' + 10),
        letter @ b'A'..=b'F' => Some(letter - b'A' + 10),
        _ => None,
    }
}

/// The host and the port that Go's `net.SplitHostPort` finds in `text`: the port stands behind the only colon, or behind
/// brackets, and may be empty or no number.
pub(crate) fn split_host_port(text: &str) -> Option<(&str, &str)> {
    let (host, port) = text.rsplit_once(':')?;
    if port.contains(['[', ']']) {
        return None;
    }
    let host = match host.strip_prefix('[') {
        Some(inside) => inside.strip_suffix(']').filter(|address| !address.contains(['[', ']']))?,
        None if host.contains([':', '[', ']']) => return None,
        None => host,
    };
    Some((host, port))
}

/// Whether Go's `net.ParseCIDR` reads `text`: an IP address and the number of its leading bits, `10.0.0.0/8`.
#[cfg(feature = "read")]
pub(crate) fn is_range(text: &str) -> bool {
    let Some((address, length)) = text.split_once('/') else { return false };
    let longest = if address.parse::<std::net::Ipv4Addr>().is_ok() {
        32
    } else if address.parse::<Ipv6Addr>().is_ok() {
        128
    } else {
        return false;
    };
    let digits = !length.is_empty() && length.bytes().all(|byte| byte.is_ascii_digit());
    digits && length.parse::<u32>().is_ok_and(|length| length <= longest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_port_is_found_where_go_finds_one() {
        for text in ["a:443", "a:", "*:80", "https://a.example.com", "[::1]:80", ":80", ":"] {
            assert!(split_host_port(text).is_some(), "{text}");
        }
        for text in ["", "a", "::1", "[::1]", "a:b:c", "[::1]x:80", "[a]b]:80"] {
            assert!(split_host_port(text).is_none(), "{text}");
        }
    }

    #[test]
    fn addresses_are_read_as_go_reads_them() {
        for text in [
            "http://a",
            "ftp://a:b@c:1?x#y",
            "x://a:b:1",
            "http://[::1%25eth0]:80",
            "http://é",
            "http://%C3%A9",
            "//a",
            "",
        ] {
            assert!(parse(text).is_ok(), "{text}");
        }
        for text in [
            "127.0.0.1:80",
            ":80",
            "http://::1:80",
            "http://[::1",
            "http://[127.0.0.1]",
            "http://a b",
            "http://a%20b",
            "http://a/%zz",
            "http://a#%",
            "http://a:80a",
            "http://a\tb",
            "http://a|b@c",
            "http://x[::1]",
        ] {
            assert!(parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn the_parts_are_those_that_go_gives() {
        let address = parse("HTTPS://user@A.example.com:443/a%2Fb/%C3%A9%FF?x=/y#z").unwrap();
        assert_eq!((address.scheme.as_str(), address.host.as_str()), ("https", "A.example.com"));
        assert_eq!(text_of(address.path), "/a/b/é\u{fffd}");
        assert_eq!(parse("http://[fe80::1%25en0]:80").unwrap().host, "fe80::1%en0");
        assert_eq!(text_of(b"a\xe2\x82b".to_vec()), "a\u{fffd}\u{fffd}b");
    }

    #[test]
    #[cfg(feature = "read")]
    fn ranges_are_an_address_and_a_length() {
        for text in ["10.0.0.0/8", "::/0", "10.1.2.3/32"] {
            assert!(is_range(text), "{text}");
        }
        for text in
            ["nope", "10.0.0.0", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/+1", "10.0.0/8", "fe80::1%eth0/64"]
        {
            assert!(!is_range(text), "{text}");
        }
    }
}
