//! Containers with faults, before both Composes: what Compose refuses, mcpgen has refused before. (What Compose lets pass and
//! the engine refuses: see `engine`.)

#![expect(clippy::print_stdout, reason = "a test program reports on its standard output")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::process::ExitCode;

use mcpgen::core::diagnostic::{Code, Diagnostic, Severity};
use mcpgen_tests::judge::Judge;
use mcpgen_tests::mutation::{Pool, smallest};
use mcpgen_tests::produce::{evaluate, produce};
use mcpgen_tests::random::faulty::faulty;
use mcpgen_tests::random::files;
use mcpgen_tests::trials::Trials;
use mcpgen_tests::{compose, dotenv, naive, parallel};
use toml::Table;

/// How many stacks with faults are made, unless `MCPGEN_RANDOM_FAULTS` says another number.
const STACKS: u64 = 1000;

/// What Compose refuses in the words of a person and takes from mcpgen, which writes it otherwise: words of what Compose says,
/// and why that is well.
const MENDED: [(&str, &str); 2] = [
    ("label file", "the file may come later"),
    (
        "env file",
        "the file with variables may come later: it is a place of secrets, and not in the repository",
    ),
];

fn main() -> ExitCode {
    let mut trials = Trials::default();
    let count = std::env::var("MCPGEN_RANDOM_FAULTS").ok().and_then(|count| count.parse().ok());
    let count: u64 = count.unwrap_or(STACKS);
    for compose in [Judge::ComposeOld, Judge::ComposeNewest] {
        let name = format!("what {compose} refuses of {count} stacks with faults is refused before");
        trials.add_judged(compose, name, move |program| refused_before(compose, program, count));
    }
    trials.run(true)
}

/// What became of a stack.
struct Verdict {
    seed: u64,
    /// What mcpgen refuses it for; nothing when it is accepted.
    codes: BTreeSet<&'static str>,
    /// What Compose says of what a person would have written, when it refuses that.
    compose: Option<String>,
    /// What Compose says of what mcpgen renders, when it refuses that.
    rendered: Option<String>,
}

fn refused_before(compose: Judge, program: &Path, count: u64) -> Result<(), String> {
    let schema: serde_json::Value =
        serde_json::from_str(&mcpgen::stack_schema()).map_err(|error| error.to_string())?;
    let pool = Pool::of(&schema);
    let seeds: Vec<u64> = (0..count).collect();
    let verdicts = parallel::each(&seeds, |seed| judge(program, *seed, &faulty(*seed, &pool)));
    let verdicts: Vec<Verdict> = verdicts.into_iter().collect::<Result<_, _>>()?;

    let refused = |verdict: &&Verdict| verdict.compose.is_some();
    let accepted = |verdict: &&Verdict| verdict.codes.is_empty();
    let before = verdicts.iter().filter(refused).filter(|verdict| !accepted(verdict)).count();
    let mut mended: BTreeMap<&str, usize> = BTreeMap::new();
    let mut late = Vec::new();
    for verdict in verdicts.iter().filter(accepted) {
        let words = verdict.words().unwrap_or_default();
        match MENDED.iter().find(|(known, _)| words.contains(known)) {
            _ if words.is_empty() => {}
            Some((_, why)) => *mended.entry(why).or_default() += 1,
            None => late.push((verdict, words)),
        }
    }
    let mut stricter: BTreeMap<&str, usize> = BTreeMap::new();
    for code in verdicts.iter().filter(|verdict| !refused(verdict)).flat_map(|verdict| &verdict.codes) {
        *stricter.entry(code).or_default() += 1;
    }
    println!(
        "{compose}: refuses {} of {count}; mcpgen refused {before} of these before",
        verdicts.iter().filter(refused).count()
    );
    println!("  accepted and written so that {compose} takes it: {mended:?}");
    println!("  accepted by {compose} and refused by mcpgen, by code: {stricter:?}");
    if late.is_empty() {
        return Ok(());
    }
    let mut sorts: BTreeMap<String, (usize, u64)> = BTreeMap::new();
    for (verdict, words) in &late {
        sorts.entry(sort(words)).or_insert((0, verdict.seed)).0 += 1;
    }
    let mut told: Vec<String> = sorts
        .iter()
        .map(|(words, (count, seed))| format!("{count} times, such as {seed}: {words}"))
        .collect();
    if let Some((words, (_, seed))) = sorts.first_key_value() {
        let wrong =
            |document: &Table| judge(program, *seed, document).is_ok_and(|verdict| verdict.is_late(words));
        told.push(toml::to_string(&smallest(&faulty(*seed, &pool), wrong)).unwrap_or_default());
    }
    Err(format!("{} are accepted:\n{}", late.len(), told.join("\n")))
}

impl Verdict {
    /// Whether mcpgen accepts what Compose refuses in words of this sort.
    fn is_late(&self, words: &str) -> bool {
        self.codes.is_empty() && self.words().is_some_and(|said| sort(said) == words)
    }

    /// What Compose says of what is rendered or, when it takes that, of what a person would have written.
    fn words(&self) -> Option<&str> {
        self.rendered.as_deref().or(self.compose.as_deref())
    }
}

/// What is the same in all that Compose says of one sort: without names of folders and numbers.
fn sort(words: &str) -> String {
    let mut lines = words.lines().filter(|line| !line.contains("docker-compose-") && !line.trim().is_empty());
    let line = lines.next_back().unwrap_or_default();
    let plain = line.split(' ').filter(|word| !word.contains("/tmp/")).collect::<Vec<_>>().join(" ");
    plain.chars().filter(|letter| !letter.is_ascii_digit()).take(200).collect()
}

fn judge(program: &Path, seed: u64, document: &Table) -> Result<Verdict, String> {
    let folder = tempfile::tempdir().map_err(|error| error.to_string())?;
    let naive = folder.path().join("naive");
    let path = folder.path().join("stack.toml");
    let text = toml::to_string(document).map_err(|error| error.to_string())?;
    fs::create_dir(&naive)
        .and_then(|()| fs::write(naive.join("docker-compose.yml"), naive::compose_file(document)))
        .and_then(|()| fs::write(naive.join(".env"), "SECRET_0=x\nSECRET_1=x\nSECRET_2=x\n"))
        .and_then(|()| fs::write(naive.join(files::ENV_FILE), "A=b\n"))
        .and_then(|()| fs::write(folder.path().join(files::ENV_FILE), "A=b\n"))
        .and_then(|()| fs::write(&path, text))
        .map_err(|error| error.to_string())?;
    let evaluation = evaluate(&path)?;
    let is_accepted = evaluation.plan().is_some();
    let errors = evaluation.report().diagnostics().iter().filter(|found| found.severity() == Severity::Error);
    let codes = errors.map(Diagnostic::code).map(Code::as_str);
    let codes = if is_accepted { BTreeSet::new() } else { codes.collect() };
    let rendered = if is_accepted {
        produce(&path, folder.path())?;
        dotenv::fill(&folder.path().join(".env"))?;
        let text = fs::read_to_string(folder.path().join("docker-compose.yml"));
        let too_new = compose::is_too_new_for_the_old(&text.map_err(|error| error.to_string())?)?;
        // The file says that it needs a newer Compose, and so does the start script.
        if too_new && program.ends_with(Judge::ComposeOld.name()) {
            return Ok(Verdict { seed, codes, compose: None, rendered: None });
        }
        compose::model(program, folder.path())
            .err()
            .map(|words| format!("{words}\nrendered: {}", words.lines().last().unwrap_or_default()))
    } else {
        None
    };
    Ok(Verdict { seed, codes, compose: compose::refusal(program, &naive), rendered })
}
