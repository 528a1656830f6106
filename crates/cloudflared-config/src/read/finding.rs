//! What is found in a file.

use std::fmt;
use std::ops::Range;

/// How much a finding matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// cloudflared refuses the file, with `ingress validate` and with `tunnel run`.
    Reject,
    /// cloudflared ignores the key, and `ingress validate` warns about it.
    Warn,
    /// `ingress validate` accepts the file, and `tunnel run` ends at once.
    Die,
    /// cloudflared accepts it and runs, but does not do what it seems to say; or [`Config`](crate::Config) has no way to
    /// say it.
    Doubt,
}

/// Something that is wrong with a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    severity: Severity,
    message: String,
    span: Range<usize>,
    edit: Option<Edit>,
}

impl Finding {
    pub(super) fn new(severity: Severity, message: impl Into<String>, span: Range<usize>) -> Self {
        Self { severity, message: message.into(), span, edit: None }
    }

    pub(super) fn reject(message: impl Into<String>, span: Range<usize>) -> Self {
        Self::new(Severity::Reject, message, span)
    }

    /// Adds the edit that mends it: `text` in place of what is to blame.
    pub(super) fn mended_by(self, text: impl Into<String>) -> Self {
        let edit = Edit { span: self.span.clone(), text: text.into() };
        self.with_edit(edit)
    }

    pub(super) fn with_edit(mut self, edit: Edit) -> Self {
        self.edit = Some(edit);
        self
    }

    /// How much it matters.
    #[must_use]
    pub fn severity(&self) -> Severity {
        self.severity
    }

    /// What is wrong, as a phrase without a full stop.
    #[must_use]
    pub fn message(&self) -> &str {
        &self.message
    }

    /// The bytes of the text that are to blame. The whole text when nothing smaller is.
    #[must_use]
    pub fn span(&self) -> Range<usize> {
        self.span.clone()
    }

    /// The edit that mends it, when there is only one sensible one.
    #[must_use]
    pub fn edit(&self) -> Option<&Edit> {
        self.edit.as_ref()
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.message)
    }
}

/// A change of the text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edit {
    pub(super) span: Range<usize>,
    pub(super) text: String,
}

impl Edit {
    /// The bytes that are replaced; none when something is put between two.
    #[must_use]
    pub fn span(&self) -> Range<usize> {
        self.span.clone()
    }

    /// What takes their place.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }
}

/// The one of `known` that was most likely meant by `name`: at most two letters are wrong, missing or too many, and the
/// case and `-` and `_` count for nothing.
pub(super) fn nearest<'a>(name: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let plain = |text: &str| -> Vec<char> {
        text.chars().filter(|c| !matches!(c, '-' | '_')).flat_map(char::to_lowercase).collect()
    };
    let name = plain(name);
    let distances = known.into_iter().map(|known| (distance(&name, &plain(known)), known));
    let (distance, nearest) = distances.min_by_key(|(distance, _)| *distance)?;
    let few = if name.len() < 6 { 1 } else { 2 };
    (distance <= few && distance < name.len()).then_some(nearest)
}

/// How many letters must be changed, added or removed to make `right` of `left`.
fn distance(left: &[char], right: &[char]) -> usize {
    let mut row: Vec<usize> = (0..=right.len()).collect();
    for (line, own) in left.iter().enumerate() {
        let mut diagonal = line;
        let mut before = line + 1;
        let mut next = vec![before];
        for (above, other) in row.iter().skip(1).zip(right) {
            before = (diagonal + usize::from(own != other)).min(before + 1).min(above + 1);
            diagonal = *above;
            next.push(before);
        }
        row = next;
    }
    row.last().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn a_misspelt_name_has_a_nearest_one() {
        let known = ["noTLSVerify", "http2Origin", "access"];
        for (name, expected) in [
            ("noTlsVerify", Some("noTLSVerify")),
            ("no-tls-verify", Some("noTLSVerify")),
            ("htp2Origin", Some("http2Origin")),
            ("acess", Some("access")),
            ("foo", None),
            ("", None),
        ] {
            assert_eq!(nearest(name, known), expected, "{name}");
        }
    }
}
