//! What an editor shows of a `stack.toml` with the schema beside it: a real language server opens it, and is asked.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::process::{ExitCode, Stdio};

use mcpgen_tests::judge::Judge;
use mcpgen_tests::language_server::LanguageServer;
use mcpgen_tests::trials::Trials;
use tempfile::TempDir;

/// A stack without a fault, whose gateway and container are still being written.
const STACK: &str = r#"#:schema ./stack.schema.json
[stack]
name = "mcp"

[services.gateway]
kind = "mcp-gateway"
transport = "sse"
servers = ["fetch"]

[services.web]
kind = "container"
image = "nginx:1.27"
"#;

/// Mistakes, each on a line that says so.
const BROKEN: &str = r#"#:schema ./stack.schema.json
[stack]
name = "My Stack" # wrong

[services.gateway]
kind = "mcp-gateway"
transport = "stdio" # wrong
port = 70000 # wrong
servers = ["duckduckgo", 7] # wrong
log_calls = true # wrong
publish = 99999 # wrong

[services.web]
kind = "containr" # wrong
image = "nginx:1.27"

[services.database]
kind = "container"
image = "Redis:7" # wrong
servers = ["fetch"] # wrong
volumes = ["data:relative"] # wrong

[services.cache] # wrong
image = "redis:7"

[servers.duckduckgo]
tools = "all" # wrong

[ingress]
tunnel = "mine" # wrong
"#;

/// What an editor should offer, and what not.
struct Completion {
    name: &'static str,
    /// The line above the cursor's.
    anchor: &'static str,
    /// The cursor's line, which takes the place of one with the same key; the cursor is at the `|`.
    line: &'static str,
    wanted: &'static [&'static str],
    unwanted: &'static [&'static str],
}

const COMPLETIONS: [Completion; 7] = [
    Completion {
        name: "the keys of a gateway",
        anchor: "kind = \"mcp-gateway\"",
        line: "|",
        wanted: &["port", "auth", "catalogs"],
        unwanted: &["volumes", "protocol"],
    },
    Completion {
        name: "the keys of a container",
        anchor: "kind = \"container\"",
        line: "|",
        wanted: &["ports", "volumes", "healthcheck"],
        unwanted: &["servers", "auth"],
    },
    Completion {
        name: "the kinds",
        anchor: "[services.web]",
        line: "kind = |",
        wanted: &["\"mcp-gateway\"", "\"cloudflared\"", "\"container\""],
        unwanted: &[],
    },
    Completion {
        name: "the transports",
        anchor: "kind = \"mcp-gateway\"",
        line: "transport = |",
        wanted: &["\"streaming\"", "\"sse\""],
        unwanted: &[],
    },
    Completion {
        name: "the servers",
        anchor: "transport = \"sse\"",
        line: "servers = [\"|\"]",
        wanted: &["\"duckduckgo\"", "\"time\""],
        unwanted: &[],
    },
    Completion {
        name: "the tables",
        anchor: "image = \"nginx:1.27\"",
        line: "[|]",
        wanted: &["ingress", "lints", "networks", "secrets", "servers"],
        unwanted: &["port"],
    },
    Completion {
        name: "the levels of a lint",
        anchor: "#:schema ./stack.schema.json",
        line: "lints.image-unpinned = |",
        wanted: &["\"allow\"", "\"deny\""],
        unwanted: &[],
    },
];

