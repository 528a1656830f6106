//! Paths of the machine that servers see, by what the gateway mounts (docker/mcp-gateway, `pkg/gateway/docker_binds.go`).

use crate::check::Check;
use crate::diagnostic::{Code, Diagnostic};
use crate::document::Part;
use crate::model::{ForeignValue, HostPath, HostPathBase};
use crate::mount_policy::{is_file_of_keys, is_folder_of_keys, is_of_the_system};
use crate::path::Path;

/// Each path of `value` must be one that the gateway mounts.
pub(super) fn paths(check: &mut Check<'_>, value: &ForeignValue, place: &Path) {
    let items: Vec<(Path, &ForeignValue)> = match value {
        ForeignValue::List(items) => {
            items.iter().enumerate().map(|(index, item)| (place.index(index), item)).collect()
        }
        single => vec![(place.clone(), single)],
    };
    for (place, item) in items {
        let Some(text) = item.as_text() else {
            let problem = format!("a path is text, and this is {}", item.sort());
            let diagnostic = Diagnostic::new(Code::ServerConfig, problem);
            let diagnostic = check.labelled(diagnostic, &place, Part::Value, "of another type");
            check.report(diagnostic.help(ANOTHER));
            continue;
        };
        let (problem, help) = match text.parse::<HostPath>() {
            Ok(path) => match blocked(&path) {
                Some(Refusal { problem, help }) => (problem.to_owned(), help.to_owned()),
                None => continue,
            },
            Err(error) => (error.message().to_owned(), error.help().to_owned()),
        };
        let diagnostic = Diagnostic::new(Code::ServerMount, problem);
        let diagnostic = check.labelled(diagnostic, &place, Part::Value, "cannot be mounted");
        check.report(diagnostic.help(help));
    }
}

/// Why a path is not mounted, and what to do.
pub(in crate::check) struct Refusal {
    pub(in crate::check) problem: &'static str,
    help: &'static str,
}

const ANOTHER: &str = "write a folder of this machine, such as \"~/src\"";

/// Why no server gets `path`, whatever the gateway is told.
pub(in crate::check) fn blocked(path: &HostPath) -> Option<Refusal> {
    let rest = path.rest().replace('\\', "/").to_lowercase();
    let rest = rest.as_str();
    let segments = || rest.split('/').filter(|segment| !segment.is_empty() && *segment != ".");
    let (problem, help) = match path.base() {
        HostPathBase::Root if segments().next().is_none() => {
            ("the gateway cannot be told to mount the whole machine into a server", ANOTHER)
        }
        HostPathBase::Root if is_of_the_system(rest) => {
            ("the gateway never mounts folders of the system into a server", ANOTHER)
        }
        HostPathBase::Home if segments().next().is_none() => {
            ("a whole home folder is not for a server: it holds every key you have", ANOTHER)
        }
        HostPathBase::Stack if segments().next().is_none() => (
            "the folder of stack.toml is not for a server: its .env holds every key of the stack",
            "write a folder in it, or another one",
        ),
        _ if segments().any(is_folder_of_keys) => (
            "the gateway never mounts folders that hold keys into a server",
            "copy the files that the server needs into a folder of their own, and name that: \"~/mcp/NAME\"",
        ),
        _ if segments().any(is_file_of_keys) => (
            "the gateway never mounts a file of that name into a server, for it holds keys",
            "copy the file under another name into a folder of its own, and name that",
        ),
        _ if segments().any(|segment| segment == "..") => {
            ("the gateway does not mount paths with `..` in them", ANOTHER)
        }
        _ if path.rest_without_drive().contains(':') => {
            ("the gateway cannot mount a path with a `:` in it", ANOTHER)
        }
        _ if rest.contains(['"', '$', '{', '}']) => {
            ("the gateway's configuration cannot carry this path", ANOTHER)
        }
        _ => return None,
    };
    Some(Refusal { problem, help })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_blocked(path: &str) -> bool {
        blocked(&path.parse().unwrap()).is_some()
    }

    #[test]
    fn what_the_gateway_never_mounts_is_refused_in_any_case() {
        for path in [
            "/",
            "/etc",
            "/Etc/ssl",
            "/run/desktop/mnt/host/c",
            "/var/run/docker.sock",
            "/root/src",
            "/Library/Keychains",
            "~",
            ".",
            "~/.SSH",
            "~/.config/gcloud/key.json",
            "C:\\Users\\me\\.aws",
            "~/keys/id_rsa",
            "./.netrc",
            "~/a/../b",
            "~/a:b",
            "/srv/a:b",
            "C:\\Users\\me\\a:b",
            "~/$HOME",
            "~/{a}",
            "~/a\"b",
        ] {
            assert!(is_blocked(path), "{path}");
        }
    }

    #[test]
    fn folders_that_only_look_alike_are_mounted() {
        for path in [
            "/etcetera",
            "/srv/etc",
            "/home/me/src",
            "/rooted",
            "~/config",
            "~/ssh",
            "~/.kubeconfig",
            "./data",
            "C:\\Users\\me\\src",
            "~/id_rsa.txt",
            "/tmp/x",
        ] {
            assert!(!is_blocked(path), "{path}");
        }
    }
}
