//! The attributes of a Compose service (compose-spec/compose-go, schema/compose-spec.json): those that the `compose` table takes,
//! each with the shape of its value, and why it does not take the others.

use super::shape::Shape::{
    self, Anything, Bytes, Duration, Integer, List, Map, Matching, OneOf, Scalar, Switch, Table, Text, Words,
};

/// Any number that is not negative.
const COUNT: Shape = Integer(0, i64::MAX);

/// Text, or texts of which none stands twice.
const TEXT_OR_TEXTS: Shape = OneOf(&[Text, List(&Text)]);

/// `NAME = value`, or texts `"NAME=value"`.
const NAMED_VALUES: Shape = OneOf(&[Map(&Scalar), List(&Text)]);

const RATES: Shape = List(&Table {
    keys: &[("path", Text), ("rate", OneOf(&[COUNT, Bytes]))],
    required: &["path", "rate"],
    extensions: false,
});

const HOOK: Shape = Table {
    keys: &[
        ("command", OneOf(&[Text, List(&Text)])),
        ("environment", NAMED_VALUES),
        ("privileged", Switch),
        ("user", Text),
        ("working_dir", Text),
    ],
    required: &["command"],
    extensions: true,
};

const WATCH: Shape = Table {
    keys: &[
        ("action", Words(&["rebuild", "sync", "restart", "sync+restart", "sync+exec"])),
        ("exec", HOOK),
        ("ignore", TEXT_OR_TEXTS),
        ("include", TEXT_OR_TEXTS),
        ("initial_sync", Switch),
        ("path", Text),
        ("target", Text),
    ],
    required: &["path", "action"],
    extensions: true,
};

/// What `compose` may hold. An attribute that mcpgen learns to model moves from here to [`MODELLED`].
pub(super) const FOREIGN: &[(&str, Shape)] = &[
    ("annotations", NAMED_VALUES),
    ("attach", Switch),
    (
        "blkio_config",
        Table {
            keys: &[
                ("device_read_bps", RATES),
                ("device_read_iops", RATES),
                ("device_write_bps", RATES),
                ("device_write_iops", RATES),
                ("weight", Integer(10, 1000)),
                (
                    "weight_device",
                    List(&Table {
                        keys: &[("path", Text), ("weight", Integer(10, 1000))],
                        required: &["path", "weight"],
                        extensions: false,
                    }),
                ),
            ],
            required: &[],
            extensions: false,
        },
    ),
    ("cgroup", Words(&["host", "private"])),
    ("cgroup_parent", Text),
    ("cpu_count", COUNT),
    ("cpu_percent", Integer(0, 100)),
    ("cpu_period", Integer(1000, 1_000_000)),
    ("cpu_quota", Integer(1000, i64::MAX)),
    ("cpu_rt_period", OneOf(&[COUNT, Duration])),
    ("cpu_rt_runtime", OneOf(&[COUNT, Duration])),
    ("cpu_shares", Integer(2, 262_144)),
    ("cpuset", Matching(is_cpu_set, "processors such as \"0-3\" or \"0,2\"")),
    (
        "credential_spec",
        Table {
            keys: &[("config", Text), ("file", Text), ("registry", Text)],
            required: &[],
            extensions: true,
        },
    ),
    ("develop", Table { keys: &[("watch", List(&WATCH))], required: &[], extensions: true }),
    ("device_cgroup_rules", List(&Matching(is_device_rule, "a rule such as \"c 1:3 rwm\""))),
    (
        "devices",
        List(&OneOf(&[
            Text,
            Table {
                keys: &[("permissions", Text), ("source", Text), ("target", Text)],
                required: &["source"],
                extensions: true,
            },
        ])),
    ),
    ("domainname", Text),
    ("external_links", List(&Text)),
    (
        "ipc",
        Matching(
            is_ipc,
            "\"none\", \"private\", \"shareable\", \"host\", \"service:NAME\" or \"container:NAME\"",
        ),
    ),
    ("isolation", Words(&["default"])),
    ("label_file", TEXT_OR_TEXTS),
    ("links", List(&Text)),
    ("mac_address", Matching(is_mac_address, "an address such as \"02:42:ac:11:00:02\"")),
    ("mem_swappiness", Integer(0, 100)),
    ("memswap_limit", OneOf(&[Integer(-1, i64::MAX), Bytes])),
    ("oom_kill_disable", Switch),
    ("oom_score_adj", Integer(-1000, 1000)),
    ("pid", Matching(is_pid, "\"host\", \"service:NAME\" or \"container:NAME\"")),
    ("post_start", List(&HOOK)),
    // Nearly all that a service takes; Compose 5.3 is needed for it.
    ("pre_start", List(&Map(&Anything))),
    ("pre_stop", List(&HOOK)),
    (
        "provider",
        Table {
            keys: &[("options", Map(&OneOf(&[Scalar, List(&Scalar)]))), ("type", Text)],
            required: &["type"],
            extensions: true,
        },
    ),
    ("pull_refresh_after", Duration),
    ("runtime", Text),
    ("stdin_open", Switch),
    ("storage_opt", Map(&Scalar)),
    ("sysctls", NAMED_VALUES),
    ("tty", Switch),
    ("userns_mode", Words(&["host", ""])),
    ("uts", Words(&["host"])),
    ("volumes_from", List(&Text)),
];

