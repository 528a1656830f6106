//! Reading a `stack.toml`.

use std::str;

use mcpgen::core::diagnostic::{Code, Diagnostic};
use mcpgen::core::{SourceId, Sources};

/// Loads `bytes` as a `stack.toml`, twice: each problem has its place in the text, and both times it is the same ones. What is
/// taken for TOML is TOML.
///
/// # Panics
/// When that is not so.
pub fn load(bytes: &[u8]) {
    let Ok(text) = str::from_utf8(bytes) else { return };
    let mut sources = Sources::new();
    let [first, second] = ["first", "second"].map(|name| sources.add(name, text));
    let [loaded, again] = [first, second].map(|source| mcpgen::core::load(&sources, source));
    assert_eq!(told(&sources, first, loaded.diagnostics()), told(&sources, second, again.diagnostics()));
    assert_eq!(loaded.spec(), again.spec());
    let is_damaged = loaded.diagnostics().iter().any(|found| found.code() == Code::Syntax);
    assert!(is_damaged || toml::de::DeTable::parse(text).is_ok(), "taken, and is no TOML");
}

/// What is said, with the lines that it points to.
fn told(sources: &Sources, source: SourceId, diagnostics: &[Diagnostic]) -> Vec<(String, usize)> {
    let mut told = Vec::new();
    for diagnostic in diagnostics {
        assert!(!diagnostic.labels().is_empty(), "{diagnostic} points nowhere");
        for span in diagnostic.labels().iter().map(|label| label.span) {
            assert_eq!(span.source, source, "{diagnostic} points into another text");
            assert!(sources.slice(span).is_some(), "{diagnostic} points outside of the text");
            told.push((diagnostic.to_string(), span.start));
        }
    }
    told
}
