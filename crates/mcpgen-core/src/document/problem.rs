//! What can be wrong with a value, and how it is told.

use super::correction::Correction;
use super::decode::KIND;
use super::{Document, Node, Part, Value};
use crate::check::compose::takes;
use crate::check::gateways::kept;
use crate::diagnostic::{Code, Diagnostic, nearest, only_near, or_list};
use crate::path::{Path, PathSet, Segment};

/// What is wrong with a value, in the words of the type that refused it.
#[derive(Debug)]
pub(super) enum Problem {
    UnknownKey {
        key: String,
        known: &'static [&'static str],
    },
    WrongType {
        expected: String,
        part: Part,
    },
    MissingKey {
        key: &'static str,
    },
    /// What kind of thing a table is does not stand there.
    MissingKind {
        kinds: &'static [&'static str],
    },
    UnknownVariant {
        found: String,
        known: &'static [&'static str],
    },
    /// The fault is the table's, which cannot be understood without its kind, but it shows at the kind.
    UnknownKind {
        kinds: &'static [&'static str],
    },
    Invalid {
        message: String,
        part: Part,
    },
}

impl Problem {
    /// The edit that mends it, when one is likely to be right. What was `refused` is as good as there.
    pub(super) fn correction(&self, document: &Document, at: &Path, refused: &PathSet) -> Option<Correction> {
        match self {
            Self::UnknownKey { key, known } if !is_of_compose(at, key) => {
                document.rename(at, key, known).filter(|correction| !refused.contains(&correction.at))
            }
            Self::UnknownVariant { found, known } => {
                document.choose(at, only_near(found, known.iter().copied())?)
            }
            Self::UnknownKind { kinds } => {
                let kind = at.key(KIND);
                let Value::Text(found) = &document.node(&kind)?.value else { return None };
                document.choose(&kind, only_near(found, kinds.iter().copied())?)
            }
            Self::WrongType { part: Part::Value, .. } => document.requote(at),
            _ => None,
        }
    }

