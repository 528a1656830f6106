//! Containers with a fault each, in a real engine: what mcpgen accepts starts. Of what it refuses and `docker compose config` lets
//! pass, it is told how much the engine refuses.

#![expect(clippy::print_stdout, reason = "a test program reports on its standard output")]

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use mcpgen_tests::engine::Engine;
use mcpgen_tests::produce::{evaluate, produce};
use mcpgen_tests::random::faulty;
use mcpgen_tests::{compose, dotenv, naive};
use toml::{Table, Value};

const IMAGE: &str = "example.com/faulty:1.0";

/// Of how many of the others one is tried, unless `MCPGEN_RANDOM_FAULTS` is set: they prove nothing of mcpgen.
const EVERY: usize = 4;

/// What mcpgen accepts and this engine does not start: words of what is said, and why.
const LEFT: [(&str, &str); 10] = [
    ("protocol not supported", "SCTP takes a module of the kernel"),
    ("logging plugin", "drivers of logs can be added to an engine"),
    ("network is unreachable", "what is to be pulled, or for another platform, is not here"),
    ("runtime name", "runtimes are what the engine's configuration names"),
    ("custom device", "a device is there on one machine, and not on another"),
    ("storage-opt", "options of storage depend on the engine's file system"),
    ("Unknown option", "options of storage depend on the engine's file system"),
    ("label file", "the file may come later"),
    ("executable file not found", "a provider is a program of this machine"),
    ("cgroup configuration", "real-time scheduling takes a kernel with it"),
];

pub(super) fn refused_before(engine: &Engine, program: &Path) -> Result<(), String> {
    engine.make_image(IMAGE, &[])?;
    let every = if std::env::var_os("MCPGEN_RANDOM_FAULTS").is_some() { 1 } else { EVERY };
    let (mut started, mut late, mut needless) = (0, Vec::new(), Vec::new());
    let (mut refused, mut others) = (0, 0);
    let mut left: BTreeMap<&str, usize> = BTreeMap::new();
    for line in faulty::lines() {
        let folder = tempfile::tempdir().map_err(|error| error.to_string())?;
        let document = document(line)?;
        if rendered(folder.path(), &document)? {
            match up(engine, folder.path()) {
                Ok(()) => started += 1,
                Err(words) => match LEFT.iter().find(|(known, _)| words.contains(known)) {
                    Some((_, why)) => *left.entry(*why).or_default() += 1,
                    None => late.push(format!("{line}: {words}")),
                },
            }
            continue;
        }
        fs::write(folder.path().join("docker-compose.yml"), naive::compose_file(&document))
            .and_then(|()| fs::write(folder.path().join(".env"), ""))
            .map_err(|error| error.to_string())?;
        if compose::refusal(program, folder.path()).is_some() {
            continue;
        }
        others += 1;
        if others % every == 0 {
            match up(engine, folder.path()) {
                Ok(()) => needless.push(line),
                Err(_) => refused += 1,
            }
        }
    }
    println!("accepted and not started here: {left:#?}");
    println!("accepted and started: {started}; refused though config takes it: {others}");
    println!(
        "  of every {every} of these the engine refuses {refused} and takes {}: {needless:#?}",
        needless.len()
    );
    if late.is_empty() { Ok(()) } else { Err(late.join("\n")) }
}

/// A stack of two containers, of which one has `line`.
fn document(line: &str) -> Result<Table, String> {
    let container = Table::from_iter([
        ("kind".to_owned(), Value::from("container")),
        ("image".to_owned(), Value::from(IMAGE)),
    ]);
    let mut faulty = container.clone();
    faulty.extend(toml::from_str::<Table>(line).map_err(|error| format!("{line}: {error}"))?);
    let services = [("other", container), ("faulty", faulty)]
        .map(|(name, table)| (name.to_owned(), Value::Table(table)));
    Ok(Table::from_iter([
        ("stack".to_owned(), Value::Table(Table::from_iter([("name".to_owned(), "faulty".into())]))),
        ("services".to_owned(), Value::Table(Table::from_iter(services))),
    ]))
}

/// Whether mcpgen renders the document, into `folder`.
fn rendered(folder: &Path, document: &Table) -> Result<bool, String> {
    let stack = folder.join("stack.toml");
    let text = toml::to_string(document).map_err(|error| error.to_string())?;
    fs::write(&stack, text).map_err(|error| error.to_string())?;
    if evaluate(&stack)?.plan().is_none() {
        return Ok(false);
    }
    produce(&stack, folder)?;
    dotenv::fill(&folder.join(".env"))?;
    Ok(true)
}

/// Starts what `docker-compose.yml` in `folder` says, and removes it.
fn up(engine: &Engine, folder: &Path) -> Result<(), String> {
    let place = |name: &str| folder.join(name).display().to_string();
    let (file, env) = (place("docker-compose.yml"), place(".env"));
    let compose = ["compose", "-p", "faulty", "-f", &file, "--env-file", &env];
    let outcome = engine.docker(&[&compose[..], &["up", "-d", "--no-build"]].concat());
    let _ = engine.docker(&[&compose[..], &["down", "--volumes", "--timeout", "0"]].concat());
    engine.clean();
    outcome.map(drop)
}
