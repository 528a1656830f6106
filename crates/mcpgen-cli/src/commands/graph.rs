//! `mcpgen graph`.

use mcpgen::core::diagnostic::Severity;
use mcpgen::graph::Graph;

use super::read;
use crate::arguments::{GraphArguments, GraphFormat, MessageFormat};
use crate::exit::{Failure, Outcome};
use crate::{input, print};

pub(crate) fn run(arguments: &GraphArguments) -> Result<Outcome, Failure> {
    let evaluation = read(&arguments.stack)?;
    let report = evaluation.report();
    let Some(plan) = evaluation.plan() else {
        let errors = report.without(Severity::Advice).without(Severity::Warning);
        print::report(&errors, MessageFormat::Human, Severity::Error)?;
        print::note(&format!("{}: nothing was drawn\n", input::name(&arguments.stack)));
        return Ok(Outcome::StackAtFault);
    };
    let graph = Graph::of(plan);
    let format = arguments.format.or_else(|| GraphFormat::of_file(&arguments.out));
    let picture = match format.unwrap_or(GraphFormat::Mermaid) {
        GraphFormat::Mermaid => graph.mermaid(),
        GraphFormat::Dot => graph.dot(),
        GraphFormat::Svg => graph.svg(),
    };
    print::to_file(&arguments.out, &picture)?;
    Ok(Outcome::Done)
}
