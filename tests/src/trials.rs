//! Tests made while they run: one for each case and judge. What has no judge here is listed, not passed over in silence.

use std::collections::BTreeSet;
use std::path::Path;
use std::process::ExitCode;

use libtest_mimic::{Arguments, Failed, Trial};

use crate::judge::Judge;

/// Tests to run, and the judges that they have to do without.
#[derive(Default)]
pub struct Trials {
    trials: Vec<Trial>,
    without: BTreeSet<Judge>,
}

impl std::fmt::Debug for Trials {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.debug_struct("Trials").field("without", &self.without).finish_non_exhaustive()
    }
}

impl Trials {
    /// Adds a test that needs no judge.
    pub fn add(&mut self, name: String, test: impl FnOnce() -> Result<(), String> + Send + 'static) {
        self.trials.push(Trial::test(name, move || test().map_err(Failed::from)));
    }

    /// Adds a test that needs `judge`, and gets its program. Without the judge it is skipped, or fails when judges are
    /// required.
    pub fn add_judged(
        &mut self,
        judge: Judge,
        name: String,
        test: impl FnOnce(&Path) -> Result<(), String> + Send + 'static,
    ) {
        let program = judge.find();
        let skipped = program.is_none() && !judge.is_required();
        if skipped {
            self.without.insert(judge);
        }
        let trial = Trial::test(name, move || {
            let program = program.ok_or_else(|| format!("{judge} is missing: run cargo xtask checkers"))?;
            test(&program).map_err(Failed::from)
        });
        self.trials.push(trial.with_ignored_flag(skipped));
    }

    /// Lists what no test does, among the tests, as ignored.
    pub fn list(&mut self, name: String) {
        self.trials
            .push(Trial::test(name, || Err(Failed::from("no test does this"))).with_ignored_flag(true));
    }

    /// Runs what the command line selects of the tests, prints their results and the judges they did without.
    /// `one_by_one` keeps tests apart that share something.
    #[must_use]
    #[expect(clippy::print_stdout, reason = "a test program reports on its standard output")]
    pub fn run(self, one_by_one: bool) -> ExitCode {
        let mut arguments = Arguments::from_args();
        if one_by_one {
            arguments.test_threads = Some(1);
        }
        let conclusion = libtest_mimic::run(&arguments, self.trials);
        if !arguments.list && !self.without.is_empty() {
            println!("did without: {}", listed(&self.without));
            println!("cargo xtask ci installs and asks them all\n");
        }
        conclusion.exit_code()
    }
}

fn listed(judges: &BTreeSet<Judge>) -> String {
    judges.iter().map(Judge::to_string).collect::<Vec<_>>().join(", ")
}
