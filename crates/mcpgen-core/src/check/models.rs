//! `models`: one name is one language model in the whole stack, and its variables are nobody else's.

use std::collections::BTreeMap;

use super::process::conflict;
use super::{Check, service_path};
use crate::model::{LanguageModelSpec, ServiceSpec};
use crate::path::Path;

pub(super) fn check(check: &mut Check<'_>) {
    let mut known: BTreeMap<&str, (&LanguageModelSpec, Path)> = BTreeMap::new();
    for (name, service) in check.services.iter().copied() {
        let ServiceSpec::Container(container) = service else { continue };
        if container.models.is_empty() {
            continue;
        }
        let path = service_path(name);
        let mut variables: BTreeMap<String, Path> = container
            .environment
            .keys()
            .map(|variable| (variable.to_string(), path.key("environment").key(variable)))
            .collect();
        for (model_name, model) in &container.models {
            let place = path.key("models").key(model_name);
            match known.get(model_name.as_str()) {
                Some((first, at)) if !first.is_same_model(model) => {
                    let at = at.clone();
                    conflict(
                        check,
                        format!("two services mean different language models by `{model_name}`"),
                        [(&place, "another than before"), (&at, "this one")],
                        "give one of them another name, or write the same in both".to_owned(),
                    );
                }
                Some(_) => {}
                None => drop(known.insert(model_name.as_str(), (model, place.clone()))),
            }
            for variable in [model.endpoint_variable(model_name), model.model_variable(model_name)] {
                if let Some(taken) = variables.get(&variable).cloned() {
                    conflict(
                        check,
                        format!("the variable `{variable}` is set twice"),
                        [(&place, "by the language model"), (&taken, "and here")],
                        "name another with `endpoint-var` or `model-var`".to_owned(),
                    );
                } else {
                    variables.insert(variable, place.clone());
                }
            }
        }
    }
}
