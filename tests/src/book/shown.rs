//! What a page shows of an output, compared with the output.

/// Whether `printed` is what `shown` says: line by line, where a `…` in a line stands for any text, and a line that is `…` for
/// any lines. Blanks at the end of a line do not count, for Markdown's writers lose them.
#[must_use]
pub(super) fn is_shown(shown: &str, printed: &str) -> bool {
    let shown: Vec<&str> = shown.lines().map(str::trim_end).collect();
    let printed: Vec<&str> = printed.lines().map(str::trim_end).collect();
    lines_match(&shown, &printed)
}

fn lines_match(shown: &[&str], printed: &[&str]) -> bool {
    match shown.split_first() {
        None => printed.is_empty(),
        Some((&"…", rest)) => (0..=printed.len())
            .any(|skipped| printed.get(skipped..).is_some_and(|printed| lines_match(rest, printed))),
        Some((line, rest)) => printed
            .split_first()
            .is_some_and(|(first, printed)| line_matches(line, first) && lines_match(rest, printed)),
    }
}

fn line_matches(shown: &str, printed: &str) -> bool {
    match shown.split_once('…') {
        None => shown == printed,
        Some((start, rest)) => printed.strip_prefix(start).is_some_and(|printed| {
            printed
                .char_indices()
                .map(|(index, _)| index)
                .chain([printed.len()])
                .any(|index| printed.get(index..).is_some_and(|printed| line_matches(rest, printed)))
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::is_shown;

    #[test]
    fn an_ellipsis_stands_for_anything_and_nothing_else_does() {
        assert!(is_shown("a\nb …/c\n", "a  \nb /tmp/x/c\n"));
        assert!(is_shown("a\n…\nd\n", "a\nb\nc\nd\n"));
        assert!(is_shown("a\n…\n", "a\n"));
        assert!(!is_shown("a\n", "a\nb\n"));
        assert!(!is_shown("a …\n", "b c\n"));
        assert!(!is_shown("", "a\n"));
    }
}
