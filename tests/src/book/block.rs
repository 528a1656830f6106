//! A fenced block of a page.

use std::fmt;

/// A fenced block.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Block {
    /// The line of its opening fence, counted from 1.
    pub line: usize,
    /// The language: the first word behind the fence.
    pub language: String,
    /// The other words behind the fence.
    pub attributes: Vec<Attribute>,
    /// What stands between the fences, with a line break at the end of each line.
    pub text: String,
    /// Whether all of the text was put there by mdBook's `{{#include …}}`.
    pub included: bool,
}

/// A word behind the language of a fence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Attribute {
    /// `file=PATH`: the block is written to that path of the page's folder.
    File(String),
    /// `exit=N`: how the last command ends.
    Exit(i32),
    /// `fragment`: tables of a stack.
    Fragment,
    /// `wrong`: a stack with an error.
    Wrong,
    /// `other`: a file of another program.
    Other,
}

impl Attribute {
    fn read(word: &str) -> Option<Self> {
        match word {
            "fragment" => Some(Self::Fragment),
            "wrong" => Some(Self::Wrong),
            "other" => Some(Self::Other),
            _ => match word.split_once('=')? {
                ("file", path) => Some(Self::File(path.to_owned())),
                ("exit", code) => code.parse().ok().map(Self::Exit),
                _ => None,
            },
        }
    }
}

impl Block {
    /// The blocks of a text in Markdown, in its order.
    ///
    /// # Errors
    /// A fence is not closed, or has a word that means nothing.
    pub fn all(markdown: &str) -> Result<Vec<Self>, String> {
        let mut blocks = Vec::new();
        let mut lines = markdown.lines().enumerate();
        while let Some((index, line)) = lines.next() {
            let Some(info) = line.trim_start().strip_prefix("```") else { continue };
            let indent = line.len() - line.trim_start().len();
            let mut block = Self::opened(index + 1, info)?;
            loop {
                let Some((_, line)) = lines.next() else {
                    return Err(format!("line {}: the block is not closed", block.line));
                };
                if line.trim() == "```" {
                    break;
                }
                // A block in a list is indented with it.
                block.text.push_str(line.get(indent..).unwrap_or_else(|| line.trim_start()));
                block.text.push('\n');
            }
            blocks.push(block);
        }
        Ok(blocks)
    }

    fn opened(line: usize, info: &str) -> Result<Self, String> {
        let mut words = info.split_whitespace();
        let language = words.next().unwrap_or_default().to_owned();
        let attributes = words
            .map(|word| Attribute::read(word).ok_or_else(|| format!("line {line}: what is `{word}`?")))
            .collect::<Result<_, _>>()?;
        Ok(Self { line, language, attributes, text: String::new(), included: false })
    }

    /// Whether the fence has the word.
    #[must_use]
    pub fn has(&self, attribute: &Attribute) -> bool {
        self.attributes.contains(attribute)
    }

    /// The path that the block is written to.
    #[must_use]
    pub fn file(&self) -> Option<&str> {
        self.attributes.iter().find_map(|attribute| match attribute {
            Attribute::File(path) => Some(path.as_str()),
            _ => None,
        })
    }

    /// How the last command of the block ends.
    #[must_use]
    pub fn exit(&self) -> i32 {
        let exit = self.attributes.iter().find_map(|attribute| match attribute {
            Attribute::Exit(code) => Some(*code),
            _ => None,
        });
        exit.unwrap_or(0)
    }

    /// Whether the block is a whole stack: it has the table that every stack has.
    #[must_use]
    pub fn is_stack(&self) -> bool {
        self.language == "toml" && self.text.lines().any(|line| line.trim_end() == "[stack]")
    }
}

impl fmt::Display for Block {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "line {}, `{}`", self.line, self.language)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_block_has_its_language_its_words_and_its_text() {
        let blocks = Block::all("# A\n\n```toml file=a/b.toml wrong\n[stack]\nx = 1\n```\n\ntext\n")
            .unwrap_or_default();
        let expected = Block {
            line: 3,
            language: "toml".to_owned(),
            attributes: vec![Attribute::File("a/b.toml".to_owned()), Attribute::Wrong],
            text: "[stack]\nx = 1\n".to_owned(),
            included: false,
        };
        assert_eq!(blocks, [expected]);
    }

    #[test]
    fn a_block_in_a_list_loses_the_indent_of_the_list() {
        let blocks = Block::all("- a\n  ```sh\n  one\n    two\n  ```\n").unwrap_or_default();
        assert_eq!(blocks.first().map(|block| block.text.as_str()), Some("one\n  two\n"));
    }

    #[test]
    fn a_word_that_means_nothing_is_refused() {
        assert!(Block::all("```toml quiet\n```\n").is_err());
        assert!(Block::all("```toml\nx = 1\n").is_err());
    }
}
