//! The environment of a service.

use std::collections::BTreeMap;

use super::{Variables, text_of};
use crate::dotenv::Dotenv;
use crate::folder::Folder;
use crate::machine::Machine;
use crate::value::Value;
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
    for path in files(service) {
        let text = text_of(folder, &crate::folder::clean(&path)).unwrap_or_default();
        environment.extend(Dotenv::read(&text, &machine.environment).values);
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

fn files(service: &Yaml) -> Vec<String> {
    match service.get("env_file") {
        Some(Yaml::List(items)) => items
            .iter()
            .filter_map(|item| item.text("path").or_else(|| item.scalar().map(|path| path.text().to_owned())))
            .collect(),
        Some(_) => service.texts("env_file"),
        None => Vec::new(),
    }
}
