//! Texts, times and amounts.

use toml::{Table, Value};

use super::draw::Draw;
use crate::tricky;

/// Any text that a container can get. Half of them are harmless.
pub(super) fn text(draw: &mut Draw) -> String {
    const WORDS: [&str; 8] = ["a", "two words", "8080", "true", "--port=80", "x=y", "é", ""];
    if draw.chance(50) {
        draw.pick(&WORDS).to_owned()
    } else {
        draw.pick(&tricky::values().unwrap_or_default())
    }
}

/// A text that is not empty.
pub(super) fn something(draw: &mut Draw) -> String {
    Some(text(draw)).filter(|text| !text.is_empty()).unwrap_or_else(|| "thing".to_owned())
}

/// A text, a secret or a value of `.env`.
pub(super) fn value(draw: &mut Draw, secrets: &[String]) -> Value {
    match draw.below(6) {
        0 if !secrets.is_empty() => table([("secret", draw.pick(secrets).into())]),
        1 => table([("env", draw.pick(&["LEVEL", "MODE", "REGION"]).into())]),
        2 => table([("env", draw.pick(&["SIZE", "COLOUR"]).into()), ("default", default(draw).into())]),
        _ => text(draw).into(),
    }
}

/// What a variable means when `.env` does not say; the same each time, for two services must agree.
fn default(_: &mut Draw) -> &'static str {
    "de $fault: 'x' # \"y\""
}

/// A time, in any form that is accepted.
pub(super) fn time(draw: &mut Draw) -> &'static str {
    draw.pick(&["1s", "90s", "1m30s", "500ms", "1.5s", "2h", "1h0m1s", "3600s", "1h1ms", "75m"])
}

/// An amount of memory, in any form that is accepted.
pub(super) fn memory(draw: &mut Draw) -> &'static str {
    draw.pick(&["6m", "512m", "2g", "64MiB", "100mb", "8388608b", "1Gb", "65536k", "7000000B", "8192KiB"])
}

pub(super) fn table<const N: usize>(entries: [(&str, Value); N]) -> Value {
    Value::Table(entries.into_iter().map(|(key, value)| (key.to_owned(), value)).collect())
}

/// A table in which each of `entries` stands in half of the cases; at least the first one.
pub(super) fn some_of(draw: &mut Draw, entries: Vec<(&str, Value)>) -> Value {
    let mut chosen = Table::new();
    for (key, value) in entries {
        if chosen.is_empty() || draw.chance(50) {
            chosen.insert(key.to_owned(), value);
        }
    }
    Value::Table(chosen)
}
