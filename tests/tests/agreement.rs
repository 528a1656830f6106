//! The JSON Schema that editors read and mcpgen's own reading of a stack say the same of its shape.

#![expect(clippy::unwrap_used, reason = "a test fails by a panic")]

use std::collections::BTreeMap;
use std::fs;

use jsonschema::Validator;
use mcpgen::DockerRegistry;
use mcpgen::core::catalog::Knowledge;
use mcpgen::core::diagnostic::{Code, Diagnostic, Severity};
use mcpgen::core::{Sources, check, load};
use mcpgen_tests::cases;
use mcpgen_tests::mutation::{Numbers, Pool, smallest};
use serde_json::Value as Json;
use toml::{Table, Value};

/// How many mutated documents are judged.
const DOCUMENTS: usize = 4000;

/// What no pattern of draft-07 says in full: words of what mcpgen says of it, and why. There the schema may accept what mcpgen
/// refuses, never the other way round.
const BEYOND: [(&str, &str); 27] = [
    ("is not a time", "a sum must fit into 64 bits, and be of whole microseconds"),
    ("is not a grace period", "a sum has bounds"),
    ("is not a valid timeout", "a sum has bounds"),
    ("is not an amount of memory", "a product must fit into 63 bits"),
    ("is too little memory", "a product has a bound"),
    ("is not an amount of processor", "no more than three decimals, which floating point cannot tell"),
    ("there is no name in it, or too long a one", "only a part of an image's text has a length"),
    ("is not a valid regular expression", "the grammar of Go's regular expressions"),
    ("is not an IP address", "the grammar of IPv6"),
    ("is not an address with a port", "the grammar of IPv6"),
    ("is not a subnet", "the grammar of IPv6, and bits beyond the length"),
    ("`/proc` is the kernel's", "one folder that is taken"),
    ("Compose cannot create a path", "two keys are compared"),
    ("Compose drops the label of a path", "two keys are compared"),
    ("the engine itself mounts something", "four paths that are taken"),
    ("the range of ports", "two numbers are compared"),
    ("ports on one side and", "two numbers are compared"),
    ("nothing can be built from", "a folder's name may be anything else"),
    ("stands twice in this list", "two texts that mean the same"),
    ("is not a folder in memory", "no option stands twice"),
    ("is what a container has anyway", "one word that is no path"),
    ("is not a time that a healthcheck takes", "a sum has bounds"),
    ("is not a grace period that Compose keeps", "a sum is of whole seconds"),
    ("is not a pull policy", "a sum has bounds"),
    ("is not an amount of storage", "a product must fit into 63 bits"),
    ("is not a name of a host", "the whole has a length"),
    ("the soft limit is above the hard one", "two numbers are compared"),
];

/// What a reading of a document comes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Verdict {
    Accepted,
    Refused,
    /// Refused, and only for rules beyond the schema.
    Beyond,
}

/// What mcpgen says of a text's shape. `None` when it says something else too, such as that a secret stands in it.
fn typed(text: &str) -> Option<(Verdict, Vec<Diagnostic>)> {
    let mut sources = Sources::new();
    let id = sources.add("stack.toml", text);
    let loaded = load(&sources, id);
    let mut found = loaded.diagnostics().to_vec();
    let of_shape = [Code::UnknownKey, Code::WrongType, Code::MissingKey, Code::InvalidValue];
    if !found.iter().all(|found| of_shape.contains(&found.code())) {
        return None;
    }
    // That a gateway lists no servers is found among the checks, so that the rest of it is checked too.
    let knowledge = Knowledge { registry: &DockerRegistry, catalogs: BTreeMap::default() };
    found.extend(
        check(&loaded, &knowledge, &[])
            .diagnostics
            .into_iter()
            .filter(|found| found.code() == Code::MissingKey),
    );
    let beyond = |found: &Diagnostic| BEYOND.iter().any(|(words, _)| found.message().contains(words));
    let verdict = match found.as_slice() {
        [] => Verdict::Accepted,
        found if found.iter().all(beyond) => Verdict::Beyond,
        _ => Verdict::Refused,
    };
    Some((verdict, found))
}

/// A TOML document as JSON. `None` when it holds what JSON has no word for: a date, or a number that is not finite.
fn as_json(value: &Value) -> Option<Json> {
    Some(match value {
        Value::String(text) => Json::String(text.clone()),
        Value::Integer(number) => (*number).into(),
        Value::Float(number) => Json::Number(serde_json::Number::from_f64(*number)?),
        Value::Boolean(value) => Json::Bool(*value),
        Value::Datetime(_) => return None,
        Value::Array(items) => Json::Array(items.iter().map(as_json).collect::<Option<_>>()?),
        Value::Table(table) => Json::Object(
            table.iter().map(|(key, value)| Some((key.clone(), as_json(value)?))).collect::<Option<_>>()?,
        ),
    })
}

