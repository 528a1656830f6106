//! `mcpgen-simulate` and the plan say the same of every stack that renders, and do not when what was rendered is damaged.

#![expect(clippy::indexing_slicing, clippy::unwrap_used, reason = "a test fails by a panic")]

use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::process::ExitCode;

use mcpgen_simulate::{Code, Machine, MemoryFolder, Origin, SecretState, simulate};
use mcpgen_tests::cases::{self, Case};
use mcpgen_tests::intention::Rendered;
use mcpgen_tests::judge::Judge;
use mcpgen_tests::trials::Trials;
use mcpgen_tests::{compose, root};

fn main() -> ExitCode {
    let mut trials = Trials::default();
    let cases: Vec<Case> = cases::examples().unwrap().into_iter().chain(cases::ok().unwrap()).collect();
    for damage in DAMAGES {
        let case = cases.iter().find(|case| case.name == damage.case).cloned();
        trials
            .add(format!("{} of {} is noticed", damage.what, damage.case), move || is_noticed(case, damage));
    }
    for case in cases {
        trials.add(format!("{} does what its plan intends", case.name), move || agrees(&case));
    }
    for judge in [Judge::ComposeOld, Judge::ComposeNewest] {
        trials.add_judged(judge, format!("{judge} reads the same values"), reads_the_same_values);
    }
    trials.add("every finding stands in the book".to_owned(), every_finding_is_in_the_book);
    trials.run(false)
}

