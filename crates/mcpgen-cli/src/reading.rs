//! What other programs make of a folder's `.env` and `.gitignore`.

use ignore::gitignore::GitignoreBuilder;
use mcpgen::dotenv::{EnvFile, Value};

/// The names whose values Compose and dotenvy, which stands for the programs of that family, read differently; of those that
/// Compose takes as they stand. A value is never part of it.
pub(crate) fn read_differently(file: &EnvFile) -> Vec<String> {
    let text = file.text().expose();
    // The first value of a name counts there, the last one here.
    let mut theirs = std::collections::BTreeMap::new();
    for (name, value) in dotenvy::from_read_iter(text.as_bytes()).flatten() {
        theirs.entry(name).or_insert(value);
    }
    let differs = |name: &&str| match file.get(name) {
        Some(Value::Text(ours)) => theirs.get(*name).map(String::as_str) != Some(ours.expose()),
        _ => false,
    };
    file.keys().filter(differs).map(str::to_owned).collect()
}

/// Whether a `.gitignore` with this text keeps the `.env` beside it out of the repository: the last line that matches decides.
pub(crate) fn covers_env(gitignore: &str) -> bool {
    // As mcpgen writes it. Nothing behind the line takes it back, so no pattern needs to be understood.
    let mut behind = gitignore.lines().skip_while(|line| *line != ".env");
    if behind.next().is_some() && !behind.any(|line| line.starts_with('!') && line != "!.env.example") {
        return true;
    }
    let mut builder = GitignoreBuilder::new("");
    for line in gitignore.lines() {
        // What is no pattern covers nothing.
        let _ = builder.add_line(None, line);
    }
    builder.build().is_ok_and(|lines| lines.matched(".env", false).is_ignore())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_that_two_readers_read_differently_is_named() {
        let file = EnvFile::parse("A=plain\nB='quoted'\nC=two words\nD=# text\nE=1\nE=2\nF=\n");
        assert_eq!(read_differently(&file), ["C", "D", "E"]);
    }

    #[test]
    fn the_last_line_that_matches_decides_whether_env_is_covered() {
        for (text, covered) in [
            (".env\n", true),
            ("*.env\r\n", true),
            ("/.env\n", true),
            ("*\n!*.yml\n", true),
            ("", false),
            ("# .env\n", false),
            (".env\n!.env\n", false),
            (".env\n!.env.example\n", true),
            (".env\n!.env.example\n!.env*\n", false),
            ("config/.env\n", false),
        ] {
            assert_eq!(covers_env(text), covered, "{text:?}");
        }
    }
}
