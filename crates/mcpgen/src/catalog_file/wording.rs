//! What is said of a file that is not YAML.

use crate::yaml::YamlFault;

/// A fault in plain words, and how to mend it.
pub(super) struct Wording {
    pub(super) message: String,
    pub(super) help: String,
}

/// The beginning of what the YAML library says, what is said instead, and how to mend it.
const KNOWN: [(&str, &str, &str); 9] = [
    ("unclosed bracket", "a bracket is opened here and never closed", "close it with `]` or `}`"),
    (
        "tabs disallowed",
        "a line of YAML is indented with blanks, never with a tab",
        "replace the tab by blanks",
    ),
    (
        "mapping values are not allowed",
        "a `:` stands where no key can be",
        "put the text into quotes, or add the `:` that is missing on the line before",
    ),
    (
        "while parsing a block",
        "this line is indented neither like the lines above it nor deeper",
        "indent it like its neighbours",
    ),
    ("while parsing a flow", "a bracket before this place is never closed", "close it with `]` or `}`"),
    (
        "multiple YAML documents",
        "a second document begins here, and the gateway reads only the first",
        "remove the line `---`",
    ),
    (
        "invalid trailing content",
        "the text goes on after its closing quote",
        "double a quote that belongs to the text, or put the text between quotes of the other kind",
    ),
    (
        "invalid indentation in multiline quoted",
        "a quote before this place is never closed",
        "close the quote",
    ),
    (
        "while parsing a quoted scalar, found unknown escape",
        "this text holds an escape that YAML does not have",
        "write `\\\\` for a backslash, or put the text between single quotes",
    ),
];

/// Says what is wrong with `text`.
pub(super) fn words(text: &str, fault: &YamlFault) -> Wording {
    let start = fault.offset.min(text.len());
    let before = text.get(..start).unwrap_or("");
    let line = text.get(before.rfind('\n').map_or(0, |newline| newline + 1)..).unwrap_or("");
    let line = line.lines().next().unwrap_or("");
    let wording = |message: &str, help: &str| Wording { message: message.to_owned(), help: help.to_owned() };
    if line.split_once("{{").is_some_and(|(before, _)| before.trim_end().ends_with([':', '-', '['])) {
        return wording(
            "YAML takes `{{` for the beginning of a table",
            "put the text into quotes: `'{{…}}'`",
        );
    }
    if let Some((_, key)) = fault.message.split_once("duplicate mapping key: ") {
        let key = key.split(", set ").next().unwrap_or(key);
        return wording(&format!("the key `{key}` stands here a second time"), "remove one of the two");
    }
    if fault.message.contains("unknown anchor") {
        return wording(
            "`*` begins a reference, and there is nothing of that name to refer to",
            "put the text into quotes",
        );
    }
    if let Some((_, character)) = fault.message.split_once("unexpected character: `") {
        let character = character.chars().next().unwrap_or(' ');
        return wording(
            &format!("a text without quotes cannot begin with `{character}`"),
            "put the text into quotes",
        );
    }
    match KNOWN.iter().find(|(known, _, _)| fault.message.starts_with(known)) {
        Some((_, message, help)) => wording(message, help),
        None => wording(&format!("this is no YAML: {}", fault.message), "mend the YAML"),
    }
}
