//! Matching paths with Go's regular expressions.

use regex_automata::meta::{self, Regex};
use regex_automata::util::syntax;

use crate::go_regex;

/// The most memory that a compiled expression may take, in bytes. Go has a limit of its own, which is about as high.
const LARGEST: usize = 256 << 20;

/// The deepest that an expression may nest; Go refuses what is deeper.
const DEEPEST: u32 = 1100;

/// An expression that finds what Go's `regexp.MatchString` finds.
#[derive(Clone, Debug)]
pub(super) struct Pattern(Regex);

impl Pattern {
    /// The message when Go refuses `expression`, or when it is too large here.
    pub(super) fn new(expression: &str) -> Result<Self, String> {
        let rust = go_regex::to_rust(expression).map_err(|error| error.to_string())?;
        meta::Builder::new()
            .syntax(syntax())
            .configure(meta::Config::new().nfa_size_limit(Some(LARGEST)))
            .build(&rust)
            .map(Self)
            .map_err(|error| format!("`{expression}` cannot be matched here: {error}"))
    }

    pub(super) fn matches(&self, path: &str) -> bool {
        self.0.is_match(path)
    }
}

/// How the translated expressions are read. `\B` is about bytes there, so it could split a character; the engine leaves
/// such a match out by itself.
pub(super) fn syntax() -> syntax::Config {
    syntax::Config::new().utf8(false).nest_limit(DEEPEST)
}
