//! One JSON object a line for each diagnostic.

use mcpgen_core::Sources;
use mcpgen_core::diagnostic::{Diagnostic, Fix, Report, Severity};
use serde::Serialize;

use super::place::Place;

/// The report with one JSON object a line for each diagnostic, in the report's order. `diagnostic_schema` says what is in it.
///
/// ```
/// # use mcpgen::{DockerRegistry, Stack, report::json};
/// let text = "[stack]\nname = \"mcp\"\n[services.web]\nkind = \"conteiner\"\n";
/// let evaluation = Stack::read("stack.toml", text.as_bytes()).evaluate(&DockerRegistry);
/// let line: serde_json::Value = serde_json::from_str(&json(evaluation.report()))?;
/// assert_eq!(line["severity"], "error");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[must_use]
pub fn json(report: &Report) -> String {
    let mut text = String::new();
    for diagnostic in report.diagnostics() {
        // Text, numbers and lists always have a form in JSON.
        text.push_str(&serde_json::to_string(&Entry::new(report.sources(), diagnostic)).unwrap_or_default());
        text.push('\n');
    }
    text
}

/// The JSON Schema (draft-07) of one line of [`json`], as text that ends with a line break.
///
/// ```
/// let schema: serde_json::Value = serde_json::from_str(&mcpgen::report::diagnostic_schema())?;
/// assert_eq!(schema["title"], "A diagnostic of mcpgen");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[cfg(feature = "schema")]
#[must_use]
pub fn diagnostic_schema() -> String {
    let settings = schemars::generate::SchemaSettings::draft07()
        .for_serialize()
        .with(|settings| settings.definitions_path = "/$defs".into());
    let mut schema = settings.into_generator().into_root_schema_for::<Entry>();
    let address = format!("{}schema/v1/diagnostic.schema.json", mcpgen_core::SITE);
    schema.insert("$id".to_owned(), address.into());
    schema.insert("title".to_owned(), "A diagnostic of mcpgen".into());
    let mut text = serde_json::to_string_pretty(&schema).unwrap_or_default();
    text.push('\n');
    text
}

/// One line of `mcpgen check --message-format json`: what is wrong, where, and the change that mends it.
///
/// Later versions may add keys, and codes; what is here stays.
#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
struct Entry {
    /// The kind of problem; each of mcpgen's own has a page in the book.
    #[cfg_attr(feature = "schema", schemars(regex(pattern = r"^[a-z0-9]+(-[a-z0-9]+)*$")))]
    code: String,
    /// How bad it is. The level of `[lints]` is in it already.
    severity: Level,
    /// What is wrong: one line in lower case, without a full stop.
    message: String,
    /// The change that mends it, in words.
    help: Option<String>,
    /// The address of the code's page. `null` when the code is of a program that embeds mcpgen, and has no page.
    url: Option<String>,
    /// The file, as it was named on the command line or found from there. `null` when the problem has no place.
    file: Option<String>,
    /// The line, from 1.
    line: Option<usize>,
    /// The column in characters, from 1. A byte order mark is none.
    column: Option<usize>,
    /// The bytes that are at fault.
    span: Option<Bytes>,
    /// All places that have to do with it. The first is the problem's own, as above; the others show the other half of a conflict,
    /// which may be in another file.
    labels: Vec<LabelEntry>,
    /// The edit that mends it, when one is certainly right.
    fix: Option<FixEntry>,
}

/// How bad a problem is.
#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
enum Level {
    /// It cannot work; nothing is rendered.
    Error,
    /// It works, but hardly as meant.
    Warning,
    /// Worth knowing.
    Advice,
}

/// A stretch of a file, in bytes from its beginning. A byte order mark counts.
#[derive(Clone, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(rename = "Span"))]
struct Bytes {
    /// The first byte.
    start: usize,
    /// The byte after the last.
    end: usize,
}

/// A place and what is to say of it.
#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(rename = "Label"))]
struct LabelEntry {
    /// The file.
    file: String,
    /// The line, from 1.
    line: usize,
    /// The column in characters, from 1.
    column: usize,
    /// The bytes.
    span: Bytes,
    /// A few words; may be empty.
    text: String,
}

/// A change that mends the problem. All its edits are to be made, or none.
#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(rename = "Fix"))]
struct FixEntry {
    /// What it does, in a few words.
    title: String,
    /// The edits, none of which touches another.
    edits: Vec<EditEntry>,
}

/// A stretch of a file and what is to stand there instead.
#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(rename = "Edit"))]
struct EditEntry {
    /// The file.
    file: String,
    /// The line, from 1.
    line: usize,
    /// The column in characters, from 1.
    column: usize,
    /// The bytes that go; with `start` and `end` alike, a place between two bytes.
    span: Bytes,
    /// What comes in their place.
    replacement: String,
}

impl Entry {
    fn new(sources: &Sources, diagnostic: &Diagnostic) -> Self {
        let first = diagnostic.labels().first().and_then(|label| Place::new(sources, label.span));
        Self {
            code: diagnostic.code().to_string(),
            severity: match diagnostic.severity() {
                Severity::Error => Level::Error,
                Severity::Warning => Level::Warning,
                Severity::Advice => Level::Advice,
            },
            message: diagnostic.message().to_owned(),
            help: diagnostic.help_text().map(str::to_owned),
            url: diagnostic.code().url(),
            file: first.as_ref().map(|place| place.file.to_owned()),
            line: first.as_ref().map(|place| place.start.line),
            column: first.as_ref().map(|place| place.start.column),
            span: first.as_ref().map(Bytes::of),
            labels: diagnostic
                .labels()
                .iter()
                .filter_map(|label| Some(LabelEntry::new(&Place::new(sources, label.span)?, &label.text)))
                .collect(),
            fix: diagnostic.fix().map(|fix| FixEntry::new(sources, fix)),
        }
    }
}

impl Bytes {
    fn of(place: &Place<'_>) -> Self {
        Self { start: place.span.start, end: place.span.end }
    }
}

impl LabelEntry {
    fn new(place: &Place<'_>, text: &str) -> Self {
        Self {
            file: place.file.to_owned(),
            line: place.start.line,
            column: place.start.column,
            span: Bytes::of(place),
            text: text.to_owned(),
        }
    }
}

impl FixEntry {
    fn new(sources: &Sources, fix: &Fix) -> Self {
        let edits = fix.edits.iter().filter_map(|edit| {
            let place = Place::new(sources, edit.span)?;
            Some(EditEntry {
                file: place.file.to_owned(),
                line: place.start.line,
                column: place.start.column,
                span: Bytes::of(&place),
                replacement: edit.replacement.clone(),
            })
        });
        Self { title: fix.title.clone(), edits: edits.collect() }
    }
}
