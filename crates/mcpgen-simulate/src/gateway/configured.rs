//! What a server's configuration decides: a part of its environment, and its mounts (docker/mcp-gateway,
//! pkg/gateway/clientpool.go).

use std::collections::BTreeSet;

use super::bind::{BindVerdict, source_of};
use super::server::Judge;
use super::template::{Filled, fill, fill_list};
use crate::finding::Code;
use crate::simulation::{Origin, ServerMount, ServerOutcome, Variable};
use crate::value::Value;
use crate::yaml::Yaml;

impl Judge<'_, '_> {
    /// What the server's configuration decides: environment and mounts.
    pub(super) fn configured(&mut self, outcome: &mut ServerOutcome) {
        let Self { name, server, .. } = *self;
        let Some(configuration) = &self.run.configuration else { return };
        let key = name.replace('.', "_");
        let own = configuration.get(&key).cloned().unwrap_or(Yaml::Null);
        flatten("", &own, &mut outcome.configuration);
        let configuration = Yaml::Table([(key.clone(), own.clone())].into_iter().collect());
        let mut missing = BTreeSet::new();
        for (variable, template) in &server.environment {
            let (origin, value) = if template.contains("{{") && template.contains("}}") {
                let value = match fill(template, &configuration, &mut missing) {
                    Filled::One(value) => value,
                    Filled::Several(values) => values.into_iter().next().unwrap_or_default(),
                };
                (Origin::Configuration, value)
            } else {
                (Origin::Catalog, expand(template, &outcome.environment))
            };
            if !value.is_empty() {
                outcome.environment.push(Variable { name: variable.clone(), origin, value });
            }
        }
        if !self.run.flags.switch("static", false) && server.remote.is_none() {
            self.mounts(&configuration, outcome);
        }
        for path in &server.required {
            let found = path.split('.').try_fold(&own, |yaml, key| yaml.get(key));
            if found.is_none() {
                self.key_missing(path, "starts without it");
            }
        }
    }

    /// A server that asks for a key of its configuration, and does without.
    fn key_missing(&mut self, path: &str, effect: &str) {
        let name = self.name;
        let key = name.replace('.', "_");
        let mounted = self.server.volumes.iter().any(|volume| volume.contains(&format!("{{{{{key}.{path}")));
        let effect = if mounted { "starts with nothing mounted" } else { effect };
        let message = format!("{name} needs `{path}` in its configuration, and {effect}");
        let remedy = format!("add `{key}:` with `{path}:` to a file, and name it with `--config`");
        self.find(Code::ConfigurationKeyMissing, message, remedy);
    }

    fn mounts(&mut self, configuration: &Yaml, outcome: &mut ServerOutcome) {
        let mut missing = BTreeSet::new();
        let name = self.name;
        for volume in fill_list(&self.server.volumes, configuration, &mut missing) {
            let volume = volume.text();
            if volume.is_empty() || volume.starts_with('-') {
                continue;
            }
            let verdict = self.run.policy.judge(volume);
            let refusal = match &verdict {
                BindVerdict::Volume | BindVerdict::ReadOnly | BindVerdict::Writable => None,
                BindVerdict::Refused(reason) => Some((
                    reason,
                    "name the path in MCP_GATEWAY_DOCKER_BIND_ALLOWED_PATHS, or in …_ALLOW_WRITABLE_PATHS",
                )),
                BindVerdict::Blocked(reason) => Some((reason, "mount another path")),
            };
            if let Some((reason, remedy)) = refusal {
                self.fails = true;
                let source = source_of(volume);
                let source = if source.is_empty() { volume } else { source };
                let message =
                    format!("{name} does not start, for {source} cannot be mounted into it: {reason}");
                self.find(Code::BindBlocked, message, remedy);
            }
            outcome.mounts.push(ServerMount { volume: volume.to_owned(), verdict });
        }
        // Of Docker's own servers it is known which keys they need.
        let prefix = format!("{}.", name.replace('.', "_"));
        let keys = missing.iter().filter_map(|path| path.strip_prefix(&prefix));
        for key in keys.filter(|_| !self.server.is_dockers).map(str::to_owned).collect::<Vec<_>>() {
            self.key_missing(&key, "starts without it");
        }
    }
}

/// `$NAME` and `${NAME}` from the server's own secrets, as Go's `os.Expand`; anything else is nothing.
fn expand(text: &str, environment: &[Variable]) -> Value {
    let mut value = Value::default();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('$') {
        value.push(&Value::literal(before));
        let (name, behind) = if let Some(parts) =
            after.strip_prefix('{').and_then(|after| after.split_once('}'))
        {
            parts
        } else {
            let is_part = |character: char| character == '_' || character.is_ascii_alphanumeric();
            after.split_at_checked(after.find(|c| !is_part(c)).unwrap_or(after.len())).unwrap_or((after, ""))
        };
        if let Some(variable) = environment.iter().find(|variable| variable.name == name) {
            value.push(&variable.value);
        }
        rest = behind;
    }
    value.push(&Value::literal(rest));
    value
}

fn flatten(path: &str, yaml: &Yaml, found: &mut Vec<(String, Value)>) {
    let below = |key: &str| if path.is_empty() { key.to_owned() } else { format!("{path}.{key}") };
    match yaml {
        Yaml::Table(table) => table.iter().for_each(|(key, yaml)| flatten(&below(key), yaml, found)),
        Yaml::List(items) => items.iter().for_each(|item| flatten(path, item, found)),
        scalar => found.extend(scalar.scalar().map(|value| (path.to_owned(), value))),
    }
}
