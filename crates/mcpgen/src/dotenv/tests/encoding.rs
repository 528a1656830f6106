//! Compose's rules and dotenvy must read back what was encoded.

use super::*;

const TRICKY_STRINGS: &str = include_str!("../../../../../tests/data/tricky-strings.json");

fn tricky_strings() -> Vec<String> {
    serde_json::from_str(TRICKY_STRINGS).unwrap()
}

/// What dotenvy reads in a file, in order.
fn read_by_dotenvy(file: &str) -> Vec<(String, String)> {
    dotenvy::from_read_iter(file.as_bytes()).collect::<Result<_, _>>().unwrap()
}

fn assert_both_read_back(value: &str, line_end: &str) {
    let encoded = encode(value).unwrap();
    let file = format!("BEFORE=1{line_end}KEY={encoded}{line_end}AFTER=2{line_end}");
    let parsed = EnvFile::parse(&file);
    assert!(parsed.unreadable_lines().is_empty(), "{file:?}");
    assert_eq!(parsed.keys().collect::<Vec<_>>(), ["BEFORE", "KEY", "AFTER"], "{file:?}");
    assert_eq!(text_of(&parsed, "KEY"), value, "{file:?}");
    let expected =
        [("BEFORE", "1"), ("KEY", value), ("AFTER", "2")].map(|(k, v)| (k.to_owned(), v.to_owned()));
    assert_eq!(read_by_dotenvy(&file), expected, "{file:?}");
}

#[test]
fn the_plainest_safe_form_is_taken() {
    for (value, encoded) in [
        ("", ""),
        ("abc-1_2./:@%+,", "abc-1_2./:@%+,"),
        ("two words", "'two words'"),
        ("a#b \"q\" $HOME `x`", "'a#b \"q\" $HOME `x`'"),
        ("~/src", "'~/src'"),
        ("it's $5", "\"it's \\$5\""),
        ("C:\\dir\\", "\"C:\\\\dir\\\\\""),
        ("say \"hi\"\nit's", "\"say \\\"hi\\\"\\nit's\""),
        ("a\r\tb", "\"a\r\tb\""),
    ] {
        assert_eq!(encode(value).unwrap(), encoded);
    }
}

#[test]
fn a_value_with_nul_is_refused() {
    assert_eq!(encode("a\0b"), Err(NulInValue));
}

#[test]
fn tricky_strings_are_read_back_or_hold_nul_and_are_refused() {
    let strings = tricky_strings();
    assert_eq!(strings.len(), 534);
    for value in &strings {
        if value.contains('\0') {
            assert_eq!(encode(value), Err(NulInValue));
        } else {
            assert_both_read_back(value, "\n");
            assert_both_read_back(value, "\r\n");
        }
    }
}

proptest! {
    #[test]
    fn any_text_is_read_back(value in any::<String>().prop_filter("NUL", |value| !value.contains('\0'))) {
        assert_both_read_back(&value, "\n");
    }

    #[test]
    fn text_that_looks_like_a_file_is_read_back(value in env_like_text()) {
        assert_both_read_back(&value, "\n");
        assert_both_read_back(&value, "\r\n");
    }

    #[test]
    fn no_encoding_has_a_line_feed(value in env_like_text()) {
        prop_assert!(!encode(&value).unwrap().contains('\n'));
    }
}

#[test]
fn what_cannot_be_written_is_told_in_words_and_no_value_is() {
    assert!(encode("a\0").unwrap_err().to_string().contains("a NUL character"));
    assert!(EnvKey::new("1A").unwrap_err().to_string().contains("starts with no digit"));
    assert_eq!(key("A_1").to_string(), "A_1");
    assert_eq!(secret("canary").to_string(), "***");
    let shown = format!("{:?}", EnvFile::parse("A=canary\n"));
    assert!(shown.contains("statements: 1") && !shown.contains("canary"), "{shown}");
}
