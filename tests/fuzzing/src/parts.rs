//! Several files in the one text that the fuzzer gives.

/// What stands between two files: a line that is a comment in TOML, in YAML and in `.env`.
pub const SEPARATOR: &str = "\n#---\n";

/// The files in `bytes`. There is always a first one, which may be empty.
pub(crate) fn parts(bytes: &[u8]) -> Vec<&[u8]> {
    let separator = SEPARATOR.as_bytes();
    let mut parts = Vec::new();
    let mut rest = bytes;
    while let Some(at) = rest.windows(separator.len()).position(|window| window == separator) {
        let (part, after) = rest.split_at(at);
        parts.push(part);
        rest = after.strip_prefix(separator).unwrap_or_default();
    }
    parts.push(rest);
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_told_apart_by_the_line_between_them() {
        assert_eq!(parts(b"a\n#---\nb\n\n#---\n"), [b"a".as_slice(), b"b\n", b""]);
        assert_eq!(parts(b""), [b""]);
    }
}
