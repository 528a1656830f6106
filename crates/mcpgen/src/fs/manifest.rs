//! `.mcpgen/manifest`: what was written last, by which a later render tells its own file from a person's edit.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use crate::digest::Digest;

/// The file, relative to the output folder.
pub(super) const MANIFEST: &str = ".mcpgen/manifest";

const HEADER: &str = "# What mcpgen wrote last, and a fingerprint of each file. Commit it; do not edit it.\n";

/// Paths and fingerprints of what was written.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Manifest {
    files: BTreeMap<String, String>,
}

impl Manifest {
    /// Reads a manifest; lines that are not one's own are passed over.
    pub(super) fn parse(text: &str) -> Self {
        let files = text
            .lines()
            .filter(|line| !line.starts_with('#'))
            .filter_map(|line| line.split_once("  "))
            .map(|(digest, path)| (path.to_owned(), digest.to_owned()))
            .collect();
        Self { files }
    }

    /// Notes that `path` was written with this text.
    pub(super) fn add(&mut self, path: &str, text: &str) {
        self.files.insert(path.to_owned(), fingerprint(text));
    }

    /// Whether `text` is what was written to `path` last. Line ends do not count: git may change them.
    pub(super) fn wrote(&self, path: &str, text: &str) -> bool {
        self.files.get(path).is_some_and(|digest| *digest == fingerprint(text))
    }

    /// The paths that were written.
    pub(super) fn paths(&self) -> impl Iterator<Item = &str> {
        self.files.keys().map(String::as_str)
    }

    /// The text of the file.
    pub(super) fn text(&self) -> String {
        self.files.iter().fold(HEADER.to_owned(), |mut text, (path, digest)| {
            // Writing to a String cannot fail.
            let _ = writeln!(text, "{digest}  {path}");
            text
        })
    }
}

fn fingerprint(text: &str) -> String {
    if text.contains('\r') { Digest::of(&text.replace("\r\n", "\n")) } else { Digest::of(text) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_manifest_reads_back_as_it_was_written() {
        let mut manifest = Manifest::default();
        manifest.add("scripts/start.sh", "a\n");
        let read = Manifest::parse(&manifest.text());
        assert_eq!(read, manifest);
        assert!(read.wrote("scripts/start.sh", "a\r\n"));
        assert!(!read.wrote("scripts/start.sh", "b\n"));
    }
}
