//! A text that may be a secret, and where it comes from.

use std::collections::BTreeSet;
use std::fmt;
use std::ops::Range;

/// A text after interpolation: which variables stand in it is known, what it says is not told.
///
/// ```
/// use mcpgen_simulate::{Access, Machine, MemoryFolder, simulate};
///
/// let compose = "
/// services:
///   gateway:
///     image: docker/mcp-gateway
///     command: [--transport=streaming, --servers=fetch]
///     environment: {MCP_GATEWAY_AUTH_TOKEN: '${TOKEN}'}
///     volumes: [/var/run/docker.sock:/var/run/docker.sock]
/// ";
/// let folder = MemoryFolder::default().with_file("docker-compose.yml", compose).with_file(".env", "TOKEN=abc");
/// let simulation = simulate(&folder, &Machine::default());
/// let Access::Token(token) = &simulation.gateways[0].access else { panic!("no token") };
/// assert!(token.is("abc"));
/// assert_eq!(format!("{token:?}"), r#"*** of {"TOKEN"}"#);
/// ```
#[derive(Clone, PartialEq, Eq, Default)]
pub struct Value {
    text: String,
    references: Vec<Reference>,
}

#[derive(Clone, PartialEq, Eq)]
struct Reference {
    range: Range<usize>,
    variable: String,
    state: State,
}

/// What a variable had when its value was asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum State {
    /// A value, maybe an empty one.
    Set,
    /// None, so that nothing stands in its place.
    Unset,
    /// None, where there must be one: Compose stops. What follows from that is not told again.
    Unfilled,
}

/// What stands for a value that must be filled in before anything starts.
const UNFILLED: &str = "unfilled";

impl Value {
    /// Text without variables.
    pub(crate) fn literal(text: impl Into<String>) -> Self {
        Self { text: text.into(), references: Vec::new() }
    }

    /// The value of a variable.
    pub(crate) fn of_variable(variable: &str, text: &str, state: State) -> Self {
        let text = if state == State::Unfilled { UNFILLED } else { text };
        let reference = Reference { range: 0..text.len(), variable: variable.to_owned(), state };
        Self { text: text.to_owned(), references: vec![reference] }
    }

    /// Puts `other` behind this.
    pub(crate) fn push(&mut self, other: &Self) {
        let start = self.text.len();
        self.text.push_str(&other.text);
        self.references.extend(other.references.iter().map(|reference| Reference {
            range: reference.range.start + start..reference.range.end + start,
            ..reference.clone()
        }));
    }

    pub(crate) fn push_character(&mut self, character: char) {
        self.text.push(character);
    }

    /// Whether it is exactly `text`.
    ///
    /// For tests: it takes a text to compare with, and tells none.
    ///
    /// ```
    /// # use mcpgen_simulate::Value;
    /// assert!(Value::default().is(""));
    /// assert!(!Value::default().is("abc"));
    /// ```
    #[must_use]
    pub fn is(&self, text: &str) -> bool {
        self.text == text
    }

    /// Whether there is nothing in it.
    ///
    /// ```
    /// # use mcpgen_simulate::Value;
    /// assert!(Value::default().is_empty());
    /// ```
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.text.is_empty()
    }

    /// The variables that stand in it, by name.
    ///
    /// ```
    /// # use mcpgen_simulate::{Machine, MemoryFolder, simulate};
    /// # let compose = "
    /// # services:
    /// #   gateway:
    /// #     image: docker/mcp-gateway
    /// #     command: [--transport=streaming, --servers=brave, --secrets=/secrets]
    /// #     volumes: [/var/run/docker.sock:/var/run/docker.sock]
    /// #     configs: [{source: secrets, target: /secrets}]
    /// # configs: {secrets: {content: 'brave.api_key=${BRAVE_API_KEY}'}}
    /// # ";
    /// # let folder = MemoryFolder::default().with_file("docker-compose.yml", compose).with_file(".env", "BRAVE_API_KEY=abc");
    /// let simulation = simulate(&folder, &Machine::default());
    /// let brave = simulation.gateways[0].server("brave").ok_or("no server")?;
    /// assert_eq!(brave.environment[0].value.variables(), ["BRAVE_API_KEY"].into());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn variables(&self) -> BTreeSet<&str> {
        self.references.iter().map(|reference| reference.variable.as_str()).collect()
    }

    /// The variables in it that have no value.
    pub(crate) fn unset(&self) -> BTreeSet<&str> {
        let unset = self.references.iter().filter(|reference| reference.state == State::Unset);
        unset.map(|reference| reference.variable.as_str()).collect()
    }

    /// Whether a value is in it that must be filled in first.
    pub(crate) fn is_unfilled(&self) -> bool {
        self.references.iter().any(|reference| reference.state == State::Unfilled)
    }

    /// What it says. For what is decided by it, not for what is told.
    pub(crate) fn text(&self) -> &str {
        &self.text
    }

    /// The part of it in `range`, with the variables that stand there.
    fn part(&self, range: Range<usize>) -> Self {
        let text = self.text.get(range.clone()).unwrap_or_default().to_owned();
        let inside = self.references.iter().filter(|reference| {
            reference.range.start <= range.end
                && reference.range.end >= range.start
                && (reference.range.is_empty()
                    || reference.range.start < range.end && reference.range.end > range.start)
        });
        let references = inside
            .map(|reference| Reference {
                range: reference.range.start.saturating_sub(range.start)
                    ..reference.range.end.min(range.end).saturating_sub(range.start),
                ..reference.clone()
            })
            .collect();
        Self { text, references }
    }

    /// Its lines, without their ends.
    pub(crate) fn lines(&self) -> Vec<Self> {
        let mut start = 0;
        let mut lines = Vec::new();
        for line in self.text.split_inclusive('\n') {
            let content = line.trim_end_matches('\n').trim_end_matches('\r');
            lines.push(self.part(start..start + content.len()));
            start += line.len();
        }
        lines
    }

    /// What stands before and after the first `separator`.
    pub(crate) fn split_once(&self, separator: char) -> Option<(Self, Self)> {
        let at = self.text.find(separator)?;
        Some((self.part(0..at), self.part(at + separator.len_utf8()..self.text.len())))
    }

    /// Without white space around it.
    pub(crate) fn trim(&self) -> Self {
        let start = self.text.len() - self.text.trim_start().len();
        self.part(start..start + self.text.trim().len())
    }
}

impl fmt::Debug for Value {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "*** of {:?}", self.variables())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_keeps_the_variables_that_stand_in_it() {
        let mut value = Value::literal("a=");
        value.push(&Value::of_variable("A", "1", State::Set));
        value.push(&Value::literal("\nb="));
        value.push(&Value::of_variable("B", "", State::Unset));
        value.push(&Value::literal("\nc=\n"));
        let lines = value.lines();
        assert_eq!(lines[0].variables(), BTreeSet::from(["A"]));
        assert!(lines[0].split_once('=').unwrap().1.is("1"));
        assert_eq!(lines[1].unset(), BTreeSet::from(["B"]));
        assert!(lines[2].variables().is_empty());
    }

    #[test]
    fn a_value_does_not_print_itself() {
        let value = Value::of_variable("KEY", "hunter2", State::Set);
        assert!(!format!("{value:?}").contains("hunter2"));
    }
}
