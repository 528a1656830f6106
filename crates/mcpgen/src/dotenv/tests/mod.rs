//! Tests of the `.env` module, by concept, and what they share.

mod editing;
mod editing_properties;
mod encoding;
mod reading;

use std::error::Error as _;

use proptest::prelude::*;

use super::*;
use crate::ErrorKind;

/// The text of a value, where the file gives one.
fn text_of(file: &EnvFile, key: &str) -> String {
    match file.get(key) {
        Some(Value::Text(text)) => text.expose().to_owned(),
        other => panic!("{key} is {other:?}"),
    }
}

fn key(name: &str) -> EnvKey {
    EnvKey::new(name).unwrap()
}

fn secret(text: &str) -> SecretText {
    SecretText::new(text)
}

/// Text made of the pieces that `.env` files are made of, well formed or not.
fn env_like_text() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(vec![
        "A",
        "B",
        "TOKEN",
        "A=",
        "B=",
        "TOKEN=",
        "A=\"",
        "B='",
        "A=\"\"",
        "B=''",
        "C: ",
        "=",
        ":",
        " ",
        "\t",
        "\n",
        "\n",
        "\n",
        "\r\n",
        "\r",
        "'",
        "\"",
        "\\",
        "$",
        "${",
        "}",
        "#",
        " #",
        "# Secrets\n",
        "# Machine\n",
        "# note\n",
        "export ",
        "\u{feff}",
        "\u{a0}",
        "\u{2003}",
        "é",
        "n",
        "0",
        "-",
        "word",
    ]);
    prop::collection::vec(piece, 0..30).prop_map(|pieces| pieces.concat())
}

#[test]
fn a_secret_prints_as_stars_however_it_is_printed() {
    let file = EnvFile::parse("TOKEN=hunter2\nBROKEN='hunter2\n");
    let printed = [
        format!("{:?} {}", secret("hunter2"), secret("hunter2")),
        format!("{:?} {:#?}", file.get("TOKEN"), file),
    ];
    for text in printed {
        assert!(text.contains("***") && !text.contains("hunter2"), "{text}");
    }
}

#[test]
fn secrets_are_compared_by_their_text() {
    assert_eq!(secret("a"), secret("a"));
    assert_ne!(secret("a"), secret("b"));
}

#[test]
fn the_name_of_a_variable_has_letters_digits_and_underscores() {
    for name in ["A", "_", "BRAVE_API_KEY", "a1"] {
        assert_eq!(EnvKey::new(name).unwrap().as_str(), name);
    }
    for name in ["", "1A", "A-B", "A.B", "A B", "É", "A=", "A\n"] {
        assert_eq!(EnvKey::new(name), Err(InvalidKey), "{name:?}");
    }
}
