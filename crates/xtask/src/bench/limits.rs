//! What no stack may take longer than: a valid one, and ones that are full of mistakes.

use std::path::Path;
use std::process::Command;

use super::documents::{self, documents};
use super::measure::{Spread, Times, Work, measure_alone};
use super::peers::write;
use crate::project;

/// No broken document may take longer to be told of, in milliseconds of the processor, with all that is printed.
const DOCUMENT_LIMIT: f64 = 50.0;

/// What mcpgen may need for a valid file beyond the start of a process, in milliseconds of the processor.
const VALID_LIMIT: f64 = 1.0;

/// Measures mcpgen on each, and prints a table.
///
/// # Errors
/// A document cannot be written, mcpgen cannot be run, or one takes longer than it may.
pub(super) fn run(mcpgen: &Path) -> Result<(), String> {
    let folder = project::target().join("bench/documents");
    let output = folder.join("printed");
    write(&output, "")?;
    let mut late = Vec::new();

    println!("\n## Limits\n\nMilliseconds. A document is {} bytes of one mistake.\n", documents::SIZE);
    println!("| `mcpgen check` of | processor, best | median | wall, best | median | limit |");
    println!("|---|---:|---:|---:|---:|---:|");
    let row = |name: &str, times: &Times, limit: &str| {
        let columns = |spread: &Spread| format!("{:.1} | {:.1}", spread.least, spread.median);
        println!("| {name} | {} | {} | {limit} |", columns(&times.processor), columns(&times.wall));
    };

    let version = || {
        let mut command = Command::new(mcpgen);
        command.arg("--version");
        command
    };
    let measured = |command: &dyn Fn() -> Command| measure_alone(&Work::of(command, output.clone()));
    let start = measured(&version)?;
    row("nothing (`--version`)", &start, "");
    let check = |path: &Path| {
        let mut command = Command::new(mcpgen);
        command.args(["check", "--message-format", "short"]).arg(path);
        command
    };
    let reference = project::root().join("examples/reference/stack.toml");
    let valid = measured(&|| check(&reference))?;
    row("the reference stack", &valid, &format!("{VALID_LIMIT:.0} beyond nothing"));
    let beyond = valid.processor.least - start.processor.least;
    if beyond > VALID_LIMIT {
        late.push(format!("a valid file takes {beyond:.1} ms beyond the start of a process"));
    }
    for document in documents() {
        let path = folder.join(format!("{}.toml", document.name.replace(' ', "-")));
        write(&path, &document.text)?;
        let times = measured(&|| check(&path))?;
        row(document.name, &times, &format!("{DOCUMENT_LIMIT:.0}"));
        if times.processor.median > DOCUMENT_LIMIT {
            late.push(format!("{} take {:.1} ms", document.name, times.processor.median));
        }
    }
    if late.is_empty() { Ok(()) } else { Err(late.join("; ")) }
}
