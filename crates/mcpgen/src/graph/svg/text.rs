//! Texts of the picture: how wide they are, and how they stand in XML.

/// The most characters that are drawn of a text; the whole of it is shown when one points at it.
const LONGEST: usize = 46;

/// The height of a letter of a title, of a row, and of a small text, in pixels.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Size {
    Title,
    Row,
}

impl Size {
    /// The pixels of ten characters. Letters of one width are 0.6 of their height wide, or less.
    fn ten(self) -> u32 {
        match self {
            Self::Title => 85,
            Self::Row => 73,
        }
    }
}

/// The pixels that `text` is wide, at most. What is not ASCII may be twice as wide as a letter.
pub(super) fn width(text: &str, size: Size) -> u32 {
    let letters: u32 = text.chars().map(|character| if character.is_ascii() { 1 } else { 2 }).sum();
    (letters * size.ten()).div_ceil(10)
}

/// `text` as it is drawn: without its end, if it is too long.
pub(super) fn shortened(text: &str) -> String {
    if text.chars().count() <= LONGEST {
        text.to_owned()
    } else {
        text.chars().take(LONGEST - 1).chain(['…']).collect()
    }
}

/// `text` as text or as the value of an attribute in XML. What XML cannot hold becomes `U+FFFD`.
pub(in crate::graph) fn escaped(text: &str) -> String {
    let mut escaped = String::new();
    for character in text.chars() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\u{FFFE}' | '\u{FFFF}' => escaped.push(char::REPLACEMENT_CHARACTER),
            character if character.is_control() => escaped.push(char::REPLACEMENT_CHARACTER),
            character => escaped.push(character),
        }
    }
    escaped
}
