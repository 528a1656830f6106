//! `cargo xtask ci`: everything that must hold before a change is taken, in order, the cheap before the dear.

use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use crate::tally::Tally;
use crate::{checkers, engine, generate, process, project};

/// Runs every step until one fails, then says how long each took and how many tests there were.
///
/// # Errors
/// A step fails; its own output stands above the summary.
pub(crate) fn run() -> Result<(), String> {
    let mut steps = Steps::default();
    let outcome = run_steps(&mut steps);
    println!("\n── summary");
    for (name, time) in &steps.done {
        println!("{:>8.1} s  {name}", time.as_secs_f64());
    }
    println!("{}", steps.tests);
    outcome
}

fn run_steps(steps: &mut Steps) -> Result<(), String> {
    let judges = std::path::absolute(project::judges()).map_err(|error| error.to_string())?;
    let target = std::path::absolute(project::target()).map_err(|error| error.to_string())?;

    steps.step("format", |_| process::run(&mut cargo("fmt --all --check")))?;
    steps.step("judges", |_| checkers::install(&judges))?;
    steps.step("spelling", |_| {
        let mut typos = Command::new(judges.join("bin/typos"));
        typos.args(["--config", "crates/xtask/typos.toml"]).current_dir(project::root());
        process::run(typos.stdin(Stdio::null()))
    })?;
    steps.step("generated", |_| generate::run(true))?;
    steps.step("lint", |_| process::run(&mut cargo("clippy --workspace --all-targets -- -D warnings")))?;
    steps.step("features", |_| {
        for package in ["cloudflared-config", "mcpgen-core", "mcpgen"] {
            process::run(&mut cargo(&format!("check --package {package} --no-default-features")))?;
        }
        Ok(())
    })?;
    steps.step("build", |_| process::run(&mut cargo("build --workspace")))?;
    steps.step("test", |tests| {
        let mut tested = cargo("test --workspace");
        tests.add_run(tested.env("MCPGEN_JUDGES", &judges).env("MCPGEN_REQUIRE_JUDGES", "1"))
    })?;
    steps.step("documentation", |_| {
        process::run(cargo("doc --workspace --no-deps").env("RUSTDOCFLAGS", "-D warnings"))
    })?;
    steps.step("book", |_| {
        let mut mdbook = Command::new(judges.join("bin/mdbook"));
        mdbook.arg("build").arg(project::root().join("book")).arg("--dest-dir").arg(target.join("book"));
        process::run(mdbook.stdin(Stdio::null()))
    })?;
    steps.step("engine", |tests| {
        let command = ["cargo", "test", "--package", "mcpgen-tests", "--test", "engine"];
        let mut tested = engine::beside_an_engine(&command)?;
        tests.add_run(tested.current_dir(project::root()).env("MCPGEN_REQUIRE_JUDGES", "1"))
    })
}

fn cargo(line: &str) -> Command {
    let mut cargo = Command::new("cargo");
    cargo.args(line.split(' ')).current_dir(project::root()).stdin(Stdio::null());
    cargo
}

#[derive(Debug, Default)]
struct Steps {
    done: Vec<(String, Duration)>,
    tests: Tally,
}

impl Steps {
    fn step(
        &mut self,
        name: &str,
        work: impl FnOnce(&mut Tally) -> Result<(), String>,
    ) -> Result<(), String> {
        println!("\n── {name}");
        let begin = Instant::now();
        let outcome = work(&mut self.tests);
        let mark = if outcome.is_ok() { name.to_owned() } else { format!("{name} FAILED") };
        self.done.push((mark, begin.elapsed()));
        outcome.map_err(|problem| format!("{name}: {problem}"))
    }
}
