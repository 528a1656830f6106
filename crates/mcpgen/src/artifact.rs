//! What was rendered: files in memory, whole before any of them is written.

use std::collections::BTreeMap;
use std::fmt;

/// Where an artifact goes: a path relative to the output folder, with `/` between its parts, that cannot lead out of it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct ArtifactPath(String);

impl ArtifactPath {
    /// Checks a path.
    ///
    /// # Errors
    ///
    /// When a part of it is empty, `.` or `..`, or holds a separator, a drive or a control character.
    pub fn new(path: impl Into<String>) -> Result<Self, InvalidArtifactPath> {
        let path = path.into();
        let plain = |part: &str| {
            !matches!(part, "" | "." | "..")
                && !part.contains(['\\', ':'])
                && !part.chars().any(char::is_control)
        };
        if path.split('/').all(plain) { Ok(Self(path)) } else { Err(InvalidArtifactPath(path)) }
    }

    /// The path as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for ArtifactPath {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

/// A path could lead out of the output folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InvalidArtifactPath(String);

impl fmt::Display for InvalidArtifactPath {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{:?} is not a path inside the output folder", self.0)
    }
}

impl std::error::Error for InvalidArtifactPath {}

/// Who may read a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sensitivity {
    /// Everyone whom the person's own mask lets.
    Public,
    /// Everyone, whatever the person's own mask says: a container reads it as a user of its own.
    Container,
    /// Nobody but its owner: it holds values of secrets.
    Secret,
}

/// Whether a file is run by its name, where files have such a mode.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// It is only read.
    Plain,
    /// It is run.
    Executable,
}

/// Whose a file is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ownership {
    /// mcpgen's: it is replaced whole, and a person's edit in it is a conflict.
    Whole,
    /// A person's as well: what was there is in its text, line for line, and what was missing is added.
    Shared,
}

/// One file.
#[derive(Clone, PartialEq, Eq)]
pub struct Artifact {
    text: String,
    ownership: Ownership,
    sensitivity: Sensitivity,
    mode: Mode,
}

impl Artifact {
    /// A file of mcpgen's own that everyone may read and nobody runs.
    pub fn public(text: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            ownership: Ownership::Whole,
            sensitivity: Sensitivity::Public,
            mode: Mode::Plain,
        }
    }

    /// The same file, in which a person's lines stand too.
    #[must_use]
    pub fn shared(self) -> Self {
        Self { ownership: Ownership::Shared, ..self }
    }

    /// The same file, which a container reads.
    #[must_use]
    pub fn mounted(self) -> Self {
        Self { sensitivity: Sensitivity::Container, ..self }
    }

    /// The same file, which only its owner may read.
    #[must_use]
    pub fn secret(self) -> Self {
        Self { sensitivity: Sensitivity::Secret, ..self }
    }

    /// The same file, run by its name.
    #[must_use]
    pub fn executable(self) -> Self {
        Self { mode: Mode::Executable, ..self }
    }

    /// What the file holds: its line ends are as they must be.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Whose it is.
    #[must_use]
    pub fn ownership(&self) -> Ownership {
        self.ownership
    }

    /// Who may read it.
    #[must_use]
    pub fn sensitivity(&self) -> Sensitivity {
        self.sensitivity
    }

    /// Whether it is run.
    #[must_use]
    pub fn mode(&self) -> Mode {
        self.mode
    }
}

impl fmt::Debug for Artifact {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = match self.sensitivity {
            Sensitivity::Public | Sensitivity::Container => self.text.as_str(),
            Sensitivity::Secret => "***",
        };
        formatter
            .debug_struct("Artifact")
            .field("text", &text)
            .field("ownership", &self.ownership)
            .field("sensitivity", &self.sensitivity)
            .field("mode", &self.mode)
            .finish()
    }
}

/// All files of a stack, by path.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ArtifactSet {
    artifacts: BTreeMap<ArtifactPath, Artifact>,
}

impl ArtifactSet {
    /// Adds a file; a second one of the same path takes the place of the first, which is given back.
    pub fn insert(&mut self, path: ArtifactPath, artifact: Artifact) -> Option<Artifact> {
        self.artifacts.insert(path, artifact)
    }

    /// The file at `path`.
    #[must_use]
    pub fn get(&self, path: &str) -> Option<&Artifact> {
        self.artifacts.iter().find(|(known, _)| known.as_str() == path).map(|(_, artifact)| artifact)
    }

    /// The files, sorted by path.
    pub fn iter(&self) -> impl Iterator<Item = (&ArtifactPath, &Artifact)> {
        self.artifacts.iter()
    }

    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.artifacts.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.artifacts.is_empty()
    }
}

/// The files with their paths, sorted by these.
impl IntoIterator for ArtifactSet {
    type Item = (ArtifactPath, Artifact);
    type IntoIter = std::collections::btree_map::IntoIter<ArtifactPath, Artifact>;

    fn into_iter(self) -> Self::IntoIter {
        self.artifacts.into_iter()
    }
}

/// The files with their paths, sorted by these.
impl<'a> IntoIterator for &'a ArtifactSet {
    type Item = (&'a ArtifactPath, &'a Artifact);
    type IntoIter = std::collections::btree_map::Iter<'a, ArtifactPath, Artifact>;

    fn into_iter(self) -> Self::IntoIter {
        self.artifacts.iter()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_that_leads_out_is_refused() {
        for path in ["", "/etc/passwd", "../x", "a/../b", "a//b", "C:/x", "a\\b", "a/\n", "."] {
            assert!(ArtifactPath::new(path).is_err(), "{path:?}");
        }
        assert!(ArtifactPath::new("scripts/start.sh").is_ok());
    }

    #[test]
    fn a_secret_does_not_show_in_debug_output() {
        assert!(!format!("{:?}", Artifact::public("hunter2").secret()).contains("hunter2"));
    }
}
