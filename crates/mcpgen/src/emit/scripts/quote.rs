//! Text as a literal of sh and of PowerShell: whatever the text, the shell reads back exactly it.

use std::fmt::{self, Write};

/// Writes the text, which has no NUL, as a POSIX shell word. Between single quotes everything is literal but the quote itself
/// (POSIX.1-2024, Shell Command Language, 2.2.2), which therefore stands outside of them, behind a backslash.
///
/// # Errors
///
/// Those of `literal`.
pub(crate) fn write_sh(literal: &mut impl Write, text: &str) -> fmt::Result {
    literal.write_char('\'')?;
    for (number, part) in text.split('\'').enumerate() {
        if number > 0 {
            literal.write_str(r"'\''")?;
        }
        literal.write_str(part)?;
    }
    literal.write_char('\'')
}

/// Writes the text, which has no NUL, as a single-quoted PowerShell string. PowerShell takes five characters for a single quote, and
/// of two in a row keeps the second (PowerShell, `engine/parser/CharTraits.cs` and `tokenizer.cs`), so each is written twice.
///
/// # Errors
///
/// Those of `literal`.
pub(crate) fn write_powershell(literal: &mut impl Write, text: &str) -> fmt::Result {
    literal.write_char('\'')?;
    for part in text.split_inclusive(is_powershell_single_quote) {
        literal.write_str(part)?;
        if let Some(quote) = part.chars().next_back().filter(|last| is_powershell_single_quote(*last)) {
            literal.write_char(quote)?;
        }
    }
    literal.write_char('\'')
}

/// Whether PowerShell reads the character as a single quote.
fn is_powershell_single_quote(character: char) -> bool {
    matches!(character, '\'' | '\u{2018}' | '\u{2019}' | '\u{201A}' | '\u{201B}')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn sh_literal(text: &str) -> String {
        let mut literal = String::new();
        write_sh(&mut literal, text).unwrap();
        literal
    }

    fn powershell_literal(text: &str) -> String {
        let mut literal = String::new();
        write_powershell(&mut literal, text).unwrap();
        literal
    }

    /// What PowerShell's tokenizer makes of a source that starts with a single-quoted string: the string's value and
    /// the source behind it (`ScanStringLiteral` in `tokenizer.cs`).
    fn read_powershell_string(source: &str) -> Option<(String, &str)> {
        let mut characters = source.chars();
        characters.next().filter(|first| is_powershell_single_quote(*first))?;
        let mut value = String::new();
        loop {
            let character = characters.next()?;
            if !is_powershell_single_quote(character) {
                value.push(character);
                continue;
            }
            let behind = characters.as_str();
            match characters.next() {
                Some(second) if is_powershell_single_quote(second) => value.push(second),
                _ => return Some((value, behind)),
            }
        }
    }

    #[cfg(unix)]
    fn read_by_sh(literal: &str) -> Vec<u8> {
        let output = std::process::Command::new("sh")
            .arg("-c")
            .arg(format!("printf %s {literal}"))
            .output()
            .expect("sh is needed to test what is written for it");
        assert!(output.status.success(), "sh refuses {literal}");
        output.stdout
    }

    /// Texts in which what a shell could take for syntax is frequent.
    fn tricky_text() -> impl Strategy<Value = String> {
        let tricky = prop::sample::select(vec![
            '\'', '"', '`', '$', '\\', '\n', '\r', '\t', ' ', ';', '&', '|', '(', ')', '{', '}', '#', '!',
            '%', '*', '~', '-', '=', '\u{2018}', '\u{2019}', '\u{201A}', '\u{201B}', '\u{201C}', '\u{81}',
            '\u{88}',
        ]);
        let any = any::<char>().prop_filter("no shell word has a NUL", |character| *character != '\0');
        prop::collection::vec(prop_oneof![3 => tricky, 1 => any], 0..40)
            .prop_map(|characters| characters.into_iter().collect())
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 256, failure_persistence: None, ..ProptestConfig::default() })]

        #[cfg(unix)]
        #[test]
        fn sh_reads_back_the_text(text in tricky_text()) {
            let literal = sh_literal(&text);
            prop_assert_eq!(read_by_sh(&literal), text.as_bytes());
        }

        #[test]
        fn powershell_reads_back_the_text_and_nothing_is_left(text in tricky_text()) {
            let literal = powershell_literal(&text);
            prop_assert_eq!(read_powershell_string(&literal), Some((text, "")));
        }
    }

    /// Texts that some reader of YAML, of `.env`, of a shell or of Compose takes for something else, without the one that no word
    /// can hold.
    fn tricky_strings() -> Vec<String> {
        let strings: Vec<String> =
            serde_json::from_str(include_str!("../../../../../tests/data/tricky-strings.json")).unwrap();
        assert_eq!(strings.len(), 534);
        strings.into_iter().filter(|text| !text.contains('\0')).collect()
    }

    /// Every shell that is here; `sh` always is.
    #[cfg(unix)]
    #[test]
    fn every_shell_reads_back_the_tricky_strings_as_arguments() {
        let texts = tricky_strings();
        let words: Vec<String> = texts.iter().map(|text| sh_literal(text)).collect();
        // A word each, and a NUL behind each, which no text has.
        let script = format!("printf '%s\\0' {}", words.join(" "));
        let mut read = 0;
        for shell in [&["sh"][..], &["dash"], &["bash"], &["bash", "--posix"], &["busybox", "sh"]] {
            let mut command = std::process::Command::new(shell[0]);
            let Ok(output) = command.args(&shell[1..]).arg("-c").arg(&script).output() else { continue };
            let expected: Vec<u8> = texts.iter().flat_map(|text| [text.as_bytes(), b"\0"].concat()).collect();
            assert_eq!(
                String::from_utf8_lossy(&output.stdout),
                String::from_utf8_lossy(&expected),
                "{shell:?}"
            );
            read += 1;
        }
        assert!(read > 0, "there is no shell");
    }

    /// By a model of its tokenizer, for there is no PowerShell here; an independent grammar judges whole scripts.
    #[test]
    fn a_model_of_powershell_reads_back_the_tricky_strings() {
        for text in tricky_strings() {
            let literal = powershell_literal(&text);
            assert_eq!(read_powershell_string(&literal), Some((text, "")), "{literal}");
        }
    }

    #[test]
    fn the_literals_look_as_expected() {
        assert_eq!(sh_literal("it's"), r"'it'\''s'");
        assert_eq!(sh_literal(""), "''");
        assert_eq!(powershell_literal("it's \u{2019}$x"), "'it''s \u{2019}\u{2019}$x'");
        assert_eq!(powershell_literal(""), "''");
    }
}
