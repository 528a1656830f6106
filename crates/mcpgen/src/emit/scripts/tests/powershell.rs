//! The PowerShell scripts under an independent grammar: a judge of syntax, not PowerShell itself.

use tree_sitter::{Node, Parser};

use super::*;

/// What is wrong with a script, each with its line.
fn faults(source: &str) -> Vec<String> {
    let mut parser = Parser::new();
    parser.set_language(&tree_sitter_powershell::LANGUAGE.into()).unwrap();
    let tree = parser.parse(source, None).unwrap();
    let mut faults = Vec::new();
    visit(tree.root_node(), source, &mut faults);
    faults
}

fn visit(node: Node<'_>, source: &str, faults: &mut Vec<String>) {
    let line = node.start_position().row + 1;
    if node.is_error() || node.is_missing() {
        faults.push(format!("{line}: syntax"));
    }
    let children: Vec<_> = node.children(&mut node.walk()).collect();
    let text = node.utf8_text(source.as_bytes()).unwrap();
    match node.kind() {
        // PowerShell wants a `catch` or a `finally`; the grammar does not.
        "try_statement"
            if !children.iter().any(|child| matches!(child.kind(), "catch_clauses" | "finally_clause")) =>
        {
            faults.push(format!("{line}: try alone"));
        }
        // PowerShell takes `"$name:` for a variable of the drive `name`; the grammar does not.
        "expandable_string_literal" | "expandable_here_string_literal" if has_drive_reference(text) => {
            faults.push(format!("{line}: a colon behind a variable"));
        }
        _ => {}
    }
    for child in children {
        visit(child, source, faults);
    }
}

/// Whether the text of an expandable string has `$name:` with nothing behind it that a drive's variable could be.
fn has_drive_reference(text: &str) -> bool {
    let is_word = |character: char| character.is_ascii_alphanumeric() || character == '_';
    let mut before = '"';
    let mut behind = text.chars();
    while let Some(character) = behind.next() {
        let escaped = std::mem::replace(&mut before, character) == '`';
        let source = behind.as_str();
        if character != '$' || escaped || source.starts_with(|first: char| first.is_ascii_digit()) {
            continue;
        }
        let after = source.trim_start_matches(is_word);
        let is_named = after.len() < source.len();
        let is_drive = |next: char| is_word(next) || matches!(next, '{' | ':');
        if is_named && after.strip_prefix(':').is_some_and(|rest| !rest.starts_with(is_drive)) {
            return true;
        }
    }
    false
}

#[test]
fn the_grammar_accepts_every_script() {
    for (path, text) in scripts_named(".ps1") {
        assert_eq!(faults(&text), Vec::<String>::new(), "{path}");
    }
}

#[test]
fn the_judge_sees_what_it_is_there_for() {
    for bad in [
        "if ($x) { 1",
        "try { 1 }",
        "\"$name: x\"",
        "\"a $name:\"",
        "foreach ($x of $y) { }",
        "'it's'",
        "$x = @{ a = 1",
    ] {
        assert!(!faults(bad).is_empty(), "{bad}");
    }
    for good in ["try { 1 } finally { 2 }", "\"${name}: x `$name: $env:PATH Env:$name\"", "'$name:'"] {
        assert_eq!(faults(good), Vec::<String>::new(), "{good}");
    }
}

#[test]
fn nothing_is_used_that_windows_powershell_lacks() {
    for (path, text) in scripts_named(".ps1") {
        for missing in ["&&", "||", "??", "$IsWindows", "$IsLinux", "`u{", "-Parallel", "clean {"] {
            assert!(!text.contains(missing), "{path}: {missing}");
        }
    }
}

/// Windows PowerShell makes each redirected error line of a program an error, which `Stop` makes the end.
#[test]
fn errors_of_programs_are_redirected_only_where_the_script_goes_on() {
    for (path, text) in scripts_named(".ps1") {
        let mut goes_on = false;
        for line in text.lines() {
            if line.starts_with("function ") {
                goes_on = false;
            }
            goes_on |= line == "    $ErrorActionPreference = 'Continue'";
            assert!(!line.contains("2>") || goes_on, "{path}: {line}");
        }
    }
}

/// Windows PowerShell drops or breaks such arguments on their way to a program.
#[test]
fn no_argument_of_docker_has_a_double_quote_inside_or_is_empty() {
    for (path, text) in scripts_named(".ps1") {
        for line in text.lines().filter(|line| line.contains("& docker")) {
            let outside_of_arguments =
                line.replace("\"label=", "").replace("\"network=", "").replace("$Service\"", "");
            let outside_of_arguments = outside_of_arguments.replace("$network\"", "");
            assert!(!outside_of_arguments.contains('"'), "{path}: {line}");
            assert!(!line.contains("''"), "{path}: {line}");
        }
    }
}

#[test]
fn functions_have_approved_verbs() {
    const APPROVED: [&str; 5] = ["Find", "Get", "Show", "Test", "Write"];
    for (path, text) in scripts_named(".ps1") {
        for name in text.lines().filter_map(|line| line.strip_prefix("function ")) {
            let verb = name.split_once('-').unwrap().0;
            assert!(APPROVED.contains(&verb), "{path}: {name}");
        }
    }
}
