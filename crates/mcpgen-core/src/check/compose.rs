//! The `compose` table of a service: keys of Compose that mcpgen does not model.

use super::{Check, service_path};
use crate::diagnostic::{Code, Diagnostic, nearest};
use crate::document::Part;
use crate::model::ForeignValue;

/// What a key of a Compose service takes.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Shape {
    Text,
    Number,
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
const FOREIGN: [(&str, Shape); 66] = [
    ("annotations", Shape::ListOrTable),
    ("attach", Shape::Switch),
    ("blkio_config", Shape::Table),
    ("cap_add", Shape::List),
    ("cap_drop", Shape::List),
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
    ("dns", Shape::TextOrList),
    ("dns_opt", Shape::List),
    ("dns_search", Shape::TextOrList),
    ("domainname", Shape::Text),
    ("extra_hosts", Shape::ListOrTable),
    ("gpus", Shape::Any),
    ("group_add", Shape::List),
    ("hostname", Shape::Text),
    ("init", Shape::Switch),
    ("ipc", Shape::Text),
    ("isolation", Shape::Text),
    ("label_file", Shape::TextOrList),
    ("links", Shape::List),
    ("mac_address", Shape::Text),
    ("mem_reservation", Shape::Scalar),
    ("mem_swappiness", Shape::Scalar),
    ("memswap_limit", Shape::Scalar),
    ("oom_kill_disable", Shape::Switch),
    ("oom_score_adj", Shape::Scalar),
    ("pid", Shape::Text),
    ("post_start", Shape::List),
    ("pre_start", Shape::List),
    ("pre_stop", Shape::List),
    ("privileged", Shape::Switch),
    ("profiles", Shape::List),
    ("read_only", Shape::Switch),
    ("runtime", Shape::Text),
    ("scale", Shape::Number),
    ("security_opt", Shape::List),
    ("shm_size", Shape::Scalar),
    ("stdin_open", Shape::Switch),
    ("stop_grace_period", Shape::Text),
    ("stop_signal", Shape::Text),
    ("storage_opt", Shape::Table),
    ("sysctls", Shape::ListOrTable),
    ("tmpfs", Shape::TextOrList),
    ("tty", Shape::Switch),
    ("ulimits", Shape::Table),
    ("user", Shape::Text),
    ("userns_mode", Shape::Text),
    ("uts", Shape::Text),
    ("volumes_from", Shape::List),
    ("working_dir", Shape::Text),
    ("external_links", Shape::List),
    ("env_file", Shape::Any),
    ("pull_refresh_after", Shape::Text),
    ("provider", Shape::Table),
];

/// Attributes that mcpgen models, and what they are called here.
const MODELLED: [(&str, &str); 23] = [
    ("build", "`build`"),
    ("command", "`command`"),
    ("container_name", "`container-name`"),
    ("cpus", "`limits.cpus`"),
    ("depends_on", "`depends-on`"),
    ("deploy", "`limits`"),
    ("entrypoint", "`entrypoint`"),
    ("environment", "`environment`"),
    ("expose", "`expose`"),
    ("healthcheck", "`healthcheck`"),
    ("image", "`image`"),
    ("labels", "`labels`"),
    ("logging", "`logging`"),
    ("mem_limit", "`limits.memory`"),
    ("network_mode", "`networks`"),
    ("networks", "`networks`"),
    ("pids_limit", "`limits.pids`"),
    ("platform", "`platform`"),
    ("ports", "`ports`"),
    ("pull_policy", "`pull-policy`"),
    ("restart", "`restart`"),
    ("secrets", "`secrets`"),
    ("volumes", "`volumes`"),
];

/// Attributes whose purpose mcpgen serves otherwise, and how.
const WITHOUT: [(&str, &str); 3] = [
    ("configs", "mount a file with `volumes`"),
    ("extends", "write out what the service is to have"),
    ("use_api_socket", "mount the socket with `volumes`; a gateway has it already"),
];

/// Attributes that mcpgen sets itself on the kinds of service that it knows inside out.
const KEPT: [&str; 6] = ["cap_add", "cap_drop", "security_opt", "read_only", "stop_grace_period", "user"];

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
            let (message, label, help) = if let Some((_, ours)) =
                MODELLED.iter().find(|(modelled, _)| *modelled == snake)
            {
                (
                    format!("`{key}` cannot stand in `compose`: mcpgen knows it itself"),
                    "not here",
                    format!("write {ours} in `[services.{name}]`"),
                )
            } else if let Some(instead) =
                WITHOUT.iter().find(|(key, _)| *key == snake).map(|(_, instead)| *instead)
            {
                (format!("`{key}` cannot stand in `compose`"), "not here", instead.to_owned())
            } else if own && (KEPT.contains(&key.as_str()) || key == "hostname") {
                let message = format!("mcpgen itself sets `{key}` of a service of kind `{}`", service.kind());
                (message, "not yours to set", "remove it".to_owned())
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
                let help = match nearest(&snake, FOREIGN.iter().map(|(foreign, _)| *foreign)) {
                    Some(near) => format!("write `{near}`"),
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
        Shape::Number => number,
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
        Shape::Number => "a number",
        Shape::Switch => "`true` or `false`",
        Shape::List => "a list",
        Shape::Table => "a table",
        Shape::Scalar => "text or a number",
        Shape::TextOrList => "text or a list",
        Shape::ListOrTable => "a list or a table",
        Shape::Any => "what Compose takes",
    }
}
