//! The steps of `cargo xtask ci`.

use std::path::Path;
use std::process::Command;

use super::step::{Engine, Lane, Step};
use crate::project;

/// For how many seconds each program of the fuzzer runs.
const FUZZED: u32 = 60;

/// Every step. In each lane the cheap stand before the dear.
///
/// `target` is the folder that the checkout builds into, `judges` the folder of the judges, and `own` this program.
pub(crate) fn all(target: &Path, judges: &Path, own: &Path) -> Vec<Step> {
    let cargo = |line: &str| program("cargo", line);
    let xtask = |line: &str| program(own, line);
    let judge = |name: &str, line: &str| program(judges.join("bin").join(name), line);
    let book = judge("mdbook", &format!("build book --dest-dir {}", target.join("book").display()));
    let engine =
        |selection: &str| xtask(&format!("engine -- cargo test --workspace --test engine -- {selection}"));

    let mut steps = vec![
        Step::new(Lane::Beside, "judges", [xtask("checkers")]),
        Step::new(Lane::Beside, "spelling", [judge("typos", "--config crates/xtask/typos.toml")]),
        Step::new(Lane::Beside, "book", [book]),
        Step::new(Lane::Beside, "action", [judge("zizmor", "--offline action.yml")]),
        Step::new(Lane::Beside, "licences", [xtask("licences")]),
        Step::new(Lane::Beside, "packages", [xtask("packages")]),
        Step::new(Lane::Beside, "api", [xtask("api")]),
        Step::new(Lane::Beside, "fuzz", [xtask(&format!("fuzz {FUZZED}"))]),
        Step::new(Lane::Checkout, "format", [cargo("fmt --all --check")]),
        Step::new(Lane::Checkout, "generated", [xtask("generate --check")]),
        Step::new(Lane::Checkout, "lint", [cargo("clippy --workspace --all-targets -- -D warnings")]),
        Step::new(
            Lane::Checkout,
            "features",
            // None, and each alone; all together are what is built and tested everywhere else. Whatever is unused
            // without a feature is a warning, which only clippy can be told to fail on without building all else anew.
            [
                ("cloudflared-config", ""),
                ("cloudflared-config", "read"),
                ("cloudflared-config", "route"),
                ("cloudflared-config", "write"),
                ("mcpgen-core", ""),
                ("mcpgen-core", "miette"),
                ("mcpgen-core", "schema"),
                ("mcpgen", ""),
                ("mcpgen", "fs"),
                ("mcpgen", "miette"),
                ("mcpgen", "schema"),
            ]
            .map(|(package, feature)| {
                cargo(&format!(
                    "clippy --package {package} --no-default-features --features={feature} -- -D warnings"
                ))
            }),
        ),
        Step::new(Lane::Checkout, "build", [cargo("test --workspace --no-run")]),
        Step::new(Lane::Checkout, "test", [cargo("test --workspace")]).after("judges"),
        Step::new(
            Lane::Checkout,
            "documentation",
            [{
                let mut documented = cargo("doc --workspace --no-deps");
                documented.env("RUSTDOCFLAGS", "-D warnings");
                documented
            }],
        ),
    ];
    // Together they select every test of the program, once.
    for (own, name, selection) in [
        (Engine::Old, "engine, oldest Compose", "(docker-compose-2.26)"),
        (Engine::Newest, "engine, newest Compose", "(docker-compose-newest)"),
        (Engine::Other, "engine", "--skip (docker-compose-"),
    ] {
        steps.push(Step::new(Lane::Engine(own), name, [engine(selection)]).after("judges").after("build"));
    }
    for command in steps.iter_mut().flat_map(|step| &mut step.commands) {
        command.env("MCPGEN_JUDGES", judges).env("MCPGEN_REQUIRE_JUDGES", "1");
    }
    steps
}

/// A program with the words of `line` as its arguments, in the root of the checkout.
fn program(name: impl AsRef<std::ffi::OsStr>, line: &str) -> Command {
    let mut command = Command::new(name);
    command.args(line.split(' ')).current_dir(project::root());
    command
}
