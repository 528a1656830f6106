//! The `compose` table of a service: keys of Compose that mcpgen does not model.

use super::{Check, service_path};
use crate::diagnostic::{Code, Diagnostic, nearest};
use crate::document::Part;
use crate::model::ForeignValue;

/// What a key of a Compose service takes.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Shape {
    Text,
    Switch,
    List,
    Table,
    /// Text or a number.
    Scalar,
    /// Text or a list.
    TextOrList,
    /// A list or a table.
    ListOrTable,
    /// Whatever it is.
    Any,
}

/// The attributes of a Compose service that `compose` may hold (compose-spec/compose-go, schema/compose-spec.json).
const FOREIGN: [(&str, Shape); 43] = [
    ("annotations", Shape::ListOrTable),
    ("attach", Shape::Switch),
    ("blkio_config", Shape::Table),
    ("cgroup", Shape::Text),
    ("cgroup_parent", Shape::Text),
    ("cpu_count", Shape::Scalar),
    ("cpu_percent", Shape::Scalar),
    ("cpu_period", Shape::Scalar),
    ("cpu_quota", Shape::Scalar),
    ("cpu_rt_period", Shape::Scalar),
    ("cpu_rt_runtime", Shape::Scalar),
    ("cpu_shares", Shape::Scalar),
    ("cpuset", Shape::Text),
    ("credential_spec", Shape::Table),
    ("develop", Shape::Table),
    ("device_cgroup_rules", Shape::List),
    ("devices", Shape::List),
    ("domainname", Shape::Text),
    ("ipc", Shape::Text),
    ("isolation", Shape::Text),
    ("label_file", Shape::TextOrList),
    ("links", Shape::List),
    ("mac_address", Shape::Text),
    ("mem_swappiness", Shape::Scalar),
    ("memswap_limit", Shape::Scalar),
    ("oom_kill_disable", Shape::Switch),
    ("oom_score_adj", Shape::Scalar),
    ("pid", Shape::Text),
    ("post_start", Shape::List),
    ("pre_start", Shape::List),
    ("pre_stop", Shape::List),
    ("runtime", Shape::Text),
    ("stdin_open", Shape::Switch),
    ("storage_opt", Shape::Table),
    ("sysctls", Shape::ListOrTable),
    ("tty", Shape::Switch),
    ("userns_mode", Shape::Text),
    ("uts", Shape::Text),
    ("volumes_from", Shape::List),
    ("external_links", Shape::List),
    ("env_file", Shape::Any),
    ("pull_refresh_after", Shape::Text),
    ("provider", Shape::Table),
];

/// Attributes that mcpgen models, and what they are called here.
const MODELLED: [(&str, &str); 47] = [
    ("build", "`build`"),
    ("cap_add", "`cap-add`"),
    ("cap_drop", "`cap-drop`"),
    ("command", "`command`"),
    ("container_name", "`container-name`"),
    ("cpus", "`limits.cpus`"),
    ("depends_on", "`depends-on`"),
    ("deploy", "`limits`"),
    ("dns", "`dns`"),
    ("dns_opt", "`dns-opt`"),
    ("dns_search", "`dns-search`"),
    ("entrypoint", "`entrypoint`"),
    ("environment", "`environment`"),
    ("expose", "`expose`"),
    ("extra_hosts", "`extra-hosts`"),
    ("gpus", "`gpus`"),
    ("group_add", "`group-add`"),
    ("healthcheck", "`healthcheck`"),
    ("hostname", "`hostname`"),
    ("image", "`image`"),
    ("init", "`init`"),
    ("labels", "`labels`"),
    ("logging", "`logging`"),
    ("mem_limit", "`limits.memory`"),
    ("mem_reservation", "`reservations.memory`"),
    ("models", "`models`"),
    ("network_mode", "`networks`"),
    ("networks", "`networks`"),
    ("pids_limit", "`limits.pids`"),
    ("platform", "`platform`"),
    ("ports", "`ports`"),
    ("privileged", "`privileged`"),
    ("profiles", "`profiles`"),
    ("pull_policy", "`pull-policy`"),
    ("read_only", "`read-only`"),
    ("restart", "`restart`"),
    ("scale", "`replicas`"),
    ("secrets", "`secrets`"),
    ("security_opt", "`security-opt`"),
    ("shm_size", "`shm-size`"),
    ("stop_grace_period", "`stop-grace-period`"),
    ("stop_signal", "`stop-signal`"),
    ("tmpfs", "`tmpfs`"),
    ("ulimits", "`ulimits`"),
    ("user", "`user`"),
    ("volumes", "`volumes`"),
    ("working_dir", "`working-dir`"),
];

