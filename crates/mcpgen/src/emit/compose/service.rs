//! From a service of the plan to its entry in the Compose file.

use std::collections::{BTreeMap, BTreeSet};

use mcpgen_core::model::{
    Condition, EnvFileFormat, ForeignValue, HealthcheckSpec, HealthcheckTest, LoggingSpec, Protocol,
    PublishedPort,
};
use mcpgen_core::name::SecretName;
use mcpgen_core::plan::{
    Connector, Container, EnvFile, Gateway, HostLocation, Image, Plan, Role, Route, RouteTarget, Service,
    Text, TextPart, TunnelMode,
};

use super::ComposeEmitter;
use super::build::build;
use super::file::{
    ConfigUse, DependencyFile, EnvFileUse, HealthcheckFile, LoggingFile, PortFile, SecretUse, ServiceFile,
};
use super::interpolation::{compose_text, literal, reference};
use super::mount::{bind, fingerprint, secret, tmpfs, volumes};
use super::network::networks;
use super::process::{add_common, add_process};
use super::resources::deploy;
use super::stamp::{FILES_LABEL, VALUES_LABEL, ValueStamp};
use crate::digest::Digest;
use crate::emit::Layout;
use crate::emit::cloudflared::{CONFIG, CONFIG_TARGET, CREDENTIALS_TARGET, configuration};
use crate::emit::gateway::{GatewayEmitter, folder};
use crate::error::Error;
use crate::gateway::{
    ALLOWED_PATHS, CATALOG_FOLDER, CONFIG_FILE, SECRETS_FILE, TOOLS_FILE, WRITABLE_PATHS, arguments,
    config_file, empty_secret_lines, secret_lines,
};

/// Readable by its owner alone: 0400.
const OWNER_READS: u32 = 0o400;

/// The name of a gateway's inline file in the Compose file's `configs`.
pub(super) fn config_name(service: &Service, what: &str) -> String {
    format!("{}-{what}", service.name)
}

pub(super) fn lower_service<'a>(
    plan: &'a Plan,
    service: &'a Service,
    stamp: Option<&ValueStamp>,
    layout: &Layout,
    emitter: &ComposeEmitter,
) -> Result<ServiceFile<'a>, Error> {
    let mut file = match &service.role {
        Role::Gateway(gateway) => lower_gateway(plan, service, gateway, &emitter.gateways)?,
        Role::Tunnel(connector) => lower_connector(plan, connector, layout)?,
        Role::Container(container) => lower_container(plan, service, container, layout, emitter)?,
    };
    add_common(&mut file, service);
    file.platform = service.platform.as_ref().map(mcpgen_core::model::Platform::as_str);
    file.pull_policy = service.pull_policy.map(|policy| policy.to_string());
    file.container_name = service.container_name.as_ref().map(mcpgen_core::name::ContainerName::as_str);
    file.restart = service.restart.to_string();
    file.depends_on
        .extend(service.depends_on.iter().map(|(name, condition)| (name.as_str(), dependency(*condition))));
    file.networks = networks(&service.networks);
    file.deploy = deploy(service);
    file.logging = service.logging.as_ref().map(logging);
    file.labels.extend(service.labels.iter().map(|(key, value)| (key.clone(), literal(value))));
    if let Some(stamp) = stamp {
        file.labels.insert(VALUES_LABEL.to_owned(), format!("${{{}:-}}", stamp.variable));
    }
    file.foreign = service.compose.iter().map(|(key, value)| (key.as_str(), foreign(value))).collect();
    Ok(file)
}

