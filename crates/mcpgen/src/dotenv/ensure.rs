//! Adding to a `.env` file what a render needs and it does not have.

use super::encode::{NulInValue, encode, encode_in_place_of};
use super::file::{EnvFile, Value};
use super::key::EnvKey;
use super::read::{BYTE_ORDER_MARK, Quoting};
use super::secret_text::SecretText;
use super::section::{Initial, Section, SectionEntry, distinct_entries, new_text};
use crate::error::{Error, ErrorKind};

impl EnvFile {
    /// Makes sure that every variable of `sections` is there.
    ///
    /// A missing one is added with its comment after the last variable of its section, or after the heading of the
    /// section, or under a new heading at the end. One that is empty is filled if it is [`Initial::WhenEmpty`]. No other
    /// byte changes, and doing it again changes nothing. New lines end as the first line of the file does, in a new file
    /// with a line feed; a last line without an end gets one when something is added. Of several entries with one name
    /// the first counts.
    ///
    /// # Errors
    ///
    /// Of the kind [`ErrorKind::EnvFile`]: Compose cannot read the file as it is, and the source is the first
    /// [`UnreadableLine`](super::UnreadableLine); or a value holds a NUL, and the source is [`NulInValue`](super::NulInValue). The
    /// file is unchanged then. Where a quote is missing nobody can tell which variables a file has, and a line added for one that
    /// is there would take its place.
    ///
    /// ```
    /// # use mcpgen::dotenv::{EnvFile, EnvKey, Initial, Section, SectionEntry};
    /// let keys = Section {
    ///     title: "Keys of servers".to_owned(),
    ///     entries: vec![SectionEntry {
    ///         key: EnvKey::new("EXA_API_KEY")?,
    ///         comment: vec!["Exa's key".to_owned()],
    ///         initial: Initial::Empty,
    ///     }],
    /// };
    /// let mut env = EnvFile::parse("MINE=1\n");
    /// env.ensure(std::slice::from_ref(&keys))?;
    /// assert_eq!(env.text().expose(), "MINE=1\n\n# Keys of servers\n\n# Exa's key\nEXA_API_KEY=\n");
    ///
    /// let error = EnvFile::parse("KEY='a\n").ensure(&[keys]).unwrap_err();
    /// assert_eq!(
    ///     error.to_string(),
    ///     "Docker Compose cannot read the file: line 1: the value opens with a quote that is never closed",
    /// );
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn ensure(&mut self, sections: &[Section]) -> Result<(), Error> {
        self.refuse_unreadable()?;
        let entries = distinct_entries(sections).map(|(section, entry)| {
            let value = entry.initial.when_missing().map_or("", |value| value.expose());
            let encoded = encode(value).map_err(|nul| unwritable(&entry.key, nul))?;
            Ok((section, entry, encoded))
        });
        let entries: Vec<_> = entries.collect::<Result<_, Error>>()?;
        if self.text().expose().is_empty() {
            *self = Self::parse(&new_text(&entries));
            return Ok(());
        }
        let mut edited = self.clone();
        for (section, entry, encoded) in &entries {
            let is_empty = edited.effective(entry.key.as_str()).map(|statement| statement.value.is_empty());
            match (is_empty, &entry.initial) {
                (None, _) => edited.add(sections, section, entry, encoded),
                (Some(true), Initial::WhenEmpty(value)) => edited.set(&entry.key, value)?,
                (Some(_), _) => {}
            }
        }
        *self = edited;
        Ok(())
    }

