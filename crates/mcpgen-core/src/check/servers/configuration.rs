//! The configuration of a server of a catalog. The gateway checks none of it: what is missing is an empty text to it, and what it
//! does not know is never read (docker/mcp-gateway, pkg/eval).

use std::collections::BTreeMap;

use super::mounts;
use crate::catalog::{ConfigKey, ConfigKind, ServerDefinition};
use crate::check::Check;
use crate::diagnostic::{Code, Diagnostic, nearest, or_list};
use crate::document::Part;
use crate::model::ForeignValue;
use crate::name::ServerName;
use crate::path::Path;

type Table = BTreeMap<String, ForeignValue>;

/// Checks `config`, which stands at `place`. `listed` is where the gateway lists the server.
pub(super) fn check_config(
    check: &mut Check<'_>,
    name: &ServerName,
    definition: &ServerDefinition,
    config: &Table,
    place: &Path,
    listed: &Path,
) {
    for key in &definition.config {
        let there = at(place, &key.name);
        match value_at(config, &key.name) {
            Some(value) if key.required && is_empty(value) => empty(check, name, key, &there),
            Some(value) => {
                // A catalog of one's own does not say what its values are, only which of them are mounted.
                if fits(key.kind, value) || definition.origin.is_some() && !key.kind.is_mounted() {
                    if key.kind.is_mounted() {
                        mounts::paths(check, value, &there);
                    }
                } else {
                    wrong_type(check, key, value, &there);
                }
            }
            None if key.required && !is_misspelt(definition, config, &key.name) => {
                missing(check, name, key, &there, listed);
            }
            None => {}
        }
    }
    choice(check, name, definition, config, place, listed);
    let known: Vec<&str> = definition.config.iter().map(|key| key.name.as_str()).collect();
    unknown(check, name, config, &known, "", place);
}

/// The path of a key whose name leads into tables.
fn at(place: &Path, key: &str) -> Path {
    key.split('.').fold(place.clone(), |path, part| path.key(part))
}

fn value_at<'c>(config: &'c Table, key: &str) -> Option<&'c ForeignValue> {
    let mut parts = key.split('.');
    let first = config.get(parts.next()?)?;
    parts.try_fold(first, |value, part| match value {
        ForeignValue::Table(table) => table.get(part),
        _ => None,
    })
}

/// Whether `key` is there under a misspelt name, which is reported as an unknown one.
fn is_misspelt(definition: &ServerDefinition, config: &Table, key: &str) -> bool {
    let top = |key: &str| key.split('.').next().map(str::to_owned);
    let known =
        |written: &String| definition.config.iter().any(|key| top(&key.name).as_ref() == Some(written));
    let first = key.split('.').next().unwrap_or(key);
    config.keys().any(|written| !known(written) && nearest(written, [first]).is_some())
}

/// Whether a value says nothing, as those do that `mcpgen servers add` leaves for a person to fill in. To the gateway it is as
/// good as missing.
fn is_empty(value: &ForeignValue) -> bool {
    match value {
        ForeignValue::Text(text) => text.trim().is_empty(),
        ForeignValue::List(items) => items.iter().all(is_empty),
        _ => false,
    }
}

/// The gateway hands every value on as a text, so a text that reads as a number is one.
fn fits(kind: ConfigKind, value: &ForeignValue) -> bool {
    use ForeignValue as Value;
    match (kind, value) {
        (ConfigKind::Text, Value::Text(_) | Value::Integer(_) | Value::Float(_) | Value::Boolean(_))
        | (ConfigKind::Integer | ConfigKind::Number, Value::Integer(_))
        | (ConfigKind::Number, Value::Float(_))
        | (ConfigKind::Boolean, Value::Boolean(_))
        | (ConfigKind::Path | ConfigKind::Paths, Value::Text(_))
        // Its items are looked at one by one.
        | (ConfigKind::Paths, Value::List(_)) => true,
        (ConfigKind::Integer, Value::Text(text)) => text.parse::<i64>().is_ok(),
        (ConfigKind::Number, Value::Text(text)) => text.parse::<f64>().is_ok_and(f64::is_finite),
        (ConfigKind::Boolean, Value::Text(text)) => matches!(text.as_str(), "true" | "false"),
        _ => false,
    }
}

/// What stands for the value in an example.
fn example(kind: ConfigKind) -> &'static str {
    match kind {
        ConfigKind::Text => "\"…\"",
        ConfigKind::Integer | ConfigKind::Number => "1",
        ConfigKind::Boolean => "true",
        ConfigKind::Path => "\"~/FOLDER\"",
        ConfigKind::Paths => "[\"~/FOLDER\"]",
    }
}

fn missing(check: &mut Check<'_>, name: &ServerName, key: &ConfigKey, place: &Path, listed: &Path) {
    let ConfigKey { name: wanted, kind, .. } = key;
    let diagnostic = Diagnostic::new(
        Code::ServerConfig,
        format!("the server `{name}` needs the configuration `{wanted}`"),
    );
    let diagnostic = check.labelled(diagnostic, listed, Part::Value, format!("needs `{wanted}`"));
    let help = format!("add `[servers.{name}.config]` and in it `{wanted} = {}`", example(*kind));
    check.report_missing(place, diagnostic.help(help));
}

