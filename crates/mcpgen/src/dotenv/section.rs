//! What a rendered stack needs in `.env`, in order.

use std::collections::BTreeSet;

use super::comment::push_comment;
use super::key::EnvKey;
use super::secret_text::SecretText;

/// Some variables under a common heading. Titles should differ from one another.
///
/// ```
/// use mcpgen::dotenv::{EnvKey, Initial, Section, SectionEntry, example};
///
/// let section = Section {
///     title: "Keys of servers".to_owned(),
///     entries: vec![SectionEntry {
///         key: EnvKey::new("EXA_API_KEY")?,
///         comment: Vec::new(),
///         initial: Initial::Empty,
///     }],
/// };
/// assert_eq!(example(&[section]), "# Keys of servers\nEXA_API_KEY=\n");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Section {
    /// The heading; it stands in the file as the comment `# title`.
    pub title: String,
    /// The variables, in the order in which they are written.
    pub entries: Vec<SectionEntry>,
}

/// One variable that `.env` must have.
///
/// ```
/// use mcpgen::dotenv::{EnvFile, EnvKey, Initial, Section, SectionEntry, SecretText};
///
/// let token = SectionEntry {
///     key: EnvKey::new("TOKEN")?,
///     comment: vec!["Made by mcpgen".to_owned()],
///     initial: Initial::WhenEmpty(SecretText::new("abc")),
/// };
/// let mut env = EnvFile::parse("TOKEN=\n");
/// env.ensure(&[Section { title: "Tokens".to_owned(), entries: vec![token] }])?;
/// // The line was there, so it is filled, and nothing else is written.
/// assert_eq!(env.text().expose(), "TOKEN=abc\n");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SectionEntry {
    /// Its name.
    pub key: EnvKey,
    /// What is said above it; each text becomes a comment line, or several if it has several lines.
    pub comment: Vec<String>,
    /// What it is set to.
    pub initial: Initial,
}

/// What a variable is set to by mcpgen. A value that a person wrote is never replaced.
///
/// ```
/// use mcpgen::dotenv::{EnvFile, EnvKey, Initial, Section, SectionEntry, SecretText};
///
/// let entry = SectionEntry {
///     key: EnvKey::new("PORT")?,
///     comment: Vec::new(),
///     initial: Initial::WhenMissing(SecretText::new("8811")),
/// };
/// let section = Section { title: "Ports".to_owned(), entries: vec![entry] };
/// let mut emptied = EnvFile::parse("PORT=\n");
/// emptied.ensure(std::slice::from_ref(&section))?;
/// assert_eq!(emptied.text().expose(), "PORT=\n");
/// let mut new = EnvFile::default();
/// new.ensure(&[section])?;
/// assert_eq!(new.text().expose(), "# Ports\nPORT=8811\n");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Initial {
    /// Nothing: a person fills it in.
    #[default]
    Empty,
    /// This, if the file does not have the variable yet. A variable that a person emptied stays empty.
    WhenMissing(SecretText),
    /// This, if the file does not have the variable, or has it with an empty value: generated tokens and machine values.
    WhenEmpty(SecretText),
}

impl Initial {
    /// The value for a variable that is new in the file.
    pub(super) fn when_missing(&self) -> Option<&SecretText> {
        match self {
            Self::Empty => None,
            Self::WhenMissing(value) | Self::WhenEmpty(value) => Some(value),
        }
    }
}

impl Section {
    /// The line of the heading, without a line end.
    pub(super) fn heading(&self) -> String {
        format!("# {}", self.title.split(char::is_control).collect::<Vec<_>>().join(" ").trim())
    }

    /// Whether the section is where `key` belongs.
    pub(super) fn has(&self, key: &str) -> bool {
        self.entries.iter().any(|entry| entry.key.as_str() == key)
    }
}

impl SectionEntry {
    /// Writes the lines of the entry with an encoded value, each with `line_end`. An entry with a comment keeps its distance
    /// from what stands above.
    pub(super) fn push_lines(&self, lines: &mut String, encoded: &str, line_end: &str) {
        if !self.comment.is_empty() {
            lines.push_str(line_end);
        }
        for text in &self.comment {
            push_comment(lines, text, line_end);
        }
        for part in [self.key.as_str(), "=", encoded, line_end] {
            lines.push_str(part);
        }
    }
}

/// The entries in order, each with its section; of several with one name the first.
pub(super) fn distinct_entries(sections: &[Section]) -> impl Iterator<Item = (&Section, &SectionEntry)> {
    let mut seen = BTreeSet::new();
    sections
        .iter()
        .flat_map(|section| section.entries.iter().map(move |entry| (section, entry)))
        .filter(move |(_section, entry)| seen.insert(&entry.key))
}

/// The text of `.env.example`: what a new `.env` with these sections looks like, with no value filled in, so that it can
/// be committed and is the same on every machine.
///
/// ```
/// # use mcpgen::dotenv::{EnvKey, Initial, Section, SectionEntry, SecretText, example};
/// let entry = SectionEntry {
///     key: EnvKey::new("TOKEN")?,
///     comment: vec!["Made by mcpgen".to_owned()],
///     initial: Initial::WhenEmpty(SecretText::new("abc")),
/// };
/// let section = Section { title: "Tokens".to_owned(), entries: vec![entry] };
/// assert_eq!(example(&[section]), "# Tokens\n\n# Made by mcpgen\nTOKEN=\n");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[must_use]
pub fn example(sections: &[Section]) -> String {
    let entries: Vec<_> =
        distinct_entries(sections).map(|(section, entry)| (section, entry, String::new())).collect();
    new_text(&entries)
}

/// The text of a new file with these entries and their encoded values.
pub(super) fn new_text(entries: &[(&Section, &SectionEntry, String)]) -> String {
    let (mut text, mut title) = (String::new(), None);
    for (section, entry, encoded) in entries {
        if title != Some(&section.title) {
            if title.is_some() {
                text.push('\n');
            }
            text.push_str(&section.heading());
            text.push('\n');
            title = Some(&section.title);
        }
        entry.push_lines(&mut text, encoded, "\n");
    }
    text
}
