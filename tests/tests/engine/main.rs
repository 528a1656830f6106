//! Rendered stacks in a real Docker engine, with both Composes: started, looked at, changed and stopped by their own
//! scripts. The images are stand-ins (`tests/engine/standin`), the engine is private (`cargo xtask engine`).

#![expect(clippy::indexing_slicing, clippy::unwrap_used, reason = "a test fails by a panic")]

mod faults;
mod gateway;
mod team;
mod texts;

use std::path::Path;
use std::process::ExitCode;

use mcpgen_tests::cases::{self, Case};
use mcpgen_tests::engine::Engine;
use mcpgen_tests::judge::Judge;
use mcpgen_tests::port;
use mcpgen_tests::stack::Stack;
use mcpgen_tests::trials::Trials;
use serde_json::Value;

const GATEWAY: &str = "mcp-gateway";
const TUNNEL: &str = "cloudflare-tunnel";
const SECRETS: &str = "/run/secrets/mcp_secret";
const CONFIG: &str = "/run/mcpgen/config.yaml";
const CATALOG: &str = "/root/.docker/mcp/catalogs/rg-mcp.yaml";
const ROUTES: &str = "/etc/cloudflared/config.yml";

/// Where the tunnel sees its credentials.
const CREDENTIALS: &str = "/etc/cloudflared/credentials.json";
const NASTY: &str = "p$a$$b${HOME}$(id) \"q\" 'r' #x \\n \\\\ `bt` é🔑 %41 =z; {{server.x}} !end";

/// A test of one stack in one engine.
type Scenario = fn(&Case, &Engine, &Path) -> Result<(), String>;

const REFERENCE: &str = "examples/reference";
const QUICKSTART: &str = "examples/quickstart";
const GATEWAY_IN_FULL: &str = "tests/cases/ok/gateway-in-full";
const CONTAINERS: &str = "tests/cases/ok/container-lifecycle";
const TEAM: &str = "examples/team";

const SCENARIOS: [(&str, &str, Scenario); 11] = [
    (GATEWAY_IN_FULL, "hands everything on, and nothing else", gateway::hands_on),
    (GATEWAY_IN_FULL, "mounts nothing that it is not told to", gateway::mounts_nothing_else),
    (REFERENCE, "starts, delivers its secrets and stops", reference_from_start_to_stop),
    (REFERENCE, "recreates what a change concerns, and nothing else", reference_changes),
    (REFERENCE, "starts without its tunnel, and leaves no server behind", reference_not_connected),
    (REFERENCE, "does not start without a required secret", reference_without_a_secret),
    (QUICKSTART, "starts and stops", quickstart_from_start_to_stop),
    (QUICKSTART, "tells of a server that is not there", quickstart_with_a_failing_server),
    (QUICKSTART, "does not start with a broken gateway", quickstart_with_a_broken_gateway),
    (CONTAINERS, "starts in order, gets its values, changes and keeps its volume", containers_of_ones_own),
    (TEAM, "starts in order, locked up, limited and apart, and stops", team::from_start_to_stop),
];

fn main() -> ExitCode {
    let mut trials = Trials::default();
    let cases: Vec<Case> = cases::examples().unwrap().into_iter().chain(cases::ok().unwrap()).collect();
    for compose in [Judge::ComposeOld, Judge::ComposeNewest] {
        for (name, what, scenario) in SCENARIOS {
            let case = cases.iter().find(|case| case.name == name).cloned();
            trials.add_judged(Judge::Engine, format!("{name} {what} ({compose})"), move |client| {
                let case = case.ok_or_else(|| format!("there is no {name}"))?;
                beside(client, compose, |engine, program| scenario(&case, engine, program))
            });
        }
        trials.add_judged(
            Judge::Engine,
            format!("tricky texts arrive in a container ({compose})"),
            move |client| beside(client, compose, texts::arrive),
        );
    }
    let newest = Judge::ComposeNewest;
    let name = format!("what starts no container is refused before, also what {newest} config takes");
    trials.add_judged(Judge::Engine, name, move |client| beside(client, newest, faults::refused_before));
    trials.run(true)
}

/// Does `work` with an engine in which nothing is, and leaves it so.
fn beside(
    client: &Path,
    compose: Judge,
    work: impl FnOnce(&Engine, &Path) -> Result<(), String>,
) -> Result<(), String> {
    let program = compose.find().ok_or_else(|| format!("{compose} is missing"))?;
    let engine = Engine::new(client, compose)?;
    engine.clean();
    let outcome = work(&engine, &program);
    engine.clean();
    outcome
}

