//! `cargo xtask mutants`: damages the code on purpose, in one place at a time, and lists the damages that no test notices.
//!
//! cargo-mutants makes the damages. What it leaves out, and why, says `.cargo/mutants.toml`.

use std::process::Command;

use crate::{process, project};

/// Files whose mutants the same tests concern.
struct Family {
    name: &'static str,
    files: &'static [&'static str],
    /// What `cargo test` runs for them: the fastest tests that notice most.
    tests: &'static [&'static str],
}

/// How cargo-mutants ends when nothing survived but some tests did not end (its book, "Exit codes").
const ONLY_TIMEOUTS: i32 = 3;

const FAMILIES: [Family; 3] = [
    Family {
        name: "meaning",
        files: &["crates/mcpgen-core/src/check/**", "crates/mcpgen-core/src/plan/resolve/**"],
        tests: &["-p", "mcpgen-core", "-p", "mcpgen-tests", "--lib", "--test", "cases", "--test", "fixes"],
    },
    Family {
        name: "quoting",
        files: &[
            "crates/mcpgen/src/dotenv/*.rs",
            "crates/mcpgen/src/emit/compose/interpolation.rs",
            "crates/mcpgen/src/emit/scripts/quote.rs",
            "crates/mcpgen/src/gateway/secret_value.rs",
            "crates/mcpgen/src/yaml/*.rs",
            "crates/cloudflared-config/src/yaml.rs",
        ],
        tests: &[
            "-p",
            "cloudflared-config",
            "-p",
            "mcpgen",
            "-p",
            "mcpgen-tests",
            "--lib",
            "--test",
            "writing",
            "--test",
            "cases",
        ],
    },
    Family {
        name: "writing",
        files: &["crates/mcpgen/src/fs/**"],
        // Ten thousand random runs notice nothing that the other tests do not.
        tests: &["-p", "mcpgen", "--lib", "fs::", "--", "--skip", "sequences"],
    },
];

/// Tests all mutants of the families, or those whose file, line or description matches the regular expression `filter`. Each
/// family's findings are left in `target/mutants`.
///
/// # Errors
/// cargo-mutants is not installed, the tests fail without a damage, or one survives.
pub(crate) fn run(filter: Option<&str>) -> Result<(), String> {
    let mut failed = Vec::new();
    for family in FAMILIES {
        if count(&family, filter)? == 0 {
            continue;
        }
        let mut command = mutants(&family, filter);
        let output = project::target().join("mutants").join(family.name);
        std::fs::create_dir_all(&output).map_err(|error| format!("{}: {error}", output.display()))?;
        command.arg("--output").arg(output);
        command.arg("--").args(family.tests);
        let status = command.status().map_err(|error| format!("cannot run cargo: {error}"))?;
        // Tests that a damage keeps running forever have noticed it.
        if !status.success() && status.code() != Some(ONLY_TIMEOUTS) {
            failed.push(family.name);
        }
    }
    if failed.is_empty() {
        Ok(())
    } else {
        Err(format!("look at what is listed above: {}", failed.join(", ")))
    }
}

/// How many mutants there are.
fn count(family: &Family, filter: Option<&str>) -> Result<usize, String> {
    let listed = process::output(mutants(family, filter).arg("--list"))
        .map_err(|problem| format!("{problem}\n`cargo install --locked cargo-mutants` installs it"))?;
    Ok(listed.lines().count())
}

fn mutants(family: &Family, filter: Option<&str>) -> Command {
    let mut command = Command::new("cargo");
    command.current_dir(project::root()).arg("mutants");
    for file in family.files {
        command.args(["--file", file]);
    }
    if let Some(filter) = filter {
        command.args(["--re", filter]);
    }
    command
}

#[cfg(test)]
mod tests {
    use super::FAMILIES;
    use crate::project;

    /// cargo-mutants says nothing of a file that it does not find.
    #[test]
    fn every_file_that_is_to_be_damaged_is_there() {
        for file in FAMILIES.iter().flat_map(|family| family.files) {
            let (fixed, _) = file.split_once('*').unwrap_or((file, ""));
            assert!(project::root().join(fixed).exists(), "{file}");
        }
    }
}
