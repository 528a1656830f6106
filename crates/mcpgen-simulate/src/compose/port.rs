//! Published ports.

use crate::yaml::Yaml;

/// A port, or several in a row, that the machine offers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Port {
    /// The machine's address; empty for all of them.
    pub(crate) address: String,
    /// The machine's first port; `None` when the engine chooses.
    pub(crate) published: Option<u16>,
    /// The container's first port.
    pub(crate) target: u16,
    /// How many there are.
    pub(crate) count: u16,
    pub(crate) tcp: bool,
}

/// A port of the machine.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum HostPort {
    Number(u16),
    /// The engine chooses it.
    Chosen,
}

impl HostPort {
    pub(crate) fn number(self) -> Option<u16> {
        match self {
            Self::Number(port) => Some(port),
            Self::Chosen => None,
        }
    }
}

impl Port {
    /// Reads the long and the short form (compose-spec, spec.md; docker/go-connections, nat).
    pub(super) fn read(entry: &Yaml) -> Option<Self> {
        if entry.table().is_some() {
            let (target, _) = range(&entry.text("target")?)?;
            let published = entry.text("published").and_then(|text| range(&text));
            return Some(Self {
                address: entry.text("host_ip").unwrap_or_default(),
                published: published.map(|(first, _)| first),
                target,
                count: 1,
                tcp: entry.text("protocol").is_none_or(|protocol| protocol == "tcp"),
            });
        }
        let text = entry.scalar()?.text().to_owned();
        let (text, protocol) = text.split_once('/').unwrap_or((&text, "tcp"));
        let (host, target) = text.rsplit_once(':').unwrap_or(("", text));
        let (address, published) = host.rsplit_once(':').unwrap_or(("", host));
        let (target, count) = range(target)?;
        Some(Self {
            address: address.trim_matches(['[', ']']).to_owned(),
            published: if published.is_empty() { None } else { Some(range(published)?.0) },
            target,
            count,
            tcp: protocol == "tcp",
        })
    }

    /// The port of the machine that leads to the container's `port`; `None` when none does.
    pub(crate) fn leads_to(&self, port: u16) -> Option<HostPort> {
        let index = port.checked_sub(self.target).filter(|index| self.tcp && *index < self.count)?;
        Some(match self.published.and_then(|first| first.checked_add(index)) {
            Some(port) => HostPort::Number(port),
            None => HostPort::Chosen,
        })
    }

    /// Whether only this machine reaches it.
    pub(crate) fn is_on_loopback(&self) -> bool {
        self.address == "localhost"
            || self.address.parse::<std::net::IpAddr>().is_ok_and(|address| address.is_loopback())
    }
}

/// The first port of a range, and how many there are.
fn range(text: &str) -> Option<(u16, u16)> {
    let (first, last) = text.split_once('-').unwrap_or((text, text));
    let (first, last): (u16, u16) = (first.trim().parse().ok()?, last.trim().parse().ok()?);
    Some((first, last.checked_sub(first)?.saturating_add(1)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Option<Port> {
        Port::read(&Yaml::read(text).unwrap())
    }

    #[test]
    fn every_form_of_a_port_is_read() {
        for (text, address, published) in [
            ("\"3333:3333\"", "", Some(HostPort::Number(3333))),
            ("\"127.0.0.1:80:3333\"", "127.0.0.1", Some(HostPort::Number(80))),
            ("\"[::1]:80:3333/tcp\"", "::1", Some(HostPort::Number(80))),
            ("\"3333\"", "", Some(HostPort::Chosen)),
            ("3333", "", Some(HostPort::Chosen)),
            ("\"8000-8010:3330-3340\"", "", Some(HostPort::Number(8003))),
            ("\"3333:3333/udp\"", "", None),
            (
                "{target: 3333, published: \"80\", host_ip: 127.0.0.1}",
                "127.0.0.1",
                Some(HostPort::Number(80)),
            ),
        ] {
            let port = read(text).unwrap();
            assert_eq!((port.address.as_str(), port.leads_to(3333)), (address, published), "{text}");
        }
        assert_eq!(read("\"a:b\""), None);
    }
}
