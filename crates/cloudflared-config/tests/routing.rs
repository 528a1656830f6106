//! Which rule takes a request, against a reading of the rules by brute force.

#![cfg(feature = "route")]
#![expect(clippy::unwrap_used, reason = "a test fails by a panic")]

use std::fmt::Write as _;

use cloudflared_config::{Passed, RequestUrl, Router};

/// Lists of rules, and requests for each: 100,000 decisions.
const LISTS: usize = 10_000;
const REQUESTS: usize = 10;

/// Numbers that look random and are the same in every run (`SplitMix64`).
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        usize::try_from((mixed ^ (mixed >> 31)) % limit as u64).unwrap()
    }

    fn pick<'a, T>(&mut self, from: &'a [T]) -> &'a T {
        from.get(self.below(from.len())).unwrap()
    }
}

/// A piece of an expression, which is matched by trying everything.
#[derive(Clone, Debug)]
enum Piece {
    Literal(char),
    AnyButLineFeed,
    Start,
    End,
    Lower(bool),
    Star(Box<Piece>),
    Choice(Vec<Vec<Piece>>),
}

fn expression(numbers: &mut Numbers, depth: usize) -> Vec<Piece> {
    (0..numbers.below(5)).map(|_| piece(numbers, depth)).collect()
}

fn piece(numbers: &mut Numbers, depth: usize) -> Piece {
    match numbers.below(if depth < 2 { 9 } else { 7 }) {
        0..=2 => Piece::Literal(*numbers.pick(&['a', 'b', '/', '.', '%', 'é', 'A'])),
        3 => Piece::AnyButLineFeed,
        4 => Piece::Start,
        5 => Piece::End,
        6 => Piece::Lower(numbers.below(2) == 0),
        7 => Piece::Star(Box::new(Piece::Literal(*numbers.pick(&['a', '/'])))),
        _ => Piece::Choice((0..=numbers.below(3)).map(|_| expression(numbers, depth + 1)).collect()),
    }
}

fn go(pieces: &[Piece]) -> String {
    pieces.iter().map(go_piece).collect()
}

fn go_piece(piece: &Piece) -> String {
    match piece {
        Piece::Literal('.') => r"\.".to_owned(),
        Piece::Literal(character) => character.to_string(),
        Piece::AnyButLineFeed => ".".to_owned(),
        Piece::Start => "^".to_owned(),
        Piece::End => "$".to_owned(),
        Piece::Lower(true) => "[a-z]".to_owned(),
        Piece::Lower(false) => "[^a-z]".to_owned(),
        Piece::Star(piece) => format!("{}*", go_piece(piece)),
        Piece::Choice(branches) => {
            format!("({})", branches.iter().map(|branch| go(branch)).collect::<Vec<_>>().join("|"))
        }
    }
}

/// All places where a match of `pieces` from `start` can end.
fn ends(pieces: &[Piece], text: &[char], start: usize) -> Vec<usize> {
    let Some((first, rest)) = pieces.split_first() else { return vec![start] };
    let one = |fits: &dyn Fn(char) -> bool| match text.get(start) {
        Some(character) if fits(*character) => vec![start + 1],
        _ => Vec::new(),
    };
    let after = match first {
        Piece::Literal(literal) => one(&|character| character == *literal),
        Piece::AnyButLineFeed => one(&|character| character != '\n'),
        Piece::Lower(lower) => one(&|character| character.is_ascii_lowercase() == *lower),
        Piece::Start => {
            if start == 0 {
                vec![0]
            } else {
                Vec::new()
            }
        }
        Piece::End => {
            if start == text.len() {
                vec![start]
            } else {
                Vec::new()
            }
        }
        Piece::Star(piece) => {
            let mut all = vec![start];
            let mut at = start;
            while ends(std::slice::from_ref(piece), text, at) == [at + 1] {
                at += 1;
                all.push(at);
            }
            all
        }
        Piece::Choice(branches) => branches.iter().flat_map(|branch| ends(branch, text, start)).collect(),
    };
    after.into_iter().flat_map(|end| ends(rest, text, end)).collect()
}

fn finds(pieces: &[Piece], text: &str) -> bool {
    let text: Vec<char> = text.chars().collect();
    (0..=text.len()).any(|start| !ends(pieces, &text, start).is_empty())
}

/// Whether the host name of a rule takes a host, by the words of the rule.
fn host_fits(rule: &str, host: &str) -> bool {
    // Every name below is ASCII, so its other form is the one in lower case; a wildcard has none.
    let wildcard = rule.starts_with("*.");
    if rule.is_empty() || rule == "*" {
        true
    } else if wildcard {
        host.len() >= rule.len() - 1 && host.get(host.len() - (rule.len() - 1)..) == rule.get(1..)
    } else {
        host == rule || host == rule.to_lowercase()
    }
}

