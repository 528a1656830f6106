//! Comment lines for `.env`.

/// The lines of a comment with `text`, each with its `#` and without a line end.
///
/// The text may come from a person, so nothing in it may end the comment: whatever some program takes for a line end
/// starts a new comment line here, and other control characters become spaces.
pub(super) fn comment_lines(text: &str) -> impl Iterator<Item = String> {
    text.split(is_line_end).map(|line| {
        let line: String =
            line.chars().map(|character| if character.is_control() { ' ' } else { character }).collect();
        format!("# {line}").trim_end().to_owned()
    })
}

/// What Unicode lists as mandatory line breaks (Unicode Standard Annex 14, BK, CR, LF and NL).
fn is_line_end(character: char) -> bool {
    matches!(character, '\n' | '\r' | '\x0b' | '\x0c' | '\u{85}' | '\u{2028}' | '\u{2029}')
}
