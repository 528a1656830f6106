//! Text as a YAML scalar.
//!
//! go-yaml, which Compose and the gateway read with, follows YAML 1.1 for some words and 1.2 for others, so a text stands without
//! quotes only where neither takes it for something else (<https://yaml.org/type/>, gopkg.in/yaml.v3, resolve.go).

use std::fmt::Write as _;

/// What is not a text without quotes, in lower case.
const WORDS: [&str; 14] =
    ["null", "true", "false", "yes", "no", "on", "off", "y", "n", "nan", "inf", "infinity", ".nan", ".inf"];

/// Whether `text` is read back as itself when it stands without quotes, in block style.
pub(super) fn is_plain(text: &str) -> bool {
    let bytes = text.as_bytes();
    let is_mark = |pair: &[u8]| matches!(pair, b": " | b" #");
    begins_plainly(bytes)
        // To the end whatever is found: so the compiler looks at many at a time.
        && bytes.iter().fold(true, |fits, byte| fits & matches!(byte, b' '..=b'~'))
        && !(bytes.contains(&b' ') && bytes.windows(2).any(is_mark))
        && !text.ends_with([' ', ':'])
        && !WORDS.iter().any(|word| word.eq_ignore_ascii_case(text))
}

/// Whether a text begins so that it can be no number, date or time, and none of the characters that mean something.
fn begins_plainly(bytes: &[u8]) -> bool {
    match bytes {
        [b'a'..=b'z' | b'A'..=b'Z' | b'_' | b'/' | b'$', ..]
        | [b'.' | b'-', b'a'..=b'z' | b'A'..=b'Z', ..]
        | [b'-', b'-', b'a'..=b'z' | b'A'..=b'Z', ..]
        | [b'.', b'/', ..]
        | [b'.', b'.', b'/', ..] => true,
        [b'0'..=b'9', ..] => is_quantity(bytes),
        _ => false,
    }
}

/// Whether what begins with a digit goes on with a unit, as in `10s`, `1m30s` and `512mb`: an exponent and the bases of numbers do not.
fn is_quantity(bytes: &[u8]) -> bool {
    let digits = bytes.iter().take_while(|byte| byte.is_ascii_digit()).count();
    bytes
        .get(digits)
        .is_some_and(|unit| matches!(unit, b's' | b'm' | b'h' | b'd' | b'k' | b'g' | b'K' | b'M' | b'G'))
        && bytes.iter().all(u8::is_ascii_alphanumeric)
}

/// Adds `value` in double quotes, in which everything can be said.
pub(super) fn push_quoted(text: &mut String, value: &str) {
    text.push('"');
    for character in value.chars() {
        match character {
            '"' => text.push_str("\\\""),
            '\\' => text.push_str("\\\\"),
            '\n' => text.push_str("\\n"),
            '\t' => text.push_str("\\t"),
            '\r' => text.push_str("\\r"),
            // Line breaks of YAML 1.1, the byte order mark, which some drop, and what go-yaml takes for a control character.
            '\u{2028}' | '\u{2029}' | '\u{FEFF}' | '\u{FFFE}' | '\u{FFFF}' => {
                _ = write!(text, "\\u{:04X}", u32::from(character));
            }
            _ if character.is_control() => _ = write!(text, "\\x{:02X}", u32::from(character)),
            _ => text.push(character),
        }
    }
    text.push('"');
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_can_only_be_a_text_stands_without_quotes() {
        for text in [
            "web",
            "/run/x",
            "./conf",
            "../conf",
            "-q",
            "--port=1",
            "10s",
            "1m30s",
            "512mb",
            "a:b",
            "a#b",
            "$A",
            "_x",
            "app:1.2",
            "${HOME:?set it in .env}",
            "http://127.0.0.1:80/health",
            "no-new-privileges:true",
            "on-failure",
            ".env",
        ] {
            assert!(is_plain(text), "{text:?}");
        }
    }

    #[test]
    fn what_could_be_something_else_is_quoted() {
        for text in [
            "",
            " ",
            "yes",
            "No",
            "ON",
            "y",
            "null",
            "Null",
            "~",
            "true",
            ".nan",
            ".inf",
            "-.inf",
            "1",
            "1.0",
            "1e5",
            "5e3",
            "0x1f",
            "0b1",
            "0o7",
            "1_000",
            "12:30",
            "2001-01-01",
            "=",
            "<<",
            "-",
            "--",
            "---",
            "...",
            "- a",
            "? a",
            ": a",
            "a: b",
            "a #b",
            "a:",
            "a ",
            " a",
            "#a",
            "&a",
            "*a",
            "!a",
            "|a",
            ">a",
            "%a",
            "@a",
            "`a",
            "\"a",
            "'a",
            "[a",
            "{a",
            "]a",
            "}a",
            ",a",
            "-1",
            "+1",
            ".5",
            "a\nb",
            "a\tb",
            "é",
            "-.5",
            ".",
        ] {
            assert!(!is_plain(text), "{text:?}");
        }
    }

    #[test]
    fn everything_can_be_said_in_quotes() {
        let mut text = String::new();
        push_quoted(&mut text, "a\"b\\c\nd\te\rf\u{0}g\u{85}h\u{2028}ié🔑\u{FFFF}");
        assert_eq!(text, r#""a\"b\\c\nd\te\rf\x00g\x85h\u2028ié🔑\uFFFF""#);
    }
}