fn lower_gateway<'a>(
    plan: &'a Plan,
    service: &Service,
    gateway: &'a Gateway,
    gateways: &GatewayEmitter,
) -> Result<ServiceFile<'a>, Error> {
    let mut file = ServiceFile {
        image: Some(gateway.image.as_str()),
        command: Some(arguments(gateway).iter().map(|argument| literal(argument)).collect()),
        // `DAC_OVERRIDE` alone: without it root cannot read catalogs in a folder that only their owner may enter.
        cap_drop: vec!["ALL"],
        cap_add: vec!["DAC_OVERRIDE"],
        security_opt: vec!["no-new-privileges:true".to_owned()],
        stop_grace_period: Some("15s".to_owned()),
        // The long start period is for the first start, which pulls the servers' images. A gateway that fails at its start
        // ends at once, so it delays no bad news.
        healthcheck: Some(HealthcheckFile {
            test: ["CMD", "wget", "-q", "-O", "/dev/null"]
                .into_iter()
                .map(str::to_owned)
                .chain([format!("http://127.0.0.1:{}/health", gateway.port)])
                .collect(),
            interval: Some("5s".to_owned()),
            timeout: Some("4s".to_owned()),
            retries: Some(3),
            start_period: Some("5m".to_owned()),
            start_interval: None,
        }),
        ..ServiceFile::default()
    };
    if let Some(token) = gateway.auth.token() {
        file.environment.insert(SecretName::GATEWAY_TOKEN, reference(plan, token));
    }
    for (variable, writable) in [(ALLOWED_PATHS, false), (WRITABLE_PATHS, true)] {
        let servers = gateway.servers.iter().filter(|server| server.writable == writable);
        let paths: BTreeSet<String> =
            servers.flat_map(|server| &server.paths).map(|path| compose_text(plan, path)).collect();
        if !paths.is_empty() {
            let paths: Vec<String> = paths.into_iter().collect();
            file.environment.insert(variable, paths.join(":"));
        }
    }
    if let Some(publication) = gateway.publication {
        file.ports.push(PortFile {
            target: gateway.port.get(),
            published: publication.port.to_string(),
            host_ip: publication.address.get().to_string(),
            protocol: Protocol::Tcp.as_str(),
        });
    }
    if gateway.docker_socket {
        file.volumes.push(bind(compose_text(plan, Gateway::socket()), "/var/run/docker.sock", false));
    }
    // The image declares a volume here, for a mode that is not used: without this each container would leave one behind.
    file.volumes.push(tmpfs("/misc"));
    let mut digest = Digest::default();
    let files = gateways.files(gateway)?;
    for (name, text) in &files {
        digest.add(name);
        digest.add(text);
    }
    if files.keys().any(|name| name.starts_with("catalogs/")) {
        file.volumes.push(bind(format!("./{}/catalogs", folder(service)), CATALOG_FOLDER, true));
    }
    if files.contains_key("tools.yaml") {
        file.volumes.push(bind(format!("./{}/tools.yaml", folder(service)), TOOLS_FILE, true));
    }
    // Compose does not look into an inline config when it decides whether a container is up to date.
    let (values, empty) = (secret_lines(gateway), empty_secret_lines(gateway));
    if !values.is_empty() || !empty.is_empty() {
        file.configs.push(inline(service, "secrets", SECRETS_FILE));
    }
    for (name, secret) in values {
        digest.add(name);
        digest.add(secret.as_str());
    }
    for name in empty {
        digest.add(name);
    }
    if let Some(config) = config_file(gateway, &|text| compose_text(plan, text))? {
        digest.add(&config);
        file.configs.push(inline(service, "config", CONFIG_FILE));
    }
    if !digest.is_empty() {
        file.labels.insert(FILES_LABEL.to_owned(), digest.finish());
    }
    Ok(file)
}

fn inline(service: &Service, what: &str, target: &'static str) -> ConfigUse {
    ConfigUse { source: config_name(service, what), target, mode: OWNER_READS }
}

