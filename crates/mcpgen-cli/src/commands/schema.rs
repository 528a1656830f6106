//! `mcpgen schema`.

use std::io::Write as _;

use crate::arguments::{SchemaArguments, SchemaOf};
use crate::exit::{Failure, Outcome};

pub(crate) fn run(arguments: &SchemaArguments) -> Result<Outcome, Failure> {
    let schema = match arguments.of {
        SchemaOf::Stack => mcpgen::stack_schema(),
        SchemaOf::Diagnostic => mcpgen::report::diagnostic_schema(),
        SchemaOf::Server => mcpgen::servers::server_schema(),
    };
    std::io::stdout().write_all(schema.as_bytes())?;
    Ok(Outcome::Done)
}