/// Attributes that mcpgen models, and what they are called here.
pub(super) const MODELLED: &[(&str, &str)] = &[
    ("build", "`build`"),
    ("cap_add", "`cap-add`"),
    ("cap_drop", "`cap-drop`"),
    ("command", "`command`"),
    ("configs", "`configs`"),
    ("container_name", "`container-name`"),
    ("cpus", "`limits.cpus`"),
    ("depends_on", "`depends-on`"),
    ("deploy", "`limits`"),
    ("dns", "`dns`"),
    ("dns_opt", "`dns-opt`"),
    ("dns_search", "`dns-search`"),
    ("entrypoint", "`entrypoint`"),
    ("env_file", "`env-file`"),
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
pub(super) const WITHOUT: &[(&str, &str)] = &[
    ("extends", "write out what the service is to have"),
    ("use_api_socket", "mount the socket with `volumes`; a gateway has it already"),
];

/// Of those, the ones that mcpgen decides on itself for the kinds of service that it knows inside out.
pub(super) const OF_CONTAINERS: &[&str] = &[
    "build",
    "cap_add",
    "cap_drop",
    "command",
    "configs",
    "entrypoint",
    "env_file",
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

/// `0-3,5`.
fn is_cpu_set(text: &str) -> bool {
    let number = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    text.split(',').all(|part| match part.split_once('-') {
        Some((first, last)) => number(first) && number(last),
        None => number(part),
    })
}

/// `TYPE MAJOR:MINOR ACCESS` (moby/moby, `daemon/daemon_unix.go`).
fn is_device_rule(text: &str) -> bool {
    let number =
        |text: &str| text == "*" || !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let words: Vec<&str> = text.split(' ').collect();
    let [kind, device, access] = words.as_slice() else { return false };
    matches!(*kind, "a" | "b" | "c")
        && device.split_once(':').is_some_and(|(major, minor)| number(major) && number(minor))
        && (1..=3).contains(&access.len())
        && access.bytes().all(|byte| b"rwm".contains(&byte))
}

fn is_mac_address(text: &str) -> bool {
    let octet = |octet: &str| octet.len() == 2 && octet.bytes().all(|byte| byte.is_ascii_hexdigit());
    text.split(':').count() == 6 && text.split(':').all(octet)
}

/// `service:NAME` or `container:NAME`.
fn is_other(text: &str) -> bool {
    ["service:", "container:"]
        .iter()
        .any(|begin| text.strip_prefix(begin).is_some_and(|name| !name.is_empty()))
}

fn is_ipc(text: &str) -> bool {
    matches!(text, "none" | "private" | "shareable" | "host") || is_other(text)
}

fn is_pid(text: &str) -> bool {
    text == "host" || is_other(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn takes(fits: fn(&str) -> bool, good: &[&str], bad: &[&str]) {
        for text in good {
            assert!(fits(text), "{text}");
        }
        for text in bad {
            assert!(!fits(text), "{text}");
        }
    }

    #[test]
    fn a_set_of_processors_is_numbers_and_spans_of_them() {
        takes(is_cpu_set, &["0", "0-3", "0-3,5", "12"], &["", "0-", "-3", "0-3,", "a", "0-b", "a-3", "0 3"]);
    }

    #[test]
    fn a_rule_for_devices_is_a_type_two_numbers_and_rights() {
        takes(
            is_device_rule,
            &["a *:* rwm", "c 1:3 r", "b 8:* rw"],
            &[
                "",
                "c 1:3",
                "d 1:3 r",
                "c 1 r",
                "c 1:x r",
                "c x:3 r",
                "c :3 r",
                "c 1: r",
                "c 1:3 x",
                "c 1:3 rwmr",
                "c 1:3 ",
                "c 1:3 rx",
            ],
        );
    }

    #[test]
    fn a_hardware_address_is_six_octets() {
        takes(
            is_mac_address,
            &["02:42:ac:11:00:02", "AA:BB:CC:DD:EE:FF"],
            &[
                "",
                "02:42:ac:11:00",
                "02:42:ac:11:00:02:03",
                "2:42:ac:11:00:02",
                "02:42:ac:11:00:0g",
                "02-42-ac-11-00-02",
            ],
        );
    }

    #[test]
    fn processes_are_shared_with_the_machine_or_with_another() {
        takes(is_pid, &["host", "service:web", "container:web"], &["", "private", "service:", "web"]);
    }
}
