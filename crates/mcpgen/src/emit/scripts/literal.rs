//! What the templates of scripts may write: literals of the script's own language, and nothing else that holds text.

use std::fmt;
use std::marker::PhantomData;

use super::quote::{write_powershell, write_sh};

/// The language of a script.
pub(super) trait Language {
    /// What stands between the items of a list.
    const SEPARATOR: &'static str;

    /// Writes a text without a NUL as a literal.
    ///
    /// # Errors
    ///
    /// Those of `formatter`.
    fn write(formatter: &mut fmt::Formatter<'_>, text: &str) -> fmt::Result;
}

/// POSIX shell.
#[derive(Debug, Clone, Copy)]
pub(super) enum Sh {}

impl Language for Sh {
    const SEPARATOR: &'static str = " ";

    fn write(formatter: &mut fmt::Formatter<'_>, text: &str) -> fmt::Result {
        write_sh(formatter, text)
    }
}

/// PowerShell, 5.1 and 7.
#[derive(Debug, Clone, Copy)]
pub(super) enum PowerShell {}

impl Language for PowerShell {
    const SEPARATOR: &'static str = ", ";

    fn write(formatter: &mut fmt::Formatter<'_>, text: &str) -> fmt::Result {
        write_powershell(formatter, text)
    }
}

/// A text that no script holds: one with a NUL, which no literal can hold, or with a line break, which would become that of the
/// script's own lines.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct UnfitText;

impl fmt::Display for UnfitText {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a text with a NUL or a line break cannot be written into a script")
    }
}

impl std::error::Error for UnfitText {}

/// A text as a literal of a language: what is displayed is the literal. There is no other way to show it, so a template cannot write
/// it as anything else.
#[derive(Debug)]
pub(super) struct Literal<L> {
    text: String,
    language: PhantomData<L>,
}

impl<L: Language> Literal<L> {
    /// The literal of a text.
    ///
    /// # Errors
    ///
    /// [`UnfitText`] if the text has a NUL or a line break.
    pub(super) fn new(text: &str) -> Result<Self, UnfitText> {
        if text.bytes().any(|byte| matches!(byte, b'\0' | b'\r' | b'\n')) {
            return Err(UnfitText);
        }
        Ok(Self { text: text.to_owned(), language: PhantomData })
    }
}

impl<L: Language> fmt::Display for Literal<L> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        L::write(formatter, &self.text)
    }
}

/// Literals, displayed one after the other as the language lists them.
#[derive(Debug)]
pub(super) struct Literals<L>(Vec<Literal<L>>);

impl<L: Language> Literals<L> {
    /// The literals of some texts.
    ///
    /// # Errors
    ///
    /// [`UnfitText`] if one of them has no literal.
    pub(super) fn new<T: AsRef<str>>(texts: impl IntoIterator<Item = T>) -> Result<Self, UnfitText> {
        texts.into_iter().map(|text| Literal::new(text.as_ref())).collect::<Result<_, _>>().map(Self)
    }
}

impl<L> Literals<L> {
    /// Whether there are none.
    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl<'a, L> IntoIterator for &'a Literals<L> {
    type Item = &'a Literal<L>;
    type IntoIter = std::slice::Iter<'a, Literal<L>>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.iter()
    }
}

impl<L: Language> fmt::Display for Literals<L> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (number, literal) in self.into_iter().enumerate() {
            if number > 0 {
                formatter.write_str(L::SEPARATOR)?;
            }
            literal.fmt(formatter)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_literal_is_displayed_as_its_language_reads_it() {
        assert_eq!(Literal::<Sh>::new("it's $HOME").unwrap().to_string(), r"'it'\''s $HOME'");
        assert_eq!(Literal::<PowerShell>::new("it's $HOME").unwrap().to_string(), "'it''s $HOME'");
    }

    #[test]
    fn literals_are_listed_as_in_their_language() {
        assert_eq!(Literals::<Sh>::new(["a", "b'"]).unwrap().to_string(), r"'a' 'b'\'''");
        assert_eq!(Literals::<PowerShell>::new(["a", "b'"]).unwrap().to_string(), "'a', 'b'''");
        assert_eq!(Literals::<Sh>::new([""; 0]).unwrap().to_string(), "");
    }

    #[test]
    fn what_no_script_holds_is_refused() {
        for text in ["a\0b", "a\nb", "a\r", "\r\n"] {
            assert_eq!(Literal::<Sh>::new(text).unwrap_err(), UnfitText, "{text:?}");
            assert_eq!(Literals::<PowerShell>::new(["a", text]).unwrap_err(), UnfitText, "{text:?}");
        }
    }
}
