//! Comment lines for `.env`.

/// Writes `text` as lines of a comment, each with its `#` and with `line_end`.
///
/// The text may come from a person, so nothing in it may end the comment: whatever some program takes for a line end
/// starts a new comment line here, and other control characters become spaces.
pub(super) fn push_comment(lines: &mut String, text: &str, line_end: &str) {
    for line in text.split(is_line_end) {
        lines.push('#');
        for word in line.split(char::is_control) {
            lines.push(' ');
            lines.push_str(word);
        }
        lines.truncate(lines.trim_end().len());
        lines.push_str(line_end);
    }
}

/// What Unicode lists as mandatory line breaks (Unicode Standard Annex 14, BK, CR, LF and NL).
fn is_line_end(character: char) -> bool {
    matches!(character, '\n' | '\r' | '\x0b' | '\x0c' | '\u{85}' | '\u{2028}' | '\u{2029}')
}
