//! Whether documentation holds an example that runs.

/// Whether one of the code blocks of `docs` is a Rust program that `cargo test` builds and runs, or at least builds.
/// A block with `ignore` is not, and one with `compile_fail` shows what does not work.
pub(super) fn is_in(docs: &str) -> bool {
    let mut inside = false;
    for line in docs.lines() {
        let Some(words) = line.trim_start().strip_prefix("```") else { continue };
        if !inside && is_run(words) {
            return true;
        }
        inside = !inside;
    }
    false
}

fn is_run(words: &str) -> bool {
    words
        .split(',')
        .map(str::trim)
        .all(|word| matches!(word, "" | "no_run" | "rust" | "should_panic") || word.starts_with("edition"))
}

#[cfg(test)]
mod tests {
    use super::is_in;

    #[test]
    fn rust_is_an_example_and_other_text_is_not() {
        assert!(is_in("Adds.\n\n```\nassert_eq!(1 + 1, 2);\n```\n"));
        assert!(is_in("```text\nother\n```\n\n```no_run\nstd::process::exit(0);\n```\n"));
        for docs in ["Adds.", "```text\n1\n```\nend", "```ignore\n1\n```", "```compile_fail\n1\n```"] {
            assert!(!is_in(docs), "{docs}");
        }
    }
}