fn main() -> ExitCode {
    let mut trials = Trials::default();
    let tombi = Judge::Tombi;
    trials.add_judged(tombi, "tombi: each mistake is shown on its line".to_owned(), |program| {
        let (server, _folder) = open(program, BROKEN)?;
        let found: Vec<String> =
            server.diagnostics().iter().map(|(line, message)| format!("{line}: {message}")).collect();
        let mut lines: Vec<usize> = server.diagnostics().iter().map(|(line, _)| *line).collect();
        lines.dedup();
        expect(lines == wrong_lines(), &format!("wrong: {:?}\nfound: {found:#?}", wrong_lines()))
    });
    trials.add_judged(tombi, "tombi: a stack without a fault has none".to_owned(), |program| {
        let (server, _folder) = open(program, STACK)?;
        expect(server.diagnostics().is_empty(), &format!("{:?}", server.diagnostics()))
    });
    for Completion { name, anchor, line, wanted, unwanted } in COMPLETIONS {
        trials.add_judged(tombi, format!("tombi completes {name}"), move |program| {
            let (mut server, _folder) = open(program, STACK)?;
            let labels = server.complete(anchor, line)?;
            let has = |label: &&&str| labels.iter().any(|found| found == **label);
            let missing: Vec<_> = wanted.iter().filter(|label| !has(label)).collect();
            let besides: Vec<_> = unwanted.iter().filter(has).collect();
            expect(
                missing.is_empty() && besides.is_empty(),
                &format!("missing: {missing:?}, besides: {besides:?}, of {labels:?}"),
            )
        });
    }
    for (key, words) in [
        ("transport", "How clients speak with the gateway"),
        ("kind", "What kind of service it is"),
        ("image", "`build`"),
        ("servers", "exactly these"),
    ] {
        trials.add_judged(tombi, format!("tombi explains the key {key}"), move |program| {
            let (mut server, _folder) = open(program, STACK)?;
            let text = server.hover(key)?;
            expect(text.contains(words), &text)
        });
    }
    add_validators(&mut trials);
    trials.run(false)
}

/// Two programs without a language server, which are asked of the same files.
fn add_validators(trials: &mut Trials) {
    for (judge, arguments) in [
        (Judge::Taplo, ["check", "--schema=URL", "stack.toml"]),
        (Judge::CheckJsonschema, ["--schemafile", "stack.schema.json", "stack.toml"]),
    ] {
        trials.add_judged(judge, format!("{judge} refuses the same file"), move |program| {
            let said = ask(program, BROKEN, &arguments)?;
            // Each kind of mistake is named; taplo repeats some of them.
            let named = [
                "My Stack",
                "stdio",
                "70000",
                "99999",
                "log_calls",
                "containr",
                "Redis:7",
                "data:relative",
                "kind",
                "all",
                "mine",
            ];
            let missing: Vec<_> = named.iter().filter(|name| !said.contains(**name)).collect();
            expect(missing.is_empty(), &format!("nothing about {missing:?} in\n{said}"))
        });
        trials.add_judged(judge, format!("{judge} accepts the stack without a fault"), move |program| {
            let said = ask(program, STACK, &arguments)?;
            expect(said.starts_with("accepted"), &said)
        });
    }
}

fn expect(holds: bool, otherwise: &str) -> Result<(), String> {
    if holds { Ok(()) } else { Err(otherwise.to_owned()) }
}

fn wrong_lines() -> Vec<usize> {
    let lines = BROKEN.lines().enumerate();
    lines.filter(|(_, line)| line.ends_with("# wrong")).map(|(index, _)| index + 1).collect()
}

/// A folder with a stack and, beside it, the schema that `mcpgen init` writes.
fn folder(stack: &str) -> Result<TempDir, String> {
    let folder = tempfile::tempdir().map_err(|error| error.to_string())?;
    fs::write(folder.path().join("stack.toml"), stack)
        .and_then(|()| fs::write(folder.path().join("stack.schema.json"), mcpgen::stack_schema()))
        .map_err(|error| error.to_string())?;
    Ok(folder)
}

fn open(program: &Path, stack: &str) -> Result<(LanguageServer, TempDir), String> {
    let folder = folder(stack)?;
    let server = LanguageServer::open(program, folder.path(), stack)?;
    Ok((server, folder))
}

/// What a validator says of a stack, after `accepted` or `refused`.
fn ask(program: &Path, stack: &str, arguments: &[&str]) -> Result<String, String> {
    let folder = folder(stack)?;
    let url = format!("file://{}", folder.path().join("stack.schema.json").display());
    let arguments = arguments.iter().map(|argument| argument.replace("URL", &url));
    let output = std::process::Command::new(program)
        .args(arguments)
        .current_dir(folder.path())
        .env_clear()
        .env("PATH", "/usr/bin:/bin")
        .env("LC_ALL", "C.UTF-8")
        .stdin(Stdio::null())
        .output()
        .map_err(|error| format!("{}: {error}", program.display()))?;
    let mut said = String::new();
    let verdict = if output.status.success() { "accepted" } else { "refused" };
    let (printed, complaint) =
        (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    // Writing to a String cannot fail.
    let _ = write!(said, "{verdict}\n{printed}{complaint}");
    Ok(said)
}
