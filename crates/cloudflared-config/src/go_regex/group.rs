//! What an opening parenthesis begins.

use super::{Parser, RegexError};

/// Reads the opening of a group: `(`, `(?:`, `(?i:`, `(?P<name>`, `(?<name>`; or a change of flags, `(?i)`, which opens
/// none.
pub(super) fn open(parser: &mut Parser<'_>) -> Result<(), RegexError> {
    let start = parser.cursor.rest();
    if !parser.cursor.take_text("(?") {
        parser.cursor.bump();
        parser.open_group(true);
        return Ok(());
    }
    // Go looks for a name only where there is room for one.
    let mut ahead = parser.cursor;
    if (ahead.take_text("P<") || ahead.take('<')) && !ahead.rest().is_empty() {
        let invalid = |excerpt| RegexError::new("invalid named capture", excerpt);
        if !ahead.rest().contains('>') {
            return Err(invalid(start));
        }
        let name = ahead.take_until(">");
        if name.is_empty() || !name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_') {
            return Err(invalid(ahead.read_since(start)));
        }
        parser.cursor = ahead;
        parser.open_group(true);
        return Ok(());
    }
    flags(parser, start)
}

fn flags<'a>(parser: &mut Parser<'a>, start: &'a str) -> Result<(), RegexError> {
    let mut flags = parser.flags;
    let mut negated = false;
    let mut any_since_sign = false;
    while let Some(character) = parser.cursor.bump() {
        match character {
            'i' | 'm' | 's' | 'U' => {
                any_since_sign = true;
                flags.set(character, !negated);
            }
            '-' if !negated => {
                negated = true;
                any_since_sign = false;
            }
            ':' | ')' if !negated || any_since_sign => {
                if character == ':' {
                    // Closing the group brings the old flags back.
                    parser.open_group(false);
                }
                parser.flags = flags;
                return Ok(());
            }
            _ => break,
        }
    }
    Err(RegexError::new("invalid or unsupported Perl syntax", parser.cursor.read_since(start)))
}