fn lower_connector<'a>(
    plan: &'a Plan,
    connector: &'a Connector,
    layout: &Layout,
) -> Result<ServiceFile<'a>, Error> {
    let metrics = connector.metrics.to_string();
    let grace = connector.grace_period.get();
    let mut file = ServiceFile {
        image: Some(connector.image.as_str()),
        cap_drop: vec!["ALL"],
        security_opt: vec!["no-new-privileges:true".to_owned()],
        // Longer than the connector's own grace period, or the engine kills it while requests finish.
        stop_grace_period: Some(grace.plus_seconds(5).to_string()),
        // Flags stand before the subcommand: after it cloudflared prints its usage and calls that a success.
        healthcheck: Some(HealthcheckFile {
            test: ["CMD", "cloudflared", "tunnel", "--metrics", &metrics, "ready"]
                .map(str::to_owned)
                .to_vec(),
            interval: Some("10s".to_owned()),
            timeout: Some("5s".to_owned()),
            retries: Some(3),
            start_period: Some("20s".to_owned()),
            start_interval: None,
        }),
        ..ServiceFile::default()
    };
    match &connector.mode {
        TunnelMode::Local { credentials, user, routes, .. } => {
            file.command = Some(["tunnel", "--config", CONFIG_TARGET, "run"].map(str::to_owned).to_vec());
            file.user = Some(compose_text(plan, user));
            file.read_only = Some(true);
            file.volumes.push(bind(format!("./{CONFIG}"), CONFIG_TARGET, true));
            file.volumes.push(bind(location(plan, credentials, layout), CREDENTIALS_TARGET, true));
            let config = configuration(connector)?.unwrap_or_default();
            file.labels.insert(FILES_LABEL.to_owned(), Digest::of(&config));
            for name in routes.iter().filter_map(routed_service) {
                let healthy = plan.service(name).is_some_and(Service::has_healthcheck);
                let condition = if healthy { Condition::Healthy } else { Condition::Started };
                file.depends_on.insert(name.as_str(), dependency(condition));
            }
        }
        TunnelMode::Dashboard { token } => {
            let level = format!("{:?}", connector.log_level).to_lowercase();
            let protocol = format!("{:?}", connector.protocol).to_lowercase();
            let flags = [
                "tunnel",
                "--no-autoupdate",
                "--metrics",
                &metrics,
                "--loglevel",
                &level,
                "--protocol",
                &protocol,
            ];
            let rest = ["--grace-period".to_owned(), grace.to_string(), "run".to_owned()];
            file.command = Some(flags.into_iter().map(str::to_owned).chain(rest).collect());
            // Not read-only: Compose writes the secret's file into the container.
            file.environment.insert("TUNNEL_TOKEN_FILE", format!("/run/secrets/{token}"));
            file.secrets.push(SecretUse::Name(token.as_str()));
            for (service, _) in plan.gateways() {
                file.depends_on.insert(service.name.as_str(), dependency(Condition::Healthy));
            }
        }
    }
    Ok(file)
}

fn routed_service(route: &Route) -> Option<&mcpgen_core::name::ServiceName> {
    match &route.target {
        RouteTarget::Service(name, _) => Some(name),
        RouteTarget::Url(_) | RouteTarget::Status(_) => None,
    }
}

fn lower_container<'a>(
    plan: &'a Plan,
    service: &Service,
    container: &'a Container,
    layout: &Layout,
    emitter: &ComposeEmitter,
) -> Result<ServiceFile<'a>, Error> {
    let (image, built) = match &container.image {
        Image::Reference(image) => (Some(image), None),
        Image::Build(from, image) => (image.as_ref(), Some(build(plan, from, layout))),
    };
    let arguments = |list: &Option<Vec<String>>| {
        list.as_ref().map(|list| list.iter().map(|argument| literal(argument)).collect::<Vec<String>>())
    };
    let fingerprint = fingerprint(container, &emitter.configs)?;
    let mut file = ServiceFile {
        image: image.map(mcpgen_core::model::ImageReference::as_str),
        build: built,
        entrypoint: arguments(&container.entrypoint),
        command: arguments(&container.command),
        environment: container
            .environment
            .iter()
            .map(|(name, text)| (name.as_str(), compose_text(plan, text)))
            .collect(),
        env_file: container.env_files.iter().map(|file| env_file(plan, file, layout)).collect(),
        ports: container.ports.iter().flat_map(ports).collect(),
        expose: container.expose.iter().map(ToString::to_string).collect(),
        secrets: container.secrets.iter().map(secret).collect(),
        volumes: volumes(plan, service, container, layout),
        labels: fingerprint.map(|fingerprint| (FILES_LABEL.to_owned(), fingerprint)).into_iter().collect(),
        healthcheck: container.healthcheck.as_ref().map(healthcheck),
        ..ServiceFile::default()
    };
    add_process(&mut file, plan, &container.process, layout);
    Ok(file)
}

