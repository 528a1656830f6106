//! The keys of a container that bring files: what it is built from, what it mounts, what it is given.

#![expect(clippy::unnecessary_wraps, reason = "the makers of all keys have one shape")]

use toml::{Table, Value};

use super::draw::Draw;
use super::process::takes_files;
use super::stack::World;
use super::values::{memory, some_of, table, text, value};

/// A file with environment variables that is there, beside `stack.toml`.
pub const ENV_FILE: &str = "own.env";

/// What is in it: one variable.
pub const ENV_FILE_LINE: (&str, &str) = ("FROM_FILE", "plain");

pub(super) fn build(draw: &mut Draw, world: &mut World, _: &Table) -> Option<Value> {
    const CONTEXTS: [&str; 6] = [
        "./server",
        ".",
        "a folder/with $dollar",
        "~/src/server",
        "/srv/build",
        "https://github.com/you/server.git#v1.2.0:sub/folder",
    ];
    if draw.chance(50) {
        return None;
    }
    let context = draw.pick(&CONTEXTS);
    if draw.chance(30) {
        return Some(context.into());
    }
    let args =
        Table::from_iter([("VERSION".to_owned(), value(draw, &[])), ("B".to_owned(), text(draw).into())]);
    let mut entries = vec![
        ("context", context.into()),
        ("args", args.into()),
        ("target", draw.pick(&["final", "Stage_1"]).into()),
    ];
    entries.push(match draw.below(2) {
        0 => ("dockerfile", draw.pick(&["Dockerfile", "docker/Own.Dockerfile", "a $file"]).into()),
        _ => ("dockerfile-inline", "FROM scratch\nENV A=$B\n".into()),
    });
    if !world.secrets.is_empty() {
        entries.push(("secrets", draw.some(&world.secrets).into()));
    }
    Some(some_of(draw, entries))
}

pub(super) fn volumes(draw: &mut Draw, world: &mut World, _: &Table) -> Option<Value> {
    let mount = |draw: &mut Draw, _| {
        let target = format!("/mnt/{}", world.fresh());
        if draw.chance(50) { Value::from(short(draw, &target)) } else { long(draw, &target) }
    };
    Some(Value::Array(draw.list(1, 3, mount)))
}

fn short(draw: &mut Draw, target: &str) -> String {
    const SOURCES: [&str; 9] = [
        "data",
        "other.data-1",
        "./folder",
        ".",
        "/srv/data",
        "~/a folder",
        "~",
        "C:\\data\\x",
        "./with $dollar",
    ];
    let ending = draw.pick(&["", ":ro", ":rw"]);
    format!("{}:{target}{ending}", draw.pick(&SOURCES))
}

fn long(draw: &mut Draw, target: &str) -> Value {
    let target = ("target", Value::from(format!("{target}/with space and $")));
    let read_only = |draw: &mut Draw| ("read-only", draw.chance(50).into());
    let entries = match draw.below(5) {
        0 => vec![("path", draw.pick(&["./a:b", "/srv/c:d", "~/e:f"]).into()), target, read_only(draw)],
        1 => {
            let mut entries =
                vec![("path", draw.pick(&["./made", "/srv/made"]).into()), target, read_only(draw)];
            entries.extend([("create", true.into()), ("selinux", draw.pick(&["z", "Z"]).into())]);
            entries
        }
        // A part is of a volume that is there already, or that somebody mounts whole.
        2 => vec![
            ("volume", "there-already".into()),
            target,
            ("external", true.into()),
            ("subpath", "a/b $c".into()),
            read_only(draw),
        ],
        3 => vec![("volume", "data".into()), target, read_only(draw)],
        _ => vec![("tmpfs", true.into()), target, ("size", memory(draw).into()), ("mode", "1777".into())],
    };
    // The first three of each are needed, the rest is not.
    let needed = match entries.first() {
        Some(("path", _)) if entries.len() > 3 => 5,
        Some(("volume", _)) if entries.len() > 3 => 3,
        _ => 2,
    };
    let chosen = entries.into_iter().enumerate().filter(|(index, _)| *index < needed || draw.chance(60));
    Value::Table(chosen.map(|(_, (key, value))| (key.to_owned(), value)).collect())
}

pub(super) fn configs(draw: &mut Draw, world: &mut World, _: &Table) -> Option<Value> {
    let config = |draw: &mut Draw, _| {
        let content = text(draw);
        let entry = match draw.below(3) {
            0 => Value::from(content),
            1 => table([("content", content.into()), ("executable", draw.chance(50).into())]),
            _ => table([("file", ENV_FILE.into())]),
        };
        (format!("/etc/own-{}/a file", world.fresh()), entry)
    };
    Some(Value::Table(draw.list(1, 2, config).into_iter().collect()))
}

pub(super) fn env_file(draw: &mut Draw, world: &mut World, _: &Table) -> Option<Value> {
    let there = draw.pick(&[ENV_FILE, "./own.env"]);
    let gone = table([("path", "not there.env".into()), ("required", false.into())]);
    let raw = table([("path", there.into()), ("format", "raw".into()), ("required", draw.chance(50).into())]);
    let mut files = vec![there.into(), gone];
    if world.is_newest {
        files.push(raw);
    }
    Some(Value::Array(draw.some(&files)))
}

/// Not in a container that takes no files which Compose writes.
pub(super) fn secrets(draw: &mut Draw, world: &mut World, container: &Table) -> Option<Value> {
    if world.secrets.is_empty() || !takes_files(container) {
        return None;
    }
    let names = draw.some(&world.secrets);
    let mut file = |draw: &mut Draw, name: String| {
        if draw.chance(50) {
            return Value::from(name);
        }
        let entries = vec![
            ("secret", name.into()),
            ("target", format!("/etc/secret {}", world.fresh()).into()),
            ("mode", draw.pick(&["0400", "444", "0640"]).into()),
            ("uid", draw.pick(&[0, 1000]).into()),
            ("gid", draw.pick(&[0, 1000]).into()),
        ];
        some_of(draw, entries)
    };
    Some(Value::Array(names.into_iter().map(|name| file(draw, name)).collect()))
}
