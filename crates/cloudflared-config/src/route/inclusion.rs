//! Whether some expressions match all that another does.

use std::collections::BTreeSet;

use regex_automata::Anchored;
use regex_automata::dfa::{Automaton, StartKind, dense};
use regex_automata::nfa::thompson;
use regex_automata::util::primitives::StateID;
use regex_automata::util::start;

use super::pattern::syntax;
use crate::go_regex;

/// The most memory for one automaton, in bytes, and the most steps. What needs more stays undecided.
const LARGEST: usize = 1 << 20;
const MOST_STEPS: usize = 20_000;

/// Whether every request path in which Go finds `other` is one in which it finds one of `own`. `None` when that cannot be
/// said with little effort.
///
/// The path of a request begins with `/`, so that `^/` takes them all.
pub(crate) fn includes(own: &[String], other: &str) -> Option<bool> {
    // What lies on the edge of a word is not followed through characters of more than one byte.
    if own.iter().map(String::as_str).chain([other]).any(|expression| expression.contains(r"\B")) {
        return None;
    }
    let translated = |expression: &String| go_regex::to_rust(expression).ok();
    let own = Search::new(&own.iter().map(translated).collect::<Option<Vec<_>>>()?)?;
    let other = Search::new(&[go_regex::to_rust(other).ok()?])?;
    // A path is a text: what is no UTF-8 in a request has been replaced before expressions see it.
    let text = Search::new(&[r"\A(?s:.)*\z".to_owned()])?;
    let first = |search: &Search| Some(search.start()?.next(search, b'/'));
    let start = (first(&own)?, first(&other)?, first(&text)?);
    let mut seen = BTreeSet::from([start]);
    let mut ahead = vec![start];
    while let Some((of_own, of_other, of_text)) = ahead.pop() {
        if of_own.found {
            continue;
        }
        if of_text.found_at_end(&text) && of_other.found_at_end(&other) && !of_own.found_at_end(&own) {
            return Some(false);
        }
        for byte in 0..=u8::MAX {
            let next = (of_own.next(&own, byte), of_other.next(&other, byte), of_text.next(&text, byte));
            if !next.1.is_hopeless(&other) && !next.2.is_hopeless(&text) && seen.insert(next) {
                if seen.len() > MOST_STEPS {
                    return None;
                }
                ahead.push(next);
            }
        }
    }
    Some(true)
}

/// A search for one of some expressions, in Rust's syntax, anywhere in a text.
struct Search(dense::DFA<Vec<u32>>);

impl Search {
    fn new(expressions: &[String]) -> Option<Self> {
        let config = dense::Config::new()
            .start_kind(StartKind::Unanchored)
            .dfa_size_limit(Some(LARGEST))
            .determinize_size_limit(Some(LARGEST));
        dense::Builder::new()
            .syntax(syntax())
            .thompson(
                thompson::Config::new()
                    .which_captures(thompson::WhichCaptures::None)
                    .nfa_size_limit(Some(LARGEST)),
            )
            .configure(config)
            .build_many(expressions)
            .ok()
            .map(Self)
    }

    fn start(&self) -> Option<State> {
        let state = self.0.start_state(&start::Config::new().anchored(Anchored::No)).ok()?;
        Some(State { state, found: self.0.is_match_state(state) })
    }
}

/// How far a search has come.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct State {
    state: StateID,
    /// Whether a match is certain, whatever follows.
    found: bool,
}

impl State {
    fn next(self, search: &Search, byte: u8) -> Self {
        let state = search.0.next_state(self.state, byte);
        Self { state, found: self.found || search.0.is_match_state(state) }
    }

    fn found_at_end(self, search: &Search) -> bool {
        self.found || search.0.is_match_state(search.0.next_eoi_state(self.state))
    }

    fn is_hopeless(self, search: &Search) -> bool {
        !self.found && search.0.is_dead_state(self.state)
    }
}
