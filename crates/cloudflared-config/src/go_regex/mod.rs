//! Go's regular expressions: whether `regexp.Compile` accepts a pattern, and the pattern in the syntax of Rust's `regex`.
//!
//! The rules are those of golang/go, `regexp/syntax/parse.go`, as of Go 1.26, which cloudflared 2026.8.2 is built with.
//! What is kept of the pattern besides its translation is what the limits on repetition, size and depth need.

mod class;
mod cursor;
mod escape;
mod group;
mod limits;
mod rust;
mod unicode;

use std::fmt;

use cursor::Cursor;
use limits::{Branches, Piece};
use rust::Flags;

/// The highest count of a repetition, and the highest product of nested ones.
const HIGHEST_REPETITION: u64 = 1000;

/// Why Go refuses a pattern, in Go's words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct RegexError {
    problem: &'static str,
    excerpt: String,
}

impl RegexError {
    fn new(problem: &'static str, excerpt: &str) -> Self {
        Self { problem, excerpt: excerpt.to_owned() }
    }
}

impl fmt::Display for RegexError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "error parsing regexp: {}: `{}`", self.problem, self.excerpt)
    }
}

/// Checks that Go's `regexp.Compile` accepts `pattern`.
pub(crate) fn check(pattern: &str) -> Result<(), RegexError> {
    to_rust(pattern).map(|_| ())
}

/// A pattern in the syntax of Rust's `regex` that matches the texts in which Go finds `pattern`. It captures nothing.
///
/// The two differ in the version of Unicode alone: Go 1.26 has its version 15 and newer parts, `regex` a later one, so
/// that `\pL` can differ on characters that were added in between.
///
/// # Errors
///
/// The problem when Go's `regexp.Compile` refuses `pattern`.
pub(crate) fn to_rust(pattern: &str) -> Result<String, RegexError> {
    Parser {
        cursor: Cursor::new(pattern),
        pattern,
        open: Vec::new(),
        branches: Branches::default(),
        flags: Flags::default(),
        rust: String::with_capacity(pattern.len()),
        last_piece: (0, false),
    }
    .run()
}

/// The state while a pattern is read from left to right. It has no recursion: patterns nest as deep as they are long.
struct Parser<'a> {
    cursor: Cursor<'a>,
    pattern: &'a str,
    open: Vec<Outer>,
    branches: Branches,
    flags: Flags,
    /// The pattern as Rust reads it.
    rust: String,
    /// Where its last piece begins, the one that a repetition takes, and whether it is repeated already.
    last_piece: (usize, bool),
}

/// What was read before a group that is still open.
struct Outer {
    branches: Branches,
    flags: Flags,
    /// Whether the group captures.
    captures: bool,
    /// Where it begins in the translation.
    begin: usize,
}

impl<'a> Parser<'a> {
    fn run(mut self) -> Result<String, RegexError> {
        // Where the repetition that was just read starts, to refuse a second one on top of it.
        let mut last_repetition: Option<&'a str> = None;
        while let Some(character) = self.cursor.peek() {
            let before = self.cursor.rest();
            let mut repetition = None;
            match character {
                '(' => group::open(&mut self)?,
                ')' => self.close_group()?,
                '|' => {
                    self.cursor.bump();
                    self.rust.push('|');
                    self.branches.next_branch();
                }
                '[' => {
                    let class = class::read(&mut self.cursor)?;
                    self.single(&rust::class(&class, self.flags));
                }
                '^' | '$' | '.' => {
                    self.cursor.bump();
                    self.single(rust::symbol(character, self.flags));
                }
                '*' | '+' | '?' => {
                    self.cursor.bump();
                    self.repeat(Repetition::operator(character), before, last_repetition)?;
                    repetition = Some(before);
                }
                '{' => match Repetition::counted(&mut self.cursor) {
                    Some(counted) => {
                        self.repeat(counted, before, last_repetition)?;
                        repetition = Some(before);
                    }
                    None => self.literal(),
                },
                '\\' => self.escape()?,
                _ => self.literal(),
            }
            last_repetition = repetition;
        }
        if !self.open.is_empty() {
            return Err(RegexError::new("missing closing )", self.pattern));
        }
        self.branches.finish().check_size(self.pattern)?;
        Ok(self.rust)
    }

    /// The next character stands for itself.
    fn literal(&mut self) {
        if let Some(character) = self.cursor.bump() {
            self.push_literal(u32::from(character));
        }
    }

    fn push_literal(&mut self, character: u32) {
        self.last_piece = (self.rust.len(), false);
        self.rust.push_str(&rust::literal(character, self.flags));
        self.branches.push(Piece::literal());
    }

