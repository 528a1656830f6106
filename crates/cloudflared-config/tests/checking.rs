//! Verdicts that the recorded files do not cover.

#![cfg(feature = "read")]

use std::fmt::Write;

use cloudflared_config::{Finding, Severity, Verdict, check, read};

const RULES: &str = "ingress: [{service: 'http_status:404'}]\n";

fn is_rejected(text: &str) -> bool {
    matches!(check(text), Verdict::Reject(_))
}

#[test]
fn only_the_first_document_counts() {
    assert_eq!(check(&format!("{RULES}---\n[broken")), Verdict::Ok);
    assert_eq!(check(&format!("---\n{RULES}...\n---\na: 1\na: 2\n")), Verdict::Ok);
}

#[test]
fn a_byte_order_mark_and_json_are_fine() {
    assert_eq!(check(&format!("\u{feff}{RULES}")), Verdict::Ok);
    assert_eq!(check(r#"{"ingress": [{"service": "http_status:404"}]}"#), Verdict::Ok);
}

#[test]
fn a_file_with_nothing_in_it_is_refused() {
    for text in ["", "\n", "# nothing\n", "---\n", "~", "{}", "text", "[a]"] {
        assert!(is_rejected(text), "{text:?}");
    }
}

#[test]
fn merged_keys_count_behind_own_ones() {
    let file = "\
x: &defaults
  hostname: 'a b:80'
  service: http://mcp:80
ingress:
  - <<: *defaults
    hostname: a.example.com
  - <<: [{service: 'http_status:404'}, {service: nonsense}]
";
    assert_eq!(check(file), Verdict::Ok);
    assert!(is_rejected("ingress:\n  - <<: text\n    service: http_status:404\n"));
    assert!(matches!(check("ingress:\n  - <<: {foo: 1}\n    service: http_status:404\n"), Verdict::Warn(_)));
}

#[test]
fn a_key_that_stands_twice_is_refused_even_where_nobody_looks() {
    assert!(is_rejected(&format!("{RULES}other: {{a: 1, a: 2}}\n")));
    assert!(is_rejected(&format!("{RULES}other: {{a: 1, 'a': 2}}\n")));
}

#[test]
fn a_setting_is_as_strict_as_a_typed_key_is_lax() {
    for line in [
        "edge-ip-version: 4",
        "no-autoupdate: yes",
        "retries: 3.0",
        "tag: [1]",
        "loglevel:",
        "grace-period: 2001-01-01",
    ] {
        assert!(is_rejected(&format!("{RULES}{line}\n")), "{line}");
    }
    for line in [
        "tunnel: 4",
        "originRequest: {noTLSVerify: 'yes', keepAliveConnections: 0x10, httpHostHeader: 2001-01-01}",
    ] {
        assert_eq!(check(&format!("{RULES}{line}\n")), Verdict::Ok, "{line}");
    }
}

#[test]
fn a_key_must_be_there() {
    assert!(is_rejected(&format!("{RULES}: 1\n")));
    assert!(is_rejected("ingress:\n  - : http_status:404\n"));
    assert_eq!(check(&format!("{RULES}? a\n: 1\n?\n: 2\nx: {{: 1}}\n")), Verdict::Ok);
}

#[test]
fn a_tab_is_no_indentation() {
    for text in
        ["\t- service: http_status:404", " \t- service: http_status:404", "  -\tservice: http_status:404"]
    {
        assert!(is_rejected(&format!("ingress:\n{text}\n")), "{text:?}");
    }
    assert_eq!(check("ingress:\t\n  - service:\thttp_status:404\t# last\ny: |\n  a\n  \tb\n"), Verdict::Ok);
}

#[test]
fn a_line_ends_where_yaml_1_1_ends_it() {
    assert!(is_rejected(&format!("{RULES}tun\u{2028}nel: a\n")));
    assert_eq!(check(&format!("x: 1\u{85}{RULES}")), Verdict::Ok);
}

#[test]
fn aliases_cannot_be_used_to_hang_or_crash() {
    let mut bomb = String::from("a0: &a0 [x, x, x, x, x, x, x, x, x]\n");
    for level in 1..20 {
        let earlier = format!("*a{}, ", level - 1).repeat(9);
        writeln!(bomb, "a{level}: &a{level} [{earlier}]").unwrap();
    }
    assert!(is_rejected(&format!("{RULES}{bomb}")));

    let mut chain = String::from("b0: &b0 []\n");
    for level in 1..20_000 {
        writeln!(chain, "b{level}: &b{level} [*b{}]", level - 1).unwrap();
    }
    assert!(is_rejected(&format!("{RULES}{chain}")));
    assert!(is_rejected(&format!("{RULES}c: &c [*c]\n")));
    assert!(is_rejected(&format!("{RULES}d: {}\n", "[".repeat(100_000))));
    assert_eq!(check(&format!("{RULES}d: {}{}\n", "[".repeat(190), "]".repeat(190))), Verdict::Ok);
}

#[test]
fn a_place_lies_between_characters() {
    for text in [
        "a: b\n\u{2028} c: [",
        "\u{2029}- a\nb: c",
        "a: \u{2028}\u{2028}b\n- c: é\u{85}: x",
        "\u{2028}a: 1\na: 2",
    ] {
        for finding in read(text).findings() {
            assert!(text.get(finding.span()).is_some(), "{text:?}: {finding:?}");
        }
    }
}

#[test]
fn an_edit_mends_what_it_is_for() {
    let before = "\
tunnel: 741d42fb-5a6a-47f6-9b67-47e95011f865
credentials-file: /etc/cloudflared/credentials.json
log-level: info
edge-ip-version: 4
no-autoupdate: yes
retries: \"3\"
grace-period: 10m
ingress:
  - hostname: MCP.example.com:443
    service: localhost:8811
  - hostname: other.example.com
    service: https://mcp:8811/mcp
    originRequest:
      noTlsVerify: true
";
    let mut text = before.to_owned();
    // Each round mends the last one, so that no place moves before it is used.
    for _ in 0..20 {
        let reading = read(&text);
        let Some(edit) =
            reading.findings().iter().filter_map(Finding::edit).max_by_key(|edit| edit.span().start)
        else {
            break;
        };
        text.replace_range(edit.span(), edit.text());
    }
    let after = "\
tunnel: 741d42fb-5a6a-47f6-9b67-47e95011f865
credentials-file: /etc/cloudflared/credentials.json
loglevel: info
edge-ip-version: \"4\"
no-autoupdate: true
retries: 3
grace-period: \"3m\"
ingress:
  - hostname: MCP.example.com:443
    service: \"http://localhost:8811\"
  - hostname: other.example.com
    service: \"https://mcp:8811\"
    originRequest:
      noTLSVerify: true
  - service: \"http_status:404\"
";
    assert_eq!(text, after);
    let left: Vec<Severity> = read(&text).findings().iter().map(Finding::severity).collect();
    assert_eq!(left, [Severity::Reject]);
}

#[test]
fn what_only_a_run_ends_at_is_no_reason_to_refuse() {
    for line in [
        "protocol: foo",
        "edge-ip-version: '5'",
        "grace-period: 10m",
        "tag: [ab]",
        "metrics: 127.0.0.1",
        "metrics: 127.0.0.1:99999",
        "credentials-file: /x.pem",
        "credentials-contents: x",
        "token: 123",
        "token: a b",
        "features: x",
        "edge-bind-address: x",
        "{edge-bind-address: 1.2.3.4, edge-ip-version: '6'}",
        "{post-quantum: true, protocol: http2}",
    ] {
        let settings = line.trim_matches(['{', '}']).replace(", ", "\n");
        let text = format!("tunnel: a\n{RULES}{settings}\n");
        let reading = read(&text);
        assert_eq!(reading.verdict(), Verdict::Ok, "{line}");
        assert!(reading.findings().iter().any(|it| it.severity() == Severity::Die), "{line}");
    }
    assert!(read(RULES).findings().iter().any(|it| it.severity() == Severity::Die), "there is no tunnel");
}

#[test]
fn a_reason_says_where() {
    let file = "ingress:\n  - hostname: a.example.com:80\n    service: http://mcp:80\n  - service: http_status:404\n";
    let Verdict::Reject(reason) = check(file) else { panic!("it has a port") };
    assert_eq!(file.get(reason.span()), Some("a.example.com:80"));

    let file = "ingress:\n  - service: http_status:404\n    foo: 1\n";
    let Verdict::Warn(ignored) = check(file) else { panic!("it has a key too many") };
    assert_eq!(ignored.iter().map(|reason| file.get(reason.span())).collect::<Vec<_>>(), [Some("foo")]);

    let file = "ingress:\n  - hostname: a.example.com\n    path: 'é('\n    service: 'http_status:404'\n  - service: http_status:404\n";
    let Verdict::Reject(reason) = check(file) else { panic!("its path is broken") };
    assert_eq!(file.get(reason.span()), Some("'é('"));
}
