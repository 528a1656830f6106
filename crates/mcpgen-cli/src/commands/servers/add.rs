//! `mcpgen servers add`.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use mcpgen::core::catalog::Standing;
use mcpgen::core::diagnostic::Severity;
use mcpgen::core::name::ServiceName;
use mcpgen::fs::add_servers;
use mcpgen::servers::{Added, objection};
use mcpgen::{DockerRegistry, Error, ErrorKind, Evaluation, RegistryServer};

use super::find;
use crate::arguments::AddArguments;
use crate::commands::told_of;
use crate::exit::{Failure, Outcome};
use crate::print;

pub(super) fn run(arguments: &AddArguments) -> Result<Outcome, Failure> {
    let (names, stack) = split(&arguments.names);
    if names.is_empty() {
        return Err(Failure::new("no server is named").help("run `mcpgen servers` for a list of them"));
    }
    let servers: Vec<&RegistryServer> =
        names.iter().map(|name| find(&name.to_string_lossy())).collect::<Result<_, _>>()?;
    for server in &servers {
        refuse_what_cannot_work(server)?;
    }
    let gateway = arguments.gateway.as_deref();
    let (added, evaluation) = add_servers(&stack, &servers, gateway, &DockerRegistry)
        .map_err(|error| failure(&stack, &names, gateway, error))?;
    let mut text = told(&added, &servers);
    let _ = write!(text, "{}", left(&stack, &added, &evaluation));
    print::note(&text);
    Ok(Outcome::Done)
}

/// The names, and the stack: the last argument, when it looks like a path.
fn split(arguments: &[PathBuf]) -> (Vec<PathBuf>, PathBuf) {
    let is_path = |argument: &Path| {
        argument.components().count() > 1 || argument.extension().is_some_and(|extension| extension == "toml")
    };
    match arguments.split_last() {
        Some((last, names)) if is_path(last) => (names.to_vec(), last.clone()),
        _ => (arguments.to_vec(), PathBuf::from("stack.toml")),
    }
}

fn refuse_what_cannot_work(server: &RegistryServer) -> Result<(), Failure> {
    match (server.definition.standing, objection(server)) {
        (Standing::Usable | Standing::Archived, _) | (_, None) => Ok(()),
        (_, Some(objection)) => {
            let name = &server.name;
            Err(Failure::new(format!("`{name}` {objection}"))
                .help(format!("connect your client to it directly, or see {}", server.url())))
        }
    }
}

#[expect(clippy::needless_pass_by_value, reason = "`map_err` hands it over")]
fn failure(stack: &Path, names: &[PathBuf], wanted: Option<&str>, error: Error) -> Failure {
    let failure = Failure::new(told_of(stack, &error));
    match error.kind() {
        ErrorKind::NotFound => failure
            .help("run `mcpgen init` to make one, or name the stack last: `mcpgen servers add NAME PATH`"),
        ErrorKind::StackFaulty => failure.help(format!("run `mcpgen check {}`", stack.display())),
        ErrorKind::NoGateway => failure.help(format!(
            "add one: `[services.{}]` with the lines `kind = \"mcp-gateway\"` and `servers = []`",
            wanted.filter(|name| name.parse::<ServiceName>().is_ok()).unwrap_or("gateway")
        )),
        ErrorKind::SeveralGateways | ErrorKind::UnknownGateway => {
            let gateways: Vec<&str> = error.gateways().iter().map(ServiceName::as_str).collect();
            failure.help(format!("say `--gateway NAME`: {}", gateways.join(", ")))
        }
        ErrorKind::StackForm => {
            let name = names.first().map(|name| name.display().to_string()).unwrap_or_default();
            failure.help(format!("add by hand what `mcpgen servers show {name}` prints"))
        }
        _ => failure,
    }
}

/// What was added.
fn told(added: &Added, servers: &[&RegistryServer]) -> String {
    let mut text = String::new();
    for server in servers {
        let name = &server.name;
        let what = if added.servers.contains(name) { "added to" } else { "is already in" };
        // Writing to a String cannot fail.
        let _ = writeln!(text, "{name} {what} `{}`", added.gateway);
        if let Some(objection) = objection(server) {
            let _ = writeln!(text, "  warning: {objection}");
        }
    }
    text
}

/// What is left to do.
fn left(stack: &Path, added: &Added, evaluation: &Evaluation) -> String {
    let mut text = String::new();
    if !added.to_fill_in.is_empty() {
        let _ = writeln!(text, "\nFill in, in {}:", stack.display());
        for (server, key) in &added.to_fill_in {
            let _ = writeln!(text, "  [servers.{server}.config] {key}");
        }
    }
    if !added.secrets.is_empty() {
        let _ = writeln!(text, "\nAfter `mcpgen render`, give in .env a value to:");
        for secret in &added.secrets {
            let _ = writeln!(text, "  {secret}");
        }
    }
    let report = evaluation.report();
    let loud = report.count(Severity::Error) + report.count(Severity::Warning);
    if loud > 0 {
        let _ = writeln!(
            text,
            "\n`mcpgen check {}` shows {}.",
            stack.display(),
            print::summary(&report.without(Severity::Advice))
        );
    }
    text
}
