//! Classes in brackets.

use super::cursor::Cursor;
use super::{RegexError, escape};

const NAMES: [&str; 14] = [
    "alnum", "alpha", "ascii", "blank", "cntrl", "digit", "graph", "lower", "print", "punct", "space",
    "upper", "word", "xdigit",
];

/// A class.
#[derive(Debug)]
pub(super) struct Class<'a> {
    pub(super) negated: bool,
    pub(super) members: Vec<Member<'a>>,
}

/// A part of a class.
#[derive(Debug)]
pub(super) enum Member<'a> {
    /// All characters from the first to the second.
    Range(u32, u32),
    /// `:alpha:` or `:^alpha:`.
    Name(&'a str),
    /// `\d`, `\pL`.
    Escape(escape::Class<'a>),
}

/// Reads a class, `[a-z]`, from its opening bracket to its closing one.
pub(super) fn read<'a>(cursor: &mut Cursor<'a>) -> Result<Class<'a>, RegexError> {
    let class = cursor.rest();
    cursor.bump();
    let negated = cursor.take('^');
    let mut members = Vec::new();
    let mut first = true;
    // A closing bracket in the first place is a member.
    while first || cursor.peek() != Some(']') {
        first = false;
        if let Some(name) = name(cursor)? {
            members.push(Member::Name(name));
            continue;
        }
        if let Some(escape) = escape::class(cursor)? {
            members.push(Member::Escape(escape));
            continue;
        }
        let range = cursor.rest();
        let low = member(cursor, class)?;
        let mut high = low;
        if cursor.peek() == Some('-') && cursor.peek_second().is_some_and(|next| next != ']') {
            cursor.bump();
            high = member(cursor, class)?;
            if high < low {
                return Err(RegexError::new("invalid character class range", cursor.read_since(range)));
            }
        }
        members.push(Member::Range(low, high));
    }
    cursor.bump();
    Ok(Class { negated, members })
}

/// Reads a name such as `[:alpha:]`, and gives what stands between the colons. Without a closing `:]` there is none.
fn name<'a>(cursor: &mut Cursor<'a>) -> Result<Option<&'a str>, RegexError> {
    let mut ahead = *cursor;
    if !ahead.take_text("[:") || !ahead.rest().contains(":]") {
        return Ok(None);
    }
    let start = cursor.rest();
    let name = ahead.take_until(":]");
    if !NAMES.contains(&name.strip_prefix('^').unwrap_or(name)) {
        return Err(RegexError::new("invalid character class range", ahead.read_since(start)));
    }
    *cursor = ahead;
    Ok(Some(name))
}

fn member(cursor: &mut Cursor<'_>, class: &str) -> Result<u32, RegexError> {
    match cursor.peek() {
        None => Err(RegexError::new("missing closing ]", class)),
        Some('\\') => escape::character(cursor),
        Some(character) => {
            cursor.bump();
            Ok(u32::from(character))
        }
    }
}
