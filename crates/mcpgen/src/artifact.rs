//! What was rendered: files in memory, whole before any of them is written.
//!
//! ```
//! use mcpgen::artifact::{Artifact, ArtifactPath, ArtifactSet};
//!
//! let mut files = ArtifactSet::default();
//! files.insert(ArtifactPath::new("scripts/start.sh")?, Artifact::public("#!/bin/sh\n").executable());
//! assert!(ArtifactPath::new("../outside").is_err());
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

use std::borrow::Borrow;
use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

/// Where an artifact goes: a path relative to the output folder, with `/` between its parts, that cannot lead out of it.
///
/// ```
/// use mcpgen::artifact::ArtifactPath;
///
/// assert_eq!(ArtifactPath::new("scripts/start.sh")?.to_string(), "scripts/start.sh");
/// for outside in ["../stack.toml", "/etc/passwd", r"C:\stack.toml", "scripts//start.sh"] {
///     assert!(ArtifactPath::new(outside).is_err());
/// }
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct ArtifactPath(String);

impl ArtifactPath {
    /// Checks a path.
    ///
    /// # Errors
    ///
    /// When a part of it is empty, `.` or `..`, or holds a separator, a drive or a control character.
    ///
    /// ```
    /// # use mcpgen::artifact::ArtifactPath;
    /// assert!(ArtifactPath::new(".env").is_ok());
    /// let error = ArtifactPath::new("scripts/../../.env").unwrap_err();
    /// assert_eq!(error.to_string(), r#""scripts/../../.env" is not a path inside the output folder"#);
    /// ```
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
    ///
    /// ```
    /// # use mcpgen::artifact::ArtifactPath;
    /// assert!(ArtifactPath::new("scripts/start.ps1")?.as_str().ends_with(".ps1"));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A map of paths is asked with a text. Paths are ordered as their texts are.
impl Borrow<str> for ArtifactPath {
    fn borrow(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for ArtifactPath {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

/// A path could lead out of the output folder.
///
/// ```
/// use mcpgen::artifact::ArtifactPath;
///
/// let error = ArtifactPath::new("..").unwrap_err();
/// assert_eq!(error.to_string(), r#"".." is not a path inside the output folder"#);
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InvalidArtifactPath(String);

impl fmt::Display for InvalidArtifactPath {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{:?} is not a path inside the output folder", self.0)
    }
}

impl std::error::Error for InvalidArtifactPath {}

/// Who may read a file.
///
/// ```
/// use mcpgen::artifact::{Artifact, Sensitivity};
///
/// assert_eq!(Artifact::public("").sensitivity(), Sensitivity::Public);
/// assert_eq!(Artifact::public("").mounted().sensitivity(), Sensitivity::Container);
/// ```
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
///
/// ```
/// use mcpgen::artifact::{Artifact, Mode};
///
/// assert_eq!(Artifact::public("#!/bin/sh\n").executable().mode(), Mode::Executable);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// It is only read.
    Plain,
    /// It is run.
    Executable,
}

/// Whose a file is.
///
/// ```
/// use mcpgen::artifact::{Artifact, Ownership};
///
/// assert_eq!(Artifact::public("").ownership(), Ownership::Whole);
/// assert_eq!(Artifact::public(".env\n").shared().ownership(), Ownership::Shared);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ownership {
    /// mcpgen's: it is replaced whole, and a person's edit in it is a conflict.
    Whole,
    /// A person's as well: what was there is in its text, line for line, and what was missing is added.
    Shared,
}

/// One file.
///
/// ```
/// use mcpgen::artifact::Artifact;
///
/// let script = Artifact::public("#!/bin/sh\n").executable();
/// assert_eq!(script.text(), "#!/bin/sh\n");
/// // What holds secrets does not print.
/// assert!(!format!("{:?}", Artifact::public("TOKEN=abc").secret()).contains("abc"));
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct Artifact {
    // Shared, for a comparison of a folder with its files holds them too.
    text: Arc<String>,
    ownership: Ownership,
    sensitivity: Sensitivity,
    mode: Mode,
}

impl Artifact {
    /// A file of mcpgen's own that everyone may read and nobody runs.
    ///
    /// ```
    /// # use mcpgen::artifact::{Artifact, Mode};
    /// let file = Artifact::public("services: {}\n");
    /// assert_eq!((file.text(), file.mode()), ("services: {}\n", Mode::Plain));
    /// ```
    pub fn public(text: impl Into<String>) -> Self {
        Self {
            text: Arc::new(text.into()),
            ownership: Ownership::Whole,
            sensitivity: Sensitivity::Public,
            mode: Mode::Plain,
        }
    }

    /// The same file, in which a person's lines stand too.
    ///
    /// ```
    /// # use mcpgen::artifact::{Artifact, Ownership};
    /// assert_eq!(Artifact::public(".env\n").shared().ownership(), Ownership::Shared);
    /// ```
    #[must_use]
    pub fn shared(self) -> Self {
        Self { ownership: Ownership::Shared, ..self }
    }

