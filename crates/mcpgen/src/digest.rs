//! Fingerprints of what a service reads, so that Compose notices when it changes.

use std::fmt::Write as _;

use sha2::{Digest as _, Sha256};

/// A running fingerprint of texts; each is kept apart from the next.
#[derive(Default)]
pub(crate) struct Digest {
    state: Sha256,
    texts: usize,
}

impl Digest {
    /// Takes in a text.
    pub(crate) fn add(&mut self, text: &str) {
        self.add_bytes(text.as_bytes());
    }

    fn add_bytes(&mut self, bytes: &[u8]) {
        self.state.update((bytes.len() as u64).to_le_bytes());
        self.state.update(bytes);
        self.texts += 1;
    }

    /// Whether there was no text yet.
    pub(crate) fn is_empty(&self) -> bool {
        self.texts == 0
    }

    /// The first 16 hexadecimal digits: enough to tell versions of a file apart.
    pub(crate) fn finish(self) -> String {
        self.state.finalize().iter().take(8).fold(String::new(), |mut text, byte| {
            // Writing to a String cannot fail.
            let _ = write!(text, "{byte:02x}");
            text
        })
    }

    /// The fingerprint of one text.
    pub(crate) fn of(text: &str) -> String {
        Self::of_bytes(text.as_bytes())
    }

    /// The fingerprint of bytes that need not be text.
    pub(crate) fn of_bytes(bytes: &[u8]) -> String {
        let mut digest = Self::default();
        digest.add_bytes(bytes);
        digest.finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_kept_apart() {
        let mut one = Digest::default();
        one.add("ab");
        one.add("c");
        let mut other = Digest::default();
        other.add("a");
        other.add("bc");
        assert_ne!(one.finish(), other.finish());
    }
}
