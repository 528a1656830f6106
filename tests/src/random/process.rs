//! The keys of a container that say how its processes run.

#![expect(clippy::unnecessary_wraps, reason = "the makers of all keys have one shape")]

use toml::{Table, Value};

use super::draw::Draw;
use super::stack::World;
use super::values::{memory, some_of, table, text};

fn is_true(container: &Table, key: &str) -> bool {
    container.get(key).and_then(Value::as_bool) == Some(true)
}

fn has(container: &Table, key: &str) -> bool {
    container.contains_key(key)
}

pub(super) fn harden(draw: &mut Draw, _: &mut World, _: &Table) -> Option<Value> {
    Some(draw.chance(80).into())
}

pub(super) fn read_only(draw: &mut Draw, _: &mut World, _: &Table) -> Option<Value> {
    Some(draw.chance(50).into())
}

pub(super) fn user(draw: &mut Draw, _: &mut World, _: &Table) -> Option<Value> {
    Some(draw.pick(&["1000:1000", "postgres", "0", "www-data:www-data", "65532:nogroup"]).into())
}

pub(super) fn group_add(draw: &mut Draw, _: &mut World, _: &Table) -> Option<Value> {
    Some(draw.some(&["audio", "video", "1000"]).into())
}

pub(super) fn working_dir(draw: &mut Draw, _: &mut World, _: &Table) -> Option<Value> {
    Some(draw.pick(&["/", "/srv/app", "/with $dollar/and space", "/a//b/"]).into())
}

pub(super) fn hostname(draw: &mut Draw, _: &mut World, _: &Table) -> Option<Value> {
    Some(draw.pick(&["app", "a.b-c.example", "0"]).into())
}

pub(super) fn privileged(_: &mut Draw, _: &mut World, container: &Table) -> Option<Value> {
    let in_the_way = ["harden", "cap-drop", "cap-add"].iter().any(|key| has(container, key));
    (!in_the_way).then(|| true.into())
}

pub(super) fn cap_drop(draw: &mut Draw, _: &mut World, _: &Table) -> Option<Value> {
    Some(draw.pick(&[vec!["ALL"], vec!["NET_RAW", "MKNOD"], vec![], vec!["CHOWN"]]).into())
}

/// Others than `cap_drop` has.
pub(super) fn cap_add(draw: &mut Draw, _: &mut World, _: &Table) -> Option<Value> {
    Some(draw.some(&["NET_BIND_SERVICE", "SYS_NICE", "NET_ADMIN", "IPC_LOCK"]).into())
}

pub(super) fn security_opt(draw: &mut Draw, _: &mut World, _: &Table) -> Option<Value> {
    let rules = [
        draw.pick(&["no-new-privileges:true", "no-new-privileges", "no-new-privileges:false"]),
        draw.pick(&["seccomp=unconfined", "seccomp=./a profile.json", "seccomp=~/p.json"]),
        draw.pick(&["apparmor=unconfined", "apparmor=docker-default"]),
        draw.pick(&["label=disable", "label=type:svirt_apache_t"]),
        "systempaths=unconfined",
    ];
    Some(draw.some(&rules).into())
}

pub(super) fn tmpfs(draw: &mut Draw, world: &mut World, _: &Table) -> Option<Value> {
    let options =
        ["", ":size=64m,mode=1777", ":exec,uid=1000,gid=1000", ":ro,nr_inodes=100,mode=755,suid,dev"];
    let folder = |draw: &mut Draw, _| format!("/memory {}{}", world.fresh(), draw.pick(&options));
    Some(draw.list(0, 2, folder).into())
}

pub(super) fn shm_size(draw: &mut Draw, _: &mut World, _: &Table) -> Option<Value> {
    Some(memory(draw).into())
}

pub(super) fn stop_signal(draw: &mut Draw, _: &mut World, _: &Table) -> Option<Value> {
    Some(draw.pick(&["SIGINT", "SIGRTMIN+3", "9", "SIGQUIT"]).into())
}

pub(super) fn stop_grace_period(draw: &mut Draw, _: &mut World, _: &Table) -> Option<Value> {
    Some(draw.pick(&["1s", "90s", "1m30s", "1h"]).into())
}

pub(super) fn gpus(draw: &mut Draw, _: &mut World, _: &Table) -> Option<Value> {
    let request = |draw: &mut Draw| {
        let mut entries = vec![
            ("driver", Value::from("nvidia")),
            ("capabilities", draw.some(&["compute", "utility", "video"]).into()),
        ];
        entries.push(match draw.below(3) {
            0 => ("count", "all".into()),
            1 => ("count", 2.into()),
            _ => ("device-ids", vec!["0", "GPU-1"].into()),
        });
        some_of(draw, entries)
    };
    Some(match draw.below(4) {
        0 => "all".into(),
        1 => 3.into(),
        2 => request(draw),
        _ => Value::Array(vec![request(draw), request(draw)]),
    })
}

