//! What is read in a file. The texts and what they mean were checked with `docker compose config` 2.40.3 and 2.26.1
//! (which refuses the NUL of one of them).

use super::*;

#[test]
fn bare_values_end_at_the_line_or_at_a_spaced_hash() {
    for (line, value) in [
        ("K=a", "a"),
        ("K = a b  ", "a b"),
        ("K: a", "a"),
        ("export K=a", "a"),
        ("  K=a # note", "a"),
        ("K=a#b", "a#b"),
        ("K=#b", "#b"),
        ("K= # not a comment", "# not a comment"),
        ("K=a\t# note", "a\t# note"),
        ("K=a\\n", "a\\n"),
        ("K=a'b\"c", "a'b\"c"),
        ("K=$$a $1 $", "$a $1 $"),
        ("K=", ""),
        ("K=\u{2003} # note", ""),
    ] {
        for end in ["", "\n", "\r\n"] {
            assert_eq!(text_of(&EnvFile::parse(&format!("{line}{end}")), "K"), value, "{line:?}");
        }
    }
}

#[test]
fn single_quotes_know_one_escape() {
    assert_eq!(text_of(&EnvFile::parse("K='it\\'s $A \\n \\\\'\n"), "K"), "it's $A \\n \\\\");
}

#[test]
fn double_quotes_know_many_escapes_and_leave_unknown_ones() {
    for (quoted, value) in [
        (r#""\a\b\f\n\r\t\v""#, "\x07\x08\x0c\n\r\t\x0b"),
        (r#""\"\\ \c \q""#, r#""\ \c \q"#),
        (r#""\$A $$A $""#, "$A $A $"),
        (r#""\0101\0377\0000""#, "A\u{ff}\0"),
        (r#""\0 \01 \012 \0777 \0189x""#, r"\ \1 \12 \777 \189x"),
    ] {
        assert_eq!(text_of(&EnvFile::parse(&format!("K={quoted}\n")), "K"), value, "{quoted}");
    }
}

#[test]
fn quoted_values_span_lines() {
    let file = EnvFile::parse("A=\"one\r\n# two\nB=3\"\nC='x\ny' # note\nD=4\n");
    assert_eq!(file.keys().collect::<Vec<_>>(), ["A", "C", "D"]);
    assert_eq!(text_of(&file, "A"), "one\r\n# two\nB=3");
    assert_eq!(text_of(&file, "C"), "x\ny");
}

#[test]
fn a_line_can_hold_several_statements() {
    let file = EnvFile::parse("A=\"x\" B=''C=z # note\n");
    assert_eq!(
        (text_of(&file, "A"), text_of(&file, "B"), text_of(&file, "C")),
        ("x".into(), String::new(), "z".into())
    );
}

#[test]
fn interpolation_is_reported_and_not_guessed() {
    for value in ["$A", "${A}", "a${A:-b}c", "\"$_x\"", "$$$A", "\"$\\$A\"", "\"\\\\$A\"", "${", "$\u{212a}"]
    {
        assert_eq!(EnvFile::parse(&format!("K={value}\n")).get("K"), Some(Value::Interpolated), "{value}");
    }
}

#[test]
fn the_last_line_of_a_name_wins() {
    let file = EnvFile::parse("A=1\nB=1\nA=2\nB\nA=3\n");
    assert_eq!(text_of(&file, "A"), "3");
    assert_eq!(text_of(&file, "B"), "1");
    assert_eq!(file.keys().collect::<Vec<_>>(), ["A", "B"]);
    assert_eq!(file.duplicates().collect::<Vec<_>>(), ["A"]);
}

#[test]
fn only_a_text_that_is_not_empty_counts_as_a_value() {
    let file = EnvFile::parse("A=1\nEMPTY=\nQUOTED=\"\"\nLIVE=$A\nALONE\n");
    let with_value: Vec<_> = file.keys().filter(|key| file.has_value(key)).collect();
    assert_eq!(with_value, ["A", "LIVE"]);
    assert_eq!(file.get("ALONE"), Some(Value::Inherited));
    assert_eq!(file.get("ABSENT"), None);
    assert!(!file.has_value("ABSENT"));
    assert!(file.get("EMPTY").unwrap().is_empty() && file.get("QUOTED").unwrap().is_empty());
}

#[test]
fn a_byte_order_mark_is_no_part_of_the_first_name() {
    assert_eq!(text_of(&EnvFile::parse("\u{feff}A=1\n"), "A"), "1");
}

#[test]
fn export_alone_is_nothing() {
    let file = EnvFile::parse("export\nA=1\n");
    assert_eq!(file.keys().collect::<Vec<_>>(), ["A"]);
    assert!(file.unreadable_lines().is_empty());
}

#[test]
fn unreadable_lines_are_listed_and_the_others_still_read() {
    let file = EnvFile::parse("A=1\n\n/etc=1\nA B=2\n=3\nC='open\nD=4\nE");
    let found: Vec<_> = file.unreadable_lines().iter().map(|line| (line.line, line.reason)).collect();
    let expected = [
        (3, UnreadableReason::CharacterInName),
        (4, UnreadableReason::SpaceInName),
        (5, UnreadableReason::NoName),
        (6, UnreadableReason::UnterminatedQuote),
        (8, UnreadableReason::NameEndsFile),
    ];
    assert_eq!(found, expected);
    assert_eq!(file.keys().collect::<Vec<_>>(), ["A", "D"]);
}

proptest! {
    #[test]
    fn an_unedited_file_keeps_its_bytes(text in prop_oneof![any::<String>(), env_like_text()]) {
        let file = EnvFile::parse(&text);
        prop_assert_eq!(file.text().expose(), text);
    }
}

#[test]
fn a_name_may_begin_like_export() {
    let file = EnvFile::parse("exported=1\nexport_to=2\n");
    assert_eq!(file.keys().collect::<Vec<_>>(), ["exported", "export_to"]);
}