fn reference_from_start_to_stop(case: &Case, engine: &Engine, program: &Path) -> Result<(), String> {
    let stack = Stack::render(case, engine, program, &[])?;
    let secrets =
        [("BRAVE_API_KEY", NASTY), ("EXA_API_KEY", "simple $x # 'no' $"), ("CLICKUP_API_KEY", "a=b;c")];
    for (name, value) in secrets {
        stack.set(name, value)?;
    }
    stack.expect("start", 0)?;

    // The tunnel waits for a healthy gateway.
    let order = stack.order()?;
    let place = |event: String| order.iter().position(|one| *one == event);
    let (healthy, tunnel) = (place(format!("{GATEWAY} healthy")), place(format!("{TUNNEL} start")));
    assert!(healthy.is_some() && healthy < tunnel, "{order:#?}");

    // The gateway answers on loopback only, and only to who has the token.
    let port = stack.port(GATEWAY)?;
    assert_eq!(port::listeners(port)?, ["0100007F"], "127.0.0.1 and nothing else");
    assert_eq!(port::http_status(port, "/health", "")?, 200);
    assert_eq!(port::http_status(port, "/sse", "")?, 401);
    assert_eq!(port::http_status(port, "/sse", "from-the-shell")?, 401);
    assert_eq!(port::http_status(port, "/sse", &stack.value("MCP_GATEWAY_AUTH_TOKEN")?)?, 200);

    // Every secret arrives, letter by letter, in a file that the gateway alone reads.
    let seen = stack.seen(GATEWAY, &[SECRETS, CONFIG])?;
    assert_eq!(delivered(&seen), values_of(&secrets));
    assert_eq!(seen["files"][SECRETS]["mode"], Value::from("0400"));
    assert_eq!(seen["files"][SECRETS]["owner"], Value::from(0));
    assert!(!seen["environment"].to_string().contains("simple $x"), "a secret is in the environment: {seen}");
    assert!(!seen.to_string().contains("from-the-shell"), "the shell wins over .env: {seen}");
    let repositories = format!("git:\n  paths:\n    - \"{}/src\"\n", stack.home().display());
    assert_eq!(text(&seen, CONFIG), repositories);
    // The tunnel sees its two files and no other of this machine, as its user, who cannot write them, and can do nothing else.
    let seen = stack.seen(TUNNEL, &[ROUTES, CREDENTIALS])?;
    assert_eq!(seen["user"], Value::from(65532));
    assert_eq!(seen["capabilities"].as_str().map(|set| set.trim_start_matches('0')), Some(""), "{seen}");
    assert!(seen["files"][ROUTES].is_object() && seen["files"][CREDENTIALS].is_object(), "{seen}");
    let inspected = engine.json(&["inspect", &stack.container(TUNNEL)?])?;
    let mounts = inspected[0]["Mounts"].as_array().cloned().unwrap_or_default();
    let mut places: Vec<(&str, bool)> = mounts
        .iter()
        .filter_map(|mount| Some((mount["Destination"].as_str()?, mount["RW"].as_bool()?)))
        .collect();
    places.sort_unstable();
    assert_eq!(places, [(ROUTES, false), (CREDENTIALS, false)]);
    assert_eq!(inspected[0]["HostConfig"]["ReadonlyRootfs"], Value::from(true));
    assert_eq!(
        inspected[0]["Config"]["Healthcheck"]["Test"],
        Value::from(vec!["CMD", "cloudflared", "tunnel", "--metrics", "127.0.0.1:20241", "ready"])
    );

    let ended = stack.expect("status", 0)?;
    assert!(ended.printed.contains("http://127.0.0.1:3333/sse"), "{}", ended.printed);
    assert!(ended.printed.contains("https://mcp.rg1.io/sse"), "{}", ended.printed);

    // A second start changes nothing.
    let before = stack.containers()?;
    stack.expect("start", 0)?;
    assert_eq!(stack.containers()?, before);

    // A changed secret arrives, and only the gateway is made anew for it.
    let changed = [secrets[0], secrets[1], ("CLICKUP_API_KEY", "changed")];
    stack.set("CLICKUP_API_KEY", "changed")?;
    stack.expect("start", 0)?;
    assert_eq!(delivered(&stack.seen(GATEWAY, &[SECRETS])?), values_of(&changed));
    assert_eq!(stack.recreated(&before)?, [GATEWAY]);

    stack.expect("stop", 0)?;
    assert_eq!(engine.leftovers()?, [""; 0]);
    stack.expect("stop", 0)?;
    Ok(())
}

