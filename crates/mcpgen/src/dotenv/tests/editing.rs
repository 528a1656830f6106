//! What is added to a file, and where.

use super::*;

fn section(title: &str, entries: Vec<SectionEntry>) -> Section {
    Section { title: title.into(), entries }
}

fn entry(name: &str, comment: &[&str], initial: Initial) -> SectionEntry {
    SectionEntry { key: key(name), comment: comment.iter().map(ToString::to_string).collect(), initial }
}

/// A stack with a generated token, two keys that a person supplies, and a machine value.
fn stack() -> Vec<Section> {
    vec![
        section(
            "Gateway",
            vec![entry("TOKEN", &["Bearer token of the gateway."], Initial::WhenEmpty(secret("made up")))],
        ),
        section(
            "Secrets",
            vec![
                entry("BRAVE_KEY", &["Brave Search", "Get one: x"], Initial::Empty),
                entry("EXA_KEY", &[], Initial::Empty),
            ],
        ),
        section("Machine", vec![entry("HOME_DIR", &["Home"], Initial::WhenMissing(secret("C:\\Users\\me")))]),
    ]
}

fn after_ensure(text: &str, sections: &[Section]) -> String {
    let mut file = EnvFile::parse(text);
    file.ensure(sections).unwrap();
    file.text().expose().to_owned()
}

const NEW_FILE: &str = r#"# Gateway

# Bearer token of the gateway.
TOKEN='made up'

# Secrets

# Brave Search
# Get one: x
BRAVE_KEY=
EXA_KEY=

# Machine

# Home
HOME_DIR="C:\\Users\\me"
"#;

#[test]
fn a_new_file_has_every_section() {
    assert_eq!(after_ensure("", &stack()), NEW_FILE);
}

