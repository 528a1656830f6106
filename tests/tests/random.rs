//! Stacks that nobody thought of, before both Composes: what is valid is accepted and understood as it was planned, and what
//! Compose refuses mcpgen has refused before.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::ExitCode;
use std::{fmt, fs};

use mcpgen::core::diagnostic::Severity;
use mcpgen_tests::judge::Judge;
use mcpgen_tests::lowering::{self, Surroundings};
use mcpgen_tests::mutation::smallest;
use mcpgen_tests::produce::{evaluate, produce};
use mcpgen_tests::random::{files, keys, stack};
use mcpgen_tests::trials::Trials;
use mcpgen_tests::{compose, dotenv, parallel};
use toml::Table;

/// How many valid stacks are made, unless `MCPGEN_RANDOM_STACKS` says another number.
const STACKS: u64 = 2000;

/// What the schema has because it describes texts wherever they stand, and mcpgen refuses: a secret in the history of an image.
const REFUSED: [&str; 1] = ["services.*.build.args.*.secret"];

/// How often each key must be among them.
const LEAST: usize = 10;

fn main() -> ExitCode {
    let mut trials = Trials::default();
    let count = std::env::var("MCPGEN_RANDOM_STACKS").ok().and_then(|count| count.parse().ok());
    let count: u64 = count.unwrap_or(STACKS);
    let [old, newest] = [Judge::ComposeOld, Judge::ComposeNewest];
    let name = format!("{old} and {newest} understand {count} random stacks as they were planned");
    trials.add_judged(newest, name, move |newest| {
        let old = old.find().ok_or_else(|| format!("{old} is missing: run cargo xtask checkers"))?;
        understood(&[&old, newest], stack::valid, count)
    });
    let count = count / 10;
    let name = format!("{newest} understands {count} random stacks with what is new in it");
    trials.add_judged(newest, name, move |newest| understood(&[newest], stack::newest, count));
    trials.add("every key of a container is in the random stacks".to_owned(), every_key_occurs);
    trials.run(true)
}

fn understood(programs: &[&Path], make: fn(u64) -> Table, count: u64) -> Result<(), String> {
    let seeds: Vec<u64> = (0..count).collect();
    let judged = parallel::each(&seeds, |seed| (*seed, judge(programs, &make(*seed)).err()));
    let wrong: Vec<(u64, Fault)> =
        judged.into_iter().filter_map(|(seed, fault)| Some((seed, fault?))).collect();
    let Some((seed, first)) = wrong.first() else { return Ok(()) };
    let still = |document: &Table| judge(programs, document).is_err_and(|fault| fault.is_like(first));
    let document = smallest(&make(*seed), still);
    let text = toml::to_string(&document).unwrap_or_default();
    let fault = judge(programs, &document).err().map(|fault| fault.to_string()).unwrap_or_default();
    let others: BTreeMap<String, u64> = wrong.iter().map(|(seed, fault)| (fault.sort(), *seed)).collect();
    Err(format!(
        "{} of {count} are wrong, such as {seed}:\n{text}\n{fault}\nand by sort: {others:#?}",
        wrong.len()
    ))
}

/// What is wrong with a stack that should be valid.
enum Fault {
    /// mcpgen refuses it, or cannot write it.
    Refused(String),
    /// Compose refuses it, or warns.
    Compose(String),
    /// Compose understands something else: the places.
    Different(Vec<String>),
}

impl Fault {
    /// What is the same in all faults of a sort: the first line without names of folders and numbers.
    fn sort(&self) -> String {
        let text = self.to_string();
        let words = text.lines().find(|line| !line.contains("docker-compose")).unwrap_or_default();
        let plain = words
            .split(": planned")
            .next()
            .unwrap_or_default()
            .split(' ')
            .filter(|word| !word.contains("/tmp/"));
        plain
            .collect::<Vec<_>>()
            .join(" ")
            .chars()
            .filter(|letter| !letter.is_ascii_digit())
            .take(150)
            .collect()
    }

    /// Whether the other is a fault of the same sort.
    fn is_like(&self, other: &Self) -> bool {
        match (self, other) {
            // What is taken away while the example shrinks must not make a fault of its own.
            (Self::Refused(one), Self::Refused(other)) => code(one) == code(other),
            (one, other) => std::mem::discriminant(one) == std::mem::discriminant(other),
        }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Refused(report) => write!(formatter, "mcpgen: {report}"),
            Self::Compose(words) => write!(formatter, "Compose: {words}"),
            Self::Different(places) => formatter.write_str(&places.join("\n")),
        }
    }
}

/// The code in a report.
fn code(report: &str) -> Option<&str> {
    report.split_once('[')?.1.split(']').next()
}

fn judge(programs: &[&Path], document: &Table) -> Result<(), Fault> {
    let refused = |error: &dyn fmt::Display| Fault::Refused(error.to_string());
    let folder = tempfile::tempdir().map_err(|error| refused(&error))?;
    let path = folder.path().join("stack.toml");
    let text = toml::to_string(document).map_err(|error| refused(&error))?;
    let (name, value) = files::ENV_FILE_LINE;
    fs::write(&path, text)
        .and_then(|()| fs::write(folder.path().join(files::ENV_FILE), format!("{name}={value}\n")))
        .map_err(|error| refused(&error))?;
    let evaluation = evaluate(&path).map_err(Fault::Refused)?;
    let errors = evaluation.report().diagnostics().iter().filter(|found| found.severity() == Severity::Error);
    let errors: Vec<String> = errors.map(ToString::to_string).collect();
    let plan = evaluation.plan().ok_or_else(|| Fault::Refused(errors.join("\n")))?;
    produce(&path, folder.path()).map_err(Fault::Refused)?;
    let env = folder.path().join(".env");
    dotenv::fill(&env).map_err(Fault::Refused)?;
    let values = dotenv::by_dotenvy(&env).map_err(Fault::Refused)?;
    // Every profile is on.
    fs::read_to_string(&env)
        .and_then(|text| fs::write(&env, format!("{text}COMPOSE_PROFILES=*\n")))
        .map_err(|error| refused(&error))?;
    let around = Surroundings { folder: folder.path(), values: &values };
    let expected = lowering::model(plan, &around);
    let mut differences = Vec::new();
    for program in programs {
        let mut found = compose::model(program, folder.path()).map_err(Fault::Compose)?;
        lowering::settle(&mut found);
        differences.extend(lowering::take_configs(plan, &mut found, &around));
        differences.extend(lowering::differences(&expected, &found));
    }
    if differences.is_empty() { Ok(()) } else { Err(Fault::Different(differences)) }
}

fn every_key_occurs() -> Result<(), String> {
    let schema = serde_json::from_str(&mcpgen::stack_schema())
        .map_err(|error: serde_json::Error| error.to_string())?;
    let known = keys::of_schema(&schema);
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    (0..STACKS).for_each(|seed| keys::count(&stack::valid(seed), &known, &mut counts));
    (0..STACKS / 10).for_each(|seed| keys::count(&stack::newest(seed), &known, &mut counts));
    let rare = known
        .iter()
        .filter(|key| !REFUSED.contains(&key.as_str()))
        .filter(|key| counts.get(*key).copied().unwrap_or(0) < LEAST);
    let rare: Vec<&str> = rare.map(String::as_str).collect();
    if rare.is_empty() && known.len() > 30 {
        return Ok(());
    }
    Err(format!(
        "of {} keys these are in fewer than {LEAST} of {STACKS} stacks: {}",
        known.len(),
        rare.join(", ")
    ))
}
