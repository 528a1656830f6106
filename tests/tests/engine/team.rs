//! The team's stack: order, who reaches whom, and what the kernel says of limits and rights.

use std::path::Path;

use mcpgen_tests::cases::Case;
use mcpgen_tests::engine::Engine;
use mcpgen_tests::stack::Stack;
use serde_json::Value;

use super::text;

const GREETING: &str = "/etc/notes/greeting.txt";
const PASSWORD: &str = "/run/secrets/DATABASE_PASSWORD";
const MOUNTS: &str = "/proc/self/mounts";
const ROUTES: &str = "/proc/net/route";

/// What a limit is called in control groups of version 2 and of version 1 (Linux, Documentation/admin-guide).
const MEMORY: [&str; 2] = ["/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes"];
const PROCESSES: [&str; 2] = ["/sys/fs/cgroup/pids.max", "/sys/fs/cgroup/pids/pids.max"];
const PROCESSORS: [&str; 2] = ["/sys/fs/cgroup/cpu.max", "/sys/fs/cgroup/cpu/cpu.cfs_quota_us"];

/// The capabilities that the engine gives a container that asks for none (moby/moby, profiles of capabilities).
const USUAL: &str = "00000000a80425fb";
const NONE: &str = "0000000000000000";

pub(super) fn from_start_to_stop(case: &Case, engine: &Engine, program: &Path) -> Result<(), String> {
    let stack = Stack::render(case, engine, program, &[])?;
    stack.expect("start", 0)?;

    // The database is well before the service starts, and that before the tunnel.
    let order = stack.order()?;
    let place = |event: &str| order.iter().position(|one| one == event);
    for (first, then) in [
        ("db healthy", "notes start"),
        ("notes healthy", "tunnel start"),
        ("gateway healthy", "tunnel start"),
    ] {
        assert!(place(first).is_some() && place(first) < place(then), "{first} before {then}: {order:#?}");
    }

    apart(&stack)?;
    locked_up(&stack)?;

    // The password is one, whichever way it comes.
    let password = stack.value("DATABASE_PASSWORD")?;
    assert!(password.len() > 20, "nobody made a password");
    assert_eq!(stack.seen("notes", &[])?["environment"]["DATABASE_PASSWORD"], Value::from(password.as_str()));
    assert_eq!(text(&stack.seen("db", &[PASSWORD])?, PASSWORD), password);
    assert_eq!(text(&stack.seen("notes", &[GREETING])?, GREETING), "Welcome. A note costs $0.\n");

    stack.expect("status", 0)?;
    let before = stack.containers()?;
    stack.expect("start", 0)?;
    assert_eq!(stack.containers()?, before);
    stack.expect("stop", 0)?;
    // What the database holds outlives the stack.
    assert_eq!(engine.leftovers()?, ["volume team_db-data"]);
    Ok(())
}

/// Who is on a network with another reaches it by its names, and nobody else does.
fn apart(stack: &Stack<'_>) -> Result<(), String> {
    let address = |service: &str| {
        let networks = stack.inspected(service)?;
        let networks = networks["NetworkSettings"]["Networks"].as_object().cloned().unwrap_or_default();
        let address = networks.values().find_map(|network| network["IPAddress"].as_str().map(str::to_owned));
        address.ok_or_else(|| format!("{service} has no address"))
    };
    let database = format!("{}:5432", address("db")?);
    for (service, place, reached) in [
        ("notes", "db:5432", true),
        ("notes", "postgres:5432", true),
        ("notes", "site:80", true),
        ("site", "notes:8000", true),
        ("tunnel", "notes:8000", true),
        ("tunnel", "site:80", true),
        ("site", "db:5432", false),
        ("site", database.as_str(), false),
        ("tunnel", "db:5432", false),
        ("tunnel", database.as_str(), false),
        ("db", "site:80", false),
    ] {
        let told = stack.reaches(service, &[place])?;
        assert_eq!(told[place] == "yes", reached, "{service} reaches {place}: {told:?}");
    }
    // The table of routes has the network's own, and none to anywhere else.
    let is_default = |line: &str| line.split_whitespace().nth(1) == Some("00000000");
    assert!(!text(&stack.seen("db", &[ROUTES])?, ROUTES).lines().any(is_default), "the database gets out");
    assert!(text(&stack.seen("notes", &[ROUTES])?, ROUTES).lines().any(is_default), "notes does not get out");
    Ok(())
}

/// What is hardened has no rights, cannot write, and has its limits; what is not is as the engine makes it.
fn locked_up(stack: &Stack<'_>) -> Result<(), String> {
    let files = [MEMORY, PROCESSES, PROCESSORS].concat();
    let notes = stack.seen("notes", &[&files[..], &[MOUNTS]].concat())?;
    let limit = |files: [&str; 2]| files.map(|file| text(&notes, file)).concat().trim().to_owned();
    assert_eq!(limit(MEMORY), (256 << 20).to_string());
    assert_eq!(limit(PROCESSES), "512");
    // Of each 100 milliseconds 50: version 2 writes both.
    assert_eq!(limit(PROCESSORS).split(' ').next(), Some("50000"));
    assert_eq!(notes["user"], Value::from(1000));
    assert_eq!((&notes["capabilities"], &notes["bounding"]), (&Value::from(NONE), &Value::from(NONE)));
    assert_eq!(notes["privileges"], Value::from("1"));
    assert!(mount(&notes, "/").starts_with("ro,"), "{notes}");
    assert!(mount(&notes, "/tmp").contains("size=65536k"), "{notes}");

    let database = stack.seen("db", &[MOUNTS])?;
    assert_eq!(database["bounding"], Value::from(USUAL));
    assert_eq!(database["privileges"], Value::from("0"));
    assert!(mount(&database, "/").starts_with("rw,"), "{database}");
    assert!(mount(&database, "/dev/shm").contains("size=131072k"), "{database}");
    let site = stack.seen("site", &[MOUNTS])?;
    assert!(mount(&site, "/usr/share/nginx/html").starts_with("ro,"), "{site}");
    Ok(())
}

/// The options of what is mounted at `target`.
fn mount(seen: &Value, target: &str) -> String {
    let mounts = text(seen, MOUNTS);
    let columns = |line: &str| line.split(' ').map(str::to_owned).collect::<Vec<_>>();
    let found = mounts.lines().map(columns).rfind(|columns| columns[1] == target);
    found.map(|columns| columns[3].clone()).unwrap_or_default()
}
