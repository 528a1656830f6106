//! A valid stack: networks, secrets and containers that use them.

use toml::{Table, Value};

use super::container::container;
use super::draw::Draw;
use super::values::table;

/// What is there for a container to name.
#[derive(Debug, Default)]
pub(super) struct World {
    /// The networks.
    pub(super) networks: Vec<Network>,
    /// The secrets.
    pub(super) secrets: Vec<String>,
    /// The containers before.
    pub(super) before: Vec<Neighbour>,
    /// Whether it may hold what only the newest Compose reads.
    pub(super) is_newest: bool,
    /// Numbers that each stand once in a stack: ports, names.
    next: u16,
}

/// A network that a container can be on.
#[derive(Debug, Clone, Default)]
pub(super) struct Network {
    pub(super) name: String,
    /// Whether it is cut off.
    pub(super) is_internal: bool,
    /// The start of its addresses that can be a container's own, when it has such.
    pub(super) ipv4: Option<String>,
    /// The same of IPv6.
    pub(super) ipv6: Option<String>,
}

/// A container that another may wait for.
#[derive(Debug, Clone, Default)]
pub(super) struct Neighbour {
    pub(super) name: String,
    /// Whether it says how its health is found out.
    pub(super) has_check: bool,
    /// Whether it may end for good.
    pub(super) ends: bool,
}

impl World {
    /// A number that no other thing of the stack has.
    pub(super) fn fresh(&mut self) -> u16 {
        self.next += 1;
        self.next
    }
}

/// A stack that mcpgen and every Compose accept.
#[must_use]
pub fn valid(seed: u64) -> Table {
    stack(&mut Draw::new(seed), World::default())
}

/// A stack that mcpgen accepts, and the newest Compose at least.
#[must_use]
pub fn newest(seed: u64) -> Table {
    stack(&mut Draw::new(seed), World { is_newest: true, ..World::default() })
}

fn stack(draw: &mut Draw, mut world: World) -> Table {
    let mut document = Table::new();
    document.insert("stack".to_owned(), table([("name", draw.pick(&["mcp", "a_b-c", "0stack"]).into())]));

    world.secrets = draw.list(0, 3, |_, number| format!("SECRET_{number}"));
    let secrets = world.secrets.iter().map(|name| (name.clone(), secret(draw))).collect();
    insert(&mut document, "secrets", secrets);

    let mut networks = Table::new();
    for number in 0..draw.below(4) {
        let name = ["front", "back.end", "a-b_c"].get(number).copied().unwrap_or("other");
        let (network, entry) = network(draw, name, number);
        world.networks.push(network);
        networks.insert(name.to_owned(), Value::Table(entry));
    }
    insert(&mut document, "networks", networks);

    let mut services = Table::new();
    for number in 0..=draw.below(3) {
        let name = ["web", "data-base.1", "worker", "job"].get(number).copied().unwrap_or("other");
        let container = container(draw, &mut world);
        // What runs only with a profile cannot be waited for by what runs always.
        if !container.contains_key("profiles") {
            world.before.push(neighbour(name, &container));
        }
        services.insert(name.to_owned(), Value::Table(container));
    }
    insert(&mut document, "services", services);
    document
}

fn insert(document: &mut Table, key: &str, entries: Table) {
    if !entries.is_empty() {
        document.insert(key.to_owned(), Value::Table(entries));
    }
}

fn secret(draw: &mut Draw) -> Value {
    let mut secret = Table::new();
    if draw.chance(30) {
        secret.insert("description".to_owned(), "What it is".into());
    }
    if draw.chance(40) {
        secret.insert("required".to_owned(), draw.chance(50).into());
    }
    if draw.chance(20) {
        secret.insert("generate".to_owned(), draw.pick(&["token"]).into());
    }
    Value::Table(secret)
}

fn network(draw: &mut Draw, name: &str, number: usize) -> (Network, Table) {
    let mut network = Network { name: name.to_owned(), ..Network::default() };
    let mut entry = Table::new();
    if draw.chance(15) {
        entry.insert("external".to_owned(), true.into());
        return (network, entry);
    }
    if draw.chance(25) {
        entry.insert("driver".to_owned(), draw.pick(&["bridge"]).into());
    }
    if draw.chance(25) {
        network.is_internal = draw.chance(70);
        entry.insert("internal".to_owned(), network.is_internal.into());
    }
    if draw.chance(25) {
        let options = table([("com.docker.network.driver.mtu", "1400".into()), ("own", "a $b".into())]);
        entry.insert("driver-opts".to_owned(), options);
    }
    if draw.chance(50) {
        let (range, start) = match draw.below(2) {
            0 => (format!("10.{number}.0.0/16"), format!("10.{number}.0.")),
            _ => (format!("192.168.{number}.0/24"), format!("192.168.{number}.")),
        };
        network.ipv4 = Some(start);
        let both = draw.chance(40);
        let six = format!("fd00:{number}::/64");
        network.ipv6 = both.then(|| format!("fd00:{number}::1"));
        entry.insert("subnet".to_owned(), if both { vec![range, six].into() } else { range.into() });
    }
    (network, entry)
}

fn neighbour(name: &str, container: &Table) -> Neighbour {
    let test =
        container.get("healthcheck").and_then(|check| check.get("test")?.as_array()?.first()?.as_str());
    let restart = container.get("restart").and_then(Value::as_str);
    Neighbour {
        name: name.to_owned(),
        has_check: test.is_some_and(|first| first != "NONE"),
        ends: restart.is_none_or(|restart| restart == "no" || restart.starts_with("on-failure")),
    }
}
