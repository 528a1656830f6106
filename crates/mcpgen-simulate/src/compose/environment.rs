//! The environment of a service.

use std::collections::BTreeMap;

use super::{Variables, text_of};
use crate::dotenv::Dotenv;
use crate::folder::Folder;
use crate::machine::Machine;
use crate::value::{State, Value};
use crate::yaml::Yaml;

/// `env_file`, and over it `environment`. A name without a value takes the variable of that name, if there is one
/// (compose-spec/compose-go, types/mapping.go).
pub(super) fn read(
    service: &Yaml,
    folder: &dyn Folder,
    machine: &Machine,
    variables: &Variables<'_>,
) -> BTreeMap<String, Value> {
    let mut environment = BTreeMap::new();
    for (path, is_raw) in files(service) {
        let text = text_of(folder, &crate::folder::clean(&path)).unwrap_or_default();
        environment.extend(if is_raw {
            raw(&text, &machine.environment)
        } else {
            Dotenv::read(&text, &machine.environment).values
        });
    }
    match service.get("environment") {
        Some(Yaml::Table(table)) => {
            for (name, value) in table {
                if let Some(value) = value.scalar().or_else(|| variables.get(name)) {
                    environment.insert(name.clone(), value);
                }
            }
        }
        Some(Yaml::List(items)) => {
            for item in items.iter().filter_map(Yaml::scalar) {
                match item.split_once('=') {
                    Some((name, value)) => {
                        environment.insert(name.text().to_owned(), value);
                    }
                    None => {
                        if let Some(value) = variables.get(item.text()) {
                            environment.insert(item.text().to_owned(), value);
                        }
                    }
                }
            }
        }
        _ => {}
    }
    environment
}

/// The files, and whether each is read raw.
fn files(service: &Yaml) -> Vec<(String, bool)> {
    match service.get("env_file") {
        Some(Yaml::List(items)) => items
            .iter()
            .filter_map(|item| {
                let path = item.text("path").or_else(|| item.scalar().map(|path| path.text().to_owned()))?;
                Some((path, item.text("format").as_deref() == Some("raw")))
            })
            .collect(),
        Some(_) => service.texts("env_file").into_iter().map(|path| (path, false)).collect(),
        None => Vec::new(),
    }
}

/// A file with `format: raw`: a line is a name and a value, without quotes, escapes or references; a name alone takes the shell's
/// variable (docker/cli, pkg/kvfile).
fn raw(text: &str, shell: &BTreeMap<String, String>) -> BTreeMap<String, Value> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let lines = text.lines().map(str::trim_start).filter(|line| !line.is_empty() && !line.starts_with('#'));
    lines
        .filter_map(|line| {
            let (name, value) = line.split_once('=').or_else(|| Some((line, shell.get(line)?.as_str())))?;
            Some((name.to_owned(), Value::of_variable(name, value, State::Set)))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_raw_file_has_neither_quotes_nor_references() {
        let shell = BTreeMap::from([("HERE".to_owned(), "shell".to_owned())]);
        let read = raw("A='q' # x\n  B=$A\r\n# C=1\nHERE\nGONE\nD=\n", &shell);
        let texts: Vec<(&str, &str)> =
            read.iter().map(|(name, value)| (name.as_str(), value.text())).collect();
        assert_eq!(texts, [("A", "'q' # x"), ("B", "$A"), ("D", ""), ("HERE", "shell")]);
    }
}