/// What the two say, when they disagree.
fn disagreement(validator: &Validator, document: &Table) -> Option<String> {
    let text = toml::to_string(document).ok()?;
    let json = as_json(&Value::Table(document.clone()))?;
    let (verdict, found) = typed(&text)?;
    let error = validator.iter_errors(&json).next();
    match (verdict, &error) {
        (Verdict::Accepted, None) | (Verdict::Refused, Some(_)) | (Verdict::Beyond, _) => None,
        (_, error) => {
            let error = error.as_ref().map(|error| format!("{error} at {}", error.instance_path()));
            let found: Vec<&str> = found.iter().map(Diagnostic::message).collect();
            Some(format!("the schema: {error:?}\nmcpgen: {found:?}\n{text}"))
        }
    }
}

fn schema() -> Json {
    serde_json::from_str(&mcpgen::stack_schema()).unwrap()
}

/// The documents of the checkout that are TOML.
fn documents() -> Vec<(String, Table)> {
    let cases =
        cases::ok().unwrap().into_iter().chain(cases::examples().unwrap()).chain(cases::err().unwrap());
    let read = |case: cases::Case| {
        let text = String::from_utf8(fs::read(case.stack()).ok()?).ok()?;
        Some((case.name, toml::from_str(text.trim_start_matches('\u{feff}')).ok()?))
    };
    cases.filter_map(read).collect()
}

#[test]
fn schema_and_types_agree_on_every_case_and_example() {
    let validator = jsonschema::validator_for(&schema()).unwrap();
    let documents = documents();
    assert!(documents.len() > 100, "only {} documents", documents.len());
    let wrong: Vec<String> = documents
        .iter()
        .filter_map(|(name, document)| Some(format!("{name}: {}", disagreement(&validator, document)?)))
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn schema_and_types_agree_on_mutated_documents() {
    let schema = schema();
    let validator = jsonschema::validator_for(&schema).unwrap();
    let pool = Pool::of(&schema);
    let accepted = |document: &Table| {
        let verdict = toml::to_string(document).ok().and_then(|text| typed(&text));
        matches!(verdict, Some((Verdict::Accepted, _)))
    };
    let documents: Vec<Table> =
        documents().into_iter().map(|(_, document)| document).filter(accepted).collect();
    let mut numbers = Numbers(1);
    let mut wrong = Vec::new();
    for _ in 0..DOCUMENTS {
        let mut document = numbers.of(&documents).unwrap().clone();
        for _ in 0..=numbers.below(3) {
            pool.mutate(&mut document, &mut numbers);
        }
        if disagreement(&validator, &document).is_some() {
            let smallest = smallest(&document, |smaller| disagreement(&validator, smaller).is_some());
            wrong.extend(disagreement(&validator, &smallest));
        }
    }
    wrong.sort();
    wrong.dedup();
    assert!(wrong.is_empty(), "{} disagreements\n{}", wrong.len(), wrong.join("\n"));
}

/// `[lints]` takes codes that only a program knows which brings rules of its own; editors offer mcpgen's.
#[test]
fn any_code_can_be_written_and_those_that_can_be_changed_are_offered() {
    let schema = schema();
    let validator = jsonschema::validator_for(&schema).unwrap();
    let smallest = "[stack]\nname = \"mcp\"\n[services.web]\nkind = \"container\"\nimage = \"nginx:1.29\"\n";
    for (line, verdict) in [
        ("acme-foreign-image = \"allow\"", Verdict::Accepted),
        ("acme-foreign-image = { level = \"warn\", reason = \"ours\" }", Verdict::Accepted),
        ("acme-foreign-image = \"allowed\"", Verdict::Refused),
    ] {
        let text = format!("{smallest}[lints]\n{line}\n");
        let document: Table = toml::from_str(&text).unwrap();
        assert_eq!(disagreement(&validator, &document), None);
        assert_eq!(typed(&text).map(|(verdict, _)| verdict), Some(verdict), "{line}");
    }
    let offered = schema.pointer("/properties/lints/properties").and_then(Json::as_object).unwrap();
    let changeable = Code::ALL.iter().filter(|code| code.severity() != Severity::Error);
    let mut changeable: Vec<&str> = changeable.map(|code| code.as_str()).collect();
    changeable.sort_unstable();
    assert!(offered.keys().map(String::as_str).eq(changeable), "{offered:?}");
}