    /// The problem of what stands at `at`, as a diagnostic; of an unknown key without what may be meant, unless `suggests`.
    pub(super) fn diagnostic(&self, document: &Document, at: &Path, suggests: bool) -> Diagnostic {
        match self {
            Self::UnknownKey { key, known } => {
                let span = document.locate(&at.key(key), Part::Key);
                let place = if at.segments().is_empty() { String::new() } else { format!(" in `{at}`") };
                let diagnostic = Diagnostic::new(Code::UnknownKey, format!("there is no key `{key}`{place}"));
                // A key that a person may well expect on a gateway, and that cannot work there.
                if let Some(Value::Text(kind)) = document.node(&at.key(KIND)).map(|node| &node.value)
                    && let Some((reason, help)) = kept(kind, &key.replace('-', "_"))
                {
                    return diagnostic.labelled(span, reason).help(help);
                }
                if is_of_compose(at, key) {
                    let help = format!("this is a key of Compose: write it in `[{at}.compose]`");
                    return diagnostic.labelled(span, "not here").help(help);
                }
                // Only a gateway has catalogs.
                if key == "replicas" && known.contains(&"catalogs") {
                    let help = "remove it: a gateway keeps its clients' sessions in memory, and a second one would not know them";
                    return diagnostic.labelled(span, "there is one of a gateway").help(help);
                }
                if !suggests {
                    return diagnostic.labelled(span, "unknown key").help("remove it");
                }
                match nearest(key, known.iter().copied()) {
                    Some(near) => diagnostic.labelled(span, "unknown key").help(format!("write `{near}`")),
                    None if known.len() == 1 => diagnostic
                        .labelled(span, "unknown key")
                        .help(format!("the only key here is {}", or_list(known.iter().copied()))),
                    None => diagnostic.labelled(span, "unknown key").help(format!(
                        "the keys here are {}",
                        or_list(known.iter().copied()).replace(" or ", " and ")
                    )),
                }
            }
            Self::WrongType { expected, part } => {
                let found = document.node(at).map_or_else(|| "nothing".to_owned(), Node::describe);
                let diagnostic =
                    Diagnostic::new(Code::WrongType, format!("`{at}` takes {expected}; this is {found}"))
                        .labelled(document.locate(at, *part), "another type");
                match document.node(at).and_then(|node| other_form(node, expected, at)) {
                    Some(help) => diagnostic.help(help),
                    None => diagnostic,
                }
            }
            Self::MissingKey { key } => {
                let place = if at.segments().is_empty() { "the file".to_owned() } else { format!("`{at}`") };
                Diagnostic::new(Code::MissingKey, format!("{place} needs the key `{key}`"))
                    .labelled(document.locate(at, Part::Value), format!("`{key}` is missing"))
                    .help(format!("add `{key} = …`"))
            }
            Self::MissingKind { kinds } => {
                Diagnostic::new(Code::MissingKey, format!("`{at}` needs the key `{KIND}`"))
                    .labelled(document.locate(at, Part::Value), format!("`{KIND}` is missing"))
                    .help(format!("add `{KIND} = \"…\"`: {}", or_list(kinds.iter().copied())))
            }
            Self::UnknownVariant { found, known } => {
                let diagnostic = Diagnostic::new(
                    Code::InvalidValue,
                    format!("`{found}` is not one of the values that this key takes"),
                )
                .labelled(document.locate(at, Part::Value), "unknown value");
                match nearest(found, known.iter().copied()) {
                    Some(near) => diagnostic.help(format!("write {near:?}")),
                    // Nobody reads a list of so many.
                    None if known.len() > 20 => diagnostic.help("write one that there is; editors list them"),
                    None => diagnostic
                        .help(format!("write {}", or_list(known.iter().copied()).replace('`', "\""))),
                }
            }
            Self::UnknownKind { kinds } => {
                let kind = at.key(KIND);
                let found = match document.node(&kind).map(|node| &node.value) {
                    Some(Value::Text(text)) => text.clone(),
                    _ => String::new(),
                };
                let span = document.locate(&kind, Part::Value);
                let diagnostic =
                    Diagnostic::new(Code::InvalidValue, format!("there is no kind of service `{found}`"))
                        .labelled(span, "unknown kind");
                match nearest(&found, kinds.iter().copied()) {
                    Some(near) => diagnostic.help(format!("write `kind = {near:?}`")),
                    None => diagnostic.help(format!(
                        "the kinds are {}",
                        or_list(kinds.iter().copied()).replace(" or ", " and ")
                    )),
                }
            }
            Self::Invalid { message, part } => {
                let (message, help) = message.split_once('\n').unwrap_or((message, ""));
                let diagnostic = Diagnostic::new(Code::InvalidValue, message)
                    .labelled(document.locate(at, *part), "this cannot be");
                if help.is_empty() { diagnostic } else { diagnostic.help(help) }
            }
        }
    }
}

/// Whether `key`, which the table at `at` does not take, is one of Compose's for a service.
fn is_of_compose(at: &Path, key: &str) -> bool {
    matches!(at.segments(), [Segment::Key(table), Segment::Key(_)] if table == "services" && takes(key))
}

/// How to write what was meant, when that can be told.
fn other_form(node: &Node, expected: &str, at: &Path) -> Option<String> {
    let scalar = match &node.value {
        Value::Integer(number) => Some(number.to_string()),
        Value::HugeInteger(text) | Value::Datetime(text) => Some(text.clone()),
        Value::Float(number) => Some(number.to_string()),
        Value::Boolean(value) => Some(value.to_string()),
        _ => None,
    };
    match (&node.value, scalar) {
        (_, Some(scalar)) if expected == "text" || expected.starts_with("text, ") => {
            Some(format!("put it in quotes: `\"{scalar}\"`"))
        }
        (Value::Text(text), _) if expected.contains("number") || expected.contains("without quotes") => {
            text.parse::<f64>().is_ok().then(|| format!("leave the quotes out: `{text}`"))
        }
        (Value::Text(text), _) if expected == "`true` or `false`" => Some(match text.as_str() {
            "true" | "false" => format!("leave the quotes out: `{text}`"),
            _ => "write `true` or `false`, without quotes".to_owned(),
        }),
        (Value::Text(_) | Value::Table(_), _) if expected == "a list" => {
            Some("write a list, each item in quotes: `[\"…\", \"…\"]`".to_owned())
        }
        _ if expected == "a table" => match at.segments() {
            [Segment::Key(key)] if key != "stack" && key != "ingress" => {
                Some(format!("write a table for each: `[{at}.NAME]`"))
            }
            [.., Segment::Key(key)] => Some(format!("write the table `[{at}]`, or `{key} = {{ … }}`")),
            _ => None,
        },
        _ => None,
    }
}