    /// Sets `key` to `value`: in the place of its value when the file has it, in a line at the end otherwise. A value in quotes
    /// stays in quotes, and no other byte changes; none at all if it is the value already. Of several lines with that name it is the
    /// last, which is the one that Compose reads.
    ///
    /// # Errors
    ///
    /// As [`EnvFile::ensure`].
    ///
    /// ```
    /// # use mcpgen::dotenv::{EnvFile, EnvKey, SecretText};
    /// let mut env = EnvFile::parse("A=1\nB=2\n");
    /// env.set(&EnvKey::new("A")?, &SecretText::new("one"))?;
    /// env.set(&EnvKey::new("C")?, &SecretText::new("3"))?;
    /// assert_eq!(env.text().expose(), "A=one\nB=2\nC=3\n");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn set(&mut self, key: &EnvKey, value: &SecretText) -> Result<(), Error> {
        self.refuse_unreadable()?;
        let statement = self.effective(key.as_str());
        let quoting = statement.map_or(Quoting::Bare, |statement| statement.quoting);
        let encoded = encode_in_place_of(quoting, value.expose()).map_err(|nul| unwritable(key, nul))?;
        if let Some(statement) = statement {
            if matches!(&statement.value, Value::Text(text) if text == value) {
                return Ok(());
            }
            let place = statement.value_place.clone();
            let equals = if statement.value == Value::Inherited { "=" } else { "" };
            self.replace(place, &format!("{equals}{encoded}"));
        } else {
            let line_end = self.line_end();
            self.end_last_line(line_end);
            let end = self.text().expose().len();
            self.replace(end..end, &format!("{}={encoded}{line_end}", key.as_str()));
        }
        Ok(())
    }

    fn refuse_unreadable(&self) -> Result<(), Error> {
        let refused =
            |line| Error::new(ErrorKind::EnvFile, "Docker Compose cannot read the file").caused_by(line);
        self.unreadable_lines().first().map_or(Ok(()), |line| Err(refused(*line)))
    }

    /// Adds an entry that is not there. The file ends with a line end then.
    fn add(&mut self, sections: &[Section], section: &Section, entry: &SectionEntry, encoded: &str) {
        let line_end = self.line_end();
        self.end_last_line(line_end);
        let mut lines = String::new();
        entry.push_lines(&mut lines, encoded, line_end);
        if let Some(anchor) = self.anchor(sections, section) {
            let place = self.after_line(anchor);
            self.replace(place..place, &lines);
            return;
        }
        let text = self.text().expose();
        let separator = if is_blank_start(text) || ends_with_blank_line(text) { "" } else { line_end };
        let end = text.len();
        self.replace(end..end, &format!("{separator}{}{line_end}{lines}", section.heading()));
    }

    /// The offset after which a new entry of `section` belongs: the end of the last of its variables that stands under its
    /// heading, or else the end of the heading; `None` if the section is not there.
    ///
    /// Variables of others are not counted: what a person put below the last section is not part of it.
    fn anchor(&self, sections: &[Section], section: &Section) -> Option<usize> {
        let headings: Vec<_> = sections.iter().map(Section::heading).collect();
        let heading = section.heading();
        let found: Vec<_> = self
            .comments_on_lines_of_their_own()
            .filter(|(comment, _end)| headings.iter().any(|heading| heading == comment))
            .collect();
        let heading_of = |offset: usize| found.iter().rev().find(|(_comment, end)| *end <= offset);
        self.reading()
            .statements
            .iter()
            .rev()
            .filter(|statement| section.has(&statement.key))
            .find(|statement| {
                heading_of(statement.place.start).is_some_and(|(comment, _)| *comment == heading)
            })
            .map(|statement| statement.place.end)
            .or_else(|| found.iter().find(|(comment, _end)| *comment == heading).map(|(_, end)| *end))
    }

    /// The comments that start a line, without white space at their end, with the offset at which they end.
    fn comments_on_lines_of_their_own(&self) -> impl Iterator<Item = (&str, usize)> {
        let text = self.text().expose();
        self.reading().comments.iter().filter_map(move |place| {
            let before = text.get(..place.start)?;
            let starts_line = is_blank_start(before) || before.ends_with('\n');
            starts_line.then_some((text.get(place.clone())?.trim_end(), place.end))
        })
    }

    /// The start of the first line after `offset`, or the end of the text. A line feed within a quoted value ends no line.
    fn after_line(&self, offset: usize) -> usize {
        let text = self.text().expose();
        let is_between_statements = |place: usize| {
            !self.reading().statements.iter().any(|statement| statement.place.contains(&place))
        };
        text.bytes()
            .enumerate()
            .skip(offset)
            .find(|(place, byte)| *byte == b'\n' && is_between_statements(*place))
            .map_or(text.len(), |(place, _line_feed)| place + 1)
    }

    /// Ends the last line of the file if it has no end. In a file that can be read, no value goes on beyond it.
    fn end_last_line(&mut self, line_end: &str) {
        let text = self.text().expose();
        if !is_blank_start(text) && !text.ends_with('\n') {
            let end = text.len();
            self.replace(end..end, line_end);
        }
    }

    /// The line end that the file uses.
    fn line_end(&self) -> &'static str {
        match self.text().expose().split_once('\n') {
            Some((first_line, _rest)) if first_line.ends_with('\r') => "\r\n",
            _ => "\n",
        }
    }
}

fn unwritable(key: &EnvKey, nul: NulInValue) -> Error {
    Error::new(ErrorKind::EnvFile, format!("{key} cannot be written")).caused_by(nul)
}

/// Whether a file that starts with this has nothing in it so far.
fn is_blank_start(text: &str) -> bool {
    text.strip_prefix(BYTE_ORDER_MARK).unwrap_or(text).is_empty()
}

fn ends_with_blank_line(text: &str) -> bool {
    text.ends_with("\n\n") || text.ends_with("\n\r\n")
}
