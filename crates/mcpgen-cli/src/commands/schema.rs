//! `mcpgen schema`.

use crate::arguments::{SchemaArguments, SchemaOf};
use crate::exit::{Failure, Outcome};
use crate::print;

pub(crate) fn run(arguments: &SchemaArguments) -> Result<Outcome, Failure> {
    let schema = match arguments.of {
        SchemaOf::Stack => mcpgen::stack_schema(),
        SchemaOf::Diagnostic => mcpgen::report::diagnostic_schema(),
        SchemaOf::Server => mcpgen::servers::server_schema(),
    };
    print::to_file(&arguments.out, &schema)?;
    Ok(Outcome::Done)
}
