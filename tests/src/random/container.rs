//! The keys of a container, each with what it may hold beside the others.

#![expect(clippy::unnecessary_wraps, reason = "the makers of all keys have one shape")]

use toml::{Table, Value};

use super::draw::Draw;
use super::stack::World;
use super::values::{memory, some_of, something, table, text, time, value};
use super::{connections, files, process};

/// Makes the value of a key; nothing when it cannot stand beside the keys before it.
type Make = fn(&mut Draw, &mut World, &Table) -> Option<Value>;

/// The keys in the order in which they are made: what depends on another stands after it.
const KEYS: [(&str, Make); 47] = [
    ("build", files::build),
    ("image", image),
    ("networks", connections::networks),
    ("command", arguments),
    ("entrypoint", arguments),
    ("environment", environment),
    ("ports", connections::ports),
    ("expose", connections::expose),
    ("volumes", files::volumes),
    ("configs", files::configs),
    ("env-file", files::env_file),
    ("healthcheck", healthcheck),
    ("harden", process::harden),
    ("read-only", process::read_only),
    ("secrets", files::secrets),
    ("container-name", container_name),
    ("depends-on", depends_on),
    ("restart", restart),
    ("user", process::user),
    ("group-add", process::group_add),
    ("working-dir", process::working_dir),
    ("hostname", process::hostname),
    ("cap-drop", process::cap_drop),
    ("cap-add", process::cap_add),
    ("privileged", process::privileged),
    ("security-opt", process::security_opt),
    ("tmpfs", process::tmpfs),
    ("shm-size", process::shm_size),
    ("stop-signal", process::stop_signal),
    ("stop-grace-period", process::stop_grace_period),
    ("gpus", process::gpus),
    ("models", process::models),
    ("profiles", process::profiles),
    ("replicas", process::replicas),
    ("reservations", process::reservations),
    ("ulimits", process::ulimits),
    ("init", process::init),
    ("extra-hosts", process::extra_hosts),
    ("dns", process::dns),
    ("dns-search", process::dns_search),
    ("dns-opt", process::dns_opt),
    ("labels", labels),
    ("logging", logging),
    ("limits", limits),
    ("pull-policy", process::pull_policy),
    ("platform", platform),
    ("compose", process::foreign),
];

/// A container that is valid beside those of `world`.
pub(super) fn container(draw: &mut Draw, world: &mut World) -> Table {
    let mut container = Table::from_iter([("kind".to_owned(), Value::from("container"))]);
    let busy = if draw.chance(20) { 90 } else { 30 };
    for (key, make) in KEYS {
        let needed = key == "image" && !container.contains_key("build")
            || key == "networks" && world.networks.len() > 1;
        if (needed || draw.chance(busy))
            && let Some(value) = make(draw, world, &container)
        {
            container.insert(key.to_owned(), value);
        }
    }
    container
}

fn image(draw: &mut Draw, _: &mut World, _: &Table) -> Option<Value> {
    const IMAGES: [&str; 6] = [
        "postgres:17",
        "alpine",
        "localhost:5000/a/b:latest",
        "ghcr.io/you/server:1.2",
        "a__b/c-d:V1.0_x",
        "redis@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
    ];
    Some(draw.pick(&IMAGES).into())
}

fn arguments(draw: &mut Draw, _: &mut World, _: &Table) -> Option<Value> {
    Some(draw.list(0, 4, |draw, _| text(draw)).into())
}

fn environment(draw: &mut Draw, world: &mut World, _: &Table) -> Option<Value> {
    const NAMES: [&str; 6] = ["PATH", "lower", "_X", "a.b-c", "A1", "KEY"];
    let names = draw.some(&NAMES);
    Some(Value::Table(names.into_iter().map(|name| (name.to_owned(), value(draw, &world.secrets))).collect()))
}

fn healthcheck(draw: &mut Draw, _: &mut World, _: &Table) -> Option<Value> {
    let test = match draw.below(5) {
        0 => vec!["NONE".to_owned()],
        1 | 2 => vec!["CMD-SHELL".to_owned(), something(draw)],
        _ => ["CMD".to_owned(), something(draw)]
            .into_iter()
            .chain(draw.list(0, 2, |draw, _| text(draw)))
            .collect(),
    };
    let mut entries = vec![("test", Value::from(test))];
    for key in ["interval", "timeout", "start-period"] {
        entries.push((key, time(draw).into()));
    }
    entries.push(("retries", draw.pick(&[1, 3, 65535]).into()));
    let mut check = some_of(draw, entries);
    if let Some(check) =
        check.as_table_mut().filter(|check| check.contains_key("start-period") && draw.chance(50))
    {
        check.insert("start-interval".to_owned(), time(draw).into());
    }
    Some(check)
}

fn container_name(draw: &mut Draw, world: &mut World, _: &Table) -> Option<Value> {
    let number = world.fresh();
    Some(format!("{}{number}", draw.pick(&["Name.", "a_", "0-"])).into())
}

fn depends_on(draw: &mut Draw, world: &mut World, _: &Table) -> Option<Value> {
    if world.before.is_empty() {
        return None;
    }
    let awaited = draw.some(&world.before);
    let condition = |draw: &mut Draw, other: &super::stack::Neighbour| {
        let possible: Vec<&str> =
            [("started", true), ("healthy", other.has_check), ("completed", other.ends)]
                .iter()
                .filter_map(|(condition, possible)| possible.then_some(*condition))
                .collect();
        draw.pick(&possible)
    };
    let entries = awaited.iter().map(|other| (other.name.clone(), condition(draw, other).into()));
    Some(Value::Table(entries.collect()))
}

fn restart(draw: &mut Draw, _: &mut World, _: &Table) -> Option<Value> {
    Some(draw.pick(&["no", "always", "unless-stopped", "on-failure", "on-failure:5"]).into())
}

fn labels(draw: &mut Draw, _: &mut World, _: &Table) -> Option<Value> {
    let names = draw.some(&["com.example.a", "plain", "with space", "traefik.http.rule", "a=b"]);
    Some(Value::Table(names.into_iter().map(|name| (name.to_owned(), text(draw).into())).collect()))
}

fn logging(draw: &mut Draw, _: &mut World, _: &Table) -> Option<Value> {
    let options = table([("max-size", "10m".into()), ("tag", text(draw).into())]);
    let driver = draw.pick(&["json-file", "journald", "none"]);
    Some(some_of(draw, vec![("driver", driver.into()), ("options", options)]))
}

fn limits(draw: &mut Draw, _: &mut World, _: &Table) -> Option<Value> {
    let cpus = [Value::from(0.5), Value::from(2), Value::from(0.125), Value::from(1.0)];
    let chosen = draw.below(cpus.len());
    let entries = vec![
        ("memory", memory(draw).into()),
        ("cpus", cpus.get(chosen).cloned().unwrap_or(Value::from(1))),
        ("pids", draw.pick(&[1, 100]).into()),
    ];
    Some(some_of(draw, entries))
}

fn platform(draw: &mut Draw, _: &mut World, _: &Table) -> Option<Value> {
    Some(draw.pick(&["linux/amd64", "linux/arm64", "linux/arm/v7", "windows"]).into())
}
