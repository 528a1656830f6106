//! `mcpgen graph`.

use std::path::Path;

use mcpgen::core::diagnostic::Severity;
use mcpgen::graph::Graph;

use super::read;
use crate::arguments::{GraphArguments, GraphFormat, MessageFormat};
use crate::exit::{Failure, Outcome};
use crate::print;

pub(crate) fn run(arguments: &GraphArguments) -> Result<Outcome, Failure> {
    let evaluation = read(&arguments.stack)?;
    let report = evaluation.report();
    let Some(plan) = evaluation.plan() else {
        let errors = report.without(Severity::Advice).without(Severity::Warning);
        print::report(&errors, MessageFormat::Human)?;
        print::to_stderr(&format!("{}: nothing was drawn\n", arguments.stack.display()));
        return Ok(Outcome::StackAtFault);
    };
    let graph = Graph::of(plan);
    let format = arguments.format.or_else(|| GraphFormat::of_file(&arguments.out));
    let picture = match format.unwrap_or(GraphFormat::Mermaid) {
        GraphFormat::Mermaid => graph.mermaid(),
        GraphFormat::Dot => graph.dot(),
        GraphFormat::Svg => graph.svg(),
    };
    write(&arguments.out, &picture)?;
    Ok(Outcome::Done)
}

fn write(file: &Path, picture: &str) -> Result<(), Failure> {
    if file == Path::new("-") {
        return print::out(picture);
    }
    // A name that was given in the wrong place must not cost a stack.
    if file.extension().is_some_and(|extension| extension == "toml") {
        return Err(Failure::new(format!("{} is no name for a picture", file.display()))
            .help("name one that ends in .svg, .dot or .mmd"));
    }
    std::fs::write(file, picture).map_err(|error| Failure::new(format!("{}: {error}", file.display())))
}