fn empty(check: &mut Check<'_>, name: &ServerName, key: &ConfigKey, place: &Path) {
    let wanted = &key.name;
    let diagnostic = Diagnostic::new(
        Code::ServerConfig,
        format!("the server `{name}` needs the configuration `{wanted}`, and it is empty"),
    );
    let diagnostic = check.labelled(diagnostic, place, Part::Value, "to be filled in");
    check.report(diagnostic.help(format!("write {} here", key.kind.article())));
}

fn wrong_type(check: &mut Check<'_>, key: &ConfigKey, value: &ForeignValue, place: &Path) {
    let diagnostic = Diagnostic::new(
        Code::ServerConfig,
        // A value may be a key that was pasted, so a text is not repeated.
        format!("`{}` takes {}, and this is {}", key.name, key.kind.article(), value.sort()),
    );
    let diagnostic = check.labelled(diagnostic, place, Part::Value, "of another type");
    check.report(diagnostic.help(format!("write `{} = {}`", last(&key.name), example(key.kind))));
}

fn last(key: &str) -> &str {
    key.rsplit('.').next().unwrap_or(key)
}

/// Of some keys one at least is needed.
fn choice(
    check: &mut Check<'_>,
    name: &ServerName,
    definition: &ServerDefinition,
    config: &Table,
    place: &Path,
    listed: &Path,
) {
    let given = |key: &String| value_at(config, key).is_some_and(|value| !is_empty(value));
    let refused = |key: &String| check.loaded.refused(&at(place, key));
    // Under a misspelt name, or where a table should be: reported as such.
    let elsewhere = |key: &String| {
        let top = key.split('.').next().and_then(|top| config.get(top));
        is_misspelt(definition, config, key)
            || top.is_some_and(|value| key.contains('.') && !matches!(value, ForeignValue::Table(_)))
    };
    let wanted = &definition.any_of;
    if wanted.is_empty() || wanted.iter().any(|key| given(key) || refused(key) || elsewhere(key)) {
        return;
    }
    let keys = or_list(wanted.iter().map(String::as_str));
    let diagnostic =
        Diagnostic::new(Code::ServerConfig, format!("the server `{name}` needs the configuration {keys}"));
    let empty = wanted.iter().find(|key| value_at(config, key).is_some());
    let (diagnostic, help) = if let Some(key) = empty {
        let diagnostic = check.labelled(diagnostic, &at(place, key), Part::Value, "to be filled in");
        (diagnostic, "write a text here, or give another of them".to_owned())
    } else {
        let first = wanted.first().map(String::as_str).unwrap_or_default();
        let diagnostic = check.labelled(diagnostic, listed, Part::Value, "needs one of them");
        let table = format!("add `[servers.{name}.config]`");
        (diagnostic, format!("{table} and in it `{first} = \"…\"`, or another of them"))
    };
    check.report_missing(place, diagnostic.help(help));
}

/// Keys that the server's entry never reads, in `table`, which stands at `place`. `prefix` leads there from the top of the
/// configuration, with a `.` at its end.
fn unknown(
    check: &mut Check<'_>,
    name: &ServerName,
    table: &Table,
    known: &[&str],
    prefix: &str,
    place: &Path,
) {
    let mut here: Vec<&str> = known
        .iter()
        .filter_map(|known| known.strip_prefix(prefix))
        .map(|known| known.split('.').next().unwrap_or(known))
        .collect();
    here.dedup();
    for (key, value) in table {
        let there = place.key(key);
        let whole = format!("{prefix}{key}");
        let is_table = known.iter().any(|known| known.starts_with(&format!("{whole}.")));
        match value {
            ForeignValue::Table(inner) if is_table => {
                unknown(check, name, inner, known, &format!("{whole}."), &there);
            }
            _ if known.contains(&whole.as_str()) => {}
            _ if is_table => {
                let diagnostic = Diagnostic::new(
                    Code::ServerConfig,
                    format!("`{whole}` takes a table, and this is {}", value.sort()),
                );
                let diagnostic = check.labelled(diagnostic, &there, Part::Value, "of another type");
                check.report(diagnostic.help(format!("write a table under `{whole}`")));
            }
            _ => {
                let diagnostic = Diagnostic::new(
                    Code::ServerConfig,
                    format!("the server `{name}` has no configuration `{whole}`"),
                );
                let diagnostic = check.labelled(diagnostic, &there, Part::Key, "never read");
                let diagnostic = check.with_key(diagnostic, place, key, &here);
                let help = match check.nearest(key, here.iter().copied()) {
                    Some(near) => format!("write `{near}`"),
                    None if here.is_empty() => "remove it: this server takes no configuration".to_owned(),
                    None => format!("write {}", or_list(here.iter().copied())),
                };
                check.report(diagnostic.help(help));
            }
        }
    }
}