/// Attributes whose purpose mcpgen serves otherwise, and how.
const WITHOUT: [(&str, &str); 3] = [
    ("configs", "mount a file with `volumes`"),
    ("extends", "write out what the service is to have"),
    ("use_api_socket", "mount the socket with `volumes`; a gateway has it already"),
];

/// Of those, the ones that mcpgen decides on itself for the kinds of service that it knows inside out.
const OF_CONTAINERS: [&str; 26] = [
    "build",
    "cap_add",
    "cap_drop",
    "command",
    "entrypoint",
    "environment",
    "expose",
    "gpus",
    "group_add",
    "healthcheck",
    "hostname",
    "models",
    "ports",
    "privileged",
    "profiles",
    "read_only",
    "scale",
    "secrets",
    "security_opt",
    "shm_size",
    "stop_grace_period",
    "stop_signal",
    "tmpfs",
    "user",
    "volumes",
    "working_dir",
];

/// Whether Compose has an attribute of a service called `key` that the `compose` table takes.
pub(crate) fn takes(key: &str) -> bool {
    FOREIGN.iter().any(|(foreign, _)| *foreign == key)
}

pub(super) fn check(check: &mut Check<'_>) {
    for (name, service) in &check.spec.services {
        for (key, value) in service.common().compose {
            let place = service_path(name).key("compose").key(key);
            let own = service.kind() != "container";
            let snake = key.replace('-', "_");
            let mut part = Part::Key;
            let (message, label, help) = if own && OF_CONTAINERS.contains(&snake.as_str()) {
                let message =
                    format!("mcpgen itself decides on `{key}` of a service of kind `{}`", service.kind());
                (message, "not yours to set", "remove it".to_owned())
            } else if let Some((_, ours)) = MODELLED.iter().find(|(modelled, _)| *modelled == snake) {
                (
                    format!("`{key}` cannot stand in `compose`: mcpgen knows it itself"),
                    "not here",
                    format!("write {ours} in `[services.{name}]`"),
                )
            } else if let Some(instead) =
                WITHOUT.iter().find(|(key, _)| *key == snake).map(|(_, instead)| *instead)
            {
                (format!("`{key}` cannot stand in `compose`"), "not here", instead.to_owned())
            } else if let Some((_, shape)) = FOREIGN.iter().find(|(foreign, _)| foreign == key) {
                if fits(*shape, value) {
                    continue;
                }
                part = Part::Value;
                (
                    format!("`{key}` of Compose does not take {}", value.sort()),
                    "another type",
                    format!("write {}", wanted(*shape)),
                )
            } else if key.starts_with("x-") {
                continue;
            } else {
                let modelled = MODELLED.iter().map(|(modelled, _)| *modelled);
                let help = match nearest(&snake, FOREIGN.iter().map(|(foreign, _)| *foreign).chain(modelled))
                {
                    Some(near) => match MODELLED.iter().find(|(modelled, _)| *modelled == near) {
                        Some((_, ours)) => format!("write {ours} in `[services.{name}]`"),
                        None => format!("write `{near}`"),
                    },
                    None => "remove it".to_owned(),
                };
                (format!("Compose has no key `{key}` for a service"), "unknown key", help)
            };
            let diagnostic = Diagnostic::new(Code::ComposeKey, message);
            let mut diagnostic = check.labelled(diagnostic, &place, part, label);
            if label == "unknown key" {
                let known: Vec<&str> = FOREIGN.iter().map(|(foreign, _)| *foreign).collect();
                diagnostic = check.with_key(diagnostic, &service_path(name).key("compose"), key, &known);
            }
            check.report(diagnostic.help(help));
        }
    }
}

fn fits(shape: Shape, value: &ForeignValue) -> bool {
    let number = matches!(value, ForeignValue::Integer(_) | ForeignValue::Float(_));
    let text = matches!(value, ForeignValue::Text(_));
    let list = matches!(value, ForeignValue::List(_));
    let table = matches!(value, ForeignValue::Table(_));
    match shape {
        Shape::Text => text,
        Shape::Switch => matches!(value, ForeignValue::Boolean(_)),
        Shape::List => list,
        Shape::Table => table,
        Shape::Scalar => text || number,
        Shape::TextOrList => text || list,
        Shape::ListOrTable => list || table,
        Shape::Any => true,
    }
}

fn wanted(shape: Shape) -> &'static str {
    match shape {
        Shape::Text => "text",
        Shape::Switch => "`true` or `false`",
        Shape::List => "a list",
        Shape::Table => "a table",
        Shape::Scalar => "text or a number",
        Shape::TextOrList => "text or a list",
        Shape::ListOrTable => "a list or a table",
        Shape::Any => "what Compose takes",
    }
}