    /// A class or an assertion.
    fn single(&mut self, rust: &str) {
        self.last_piece = (self.rust.len(), false);
        self.rust.push_str(rust);
        self.branches.push(Piece::single());
    }

    fn open_group(&mut self, captures: bool) {
        let begin = self.rust.len();
        self.rust.push_str("(?:");
        let branches = std::mem::take(&mut self.branches);
        self.open.push(Outer { branches, flags: self.flags, captures, begin });
    }

    fn close_group(&mut self) -> Result<(), RegexError> {
        self.cursor.bump();
        let Some(Outer { branches, flags, captures, begin }) = self.open.pop() else {
            return Err(RegexError::new("unexpected )", self.pattern));
        };
        self.rust.push(')');
        self.last_piece = (begin, false);
        self.flags = flags;
        let inner = std::mem::replace(&mut self.branches, branches).finish();
        let piece = if captures { inner.captured() } else { inner };
        piece.check_size(self.pattern)?;
        self.branches.push(piece);
        Ok(())
    }

    fn escape(&mut self) -> Result<(), RegexError> {
        match self.cursor.peek_second() {
            Some(symbol @ ('A' | 'b' | 'B' | 'z')) => {
                self.cursor.bump();
                self.cursor.bump();
                self.single(rust::symbol(symbol, self.flags));
            }
            Some('C') => return Err(RegexError::new("invalid escape sequence", r"\C")),
            Some('Q') => {
                self.cursor.bump();
                self.cursor.bump();
                for character in self.cursor.take_until(r"\E").chars() {
                    self.push_literal(u32::from(character));
                }
            }
            _ => {
                if let Some(class) = escape::class(&mut self.cursor)? {
                    self.single(&rust::class_alone(&class, self.flags));
                } else {
                    let character = escape::character(&mut self.cursor)?;
                    self.push_literal(character);
                }
            }
        }
        Ok(())
    }

    fn repeat(
        &mut self,
        repetition: Repetition,
        before: &'a str,
        last_repetition: Option<&'a str>,
    ) -> Result<(), RegexError> {
        // A `?` behind a repetition makes it lazy, it is no repetition of its own.
        self.cursor.take('?');
        if let Some(start) = last_repetition {
            return Err(RegexError::new("invalid nested repetition operator", self.cursor.read_since(start)));
        }
        let operator = self.cursor.read_since(before);
        let Some(piece) = self.branches.last_mut() else {
            return Err(RegexError::new("missing argument to repetition operator", operator));
        };
        if !repetition.within_limits() {
            return Err(RegexError::new("invalid repeat count", operator));
        }
        *piece = piece.repeated(repetition);
        if repetition.multiplies() && piece.repetitions > HIGHEST_REPETITION {
            return Err(RegexError::new("invalid repeat count", operator));
        }
        piece.check_size(self.pattern)?;
        let (begin, repeated) = self.last_piece;
        if repeated {
            // Flags stand between the two: to Go they part them, here nothing would.
            self.rust.insert_str(begin, "(?:");
            self.rust.push(')');
        }
        self.last_piece = (begin, true);
        self.rust.push_str(operator.strip_suffix('?').filter(|rest| !rest.is_empty()).unwrap_or(operator));
        Ok(())
    }
}

/// How often the piece before it may occur.
#[derive(Clone, Copy, Debug)]
struct Repetition {
    least: u64,
    /// `None` stands for no limit.
    most: Option<u64>,
    /// Whether it is written with numbers, `{2,5}`.
    counted: bool,
}

impl Repetition {
    fn operator(character: char) -> Self {
        let (least, most) = match character {
            '+' => (1, None),
            '?' => (0, Some(1)),
            _ => (0, None),
        };
        Self { least, most, counted: false }
    }

    /// Reads `{2}`, `{2,}` or `{2,5}`. Anything else leaves the cursor where it is: the brace is a literal then.
    fn counted(cursor: &mut Cursor<'_>) -> Option<Self> {
        let mut ahead = *cursor;
        ahead.take('{');
        let least = ahead.number()?;
        let most = if !ahead.take(',') {
            Some(least)
        } else if ahead.peek() == Some('}') {
            None
        } else {
            Some(ahead.number()?)
        };
        if !ahead.take('}') {
            return None;
        }
        *cursor = ahead;
        Some(Self { least, most, counted: true })
    }

    fn within_limits(self) -> bool {
        self.least <= HIGHEST_REPETITION
            && self.most.is_none_or(|most| most <= HIGHEST_REPETITION && self.least <= most)
    }

    /// Whether Go looks at the product with the repetitions inside.
    fn multiplies(self) -> bool {
        self.counted && (self.least >= 2 || self.most.is_some_and(|most| most >= 2))
    }
}

#[cfg(test)]
mod tests;
