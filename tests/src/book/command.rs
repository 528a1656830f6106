//! The commands of a block, and which of them a test can run.

use super::Block;

/// Programs that a page may run besides `mcpgen`: every system has them, and they touch only what they are told to.
const RUN: [&str; 16] = [
    "mcpgen", "cat", "cd", "chmod", "cp", "diff", "echo", "find", "grep", "head", "ls", "mkdir", "mv",
    "printf", "rm", "sed",
];

/// Commands that no test runs, and what they would need. Each is listed by the test program.
const NOT_RUN: [(&str, &str); 17] = [
    ("./scripts/", "a Docker engine"),
    ("cargo", "a checkout and a registry of crates"),
    ("check-jsonschema", "a program of others"),
    ("claude", "a client"),
    ("cloudflared", "an account at Cloudflare"),
    ("crontab", "a machine of one's own"),
    ("curl", "a stack that runs"),
    ("docker", "a Docker engine"),
    ("git", "a repository"),
    ("hx", "an editor"),
    ("loginctl", "a machine of one's own"),
    ("rsync", "a second machine"),
    ("scp", "a second machine"),
    ("ssh", "a second machine"),
    ("systemctl", "a machine of one's own"),
    ("taplo", "a program of others"),
    ("tombi", "a program of others"),
];

/// How a page of the checkout runs mcpgen without installing it.
const UNINSTALLED: &str = "cargo run -p mcpgen-cli -- ";

/// A command of a page, and what the page shows of its output.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Command {
    /// Its line in the page, counted from 1.
    pub line: usize,
    /// The command, as a shell reads it.
    pub text: String,
    /// What it prints, if the page shows that; `…` stands for anything.
    pub shown: Option<String>,
    /// How it ends.
    pub exit: i32,
}

/// What a test makes of a command.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It can be run.
    Runs,
    /// It is not run, for it needs this.
    Needs(&'static str),
    /// Nobody has said what to make of such a command.
    Unknown,
}

impl Command {
    /// The commands of a block `console` or `sh`; none of any other.
    #[must_use]
    pub fn all(block: &Block) -> Vec<Self> {
        let mut commands = match block.language.as_str() {
            "console" => console(block),
            "sh" => shell(block),
            _ => Vec::new(),
        };
        for command in &mut commands {
            command.text = command.text.replace(UNINSTALLED, "mcpgen ");
        }
        if let Some(last) = commands.last_mut() {
            last.exit = block.exit();
        }
        commands
    }

    /// Whether a test runs it.
    #[must_use]
    pub fn outcome(&self) -> Outcome {
        let mut outcome = Outcome::Runs;
        for part in self.text.split(['|', ';', '&', '\n']).map(str::trim).filter(|part| !part.is_empty()) {
            let program = part.split_whitespace().find(|word| !is_assignment(word)).unwrap_or_default();
            if RUN.contains(&program) {
                continue;
            }
            let needed = NOT_RUN
                .iter()
                .find(|(name, _)| program == *name || (name.ends_with('/') && program.starts_with(name)));
            match needed {
                Some((_, what)) => outcome = Outcome::Needs(what),
                None => return Outcome::Unknown,
            }
        }
        outcome
    }
}

fn is_assignment(word: &str) -> bool {
    let name = word.split_once('=').map(|(name, _)| name);
    name.is_some_and(|name| !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_'))
}

/// Each line that begins with `$ ` is a command, and what follows up to the next one is its output.
fn console(block: &Block) -> Vec<Command> {
    let mut commands: Vec<Command> = Vec::new();
    for (index, line) in block.text.lines().enumerate() {
        if let Some(text) = line.strip_prefix("$ ") {
            let shown = Some(String::new());
            commands.push(Command { line: block.line + index + 1, text: text.to_owned(), shown, exit: 0 });
        } else if let Some(shown) = commands.last_mut().and_then(|command| command.shown.as_mut()) {
            shown.push_str(line);
            shown.push('\n');
        }
    }
    commands
}

/// Each line is a command, but for comments; a `\` at its end joins it with the next.
fn shell(block: &Block) -> Vec<Command> {
    let mut commands: Vec<Command> = Vec::new();
    let mut joins = false;
    for (index, line) in block.text.lines().enumerate() {
        let (text, goes_on) = line.strip_suffix('\\').map_or((line, false), |text| (text, true));
        match commands.last_mut().filter(|_| joins) {
            Some(command) => command.text.push_str(text),
            None if text.trim().is_empty() || text.trim_start().starts_with('#') => continue,
            None => {
                let text = text.split("  #").next().unwrap_or(text).trim_end().to_owned();
                commands.push(Command { line: block.line + index + 1, text, shown: None, exit: 0 });
            }
        }
        joins = goes_on;
    }
    commands
}

#[cfg(test)]
mod tests {
    use super::*;

    fn commands(markdown: &str) -> Vec<Command> {
        Block::all(markdown).unwrap_or_default().iter().flat_map(Command::all).collect()
    }

    #[test]
    fn a_command_of_a_console_has_its_output() {
        let found = commands("```console exit=1\n$ mcpgen check\nfine\n$ mcpgen render\n```\n");
        let told: Vec<_> =
            found.iter().map(|c| (c.line, c.text.as_str(), c.shown.as_deref(), c.exit)).collect();
        assert_eq!(told, [(2, "mcpgen check", Some("fine\n"), 0), (4, "mcpgen render", Some(""), 1)]);
    }

    #[test]
    fn a_line_of_a_shell_ends_where_no_backslash_joins_it() {
        let found =
            commands("```sh\n# why\nmcpgen check \\\n  --fix\nls                 # what is there\n```\n");
        let told: Vec<&str> = found.iter().map(|command| command.text.as_str()).collect();
        assert_eq!(told, ["mcpgen check  --fix", "ls"]);
    }

    #[test]
    fn what_a_command_needs_is_known_or_asked_for() {
        let outcome = |text: &str| Command { line: 1, text: text.to_owned(), shown: None, exit: 0 }.outcome();
        assert_eq!(outcome("KEY=1 mcpgen render --from-env | head -1"), Outcome::Runs);
        assert_eq!(outcome("cd a && ./scripts/start.sh"), Outcome::Needs("a Docker engine"));
        assert_eq!(outcome("wget example.com"), Outcome::Unknown);
    }
}
