//! `mcpgen explain`.

use std::fmt::Write as _;

use mcpgen::core::diagnostic::Code;

use crate::arguments::ExplainArguments;
use crate::exit::{Failure, Outcome};
use crate::print;

pub(crate) fn run(arguments: &ExplainArguments) -> Result<Outcome, Failure> {
    let text = match &arguments.code {
        Some(name) => name.parse::<Code>().map_err(|_| unknown(name))?.explain(),
        None => list(),
    };
    print::out(&text)?;
    Ok(Outcome::Done)
}

fn unknown(name: &str) -> Failure {
    Failure::new(format!("there is no code `{name}`")).help(match Code::nearest(name) {
        Some(near) => format!("run `mcpgen explain {near}`"),
        None => "run `mcpgen explain` for a list of them".to_owned(),
    })
}

/// All codes in the catalogue's order, one a line: code, severity, title.
fn list() -> String {
    let width = Code::ALL.iter().map(|code| code.as_str().len()).max().unwrap_or_default();
    let mut text = String::new();
    for code in Code::ALL {
        // Writing to a String cannot fail.
        let _ =
            writeln!(text, "{:width$}  {:7}  {}", code.as_str(), code.severity().to_string(), code.title());
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_misspelt_code_is_answered_with_the_nearest() {
        assert_eq!(unknown("port-takn").help.as_deref(), Some("run `mcpgen explain port-taken`"));
    }

    #[test]
    fn the_list_has_a_line_for_each_code() {
        assert!(
            list()
                .lines()
                .map(|line| line.split_whitespace().next())
                .eq(Code::ALL.iter().map(|code| Some(code.as_str())))
        );
    }
}
