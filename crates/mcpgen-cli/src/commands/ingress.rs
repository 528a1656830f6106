//! `mcpgen ingress`.

use std::path::Path;

use mcpgen::DockerRegistry;
use mcpgen::core::diagnostic::Severity;
use mcpgen::fs::read_stack;
use mcpgen::ingress::{IngressFile, Routing, route};

use super::told_of;
use crate::arguments::{
    IngressArguments, IngressCommand, MessageFormat, RouteArguments, SimulationFormat, ValidateArguments,
};
use crate::exit::{Failure, Outcome};
use crate::{input, print};

pub(crate) fn run(arguments: &IngressArguments) -> Result<Outcome, Failure> {
    match &arguments.command {
        IngressCommand::Validate(arguments) => validate(arguments),
        IngressCommand::Route(arguments) => ask(arguments),
    }
}

fn validate(arguments: &ValidateArguments) -> Result<Outcome, Failure> {
    let file = read(&arguments.file)?;
    print::beside_report(&format!("{}\n", file.verdict()), arguments.message_format)?;
    print::report(file.report(), arguments.message_format, Severity::Error)?;
    Ok(if file.is_accepted() { Outcome::Done } else { Outcome::StackAtFault })
}

fn ask(arguments: &RouteArguments) -> Result<Outcome, Failure> {
    let decided = if arguments.file.extension().is_some_and(|extension| extension == "toml") {
        in_stack(arguments)?
    } else {
        in_file(arguments)?
    };
    let Some(routing) = decided else { return Ok(Outcome::StackAtFault) };
    let text = match arguments.format {
        SimulationFormat::Text => routing.to_text(),
        SimulationFormat::Json => routing.to_json(),
    };
    print::out(&text)?;
    Ok(Outcome::Done)
}

fn in_stack(arguments: &RouteArguments) -> Result<Option<Routing>, Failure> {
    let stack = &arguments.file;
    let evaluation =
        read_stack(stack).map_err(|error| Failure::new(told_of(stack, &error)))?.evaluate(&DockerRegistry);
    let Some(plan) = evaluation.plan() else {
        let errors = evaluation.report().without(Severity::Advice).without(Severity::Warning);
        print::report(&errors, MessageFormat::Human, Severity::Error)?;
        return Ok(None);
    };
    match route(plan, &arguments.url).map_err(|error| Failure::new(error.to_string()))? {
        Some(routing) => Ok(Some(routing)),
        None => Err(Failure::new(format!("{}: the stack keeps no routes", stack.display())).help(
            "with `token` they are kept in Cloudflare's dashboard; otherwise add `[[ingress.routes]]`",
        )),
    }
}

fn in_file(arguments: &RouteArguments) -> Result<Option<Routing>, Failure> {
    let file = read(&arguments.file)?;
    let routing = file.route(&arguments.url).map_err(|error| Failure::new(error.to_string()))?;
    if routing.is_none() {
        print::report(file.report(), MessageFormat::Human, Severity::Error)?;
    }
    Ok(routing)
}

fn read(path: &Path) -> Result<IngressFile, Failure> {
    let bytes = if input::is_standard(path) {
        input::standard()?
    } else {
        std::fs::read(path).map_err(|error| Failure::new(format!("{}: {error}", path.display())))?
    };
    Ok(IngressFile::read(&input::name(path), &bytes))
}
