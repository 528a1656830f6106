//! SARIF 2.1.0, the form in which tools that collect findings take them (OASIS, sarif-v2.1.0).

use std::fmt::Write as _;

use mcpgen_core::diagnostic::{Code, Diagnostic, Fix, Label, Report, Severity};
use mcpgen_core::{SITE, Sources};
use serde_json::{Map, Value, json};

use super::place::Place;

const SCHEMA: &str =
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

/// The report as one SARIF log with one run, as text that ends with a line break. Every code of mcpgen's own is a rule of it, and
/// every other that occurs; advice is a note. Lines of the files are not in it.
///
/// ```
/// # use mcpgen::{DockerRegistry, Stack, report::sarif};
/// let text = "[stack]\nname = \"mcp\"\n[services.web]\nkind = \"conteiner\"\n";
/// let evaluation = Stack::read("stack.toml", text.as_bytes()).evaluate(&DockerRegistry);
/// let log: serde_json::Value = serde_json::from_str(&sarif(evaluation.report()))?;
/// assert_eq!(log["runs"][0]["results"][0]["level"], "error");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[must_use]
pub fn sarif(report: &Report) -> String {
    let mut codes = Code::ALL.to_vec();
    for code in report.diagnostics().iter().map(Diagnostic::code) {
        if !codes.contains(&code) {
            codes.push(code);
        }
    }
    let results = report.diagnostics().iter();
    let results: Vec<Value> =
        results.map(|diagnostic| result(report.sources(), diagnostic, &codes)).collect();
    let log = json!({
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": "mcpgen",
                "version": env!("CARGO_PKG_VERSION"),
                "informationUri": SITE,
                "rules": codes.into_iter().map(rule).collect::<Vec<Value>>(),
            } },
            "columnKind": "unicodeCodePoints",
            "results": results,
        }],
    });
    format!("{log:#}\n")
}

fn rule(code: Code) -> Value {
    let mut rule = json!({
        "id": code.as_str(),
        "shortDescription": { "text": code.title() },
        "defaultConfiguration": { "level": level(code.severity()) },
    });
    if let (Some(url), Some(rule)) = (code.url(), rule.as_object_mut()) {
        rule.insert("helpUri".to_owned(), url.into());
    }
    rule
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Advice => "note",
    }
}

fn result(sources: &Sources, diagnostic: &Diagnostic, codes: &[Code]) -> Value {
    let mut text = diagnostic.message().to_owned();
    if let Some(help) = diagnostic.help_text() {
        // Writing to a String cannot fail.
        let _ = write!(text, "\nhelp: {help}");
    }
    let mut result = Map::new();
    result.insert("ruleId".to_owned(), diagnostic.code().as_str().into());
    if let Some(index) = codes.iter().position(|code| *code == diagnostic.code()) {
        result.insert("ruleIndex".to_owned(), index.into());
    }
    result.insert("level".to_owned(), level(diagnostic.severity()).into());
    result.insert("message".to_owned(), json!({ "text": text }));
    let mut places = diagnostic.labels().iter().filter_map(|label| location(sources, label));
    result.insert("locations".to_owned(), places.next().into_iter().collect());
    let others: Vec<Value> = places.collect();
    if !others.is_empty() {
        result.insert("relatedLocations".to_owned(), others.into());
    }
    if let Some(fix) = diagnostic.fix() {
        result.insert("fixes".to_owned(), json!([self::fix(sources, fix)]));
    }
    result.into()
}

fn location(sources: &Sources, label: &Label) -> Option<Value> {
    let place = Place::new(sources, label.span)?;
    let mut location = json!({
        "physicalLocation": { "artifactLocation": artifact(place.file), "region": region(&place) },
    });
    if !label.text.is_empty()
        && let Some(location) = location.as_object_mut()
    {
        location.insert("message".to_owned(), json!({ "text": label.text }));
    }
    Some(location)
}

fn fix(sources: &Sources, fix: &Fix) -> Value {
    let places = fix.edits.iter().filter_map(|edit| Some((edit, Place::new(sources, edit.span)?)));
    // A fix never reaches beyond one file.
    let mut file = "";
    let mut replacements: Vec<Value> = Vec::new();
    for (edit, place) in places {
        file = place.file;
        let inserted = json!({ "text": edit.replacement });
        replacements.push(json!({ "deletedRegion": region(&place), "insertedContent": inserted }));
    }
    json!({
        "description": { "text": fix.title },
        "artifactChanges": [{ "artifactLocation": artifact(file), "replacements": replacements }],
    })
}

fn region(place: &Place<'_>) -> Value {
    json!({
        "startLine": place.start.line,
        "startColumn": place.start.column,
        "endLine": place.end.line,
        "endColumn": place.end.column,
        "byteOffset": place.span.start,
        "byteLength": place.span.end.saturating_sub(place.span.start),
    })
}

fn artifact(file: &str) -> Value {
    json!({ "uri": uri(file) })
}

/// A path as a URI: relative as it is, absolute with the scheme `file`.
fn uri(path: &str) -> String {
    let path = path.replace('\\', "/");
    let drive =
        path.as_bytes().get(1) == Some(&b':') && path.as_bytes().first().is_some_and(u8::is_ascii_alphabetic);
    let mut uri = match (drive, path.starts_with('/')) {
        (true, _) => "file:///".to_owned(),
        (_, true) => "file://".to_owned(),
        _ => String::new(),
    };
    for (offset, byte) in path.bytes().enumerate() {
        if byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte) || drive && offset == 1 {
            uri.push(char::from(byte));
        } else {
            let _ = write!(uri, "%{byte:02X}");
        }
    }
    uri
}

#[cfg(test)]
mod tests {
    use super::uri;

    #[test]
    fn a_path_becomes_a_uri() {
        assert_eq!(uri("my stack/é.toml"), "my%20stack/%C3%A9.toml");
        assert_eq!(uri("/srv/stack.toml"), "file:///srv/stack.toml");
        assert_eq!(uri("C:\\stacks\\stack.toml"), "file:///C:/stacks/stack.toml");
        assert_eq!(uri("ab:c"), "ab%3Ac");
    }
}
