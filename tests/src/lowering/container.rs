//! A container's entry in Compose's model.

use std::collections::BTreeMap;

use mcpgen::core::model::{CheckTime, Condition, Duration, HealthcheckSpec, HealthcheckTest, PublishedPort};
use mcpgen::core::plan::{Container, HostLocation, Image, NetworkUse, Service};
use serde_json::{Map, Value, json};

use super::process::add_process;
use super::{Surroundings, files, put};

pub(super) fn service(service: &Service, container: &Container, around: &Surroundings<'_>) -> Value {
    // Without a value these two stand there as null.
    let mut model = json!({ "command": container.command, "entrypoint": container.entrypoint });
    let networks: Map<String, Value> = service.networks.iter().map(network_use).collect();
    put(&mut model, "networks", Some(networks));
    let (image, build) = match &container.image {
        Image::Reference(image) => (Some(image), None),
        Image::Build(build, image) => (image.as_ref(), Some(build)),
    };
    put(&mut model, "image", image.map(mcpgen::core::model::ImageReference::as_str));
    put(&mut model, "build", build.map(|entry| files::build(entry, around)));
    let mut environment = files::environment(container, around);
    let own = container.environment.iter().map(|(name, text)| (name.to_string(), around.text(text)));
    environment.extend(own);
    put(&mut model, "environment", filled(&environment).then(|| json!(environment)));
    let ports: Vec<Value> = container.ports.iter().flat_map(ports).collect();
    put(&mut model, "ports", (!ports.is_empty()).then_some(ports));
    put(
        &mut model,
        "expose",
        listed(&container.expose, |port| json!(format!("{}/{}", port.port, port.protocol.as_str()))),
    );
    put(&mut model, "volumes", listed(&container.mounts, |entry| files::mount(entry, around)));
    put(&mut model, "secrets", listed(&container.secrets, files::secret));
    put(&mut model, "healthcheck", container.healthcheck.as_ref().map(healthcheck));
    put(
        &mut model,
        "container_name",
        service.container_name.as_ref().map(mcpgen::core::name::ContainerName::as_str),
    );
    let waits: BTreeMap<&str, Value> =
        service.depends_on.iter().map(|(name, condition)| (name.as_str(), waits(*condition))).collect();
    put(&mut model, "depends_on", filled(&waits).then(|| json!(waits)));
    put(&mut model, "restart", Some(service.restart.to_string()));
    let mut labels: BTreeMap<&str, &str> =
        service.labels.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
    if !container.secrets.is_empty() {
        // What the start script fills in, and who asks Compose without it does not.
        labels.insert("mcpgen.values", "");
    }
    put(&mut model, "labels", filled(&labels).then(|| json!(labels)));
    put(
        &mut model,
        "logging",
        service.logging.as_ref().map(|logging| {
            let mut model = json!({ "driver": logging.driver });
            put(&mut model, "options", filled(&logging.options).then(|| json!(logging.options)));
            model
        }),
    );
    add_process(&mut model, service, &container.process, around);
    put(&mut model, "pull_policy", service.pull_policy.map(|policy| policy.to_string()));
    put(&mut model, "platform", service.platform.as_ref().map(mcpgen::core::model::Platform::as_str));
    // Compose keeps `x-` keys to itself.
    for (key, value) in service.compose.iter().filter(|(key, _)| !key.starts_with("x-")) {
        put(&mut model, key, serde_json::to_value(value).ok());
    }
    model
}

pub(super) fn filled<K, V>(entries: &BTreeMap<K, V>) -> bool {
    !entries.is_empty()
}

/// The list of what `make` makes of each of `items`; nothing when there are none.
pub(super) fn listed<T>(items: &[T], make: impl Fn(&T) -> Value) -> Option<Vec<Value>> {
    (!items.is_empty()).then(|| items.iter().map(make).collect())
}

