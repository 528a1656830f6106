//! Every example and every case that renders, before third-party judges: one test for each file and judge.

#![expect(clippy::unwrap_used, reason = "a test fails by a panic")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

use mcpgen_tests::cases::{self, Case};
use mcpgen_tests::judge::Judge;
use mcpgen_tests::produce::produce;
use mcpgen_tests::trials::Trials;
use mcpgen_tests::{compose, dotenv, powershell, root, snapshot};
use tempfile::TempDir;

const COMPOSES: [Judge; 2] = [Judge::ComposeOld, Judge::ComposeNewest];

fn main() -> ExitCode {
    let mut trials = Trials::default();
    for judge in Judge::PROGRAMS {
        trials.add_judged(judge, format!("{judge} is there"), |_| Ok(()));
    }
    for case in cases::examples().unwrap().into_iter().chain(cases::ok().unwrap()) {
        match Rendered::from(&case) {
            Ok(rendered) => add_judgements(&mut trials, &Arc::new(rendered)),
            Err(problem) => trials.add(format!("{} renders", case.name), || Err(problem)),
        }
    }
    trials.run(false)
}

/// Lays the case's own files of environment variables where its stack names them: beside it.
fn env_files(case: &Path, folder: &Path) -> std::io::Result<()> {
    for entry in fs::read_dir(case)? {
        let path = entry?.path();
        if path.extension().is_some_and(|extension| extension == "env") {
            fs::copy(&path, folder.join(path.file_name().unwrap_or_default()))?;
        }
    }
    Ok(())
}

/// A case that is rendered, its `.env` filled in.
struct Rendered {
    case: Case,
    folder: TempDir,
    files: Vec<PathBuf>,
}

impl Rendered {
    fn from(case: &Case) -> Result<Self, String> {
        let folder = tempfile::tempdir().map_err(|error| error.to_string())?;
        produce(&case.stack(), folder.path())?;
        env_files(&case.folder, folder.path()).map_err(|error| error.to_string())?;
        dotenv::fill(&folder.path().join(".env"))?;
        let files = snapshot::files(folder.path())?.into_keys().collect();
        Ok(Self { case: case.clone(), folder, files })
    }

    fn path(&self) -> &Path {
        self.folder.path()
    }

    /// The files whose names end in one of `endings`.
    fn with(&self, endings: &[&str]) -> Vec<String> {
        let names = self.files.iter().map(|file| file.to_string_lossy().into_owned());
        names.filter(|name| endings.iter().any(|ending| name.ends_with(ending))).collect()
    }
}

fn add_judgements(trials: &mut Trials, rendered: &Arc<Rendered>) {
    let case = &rendered.case.name;
    for judge in COMPOSES {
        let here = Arc::clone(rendered);
        trials.add_judged(judge, format!("{case}: {judge} config"), move |program| {
            let text = fs::read_to_string(here.path().join("docker-compose.yml"));
            let text = text.map_err(|error| error.to_string())?;
            let too_new = compose::is_too_new_for_the_old(&text)?;
            let read = compose::model(program, here.path());
            if judge == Judge::ComposeOld && too_new {
                // What is said to be too new for it must be.
                return read
                    .err()
                    .map(drop)
                    .ok_or_else(|| "it reads what is said to be too new for it".to_owned());
            }
            read.map(drop)
        });
        let here = Arc::clone(rendered);
        trials.add_judged(judge, format!("{case}: {judge} reads .env like dotenvy"), move |program| {
            let file = here.path().join(".env");
            let expected = dotenv::by_dotenvy(&file)?;
            let read = dotenv::by_compose(program, &file, expected.keys())?;
            if read == expected { Ok(()) } else { Err(format!("dotenvy: {expected:#?}\nCompose: {read:#?}")) }
        });
    }
    // A catalog of one's own is copied as its writer wrote it.
    let is_copied = |name: &String| name.contains("/catalogs/") && !name.ends_with("/mcpgen.yaml");
    for name in rendered.with(&[".yml", ".yaml"]).into_iter().filter(|name| !is_copied(name)) {
        let config = format!("--config-file={}", root().join("tests/yamllint.yaml").display());
        let arguments = [config, "--strict".to_owned(), "--format=parsable".to_owned(), name.clone()];
        add_linter(trials, Judge::Yamllint, rendered, &name, arguments);
    }
    for name in rendered.with(&[".sh"]) {
        let arguments = ["--shell=sh", "--norc", &name].map(str::to_owned);
        add_linter(trials, Judge::Shellcheck, rendered, &name, arguments);
    }
    let name = "docker-compose.yml";
    let arguments = ["--builtin-schema", "vendor.compose-spec", name].map(str::to_owned);
    add_linter(trials, Judge::CheckJsonschema, rendered, name, arguments);
    for name in rendered.with(&[".ps1"]) {
        let here = Arc::clone(rendered);
        trials.add(format!("{case}/{name}: a grammar of PowerShell"), move || {
            let script = fs::read(here.path().join(&name)).map_err(|error| error.to_string())?;
            let faults: Vec<String> = powershell::faults(&script)?.iter().map(ToString::to_string).collect();
            if faults.is_empty() { Ok(()) } else { Err(faults.join("\n")) }
        });
    }
    add_editors(trials, &rendered.case);
}

fn add_linter<const N: usize>(
    trials: &mut Trials,
    judge: Judge,
    rendered: &Arc<Rendered>,
    name: &str,
    arguments: [String; N],
) {
    let here = Arc::clone(rendered);
    trials.add_judged(judge, format!("{}/{name}: {judge}", here.case.name), move |program| {
        let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
        Judge::run(program, here.path(), &arguments).map(drop)
    });
}

/// What editors say of `stack.toml` with the schema beside it.
fn add_editors(trials: &mut Trials, case: &Case) {
    let schema = root().join("schema/stack.schema.json");
    for (judge, command) in [(Judge::Tombi, ["lint", "--offline"]), (Judge::Taplo, ["check", "--schema=#"])] {
        let (stack, schema) = (case.stack(), schema.clone());
        trials.add_judged(judge, format!("{}/stack.toml: {judge}", case.name), move |program| {
            let folder = tempfile::tempdir().map_err(|error| error.to_string())?;
            let beside = folder.path().join("stack.schema.json");
            let failure = |error: std::io::Error| format!("{}: {error}", stack.display());
            fs::copy(&schema, &beside).map_err(|error| format!("{}: {error}", schema.display()))?;
            // An editor keeps a byte order mark to itself; these two judges stumble over it.
            let text = fs::read_to_string(&stack).map_err(failure)?;
            let text = text.strip_prefix('\u{FEFF}').unwrap_or(&text);
            fs::write(folder.path().join("stack.toml"), text).map_err(failure)?;
            let [action, option] =
                command.map(|word| word.replace('#', &format!("file://{}", beside.display())));
            Judge::run(program, folder.path(), &[&action, &option, "stack.toml"]).map(drop)
        });
    }
}
