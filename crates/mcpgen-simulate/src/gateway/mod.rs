//! What a gateway would do.

mod bind;
mod catalog;
mod configured;
mod environment;
mod files;
mod flags;
mod http;
mod network;
mod secrets;
mod server;
mod template;

pub use bind::BindVerdict;
pub(crate) use http::{Door, Request, answers};

use std::collections::BTreeMap;

use self::bind::BindPolicy;
use self::files::{Catalogs, Files};
use self::flags::Flags;
use self::secrets::{DEFAULT_SOURCES, Secrets};
use crate::compose::{Attachment, Project, Service};
use crate::finding::{Code, Finding};
use crate::folder::Folder;
use crate::simulation::{Access, GatewayOutcome, Status, Transport};
use crate::yaml::Yaml;

/// The port of a gateway that is not told another.
const DEFAULT_PORT: u16 = 8811;

/// A gateway with everything that it reads at its start.
pub(crate) struct GatewayRun<'a> {
    pub(crate) service: &'a Service,
    flags: Flags,
    transport: Transport,
    port: Option<u16>,
    access: Access,
    catalogs: Catalogs,
    /// The servers that are asked for; `None` when that cannot be seen from here.
    names: Option<Vec<String>>,
    secrets: Secrets,
    /// Where it looks for them.
    secrets_sources: String,
    /// By server, with `_` for each `.` of its name; `None` when it cannot be seen from here.
    configuration: Option<BTreeMap<String, Yaml>>,
    tools: BTreeMap<String, Yaml>,
    policy: BindPolicy,
    /// The networks that its servers join.
    server_networks: Vec<String>,
    has_docker: bool,
    ends: bool,
}

/// Whether a service is a gateway: by the name of its image, whoever mirrors it.
pub(crate) fn is_gateway(service: &Service) -> bool {
    service.program() == "mcp-gateway"
}

/// What the gateway `service` would do.
pub(crate) fn run(
    project: &Project,
    service: &Service,
    folder: &dyn Folder,
    findings: &mut Vec<Finding>,
) -> GatewayOutcome {
    let mut files = Files::new(service, folder);
    let mut run = GatewayRun::read(service, &mut files);
    let servers = run.servers(&mut files);
    environment::judge(&run, &servers, &mut files);
    let published = run.published(project, &mut files);
    run.ends |= files.ends || !service.is_started;
    let door = Door { open: !run.ends, transport: run.transport, access: &run.access };
    let answers = published
        .first()
        .and_then(|published| Some((published, published.port?)))
        .map(|(published, port)| {
            let host = match published.address.as_str() {
                "" | "0.0.0.0" | "::" => "127.0.0.1".to_owned(),
                address if address.contains(':') => format!("[{address}]"),
                address => address.to_owned(),
            };
            answers(&format!("http://{host}:{port}"), &|request| door.answer(request))
        })
        .unwrap_or_default();
    findings.append(&mut files.findings);
    GatewayOutcome {
        service: service.name.clone(),
        starts: !run.ends,
        transport: run.transport,
        port: run.port,
        access: run.access.clone(),
        networks: match &service.attachment {
            Attachment::Networks(networks) => networks.clone(),
            Attachment::Mode(_) => Vec::new(),
        },
        servers_reach: network::reached(project, service, &servers),
        catalogs: run.catalogs.outcomes,
        servers,
        published,
        answers,
    }
}

impl<'a> GatewayRun<'a> {
    fn read(service: &'a Service, files: &mut Files<'a>) -> Self {
        let arguments = service.command.clone().unwrap_or_default();
        let flags = Flags::read(&arguments).unwrap_or_else(|fault| {
            let message = format!("the gateway does not start: {fault}");
            files.end(Finding::new(Code::GatewayArguments, message, "mend `command`"));
            Flags::default()
        });
        if service.entrypoint.is_some() {
            let message = "another program than the image's own is started; it is taken for the gateway";
            files.find(Finding::new(Code::NotSimulated, message, "take `entrypoint` away"));
        }
        let transport = transport(&flags, files);
        let port = match (transport, flags.text("port").and_then(|port| port.parse().ok())) {
            (Transport::Stdio, _) => None,
            (_, None | Some(0)) => Some(DEFAULT_PORT),
            (_, port) => port,
        };
        let has_docker = has_docker(service);
        let catalogs = files.catalogs(&flags);
        let names = names(&flags, &catalogs, has_docker, files);
        let mut spoiled = Vec::new();
        let sources = flags.text("secrets").unwrap_or(DEFAULT_SOURCES);
        let secrets = Secrets::read(sources, service, files.folder, &mut spoiled);
        for spoiled in spoiled {
            let message = format!("line {} of {}: {}", spoiled.line, spoiled.path, spoiled.reason);
            let remedy = "write one `name=value` a line";
            files.find(Finding::new(Code::SecretsFileSpoiled, message, remedy).about(spoiled.path));
        }
        let configuration = files.tables(&flags.lists("config", "additional-config"), has_docker);
        let tools = files.tables(&flags.lists("tools-config", "additional-tools-config"), has_docker);
        let variable = |name: &str| service.environment.get(name).map_or("", |value| value.text());
        Self {
            service,
            transport,
            port,
            access: access(service, &flags, files),
            catalogs,
            names,
            secrets,
            configuration,
            tools: tools.unwrap_or_default(),
            policy: BindPolicy::new(
                variable("MCP_GATEWAY_DOCKER_BIND_ALLOWED_PATHS"),
                variable("MCP_GATEWAY_DOCKER_BIND_ALLOW_WRITABLE_PATHS"),
            ),
            server_networks: network::of_servers(service, files),
            has_docker,
            secrets_sources: sources.to_owned(),
            flags,
            ends: false,
        }
    }
}

