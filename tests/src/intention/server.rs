//! A server of the plan, and what the simulation says of it.

use mcpgen::core::plan::{ConfigValue, OwnServerKind, Server, ServerMountSource};
use mcpgen_simulate::{BindVerdict, Origin, SecretState, ServerOutcome, Standing};

use super::Rendered;
use super::differences::Differences;

impl Rendered {
    pub(super) fn compare_server(
        &self,
        server: &Server,
        outcome: &ServerOutcome,
        networks: &[String],
        differences: &mut Differences,
    ) {
        differences.compare("standing", Standing::Appears, outcome.standing);
        let tools =
            server.tools.as_ref().map(|tools| tools.iter().map(ToString::to_string).collect::<Vec<_>>());
        differences.compare("tools", tools, outcome.tools.clone());
        let mut config = Vec::new();
        for (key, value) in &server.config {
            self.flatten(key, value, &mut config);
        }
        let keys =
            |config: &[(String, String)]| config.iter().map(|(key, _)| key.clone()).collect::<Vec<_>>();
        let simulated: Vec<String> = outcome.configuration.iter().map(|(key, _)| key.clone()).collect();
        differences.compare("configuration", keys(&config), simulated);
        for ((key, value), (_, found)) in config.iter().zip(&outcome.configuration) {
            differences.compare(key, true, found.is(value));
        }
        let mut secrets: Vec<(String, String)> = Vec::new();
        for delivery in &server.secrets {
            let name = delivery.environment.as_str();
            let value = self.values.get(delivery.secret.as_str()).cloned().unwrap_or_default();
            let found = outcome.environment.iter().find(|variable| variable.name == name);
            let delivered = found.is_some_and(|found| {
                let from = matches!(&found.origin, Origin::Secret { variables, .. }
                    if *variables == [delivery.secret.as_str()]);
                from && found.value.is(&value)
            });
            differences.compare(&format!("{name} delivered"), true, delivered);
            secrets.push((name.to_owned(), delivery.name.clone()));
        }
        secrets.sort();
        let simulated = outcome.environment.iter().filter_map(|variable| match &variable.origin {
            Origin::Secret { name, state: SecretState::Delivered, .. } => {
                Some((variable.name.clone(), name.clone()))
            }
            _ => None,
        });
        differences.compare("secrets", secrets, simulated.collect());
        let allowed = outcome.mounts.iter().all(|mount| {
            matches!(mount.verdict, BindVerdict::Volume | BindVerdict::ReadOnly | BindVerdict::Writable)
        });
        differences.compare("all mounts allowed", true, allowed);
        for path in &server.paths {
            let start = format!("{}:", self.text(path));
            let mounted = outcome.mounts.iter().any(|mount| {
                let is_writable = mount.verdict == BindVerdict::Writable;
                mount.volume.starts_with(&start)
                    && (is_writable == server.writable || mount.volume.ends_with(":ro"))
            });
            differences.compare(&format!("{start} mounted"), true, mounted);
        }
        if let Some(OwnServerKind::Image { image, environment, mounts, network, .. }) =
            server.own.as_ref().map(|own| &own.kind)
        {
            differences.compare("image", Some(image.as_str()), outcome.image.as_deref());
            let joined = if *network { networks.to_vec() } else { vec!["none".to_owned()] };
            differences.compare("server networks", joined, outcome.networks.clone());
            for (name, value) in environment {
                let found = outcome.environment.iter().find(|variable| variable.name == name.as_str());
                differences.compare(name.as_str(), true, found.is_some_and(|found| found.value.is(value)));
            }
            let wanted = mounts.iter().map(|(source, target, read_only)| match source {
                ServerMountSource::Volume(name) => (format!("{name}:{target}"), BindVerdict::Volume),
                ServerMountSource::Path(path) if *read_only => {
                    (format!("{}:{target}:ro", self.text(path)), BindVerdict::ReadOnly)
                }
                ServerMountSource::Path(path) => {
                    (format!("{}:{target}", self.text(path)), BindVerdict::Writable)
                }
            });
            let simulated = outcome.mounts.iter().map(|mount| (mount.volume.clone(), mount.verdict.clone()));
            differences.compare("mounts", wanted.collect::<Vec<_>>(), simulated.collect());
        } else if server.own.is_none() && outcome.image.is_some() && outcome.networks != ["none"] {
            differences.compare("server networks", networks.to_vec(), outcome.networks.clone());
        }
    }

    fn flatten(&self, path: &str, value: &ConfigValue, found: &mut Vec<(String, String)>) {
        let mut add = |text: String| found.push((path.to_owned(), text));
        match value {
            ConfigValue::Boolean(value) => add(value.to_string()),
            ConfigValue::Integer(value) => add(value.to_string()),
            ConfigValue::Float(value) => add(value.to_string()),
            ConfigValue::Text(text) => add(self.text(text)),
            ConfigValue::List(items) => items.iter().for_each(|item| self.flatten(path, item, found)),
            ConfigValue::Table(table) => {
                for (key, value) in table {
                    self.flatten(&format!("{path}.{key}"), value, found);
                }
            }
        }
    }
}
