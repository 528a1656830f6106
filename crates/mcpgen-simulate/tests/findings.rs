//! Each finding is found where it should be, and nothing is found in a folder that works.

#![expect(clippy::panic, reason = "a test fails by a panic")]

use std::collections::{BTreeMap, BTreeSet};

use mcpgen_simulate::{
    Code, Entry, FileAccess, FileText, Level, Machine, MemoryFolder, Simulation, Status, simulate,
};

const COMPOSE: &str = r#"name: mcp
services:
  gateway:
    image: docker/mcp-gateway:latest
    command:
      - --transport=streaming
      - --port=3333
      - --servers=brave,own,far,git
      - --secrets=/run/secrets/mcp_secret
      - --additional-catalog=own.yaml
      - --config=/files/config.yaml
    environment:
      MCP_GATEWAY_AUTH_TOKEN: ${TOKEN:?set it}
      MCP_GATEWAY_DOCKER_BIND_ALLOWED_PATHS: /home/me/src
    ports: ["127.0.0.1:3333:3333"]
    configs:
      - {source: secrets, target: /run/secrets/mcp_secret}
    volumes:
      - /var/run/docker.sock:/var/run/docker.sock
      - ./catalogs:/root/.docker/mcp/catalogs:ro
      - ./files:/files:ro
    labels: {mcpgen.files: "1", mcpgen.values: "${STAMP:-}"}
  tunnel:
    image: cloudflare/cloudflared:2026.8.2
    command: tunnel --config /etc/cloudflared/config.yml run
    volumes:
      - {type: bind, source: ./tunnel/config.yml, target: /etc/cloudflared/config.yml, bind: {create_host_path: false}}
      - {type: bind, source: /home/me/t.json, target: /etc/cloudflared/t.json, bind: {create_host_path: false}}
    labels: {mcpgen.files: "1"}
configs:
  secrets: {content: "brave.api_key=${KEY}\nown.key=${KEY}\n"}
networks:
  default: {internal: false}
"#;

const DOTENV: &str = "KEY='a key'\nTOKEN=token\n";

const TUNNEL: &str = "tunnel: 741d42fb-5a6a-47f6-9b67-47e95011f865\ncredentials-file: /etc/cloudflared/t.json\nmetrics: 127.0.0.1:20241\ningress:\n  - hostname: mcp.example.com\n    service: http://gateway:3333\n  - service: http_status:404\n";

const CATALOG: &str = "registry:\n  own:\n    image: example.com/own:1\n    secrets: [{name: own.key, env: KEY}]\n    volumes: [\"/tmp/x:/x\"]\n  far:\n    remote: {url: \"https://example.com/mcp\", transport_type: streamable-http}\n";

const CONFIG: &str = "git:\n  paths: [/home/me/src]\n";

const FILES: [(&str, &str); 5] = [
    ("docker-compose.yml", COMPOSE),
    (".env", DOTENV),
    ("tunnel/config.yml", TUNNEL),
    ("catalogs/own.yaml", CATALOG),
    ("files/config.yaml", CONFIG),
];

/// The folder with `old` replaced by `new` wherever it stands; `old` must be there.
fn changed(changes: &[(&str, &str)]) -> Simulation {
    let mut files: BTreeMap<&str, String> =
        FILES.iter().map(|(path, text)| (*path, (*text).to_owned())).collect();
    for (old, new) in changes {
        let text = files
            .values_mut()
            .find(|text| text.contains(old))
            .unwrap_or_else(|| panic!("{old} is not there"));
        *text = text.replace(old, new);
    }
    let credentials = |mode| Entry::File {
        text: Some(FileText::new("{}")),
        access: Some(FileAccess { user: 65532, group: 65532, mode }),
    };
    let folder = files
        .into_iter()
        .fold(MemoryFolder::default(), |folder, (path, text)| folder.with_file(path, text))
        .with("/home/me/t.json", credentials(0o400))
        .with(
            "/home/me/denied.json",
            Entry::File {
                text: Some(FileText::new("{}")),
                access: Some(FileAccess { user: 1000, group: 1000, mode: 0o600 }),
            },
        )
        .with("/home/me/not.json", Entry::File { text: Some(FileText::new("no")), access: None })
        .with("/home/me/.cloudflared/t.json", credentials(0o444))
        .with("/home/me/nothing", Entry::Missing);
    let environment =
        BTreeMap::from([("HOME".to_owned(), "/home/me".to_owned()), ("SHELLS".to_owned(), "x".to_owned())]);
    simulate(&folder, &Machine::with_environment(environment))
}

