//! A target of one's own: the containers of a stack as plain `docker run` lines, in one shell script.
#![expect(clippy::print_stdout, clippy::print_stderr, reason = "a program that shows what it made")]

mod docker_run;

use mcpgen::emit::{Emitter as _, Layout};
use mcpgen::{DockerRegistry, Inputs, Stack, render, report};

use crate::docker_run::{DockerRun, SCRIPT};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let evaluation = Stack::read("stack.toml", include_bytes!("../stack.toml")).evaluate(&DockerRegistry);
    let Some(plan) = evaluation.plan() else { return Err(report::short(evaluation.report()).into()) };

    // Alone, it makes its own file only …
    let alone = DockerRun.emit(plan, &Layout::default())?;

    // … and with all others, one more than they make. What it cannot express is told of in both cases.
    let mut random = |bytes: &mut [u8]| Ok(getrandom::fill(bytes)?);
    let rendering = render(plan, Inputs::new(&evaluation, &mut random).with_emitter(&DockerRun))?;
    for loss in &rendering.losses {
        eprintln!("{loss}");
    }
    if let Some(script) = rendering.artifacts.get(SCRIPT).filter(|_| alone.artifacts.len() == 1) {
        print!("{}", script.text());
    }
    Ok(())
}