fn reference_changes(case: &Case, engine: &Engine, program: &Path) -> Result<(), String> {
    let stack = Stack::render(case, engine, program, &[])?;
    stack.expect("start", 0)?;

    // Nothing new in stack.toml, and a line of `.env` that no service knows.
    let before = stack.containers()?;
    stack.render_again()?;
    stack.edit(".env", "# This machine\n", "# My machine\nUNRELATED=1\n")?;
    stack.expect("start", 0)?;
    assert_eq!(stack.containers()?, before);

    // A route.
    stack.edit("stack.toml", "hostname = \"mcp.rg1.io\"", "hostname = \"other.rg1.io\"")?;
    stack.render_again()?;
    stack.expect("start", 0)?;
    assert_eq!(stack.recreated(&before)?, [TUNNEL]);
    let routes = text(&stack.seen(TUNNEL, &[ROUTES])?, ROUTES);
    assert!(routes.contains("other.rg1.io") && !routes.contains("mcp.rg1.io"), "{routes}");

    // The user's own catalog.
    let before = stack.containers()?;
    stack.edit("catalogs/rg-mcp.yaml", "title: ClickUp", "title: Changed")?;
    stack.render_again()?;
    stack.expect("start", 0)?;
    assert_eq!(stack.recreated(&before)?, [GATEWAY]);
    let catalog = text(&stack.seen(GATEWAY, &[CATALOG])?, CATALOG);
    assert!(catalog.contains("title: Changed"), "{catalog}");

    // The configuration of a server, which is written into the gateway's container.
    let before = stack.containers()?;
    stack.edit("stack.toml", "paths = [\"~/src\"]", "paths = [\"~/work\"]")?;
    stack.render_again()?;
    stack.expect("start", 0)?;
    assert_eq!(stack.recreated(&before)?, [GATEWAY]);
    let config = text(&stack.seen(GATEWAY, &[CONFIG])?, CONFIG);
    assert!(config.contains("/work\""), "{config}");

    // The token, and with it nothing but the gateway.
    let before = stack.containers()?;
    stack.set("MCP_GATEWAY_AUTH_TOKEN", "another-token")?;
    stack.expect("start", 0)?;
    assert_eq!(stack.recreated(&before)?, [GATEWAY]);
    assert_eq!(port::http_status(stack.port(GATEWAY)?, "/sse", "another-token")?, 200);

    stack.expect("stop", 0)?;
    assert_eq!(engine.leftovers()?, [""; 0]);
    Ok(())
}

fn reference_not_connected(case: &Case, engine: &Engine, program: &Path) -> Result<(), String> {
    let stack = Stack::render(case, engine, program, &["STANDIN_CONNECTED=no", "STANDIN_SPAWN=stubborn"])?;
    let ended = stack.expect("start", 3)?;
    assert!(
        ended.printed.contains("Unable to reach the edge"),
        "the tunnel's log is shown: {}",
        ended.printed
    );
    assert_eq!(port::http_status(stack.port(GATEWAY)?, "/health", "")?, 200);
    assert_ne!(stack.script("status", &[])?.code, 0);

    // Servers that outlive their gateway are removed; those of another gateway are not.
    let spawned = ["ps", "--quiet", "--filter", "label=docker-mcp=true"];
    assert_ne!(engine.docker(&spawned)?, "");
    engine.make_image("another/server:1", &[])?;
    engine.docker(&[
        "run",
        "--detach",
        "--name",
        "another",
        "--label",
        "docker-mcp=true",
        "another/server:1",
    ])?;
    stack.expect("stop", 0)?;
    assert_eq!(engine.leftovers()?, ["container another"]);
    Ok(())
}

fn reference_without_a_secret(case: &Case, engine: &Engine, program: &Path) -> Result<(), String> {
    let stack = Stack::render(case, engine, program, &[])?;
    let names = ["BRAVE_API_KEY", "EXA_API_KEY"];
    stack.set(names[0], "")?;
    let ended = stack.expect("start", 1)?;
    assert!(ended.printed.contains(names[0]), "{}", ended.printed);
    assert_eq!(engine.leftovers()?, [""; 0]);

    // A value that goes missing while the stack runs stops the next start, not status and stop.
    stack.set(names[0], "there")?;
    stack.expect("start", 0)?;
    stack.set(names[1], "")?;
    let ended = stack.expect("start", 1)?;
    assert!(ended.printed.contains(names[1]), "{}", ended.printed);
    stack.expect("status", 0)?;
    stack.expect("stop", 0)?;
    assert_eq!(engine.leftovers()?, [""; 0]);
    Ok(())
}

fn quickstart_from_start_to_stop(case: &Case, engine: &Engine, program: &Path) -> Result<(), String> {
    let stack = Stack::render(case, engine, program, &["STANDIN_SPAWN=obedient"])?;
    stack.expect("start", 0)?;
    let port = stack.port("gateway")?;
    assert_eq!(port::listeners(port)?, ["0100007F"], "127.0.0.1 and nothing else");
    assert_eq!(port::http_status(port, "/mcp", "")?, 401);
    assert_eq!(port::http_status(port, "/mcp", &stack.value("MCP_GATEWAY_AUTH_TOKEN")?)?, 200);
    stack.expect("status", 0)?;
    let before = stack.containers()?;
    stack.expect("start", 0)?;
    assert_eq!(stack.containers()?, before);
    stack.expect("stop", 0)?;
    assert_eq!(engine.leftovers()?, [""; 0]);
    assert_ne!(stack.script("status", &[])?.code, 0);
    Ok(())
}

