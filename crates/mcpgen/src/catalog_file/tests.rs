use super::*;

fn read(text: &str) -> (Option<Catalog>, Vec<Diagnostic>) {
    let mut sources = Sources::new();
    let id = sources.add("own.yaml", text);
    read_catalog(&sources, id)
}

/// What each fault points at.
fn blamed(text: &str) -> Vec<&str> {
    let (_, faults) = read(text);
    faults
        .iter()
        .map(|fault| {
            let span = fault.labels()[0].span;
            text.get(span.start..span.end).unwrap()
        })
        .collect()
}

#[test]
fn a_catalog_gives_its_servers_and_their_secrets() {
    let (catalog, faults) = read(
        "registry:\n  clickup:\n    image: ghcr.io/me/clickup:1\n    secrets:\n      - name: clickup.api_key\n        env: CLICKUP_API_KEY\n",
    );
    assert_eq!(faults, []);
    let catalog = catalog.unwrap();
    let clickup = &catalog.servers["clickup"];
    assert!(clickup.needs_docker);
    assert_eq!(clickup.secrets[0].environment.as_str(), "CLICKUP_API_KEY");
}

#[test]
fn an_entry_of_dockers_own_catalog_has_no_fault() {
    let text = "registry:\n  git:\n    description: Git\n    title: Git\n    type: server\n    dateAdded: \"2025-05-12T20:49:57Z\"\n    image: mcp/git@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef\n    ref: \"\"\n    readme: https://example.com/git.md\n    toolsUrl: https://example.com/git.json\n    source: https://example.com\n    upstream: https://example.com\n    icon: https://example.com/icon\n    tools:\n      - name: git_status\n    prompts: 0\n    resources: {}\n    volumes:\n      - '{{git.paths|volume|into}}'\n    config:\n      - name: git\n        type: object\n        properties:\n          paths:\n            type: array\n        required:\n          - paths\n    metadata:\n      pulls: 1\n      tags:\n        - git\n";
    let (catalog, faults) = read(text);
    assert_eq!(faults, []);
    let catalog = catalog.unwrap();
    assert_eq!(catalog.remarks, []);
    let paths = &catalog.servers["git"].config[0];
    assert!(paths.required && paths.kind.is_mounted(), "{paths:?}");
}

#[test]
fn what_the_gateway_would_read_as_nothing_is_refused_on_its_line() {
    assert_eq!(blamed("name: x\nservices:\n  a:\n    image: b\n"), ["services"]);
}

#[test]
fn every_fault_is_told_on_its_line_at_once() {
    let text = "registry:\n  a:\n    image: b:1\n    secrets:\n      KEY: x\n    docker_args: [x]\n    command: run\n  b:\n    remote:\n      url: http://b.example.com\n  c:\n    image: c:1\n    env:\n      - name: X\n        value: ${HOME}\n    volumes:\n      - '{{d.paths|volume}}'\n";
    assert_eq!(
        blamed(text),
        ["KEY: x", "docker_args", "run", "remote", "http://b.example.com", "${HOME}", "'{{d.paths|volume}}'"]
    );
}

#[test]
fn yaml_that_does_not_parse_is_located_and_said_in_plain_words() {
    let cases = [
        ("registry:\n  a: [x\n", "never closed"),
        ("registry:\n\ta: 1\n", "tab"),
        ("registry:\n  a: 1\n  a: 2\n", "second time"),
        ("registry:\n  a:\n    volumes:\n      - {{a.b|volume}}\n", "`{{`"),
        ("registry:\n  a:\n    image: @x\n", "cannot begin with `@`"),
        ("registry:\n  a:\n    image x\n    b: 1\n", "no key can be"),
        ("registry:\n  a: *nope\n", "refer to"),
        ("a: 1\n---\nb: 2\n", "second document"),
        ("registry:\n  a:\n    title: 'it's'\n", "closing quote"),
        ("registry:\n  a:\n    - x\n   - y\n", "indented"),
    ];
    for (text, word) in cases {
        let (catalog, faults) = read(text);
        assert!(catalog.is_none(), "{text}");
        assert!(faults[0].message().contains(word), "{text}: {}", faults[0].message());
        assert!(!faults[0].labels().is_empty());
    }
}
