//! The parts of a pattern in the syntax of Rust's `regex`.
//!
//! Each part says by itself what the flags before it mean, so that none of Go's rules on how far a flag reaches is needed
//! again.

use std::fmt::Write as _;

use super::class::{Class, Member};
use super::escape;

/// No character at all.
const NOTHING: &str = r"[^\x{0}-\x{10FFFF}]";

/// The flags that decide what a pattern matches; which of several matches is taken matters to nobody here.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Flags {
    fold: bool,
    lines: bool,
    dot_takes_line_feed: bool,
}

impl Flags {
    /// Sets the flag `letter`, one of `i`, `m`, `s` and `U`.
    pub(super) fn set(&mut self, letter: char, on: bool) {
        match letter {
            'i' => self.fold = on,
            'm' => self.lines = on,
            's' => self.dot_takes_line_feed = on,
            _ => {}
        }
    }

    /// `part` so that it means the same in both cases, if it should.
    fn folded(self, part: String) -> String {
        if self.fold { format!("(?i:{part})") } else { part }
    }
}

/// What `^`, `$`, `.`, `\A`, `\z`, `\b` and `\B` become.
pub(super) fn symbol(symbol: char, flags: Flags) -> &'static str {
    match symbol {
        '^' if flags.lines => "(?m:^)",
        '$' if flags.lines => "(?m:$)",
        '^' | 'A' => r"(?:\A)",
        '.' if flags.dot_takes_line_feed => "(?s:.)",
        '.' => r"[^\n]",
        'b' => r"(?-u:\b)",
        'B' => r"(?-u:\B)",
        _ => r"(?:\z)",
    }
}

pub(super) fn literal(character: u32, flags: Flags) -> String {
    match char::from_u32(character) {
        Some(_) => flags.folded(format!(r"\x{{{character:X}}}")),
        // Half of a pair of UTF-16: no text holds it.
        None => NOTHING.to_owned(),
    }
}

/// A class in brackets.
pub(super) fn class(class: &Class<'_>, flags: Flags) -> String {
    let mut members = String::new();
    for member in &class.members {
        match member {
            Member::Range(low, high) => range(&mut members, *low, *high),
            Member::Name(name) => {
                // Writing to a String cannot fail.
                let _ = write!(members, "[:{name}:]");
            }
            Member::Escape(escape) => members.push_str(&escaped(escape)),
        }
    }
    match (members.is_empty(), class.negated) {
        (true, true) => "(?s:.)".to_owned(),
        (true, false) => NOTHING.to_owned(),
        (false, true) => flags.folded(format!("[^{members}]")),
        (false, false) => flags.folded(format!("[{members}]")),
    }
}

/// An escape that stands for a class, outside brackets.
pub(super) fn class_alone(class: &escape::Class<'_>, flags: Flags) -> String {
    flags.folded(format!("[{}]", escaped(class)))
}

fn escaped(class: &escape::Class<'_>) -> String {
    match class {
        escape::Class::Perl(letter) => match letter {
            'd' => "0-9",
            'D' => "[^0-9]",
            's' => r"\t\n\f\r\x20",
            'S' => r"[^\t\n\f\r\x20]",
            'w' => "0-9A-Za-z_",
            _ => "[^0-9A-Za-z_]",
        }
        .to_owned(),
        // Halves of pairs of UTF-16, which `regex` has no name for.
        escape::Class::Unicode { name, negated } if is_surrogates(name) => {
            if *negated {
                r"\x{0}-\x{10FFFF}".to_owned()
            } else {
                NOTHING.to_owned()
            }
        }
        escape::Class::Unicode { name, negated } => {
            format!(r"\{}{{{name}}}", if *negated { 'P' } else { 'p' })
        }
    }
}

fn is_surrogates(name: &str) -> bool {
    name.eq_ignore_ascii_case("Cs") || name.eq_ignore_ascii_case("Surrogate")
}

/// Writes the characters from `low` to `high`, without the halves of pairs of UTF-16.
fn range(members: &mut String, low: u32, high: u32) {
    const SURROGATES: (u32, u32) = (0xD800, 0xDFFF);
    for (low, high) in [(low, high.min(SURROGATES.0 - 1)), (low.max(SURROGATES.1 + 1), high)] {
        if low <= high {
            // Writing to a String cannot fail.
            let _ = write!(members, r"\x{{{low:X}}}-\x{{{high:X}}}");
        }
    }
}
