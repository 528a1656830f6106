//! Rendering a stack the way a user would, on a machine that is always the same.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use mcpgen::artifact::ArtifactSet;
use mcpgen::core::diagnostic::Report;
use mcpgen::core::plan::MachineValue;
use mcpgen::fs::{OnEdited, Output, read_stack};
use mcpgen::{DockerRegistry, Entropy, Evaluation, Existing, Inputs, render};

/// Bytes that look random and are always the same.
fn fixed_entropy() -> impl Entropy {
    let mut state = 1_u64;
    move |bytes: &mut [u8]| {
        for byte in bytes {
            // Knuth's linear congruential generator.
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            *byte = state.to_be_bytes()[0];
        }
        Ok(())
    }
}

/// The machine that every test renders on.
fn machine() -> BTreeMap<MachineValue, String> {
    [
        (MachineValue::Home, "/home/person"),
        (MachineValue::EngineHome, "/home/person"),
        (MachineValue::EngineStackFolder, "/home/person/stack"),
        (MachineValue::DockerSocket, "/var/run/docker.sock"),
        (MachineValue::UserId, "65532"),
        (MachineValue::GroupId, "65532"),
    ]
    .into_iter()
    .map(|(value, text)| (value, text.to_owned()))
    .collect()
}

/// Reads and checks the stack at `stack`.
///
/// # Errors
/// The file, or one that it names, cannot be read.
pub fn evaluate(stack: &Path) -> Result<Evaluation, String> {
    Ok(read_stack(stack).map_err(|error| error.to_string())?.evaluate(&DockerRegistry))
}

/// Renders the stack at `stack` into the folder `out`, which need not exist. Returns the paths written, below `out`.
///
/// # Errors
/// The stack has faults or cannot be read; the text is what a user would see.
pub fn produce(stack: &Path, out: &Path) -> Result<Vec<PathBuf>, String> {
    let text = |error: &dyn std::fmt::Display| error.to_string();
    let output = Output::open(out, &mut || ()).map_err(|error| text(&error))?;
    let existing = output.view().existing().map_err(|error| text(&error))?;
    let artifacts = artifacts(&evaluate(stack)?, existing)?;
    let comparison = output.view().compare(&artifacts).map_err(|error| text(&error))?;
    let written = output.write(&comparison, OnEdited::Refuse).map_err(|error| text(&error))?;
    Ok(written.files.into_iter().map(|(path, _)| PathBuf::from(path)).collect())
}

/// Renders a stack in memory, where `existing` is in its folder already.
///
/// # Errors
/// The stack has faults; the text is what a user would see.
pub fn artifacts(evaluation: &Evaluation, existing: Existing) -> Result<ArtifactSet, String> {
    let plan = evaluation.plan().ok_or_else(|| evaluation.report().to_string())?;
    let needed = machine().into_iter().filter(|(value, _)| plan.machine_values().contains(value)).collect();
    let mut entropy = fixed_entropy();
    let inputs = Inputs::new(evaluation, &mut entropy).with_machine(needed).with_existing(existing);
    Ok(render(plan, inputs).map_err(|error| error.to_string())?.artifacts)
}

/// A report in a form that shows everything of it: for each diagnostic its severity and code, its message, what is underlined
/// with which words, and the help. Files are called by their names alone.
#[must_use]
pub fn describe(report: &Report) -> String {
    let mut text = String::new();
    for diagnostic in report.diagnostics() {
        // Writing to a String cannot fail.
        let _ = writeln!(text, "{diagnostic}");
        for label in diagnostic.labels() {
            let Some(source) = report.sources().get(label.span.source) else { continue };
            let name = Path::new(source.name()).file_name().unwrap_or_default().to_string_lossy();
            let position = source.position(label.span.start);
            let underlined = report.sources().slice(label.span).unwrap_or("(outside of the text)");
            let _ = writeln!(
                text,
                "  {name}:{}:{}: {underlined:?} {}",
                position.line, position.column, label.text
            );
        }
        if let Some(help) = diagnostic.help_text() {
            let _ = writeln!(text, "  help: {help}");
        }
        text.push('\n');
    }
    text
}
