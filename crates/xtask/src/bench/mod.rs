//! `cargo xtask bench`: how long mcpgen takes, as whole processes of a release build.
//!
//! Clocks are for this task alone: no test depends on one.

mod documents;
mod measure;

use std::fs;
use std::process::Command;

use self::documents::documents;
use self::measure::{Spread, Times, measure};
use crate::{process, project};

/// No broken document may take longer to be told of, in milliseconds of the processor, with all that is printed.
const DOCUMENT_LIMIT: f64 = 50.0;

/// What mcpgen may need for a valid file beyond the start of a process, in milliseconds of the processor: the schema's part is
/// within it.
const VALID_LIMIT: f64 = 1.0;

/// Builds mcpgen, measures it, and prints a table.
///
/// # Errors
/// The build fails, a document cannot be written, mcpgen cannot be run, or a median is above its limit.
pub(crate) fn run() -> Result<(), String> {
    process::run(Command::new("cargo").args(["build", "--release", "--package", "mcpgen-cli"]))?;
    let mcpgen = project::target().join("release/mcpgen");
    let folder = project::target().join("bench");
    fs::create_dir_all(&folder).map_err(|error| format!("cannot make {}: {error}", folder.display()))?;
    let mut late = Vec::new();

    println!("\nWhole processes, {} runs each, times in milliseconds\n", measure::RUNS);
    println!("{:<46}{:^24}  {:^24}", "", "processor", "wall");
    println!("{:<46}{:>8}{:>8}{:>8}  {1:>8}{2:>8}{3:>8}", "", "min", "median", "max");
    let row = |name: &str, times: &Times| {
        let columns =
            |spread: &Spread| format!("{:>8.1}{:>8.1}{:>8.1}", spread.least, spread.median, spread.most);
        println!("{name:<46}{}  {}", columns(&times.processor), columns(&times.wall));
    };

    let start = measure(Command::new(&mcpgen).arg("--version"))?;
    row("mcpgen --version: the start of a process", &start);
    let valid = measure(
        Command::new(&mcpgen).arg("check").arg(project::root().join("examples/reference/stack.toml")),
    )?;
    row("mcpgen check examples/reference/stack.toml", &valid);
    let beyond = valid.processor.least - start.processor.least;
    println!("{:<46}{beyond:>8.1}  (limit {VALID_LIMIT:.0})", "  the second beyond the first (minima)");
    if beyond > VALID_LIMIT {
        late.push(format!("a valid file takes {beyond:.1} ms beyond the start of a process"));
    }

    println!(
        "\nmcpgen check --message-format short, documents of {} bytes (limit {DOCUMENT_LIMIT:.0})\n",
        documents::SIZE
    );
    for document in documents() {
        let path = folder.join(format!("{}.toml", document.name.replace(' ', "-")));
        fs::write(&path, &document.text)
            .map_err(|error| format!("cannot write {}: {error}", path.display()))?;
        let times = measure(Command::new(&mcpgen).args(["check", "--message-format", "short"]).arg(&path))?;
        row(document.name, &times);
        if times.processor.median > DOCUMENT_LIMIT {
            late.push(format!("{} take {:.1} ms", document.name, times.processor.median));
        }
    }
    if late.is_empty() { Ok(()) } else { Err(late.join("; ")) }
}
