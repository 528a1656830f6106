//! A folder in which all of a page happens, from top to bottom.

use std::fs;
use std::path::{Path, PathBuf};
use std::process;

use mcpgen::core::diagnostic::Severity;
use mcpgen::{Evaluation, Existing};

use super::shown::is_shown;
use super::{Attribute, Block, Command, Outcome, Page};
use crate::produce::{artifacts, describe, evaluate};
use crate::{powershell, root};

/// The languages of blocks about which there is nothing to run or check.
const SILENT: [&str; 7] = ["diff", "dockerfile", "ini", "json", "lua", "text", "yaml"];

/// The least that a stack has besides the tables of a fragment.
const LEAST: &str = "[stack]\nname = \"mcp\"\n\n";
const LEAST_GATEWAY: &str = "[services.gateway]\nkind = \"mcp-gateway\"\nservers = [\"time\"]\n\n";

/// The folder of a page, and where in it its commands are.
#[derive(Debug)]
pub struct Session {
    folder: tempfile::TempDir,
    here: PathBuf,
    mcpgen: PathBuf,
    of_a_checkout: bool,
}

impl Session {
    /// An empty folder; for a page of the checkout, one with the examples in it. `mcpgen` is the program that its commands run.
    ///
    /// # Errors
    /// The folder cannot be made.
    pub fn begin(page: &Page, mcpgen: &Path) -> Result<Self, String> {
        let folder = tempfile::tempdir().map_err(|error| error.to_string())?;
        let here = folder.path().join("here");
        for part in [&here, &folder.path().join("home")] {
            fs::create_dir(part).map_err(|error| error.to_string())?;
        }
        if page.is_of_a_checkout() {
            copy(&root().join("examples"), &here.join("examples"))?;
        }
        Ok(Self { folder, here, mcpgen: mcpgen.to_owned(), of_a_checkout: page.is_of_a_checkout() })
    }

    /// Does what a block says, and returns what is wrong with it; nothing, when it is true.
    #[must_use]
    pub fn judge(&mut self, block: &Block) -> Vec<String> {
        if self.of_a_checkout {
            self.here = self.folder.path().join("here");
        }
        let place = |problem: String| format!("{block}: {problem}");
        let written = block.file().map_or(Ok(()), |path| self.write(path, &block.text));
        let problems = match (written, block.language.as_str()) {
            (Err(problem), _) => vec![problem],
            (_, "toml") => self.toml(block).err().into_iter().collect(),
            (_, "sh" | "console") => self.commands(block),
            (_, "json") => serde_json::from_str::<serde_json::Value>(&block.text)
                .err()
                .map(|error| error.to_string())
                .into_iter()
                .collect(),
            (_, "powershell") => match powershell::faults(block.text.as_bytes()) {
                Ok(faults) => faults.iter().map(ToString::to_string).collect(),
                Err(problem) => vec![problem],
            },
            (_, "rust") if block.included => Vec::new(),
            (_, "rust") => vec!["code belongs into an example, from where it is included".to_owned()],
            (_, language) if SILENT.contains(&language) => Vec::new(),
            (_, language) => vec![format!("nobody has said what to make of the language `{language}`")],
        };
        problems.into_iter().map(place).collect()
    }

    fn write(&self, path: &str, text: &str) -> Result<(), String> {
        let path = self.here.join(path);
        let parent = path.parent().unwrap_or(&self.here);
        fs::create_dir_all(parent)
            .and_then(|()| fs::write(&path, text))
            .map_err(|error| format!("{}: {error}", path.display()))
    }