fn quickstart_with_a_failing_server(case: &Case, engine: &Engine, program: &Path) -> Result<(), String> {
    let stack = Stack::render(case, engine, program, &["STANDIN_FAILING=fetch"])?;
    let ended = stack.expect("start", 2)?;
    assert!(ended.printed.contains("fetch"), "{}", ended.printed);
    stack.make_images(&["STANDIN_LACKING=time"])?;
    let ended = stack.expect("start", 2)?;
    assert!(ended.printed.contains("secret"), "{}", ended.printed);
    stack.expect("stop", 0)?;
    assert_eq!(engine.leftovers()?, [""; 0]);
    Ok(())
}

fn quickstart_with_a_broken_gateway(case: &Case, engine: &Engine, program: &Path) -> Result<(), String> {
    let stack = Stack::render(case, engine, program, &["STANDIN_BROKEN=yes"])?;
    let ended = stack.expect("start", 1)?;
    assert!(ended.printed.contains("broken"), "the gateway's log is shown: {}", ended.printed);
    stack.expect("stop", 0)?;
    assert_eq!(engine.leftovers()?, [""; 0]);
    Ok(())
}

fn containers_of_ones_own(case: &Case, engine: &Engine, program: &Path) -> Result<(), String> {
    const FILE: &str = "/run/secrets/SIGNING_KEY";
    const PREPARED: &str = "/data/prepared";
    let stack = Stack::render(case, engine, program, &[])?;
    stack.set("DATABASE_PASSWORD", NASTY)?;
    stack.set("SIGNING_KEY", NASTY)?;
    stack.expect("start", 0)?;

    // What is prepared first has ended before the other starts.
    let order = stack.order()?;
    let place = |event: &str| order.iter().position(|one| one == event);
    assert!(place("prepare die").is_some() && place("prepare die") < place("shop start"), "{order:#?}");
    assert!(place("shop healthy").is_some(), "{order:#?}");

    let seen = stack.seen("shop", &[FILE, PREPARED])?;
    assert_eq!(seen["environment"]["DATABASE_PASSWORD"], Value::from(NASTY));
    assert_eq!(seen["environment"]["GREETING"], Value::from("costs $5"));
    assert_eq!(text(&seen, FILE), NASTY);
    assert_eq!(seen["files"][PREPARED]["error"], Value::Null, "the volume is shared: {seen}");
    assert!(!stack.seen("cache", &[])?.to_string().contains("server.x"), "a value went too far");
    assert_eq!(port::listeners(stack.port("shop")?)?, ["0100007F"], "127.0.0.1 and nothing else");
    stack.expect("status", 0)?;

    let before = stack.containers()?;
    stack.expect("start", 0)?;
    assert_eq!(stack.recreated(&before)?, [""; 0]);

    // As a file and as a variable: either way the value arrives, and no other container is made anew for it.
    stack.set("SIGNING_KEY", "changed")?;
    stack.expect("start", 0)?;
    assert_eq!(text(&stack.seen("shop", &[FILE])?, FILE), "changed");
    assert_eq!(stack.recreated(&before)?, ["shop"]);
    let before = stack.containers()?;
    stack.set("DATABASE_PASSWORD", "changed")?;
    stack.expect("start", 0)?;
    assert_eq!(stack.seen("shop", &[])?["environment"]["DATABASE_PASSWORD"], Value::from("changed"));
    assert_eq!(stack.recreated(&before)?, ["shop"]);

    // What a volume holds outlives the stack.
    stack.expect("stop", 0)?;
    assert_eq!(engine.leftovers()?, ["volume shop_data"]);
    Ok(())
}

/// The values in the secrets file of `seen`, sorted.
fn delivered(seen: &Value) -> Vec<String> {
    let text = text(seen, SECRETS);
    let mut values: Vec<String> =
        text.lines().map(|line| line.split_once('=').unwrap().1.to_owned()).collect();
    values.sort();
    values
}

/// The text of the file at `path` in `seen`.
fn text(seen: &Value, path: &str) -> String {
    seen["files"][path]["text"].as_str().unwrap_or_default().to_owned()
}

fn values_of(secrets: &[(&str, &str)]) -> Vec<String> {
    let mut values: Vec<String> = secrets.iter().map(|(_, value)| (*value).to_owned()).collect();
    values.sort();
    values
}