/// A place on the machine. Compose makes every path absolute.
pub(super) fn place(place: &HostLocation, around: &Surroundings<'_>) -> String {
    match place {
        HostLocation::Machine(text) => around.text(text),
        HostLocation::StackFolder(path) if path.is_empty() => around.folder.display().to_string(),
        HostLocation::StackFolder(path) => around.folder.join(path).display().to_string(),
    }
}

/// A range of the machine's ports for one of the container's stays one entry; two ranges are a port each.
fn ports(port: &PublishedPort) -> Vec<Value> {
    let entry = |target: u16, published: String| {
        json!({
            "mode": "ingress",
            "host_ip": port.address.get().to_string(),
            "target": target,
            "published": published,
            "protocol": port.protocol.as_str(),
        })
    };
    let (first, host) = (port.container.first().get(), port.host);
    if port.container.is_single() {
        return vec![entry(first, host.to_string())];
    }
    (first..=port.container.last().get())
        .map(|target| entry(target, (host.first().get() + target - first).to_string()))
        .collect()
}

fn network_use(on: &NetworkUse) -> (String, Value) {
    let mut model = json!({});
    put(&mut model, "aliases", listed(&on.aliases, |alias| json!(alias.as_str())));
    put(&mut model, "ipv4_address", on.ipv4_address.map(|address| address.get().to_string()));
    put(&mut model, "ipv6_address", on.ipv6_address.map(|address| address.get().to_string()));
    let model = if on.is_plain() { Value::Null } else { model };
    (on.network.to_string(), model)
}

fn healthcheck(check: &HealthcheckSpec) -> Value {
    let test: Vec<&str> = match &check.test {
        HealthcheckTest::Program(words) => {
            ["CMD"].into_iter().chain(words.iter().map(String::as_str)).collect()
        }
        HealthcheckTest::Shell(line) => vec!["CMD-SHELL", line],
        HealthcheckTest::None => vec!["NONE"],
    };
    let mut model = json!({ "test": test });
    put(&mut model, "interval", check.interval.map(check_time));
    put(&mut model, "timeout", check.timeout.map(check_time));
    put(&mut model, "start_period", check.start_period.map(check_time));
    put(&mut model, "start_interval", check.start_interval.map(check_time));
    put(&mut model, "retries", check.retries.map(std::num::NonZeroU16::get));
    model
}

fn check_time(time: CheckTime) -> String {
    time.to_string().parse().map_or_else(|_| "no time".to_owned(), go_time)
}

/// A time as Go prints it (`time.Duration.String`): all units from the largest that is not zero down to seconds, or, of less
/// than a second, the largest unit alone.
pub(super) fn go_time(time: Duration) -> String {
    let microseconds = time.as_microseconds();
    let decimal = |whole: u64, part: u64, places: usize| {
        let part = format!("{part:0places$}");
        let part = part.trim_end_matches('0');
        if part.is_empty() { whole.to_string() } else { format!("{whole}.{part}") }
    };
    match microseconds {
        0 => "0s".to_owned(),
        1..1_000 => format!("{microseconds}µs"),
        1_000..1_000_000 => format!("{}ms", decimal(microseconds / 1_000, microseconds % 1_000, 3)),
        _ => {
            let (seconds, part) = (microseconds / 1_000_000, microseconds % 1_000_000);
            let (hours, minutes) = (seconds / 3_600, seconds / 60 % 60);
            let rest = decimal(seconds % 60, part, 6);
            match (hours, minutes) {
                (0, 0) => format!("{rest}s"),
                (0, _) => format!("{minutes}m{rest}s"),
                _ => format!("{hours}h{minutes}m{rest}s"),
            }
        }
    }
}

fn waits(condition: Condition) -> Value {
    let condition = match condition {
        Condition::Started => "service_started",
        Condition::Healthy => "service_healthy",
        Condition::Completed => "service_completed_successfully",
    };
    json!({ "condition": condition, "required": true })
}

/// A number as JSON has it: a whole one without a point.
pub(super) fn number(number: f64) -> Value {
    let text = number.to_string();
    text.parse::<i64>().map_or_else(|_| json!(number), |whole| json!(whole))
}
