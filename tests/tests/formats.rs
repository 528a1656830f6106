//! The forms in which programs read a report.

#![expect(clippy::unwrap_used, reason = "a test fails by a panic")]

use std::fs;

use jsonschema::Validator;
use mcpgen::core::diagnostic::Report;
use mcpgen::report;
use mcpgen_tests::cases;
use mcpgen_tests::produce::evaluate;
use mcpgen_tests::root;
use serde_json::Value;

fn reports() -> Vec<(String, Report)> {
    let cases =
        cases::err().unwrap().into_iter().chain(cases::fix().unwrap()).chain(cases::examples().unwrap());
    cases.map(|case| (case.name.clone(), evaluate(&case.stack()).unwrap().report().clone())).collect()
}

fn validator(path: &str) -> Validator {
    // The pattern of a language in SARIF's schema has a bracket too many, and is no pattern.
    let text = fs::read_to_string(root().join(path)).unwrap().replace("-[a-zA-Z]{2}]?$", "-[a-zA-Z]{2}$");
    jsonschema::validator_for(&serde_json::from_str(&text).unwrap()).unwrap()
}

fn assert_valid(validator: &Validator, value: &Value, name: &str) {
    let faults: Vec<String> =
        validator.iter_errors(value).map(|error| format!("{}: {error}", error.instance_path())).collect();
    assert!(faults.is_empty(), "{name}: {}\n{value:#}", faults.join("\n"));
}

#[test]
fn the_committed_schema_of_a_diagnostic_is_what_the_types_give() {
    for path in ["schema/diagnostic.schema.json", "schema/v1/diagnostic.schema.json"] {
        let committed = fs::read_to_string(root().join(path)).unwrap().replace("\r\n", "\n");
        assert!(committed == report::diagnostic_schema(), "{path} is stale: run `cargo xtask generate`");
    }
    let schema: Value = serde_json::from_str(&report::diagnostic_schema()).unwrap();
    assert!(jsonschema::meta::is_valid(&schema));
}

#[test]
fn every_line_of_json_is_as_its_schema_says() {
    let validator = validator("schema/diagnostic.schema.json");
    for (name, report) in reports() {
        let text = report::json(&report);
        assert_eq!(text.lines().count(), report.diagnostics().len(), "{name}");
        for (line, diagnostic) in text.lines().zip(report.diagnostics()) {
            let value: Value = serde_json::from_str(line).unwrap();
            assert_valid(&validator, &value, &name);
            assert_eq!(value["code"], diagnostic.code().as_str());
            assert_eq!(value["labels"].as_array().unwrap().len(), diagnostic.labels().len(), "{name}");
            assert_eq!(value["fix"].is_null(), diagnostic.fix().is_none());
        }
    }
}

#[test]
fn every_log_is_sarif() {
    let validator = validator("tests/data/sarif/sarif-schema-2.1.0.json");
    for (name, report) in reports() {
        let value: Value = serde_json::from_str(&report::sarif(&report)).unwrap();
        assert_valid(&validator, &value, &name);
        assert_eq!(
            value["runs"][0]["results"].as_array().unwrap().len(),
            report.diagnostics().len(),
            "{name}"
        );
    }
}

#[test]
fn a_log_that_is_not_sarif_is_refused() {
    let validator = validator("tests/data/sarif/sarif-schema-2.1.0.json");
    let (_, report) = reports().remove(0);
    let mut value: Value = serde_json::from_str(&report::sarif(&report)).unwrap();
    value["runs"][0]["results"][0]["level"] = "advice".into();
    assert!(!validator.is_valid(&value));
}

#[test]
fn every_workflow_command_is_one_line() {
    for (name, report) in reports() {
        let text = report::github(&report);
        assert_eq!(text.lines().count(), report.diagnostics().len(), "{name}");
        for line in text.lines() {
            let (command, message) = line.strip_prefix("::").unwrap().split_once("::").unwrap();
            let (severity, properties) = command.split_once(' ').unwrap();
            assert!(["error", "warning", "notice"].contains(&severity), "{name}: {line}");
            assert!(properties.split(',').all(|property| property.split('=').count() == 2), "{name}: {line}");
            assert!(!message.is_empty(), "{name}: {line}");
        }
    }
}