fn codes(simulation: &Simulation) -> BTreeSet<Code> {
    simulation.findings.iter().map(|finding| finding.code).collect()
}

#[test]
fn a_folder_that_works_has_no_finding_but_that_not_everyone_can_log_in() {
    let simulation = changed(&[]);
    assert_eq!(codes(&simulation), BTreeSet::from([Code::NoLogin]), "{:#?}", simulation.findings);
    let answer = |url: &str| {
        let tunnel = simulation.tunnels[0].answers.iter();
        let found =
            simulation.gateways[0].answers.iter().chain(tunnel).find(|answer| answer.url == url).unwrap();
        [found.without_token, found.with_token, found.from_a_page]
    };
    assert_eq!(answer("http://127.0.0.1:3333/mcp"), [401, 200, 403].map(Status::Code));
    assert_eq!(answer("https://mcp.example.com/mcp"), [401, 200, 403].map(Status::Code));
    assert_eq!(answer("https://mcp.example.com/sse"), [401, 307, 403].map(Status::Code));
    assert_eq!(answer("https://mcp.example.com/health"), [200, 200, 200].map(Status::Code));
}

/// Changes, and what is found besides after them: exactly this.
type Case = (&'static [(&'static str, &'static str)], &'static [Code]);

const CASES: &[Case] = &[
    (&[(COMPOSE, "a: [")], &[Code::ComposeUnreadable]),
    (&[(COMPOSE, "services: {web: {image: nginx}}")], &[Code::NothingToSimulate]),
    (&[("name: mcp\n", "name: mcp${}\n")], &[Code::TemplateInvalid]),
    (&[("KEY='a key'", "A B=c\nKEY='a key'")], &[Code::DotenvUnreadable]),
    (&[("TOKEN=token\n", "")], &[Code::VariableMissing]),
    (&[("own.key=${KEY}", "own.key=${KEY}${NONE}")], &[Code::VariableUnset]),
    (
        &[("own.key=${KEY}", "own.key=${SHELLS}"), ("TOKEN=token", "TOKEN=token\nSHELLS=y")],
        &[Code::ShellBeatsDotenv],
    ),
    (&[("name: mcp\n", "name: mcp\ninclude: [x.yml]\n")], &[Code::NotSimulated]),
    (
        &[("- ./files:/files:ro", "- ./files:/files:ro\n      - ${NONE}/x:/x")],
        &[Code::VariableUnset, Code::MountMisled],
    ),
    (&[("source: ./tunnel/config.yml", "source: ./tunnel/none.yml")], &[Code::MountMissing]),
    (&[("    ports: [", "    read_only: true\n    ports: [")], &[Code::FileIntoReadOnly]),
    (&[("    labels: {mcpgen.files: \"1\"}\n", "")], &[Code::ChangeUnnoticed]),
    (&[("mcpgen.values: \"${STAMP:-}\"", "a: b")], &[Code::ChangeUnnoticed]),
    (&[("--transport=streaming", "--transport=websocket")], &[Code::GatewayArguments, Code::RouteDead]),
    (
        &[("--port=3333", "--prot=3333")],
        &[
            Code::GatewayArguments,
            Code::GatewayWithoutPort,
            Code::DynamicTools,
            Code::ServersNone,
            Code::RouteDead,
        ],
    ),
    (
        &[("      - --transport=streaming\n      - --port=3333\n", "")],
        &[Code::GatewayWithoutPort, Code::PortDead, Code::RouteDead],
    ),
    (&[("=own.yaml", "=/files/config.yaml")], &[Code::CatalogRefused, Code::ServerVanishes]),
    (&[("=own.yaml", "=none.yaml")], &[Code::CatalogMissing, Code::ServerVanishes]),
    (&[("registry:", "registry: [")], &[Code::CatalogUnreadable, Code::ServerVanishes]),
    (&[("registry:", "services:")], &[Code::CatalogEmpty, Code::ServerVanishes]),
    (&[("brave,own", "brav,own")], &[Code::ServerVanishes]),
    (&[("      - --servers=brave,own,far,git\n", "")], &[Code::DynamicTools, Code::ServersNone]),
    (&[("streamable-http", "")], &[Code::ServerUnusable]),
    (&[("https://example.com", "http://example.com")], &[Code::ServerUnusable]),
    (&[("brave,own", "brave,asana,own")], &[Code::ServerUnusable]),
    (&[("example.com/own:1", "mcp/own:1")], &[Code::ImageUnverified]),
    (&[("- /var/run/docker.sock:/var/run/docker.sock", "- a:/a")], &[Code::DockerSocketMissing]),
    (
        &[("    environment:\n", "    environment:\n      DOCKER_HOST: tcp://proxy:2375\n")],
        &[Code::DockerHostIgnored],
    ),
    (&[("    ports: [", "    hostname: gateway\n    ports: [")], &[Code::ServerNetworksLost]),
    (&[("brave.api_key=", "brave.key=")], &[Code::SecretMissing]),
    (&[("env: KEY}", "env: KEY, required: false}"), ("own.key=", "own.kye=")], &[Code::SecretUnknown]),
    (&[("--secrets=", "--secrets=docker-desktop:")], &[Code::SecretUnresolved]),
    (&[("own.key=${KEY}", "own.key=")], &[Code::SecretEmpty]),
    (&[("own.key=${KEY}", "own.key=${KEY}\\nmore")], &[Code::SecretMissing, Code::SecretsFileSpoiled]),
    (&[("own.key=${KEY}", "own.key=${KEY} ")], &[Code::SecretCut]),
    (
        &[("own.key=", "own.kye="), ("    environment:\n", "    environment:\n      KEY: ${KEY}\n")],
        &[Code::SecretMissing, Code::EnvironmentIgnored],
    ),
    (
        &[("--config=/files/config.yaml", "--config=/files/none.yaml")],
        &[Code::ConfigurationMissing, Code::ConfigurationKeyMissing],
    ),
    (&[("git:\n", "- git:\n")], &[Code::ConfigurationUnreadable, Code::ConfigurationKeyMissing]),
    (&[("  paths: [/home/me/src]", "  path: /home/me/src")], &[Code::ConfigurationKeyMissing]),
    (&[("[/home/me/src]", "[/home/me/source]")], &[Code::BindBlocked]),
    (&[("[/home/me/src]", "[/home/me/src/.ssh]")], &[Code::BindBlocked]),
    (&[("MCP_GATEWAY_AUTH_TOKEN", "MCP_GATEWAY_TOKEN")], &[Code::TokenRandom]),
    (&[("- --port=3333", "- --port=3333\n      - --allow-unauthenticated")], &[Code::OpenToEveryone]),
    (&[("127.0.0.1:3333:3333", "3333:3333")], &[Code::PublishedWide]),
    (&[("127.0.0.1:3333:3333", "127.0.0.1:3333:8811")], &[Code::PortDead]),
    (&[("internal: false", "internal: true")], &[Code::PortDead, Code::TunnelCutOff]),
    (&[("config.yml run", "config.yml run --no-autoupdate")], &[Code::TunnelCommand]),
    (&[("tunnel --config /etc/cloudflared/config.yml run", "")], &[Code::TunnelCommand]),
    (&[("--config /etc/cloudflared/config.yml", "--config /etc/none.yml")], &[Code::TunnelConfigMissing]),
    (&[("  - service: http_status:404\n", "")], &[Code::TunnelConfigRefused]),
    (
        &[("metrics: 127.0.0.1:20241", "metrics: 127.0.0.1:20241\ngrace-period: 5m")],
        &[Code::TunnelConfigRefused],
    ),
    (
        &[("    service: http://gateway:3333", "    service: http://gateway:3333\n    origin: x")],
        &[Code::TunnelConfigIgnored],
    ),
    (
        &[("credentials-file: /etc/cloudflared/t.json", "credentials-file: /etc/t.json")],
        &[Code::CredentialsMissing],
    ),
    (&[("source: /home/me/t.json", "source: /home/me/not.json")], &[Code::CredentialsMissing]),
    (&[("source: /home/me/t.json", "source: /home/me/denied.json")], &[Code::CredentialsUnreadable]),
    (
        &[
            (
                "source: /home/me/t.json, target: /etc/cloudflared/t.json",
                "source: ~/.cloudflared, target: /c",
            ),
            ("credentials-file: /etc/cloudflared/t.json", "credentials-file: /c/t.json"),
        ],
        &[Code::AccountExposed],
    ),
    (
        &[("metrics:", "originRequest: {access: {required: true, teamName: t, audTag: [a]}}\nmetrics:")],
        &[Code::AccessIgnored],
    ),
    (
        &[(
            "    service: http://gateway:3333",
            "    service: http://gateway:3333\n    originRequest: {access: {required: true}}",
        )],
        &[Code::AccessDeniesAll],
    ),
    (&[("http://gateway:3333", "http://gateway:8811")], &[Code::RouteDead]),
    (&[("http://gateway:3333", "http://localhost:3333")], &[Code::RouteDead]),
    (&[("http://gateway:3333", "http://gatewey:3333")], &[Code::RouteDead]),
    (&[("http://gateway:3333", "https://gateway:3333")], &[Code::RouteDead]),
    (
        &[
            ("http://gateway:3333", "http://localhost:3333"),
            ("    command: tunnel", "    network_mode: service:gateway\n    command: tunnel"),
        ],
        &[Code::RouteHostRefused],
    ),
    (
        &[("    service: http://gateway:3333", "    path: ^/sse$\n    service: http://gateway:3333")],
        &[Code::RouteMissesEndpoint],
    ),
    (
        &[("    command: tunnel", "    environment: {TUNNEL_TOKEN: x}\n    command: tunnel")],
        &[Code::RoutesElsewhere],
    ),
    (&[("metrics: 127.0.0.1:20241\n", "")], &[Code::MetricsExposed]),
];

