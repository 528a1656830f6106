//! Writing a value so that Compose and dotenvy read the same text back.
//!
//! What the two parsers have in common is small (compose-spec/compose-go, dotenv/parser.go; dotenvy, src/parse.rs and
//! src/iter.rs):
//!
//! - Bare text is safe only without white space, quotes, `\`, `$` and `#`.
//! - In single quotes `$` is dead for both, but compose-go takes `\'` for a quote, and dotenvy's line splitter (not its
//!   value parser) does too: no backslash and no quote may stand there.
//! - In double quotes both know `\\`, `\"`, `\$` and `\n`. dotenvy refuses `\t` and `\r`, so these characters stand
//!   there as they are. `$$` is a dollar for compose-go alone.
//!
//! No encoding has a live `$`, so neither parser looks at the environment for it.

use std::fmt;

use super::read::Quoting;

/// A value with a NUL character, which no environment variable can hold.
///
/// ```
/// use mcpgen::dotenv::{NulInValue, encode};
///
/// assert_eq!(encode("a\0b"), Err(NulInValue));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NulInValue;

impl fmt::Display for NulInValue {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("the value contains a NUL character, which no environment variable can hold")
    }
}

impl std::error::Error for NulInValue {}

/// The text to write after `KEY=` so that every reader of `.env` gets `value` back.
///
/// The plainest form that is safe is taken: bare, single quotes, double quotes. The result never contains a line feed
/// and is as secret as `value`.
///
/// # Errors
///
/// [`NulInValue`] if `value` contains a NUL; everything else can be written.
///
/// ```
/// # use mcpgen::dotenv::encode;
/// assert_eq!(encode("abc")?, "abc");
/// assert_eq!(encode("a $b # c")?, "'a $b # c'");
/// assert_eq!(encode("it's\n$5")?, r#""it's\n\$5""#);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn encode(value: &str) -> Result<String, NulInValue> {
    if value.is_empty() { Ok(String::new()) } else { encode_in_place_of(Quoting::Bare, value) }
}

/// The text to write in the place of a value that stands with `quoting`. Quotes stay: after a closing one another statement may
/// follow on the line, and a bare value would run into it. An empty text gets quotes, since a comment that follows it would be the
/// value.
///
/// # Errors
///
/// As [`encode`].
pub(super) fn encode_in_place_of(quoting: Quoting, value: &str) -> Result<String, NulInValue> {
    if value.contains('\0') {
        return Err(NulInValue);
    }
    Ok(match quoting {
        Quoting::Bare if !value.is_empty() && value.chars().all(is_safe_bare) => value.to_owned(),
        Quoting::Bare | Quoting::Single if is_safe_in_single_quotes(value) => format!("'{value}'"),
        Quoting::Bare | Quoting::Single | Quoting::Double => double_quoted(value),
    })
}

fn is_safe_in_single_quotes(value: &str) -> bool {
    !value.contains(['\'', '\\', '\n', '\r'])
}

/// `value` in double quotes, which can hold any text.
fn double_quoted(value: &str) -> String {
    let mut quoted = String::with_capacity(value.len() + 2);
    quoted.push('"');
    for character in value.chars() {
        match character {
            '\\' | '"' | '$' => quoted.extend(['\\', character]),
            '\n' => quoted.push_str("\\n"),
            other => quoted.push(other),
        }
    }
    quoted.push('"');
    quoted
}

/// The characters that mean themselves to both parsers, and to sh, anywhere in a bare value.
fn is_safe_bare(character: char) -> bool {
    character.is_ascii_alphanumeric() || "_./:@%+,-".contains(character)
}
