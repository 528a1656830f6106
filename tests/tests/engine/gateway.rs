//! A gateway in the engine: what it hands on to the servers that it starts, and what they reach.

use std::path::Path;

use mcpgen_tests::cases::Case;
use mcpgen_tests::engine::Engine;
use mcpgen_tests::port;
use mcpgen_tests::stack::Stack;
use serde_json::Value;

use super::NASTY;

/// Every server gets what the stack says it gets, and reaches what is meant for it.
pub(crate) fn hands_on(case: &Case, engine: &Engine, program: &Path) -> Result<(), String> {
    let stack = Stack::render(case, engine, program, &["STANDIN_SPAWN=obedient"])?;
    for (name, value) in [("TASKS_KEY", NASTY), ("SHARED_PASSWORD", "a=b # c"), ("FAR_TOKEN", "far")] {
        stack.set(name, value)?;
    }
    stack.expect("start", 0)?;
    let server = |name: &str| stack.server(name)?.ok_or_else(|| format!("the server {name} was not started"));
    let home = stack.home().display().to_string();

    // Environment: what the catalog says, filled in from this server's own secrets and configuration.
    let tasks = server("tasks")?;
    let authorization = format!("TASKS_AUTHORIZATION=Bearer {NASTY}");
    assert_eq!(environment(&tasks), [&authorization, &format!("TASKS_KEY={NASTY}"), "TASKS_LIMIT=5"]);
    let notes = server("notes")?;
    assert_eq!(environment(&notes), ["LOG_LEVEL=info", "NOTES_PASSWORD=a=b # c"]);
    assert_eq!(notes["Config"]["Cmd"], Value::from(vec!["--quiet", "two words"]));

    // Mounts: the configured folders and the catalog's own, for reading only; and what Docker keeps.
    let files = server("files")?;
    let [more, source] = ["more", "src"].map(|folder| format!("{home}/{folder}:{home}/{folder}:ro"));
    let mut expected = vec!["/srv/shared:/shared:ro".to_owned(), more, source];
    expected.sort();
    assert_eq!(mounts(&files), expected);
    assert_eq!(
        files["Config"]["Cmd"],
        Value::from(vec!["--roots".to_owned(), format!("{home}/src"), format!("{home}/more")])
    );
    assert_eq!(mounts(&notes), ["/tmp/templates:/templates:ro", "notes-data:/notes"]);

    // Limits, networks, and a server without any.
    assert_eq!(tasks["HostConfig"]["NanoCpus"], Value::from(2_000_000_000_u64));
    assert_eq!(tasks["HostConfig"]["Memory"], Value::from(256 << 20));
    for name in ["files", "tasks", "notes", "fetch"] {
        assert_eq!(networks(&server(name)?), ["full_front"], "{name}");
    }
    assert_eq!(networks(&server("alone")?), ["none"]);
    assert!(stack.server("far")?.is_none(), "a remote server needs no container");

    // A server reaches what is meant for it, and nothing else.
    let addresses =
        ["gateway:8811", "cache:8080", "shop:8080", "database:8080", "tunnel:20241", "cloudflared:20241"];
    let id = tasks["Id"].as_str().unwrap();
    assert_eq!(stack.reached(id, &addresses)?, addresses[..3]);
    let from_the_shop = stack.reached(&stack.container("shop")?, &addresses)?;
    assert!(from_the_shop.contains(&"database:8080".to_owned()), "the database listens: {from_the_shop:?}");
    let from_the_tunnel = stack.reached(&stack.container("tunnel")?, &["127.0.0.1:20241"])?;
    assert_eq!(from_the_tunnel, ["127.0.0.1:20241"], "the metrics are there, and on loopback");

    // Clients need the token, from wherever they come.
    let port = stack.port("gateway")?;
    assert_eq!(port::http_status(port, "/mcp", "")?, 401);
    assert_eq!(port::http_status(port, "/mcp", &stack.value("MCP_GATEWAY_AUTH_TOKEN")?)?, 200);

    // A value that the gateway cannot carry stops the next start, by name.
    stack.set("TASKS_KEY", "two\nlines")?;
    let ended = stack.expect("start", 1)?;
    assert!(
        ended.printed.contains("TASKS_KEY") && ended.printed.contains("cannot carry"),
        "{}",
        ended.printed
    );
    assert!(
        stack.render_again().is_err_and(|error| error.contains("TASKS_KEY") && !error.contains("two\nlines"))
    );
    stack.expect("stop", 0)?;
    assert_eq!(engine.leftovers()?, ["volume notes-data"]);
    Ok(())
}

/// The folders that are mounted are those that mcpgen allows.
pub(crate) fn mounts_nothing_else(case: &Case, engine: &Engine, program: &Path) -> Result<(), String> {
    let stack = Stack::render(case, engine, program, &["STANDIN_SPAWN=obedient"])?;
    // Without the list that mcpgen computes, the gateway refuses the folders, and start tells it.
    stack.edit("docker-compose.yml", "MCP_GATEWAY_DOCKER_BIND_ALLOWED_PATHS", "ANOTHER_NAME")?;
    let ended = stack.expect("start", 2)?;
    assert!(ended.printed.contains("server files is missing"), "{}", ended.printed);
    assert!(ended.printed.contains("server tasks: up"), "{}", ended.printed);
    assert!(stack.server("files")?.is_none());
    stack.expect("stop", 0)?;
    Ok(())
}

/// The environment that a server was given, sorted, without what its image sets.
fn environment(server: &Value) -> Vec<&str> {
    let variables = server["Config"]["Env"].as_array().unwrap().iter().filter_map(Value::as_str);
    let mut given: Vec<&str> =
        variables.filter(|one| !one.starts_with("PATH=") && !one.starts_with("STANDIN_")).collect();
    given.sort_unstable();
    given
}

/// The mounts of a server, sorted.
fn mounts(server: &Value) -> Vec<String> {
    let binds = server["HostConfig"]["Binds"].as_array().unwrap().iter().filter_map(Value::as_str);
    let mut binds: Vec<String> = binds.map(str::to_owned).collect();
    binds.sort();
    binds
}

/// The networks of a server.
fn networks(server: &Value) -> Vec<&str> {
    server["NetworkSettings"]["Networks"].as_object().unwrap().keys().map(String::as_str).collect()
}