    /// The same file, which a container reads.
    ///
    /// ```
    /// # use mcpgen::artifact::{Artifact, Sensitivity};
    /// assert_eq!(Artifact::public("registry: {}\n").mounted().sensitivity(), Sensitivity::Container);
    /// ```
    #[must_use]
    pub fn mounted(self) -> Self {
        Self { sensitivity: Sensitivity::Container, ..self }
    }

    /// The same file, which only its owner may read.
    ///
    /// ```
    /// # use mcpgen::artifact::{Artifact, Sensitivity};
    /// assert_eq!(Artifact::public("TOKEN=abc\n").secret().sensitivity(), Sensitivity::Secret);
    /// ```
    #[must_use]
    pub fn secret(self) -> Self {
        Self { sensitivity: Sensitivity::Secret, ..self }
    }

    /// The same file, run by its name.
    ///
    /// ```
    /// # use mcpgen::artifact::{Artifact, Mode};
    /// assert_eq!(Artifact::public("#!/bin/sh\n").executable().mode(), Mode::Executable);
    /// ```
    #[must_use]
    pub fn executable(self) -> Self {
        Self { mode: Mode::Executable, ..self }
    }

    /// What the file holds: its line ends are as they must be.
    ///
    /// ```
    /// # use mcpgen::artifact::Artifact;
    /// assert_eq!(Artifact::public("a\r\nb\r\n").text(), "a\r\nb\r\n");
    /// ```
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Whose it is.
    ///
    /// ```
    /// # use mcpgen::artifact::{Artifact, Ownership};
    /// assert_eq!(Artifact::public("").ownership(), Ownership::Whole);
    /// ```
    #[must_use]
    pub fn ownership(&self) -> Ownership {
        self.ownership
    }

    /// Who may read it.
    ///
    /// ```
    /// # use mcpgen::artifact::{Artifact, Sensitivity};
    /// assert_eq!(Artifact::public("").secret().sensitivity(), Sensitivity::Secret);
    /// ```
    #[must_use]
    pub fn sensitivity(&self) -> Sensitivity {
        self.sensitivity
    }

    /// Whether it is run.
    ///
    /// ```
    /// # use mcpgen::artifact::{Artifact, Mode};
    /// assert_eq!(Artifact::public("").mode(), Mode::Plain);
    /// ```
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
///
/// ```
/// use mcpgen::artifact::{Artifact, ArtifactPath, ArtifactSet};
///
/// let mut files = ArtifactSet::default();
/// files.insert(ArtifactPath::new("scripts/start.sh")?, Artifact::public("#!/bin/sh\n").executable());
/// files.insert(ArtifactPath::new("docker-compose.yml")?, Artifact::public("services: {}\n"));
/// let paths: Vec<&str> = files.iter().map(|(path, _)| path.as_str()).collect();
/// assert_eq!(paths, ["docker-compose.yml", "scripts/start.sh"]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ArtifactSet {
    artifacts: BTreeMap<ArtifactPath, Artifact>,
}

impl ArtifactSet {
    /// Adds a file; a second one of the same path takes the place of the first, which is given back.
    ///
    /// ```
    /// # use mcpgen::artifact::{Artifact, ArtifactPath, ArtifactSet};
    /// let mut files = ArtifactSet::default();
    /// assert_eq!(files.insert(ArtifactPath::new("notes")?, Artifact::public("old")), None);
    /// let replaced = files.insert(ArtifactPath::new("notes")?, Artifact::public("new"));
    /// assert_eq!(replaced, Some(Artifact::public("old")));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn insert(&mut self, path: ArtifactPath, artifact: Artifact) -> Option<Artifact> {
        self.artifacts.insert(path, artifact)
    }

    /// The file at `path`.
    ///
    /// ```
    /// # use mcpgen::artifact::{Artifact, ArtifactPath, ArtifactSet};
    /// let mut files = ArtifactSet::default();
    /// files.insert(ArtifactPath::new("notes")?, Artifact::public("text"));
    /// assert_eq!(files.get("notes").map(Artifact::text), Some("text"));
    /// assert_eq!(files.get("other"), None);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn get(&self, path: &str) -> Option<&Artifact> {
        self.artifacts.get(path)
    }

    /// The files, sorted by path.
    ///
    /// ```
    /// # use mcpgen::artifact::{Artifact, ArtifactPath, ArtifactSet};
    /// let mut files = ArtifactSet::default();
    /// files.insert(ArtifactPath::new("notes")?, Artifact::public("text"));
    /// for (path, file) in files.iter() {
    ///     println!("{path}: {} bytes", file.text().len());
    /// }
    /// # assert_eq!(files.iter().count(), 1);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn iter(&self) -> impl Iterator<Item = (&ArtifactPath, &Artifact)> {
        self.artifacts.iter()
    }

    /// How many there are.
    ///
    /// ```
    /// # use mcpgen::artifact::ArtifactSet;
    /// assert_eq!(ArtifactSet::default().len(), 0);
    /// ```
    #[must_use]
    pub fn len(&self) -> usize {
        self.artifacts.len()
    }

    /// Whether there are none.
    ///
    /// ```
    /// # use mcpgen::artifact::ArtifactSet;
    /// assert!(ArtifactSet::default().is_empty());
    /// ```
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
