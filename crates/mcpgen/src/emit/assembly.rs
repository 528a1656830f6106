//! Putting together what several emitters make.

use std::collections::BTreeMap;

use mcpgen_core::diagnostic::Diagnostic;

use super::Emission;
use crate::artifact::{ArtifactPath, ArtifactSet};
use crate::error::{Error, ErrorKind};

/// mcpgen's own folder in the output folder, which no emitter writes to.
const OWN_FOLDER: &str = ".mcpgen";

/// The files of all emitters, none of which two write.
#[derive(Debug, Default)]
pub(crate) struct Assembly {
    artifacts: ArtifactSet,
    losses: Vec<Diagnostic>,
    /// Who writes each path. Windows and macOS do not tell capitals from small letters, so these are all small.
    writers: BTreeMap<String, String>,
}

impl Assembly {
    /// Adds what the emitter called `writer` made.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::PathTaken`] when a file of it is there already, or lies where mcpgen keeps its own.
    pub(crate) fn add(&mut self, writer: &str, emission: Emission) -> Result<(), Error> {
        let Emission { artifacts, losses } = emission;
        for (path, artifact) in artifacts {
            let small = path.as_str().to_lowercase();
            if small.split('/').next() == Some(OWN_FOLDER) {
                return Err(taken(&path, writer, "mcpgen, whose folder that is,"));
            }
            if let Some(other) = self.writer_of(&small) {
                return Err(taken(&path, writer, &format!("the emitter `{other}`")));
            }
            self.writers.insert(small, writer.to_owned());
            self.artifacts.insert(path, artifact);
        }
        self.losses.extend(losses);
        Ok(())
    }

    /// The files, and what could not be expressed.
    pub(crate) fn finish(self) -> (ArtifactSet, Vec<Diagnostic>) {
        (self.artifacts, self.losses)
    }

    /// Who writes a file there, or one that would be its folder, or one in it.
    fn writer_of(&self, path: &str) -> Option<&str> {
        let around = path.match_indices('/').filter_map(|(slash, _)| self.writers.get(path.get(..slash)?));
        let below = format!("{path}/");
        let within =
            self.writers.range(below.clone()..).next().filter(|(known, _)| known.starts_with(&below));
        let mut found =
            self.writers.get(path).into_iter().chain(around).chain(within.map(|(_, writer)| writer));
        found.next().map(String::as_str)
    }
}

fn taken(path: &ArtifactPath, writer: &str, other: &str) -> Error {
    Error::new(ErrorKind::PathTaken, format!("the emitter `{writer}` writes `{path}`, and so does {other}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::artifact::Artifact;

    fn emission(path: &str) -> Emission {
        Emission::default().with_artifact(ArtifactPath::new(path).unwrap(), Artifact::public(""))
    }

    #[test]
    fn no_two_emitters_write_one_path() {
        for (first, second) in [("a", "a"), ("a/b", "A/b"), ("a", "a/b"), ("a/b/c", "a/b")] {
            let mut assembly = Assembly::default();
            assembly.add("first", emission(first)).unwrap();
            let error = assembly.add("second", emission(second)).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::PathTaken);
            let message = error.to_string();
            assert!(message.contains("`first`") && message.contains("`second`"), "{message}");
        }
        let mut assembly = Assembly::default();
        for path in ["a-b", "a/b", "a.b", "b"] {
            assembly.add("any", emission(path)).unwrap();
        }
        assert!(assembly.add("any", emission(".mcpgen/manifest")).is_err());
    }
}
