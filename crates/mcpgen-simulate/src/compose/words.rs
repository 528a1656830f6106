//! A command written as one text.

/// The words of `text`, as a shell would split them, without filling anything in (compose-go uses mattn/go-shellwords so).
pub(super) fn split(text: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word = String::new();
    let mut started = false;
    let mut quote = None;
    let mut characters = text.chars();
    while let Some(character) = characters.next() {
        match (quote, character) {
            (Some('\''), '\'') | (Some('"'), '"') => quote = None,
            (None, '\'' | '"') => {
                quote = Some(character);
                started = true;
            }
            (None | Some('"'), '\\') => {
                word.extend(characters.next());
                started = true;
            }
            (None, character) if character.is_whitespace() => {
                if started {
                    words.push(std::mem::take(&mut word));
                }
                started = false;
            }
            (_, character) => {
                word.push(character);
                started = true;
            }
        }
    }
    if started {
        words.push(word);
    }
    words
}

#[cfg(test)]
mod tests {
    use super::split;

    #[test]
    fn words_are_split_as_a_shell_does() {
        assert_eq!(
            split("tunnel  --config '/a b/c' \"d\\\"\" ''"),
            ["tunnel", "--config", "/a b/c", "d\"", ""]
        );
    }
}