fn transport(flags: &Flags, files: &mut Files<'_>) -> Transport {
    let written = flags.text("transport").unwrap_or("stdio");
    match written.to_ascii_lowercase().as_str() {
        "sse" => Transport::Sse,
        "http" | "streamable" | "streaming" | "streamable-http" => Transport::Streaming,
        "stdio" if flags.is_given("port") => {
            let message =
                "`--port` does not go with the transport `stdio`, which is the default: the gateway ends";
            files.end(Finding::new(Code::GatewayArguments, message, "add `--transport=streaming`"));
            Transport::Stdio
        }
        "stdio" => {
            let message = "the gateway listens on no port: its transport is `stdio`";
            files.find(Finding::new(Code::GatewayWithoutPort, message, "add `--transport=streaming`"));
            Transport::Stdio
        }
        _ => {
            let message = format!("the gateway knows no transport `{written}`, and ends");
            files.end(Finding::new(Code::GatewayArguments, message, "write `--transport=streaming`"));
            Transport::Stdio
        }
    }
}

/// The names in `--servers`, or those of the registry files, or all.
fn names(flags: &Flags, catalogs: &Catalogs, has_docker: bool, files: &mut Files<'_>) -> Option<Vec<String>> {
    if flags.is_given("profile") {
        if flags.works_from_files() {
            let message = "`--profile` does not go with flags that name servers or files: the gateway ends";
            files.end(Finding::new(Code::GatewayArguments, message, "take `--profile` away"));
        }
        let message = "the servers of a profile are in the gateway's own database, and not looked at here";
        files.find(Finding::new(Code::NotSimulated, message, "list the servers with `--servers`"));
        return None;
    }
    let listed: Vec<String> = flags.list("servers").into_iter().map(str::to_owned).collect();
    let all = flags.switch("enable-all-servers", false);
    if !listed.is_empty() {
        if all {
            let message = "`--servers` does not go with `--enable-all-servers`: the gateway ends";
            files.end(Finding::new(Code::GatewayArguments, message, "take one of them away"));
        }
        return Some(listed);
    }
    let message = "without `--servers` clients can add any server of the catalog by themselves";
    let dynamic = Finding::new(Code::DynamicTools, message, "list the servers with `--servers`");
    if all {
        files.find(dynamic);
        return Some(catalogs.servers.keys().cloned().collect());
    }
    let registries = flags.lists("registry", "additional-registry");
    let tables = files.tables(&registries, has_docker)?;
    let registry = tables.get("registry").and_then(Yaml::table);
    let names: Vec<String> = registry.into_iter().flat_map(BTreeMap::keys).cloned().collect();
    files.find(dynamic);
    if names.is_empty() {
        let message = if flags.works_from_files() {
            "no server is asked for"
        } else {
            "the gateway takes its servers from the profile `default` of its own database, which is empty"
        };
        files.find(Finding::new(Code::ServersNone, message, "list the servers with `--servers`"));
    }
    Some(names)
}

fn access(service: &Service, flags: &Flags, files: &mut Files<'_>) -> Access {
    if flags.switch("allow-unauthenticated", false) {
        return Access::Everyone;
    }
    if let Some(token) = service.environment.get("MCP_GATEWAY_AUTH_TOKEN").filter(|token| !token.is_empty()) {
        Access::Token(token.clone())
    } else {
        let message = "MCP_GATEWAY_AUTH_TOKEN has no value: each start makes a new token, and every client then gets 401";
        let remedy = "set MCP_GATEWAY_AUTH_TOKEN in the gateway's environment, from .env";
        files.find(Finding::new(Code::TokenRandom, message, remedy));
        Access::RandomToken
    }
}

/// Whether the gateway has a Docker socket, at the only place where it looks.
fn has_docker(service: &Service) -> bool {
    service.api_socket
        || ["/var/run/docker.sock", "/run/docker.sock"].iter().any(|path| {
            service.mount_of(path).is_some_and(|(_, rest)| rest.is_empty() || !rest.contains('/'))
        })
}

/// The door of a gateway whose outcome is known.
pub(crate) fn door(outcome: &GatewayOutcome) -> Door<'_> {
    Door { open: outcome.starts, transport: outcome.transport, access: &outcome.access }
}

/// What a gateway answers to a request that reached its service at `port`.
pub(crate) fn answer_at(outcome: &GatewayOutcome, port: u16, request: Request<'_>) -> Status {
    if outcome.port == Some(port) { door(outcome).answer(request) } else { Status::Refused }
}
