//! What a write is about to do, written down before it is done: who finds it after a stop can finish.

use std::fmt::Write as _;

use crate::artifact::ArtifactPath;
use crate::digest::Digest;

/// One step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Step {
    /// The staged file of this number takes its place.
    Put {
        staged: usize,
        /// The fingerprint of what was there.
        before: Option<String>,
        path: ArtifactPath,
    },
    /// A file goes.
    Remove {
        /// The fingerprint of what was there.
        before: String,
        path: ArtifactPath,
    },
}

impl Step {
    /// Where it happens.
    pub(super) fn path(&self) -> &ArtifactPath {
        match self {
            Self::Put { path, .. } | Self::Remove { path, .. } => path,
        }
    }

    /// The fingerprint of what was there; `None` for nothing.
    pub(super) fn before(&self) -> Option<&str> {
        match self {
            Self::Put { before, .. } => before.as_deref(),
            Self::Remove { before, .. } => Some(before),
        }
    }
}

/// All steps of a write, in their order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Journal {
    pub(super) steps: Vec<Step>,
}

/// Stands for "nothing was there".
const NOTHING: &str = "-";

impl Journal {
    pub(super) fn text(&self) -> String {
        self.steps.iter().fold(String::new(), |mut text, step| {
            // Writing to a String cannot fail.
            let _ = match step {
                Step::Put { staged, before, path } => {
                    writeln!(text, "put {staged} {} {path}", before.as_deref().unwrap_or(NOTHING))
                }
                Step::Remove { before, path } => writeln!(text, "remove {before} {path}"),
            };
            text
        })
    }

    /// Reads a journal; lines that are none of its own are passed over, for it is whole before it has its name.
    pub(super) fn parse(text: &str) -> Self {
        Self { steps: text.lines().filter_map(step).collect() }
    }
}

fn step(line: &str) -> Option<Step> {
    let (verb, rest) = line.split_once(' ')?;
    match verb {
        "put" => {
            let (staged, rest) = rest.split_once(' ')?;
            let (before, path) = rest.split_once(' ')?;
            Some(Step::Put {
                staged: staged.parse().ok()?,
                before: (before != NOTHING).then(|| before.to_owned()),
                path: ArtifactPath::new(path).ok()?,
            })
        }
        "remove" => {
            let (before, path) = rest.split_once(' ')?;
            Some(Step::Remove { before: before.to_owned(), path: ArtifactPath::new(path).ok()? })
        }
        _ => None,
    }
}

/// The fingerprint of a file's bytes, to the last one.
pub(super) fn fingerprint(bytes: &[u8]) -> String {
    Digest::of_bytes(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_journal_reads_back_as_it_was_written() {
        let path = |text: &str| ArtifactPath::new(text).unwrap();
        let journal = Journal {
            steps: vec![
                Step::Put { staged: 0, before: None, path: path("a b/c.yml") },
                Step::Put { staged: 12, before: Some(fingerprint(b"x")), path: path("-") },
                Step::Remove { before: fingerprint(b""), path: path("scripts/start.sh") },
            ],
        };
        assert_eq!(Journal::parse(&journal.text()), journal);
    }

    #[test]
    fn a_path_that_leads_out_is_no_step() {
        assert_eq!(Journal::parse("put 0 - ../x\nremove 00 /etc/passwd\n"), Journal::default());
    }
}