/// Strings of all kinds, bare and in both quotes, through `.env` and an inline config: what the simulation delivers is what
/// Compose puts there.
fn reads_the_same_values(program: &Path) -> Result<(), String> {
    let strings = fs::read_to_string(root().join("tests/data/tricky-strings.json")).unwrap();
    let strings: Vec<String> = serde_json::from_str(&strings).unwrap();
    let mut statements = Vec::new();
    for text in &strings {
        // What else ends a value would begin another statement.
        let forms = [("", "\n"), ("'", "'\n\\"), ("\"", "\"\n\\")];
        for (quote, ending) in forms {
            if !text.contains(|character| ending.contains(character)) {
                statements.push(format!("{quote}{text}{quote}"));
            }
        }
    }
    let folder = |statements: &[String]| {
        let (mut lines, mut content, mut secrets) = (String::new(), String::new(), String::new());
        for (n, value) in statements.iter().enumerate() {
            // Writing to a String cannot fail.
            let _ = writeln!(lines, "V{n}={value}");
            let _ = writeln!(content, "      s.v{n}=${{V{n}}}");
            let _ = write!(secrets, "{{name: s.v{n}, env: V{n}}},");
        }
        let service = "image: docker/mcp-gateway\n    command: [--servers=s, --catalog=a.yaml, --secrets=/s]\n    configs: [{source: s, target: /s}]\n    volumes: [\"./c:/root/.docker/mcp/catalogs\"]";
        let compose = format!(
            "name: x\nservices:\n  gateway:\n    {service}\nconfigs:\n  s:\n    content: |\n{content}"
        );
        let catalog = format!("registry: {{s: {{image: x, secrets: [{secrets}]}}}}\n");
        [(".env", lines), ("docker-compose.yml", compose), ("c/a.yaml", catalog)]
    };
    let simulated = |statements: &[String]| {
        let folder = folder(statements);
        let folder = folder
            .into_iter()
            .fold(MemoryFolder::default(), |memory, (path, text)| memory.with_file(path, text));
        simulate(&folder, &Machine::default())
    };
    // A statement that is refused, or refers to nothing, would stop Compose or make it warn.
    statements.retain(|statement| {
        let simulation = simulated(std::slice::from_ref(statement));
        let variable = &simulation.gateways[0].servers[0].environment[0];
        let delivered = matches!(variable.origin, Origin::Secret { state: SecretState::Delivered, .. });
        delivered && simulation.compose_starts && !statement.contains(|character| "$\0".contains(character))
    });
    if statements.len() < 500 {
        return Err(format!("only {} statements are left", statements.len()));
    }
    let disk = tempfile::tempdir().unwrap();
    for (path, text) in folder(&statements) {
        let path = disk.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    let model = compose::model(program, disk.path())?;
    let content =
        model.pointer("/configs/s/content").and_then(|content| content.as_str()).ok_or("no config")?;
    let simulation = simulated(&statements);
    let environment = &simulation.gateways[0].servers[0].environment;
    for (n, line) in content.lines().enumerate() {
        let (name, value) = line.split_once('=').ok_or_else(|| format!("{line:?}"))?;
        let variable =
            environment.iter().find(|variable| format!("s.{}", variable.name.to_lowercase()) == name);
        if !variable.is_some_and(|variable| variable.value.is(value.trim_end())) {
            return Err(format!(
                "{:?} is {value:?} to Compose, and another to the simulation",
                statements[n]
            ));
        }
    }
    Ok(())
}

fn every_finding_is_in_the_book() -> Result<(), String> {
    let page = fs::read_to_string(root().join("book/src/simulate.md")).map_err(|error| error.to_string())?;
    let missing =
        Code::ALL.iter().filter(|code| !page.contains(&format!("| `{code}` | {} | ", code.level().as_str())));
    let missing: Vec<&str> = missing.map(|code| code.as_str()).collect();
    if missing.is_empty() { Ok(()) } else { Err(format!("not in the book: {missing:?}")) }
}

fn agrees(case: &Case) -> Result<(), String> {
    let rendered = Rendered::from(case)?;
    // A stack of containers alone has nothing that is simulated.
    if rendered.plan.gateways().next().is_none() && rendered.plan.connector().is_none() {
        return Ok(());
    }
    let differences = rendered.disagreements(&rendered.simulate());
    if differences.is_empty() { Ok(()) } else { Err(differences.join("\n")) }
}

/// A change of what was rendered, after which it does not do any more what was intended.
struct Damage {
    what: &'static str,
    case: &'static str,
    file: &'static str,
    old: &'static str,
    new: &'static str,
}

fn is_noticed(case: Option<Case>, damage: &Damage) -> Result<(), String> {
    let mut rendered = Rendered::from(&case.ok_or("there is no such case")?)?;
    let text = rendered.files.get_mut(damage.file).ok_or_else(|| format!("there is no {}", damage.file))?;
    if !text.contains(damage.old) {
        return Err(format!("{} does not have {:?}:\n{text}", damage.file, damage.old));
    }
    *text = text.replacen(damage.old, damage.new, 1);
    let differences = rendered.disagreements(&rendered.simulate());
    if differences.is_empty() { Err("nobody noticed".to_owned()) } else { Ok(()) }
}

const REFERENCE: &str = "examples/reference";
const COMPOSE: &str = "docker-compose.yml";
const TUNNEL: &str = "cloudflared/config.yml";

const fn damage(what: &'static str, file: &'static str, old: &'static str, new: &'static str) -> Damage {
    Damage { what, case: REFERENCE, file, old, new }
}

const DAMAGES: &[Damage] = &[
    damage("no secrets file", COMPOSE, "      - --secrets=/run/secrets/mcp_secret\n", ""),
    damage("Docker Desktop before the secrets file", COMPOSE, "--secrets=", "--secrets=docker-desktop:"),
    damage(
        "another place of the secrets file",
        COMPOSE,
        "target: /run/secrets/mcp_secret",
        "target: /run/secrets/x",
    ),
    damage("another name of a secret", COMPOSE, "brave.api_key=", "BRAVE_API_KEY="),
    damage(
        "another value of a secret",
        COMPOSE,
        "clickup.api_key=${CLICKUP_API_KEY",
        "clickup.api_key=${EXA_API_KEY",
    ),
    damage("a line too many in the secrets file", COMPOSE, "content: \"brave", "content: \"x\\nbrave"),
    damage(
        "a dollar that is not doubled",
        ".env",
        "'the $value of BRAVE_API_KEY'",
        "\"the $value of BRAVE_API_KEY\"",
    ),
    damage("no token", COMPOSE, "      MCP_GATEWAY_AUTH_TOKEN:", "      MCP_GATEWAY_TOKEN:"),
    damage("no need of a token", COMPOSE, "--verbose=false", "--allow-unauthenticated"),
    damage("another server", COMPOSE, "--servers=brave,", "--servers=brav,"),
    damage("a server too few", COMPOSE, "--servers=brave,exa,", "--servers=exa,"),
    damage("an unknown flag", COMPOSE, "--verbose=false", "--keep"),
    damage("another transport", COMPOSE, "--transport=sse", "--transport=streaming"),
    damage("another port", COMPOSE, "--port=3333", "--port=3334"),
    damage("another published port", COMPOSE, "published: \"3333\"", "published: \"80\""),
    damage("a wide port", COMPOSE, "host_ip: \"127.0.0.1\"", "host_ip: \"0.0.0.0\""),
    damage(
        "another place of the catalogs",
        COMPOSE,
        "target: /root/.docker/mcp/catalogs",
        "target: /mcp/catalogs",
    ),
    damage("another catalog", COMPOSE, "--additional-catalog=rg-mcp.yaml", "--additional-catalog=rg.yaml"),
    damage("no catalog of Docker's", COMPOSE, "--additional-catalog", "--catalog"),
    damage(
        "another key in the catalog",
        "mcp-gateway/mcp-gateway/catalogs/rg-mcp.yaml",
        "registry:",
        "services:",
    ),
    damage(
        "another variable in the catalog",
        "mcp-gateway/mcp-gateway/catalogs/rg-mcp.yaml",
        "env: CLICKUP_API_KEY",
        "env: KEY",
    ),
    damage("another server in the configuration", COMPOSE, "content: \"git:", "content: \"gits:"),
    damage("no configuration", COMPOSE, "      - --config=/run/mcpgen/config.yaml\n", ""),
    damage("another path in the configuration", COMPOSE, "/src\\\"\\n\"", "/srv\\\"\\n\""),
    damage("another allowed path", COMPOSE, "set it in .env}/src\n", "set it in .env}/sr\n"),
    damage("no socket", COMPOSE, "target: /var/run/docker.sock", "target: /var/run/podman.sock"),
    damage(
        "a host name",
        COMPOSE,
        "    image: docker/mcp-gateway:latest\n",
        "    image: docker/mcp-gateway:latest\n    hostname: x\n",
    ),
    damage(
        "a read-only gateway",
        COMPOSE,
        "    image: docker/mcp-gateway:latest\n",
        "    image: docker/mcp-gateway:latest\n    read_only: true\n",
    ),
    damage(
        "another network of the tunnel",
        COMPOSE,
        "    networks:\n      - mcp-network\n",
        "    networks:\n      - other\n",
    ),
    damage("another user of the tunnel", COMPOSE, "user: ${MCPGEN_UID", "user: ${MCPGEN_GID:+1}${MCPGEN_UID"),
    damage("a flag behind `run`", COMPOSE, "      - run\n", "      - run\n      - --no-autoupdate\n"),
    damage(
        "another place of the configuration",
        COMPOSE,
        "target: /etc/cloudflared/config.yml",
        "target: /etc/config.yml",
    ),
    damage(
        "another place of the credentials",
        COMPOSE,
        "target: /etc/cloudflared/credentials.json",
        "target: /etc/c.json",
    ),
    damage("another public name", TUNNEL, "mcp.rg1.io", "mcp.rg2.io"),
    damage("another port of the origin", TUNNEL, "mcp-gateway:3333", "mcp-gateway:8811"),
    damage("localhost for the origin", TUNNEL, "//mcp-gateway:3333", "//localhost:3333"),
    damage(
        "a path that misses the endpoint",
        TUNNEL,
        "    service: 'http://mcp",
        "    path: '^/mcp'\n    service: 'http://mcp",
    ),
    damage("no catch-all", TUNNEL, "  - service: 'http_status:404'\n", ""),
    damage("metrics for everyone", TUNNEL, "127.0.0.1:20241", "0.0.0.0:20241"),
    damage("a value that is missing", ".env", "BRAVE_API_KEY='", "BRAVE_KEY='"),
    Damage {
        what: "a blocked path",
        case: "tests/cases/ok/server-by-image",
        file: COMPOSE,
        old: "MCP_GATEWAY_DOCKER_BIND_ALLOWED_PATHS: /srv/templates",
        new: "MCP_GATEWAY_DOCKER_BIND_ALLOWED_PATHS: /srv/other",
    },
    Damage {
        what: "a server's network",
        case: "tests/cases/ok/server-by-image",
        file: "mcp-gateway/gateway/catalogs/mcpgen.yaml",
        old: "disableNetwork: true",
        new: "disableNetwork: false",
    },
    Damage {
        what: "a tool",
        case: "tests/cases/ok/server-by-image",
        file: "mcp-gateway/gateway/tools.yaml",
        old: "write",
        new: "delete",
    },
    Damage {
        what: "a remote server without TLS",
        case: "tests/cases/ok/server-by-url",
        file: "mcp-gateway/gateway/catalogs/mcpgen.yaml",
        old: "https://mcp.example.com",
        new: "http://mcp.example.com",
    },
    Damage {
        what: "a route without Access",
        case: "tests/cases/ok/auth-none-with-access",
        file: TUNNEL,
        old: "required: true",
        new: "required: false",
    },
];
