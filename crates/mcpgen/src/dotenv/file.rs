//! A `.env` file in memory.

use std::collections::BTreeSet;
use std::fmt;
use std::ops::Range;

use super::read::{Reading, Statement, read};
use super::secret_text::SecretText;
use super::unreadable::UnreadableLine;

/// What a variable of `.env` is set to, as Compose reads it.
///
/// ```
/// use mcpgen::dotenv::{EnvFile, SecretText, Value};
///
/// let env = EnvFile::parse("QUOTED='a b'\nURL=http://${HOST}\nHOME\n");
/// assert_eq!(env.get("QUOTED"), Some(Value::Text(SecretText::new("a b"))));
/// assert_eq!(env.get("URL"), Some(Value::Interpolated));
/// assert_eq!(env.get("HOME"), Some(Value::Inherited));
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// This text, with quotes and escapes resolved. It may be empty.
    Text(SecretText),
    /// A text with `$NAME` or `${NAME}` in it. What it becomes depends on the environment and on the lines above, and
    /// is not guessed here.
    Interpolated,
    /// The name stands alone, without `=`: whatever the environment of Compose has, or nothing.
    Inherited,
}

impl Value {
    /// Whether Compose surely sees the empty text.
    ///
    /// ```
    /// # use mcpgen::dotenv::{SecretText, Value};
    /// assert!(Value::Text(SecretText::default()).is_empty());
    /// assert!(!Value::Interpolated.is_empty());
    /// ```
    #[must_use]
    pub fn is_empty(&self) -> bool {
        matches!(self, Self::Text(text) if text.is_empty())
    }
}

/// A `.env` file: its text, byte for byte, and what Compose reads in it.
///
/// `Debug` shows no value and no name, since a name may be part of a value where a quote is missing.
///
/// ```
/// use mcpgen::dotenv::{EnvFile, EnvKey, SecretText};
///
/// let mut env = EnvFile::parse("# my keys\nEXA_API_KEY=\n");
/// env.set(&EnvKey::new("EXA_API_KEY")?, &SecretText::new("p@ss $word"))?;
/// assert_eq!(env.text().expose(), "# my keys\nEXA_API_KEY='p@ss $word'\n");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Default)]
pub struct EnvFile {
    text: SecretText,
    reading: Reading,
}

impl EnvFile {
    /// Reads `text`, which may be anything: what Compose refuses is kept and listed by [`EnvFile::unreadable_lines`].
    ///
    /// ```
    /// # use mcpgen::dotenv::EnvFile;
    /// assert!(EnvFile::parse("KEY=value\n").has_value("KEY"));
    /// assert_eq!(EnvFile::parse("KEY='value\n").unreadable_lines().len(), 1);
    /// ```
    #[must_use]
    pub fn parse(text: &str) -> Self {
        Self { text: SecretText::new(text), reading: read(text) }
    }

    /// The whole file as it is to be written. As long as nothing was edited these are the bytes that were parsed.
    ///
    /// ```
    /// # use mcpgen::dotenv::EnvFile;
    /// assert_eq!(EnvFile::parse("KEY = value # note").text().expose(), "KEY = value # note");
    /// ```
    #[must_use]
    pub fn text(&self) -> &SecretText {
        &self.text
    }

    /// What `key` is set to; `None` if the file does not mention it. Of several lines the last that sets it wins, as in
    /// Compose; a name without `=` sets nothing.
    ///
    /// ```
    /// # use mcpgen::dotenv::{EnvFile, SecretText, Value};
    /// let env = EnvFile::parse("KEY=first\nKEY=last\n");
    /// assert_eq!(env.get("KEY"), Some(Value::Text(SecretText::new("last"))));
    /// assert_eq!(env.get("OTHER"), None);
    /// ```
    #[must_use]
    pub fn get(&self, key: &str) -> Option<Value> {
        self.effective(key).map(|statement| statement.value.clone())
    }