#[test]
fn each_change_has_its_findings_and_no_others() {
    let mut wrong = Vec::new();
    for (changes, expected) in CASES {
        let simulation = changed(changes);
        let mut found = codes(&simulation);
        found.remove(&Code::NoLogin);
        let expected: BTreeSet<Code> = expected.iter().copied().collect();
        let shown: Vec<(&str, &str)> = changes
            .iter()
            .map(|(old, new)| (old.get(..40).unwrap_or(old), new.get(..60).unwrap_or(new)))
            .collect();
        if found != expected {
            wrong.push(format!("{shown:?}\n  found {found:?}\n  instead of {expected:?}"));
        }
        let failures = simulation.findings.iter().any(|finding| finding.level == Level::Failure);
        assert_eq!(simulation.works(), !failures);
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_finding_has_a_case() {
    let shown: BTreeSet<Code> =
        CASES.iter().flat_map(|(_, codes)| codes.iter().copied()).chain([Code::NoLogin]).collect();
    let missing: Vec<&Code> = Code::ALL.iter().filter(|code| !shown.contains(code)).collect();
    assert!(missing.is_empty(), "{missing:?}");
}

/// What looks like a fault and is none.
#[test]
fn near_misses_find_nothing() {
    for changes in [
        &[("own.key=${KEY}", "own.key=$${KEY}")][..],
        &[("--secrets=", "--secrets=/none:")],
        &[(
            "- /var/run/docker.sock:/var/run/docker.sock",
            "- /run/user/1000/docker.sock:/var/run/docker.sock",
        )],
        &[("127.0.0.1:3333:3333", "[::1]:3333:3333")],
        &[("example.com/own:1", "docker.io/mcp/own@sha256:00")],
        &[
            ("--port=3333", "--port=3333\n      - --verify-signatures=false"),
            ("example.com/own:1", "mcp/own:1"),
        ],
        &[("[/home/me/src]", "[/home/me/src/below, /tmp]")],
        &[("http://gateway:3333", "http://gateway:3333\n    path: ^/mcp$")],
        &[
            ("internal: false", "internal: true"),
            ("    command:\n", "    networks: [default, out]\n    command:\n"),
            ("    command: tunnel", "    networks: [default, out]\n    command: tunnel"),
            ("networks:\n  default:", "networks:\n  out:\n  default:"),
        ],
        &[("/home/me/t.json", "~/t.json")],
        &[
            (
                "http://gateway:3333",
                "http://localhost:3333\n    originRequest: {httpHostHeader: \"localhost:3333\"}",
            ),
            ("    command: tunnel", "    network_mode: service:gateway\n    command: tunnel"),
        ],
        &[
            ("- --port=3333", "- --port=3333\n      - --allow-unauthenticated"),
            (
                "    service: http://gateway:3333",
                "    service: http://gateway:3333\n    originRequest: {access: {required: true, teamName: t, audTag: [a]}}",
            ),
        ],
    ] {
        let simulation = changed(changes);
        let mut found = codes(&simulation);
        found.remove(&Code::NoLogin);
        assert!(found.is_empty(), "{changes:?} {:#?}", simulation.findings);
    }
}