    fn toml(&self, block: &Block) -> Result<(), String> {
        if block.has(&Attribute::Other) {
            return toml::from_str::<toml::Table>(&block.text).map(drop).map_err(|error| error.to_string());
        }
        let text = match (block.has(&Attribute::Fragment), block.is_stack()) {
            (false, true) => block.text.clone(),
            (true, false) => whole(&block.text),
            (true, true) => return Err("a block with `[stack]` is no fragment".to_owned()),
            (false, false) => {
                return Err("neither `[stack]` stands in it nor `fragment` behind the fence".to_owned());
            }
        };
        let evaluation = self.evaluate(&text, block.file().unwrap_or("stack.toml"))?;
        let report = evaluation.report();
        if block.has(&Attribute::Wrong) {
            let errors = report.count(Severity::Error);
            return if errors > 0 { Ok(()) } else { Err("nothing is wrong with it".to_owned()) };
        }
        let is_fragment = block.has(&Attribute::Fragment);
        let loud =
            report.count(Severity::Error) + if is_fragment { 0 } else { report.count(Severity::Warning) };
        if loud > 0 {
            return Err(format!("{}\n{text}", describe(report)));
        }
        artifacts(&evaluation, Existing::default()).map(drop)
    }

    /// Evaluates a text as a stack that lies where `file` does, without touching that.
    fn evaluate(&self, text: &str, file: &str) -> Result<Evaluation, String> {
        let path = self.here.join(file).with_file_name("block-of-the-page.toml");
        fs::write(&path, text).map_err(|error| format!("{}: {error}", path.display()))?;
        let evaluation = evaluate(&path);
        fs::remove_file(&path).map_err(|error| format!("{}: {error}", path.display()))?;
        evaluation
    }

    fn commands(&mut self, block: &Block) -> Vec<String> {
        let commands = Command::all(block);
        if commands.is_empty() {
            return vec!["there is no command in it".to_owned()];
        }
        let mut problems = Vec::new();
        for command in commands {
            let problem = match command.outcome() {
                Outcome::Runs => self.run(&command).err(),
                Outcome::Needs(_) => None,
                Outcome::Unknown => Some("nobody has said what to make of this command".to_owned()),
            };
            problems.extend(
                problem.map(|problem| format!("line {}: $ {}\n{problem}", command.line, command.text)),
            );
        }
        problems
    }

    fn run(&mut self, command: &Command) -> Result<(), String> {
        let place = self.folder.path().join("place");
        let bin = self.mcpgen.parent().unwrap_or(Path::new("/")).display();
        // The shell tells where it is in the end, for the next command.
        let line = format!("{{ {}\n}} 2>&1\ncode=$?\npwd > \"$PLACE\"\nexit $code", command.text);
        let output = process::Command::new("/bin/sh")
            .args(["-c", &line])
            .current_dir(&self.here)
            .env_clear()
            .env("PATH", format!("{bin}:/usr/bin:/bin"))
            .env("HOME", self.folder.path().join("home"))
            .env("LC_ALL", "C.UTF-8")
            .env("PLACE", &place)
            .stdin(process::Stdio::null())
            .output()
            .map_err(|error| format!("/bin/sh: {error}"))?;
        if let Ok(here) = fs::read_to_string(&place) {
            self.here = PathBuf::from(here.trim_end());
        }
        let printed = String::from_utf8_lossy(&output.stdout);
        let code = output.status.code().unwrap_or(-1);
        if code != command.exit {
            return Err(format!("ended with {code} instead of {}:\n{printed}", command.exit));
        }
        match &command.shown {
            Some(shown) if !is_shown(shown, &printed) => {
                Err(format!("── the page shows\n{shown}── it prints\n{printed}"))
            }
            _ => Ok(()),
        }
    }
}

/// The tables of a fragment, as a stack.
fn whole(fragment: &str) -> String {
    let gateway = if fragment.contains("[services.") { "" } else { LEAST_GATEWAY };
    format!("{LEAST}{gateway}{fragment}")
}

fn copy(from: &Path, to: &Path) -> Result<(), String> {
    let failure = |error: std::io::Error| format!("{}: {error}", from.display());
    fs::create_dir_all(to).map_err(failure)?;
    for entry in fs::read_dir(from).map_err(failure)? {
        let entry = entry.map_err(failure)?;
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &target)?;
        } else {
            fs::copy(entry.path(), target).map_err(failure)?;
        }
    }
    Ok(())
}
