//! What is found in a file.

use std::fmt;
use std::ops::Range;

/// How much a finding matters.
///
/// ```
/// use cloudflared_config::{Severity, read};
///
/// let severities = |text| read(text).findings().iter().map(|finding| finding.severity()).collect::<Vec<_>>();
/// assert!(severities("ingress: [{service: nowhere}]").contains(&Severity::Reject));
/// assert!(severities("ingress: [{service: hello_world, hots: a}]").contains(&Severity::Warn));
/// // There is no tunnel in it.
/// assert!(severities("ingress: [{service: hello_world}]").contains(&Severity::Die));
/// ```
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
///
/// ```
/// use cloudflared_config::{Verdict, check};
///
/// let text = "ingress: [{service: 'localhost:8811'}]";
/// let Verdict::Reject(finding) = check(text) else { panic!("accepted") };
/// println!("{finding}, at {:?}", &text[finding.span()]);
/// # assert_eq!(&text[finding.span()], "'localhost:8811'");
/// ```
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
    ///
    /// ```
    /// # use cloudflared_config::{Severity, Verdict, check};
    /// let Verdict::Reject(finding) = check("ingress: []") else { panic!("accepted") };
    /// assert_eq!(finding.severity(), Severity::Reject);
    /// ```
    #[must_use]
    pub fn severity(&self) -> Severity {
        self.severity
    }

    /// What is wrong, as a phrase without a full stop.
    ///
    /// ```
    /// # use cloudflared_config::{Verdict, check};
    /// let Verdict::Reject(finding) = check("") else { panic!("accepted") };
    /// assert_eq!(finding.message(), "there is no configuration in the file");
    /// ```
    #[must_use]
    pub fn message(&self) -> &str {
        &self.message
    }

    /// The bytes of the text that are to blame. The whole text when nothing smaller is.
    ///
    /// ```
    /// # use cloudflared_config::{Verdict, check};
    /// let text = "ingress: [{service: hello_world, orginRequest: {}}]";
    /// let Verdict::Warn(ignored) = check(text) else { panic!("refused") };
    /// assert_eq!(&text[ignored[0].span()], "orginRequest");
    /// ```
    #[must_use]
    pub fn span(&self) -> Range<usize> {
        self.span.clone()
    }

    /// The edit that mends it, when there is only one sensible one.
    ///
    /// ```
    /// # use cloudflared_config::{Verdict, check};
    /// let text = "ingress: [{service: hello_world, orginRequest: {}}]";
    /// let Verdict::Warn(ignored) = check(text) else { panic!("refused") };
    /// assert_eq!(ignored[0].edit().map(|edit| edit.text()), Some("originRequest"));
    /// ```
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
///
/// ```
/// use cloudflared_config::{Verdict, check};
///
/// let mut text = "ingress: [{service: hello_world, orginRequest: {}}]".to_owned();
/// let Verdict::Warn(ignored) = check(&text) else { panic!("refused") };
/// let edit = ignored[0].edit().ok_or("no edit")?;
/// text.replace_range(edit.span(), edit.text());
/// assert_eq!(check(&text), Verdict::Ok);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edit {
    pub(super) span: Range<usize>,
    pub(super) text: String,
}

impl Edit {
    /// The bytes that are replaced; none when something is put between two.
    ///
    /// ```
    /// # use cloudflared_config::read;
    /// let text = "no-autoupdate: 'yes'\ningress: [{service: hello_world}]";
    /// let reading = read(text);
    /// let edit = reading.findings().iter().find_map(|finding| finding.edit()).ok_or("no edit")?;
    /// assert_eq!(&text[edit.span()], "'yes'");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn span(&self) -> Range<usize> {
        self.span.clone()
    }

    /// What takes their place.
    ///
    /// ```
    /// # use cloudflared_config::read;
    /// let reading = read("no-autoupdate: 'yes'\ningress: [{service: hello_world}]");
    /// let edit = reading.findings().iter().find_map(|finding| finding.edit()).ok_or("no edit")?;
    /// assert_eq!(edit.text(), "true");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
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
