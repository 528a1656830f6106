//! What a picture of a stack says: as it is meant, and as a reader of its language reads it back.

use std::collections::BTreeMap;
use std::path::Path;

use mcpgen::graph::{Graph, Kind, Target};
use serde_json::Value;

use crate::judge::Judge;

/// What stands in a picture, each text as often as it stands there.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Picture {
    /// The lines of all boxes.
    pub lines: BTreeMap<String, usize>,
    /// The texts at the arrows.
    pub labels: BTreeMap<String, usize>,
    /// The titles of the networks.
    pub titles: BTreeMap<String, usize>,
    /// How many arrows there are.
    pub arrows: usize,
}

impl Picture {
    /// What must stand in the picture of `graph`.
    #[must_use]
    pub fn meant(graph: &Graph) -> Self {
        let mut picture = Self::default();
        for group in &graph.groups {
            let names: Vec<String> = group
                .networks
                .iter()
                .map(|network| match (network.internal, network.external) {
                    (true, true) => format!("{} (internal, external)", network.name),
                    (true, false) => format!("{} (internal)", network.name),
                    (false, true) => format!("{} (external)", network.name),
                    (false, false) => network.name.clone(),
                })
                .collect();
            let noun = if names.len() == 1 { "network" } else { "networks" };
            add(&mut picture.titles, &format!("{noun} {}", names.join(", ")));
        }
        for service in graph.services() {
            let mut line = |text: &str| add(&mut picture.lines, text);
            line(&service.name);
            line(service.kind.words());
            line(&service.image);
            service.remarks.iter().chain(&service.published).for_each(|text| line(text));
            service.secrets.iter().for_each(|name| line(&format!("secret {name}")));
            for server in &service.servers {
                line(&server.name);
                server.place.iter().for_each(|place| line(place));
                server.secrets.iter().for_each(|name| line(&format!("secret {name}")));
            }
            if service.kind == Kind::Tunnel {
                line("Cloudflare");
                picture.arrows += 1;
            }
            for route in &service.routes {
                match &route.to {
                    Target::Address(address) => line(address),
                    Target::Status(status) => line(&format!("status {status}")),
                    Target::Service(_) => {}
                }
                add(&mut picture.labels, &route.from);
            }
            for (_, until) in &service.waits_for {
                add(&mut picture.labels, &format!("waits until {until}"));
            }
            picture.arrows += service.published.len()
                + service.servers.len()
                + service.routes.len()
                + service.waits_for.len();
        }
        picture
    }

    /// What the reader at `program` finds in `text`, which is in `language`: `mermaid` or `dot`.
    ///
    /// # Errors
    /// The reader refuses it.
    pub fn read(program: &Path, language: &str, text: &str) -> Result<Self, String> {
        let folder = tempfile::tempdir().map_err(|error| error.to_string())?;
        std::fs::write(folder.path().join("graph"), text).map_err(|error| error.to_string())?;
        let verdict = Judge::run(program, folder.path(), &[language, "graph"])?;
        let value: Value = serde_json::from_str(&verdict.printed)
            .map_err(|error| format!("{error}: {}{}", verdict.printed, verdict.complaint))?;
        let texts = |key: &str| {
            let mut found = BTreeMap::new();
            let list = value.get(key).and_then(Value::as_array).into_iter().flatten();
            list.filter_map(Value::as_str).for_each(|text| add(&mut found, text));
            found
        };
        let arrows = value.get("arrows").and_then(Value::as_u64).unwrap_or_default();
        Ok(Self {
            lines: texts("lines"),
            labels: texts("labels"),
            titles: texts("titles"),
            arrows: usize::try_from(arrows).unwrap_or_default(),
        })
    }

    /// The same with each text as one of its readers sees it: `seen` says how.
    #[must_use]
    pub fn seen(&self, seen: impl Fn(&str) -> String) -> Self {
        let all = |texts: &BTreeMap<String, usize>| {
            let mut found = BTreeMap::new();
            for (text, count) in texts {
                let text = seen(text);
                if !text.is_empty() {
                    *found.entry(text).or_default() += count;
                }
            }
            found
        };
        Self {
            lines: all(&self.lines),
            labels: all(&self.labels),
            titles: all(&self.titles),
            arrows: self.arrows,
        }
    }
}

fn add(texts: &mut BTreeMap<String, usize>, text: &str) {
    *texts.entry(text.to_owned()).or_default() += 1;
}
