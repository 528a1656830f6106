//! `cargo xtask ci`: everything that must hold before a change is taken.

mod lanes;
mod log;
mod step;
mod steps;

use crate::project;

/// Runs every step of [`steps::all`], until one fails, then says how long each took and how many tests there were.
///
/// # Errors
/// A step fails; what it printed stands above the summary.
pub(crate) fn run() -> Result<(), String> {
    let target = std::path::absolute(project::target()).map_err(|error| error.to_string())?;
    let judges = std::path::absolute(project::judges()).map_err(|error| error.to_string())?;
    let logs = log::Logs::in_folder(target.join("ci"))?;
    lanes::run(steps::all(&target, &judges, &logs.own_program()?), &logs)
}
