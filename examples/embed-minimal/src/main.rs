//! A string in, files in memory out.
#![expect(clippy::print_stdout, reason = "a program that shows what it made")]

use mcpgen::{DockerRegistry, Inputs, Stack, render, report};

const STACK: &str = r#"
[stack]
name = "mcp"

[services.gateway]
kind = "mcp-gateway"
servers = ["fetch", "time"]
"#;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let evaluation = Stack::read("stack.toml", STACK.as_bytes()).evaluate(&DockerRegistry);
    let Some(plan) = evaluation.plan() else { return Err(report::short(evaluation.report()).into()) };
    let mut random = |bytes: &mut [u8]| Ok(getrandom::fill(bytes)?);
    let rendering = render(plan, Inputs::new(&evaluation, &mut random))?;
    // Each artifact also has its text, and says who may read it and whether it is run.
    for (path, artifact) in &rendering.artifacts {
        println!("{path} ({:?})", artifact.sensitivity());
    }
    Ok(())
}
