//! `cargo xtask bench`: how long mcpgen takes, as whole processes of a release build, beside programs that make the same of the same.
//!
//! Clocks are for this task alone: no test depends on one.

mod documents;
mod install;
mod instructions;
mod library;
mod limits;
mod measure;
mod peers;
mod same;
mod sizes;
mod stacks;
mod table;

use std::path::PathBuf;

use crate::{program, project};

/// What `cargo xtask bench ARGUMENT…` does.
///
/// # Errors
/// A program cannot be built, installed or run, or something takes more than it may.
pub(crate) fn run(arguments: &[&str]) -> Result<(), String> {
    match arguments {
        [] => whole(&[20, 1_000, 10_000]),
        ["--quick"] => whole(&[20, 1_000]),
        ["--install"] => install::install(),
        ["--limits"] => limits::run(&build()?),
        ["--instructions"] => instructions::run(false),
        ["--instructions", "--accept"] => instructions::run(true),
        ["--peak", "--", command @ ..] => measure::print_peak(command),
        _ => Err("bench takes nothing, or one of --quick, --install, --limits, --instructions [--accept]"
            .to_owned()),
    }
}

/// Prints the tables, as Markdown: BENCHMARKS.md holds them.
fn whole(sizes: &[usize]) -> Result<(), String> {
    let mcpgen = build()?;
    table::print_machine(&mcpgen)?;
    let mut missed = Vec::new();
    missed.extend(sizes::run(&mcpgen, sizes)?);
    missed.extend(library::run()?);
    missed.extend(limits::run(&mcpgen).err());
    println!("\n## What was aimed at and is missed\n");
    if missed.is_empty() {
        println!("Nothing.");
    }
    for miss in &missed {
        println!("- {miss}");
    }
    Ok(())
}

/// Builds the program as it is released, installs it as the others are, and gives its place.
///
/// A file that a linker has just written lies in memory in single pages, and is loaded half a millisecond later than a copy of it,
/// which is what `cargo install` makes.
fn build() -> Result<PathBuf, String> {
    let built = program::build(&project::root(), &project::target(), &[])?;
    let folder = project::target().join("bench").join("bin");
    let installed = folder.join(built.file_name().unwrap_or_default());
    let failed = |error: std::io::Error| format!("{}: {error}", installed.display());
    std::fs::create_dir_all(&folder).map_err(failed)?;
    std::fs::copy(&built, &installed).map_err(failed)?;
    Ok(installed)
}
