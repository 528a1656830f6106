//! Servers that the stack itself defines, and what only those can have.

use super::mounts::blocked;
use crate::check::Check;
use crate::diagnostic::{Code, Diagnostic};
use crate::document::Part;
use crate::model::{HeaderValue, HostPathBase, ServerSpec, TextSpec, VolumeSource};
use crate::name::{SecretName, ServerName};
use crate::path::Path;

/// What only a server of one's own can have, for the gateway takes it from the catalog entry.
pub(super) fn only_own(check: &mut Check<'_>, name: &ServerName, server: &ServerSpec, table: &Path) {
    let keys = [
        ("prefix", server.prefix.is_some()),
        ("long-lived", server.long_lived.is_some()),
        ("command", !server.command.is_empty()),
        ("environment", !server.environment.is_empty()),
        ("volumes", !server.volumes.is_empty()),
        ("allow-hosts", !server.allow_hosts.is_empty()),
        ("network", server.network.is_some()),
        ("transport", server.transport.is_some()),
        ("headers", !server.headers.is_empty()),
    ];
    for (key, _) in keys.into_iter().filter(|(_, written)| *written) {
        let diagnostic = Diagnostic::new(
            Code::ServerDefinition,
            format!(
                "`{key}` is the catalog's to say: the gateway takes it from there for the server `{name}`"
            ),
        );
        let diagnostic = check.labelled(diagnostic, &table.key(key), Part::Key, "has no effect");
        check.report(diagnostic.help("remove it, or define the server here with `image` or `url`"));
    }
}

pub(super) fn own(check: &mut Check<'_>, name: &ServerName, server: &ServerSpec, table: &Path) {
    for (environment, secret) in &server.secrets {
        known_secret(check, secret, &table.key("secrets").key(environment));
    }
    if !server.is_own() {
        return;
    }
    if server.image.is_some() && server.url.is_some() {
        let diagnostic = Diagnostic::new(
            Code::ServerDefinition,
            format!("the server `{name}` has both an image and an address"),
        );
        let diagnostic = check.labelled(diagnostic, &table.key("url"), Part::Key, "either this");
        let diagnostic = check.labelled(diagnostic, &table.key("image"), Part::Key, "or this");
        check.report(diagnostic.help("remove one of the two"));
        return;
    }
    let remote = server.url.is_some();
    let misplaced = [
        ("command", !server.command.is_empty(), remote),
        ("environment", !server.environment.is_empty(), remote),
        ("volumes", !server.volumes.is_empty(), remote),
        ("allow-hosts", !server.allow_hosts.is_empty(), remote),
        ("writable", server.writable.is_some(), remote),
        ("network", server.network.is_some(), remote),
        ("long-lived", server.long_lived.is_some(), remote),
        ("transport", server.transport.is_some(), !remote),
        ("headers", !server.headers.is_empty(), !remote),
        ("config", !server.config.is_empty(), true),
    ];
    for (key, _, _) in misplaced.into_iter().filter(|(_, written, wrong)| *written && *wrong) {
        let what = if remote { "remote server" } else { "server in a container" };
        let diagnostic = Diagnostic::new(
            Code::ServerDefinition,
            format!("`{key}` means nothing for a {what} of one's own"),
        );
        let diagnostic = check.labelled(diagnostic, &table.key(key), Part::Key, "has no effect");
        check.report(diagnostic.help("remove it"));
    }
    for (variable, text) in &server.environment {
        let place = table.key("environment").key(variable);
        match text {
            TextSpec::Literal(text) => plain(check, text, &place),
            TextSpec::Secret(secret) => known_secret(check, secret, &place.key("secret")),
            TextSpec::Variable { .. } => {
                let diagnostic =
                    Diagnostic::new(Code::ServerDefinition, "a server gets nothing of .env but secrets");
                let diagnostic = check.labelled(diagnostic, &place, Part::Value, "does not arrive");
                check.report(diagnostic.help("write the text itself, or `{ secret = \"NAME\" }`"));
            }
        }
    }
    for (index, argument) in server.command.iter().enumerate() {
        plain(check, argument, &table.key("command").index(index));
    }
    for (header, value) in &server.headers {
        let place = table.key("headers").key(header.as_str());
        match value {
            HeaderValue::Literal(text) => plain(check, text, &place),
            HeaderValue::Secret { secret, prefix } => {
                known_secret(check, secret, &place.key("secret"));
                plain(check, prefix, &place.key("prefix"));
            }
        }
    }
    for (index, volume) in server.volumes.iter().enumerate() {
        let VolumeSource::Path(path) = &volume.source else { continue };
        let place = table.key("volumes").index(index);
        let problem = if path.base() == HostPathBase::Root {
            blocked(path)
                .map(|refusal| refusal.problem)
                .or((!volume.read_only && server.writable != Some(true))
                    .then_some("without `writable` the gateway mounts paths into a server for reading only"))
        } else {
            Some("a catalog cannot say where your home folder or stack.toml is")
        };
        if let Some(problem) = problem {
            let diagnostic = Diagnostic::new(Code::ServerMount, problem);
            let diagnostic = check.labelled(diagnostic, &place, Part::Value, "cannot be mounted");
            check.report(diagnostic.help("write an absolute path and `:ro`, or the name of a volume; `writable = true` lets the server write"));
        }
    }
}

fn known_secret(check: &mut Check<'_>, secret: &SecretName, place: &Path) {
    let known: Vec<&str> = check.spec.secrets.keys().map(SecretName::as_str).collect();
    if !known.contains(&secret.as_str()) {
        check.report_unknown(Code::UnknownSecret, "secrets", secret.as_str(), place, &known);
    }
}

/// In a catalog `$` and `{{` begin placeholders, and nothing takes that from them (docker/mcp-gateway, pkg/eval).
fn plain(check: &mut Check<'_>, text: &str, place: &Path) {
    if text.contains('$') || text.contains("{{") {
        let diagnostic = Diagnostic::new(
            Code::TemplateText,
            "the gateway takes `$` and `{{` in a catalog for placeholders, and has no way to write them",
        );
        let diagnostic = check.labelled(diagnostic, place, Part::Value, "would not arrive as it is");
        check.report(diagnostic.help("put the text into a secret, and write `{ secret = \"NAME\" }`"));
    }
}