/// A range of the container's ports is written port by port; one of the machine's alone stays one.
fn ports(port: &PublishedPort) -> Vec<PortFile> {
    let entry = |target, published| PortFile {
        target,
        published,
        host_ip: port.address.get().to_string(),
        protocol: port.protocol.as_str(),
    };
    if port.container.is_single() {
        return vec![entry(port.container.first().get(), port.host.to_string())];
    }
    let pairs = port.container.ports().zip(port.host.ports());
    pairs.map(|(target, published)| entry(target, published.to_string())).collect()
}

fn env_file(plan: &Plan, file: &EnvFile, layout: &Layout) -> EnvFileUse {
    let path = location(plan, &file.path, layout);
    let format = file.format.map(|format| match format {
        EnvFileFormat::Raw => "raw",
    });
    if file.required && format.is_none() {
        EnvFileUse::Path(path)
    } else {
        EnvFileUse::Table { path, required: file.required, format }
    }
}

/// A place on the machine, as the Compose file names it.
pub(super) fn location(plan: &Plan, place: &HostLocation, layout: &Layout) -> String {
    match place {
        HostLocation::Machine(text) => compose_text(plan, text),
        HostLocation::StackFolder(path) => {
            compose_text(plan, &Text::of(TextPart::Literal(layout.path_in_stack_folder(path))))
        }
    }
}

fn dependency(condition: Condition) -> DependencyFile {
    DependencyFile {
        condition: match condition {
            Condition::Started => "service_started",
            Condition::Healthy => "service_healthy",
            Condition::Completed => "service_completed_successfully",
        },
    }
}

fn healthcheck(spec: &HealthcheckSpec) -> HealthcheckFile {
    let HealthcheckSpec { test, interval, timeout, retries, start_period, start_interval, .. } = spec;
    let test = match test {
        HealthcheckTest::Program(words) => {
            ["CMD".to_owned()].into_iter().chain(words.iter().map(|word| literal(word))).collect()
        }
        HealthcheckTest::Shell(line) => vec!["CMD-SHELL".to_owned(), literal(line)],
        HealthcheckTest::None => vec!["NONE".to_owned()],
    };
    HealthcheckFile {
        test,
        interval: interval.map(|time| time.to_string()),
        timeout: timeout.map(|time| time.to_string()),
        retries: retries.map(std::num::NonZeroU16::get),
        start_period: start_period.map(|time| time.to_string()),
        start_interval: start_interval.map(|time| time.to_string()),
    }
}

fn logging(spec: &LoggingSpec) -> LoggingFile<'_> {
    let LoggingSpec { driver, options, .. } = spec;
    LoggingFile {
        driver: literal(driver),
        options: options.iter().map(|(key, value)| (key.as_str(), literal(value))).collect(),
    }
}

/// As it is written: text stays literal at every depth.
fn foreign(value: &ForeignValue) -> ForeignValue {
    match value {
        ForeignValue::Text(text) => ForeignValue::Text(literal(text)),
        ForeignValue::List(items) => ForeignValue::List(items.iter().map(foreign).collect()),
        ForeignValue::Table(table) => ForeignValue::Table(
            table.iter().map(|(key, value)| (key.clone(), foreign(value))).collect::<BTreeMap<_, _>>(),
        ),
        ForeignValue::Boolean(_) | ForeignValue::Integer(_) | ForeignValue::Float(_) => value.clone(),
    }
}
