//! Text is text: every tricky string, wherever a stack may hold text, is what both Composes hand to the engine. What cannot be
//! a value at all is refused. (A sample goes through a real container: see `engine`.)

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::process::ExitCode;

use mcpgen::core::diagnostic::Code;
use mcpgen_tests::judge::Judge;
use mcpgen_tests::produce::{evaluate, produce};
use mcpgen_tests::trials::Trials;
use mcpgen_tests::{compose, dotenv, tricky};
use serde_json::Value as Json;
use tempfile::TempDir;
use toml::{Table, Value};

/// A key, how it holds texts, and a pointer.
type Place = (&'static str, fn(&[String]) -> Value, &'static str);

/// The places of a stack that take text, each with the pointer to it in Compose's model of `services.texts`; `#` is the
/// number of the text.
const PLACES: [Place; 7] = [
    ("environment", |texts| named("T", texts), "/environment/T#"),
    ("labels", |texts| named("label.", texts), "/labels/label.#"),
    ("command", |texts| list(&[], texts), "/command/#"),
    ("entrypoint", |texts| list(&[], texts), "/entrypoint/#"),
    ("healthcheck", |texts| table([("test", list(&["CMD", "probe"], texts))]), "/healthcheck/test/+"),
    (
        "logging",
        |texts| table([("driver", Value::from("syslog")), ("options", named("o", texts))]),
        "/logging/options/o#",
    ),
    ("compose", |texts| table([("annotations", named("a", texts))]), "/annotations/a#"),
];

/// How many texts are refused as the default in `{ env = …, default = … }`: those with a brace or a control character, which
/// Compose cannot carry there.
const DEFAULTS_REFUSED: usize = 248;

fn main() -> ExitCode {
    let mut trials = Trials::default();
    for judge in [Judge::ComposeOld, Judge::ComposeNewest] {
        trials.add_judged(judge, format!("{judge} reads every text as it was written"), texts_arrive);
        trials.add_judged(judge, format!("{judge} reads every secret as it stands in .env"), secrets_arrive);
        trials.add_judged(judge, format!("{judge} mounts every file as it was written"), configs_arrive);
        trials.add_judged(judge, format!("{judge} reads every default that is accepted"), defaults_arrive);
    }
    trials.add("what cannot be a value is refused in configs".to_owned(), || {
        nul_is_refused("configs", |texts| named("/etc/texts/", texts))
    });
    for (key, make, _) in PLACES {
        trials.add(format!("what cannot be a value is refused in {key}"), move || nul_is_refused(key, make));
    }
    trials.run(false)
}

fn table<const N: usize>(entries: [(&str, Value); N]) -> Value {
    Value::Table(entries.into_iter().map(|(key, value)| (key.to_owned(), value)).collect())
}

fn named(start: &str, texts: &[String]) -> Value {
    let entry = |(number, text): (usize, &String)| (format!("{start}{number}"), Value::from(text.as_str()));
    Value::Table(texts.iter().enumerate().map(entry).collect())
}

fn list(first: &[&str], texts: &[String]) -> Value {
    Value::Array(first.iter().copied().chain(texts.iter().map(String::as_str)).map(Value::from).collect())
}

/// A stack of one container with these keys, and with these secrets, none of them required.
fn stack(keys: Table, secrets: usize) -> String {
    let mut container = Table::from_iter([
        ("kind".to_owned(), Value::from("container")),
        ("image".to_owned(), Value::from("example.com/texts:1.0")),
    ]);
    container.extend(keys);
    let secret = |number| (format!("S{number}"), table([("required", Value::Boolean(false))]));
    let document = table([
        ("stack", table([("name", Value::from("tricky"))])),
        ("services", table([("texts", Value::Table(container))])),
        ("secrets", Value::Table((0..secrets).map(secret).collect())),
    ]);
    toml::to_string(&document).unwrap_or_default()
}

/// Renders `text` and hands `.env` to `fill`, then asks the Compose at `program`. Gives its model of the container.
fn modelled(
    program: &Path,
    text: &str,
    fill: impl FnOnce(&Path) -> Result<(), String>,
) -> Result<Json, String> {
    let folder = tempfile::tempdir().map_err(|error| error.to_string())?;
    modelled_in(&folder, program, text, fill)
}

fn modelled_in(
    folder: &TempDir,
    program: &Path,
    text: &str,
    fill: impl FnOnce(&Path) -> Result<(), String>,
) -> Result<Json, String> {
    let stack = folder.path().join("stack.toml");
    fs::write(&stack, text).map_err(|error| error.to_string())?;
    produce(&stack, folder.path())?;
    fill(&folder.path().join(".env"))?;
    let model = compose::model(program, folder.path())?;
    model.pointer("/services/texts").cloned().ok_or_else(|| "the service is not there".to_owned())
}

/// Compares what is at `pointer` with each text.
fn compare(found: &Json, pointer: &str, texts: &[String]) -> Result<(), String> {
    let wrong: Vec<String> = texts
        .iter()
        .enumerate()
        .filter_map(|(number, text)| {
            // `+` leaves room for two first items that are no texts.
            let place = pointer.replace('#', &number.to_string()).replace('+', &(number + 2).to_string());
            let arrived = found.pointer(&place).and_then(Json::as_str);
            (arrived != Some(text)).then(|| format!("{place}: {text:?} arrives as {arrived:?}"))
        })
        .collect();
    if wrong.is_empty() { Ok(()) } else { Err(wrong.join("\n")) }
}