    /// Whether `key` is set to something: a text that is not empty, or one with interpolation, of which nobody knows. A
    /// name without `=` has no value: the start script removes from the environment what `.env` is to supply.
    ///
    /// ```
    /// # use mcpgen::dotenv::EnvFile;
    /// let env = EnvFile::parse("SET=a\nEMPTY=\nALONE\n");
    /// assert_eq!(["SET", "EMPTY", "ALONE", "MISSING"].map(|name| env.has_value(name)), [true, false, false, false]);
    /// ```
    #[must_use]
    pub fn has_value(&self, key: &str) -> bool {
        match self.get(key) {
            Some(Value::Text(text)) => !text.is_empty(),
            Some(Value::Interpolated) => true,
            Some(Value::Inherited) | None => false,
        }
    }

    /// Every name that the file mentions, once, in the order of its first line.
    ///
    /// In a damaged file these may be pieces of a value. Show only names that are known from elsewhere.
    ///
    /// ```
    /// # use mcpgen::dotenv::EnvFile;
    /// let env = EnvFile::parse("B=1\nA=2\nB=3\n");
    /// assert_eq!(env.keys().collect::<Vec<_>>(), ["B", "A"]);
    /// ```
    pub fn keys(&self) -> impl Iterator<Item = &str> {
        let mut seen = BTreeSet::new();
        self.reading
            .statements
            .iter()
            .map(|statement| statement.key.as_str())
            .filter(move |key| seen.insert(*key))
    }

    /// The names that more than one line sets, once each, in the order of their second line. Compose takes the last
    /// value, dotenvy's `load` the first. The caution at [`EnvFile::keys`] holds.
    ///
    /// ```
    /// # use mcpgen::dotenv::EnvFile;
    /// let env = EnvFile::parse("B=1\nA=2\nB=3\n");
    /// assert_eq!(env.duplicates().collect::<Vec<_>>(), ["B"]);
    /// ```
    pub fn duplicates(&self) -> impl Iterator<Item = &str> {
        let mut seen = BTreeSet::new();
        let mut reported = BTreeSet::new();
        self.reading
            .statements
            .iter()
            .filter(|statement| statement.value != Value::Inherited)
            .map(|statement| statement.key.as_str())
            .filter(move |key| !seen.insert(*key) && reported.insert(*key))
    }

    /// The lines for which Compose refuses the file; none in a file that it can read. Whether an interpolation succeeds
    /// (`${` without its brace, `${NAME:?}` without a value) is not judged.
    ///
    /// ```
    /// # use mcpgen::dotenv::{EnvFile, UnreadableReason};
    /// let env = EnvFile::parse("KEY=a\nMY KEY=b\n");
    /// let line = env.unreadable_lines()[0];
    /// assert_eq!((line.line, line.reason), (2, UnreadableReason::SpaceInName));
    /// ```
    #[must_use]
    pub fn unreadable_lines(&self) -> &[UnreadableLine] {
        &self.reading.unreadable
    }

    /// The statement that decides about `key`.
    pub(super) fn effective(&self, key: &str) -> Option<&Statement> {
        let mentions = || self.reading.statements.iter().rev().filter(|statement| statement.key == key);
        mentions().find(|statement| statement.value != Value::Inherited).or_else(|| mentions().next())
    }

    pub(super) fn reading(&self) -> &Reading {
        &self.reading
    }

    /// Puts `replacement` in the place of a range of the text; a range that is none of the text changes nothing.
    pub(super) fn replace(&mut self, place: Range<usize>, replacement: &str) {
        let text = self.text.expose();
        if let (Some(before), Some(after)) = (text.get(..place.start), text.get(place.end..)) {
            *self = Self::parse(&[before, replacement, after].concat());
        }
    }
}

impl fmt::Debug for EnvFile {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("EnvFile")
            .field("text", &self.text)
            .field("statements", &self.reading.statements.len())
            .field("unreadable", &self.reading.unreadable)
            .finish_non_exhaustive()
    }
}
