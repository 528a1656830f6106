//! Texts of a server in which the gateway puts values: templates, variables and mounts (docker/mcp-gateway, pkg/eval,
//! pkg/gateway/clientpool.go).

use mcpgen_core::catalog::{ConfigKey, ConfigKind, ServerDefinition};
use mcpgen_core::model::HostPath;

use super::placeholder::{TemplateFault, templates, variables};
use super::reader::{Place, Reader};

/// Adds a key of the server's configuration to those that are known.
pub(super) fn add_key(definition: &mut ServerDefinition, name: String, required: bool, mounted: bool) {
    // One path or several: the gateway mounts what it finds.
    let kind = if mounted { ConfigKind::Paths } else { ConfigKind::Text };
    match definition.config.iter_mut().find(|key| key.name == name) {
        Some(key) => {
            key.required |= required;
            if mounted {
                key.kind = kind;
            }
        }
        None => definition.config.push(ConfigKey { name, required, kind }),
    }
}

/// Reads the templates of a text into the server's configuration; whether there are any.
pub(super) fn asks(
    reader: &mut Reader<'_>,
    name: &str,
    (text, place): &Place,
    mount: bool,
    definition: &mut ServerDefinition,
) -> bool {
    let own = name.replace('.', "_");
    let (message, label, help) = match templates(text, mount) {
        Ok(found) => {
            for template in &found {
                if template.server == own {
                    add_key(definition, template.key.clone(), false, template.mounted);
                } else {
                    reader.refuse(
                        place,
                        format!(
                            "`{{{{{}.{}}}}}` gives nothing: a server sees its own configuration only",
                            template.server, template.key
                        ),
                        "stays empty",
                        &format!("write `{{{{{own}.{}}}}}`", template.key),
                    );
                }
            }
            return !found.is_empty();
        }
        Err(TemplateFault::Open) => {
            ("a `{{` is never closed".to_owned(), "stays as it is", "close it with `}}`".to_owned())
        }
        Err(TemplateFault::Path(path)) => (
            format!("`{{{{{path}}}}}` gives nothing: it names no key of the server's configuration"),
            "stays empty",
            format!("write `{{{{{own}.KEY}}}}`"),
        ),
        Err(TemplateFault::Filter(filter)) => (
            format!("the gateway has no filter `{filter}`, and passes over it"),
            "without effect",
            "write one of `volume`, `volume-target`, `into`, `first`, `last`, `or:…` and `mount_as:…`"
                .to_owned(),
        ),
    };
    reader.refuse(place, message, label, &help);
    true
}

/// Refuses variables that the gateway has nothing to put in the place of.
pub(super) fn expands(reader: &mut Reader<'_>, name: &str, (text, place): &Place, known: &[String]) {
    for variable in variables(text) {
        if known.iter().all(|known| known != variable) {
            reader.refuse(
                place,
                format!("`${{{variable}}}` gives nothing: the gateway knows only the variables of the server `{name}` itself"),
                "stays empty",
                &format!("add `{variable}` to the server's `secrets:`, or write the text itself"),
            );
        }
    }
}

/// A mount without a template: a volume of Docker's, or a path of the machine.
pub(super) fn mount(
    reader: &mut Reader<'_>,
    name: &str,
    (text, place): &Place,
    definition: &mut ServerDefinition,
) {
    let drive = text.get(1..3) == Some(":\\") || text.get(1..3) == Some(":/");
    let (source, target) = match text.split_at_checked(if drive { 2 } else { 0 }) {
        Some((drive, rest)) => match rest.split_once(':') {
            Some((source, target)) => (format!("{drive}{source}"), target),
            // A volume without a name.
            None => return,
        },
        None => return,
    };
    let read_only = target.ends_with(":ro");
    let problem = if text.starts_with('-') {
        Some("the gateway passes over a mount that begins with `-`")
    } else if drive {
        Some("the gateway cannot mount a path with a drive letter: it takes the `:` for the end of the path")
    } else if source.starts_with(['.', '~']) {
        Some("a catalog cannot say where your home folder or stack.toml is")
    } else if !target.starts_with('/') {
        Some("the target is no absolute path of the container")
    } else {
        None
    };
    if let Some(problem) = problem {
        let help = "write an absolute path and `:ro` (`/c/Users/…` on Windows), or the name of a volume";
        reader.refuse(place, format!("{problem} (server `{name}`)"), "cannot be mounted", help);
    } else if source.starts_with('/')
        && let Ok(path) = source.parse::<HostPath>()
    {
        let span = reader.span(place);
        definition.entry.mounts.push((path, read_only, span));
    }
}