/// Newer than the oldest Compose.
pub(super) fn models(draw: &mut Draw, world: &mut World, _: &Table) -> Option<Value> {
    if !world.is_newest {
        return None;
    }
    let number = world.fresh();
    let model = some_of(
        draw,
        vec![
            ("model", "ai/smollm2".into()),
            ("context-size", 4096.into()),
            ("runtime-flags", vec!["--temp", "0.1 $x"].into()),
            ("endpoint-var", "MODEL_ADDRESS".into()),
            ("model-var", "MODEL_NAME".into()),
        ],
    );
    Some(Value::Table(Table::from_iter([(format!("llm-{number}"), model)])))
}

pub(super) fn profiles(draw: &mut Draw, _: &mut World, _: &Table) -> Option<Value> {
    Some(draw.some(&["debug", "tools", "Front.end_1"]).into())
}

pub(super) fn replicas(draw: &mut Draw, _: &mut World, container: &Table) -> Option<Value> {
    let has_address = |on: &Value| on.get("ipv4-address").or(on.get("ipv6-address")).is_some();
    let networks = container.get("networks").and_then(Value::as_table);
    let addressed = networks.is_some_and(|networks| networks.values().any(has_address));
    let single = has(container, "ports") || has(container, "container-name") || addressed;
    Some((if single { 1 } else { draw.pick(&[1, 2, 5]) }).into())
}

pub(super) fn init(draw: &mut Draw, _: &mut World, _: &Table) -> Option<Value> {
    Some(draw.chance(60).into())
}

pub(super) fn reservations(draw: &mut Draw, _: &mut World, _: &Table) -> Option<Value> {
    Some(table([("memory", draw.pick(&["6m", "6291456b"]).into())]))
}

pub(super) fn ulimits(draw: &mut Draw, _: &mut World, _: &Table) -> Option<Value> {
    const NAMES: [&str; 15] = [
        "nofile",
        "core",
        "cpu",
        "data",
        "fsize",
        "locks",
        "memlock",
        "msgqueue",
        "nice",
        "nproc",
        "rss",
        "rtprio",
        "rttime",
        "sigpending",
        "stack",
    ];
    let limit = |draw: &mut Draw, name: &str| match draw.below(3) {
        0 => Value::from(20),
        // Without some of the others no program starts.
        1 if name == "core" => 0.into(),
        1 if name != "nofile" => Value::from(-1),
        _ => table([("soft", 10.into()), ("hard", 40.into())]),
    };
    let names = draw.some(&NAMES);
    Some(Value::Table(names.into_iter().map(|name| (name.to_owned(), limit(draw, name))).collect()))
}

pub(super) fn extra_hosts(draw: &mut Draw, _: &mut World, _: &Table) -> Option<Value> {
    let hosts = [
        ("host.docker.internal", "host-gateway"),
        ("db.example.com", "10.0.0.1"),
        ("six", "2001:db8::1"),
        ("loop", "::1"),
    ];
    Some(Value::Table(
        draw.some(&hosts).into_iter().map(|(name, host)| (name.to_owned(), host.into())).collect(),
    ))
}

pub(super) fn dns(draw: &mut Draw, _: &mut World, _: &Table) -> Option<Value> {
    Some(draw.some(&["1.1.1.1", "2606:4700:4700::1111"]).into())
}

pub(super) fn dns_search(draw: &mut Draw, _: &mut World, _: &Table) -> Option<Value> {
    Some(draw.some(&["example.com", "a-b.internal"]).into())
}

pub(super) fn dns_opt(draw: &mut Draw, _: &mut World, _: &Table) -> Option<Value> {
    Some(draw.some(&["ndots:2", "rotate"]).into())
}

/// What is to be built can be said to be; what goes by time is newer than the oldest Compose.
pub(super) fn pull_policy(draw: &mut Draw, world: &mut World, container: &Table) -> Option<Value> {
    let mut policies = vec!["always", "never", "missing"];
    if has(container, "build") {
        policies.push("build");
    }
    if world.is_newest {
        policies.extend(["daily", "weekly", "every_12h", "every_1w2d"]);
    }
    Some(draw.pick(&policies).into())
}

/// Keys that mcpgen hands on.
pub(super) fn foreign(draw: &mut Draw, _: &mut World, _: &Table) -> Option<Value> {
    let texts = table([("a.b", text(draw).into()), ("c d", text(draw).into())]);
    let own = table([
        ("any", texts.clone()),
        ("list", Value::Array(vec![1.into(), true.into(), text(draw).into()])),
    ]);
    let entries = vec![
        ("annotations", texts),
        ("domainname", "example.com".into()),
        ("oom_score_adj", draw.pick(&[-500, 1, 1000]).into()),
        ("stdin_open", true.into()),
        ("sysctls", table([("net.core.somaxconn", "1024".into())])),
        ("tty", true.into()),
        ("x-own", own),
    ];
    Some(some_of(draw, entries))
}

/// Whether a hardened or read-only container cannot take files that Compose writes.
pub(super) fn takes_files(container: &Table) -> bool {
    let read_only = container.get("read-only").and_then(Value::as_bool);
    !read_only.unwrap_or_else(|| is_true(container, "harden"))
}
