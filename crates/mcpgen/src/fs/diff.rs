//! What a write would change, as a unified diff without secrets.

use mcpgen_core::diagnostic::masked;
use similar::TextDiff;

use super::compare::{Change, Comparison, FileComparison};
use crate::artifact::Sensitivity;
use crate::dotenv::EnvFile;

/// Shorter values are words like any other, and hiding them would hide everything else too.
const SHORTEST_SECRET: usize = 6;

impl Comparison {
    /// What a write would change, file by file, in the form that `diff -u` and git give. Values of `.env` are stars wherever they
    /// stand, and so is what looks like a key of a known issuer.
    ///
    /// ```
    /// # use mcpgen::artifact::{Artifact, ArtifactPath, ArtifactSet};
    /// # use mcpgen::fs::View;
    /// # let folder = tempfile::tempdir()?;
    /// # let mut files = ArtifactSet::default();
    /// # files.insert(ArtifactPath::new(".env")?, Artifact::public("TOKEN=abcdefgh\n").shared().secret());
    /// let diff = View::of(folder.path())?.compare(&files)?.unified_diff();
    /// assert!(diff.contains("+TOKEN=***") && !diff.contains("abcdefgh"));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn unified_diff(&self) -> String {
        self.diff_of(|file| !matches!(file.change, Change::Unchanged | Change::Kept))
    }

    /// The same for those files alone that are not what the stack gives.
    ///
    /// ```
    /// # use mcpgen::artifact::{Artifact, ArtifactPath, ArtifactSet};
    /// # use mcpgen::fs::View;
    /// # let folder = tempfile::tempdir()?;
    /// # let mut files = ArtifactSet::default();
    /// # files.insert(ArtifactPath::new(".env")?, Artifact::public("TOKEN=abcdefgh\n").shared().secret());
    /// // A file of secrets that is not there is no drift, though a write would make it.
    /// assert_eq!(View::of(folder.path())?.compare(&files)?.drift(), "");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn drift(&self) -> String {
        self.diff_of(|file| file.drifts() && file.change != Change::Kept)
    }

    /// The same for those files alone that a person made or changed.
    ///
    /// ```
    /// # use mcpgen::artifact::{Artifact, ArtifactPath, ArtifactSet};
    /// # use mcpgen::fs::View;
    /// # let folder = tempfile::tempdir()?;
    /// # let mut files = ArtifactSet::default();
    /// # files.insert(ArtifactPath::new("docker-compose.yml")?, Artifact::public("services: {}\n"));
    /// std::fs::write(folder.path().join("docker-compose.yml"), "services: {mine: {}}\n")?;
    /// assert!(View::of(folder.path())?.compare(&files)?.conflicts().contains("-services: {mine: {}}"));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn conflicts(&self) -> String {
        self.diff_of(FileComparison::is_conflict)
    }

    fn diff_of(&self, shows: impl Fn(&FileComparison) -> bool) -> String {
        let secrets = self.secrets();
        self.files.iter().filter(|file| shows(file)).map(|file| file.unified_diff(&secrets)).collect()
    }

    /// The values of the files that hold secrets, the longest first, so that none hides a part of another only.
    fn secrets(&self) -> Vec<String> {
        let mut secrets: Vec<String> = self
            .files
            .iter()
            .filter(|file| file.is_secret())
            .flat_map(|file| {
                let before = file.before.as_deref().map(String::from_utf8_lossy);
                let after = file.after.as_ref().map(|artifact| artifact.text().into());
                [before, after].into_iter().flatten()
            })
            .flat_map(|text| values(&text))
            .collect();
        secrets.sort_by_key(|secret| std::cmp::Reverse(secret.len()));
        secrets.dedup();
        secrets
    }
}

impl FileComparison {
    fn is_secret(&self) -> bool {
        self.after.as_ref().is_some_and(|artifact| artifact.sensitivity() == Sensitivity::Secret)
    }

    fn unified_diff(&self, secrets: &[String]) -> String {
        let before = self.before.as_deref().map(String::from_utf8_lossy).unwrap_or_default();
        let after = self.after.as_ref().map_or("", |artifact| artifact.text());
        let (before, after) = if self.is_secret() {
            (EnvFile::parse(&before).starred(), EnvFile::parse(after).starred())
        } else {
            (without(&before, secrets), without(after, secrets))
        };
        let name = |side: &str, there: bool| {
            if there { format!("{side}/{}", self.path) } else { "/dev/null".to_owned() }
        };
        let (old, new) = (name("a", self.before.is_some()), name("b", self.after.is_some()));
        let diff = TextDiff::from_lines(&before, &after);
        let text = diff.unified_diff().context_radius(3).header(&old, &new).to_string();
        if text.is_empty() {
            // They differ in what was starred, or in line ends alone.
            format!("--- {old}\n+++ {new}\n(only values or line ends differ)\n")
        } else {
            text
        }
    }
}

fn values(text: &str) -> Vec<String> {
    let values = EnvFile::parse(text).values();
    values
        .iter()
        .map(|value| value.expose().to_owned())
        .filter(|value| value.len() >= SHORTEST_SECRET)
        .collect()
}

fn without(text: &str, secrets: &[String]) -> String {
    let mut text = masked(text).into_owned();
    for secret in secrets {
        text = text.replace(secret.as_str(), "***");
    }
    text
}
