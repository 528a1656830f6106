//! A sample of the tricky texts, through a rendered stack and both Composes into a container that tells what it got.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use mcpgen_tests::cases::Case;
use mcpgen_tests::engine::Engine;
use mcpgen_tests::stack::Stack;
use mcpgen_tests::tricky;
use serde_json::Value as Json;
use toml::{Table, Value};

/// How many texts there are in the sample.
const SAMPLE: usize = 100;

const SERVICE: &str = "texts";

pub(super) fn arrive(engine: &Engine, program: &Path) -> Result<(), String> {
    let texts = tricky::sample(SAMPLE)?;
    assert_eq!(texts.len(), SAMPLE);
    let folder = tempfile::tempdir().map_err(|error| error.to_string())?;
    fs::write(folder.path().join("stack.toml"), stack(&texts)).map_err(|error| error.to_string())?;
    let case = Case { name: "tricky texts".to_owned(), folder: folder.path().to_path_buf() };
    let stack = Stack::render(&case, engine, program, &[])?;
    for (number, text) in texts.iter().enumerate() {
        stack.set(&format!("S{number}"), text)?;
    }
    stack.expect("start", 0)?;

    let files: Vec<String> = (0..texts.len())
        .flat_map(|number| [format!("/etc/texts/{number}"), format!("/run/secrets/S{number}")])
        .collect();
    let seen = stack.seen(SERVICE, &files.iter().map(String::as_str).collect::<Vec<_>>())?;
    let told = stack.inspected(SERVICE)?;
    let mut wrong = Vec::new();
    let mut compare = |place: &str, arrived: Option<&str>, text: &str| {
        if arrived != Some(text) {
            wrong.push(format!("{place}: {text:?} arrives as {arrived:?}"));
        }
    };
    let text_at =
        |value: &Json, pointer: &str| value.pointer(pointer).and_then(Json::as_str).map(str::to_owned);
    // The stand-in, and what it plays.
    let own = 2;
    for (number, text) in texts.iter().enumerate() {
        let file = |path: &str| text_at(&seen, &format!("/files/{}/text", path.replace('/', "~1")));
        let given = [
            ("variable", text_at(&seen, &format!("/environment/T{number}"))),
            ("secret variable", text_at(&seen, &format!("/environment/V{number}"))),
            ("argument", text_at(&seen, &format!("/arguments/{}", number + own))),
            ("label", text_at(&told, &format!("/Config/Labels/label.{number}"))),
            ("config", file(&format!("/etc/texts/{number}"))),
            ("secret file", secret_file(text, file(&format!("/run/secrets/S{number}")))),
        ];
        for (place, arrived) in given {
            compare(place, arrived.as_deref(), text);
        }
    }
    stack.expect("stop", 0)?;
    if wrong.is_empty() { Ok(()) } else { Err(wrong.join("\n")) }
}

/// Of a secret without a value Compose makes no file.
fn secret_file(text: &str, arrived: Option<String>) -> Option<String> {
    if text.is_empty() && arrived.is_none() { Some(String::new()) } else { arrived }
}

fn stack(texts: &[String]) -> String {
    let named = |start: &str, make: &dyn Fn(usize, &str) -> Value| {
        let entries =
            texts.iter().enumerate().map(|(number, text)| (format!("{start}{number}"), make(number, text)));
        entries.collect::<BTreeMap<String, Value>>()
    };
    let table = |entries: [(&str, Value); 1]| {
        Value::Table(entries.into_iter().map(|(key, value)| (key.to_owned(), value)).collect())
    };
    let plain = |_: usize, text: &str| Value::from(text);
    let mut environment = named("T", &plain);
    environment.extend(named("V", &|number, _| table([("secret", format!("S{number}").into())])));
    let as_table = |entries: BTreeMap<String, Value>| Value::Table(entries.into_iter().collect());
    let mut container = Table::new();
    container.insert("kind".to_owned(), "container".into());
    container.insert("image".to_owned(), "example.com/texts:1.0".into());
    container.insert("command".to_owned(), texts.to_vec().into());
    container.insert("environment".to_owned(), as_table(environment));
    container.insert("labels".to_owned(), as_table(named("label.", &plain)));
    container.insert("configs".to_owned(), as_table(named("/etc/texts/", &plain)));
    let secrets: Vec<String> = (0..texts.len()).map(|number| format!("S{number}")).collect();
    container.insert("secrets".to_owned(), secrets.into());
    let document = Table::from_iter([
        ("stack".to_owned(), table([("name", "tricky".into())])),
        ("services".to_owned(), table([(SERVICE, Value::Table(container))])),
        ("secrets".to_owned(), as_table(named("S", &|_, _| table([("required", false.into())])))),
    ]);
    toml::to_string(&document).unwrap()
}
