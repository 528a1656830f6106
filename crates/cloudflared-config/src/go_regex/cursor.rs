//! A place in a pattern.

/// What is left of a text that is read from left to right.
#[derive(Clone, Copy, Debug)]
pub(super) struct Cursor<'a> {
    rest: &'a str,
}

impl<'a> Cursor<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        Self { rest: text }
    }

    pub(super) fn rest(&self) -> &'a str {
        self.rest
    }

    pub(super) fn peek(&self) -> Option<char> {
        self.rest.chars().next()
    }

    pub(super) fn peek_second(&self) -> Option<char> {
        self.rest.chars().nth(1)
    }

    pub(super) fn bump(&mut self) -> Option<char> {
        let mut characters = self.rest.chars();
        let character = characters.next();
        self.rest = characters.as_str();
        character
    }

    /// Steps over `character` when it is next, and says whether it was.
    pub(super) fn take(&mut self, character: char) -> bool {
        self.take_text(character.encode_utf8(&mut [0; 4]))
    }

    /// Steps over `text` when it is next, and says whether it was.
    pub(super) fn take_text(&mut self, text: &str) -> bool {
        match self.rest.strip_prefix(text) {
            Some(rest) => {
                self.rest = rest;
                true
            }
            None => false,
        }
    }

    /// Gives the text before the next `end` and steps over both; without an `end`, everything that is left.
    pub(super) fn take_until(&mut self, end: &str) -> &'a str {
        let (text, rest) = self.rest.split_once(end).unwrap_or((self.rest, ""));
        self.rest = rest;
        text
    }

    /// The text between `start`, an earlier [`Cursor::rest`], and here.
    pub(super) fn read_since(&self, start: &'a str) -> &'a str {
        start.strip_suffix(self.rest).unwrap_or(start)
    }

    /// Steps over a decimal number without leading zeros. One that is far too large becomes the largest there is.
    pub(super) fn number(&mut self) -> Option<u64> {
        let digits = self.rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(self.rest.len());
        let (number, rest) = self.rest.split_at_checked(digits)?;
        if number.is_empty() || (number.len() > 1 && number.starts_with('0')) {
            return None;
        }
        self.rest = rest;
        Some(number.parse().unwrap_or(u64::MAX))
    }
}
