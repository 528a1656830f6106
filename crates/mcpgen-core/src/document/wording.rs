//! Syntax errors in the words of this crate: what is wrong and which edit mends it.

use super::parse::Fault;
use crate::diagnostic::{Code, Diagnostic, Fix, only_near};
use crate::source::Span;

/// `fault` of `text` as a diagnostic, with `span` underlined.
pub(super) fn diagnostic(text: &str, fault: &Fault, span: Span) -> Diagnostic {
    let found = text.get(fault.range.clone()).unwrap_or("");
    let line = text.get(..fault.range.start).and_then(|before| before.rsplit('\n').next()).unwrap_or("");
    let parser = fault.message.as_str();
    if UNREADABLE.iter().any(|begin| parser.starts_with(begin)) {
        return unreadable(text, fault, span);
    }
    let (message, label, help) = if fault.is_twice() {
        (format!("`{found}` is there twice"), "the second time", "remove one of the two".to_owned())
    } else if parser.starts_with("string values must be quoted") && matches!(found.trim(), "" | "=") {
        let key = line.trim_end_matches(['=', ' ', '\t']).trim();
        (
            format!("`{key}` has no value"),
            "nothing follows",
            format!("write a value after `=`, or remove `{key}`"),
        )
    } else if parser.starts_with("string values must be quoted") {
        ("text needs quotes".to_owned(), "no quotes", format!("write `{found:?}`"))
    } else if let Some(control) = control(text, fault).filter(|_| is_of_text(parser)) {
        (
            "a control character stands in a text".to_owned(),
            "before this",
            format!("write `\\u{:04x}` for it, in double quotes", u32::from(control)),
        )
    } else if is_of_text(parser) && parser.contains("multi-line") {
        (
            "a text of several lines does not end".to_owned(),
            "the quotes are missing after this",
            "add the three quotes that end the text".to_owned(),
        )
    } else if is_of_text(parser) {
        (
            "a text does not end on its line".to_owned(),
            "the quote is missing after this",
            "add the quote that ends the text".to_owned(),
        )
    } else if parser.starts_with("unexpected key or value") {
        (
            "the line goes on where it should end".to_owned(),
            "not expected here",
            "remove it, or write it on a line of its own".to_owned(),
        )
    } else if parser.starts_with("missing escaped value") {
        (
            "`\\` begins an escape, and there is none like this".to_owned(),
            "after `\\`",
            "write `\\\\` for a backslash, or put the text in single quotes: `'C:\\data'`".to_owned(),
        )
    } else if parser.contains("array") && !parser.contains("array table") {
        (
            "a list does not end, or lacks a comma".to_owned(),
            "not expected in a list",
            "add `]` at the end of the list, or `,` between its items".to_owned(),
        )
    } else if parser.contains("inline table") || parser.contains("between key-value pairs") {
        (
            "a table in braces does not end, or lacks a comma".to_owned(),
            "not expected in a table",
            "add `}` at the end of the table, or `,` between its keys".to_owned(),
        )
    } else if parser.starts_with("unclosed table") || parser.starts_with("unclosed array table") {
        (
            "the name of a table does not end".to_owned(),
            "`]` is missing after this",
            "add `]` at the end of the line".to_owned(),
        )
    } else if parser.starts_with("carriage return") {
        (
            "a carriage return alone does not end a line".to_owned(),
            "there is one before this",
            "save the file with the line ends LF or CRLF".to_owned(),
        )
    } else if parser.starts_with("key with no value") {
        let key = line.trim();
        (format!("`{key}` has no value"), "`=` is missing before this", format!("write `{key} = …`"))
    } else {
        (format!("this is not TOML: {parser}"), "here", String::new())
    };
    let mut diagnostic = Diagnostic::new(Code::Syntax, message).labelled(span, label);
    if let Some(begins) = &fault.begins {
        let span = Span { source: span.source, start: begins.start, end: begins.end };
        diagnostic = diagnostic.labelled(span, "begins here");
    }
    let unquoted = parser.starts_with("string values must be quoted");
    if unquoted && is_one_word(found, text.get(fault.range.end..).unwrap_or("")) {
        diagnostic = diagnostic.with_fix(Fix::enclose("put it in quotes", span, "\""));
    }
    if help.is_empty() { diagnostic } else { diagnostic.help(help) }
}

/// Whether the parser tells of a text in quotes.
fn is_of_text(parser: &str) -> bool {
    parser.starts_with("invalid") && parser.ends_with("string")
}

/// The control character that `fault` is of, when it is of one.
fn control(text: &str, fault: &Fault) -> Option<char> {
    let found = text.get(fault.range.start..)?.chars().next()?;
    (found.is_control() && !matches!(found, '\n' | '\r')).then_some(found)
}

/// How the parser begins to tell of a value without quotes that it took for a number, a date or a truth value.
const UNREADABLE: [&str; 8] = [
    "invalid float",
    "invalid boolean",
    "invalid date",
    "invalid time",
    "invalid mantissa",
    "invalid fraction",
    "unexpected leading zero",
    "`_` may only go between digits",
];

/// A word of which the parser read only the beginning: most often it is a text.
fn unreadable(text: &str, fault: &Fault, span: Span) -> Diagnostic {
    let ends = |character: char| character.is_whitespace() || "=,[]{}#\"'".contains(character);
    let (before, after) =
        (text.get(..fault.range.start).unwrap_or(""), text.get(fault.range.start..).unwrap_or(""));
    let start = before.rfind(ends).map_or(0, |last| last + 1);
    let end = fault.range.start + after.find(ends).unwrap_or(after.len());
    let word = text.get(start..end).unwrap_or("");
    let span = Span { source: span.source, start, end };
    if word.is_empty() || word.starts_with(|first: char| !first.is_ascii_alphabetic()) {
        return Diagnostic::new(Code::Syntax, format!("`{word}` is no number, and no date"))
            .labelled(span, "no value")
            .help(format!("if it is text, write `\"{word}\"`"));
    }
    if let Some(meant) = only_near(word, ["true", "false"]) {
        return Diagnostic::new(Code::Syntax, format!("`{word}` is no value"))
            .labelled(span, "no value")
            .help(format!("write `{meant}`, or `\"{word}\"` if it is text"));
    }
    let diagnostic = Diagnostic::new(Code::Syntax, "text needs quotes")
        .labelled(span, "no quotes")
        .help(format!("write `\"{word}\"`"));
    if is_one_word(word, text.get(end..).unwrap_or("")) {
        diagnostic.with_fix(Fix::enclose("put it in quotes", span, "\""))
    } else {
        diagnostic
    }
}

/// Whether `found` is a value that lacks nothing but its quotes: one word alone on its line, which no other language reads as
/// anything but text.
fn is_one_word(found: &str, rest: &str) -> bool {
    const NO_TEXT: [&str; 11] =
        ["true", "false", "yes", "no", "on", "off", "null", "nil", "none", "inf", "nan"];
    let line = rest.split(['\r', '\n']).next().unwrap_or("").trim_start();
    found.starts_with(|first: char| first.is_ascii_alphabetic())
        && found.chars().all(|character| character.is_ascii_alphanumeric() || "-_./:@".contains(character))
        && !NO_TEXT.contains(&found.to_ascii_lowercase().as_str())
        && (line.is_empty() || line.starts_with('#'))
}
