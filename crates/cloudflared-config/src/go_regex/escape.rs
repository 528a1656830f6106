//! What a backslash begins.

use super::cursor::Cursor;
use super::{RegexError, unicode};

const INVALID: &str = "invalid escape sequence";

/// An escape that stands for a class.
#[derive(Debug)]
pub(super) enum Class<'a> {
    /// The letter of `\d`, `\D`, `\s`, `\S`, `\w` or `\W`.
    Perl(char),
    /// `\pL`, `\p{Greek}`.
    Unicode { name: &'a str, negated: bool },
}

/// Reads an escape that stands for a class. When there is none the cursor stays.
pub(super) fn class<'a>(cursor: &mut Cursor<'a>) -> Result<Option<Class<'a>>, RegexError> {
    if cursor.peek() != Some('\\') {
        return Ok(None);
    }
    match cursor.peek_second() {
        Some(letter @ ('d' | 'D' | 's' | 'S' | 'w' | 'W')) => {
            cursor.bump();
            cursor.bump();
            Ok(Some(Class::Perl(letter)))
        }
        Some(letter @ ('p' | 'P')) => unicode_class(cursor, letter == 'P').map(Some),
        _ => Ok(None),
    }
}

fn unicode_class<'a>(cursor: &mut Cursor<'a>, negated: bool) -> Result<Class<'a>, RegexError> {
    let start = cursor.rest();
    let invalid = |excerpt: &str| RegexError::new("invalid character class range", excerpt);
    cursor.bump();
    cursor.bump();
    let name = if cursor.take('{') {
        if !cursor.rest().contains('}') {
            return Err(invalid(start));
        }
        cursor.take_until("}")
    } else {
        let name = cursor.rest();
        cursor.bump();
        cursor.read_since(name)
    };
    let (name, negated) = match name.strip_prefix('^') {
        Some(name) => (name, !negated),
        None => (name, negated),
    };
    if unicode::is_known(name) {
        Ok(Class::Unicode { name, negated })
    } else {
        Err(invalid(cursor.read_since(start)))
    }
}

/// Reads an escape that stands for one character, and gives the character's number.
pub(super) fn character(cursor: &mut Cursor<'_>) -> Result<u32, RegexError> {
    let start = cursor.rest();
    cursor.bump();
    let Some(character) = cursor.bump() else {
        return Err(RegexError::new("trailing backslash at end of expression", ""));
    };
    let number = match character {
        '0' => Some(octal(cursor, 0)),
        '1'..='7' if cursor.peek().is_some_and(|next| next.is_digit(8)) => {
            Some(octal(cursor, character.to_digit(8).unwrap_or(0)))
        }
        'x' => hexadecimal(cursor),
        'a' => Some(0x07),
        'f' => Some(0x0c),
        'n' => Some(0x0a),
        'r' => Some(0x0d),
        't' => Some(0x09),
        'v' => Some(0x0b),
        _ if character.is_ascii() && !character.is_ascii_alphanumeric() => Some(u32::from(character)),
        _ => None,
    };
    number.ok_or_else(|| RegexError::new(INVALID, cursor.read_since(start)))
}

/// Reads up to two more octal digits behind a first one.
fn octal(cursor: &mut Cursor<'_>, first: u32) -> u32 {
    let mut number = first;
    for _ in 0..2 {
        let Some(digit) = cursor.peek().and_then(|next| next.to_digit(8)) else { break };
        cursor.bump();
        number = number * 8 + digit;
    }
    number
}

/// Reads `41` or `{41}` behind `\x`.
fn hexadecimal(cursor: &mut Cursor<'_>) -> Option<u32> {
    let first = cursor.bump()?;
    if first != '{' {
        let second = cursor.bump()?;
        return Some(first.to_digit(16)? * 16 + second.to_digit(16)?);
    }
    let mut number: u32 = 0;
    let mut digits = 0;
    loop {
        match cursor.bump()? {
            '}' => return (digits > 0).then_some(number),
            digit => number = number * 16 + digit.to_digit(16)?,
        }
        if number > u32::from(char::MAX) {
            return None;
        }
        digits += 1;
    }
}
