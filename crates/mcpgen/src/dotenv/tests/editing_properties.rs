//! What holds for every file and every edit.

use super::*;

/// Comments are such that they can be mistaken for headings, values such that they need each way of quoting.
fn sections() -> impl Strategy<Value = Vec<Section>> {
    let value = prop::sample::select(vec!["", "plain", "two words", "it's", "a$b", "C:\\", "\"q\"\nx"])
        .prop_map(secret);
    let initial = prop_oneof![
        Just(Initial::Empty),
        value.clone().prop_map(Initial::WhenMissing),
        value.prop_map(Initial::WhenEmpty)
    ];
    let comment =
        prop::collection::vec(prop::sample::select(vec!["Secrets", "note", "x\nA=1", "it's \"", ""]), 0..3);
    let name = prop::sample::select(vec!["A", "B", "C", "TOKEN", "D"]);
    let entry = (name, comment, initial).prop_map(|(name, comment, initial)| SectionEntry {
        key: key(name),
        comment: comment.into_iter().map(str::to_owned).collect(),
        initial,
    });
    let titles = Just(vec!["Secrets", "Machine", "Gateway"]).prop_shuffle();
    (titles, prop::collection::vec(prop::collection::vec(entry, 0..4), 3)).prop_map(|(titles, entries)| {
        titles
            .into_iter()
            .zip(entries)
            .map(|(title, entries)| Section { title: title.to_owned(), entries })
            .collect()
    })
}

/// The same, without comments that the next entry could take for the heading of its section.
fn sections_without_headings_in_comments() -> impl Strategy<Value = Vec<Section>> {
    sections().prop_map(|mut sections| {
        for entry in sections.iter_mut().flat_map(|section| &mut section.entries) {
            entry.comment.retain(|comment| comment != "Secrets");
        }
        sections
    })
}

/// A file that Compose reads.
fn readable_text() -> impl Strategy<Value = String> {
    let line = prop::sample::select(vec![
        "A=",
        "A=1",
        "B=''",
        "B=\"\"",
        "export C = \"\" # c",
        "TOKEN=\"x\" D=''",
        "D='\n# Secrets\n'",
        "# Secrets",
        "# Machine",
        "  # Machine",
        "",
        "  ",
        "A",
        "E=$A",
        "TOKEN=  ",
        "B=\"\"A='\n'",
    ]);
    let line_end = prop::sample::select(vec!["\n", "\r\n"]);
    let start = prop::sample::select(vec!["", "\u{feff}"]);
    let end = prop::sample::select(vec!["", "\n", "Z=1", "Z=''", "Z=\"\"", "# z"]);
    (start, prop::collection::vec((line, line_end), 0..12), end).prop_map(|(start, lines, end)| {
        let lines: String = lines.into_iter().flat_map(|(line, line_end)| [line, line_end]).collect();
        format!("{start}{lines}{end}")
    })
}

/// Whether `longer` is `shorter` with text put in.
fn is_only_added_to(shorter: &str, longer: &str) -> bool {
    let mut rest = longer.chars();
    shorter.chars().all(|character| rest.any(|other| other == character))
}

fn value_for<'a>(sections: &'a [Section], name: &str) -> Option<&'a Initial> {
    let mut entries = sections.iter().flat_map(|section| &section.entries);
    entries.find(|entry| entry.key.as_str() == name).map(|entry| &entry.initial)
}

