//! What a value in `.env` means to Compose: quotes, escapes and interpolation.
//!
//! The rules are those of compose-spec/compose-go, dotenv/parser.go (`extractVarValue`, `expandEscapes`) and
//! template/template.go (the pattern of what is interpolated).

/// Characters that a backslash stands for in double quotes, as pairs of the letter and its meaning.
const ESCAPES: [(char, &str); 9] = [
    ('a', "\x07"),
    ('b', "\x08"),
    ('f', "\x0c"),
    ('n', "\n"),
    ('r', "\r"),
    ('t', "\t"),
    ('v', "\x0b"),
    ('\\', "\\"),
    // A dollar that is not interpolated: interpolation comes after the escapes and makes one of two.
    ('$', "$$"),
];

/// Reads on after an opening `quote`: what stands up to the closing one, with the backslash taken off an escaped
/// quote, and the rest after it. `None` if it never closes.
pub(super) fn until_closing(quote: char, body: &str) -> Option<(String, &str)> {
    let mut content = String::new();
    let mut characters = body.chars();
    while let Some(character) = characters.next() {
        if character == quote {
            return Some((content, characters.as_str()));
        }
        if character != '\\' {
            content.push(character);
            continue;
        }
        let escaped = characters.next()?;
        if escaped != quote {
            content.push('\\');
        }
        content.push(escaped);
    }
    None
}

/// The value of a text that stood bare on its line: cut at ` #`, trimmed. A `#` without a space before it is text, also
/// as the first character of the value.
pub(super) fn bare(rest_of_line: &str) -> &str {
    rest_of_line.split_once(" #").map_or(rest_of_line, |(value, _comment)| value).trim_end()
}

/// Replaces the escapes of double quotes. What is no escape stays as it is, with its backslash.
pub(super) fn unescape(content: &str) -> String {
    let mut unescaped = String::with_capacity(content.len());
    let mut rest = content;
    while let Some((before, after)) = rest.split_once('\\') {
        unescaped.push_str(before);
        rest = after;
        if let Some(digits) = after.strip_prefix('0') {
            rest = unescape_octal(digits, &mut unescaped);
            continue;
        }
        let meaning =
            ESCAPES.iter().find_map(|(letter, meaning)| Some((after.strip_prefix(*letter)?, *meaning)));
        if let Some((after, meaning)) = meaning {
            unescaped.push_str(meaning);
            rest = after;
        } else {
            unescaped.push('\\');
        }
    }
    unescaped.push_str(rest);
    unescaped
}

/// Pushes what `\0` and up to three decimal digits after it mean; gives the rest. Three octal digits up to 377 are the
/// character of that number. Anything else loses its zero and keeps its backslash, a quirk of `expandEscapes`.
fn unescape_octal<'text>(digits: &'text str, unescaped: &mut String) -> &'text str {
    let count = digits.chars().take(3).take_while(char::is_ascii_digit).count();
    let Some((octal, rest)) = digits.split_at_checked(count) else { return digits };
    match u8::from_str_radix(octal, 8) {
        Ok(number) if count == 3 => unescaped.push(char::from(number)),
        _ => {
            unescaped.push('\\');
            unescaped.push_str(octal);
        }
    }
    rest
}

/// The text after interpolation, if it interpolates nothing: `$$` is one dollar, and a `$` that introduces neither a
/// name nor a brace is itself. `None` if it refers to a variable, or tries to with `${`.
pub(super) fn without_interpolation(text: &str) -> Option<String> {
    let mut plain = String::with_capacity(text.len());
    let mut characters = text.chars().peekable();
    while let Some(character) = characters.next() {
        plain.push(character);
        if character == '$' {
            match characters.peek() {
                Some('$') => _ = characters.next(),
                Some(next) if starts_reference(*next) => return None,
                _ => {}
            }
        }
    }
    Some(plain)
}

/// Whether this character makes a reference of the `$` before it. The pattern is matched without regard to case, and
/// in Go the long s and the Kelvin sign count as `s` and `k` then.
fn starts_reference(character: char) -> bool {
    character.is_ascii_alphabetic() || matches!(character, '_' | '{' | '\u{17f}' | '\u{212a}')
}