fn texts_arrive(program: &Path) -> Result<(), String> {
    let texts = tricky::values()?;
    let keys = PLACES.iter().map(|(key, make, _)| ((*key).to_owned(), make(&texts))).collect();
    let found = modelled(program, &stack(keys, 0), |_| Ok(()))?;
    for (_, _, pointer) in PLACES {
        compare(&found, pointer, &texts)?;
    }
    Ok(())
}

fn secrets_arrive(program: &Path) -> Result<(), String> {
    let texts = tricky::values()?;
    let reference = |number| (format!("T{number}"), table([("secret", Value::from(format!("S{number}")))]));
    let environment = Value::Table((0..texts.len()).map(reference).collect());
    let text = stack(Table::from_iter([("environment".to_owned(), environment)]), texts.len());
    let found = modelled(program, &text, |file| {
        for (number, text) in texts.iter().enumerate() {
            dotenv::set(file, &format!("S{number}"), text)?;
        }
        // Both readers of .env, before Compose has its say.
        let read = dotenv::by_dotenvy(file)?;
        let wrong =
            texts.iter().enumerate().find(|(number, text)| read.get(&format!("S{number}")) != Some(text));
        wrong.map_or(Ok(()), |(_, text)| Err(format!("dotenvy reads {text:?} otherwise")))
    })?;
    compare(&found, "/environment/T#", &texts)
}

/// A file of a container lies beside the Compose file, and is mounted from there.
fn configs_arrive(program: &Path) -> Result<(), String> {
    let texts = tricky::values()?;
    let keys = Table::from_iter([("configs".to_owned(), named("/etc/texts/", &texts))]);
    let folder = tempfile::tempdir().map_err(|error| error.to_string())?;
    let found = modelled_in(&folder, program, &stack(keys, 0), |_| Ok(()))?;
    let mounts = found.get("volumes").and_then(Json::as_array).ok_or("nothing is mounted")?;
    let read = |mount: &Json| {
        let target = mount.get("target")?.as_str()?.strip_prefix("/etc/texts/")?.to_owned();
        Some((target, fs::read_to_string(mount.get("source")?.as_str()?).ok()?))
    };
    let files: BTreeMap<String, String> = mounts.iter().filter_map(read).collect();
    let wrong = texts.iter().enumerate().find(|(number, text)| files.get(&number.to_string()) != Some(text));
    wrong.map_or(Ok(()), |(number, text)| {
        Err(format!("{text:?} arrives as {:?}", files.get(&number.to_string())))
    })
}

fn defaults_arrive(program: &Path) -> Result<(), String> {
    let texts = tricky::strings()?;
    let with = |texts: &[String]| {
        let reference = |(number, text): (usize, &String)| {
            let entries =
                [("env", Value::from(format!("V{number}"))), ("default", Value::from(text.as_str()))];
            (format!("T{number}"), table(entries))
        };
        let environment = Value::Table(texts.iter().enumerate().map(reference).collect());
        stack(Table::from_iter([("environment".to_owned(), environment)]), 0)
    };
    let (accepted, refused): (Vec<String>, Vec<String>) = texts
        .into_iter()
        .partition(|text| refusals(&with(std::slice::from_ref(text))).is_ok_and(|codes| codes.is_empty()));
    let carried = |text: &&String| !text.contains(['{', '}']) && !text.chars().any(char::is_control);
    if let Some(text) = refused.iter().find(carried) {
        return Err(format!("{text:?} is refused"));
    }
    if refused.len() != DEFAULTS_REFUSED {
        return Err(format!("{} are refused instead of {DEFAULTS_REFUSED}", refused.len()));
    }
    let found = modelled(program, &with(&accepted), |_| Ok(()))?;
    compare(&found, "/environment/T#", &accepted)
}

/// The codes of all that is refused in `text`.
fn refusals(text: &str) -> Result<BTreeSet<Code>, String> {
    let folder = tempfile::tempdir().map_err(|error| error.to_string())?;
    let path = folder.path().join("stack.toml");
    fs::write(&path, text).map_err(|error| error.to_string())?;
    let evaluation = evaluate(&path)?;
    if evaluation.plan().is_some() {
        return Ok(BTreeSet::new());
    }
    Ok(evaluation.report().diagnostics().iter().map(mcpgen::core::diagnostic::Diagnostic::code).collect())
}

/// Of all tricky strings the one with a NUL is the only one that no container can get.
fn nul_is_refused(key: &str, make: fn(&[String]) -> Value) -> Result<(), String> {
    let mut refused = Vec::new();
    for text in tricky::strings()? {
        let keys = Table::from_iter([(key.to_owned(), make(std::slice::from_ref(&text)))]);
        let codes = refusals(&stack(keys, 0))?;
        if !codes.is_empty() {
            refused.push((text, codes));
        }
    }
    let expected = vec![("\0".to_owned(), BTreeSet::from([Code::NulCharacter]))];
    if refused == expected { Ok(()) } else { Err(format!("refused are {refused:?}")) }
}
