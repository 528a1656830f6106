//! Verdicts that the recorded files do not cover.

#![cfg(feature = "read")]

use std::fmt::Write;

use cloudflared_config::{Verdict, check};

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
