//! Any folder gets a verdict, however damaged, and no verdict shows a secret.

#![expect(clippy::indexing_slicing, reason = "a test fails by a panic")]

use mcpgen_simulate::{Level, Machine, MemoryFolder, simulate};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{Index, select};
use proptest::test_runner::RngSeed;

const FILES: [(&str, &str); 4] = [
    ("docker-compose.yml", COMPOSE),
    (".env", "KEY='CANARY-1'\nTOKEN=\"CANARY-2\"\nHOUSE=/home/me\n"),
    ("cloudflared/config.yml", TUNNEL),
    ("catalogs/own.yaml", CATALOG),
];

const COMPOSE: &str = r#"name: mcp
services:
  gateway:
    image: docker/mcp-gateway:latest
    command: [--transport=streaming, --port=3333, "--servers=brave,own,git", --secrets=/run/secrets/mcp_secret, --additional-catalog=own.yaml, --config=/config.yaml]
    environment:
      MCP_GATEWAY_AUTH_TOKEN: ${TOKEN:?set it}
      MCP_GATEWAY_DOCKER_BIND_ALLOWED_PATHS: ${HOUSE-/x}/src:/srv
    ports: ["127.0.0.1:3333:3333", {target: 3333, published: "80-90", host_ip: "::1"}]
    configs: [{source: secrets, target: /run/secrets/mcp_secret, mode: 256}, {source: config, target: /config.yaml}]
    volumes: ["/var/run/docker.sock:/var/run/docker.sock", "./catalogs:/root/.docker/mcp/catalogs:ro"]
    labels: {a: "${STAMP:-}"}
  tunnel:
    image: cloudflare/cloudflared:2026.8.2
    command: tunnel --config /etc/cloudflared/config.yml run
    user: "65532:65532"
    volumes: ["./cloudflared:/etc/cloudflared:ro", "C:\\Users\\me\\x.json:/x.json"]
    networks: {default: {aliases: [t]}}
configs:
  secrets: {content: "brave.api_key=${KEY}\nown.key=${KEY}\n"}
  config: {content: "git:\n  paths: [\"${HOUSE}/src\"]\nown: {paths: [/tmp], path: /tmp/x, a: b}\n"}
networks:
  default: {internal: false}
"#;

const TUNNEL: &str = "tunnel: 741d42fb-5a6a-47f6-9b67-47e95011f865\ncredentials-file: /etc/cloudflared/c.json\nmetrics: 127.0.0.1:20241\ningress:\n  - hostname: '*.example.com'\n    path: ^/mcp(/.*)?$\n    service: http://gateway:3333\n    originRequest: {access: {required: true, teamName: t, audTag: [a]}}\n  - service: http_status:404\n";

const CATALOG: &str = "registry:\n  own:\n    image: example.com/own:1\n    secrets: [{name: own.key, env: KEY}]\n    env: [{name: A, value: '{{own.a|or:b}}'}, {name: B, value: 'x${KEY}y'}]\n    volumes: ['{{own.paths|volume|into}}', '{{own.path|mount_as:/m}}:ro', 'v:/v']\n";

/// What is put into a file, in the place of a few of its bytes.
fn piece() -> impl Strategy<Value = String> {
    let pieces = [
        "",
        "$",
        "${",
        "}",
        "{{",
        "}}",
        ":",
        "\n",
        "- ",
        "  ",
        "[",
        "]",
        "{",
        "'",
        "\"",
        "~",
        "null",
        "true",
        "-1",
        "99999999999",
        "0",
        "..",
        "/",
        "C:\\",
        "\\",
        "=",
        ",",
        "|",
        "#",
        "&a",
        "*a",
        "<<",
        "\u{feff}",
        "é",
        "\t",
        "--",
        "*",
        "http://",
        "🔑",
        "%",
        "é:",
    ];
    prop_oneof![4 => select(pieces.to_vec()).prop_map(str::to_owned), 1 => "\\PC{0,6}"]
}

fn damaged() -> impl Strategy<Value = Vec<(String, String)>> {
    vec((0..FILES.len(), any::<Index>(), 0_usize..12, piece()), 1..8).prop_map(|damages| {
        let mut files: Vec<(String, String)> =
            FILES.iter().map(|(path, text)| ((*path).to_owned(), (*text).to_owned())).collect();
        for (file, place, length, piece) in damages {
            let text = &mut files[file].1;
            let mut start = place.index(text.len() + 1);
            let mut end = (start + length).min(text.len());
            while !text.is_char_boundary(start) {
                start -= 1;
            }
            while !text.is_char_boundary(end) {
                end += 1;
            }
            text.replace_range(start..end, &piece);
        }
        files
    })
}

fn folder(files: &[(String, String)]) -> MemoryFolder {
    files.iter().fold(MemoryFolder::default(), |folder, (path, text)| folder.with_file(path, text))
}

#[test]
fn the_folder_that_is_damaged_works_but_for_the_credentials() {
    let files: Vec<(String, String)> =
        FILES.iter().map(|(path, text)| ((*path).to_owned(), (*text).to_owned())).collect();
    let simulation = simulate(&folder(&files), &Machine::default());
    let failures: Vec<&str> = simulation
        .findings
        .iter()
        .filter(|finding| finding.level == Level::Failure)
        .map(|finding| finding.code.as_str())
        .collect();
    assert_eq!(failures, ["credentials-missing"]);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 250, failure_persistence: None, rng_seed: RngSeed::Fixed(1), ..ProptestConfig::default() })]

    #[test]
    fn a_damaged_folder_gets_a_verdict(files in damaged()) {
        let simulation = simulate(&folder(&files), &Machine::default());
        let text = simulation.to_text();
        prop_assert!(text.ends_with('\n'));
        let json: serde_json::Value = serde_json::from_str(&simulation.to_json()).unwrap();
        prop_assert_eq!(json["findings"].as_array().unwrap().len(), simulation.findings.len());
    }

    #[test]
    fn no_verdict_shows_a_secret(mut files in damaged()) {
        // A damaged `.env` names another value, or puts one where a path is expected.
        files[1].1 = FILES[1].1.to_owned();
        let simulation = simulate(&folder(&files), &Machine::default());
        for text in [simulation.to_text(), simulation.to_json(), format!("{simulation:?}")] {
            prop_assert!(!text.contains("CANARY"), "{}\n{}", files[0].1, text);
        }
    }
}
