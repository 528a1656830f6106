//! Secrets that were pasted into the file: told of without being repeated, and taken out before anything else looks at them.

use super::decode::Refusals;
use super::{Document, Node, Part, Value};
use crate::diagnostic::{Code, Diagnostic, SHORTEST_SECRET, secrets_in};
use crate::path::{Path, Segment};

/// One step of the way to a node.
#[derive(Clone, Copy)]
enum Step<'a> {
    Key(&'a str),
    Index(usize),
}

/// What was found, and where.
struct Pasted {
    path: Path,
    part: Part,
    help: &'static str,
}

const IN_A_REFERENCE: &str = "write the name of a secret here, and the value into .env";
const AS_A_TEXT: &str =
    "write `{ secret = \"NAME\" }` here, declare `[secrets.NAME]`, and write the value into .env";
const AS_A_HEADER: &str = "write `{ secret = \"NAME\", prefix = \"Bearer \" }`, declare `[secrets.NAME]`, and write the value into .env";
const ELSEWHERE: &str = "remove it here: the value of a secret stands in .env alone";

/// Takes out of the document what looks like a secret.
pub(crate) fn take_out_secrets(document: &mut Document, refusals: &mut Refusals) {
    let mut found = Vec::new();
    let text: &str = &document.text;
    // A text that is written as it is read holds no more than the file.
    let escaped = document.damaged || text.contains('\\');
    let search = Search { document, thorough: escaped || !secrets_in(text).is_empty() };
    search.node(&document.root, &mut Vec::new(), &mut found);
    for pasted in found {
        let diagnostic =
            Diagnostic::new(Code::SecretInStack, "a secret stands in the file, for everyone to read")
                .labelled(document.locate(&pasted.path, pasted.part), "looks like a secret")
                .help(pasted.help);
        refusals.diagnostics.push(diagnostic);
        document.prune(&pasted.path);
        refusals.paths.insert(pasted.path);
    }
}

struct Search<'a> {
    document: &'a Document,
    /// Whether any text or key of the document can hold a secret that is known by its shape.
    thorough: bool,
}

impl<'a> Search<'a> {
    fn node(&self, node: &'a Node, way: &mut Vec<Step<'a>>, found: &mut Vec<Pasted>) {
        match &node.value {
            Value::Text(text) if text.len() >= SHORTEST_SECRET => {
                let reference = is_reference(way);
                if self.holds_secret(text) || reference && self.is_a_value(text) {
                    found.push(Pasted { path: path(way), part: Part::Value, help: help(way, reference) });
                }
            }
            Value::List(items) => {
                for (index, item) in items.iter().enumerate() {
                    way.push(Step::Index(index));
                    self.node(item, way, found);
                    way.pop();
                }
            }
            Value::Table(entries) => {
                for (key, value) in entries.iter() {
                    way.push(Step::Key(key));
                    if self.holds_secret(key) {
                        found.push(Pasted { path: path(way), part: Part::Key, help: ELSEWHERE });
                    } else {
                        self.node(value, way, found);
                    }
                    way.pop();
                }
            }
            _ => {}
        }
    }

    fn holds_secret(&self, text: &str) -> bool {
        self.thorough && !secrets_in(text).is_empty()
    }

    /// Whether a text that should name a secret is rather the value of one: it is long, has digits, and is declared nowhere.
    fn is_a_value(&self, text: &str) -> bool {
        let declared = self.document.root.table().and_then(|root| root.get("secrets")?.table());
        let long = text.len() >= SHORTEST_SECRET && text.bytes().filter(u8::is_ascii_digit).count() >= 3;
        long && !declared.is_some_and(|declared| declared.contains_key(text))
    }
}

/// Whether the name of a secret belongs at the end of `way`.
fn is_reference(way: &[Step<'_>]) -> bool {
    use Step::{Index, Key};
    matches!(
        way,
        [Key("ingress"), Key("token")]
            | [Key("services"), Key(_), Key("token")]
            | [Key("services"), Key(_), Key("secrets"), Index(_)]
            | [Key("servers"), Key(_), Key("secrets"), Key(_)]
            | [Key("services" | "servers"), Key(_), Key("environment" | "headers"), Key(_), Key("secret")]
    )
}

fn help(way: &[Step<'_>], reference: bool) -> &'static str {
    match way {
        _ if reference => IN_A_REFERENCE,
        [Step::Key("servers"), _, Step::Key("headers"), _] => AS_A_HEADER,
        [Step::Key("services" | "servers"), _, Step::Key("environment"), _] => AS_A_TEXT,
        _ => ELSEWHERE,
    }
}

fn path(way: &[Step<'_>]) -> Path {
    let segments = way.iter().map(|step| match step {
        Step::Key(key) => Segment::Key((*key).to_owned()),
        Step::Index(index) => Segment::Index(*index),
    });
    Path::from(segments.collect::<Vec<_>>())
}
