//! The files that a gateway reads, where it looks for them and as it reads them (docker/mcp-gateway, pkg/catalog, pkg/config,
//! pkg/gateway). What it passes over in silence is passed over here.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Component, Path, PathBuf};

use serde_json::{Map, Value};

const HOME: &str = "/root/.docker/mcp";

/// Go's scanner reads no line of more bytes, and nothing after it.
const LONGEST_LINE: usize = (64 << 10) - 1;

/// The servers of the catalogs: a later file replaces what an earlier one says. A catalog that is not there is empty.
///
/// # Errors
/// A catalog lies elsewhere, cannot be read, or is no YAML.
pub(crate) fn catalogs(files: &[String]) -> Result<Map<String, Value>, String> {
    let mut servers = Map::new();
    for file in files.iter().filter(|file| !file.starts_with("https://")) {
        let folder = Path::new(HOME).join("catalogs");
        let path = folder.join(file);
        let leads_out = path.components().any(|component| component == Component::ParentDir);
        if leads_out || !path.starts_with(&folder) {
            return Err(format!("catalog {file} is outside of {}", folder.display()));
        }
        if !path.exists() {
            continue;
        }
        let catalog = yaml(&path)?;
        // `services:` in the place of `registry:` makes an empty catalog.
        let Some(Value::Object(registry)) = catalog.get("registry") else { continue };
        servers.extend(registry.clone());
    }
    Ok(servers)
}

/// A configuration or tools file, merged in the order in which they are named.
///
/// # Errors
/// One cannot be read, for the gateway would try to write it, or is no mapping.
pub(crate) fn mapping(files: &[String]) -> Result<Map<String, Value>, String> {
    let mut merged = Map::new();
    for file in files {
        let path: PathBuf = Path::new(HOME).join(file);
        match yaml(&path)? {
            Value::Object(mapping) => merged.extend(mapping),
            _ => return Err(format!("{} is no mapping", path.display())),
        }
    }
    Ok(merged)
}

fn yaml(path: &Path) -> Result<Value, String> {
    let text = fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()))?;
    println!("- Read {} ({} bytes)", path.display(), text.len());
    serde_saphyr::from_str(&text).map_err(|error| format!("{}: {error}", path.display()))
}

/// The secrets: `NAME=VALUE` a line, without blanks at the ends of the line, and no quotes. One line without `=` costs all of
/// them, a line that is too long costs itself and all that follow. The providers of the list are tried in turn, and
/// `docker-desktop` always answers.
pub(crate) fn secrets(list: &str) -> BTreeMap<String, String> {
    for provider in list.split(':') {
        if provider == "docker-desktop" {
            return BTreeMap::new();
        }
        if let Ok(text) = fs::read_to_string(provider) {
            return parse_secrets(&text).unwrap_or_default();
        }
    }
    BTreeMap::new()
}

fn parse_secrets(text: &str) -> Option<BTreeMap<String, String>> {
    let mut secrets = BTreeMap::new();
    for line in text.lines().take_while(|line| line.len() <= LONGEST_LINE) {
        let line = line.trim();
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        let (name, value) = line.split_once('=')?;
        secrets.insert(name.to_owned(), value.to_owned());
    }
    Some(secrets)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_a_secret_as_it_is() {
        let secrets = parse_secrets("a.key=\"x\" = #y\n# no\n\nb.key=\u{20}z \r\n").unwrap();
        assert_eq!(secrets["a.key"], "\"x\" = #y");
        assert_eq!(secrets["b.key"], " z");
    }

    #[test]
    fn a_line_without_a_name_costs_every_secret() {
        assert_eq!(parse_secrets("a.key=x\nsecond line of a key\n"), None);
    }

    #[test]
    fn a_line_that_is_too_long_costs_what_follows() {
        let text = format!("a.key=x\nb.key={}\nc.key=x\n", "y".repeat(LONGEST_LINE));
        assert_eq!(parse_secrets(&text).unwrap().len(), 1);
    }
}