#[test]
fn the_example_is_a_new_file_without_values() {
    let expected = NEW_FILE.replace("'made up'", "").replace(r#""C:\\Users\\me""#, "");
    assert_eq!(example(&stack()), expected);
}

#[test]
fn a_missing_key_is_appended_in_its_section() {
    let text = "# Gateway\nTOKEN=x\n\n# Secrets\nexport EXA_KEY = 'a' # mine\n\n# my own\nFOO=1\n\n# Machine\nHOME_DIR=/h\n";
    let expected = text.replace("# mine\n", "# mine\n\n# Brave Search\n# Get one: x\nBRAVE_KEY=\n");
    assert_eq!(after_ensure(text, &stack()), expected);
}

#[test]
fn a_missing_key_comes_below_a_name_that_stands_alone() {
    let text = "TOKEN=x\nHOME_DIR=h\n# Secrets\nBRAVE_KEY\n# my own\nFOO=1\n";
    let expected = text.replace("BRAVE_KEY\n", "BRAVE_KEY\nEXA_KEY=\n");
    assert_eq!(after_ensure(text, &stack()), expected);
}

#[test]
fn a_section_without_variables_gets_them_below_its_heading() {
    let text = "TOKEN=x\nHOME_DIR=h\n# Secrets\n# keep\nFOO=1\n";
    let expected = text.replace("# keep\n", "\n# Brave Search\n# Get one: x\nBRAVE_KEY=\nEXA_KEY=\n# keep\n");
    assert_eq!(after_ensure(text, &stack()), expected);
}

#[test]
fn a_missing_section_comes_after_a_blank_line_at_the_end() {
    for (text, separator) in [("FOO=1", "\n\n"), ("FOO=1\n", "\n"), ("FOO=1\n\n", ""), ("\u{feff}", "")] {
        assert_eq!(after_ensure(text, &stack()), format!("{text}{separator}{NEW_FILE}"));
    }
}

#[test]
fn new_lines_end_like_those_of_the_file() {
    let written = after_ensure("FOO=1\r\n", &stack());
    assert_eq!(written, format!("FOO=1\n\n{NEW_FILE}").replace('\n', "\r\n"));
}

#[test]
fn a_generated_value_fills_an_empty_one_and_keeps_its_quotes() {
    for (empty, filled) in [
        ("TOKEN=\n", "TOKEN='made up'\n"),
        ("TOKEN =  \r\n", "TOKEN ='made up'  \r\n"),
        ("TOKEN=''\n", "TOKEN='made up'\n"),
        ("export TOKEN=\"\"FOO=1 # x\n", "export TOKEN=\"made up\"FOO=1 # x\n"),
        ("TOKEN=1\nTOKEN=\n", "TOKEN=1\nTOKEN='made up'\n"),
        ("TOKEN=", "TOKEN='made up'"),
    ] {
        assert_eq!(after_ensure(empty, &stack()[..1]), filled, "{empty:?}");
    }
}

#[test]
fn a_value_that_single_quotes_cannot_hold_gets_double_quotes() {
    let token = section("Gateway", vec![entry("TOKEN", &[], Initial::WhenEmpty(secret("it's")))]);
    assert_eq!(after_ensure("TOKEN=''\n", &[token]), "TOKEN=\"it's\"\n");
}

#[test]
fn what_a_person_wrote_or_emptied_stays() {
    for text in ["TOKEN=mine\n", "TOKEN=$OTHER\n", "TOKEN\n", "TOKEN= # mine\n"] {
        assert_eq!(after_ensure(text, &stack()[..1]), text);
    }
    let text = "BRAVE_KEY=\nEXA_KEY=''\nHOME_DIR=\n";
    assert_eq!(after_ensure(text, &stack()[1..]), text);
}

#[test]
fn lines_within_a_value_are_neither_headings_nor_places_to_add() {
    let text = "# Secrets\nEXA_KEY=\"a\" FOO='\n# Secrets\n'\nBAR=1\n";
    let expected = text.replace("BAR=1\n", "\n# Brave Search\n# Get one: x\nBRAVE_KEY=\nBAR=1\n");
    assert_eq!(after_ensure(text, &stack()[1..2]), expected);
}

#[test]
fn a_comment_cannot_become_a_variable() {
    let comment = entry("A", &["one\nB=2\r\nC=3\rD=4\u{2028}E=5\u{85}F\u{1b}[1m", ""], Initial::Empty);
    let written = after_ensure("", &[section("T\nG=6", vec![comment])]);
    assert_eq!(written, "# T G=6\n\n# one\n# B=2\n#\n# C=3\n# D=4\n# E=5\n# F [1m\n#\nA=\n");
}

#[test]
fn of_two_entries_with_one_name_the_first_counts() {
    let twice = |first, second| {
        vec![section("S", vec![entry("A", &[], first)]), section("T", vec![entry("A", &[], second)])]
    };
    let one = || Initial::WhenEmpty(secret("1"));
    assert_eq!(after_ensure("", &twice(one(), Initial::Empty)), "# S\nA=1\n");
    assert_eq!(after_ensure("", &twice(Initial::Empty, one())), "# S\nA=\n");
    assert_eq!(example(&twice(one(), one())), "# S\nA=\n");
}

#[test]
fn a_file_that_compose_cannot_read_is_left_alone() {
    let text = "# Secrets\nA='open\nEXA_KEY='mine'\n";
    let mut file = EnvFile::parse(text);
    let error = file.ensure(&stack()).unwrap_err();
    assert_eq!(
        error.to_string(),
        "Docker Compose cannot read the file: line 3: a character that no name may have stands where `NAME=` is expected"
    );
    assert_eq!(file.text().expose(), text);
}

#[test]
fn a_value_with_nul_leaves_the_file_alone() {
    let nul = section(
        "S",
        vec![entry("A", &[], Initial::Empty), entry("B", &[], Initial::WhenMissing(secret("\0")))],
    );
    let mut file = EnvFile::default();
    let error = file.ensure(&[nul]).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::EnvFile);
    assert!(error.to_string().starts_with("B cannot be written: "), "{error}");
    assert!(error.source().is_some_and(<dyn std::error::Error>::is::<NulInValue>));
    assert_eq!(file.text().expose(), "");
}

#[test]
fn a_value_is_set_in_its_place_and_no_other_byte_changes() {
    for (text, expected) in [
        ("A=1 # note\nB=2\n", "A=new # note\nB=2\n"),
        ("A=1\nB=2\nA='2'\n", "A=1\nB=2\nA='new'\n"),
        ("A=\"1\"B=2\n", "A=\"new\"B=2\n"),
        ("A\nB=2\n", "A=new\nB=2\n"),
        ("export A \r\nB=2\r\n", "export A=new \r\nB=2\r\n"),
        ("A='new'\n", "A='new'\n"),
        ("B=2", "B=2\nA=new\n"),
        ("", "A=new\n"),
    ] {
        let mut file = EnvFile::parse(text);
        file.set(&key("A"), &secret("new")).unwrap();
        assert_eq!(file.text().expose(), expected, "{text:?}");
    }
}

#[test]
fn a_value_that_is_emptied_leaves_no_comment_in_its_place() {
    for (text, expected) in
        [("A=1 # note\n", "A='' # note\n"), ("A=\"1\"B=2\n", "A=\"\"B=2\n"), ("A= \n", "A= \n")]
    {
        let mut file = EnvFile::parse(text);
        file.set(&key("A"), &secret("")).unwrap();
        assert_eq!(file.text().expose(), expected, "{text:?}");
    }
}
