use super::{check, to_rust};

#[test]
fn what_rust_refuses_and_go_takes() {
    for pattern in [
        r"\Q..\E",
        r"\Q.*",
        "a{",
        "{a}",
        "a{,3}",
        "(?P<n>a)(?P<n>b)",
        r"\0",
        r"\123",
        "[[]",
        r"[\w-a]",
        "(?)",
        "[]a]",
        "[^]a]",
        r"\p{letter}",
        r"\pN",
        r"\p{^Greek}",
        "a(?i)*",
        "x*(?i)*",
        "(?<n>a)",
        r"a\Q\E*",
        "[:alpha:]",
        "[[:]",
        "a{2}{",
        "a{02}",
        "(?:a{2}){0}",
        "a{0}",
        "$*",
        "()",
        "|",
        "",
    ] {
        assert_eq!(check(pattern), Ok(()), "{pattern}");
    }
}

#[test]
fn what_rust_takes_and_go_refuses() {
    for pattern in [
        "a{1001}",
        "(?:a{1000}){2}",
        "((a{100}){100}){100}",
        "a**",
        "a?*",
        "a{1}{2}",
        "a++",
        "a???",
        "(?x)a",
        "(?u)a",
        "(?-u)a",
        "(?R)a",
        r"\u0041",
        r"\u{41}",
        r"\U00000041",
        r"\p{Alphabetic}",
        r"\p{Emoji}",
        r"\p{sc=Greek}",
        "(?P<é>a)",
        "[a--b]",
        "[[:foo:]]",
        r"\p{Old_Italic}",
    ] {
        assert!(check(pattern).is_err(), "{pattern}");
    }
}

#[test]
fn what_neither_takes() {
    for pattern in [
        "(",
        ")",
        "(a",
        "a)",
        "[",
        "[a",
        "[]",
        "[^]",
        "*",
        "+a",
        "(*)",
        "(|*)",
        "a|*",
        "a{2,1}",
        r"\",
        r"(a)\1",
        r"\8",
        r"a\Z",
        "(?=a)",
        "(?!a)",
        "(?<=a)",
        "(?<!a)",
        "(?>a)",
        r"\k<n>",
        "(?i",
        "(?-)a",
        "(?--i)",
        "(?",
        "(?P<n",
        "(?P<>a)",
        r"\p{",
        r"\p{Foo}",
        r"\x4",
        r"\x{110000}",
        r"\x{}",
        r"\x{4",
        "[z-a]",
        r"[a-\d]",
        r"[\b]",
        "(?i)*",
    ] {
        assert!(check(pattern).is_err(), "{pattern}");
    }
}

#[test]
fn go_tells_where_it_stopped() {
    assert_eq!(
        check("a**").unwrap_err().to_string(),
        "error parsing regexp: invalid nested repetition operator: `**`"
    );
    assert_eq!(check("(a").unwrap_err().to_string(), "error parsing regexp: missing closing ): `(a`");
}

#[test]
fn size_and_depth_have_limits() {
    assert_eq!(check(&format!("{}a{}", "(".repeat(999), ")".repeat(999))), Ok(()));
    assert!(check(&format!("{}a{}", "(".repeat(1001), ")".repeat(1001))).is_err());
    assert!(check(&format!("(?:{}){{1000}}", "[ab].".repeat(4000))).is_err());
    assert_eq!(check(&"(".repeat(100_000)).unwrap_err().problem, "missing closing )");
}

#[test]
fn a_translation_says_what_the_flags_mean() {
    for (go, rust) in [
        ("a", r"\x{61}"),
        ("(?i)a(?-i)b", r"(?i:\x{61})\x{62}"),
        ("(?s).(?-s:.)", r"(?s:.)(?:[^\n])"),
        ("(?m)^(?:$)|a$", r"(?m:^)(?:(?m:$))|\x{61}(?m:$)"),
        ("^a$", r"(?:\A)\x{61}(?:\z)"),
        (r"\d[\w-a]", r"[0-9][0-9A-Za-z_\x{2D}-\x{2D}\x{61}-\x{61}]"),
        (r"\Qa.\E*", r"\x{61}\x{2E}*"),
        (r"\x{D800}", r"[^\x{0}-\x{10FFFF}]"),
        ("a+?", r"\x{61}+"),
        ("a{2}(?i)?", r"(?:\x{61}{2})?"),
    ] {
        assert_eq!(to_rust(go).as_deref(), Ok(rust), "{go}");
    }
}

#[cfg(feature = "route")]
#[test]
fn every_name_of_unicode_that_go_knows_can_be_matched() {
    for name in super::unicode::names() {
        let expression = format!(r"\p{{{name}}}");
        let rust = to_rust(&expression).unwrap();
        assert!(regex_automata::meta::Regex::new(&rust).is_ok(), "{expression}");
    }
}
