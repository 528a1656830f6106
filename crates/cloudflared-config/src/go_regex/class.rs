//! Classes in brackets.

use super::cursor::Cursor;
use super::{RegexError, escape};

const NAMES: [&str; 14] = [
    "alnum", "alpha", "ascii", "blank", "cntrl", "digit", "graph", "lower", "print", "punct", "space",
    "upper", "word", "xdigit",
];

/// Reads a class, `[a-z]`, from its opening bracket to its closing one.
pub(super) fn read(cursor: &mut Cursor<'_>) -> Result<(), RegexError> {
    let class = cursor.rest();
    cursor.bump();
    cursor.take('^');
    let mut first = true;
    // A closing bracket in the first place is a member.
    while first || cursor.peek() != Some(']') {
        first = false;
        if name(cursor)? || escape::class(cursor)? {
            continue;
        }
        let range = cursor.rest();
        let low = member(cursor, class)?;
        if cursor.peek() == Some('-') && cursor.peek_second().is_some_and(|next| next != ']') {
            cursor.bump();
            let high = member(cursor, class)?;
            if high < low {
                return Err(RegexError::new("invalid character class range", cursor.read_since(range)));
            }
        }
    }
    cursor.bump();
    Ok(())
}

/// Reads a name such as `[:alpha:]`. Without a closing `:]` there is none.
fn name(cursor: &mut Cursor<'_>) -> Result<bool, RegexError> {
    let mut ahead = *cursor;
    if !ahead.take_text("[:") || !ahead.rest().contains(":]") {
        return Ok(false);
    }
    let start = cursor.rest();
    let name = ahead.take_until(":]");
    if !NAMES.contains(&name.strip_prefix('^').unwrap_or(name)) {
        return Err(RegexError::new("invalid character class range", ahead.read_since(start)));
    }
    *cursor = ahead;
    Ok(true)
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
