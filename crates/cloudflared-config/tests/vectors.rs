//! The verdicts of cloudflared 2026.8.2 on 329 files, recorded from the program itself.

#![cfg(feature = "read")]

use cloudflared_config::{Verdict, check};
use serde_json::Value;

const RECORDED: &str = include_str!("../../../tests/data/cloudflared-ingress.jsonl");

#[test]
fn every_recorded_verdict_is_given() {
    let mut rows = 0;
    let mut differing = Vec::new();
    for line in RECORDED.lines() {
        rows += 1;
        let row: Value = serde_json::from_str(line).unwrap();
        let text = |key: &str| row.get(key).and_then(Value::as_str).unwrap();
        let verdict = check(text("yaml"));
        let given = match verdict {
            Verdict::Ok => "ok",
            Verdict::Warn(_) => "warn",
            Verdict::Reject(_) => "reject",
        };
        if given != text("verdict") {
            differing.push(format!("{}: cloudflared says {}, we {verdict:?}", text("name"), text("verdict")));
        }
    }
    assert_eq!(rows, 329);
    assert!(differing.is_empty(), "{} of {rows} differ:\n{}", differing.len(), differing.join("\n"));
}
