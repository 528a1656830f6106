//! `.mcpgen/manifest`: what was written last, by which a later render tells its own file from a person's edit.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::compare::{Origin, without_returns};
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

    /// Notes that `path` was written with these bytes.
    pub(super) fn add(&mut self, path: &str, bytes: &[u8]) {
        self.files.insert(path.to_owned(), fingerprint(bytes));
    }

    /// Notes what `earlier` says of `path`, which was not written this time.
    pub(super) fn keep(&mut self, path: &str, earlier: &Self) {
        if let Some(digest) = earlier.files.get(path) {
            self.files.insert(path.to_owned(), digest.clone());
        }
    }

    /// Whose `bytes` are that stand at `path`. Line ends do not count: git may change them.
    pub(super) fn origin(&self, path: &str, bytes: &[u8]) -> Origin {
        match self.files.get(path) {
            None => Origin::Foreign,
            Some(digest) if *digest == fingerprint(bytes) => Origin::Mcpgen,
            Some(_) => Origin::Edited,
        }
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

fn fingerprint(bytes: &[u8]) -> String {
    if bytes.contains(&b'\r') { Digest::of_bytes(&without_returns(bytes)) } else { Digest::of_bytes(bytes) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_manifest_reads_back_as_it_was_written() {
        let mut manifest = Manifest::default();
        manifest.add("scripts/start.sh", b"a\n");
        let read = Manifest::parse(&manifest.text());
        assert_eq!(read, manifest);
        assert_eq!(read.origin("scripts/start.sh", b"a\r\n"), Origin::Mcpgen);
        assert_eq!(read.origin("scripts/start.sh", b"b\n"), Origin::Edited);
        assert_eq!(read.origin("scripts/stop.sh", b"a\n"), Origin::Foreign);
    }
}