const HOSTS: [&str; 9] = ["", "*", "a.io", "A.io", "b.a.io", "*.a.io", "*.A.io", "*.io", "*a.io"];
const ASKED: [&str; 8] = ["a.io", "A.io", "b.a.io", "c.b.a.io", ".a.io", "xa.io", "*.a.io", "a.io."];
const PORTS: [&str; 4] = ["", ":443", ":8080", ":"];
const SEGMENTS: [&str; 12] =
    ["a", "b", "A", ".", "..", "%61", "%2F", "%2f%2E", "é", "%C3%A9", "%0A", "a%25b"];

/// The path that a rule sees, decoded by the definition of an escape.
fn decoded(path: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = path.as_bytes();
    while let Some((first, behind)) = rest.split_first() {
        if let (b'%', [high, low, behind @ ..]) = (first, behind) {
            let digits = [*high, *low];
            bytes.push(u8::from_str_radix(std::str::from_utf8(&digits).unwrap(), 16).unwrap());
            rest = behind;
        } else {
            bytes.push(*first);
            rest = behind;
        }
    }
    String::from_utf8(bytes).unwrap()
}

#[test]
fn the_decision_is_that_of_the_rules_read_by_brute_force() {
    let mut numbers = Numbers(20_260_820);
    for _ in 0..LISTS {
        let mut rules: Vec<(&str, Vec<Piece>)> = (0..numbers.below(4))
            .map(|_| {
                (
                    *numbers.pick(&HOSTS),
                    if numbers.below(3) == 0 { Vec::new() } else { expression(&mut numbers, 0) },
                )
            })
            .collect();
        rules.push(("", Vec::new()));
        let texts: Vec<(&str, String)> = rules.iter().map(|(host, path)| (*host, go(path))).collect();
        let router = Router::new(texts.iter().map(|(host, path)| (*host, path.as_str()))).unwrap();
        for _ in 0..REQUESTS {
            let mut path = String::new();
            for _ in 0..numbers.below(4) {
                write!(path, "/{}", numbers.pick(&SEGMENTS)).unwrap();
            }
            let host = *numbers.pick(&ASKED);
            let query = *numbers.pick(&["", "?a=/b", "#a"]);
            let url = format!("https://{host}{}{path}{query}", numbers.pick(&PORTS));
            let decision = router.route(&RequestUrl::new(&url).unwrap());
            let (rule, passed) = by_brute_force(&rules, host, &decoded(&path));
            assert_eq!(decision.rule(), rule, "{url} {texts:?}");
            assert_eq!(decision.passed(), passed, "{url} {texts:?}");
        }
    }
}

fn by_brute_force(rules: &[(&str, Vec<Piece>)], host: &str, path: &str) -> (usize, Vec<Passed>) {
    let mut passed = Vec::new();
    for (rule, pieces) in rules {
        passed.push(match (host_fits(rule, host), finds(pieces, path)) {
            (true, true) => break,
            (true, false) => Passed::Path,
            (false, true) => Passed::Hostname,
            (false, false) => Passed::HostnameAndPath,
        });
    }
    (passed.len(), passed)
}

#[test]
fn names_in_other_scripts_are_matched_in_both_forms() {
    let router = Router::new([("Bücher.example.com", ""), ("*.bücher.example.com", ""), ("", "")]).unwrap();
    let rule = |url| router.route(&RequestUrl::new(url).unwrap()).rule();
    assert_eq!(rule("https://xn--bcher-kva.example.com/"), 0);
    assert_eq!(rule("https://Bücher.example.com/"), 0);
    assert_eq!(rule("https://a.bücher.example.com/"), 1);
    assert_eq!(rule("https://a.xn--bcher-kva.example.com/"), 2);
}

#[test]
fn a_path_that_is_no_text_is_matched_as_go_matches_it() {
    let router = Router::new([("", "^/.{2}$"), ("", "")]).unwrap();
    let rule = |url| router.route(&RequestUrl::new(url).unwrap()).rule();
    assert_eq!(rule("https://a/%E2%82"), 0);
    assert_eq!(rule("https://a/%E2%82%AC"), 1);
}

#[test]
fn an_address_without_a_host_is_no_request() {
    for url in ["", "mcp.example.com", "/mcp", "https:///mcp", "https://a b/", "https://a/%zz", "http://[::1"]
    {
        assert!(RequestUrl::new(url).is_err(), "{url}");
    }
    let url = RequestUrl::new("https://user@MCP.example.com:443/a%2Fb?c#d").unwrap();
    assert_eq!((url.host(), url.path()), ("MCP.example.com", "/a/b"));
}
