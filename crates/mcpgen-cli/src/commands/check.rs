//! `mcpgen check`.

use std::fmt::Write as _;
use std::mem::ManuallyDrop;

use mcpgen::DockerRegistry;
use mcpgen::core::diagnostic::Report;
use mcpgen::fs::{Mended, fix_stack};

use super::{evaluate, is_refused, least, unreadable};
use crate::arguments::{CheckArguments, Input};
use crate::exit::{Failure, Outcome};
use crate::{input, print};

pub(crate) fn run(arguments: &CheckArguments) -> Result<Outcome, Failure> {
    let input = &arguments.input;
    let evaluation = if arguments.fix {
        if input::is_standard(&input.stack) {
            return Err(Failure::new("standard input cannot be mended").help("name a file"));
        }
        let fixed =
            fix_stack(&input.stack, &DockerRegistry).map_err(|error| unreadable(&input.stack, &error))?;
        print::note(&mended(input, &fixed.mended));
        ManuallyDrop::new(fixed.evaluation)
    } else {
        evaluate(input)?
    };
    let report = evaluation.report();
    print::report(report, input.message_format, least(input))?;
    print::note(&format!("{}: {}{}\n", input::name(&input.stack), print::summary(report), fixable(report)));
    Ok(if is_refused(report, input.deny) { Outcome::StackAtFault } else { Outcome::Done })
}

/// What `--fix` did, one line for each edit.
fn mended(input: &Input, mended: &[Mended]) -> String {
    let mut text = String::new();
    for Mended { code, title, position, .. } in mended {
        let stack = input.stack.display();
        // Writing to a String cannot fail.
        let _ = writeln!(text, "{stack}:{}:{}: mended {code}: {title}", position.line, position.column);
    }
    text
}

/// How much `--fix` would do.
fn fixable(report: &Report) -> String {
    match report.diagnostics().iter().filter(|diagnostic| diagnostic.fix().is_some()).count() {
        0 => String::new(),
        count => format!("; `--fix` mends {count}"),
    }
}
