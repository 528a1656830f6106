//! Finding the statements of a `.env` file as Compose does, each with its place in the text.
//!
//! The order of the steps is that of compose-spec/compose-go, dotenv/parser.go (`parse`, `getStatementStart`,
//! `locateKeyName`, `extractVarValue`). A statement ends at the end of its line or at its closing quote, so that one line
//! can hold several, and one statement several lines. Where Compose gives up, this reader notes the line and goes on
//! with the next.

use std::ops::Range;

use super::decode;
use super::file::Value;
use super::secret_text::SecretText;
use super::unreadable::{UnreadableLine, UnreadableReason};

/// The mark that some editors put before UTF-8 text; Compose skips it.
pub(super) const BYTE_ORDER_MARK: char = '\u{feff}';

/// What was found in a text; all places are byte offsets into it.
#[derive(Clone, Default)]
pub(super) struct Reading {
    pub(super) statements: Vec<Statement>,
    /// Comments that are statements of their own, from the `#` up to the end of the line.
    pub(super) comments: Vec<Range<usize>>,
    pub(super) unreadable: Vec<UnreadableLine>,
}

/// One variable with what it is set to.
#[derive(Clone)]
pub(super) struct Statement {
    pub(super) key: String,
    pub(super) value: Value,
    /// From the name (or `export`) to the end of the line, without the line end, or to the closing quote.
    pub(super) place: Range<usize>,
    /// The value as it is written, with its quotes; where one goes if there is none yet, right after the `=` or the name alone.
    pub(super) value_place: Range<usize>,
    pub(super) quoting: Quoting,
}

/// How a value stands in the file.
#[derive(Clone, Copy)]
pub(super) enum Quoting {
    Bare,
    Single,
    Double,
}

/// Reads a whole text.
pub(super) fn read(text: &str) -> Reading {
    let mut reader = Reader { text, rest: text, reading: Reading::default() };
    reader.rest = text.strip_prefix(BYTE_ORDER_MARK).unwrap_or(text);
    loop {
        reader.rest = reader.rest.trim_start();
        if reader.rest.is_empty() {
            return reader.reading;
        }
        reader.comment_or_statement();
    }
}

struct Reader<'text> {
    text: &'text str,
    rest: &'text str,
    reading: Reading,
}

impl<'text> Reader<'text> {
    fn comment_or_statement(&mut self) {
        let start = self.offset(self.rest);
        let (line, after_line) = self.rest.split_once('\n').unwrap_or((self.rest, ""));
        if self.rest.starts_with('#') {
            self.reading.comments.push(start..start + line.len());
            self.rest = after_line;
            return;
        }
        match self.statement(start) {
            Ok((statement, rest)) => {
                self.reading.statements.extend(statement);
                self.rest = rest;
            }
            Err(reason) => {
                let line = 1 + self.text.bytes().take(start).filter(|byte| *byte == b'\n').count();
                self.reading.unreadable.push(UnreadableLine { line, reason });
                self.rest = after_line;
            }
        }
    }

    /// Reads the statement that starts here; gives it with the rest after it. An `export` on a line of its own is none.
    fn statement(&self, start: usize) -> Result<(Option<Statement>, &'text str), UnreadableReason> {
        let named = without_export(self.rest);
        let (key, separator, after) = split_key(named)?;
        if key.is_empty() {
            return if separator == '\n' { Ok((None, after)) } else { Err(UnreadableReason::NoName) };
        }
        let key_end = self.offset(named) + key.len();
        let key = key.to_owned();
        if separator == '\n' {
            // The line end is no part of the statement, as with the others.
            let end = self.offset(after) - 1;
            let statement = Statement {
                key,
                value: Value::Inherited,
                place: start..end,
                value_place: key_end..key_end,
                quoting: Quoting::Bare,
            };
            return Ok((Some(statement), after));
        }
        let separator_end = self.offset(after);
        let raw = after.trim_start_matches(is_blank);
        let quoted = |body, quote| {
            let (content, rest) =
                decode::until_closing(quote, body).ok_or(UnreadableReason::UnterminatedQuote)?;
            Ok((content, rest, self.offset(raw)..self.offset(rest)))
        };
        let (value, rest, value_place, quoting) = if let Some(body) = raw.strip_prefix('\'') {
            let (content, rest, place) = quoted(body, '\'')?;
            (Value::Text(SecretText::new(content)), rest, place, Quoting::Single)
        } else if let Some(body) = raw.strip_prefix('"') {
            let (content, rest, place) = quoted(body, '"')?;
            (interpolated(&decode::unescape(&content)), rest, place, Quoting::Double)
        } else {
            let line_length = raw.find('\n').unwrap_or(raw.len());
            let (line, rest) = raw.split_at_checked(line_length).unwrap_or((raw, ""));
            let value = decode::bare(line);
            let start = if value.is_empty() { separator_end } else { self.offset(raw) };
            (interpolated(value), rest, start..start + value.len(), Quoting::Bare)
        };
        let place = start..self.offset(rest);
        Ok((Some(Statement { key, value, place, value_place, quoting }), rest))
    }

    fn offset(&self, rest: &str) -> usize {
        self.text.len() - rest.len()
    }
}

fn interpolated(text: &str) -> Value {
    decode::without_interpolation(text)
        .map_or(Value::Interpolated, |plain| Value::Text(SecretText::new(plain)))
}

/// Takes a leading `export` off, if white space follows it (`exportRegex`).
fn without_export(statement: &str) -> &str {
    match statement.strip_prefix("export") {
        Some(rest) if rest.starts_with(['\t', '\n', '\x0c', '\r', ' ']) => rest.trim_start_matches(is_blank),
        _ => statement,
    }
}

/// The name at the start of a statement, what ends it (`=`, `:`, or a line feed when there is no value), and the rest.
///
/// Go's `unicode.IsLetter` knows no combining marks, which `is_alphanumeric` takes for letters in some scripts; such
/// names are read here and refused by Compose.
fn split_key(statement: &str) -> Result<(&str, char, &str), UnreadableReason> {
    let may_be_in_name =
        |character: char| is_blank(character) || character.is_alphanumeric() || "_.-[]".contains(character);
    let rest = statement.trim_start_matches(may_be_in_name);
    let name_length = statement.len() - rest.len();
    let mut characters = rest.chars();
    let separator = characters.next().ok_or(UnreadableReason::NameEndsFile)?;
    if !matches!(separator, '=' | ':' | '\n') {
        return Err(UnreadableReason::CharacterInName);
    }
    let key = statement.get(..name_length).unwrap_or_default().trim_end();
    if key.contains(' ') {
        return Err(UnreadableReason::SpaceInName);
    }
    Ok((key, separator, characters.as_str()))
}

/// White space that is no line feed, as `isSpace` of the parser has it: ASCII's, next line and no-break space.
fn is_blank(character: char) -> bool {
    matches!(character, '\t' | '\x0b' | '\x0c' | '\r' | ' ' | '\u{85}' | '\u{a0}')
}