proptest! {
    #[test]
    fn ensuring_twice_changes_nothing_the_second_time(text in readable_text(), sections in sections()) {
        let mut file = EnvFile::parse(&text);
        file.ensure(&sections).unwrap();
        let once = file.text().clone();
        file.ensure(&sections).unwrap();
        prop_assert_eq!(file.text().expose(), once.expose());
        file = EnvFile::parse(once.expose());
        file.ensure(&sections).unwrap();
        prop_assert_eq!(file.text().expose(), once.expose());
    }

    #[test]
    fn values_change_only_where_they_were_missing_or_are_to_be_filled(text in readable_text(), sections in sections()) {
        let before = EnvFile::parse(&text);
        let mut after = before.clone();
        after.ensure(&sections).unwrap();
        prop_assert!(after.unreadable_lines().is_empty());
        for name in ["A", "B", "C", "D", "E", "TOKEN", "Z"] {
            let expected = match (before.get(name), value_for(&sections, name)) {
                (Some(old), Some(Initial::WhenEmpty(new))) if old.is_empty() => Some(Value::Text(new.clone())),
                (Some(old), _) => Some(old),
                (None, Some(Initial::WhenEmpty(new) | Initial::WhenMissing(new))) => Some(Value::Text(new.clone())),
                (None, Some(Initial::Empty)) => Some(Value::Text(secret(""))),
                (None, None) => None,
            };
            prop_assert_eq!(after.get(name), expected, "{}", name);
        }
        prop_assert_eq!(before.duplicates().collect::<Vec<_>>(), after.duplicates().collect::<Vec<_>>());
    }

    #[test]
    fn a_value_that_is_set_is_read_back_and_no_other_variable_changes(
        text in prop_oneof![readable_text(), env_like_text()],
        name in prop::sample::select(vec!["A", "B", "C", "D", "E", "TOKEN", "Z"]),
        value in "\\PC{0,12}|[ \\n\\r\\t\x27\"\\\\$#=]{0,6}",
    ) {
        let before = EnvFile::parse(&text);
        let mut after = before.clone();
        if after.set(&key(name), &secret(&value)).is_err() {
            prop_assert!(!before.unreadable_lines().is_empty());
            prop_assert_eq!(after.text(), before.text());
            return Ok(());
        }
        prop_assert_eq!(after.unreadable_lines(), []);
        prop_assert_eq!(after.get(name), Some(Value::Text(secret(&value))));
        let others = |file: &EnvFile| {
            let others: Vec<_> = file.keys().filter(|key| *key != name).map(|key| (key.to_owned(), file.get(key))).collect();
            others
        };
        prop_assert_eq!(others(&after), others(&before));
    }

    #[test]
    fn existing_bytes_stay_in_their_order(text in prop_oneof![readable_text(), env_like_text()], sections in sections()) {
        let mut file = EnvFile::parse(&text);
        let keys_before = file.keys().count();
        let outcome = file.ensure(&sections);
        // Single quotes around nothing become double ones if the value needs them.
        prop_assert!(is_only_added_to(&text.replace('\'', "\""), &file.text().expose().replace('\'', "\"")));
        prop_assert!(outcome.is_ok() || file.text().expose() == text);
        prop_assert!(file.keys().count() == keys_before || file.text().expose().ends_with('\n'));
    }

    #[test]
    fn a_file_is_refused_exactly_when_it_has_unreadable_lines(text in env_like_text(), sections in sections()) {
        let mut file = EnvFile::parse(&text);
        let first = file.unreadable_lines().first().copied();
        let error = file.ensure(&sections).err();
        let line = error.as_ref().and_then(|error| error.source()?.downcast_ref::<UnreadableLine>());
        prop_assert_eq!(line.copied(), first);
        prop_assert_eq!(error.is_some(), first.is_some());
    }

    #[test]
    fn a_new_file_is_what_one_entry_after_the_other_makes(sections in sections_without_headings_in_comments()) {
        let mut whole = EnvFile::default();
        whole.ensure(&sections).unwrap();
        let mut grown = EnvFile::default();
        let mut so_far: Vec<Section> = Vec::new();
        for section in sections {
            so_far.push(Section { title: section.title, entries: Vec::new() });
            for entry in section.entries {
                so_far.last_mut().unwrap().entries.push(entry);
                grown.ensure(&so_far).unwrap();
            }
        }
        prop_assert_eq!(grown.text().expose(), whole.text().expose());
    }

    #[test]
    fn the_example_is_what_a_new_file_gets_without_values(mut sections in sections()) {
        let expected = example(&sections);
        for entry in sections.iter_mut().flat_map(|section| &mut section.entries) {
            entry.initial = Initial::Empty;
        }
        let mut file = EnvFile::default();
        file.ensure(&sections).unwrap();
        prop_assert_eq!(file.text().expose(), expected);
    }
}
