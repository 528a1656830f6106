//! `.env` as Compose reads it (compose-spec/compose-go, dotenv/parser.go).
//!
//! A reader of our own: dotenvy asks the environment of the process while it reads, and differs from Compose in escapes,
//! comments and names that stand twice. mcpgen's own reader would agree with mcpgen's writer even where both are wrong.

use std::collections::BTreeMap;

use crate::interpolation::interpolate;
use crate::value::{State, Value};

/// What a file of variables says.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Dotenv {
    pub(crate) values: BTreeMap<String, Value>,
    /// Lines, counted from 1, for which Compose refuses the file.
    pub(crate) unreadable: Vec<usize>,
}

impl Dotenv {
    /// Reads `text`. A value may refer to the shell's variables, `shell`, which come first, and to those above it.
    pub(crate) fn read(text: &str, shell: &BTreeMap<String, String>) -> Self {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text).replace("\r\n", "\n");
        let mut dotenv = Self::default();
        let mut rest = text.as_str();
        loop {
            rest = rest.trim_start();
            if rest.is_empty() {
                return dotenv;
            }
            let after = rest.split_once('\n').map_or("", |(_, after)| after);
            if rest.starts_with('#') {
                rest = after;
                continue;
            }
            if let Some(behind) = dotenv.statement(rest, shell) {
                rest = behind;
            } else {
                let before = text.len() - rest.len();
                let number = text.get(..before).unwrap_or_default().matches('\n').count() + 1;
                dotenv.unreadable.push(number);
                rest = after;
            }
        }
    }

    /// Reads one statement; gives what stands behind it. `None` for one that Compose refuses.
    fn statement<'a>(&mut self, text: &'a str, shell: &BTreeMap<String, String>) -> Option<&'a str> {
        let text = match text.strip_prefix("export") {
            Some(rest) if rest.starts_with([' ', '\t']) => rest.trim_start_matches([' ', '\t']),
            _ => text,
        };
        let end = text.find(['=', ':', '\n'])?;
        let (name, behind) = text.split_at_checked(end)?;
        let name = name.trim();
        let is_part = |character: char| character.is_alphanumeric() || "_.-[]".contains(character);
        if name.is_empty() || !name.chars().all(is_part) {
            return None;
        }
        if let Some(rest) = behind.strip_prefix('\n') {
            // A name alone is the shell's variable of that name.
            if let Some(value) = shell.get(name) {
                self.values.insert(name.to_owned(), Value::of_variable(name, value, State::Set));
            }
            return Some(rest);
        }
        let behind =
            behind.get(1..)?.trim_start_matches([' ', '\t', '\x0b', '\x0c', '\r', '\u{85}', '\u{a0}']);
        let (value, rest) = if let Some(body) = behind.strip_prefix('\'') {
            let (content, rest) = until_closing('\'', body)?;
            (content, rest)
        } else if let Some(body) = behind.strip_prefix('"') {
            let (content, rest) = until_closing('"', body)?;
            (self.filled(&unescape(&content), shell)?, rest)
        } else {
            let (line, rest) = behind.split_once('\n').unwrap_or((behind, ""));
            let bare = line.split_once(" #").map_or(line, |(value, _)| value).trim_end();
            (self.filled(bare, shell)?, rest)
        };
        self.values.insert(name.to_owned(), Value::of_variable(name, &value, State::Set));
        Some(rest)
    }

    fn filled(&self, text: &str, shell: &BTreeMap<String, String>) -> Option<String> {
        let lookup = |name: &str| {
            let shell = shell.get(name).map(|value| Value::of_variable(name, value, State::Set));
            shell.or_else(|| self.values.get(name).cloned())
        };
        interpolate(text, &lookup, &mut Vec::new()).ok().map(|value| value.text().to_owned())
    }
}

/// What stands up to the closing quote, with the backslash taken off an escaped one, and what follows.
fn until_closing(quote: char, body: &str) -> Option<(String, &str)> {
    let mut content = String::new();
    let mut characters = body.chars();
    while let Some(character) = characters.next() {
        match character {
            '\\' => {
                let escaped = characters.next()?;
                if escaped != quote {
                    content.push('\\');
                }
                content.push(escaped);
            }
            character if character == quote => return Some((content, characters.as_str())),
            character => content.push(character),
        }
    }
    None
}

/// The escapes of double quotes. A dollar stays escaped for the interpolation that follows.
fn unescape(content: &str) -> String {
    let mut text = String::new();
    let mut characters = content.chars();
    while let Some(character) = characters.next() {
        if character != '\\' {
            text.push(character);
            continue;
        }
        match characters.next() {
            Some('n') => text.push('\n'),
            Some('r') => text.push('\r'),
            Some('t') => text.push('\t'),
            Some('a') => text.push('\x07'),
            Some('b') => text.push('\x08'),
            Some('f') => text.push('\x0c'),
            Some('v') => text.push('\x0b'),
            Some('$') => text.push_str("$$"),
            Some('\\') | None => text.push('\\'),
            Some(other) => text.extend(['\\', other]),
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Dotenv {
        Dotenv::read(text, &BTreeMap::from([("SHELL_ONE".to_owned(), "s".to_owned())]))
    }

    #[test]
    fn values_are_read_in_every_form() {
        let text = "# c\nA=1 # c\nB='$A #x'\nexport C = \"$A\\n\\$A\\\"\"\nD=a#b\nE=\nF: yaml\nG=${A}${SHELL_ONE}\nSHELL_ONE\nH='a\nb'\nA=2\n";
        let dotenv = read(text);
        for (name, value) in [
            ("A", "2"),
            ("B", "$A #x"),
            ("C", "1\n$A\""),
            ("D", "a#b"),
            ("E", ""),
            ("F", "yaml"),
            ("G", "1s"),
            ("SHELL_ONE", "s"),
            ("H", "a\nb"),
        ] {
            assert!(dotenv.values[name].is(value), "{name}: {}", dotenv.values[name].text());
        }
        assert!(dotenv.unreadable.is_empty());
    }

    #[test]
    fn lines_that_compose_refuses_are_counted() {
        assert_eq!(read("A B=1\n\n=x\nC='open\n").unreadable, [1, 3, 4]);
    }
}
