//! An independent grammar of PowerShell, since no PowerShell installs here: tree-sitter's, and two rules that
//! PowerShell's own parser has and the grammar does not.

use std::fmt;

use tree_sitter::{Language, Node, Parser};

/// A place where the text is no PowerShell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// The line, counted from 1.
    pub line: usize,
    /// What is wrong.
    pub what: &'static str,
}

impl fmt::Display for Fault {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "line {}: {}", self.line, self.what)
    }
}

/// What is wrong with `script`, in its order. Nothing is wrong with an empty script.
///
/// # Errors
/// The grammar does not fit the parser: they are of different versions.
pub fn faults(script: &[u8]) -> Result<Vec<Fault>, String> {
    let mut parser = Parser::new();
    let grammar = Language::new(tree_sitter_powershell::LANGUAGE);
    parser.set_language(&grammar).map_err(|error| error.to_string())?;
    let tree = parser.parse(script, None).ok_or("the parser gave up")?;
    let mut faults = Vec::new();
    let mut cursor = tree.walk();
    loop {
        let node = cursor.node();
        if let Some(what) = fault(node, script) {
            faults.push(Fault { line: node.start_position().row + 1, what });
        }
        if cursor.goto_first_child() {
            continue;
        }
        while !cursor.goto_next_sibling() {
            if !cursor.goto_parent() {
                return Ok(faults);
            }
        }
    }
}

fn fault(node: Node<'_>, script: &[u8]) -> Option<&'static str> {
    if node.is_error() {
        return Some("syntax error");
    }
    if node.is_missing() {
        return Some("something is missing");
    }
    match node.kind() {
        "try_statement" => {
            let mut cursor = node.walk();
            let complete = node
                .children(&mut cursor)
                .any(|child| matches!(child.kind(), "catch_clauses" | "finally_clause"));
            (!complete).then_some("try without catch or finally")
        }
        "expandable_string_literal" | "expandable_here_string_literal" => {
            let text = node.utf8_text(script).unwrap_or_default();
            colon_after_variable(text)
                .then_some("a colon after a variable makes it a drive: ${name}: is meant")
        }
        _ => None,
    }
}

/// Whether `string` holds `$name:` with nothing behind it that could be a variable of that drive or scope
/// (PowerShell's error `InvalidVariableReferenceWithDrive`).
fn colon_after_variable(string: &str) -> bool {
    let mut letters = string.chars().peekable();
    while let Some(letter) = letters.next() {
        match letter {
            // The letter behind a backtick stands for itself.
            '`' => {
                letters.next();
            }
            '$' => {
                let mut name = 0;
                while letters.next_if(|letter| letter.is_alphanumeric() || *letter == '_').is_some() {
                    name += 1;
                }
                if name > 0 && letters.next_if_eq(&':').is_some() {
                    let follows = letters.peek().copied().unwrap_or(' ');
                    if !(follows.is_alphanumeric() || matches!(follows, '_' | '{' | ':')) {
                        return true;
                    }
                }
            }
            _ => {}
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::{colon_after_variable, faults};

    #[test]
    fn a_drive_with_a_name_behind_it_is_fine() {
        assert!(!colon_after_variable("\"$env:PATH and ${name}: and `$x: and $script:x\""));
    }

    #[test]
    fn a_colon_with_nothing_behind_it_is_not() {
        assert!(colon_after_variable("\"$name: text\""));
        assert!(colon_after_variable("\"``$name:\""));
    }

    #[test]
    fn a_fault_tells_its_line() {
        let found = faults(b"$a = 1\n\ntry { $a }\n").unwrap();
        assert_eq!(
            found.first().map(ToString::to_string).as_deref(),
            Some("line 3: try without catch or finally")
        );
    }
}
