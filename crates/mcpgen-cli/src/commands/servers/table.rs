//! Servers as a table.

use std::fmt::Write as _;

use mcpgen::RegistryServer;
use mcpgen::core::catalog::{ServerDefinition, Standing};

/// Below so many characters a line, each server has lines of its own and no columns.
const NARROW: usize = 90;

/// The least characters that the last column is wrapped to.
const LEAST: usize = 30;

/// The servers, one a line: name, title, category and what each needs. With a `width`, lines are no longer than that: the last
/// column goes on below itself, and on a narrow terminal the columns stand below each other.
pub(super) fn table(servers: &[&RegistryServer], width: Option<usize>) -> String {
    match width {
        Some(width) if width < NARROW => narrow(servers, width),
        width => columns(servers, width),
    }
}

fn columns(servers: &[&RegistryServer], width: Option<usize>) -> String {
    let rows: Vec<[String; 4]> = std::iter::once(["NAME", "TITLE", "CATEGORY", "NEEDS"].map(str::to_owned))
        .chain(servers.iter().map(|server| {
            [
                server.name.to_string(),
                server.title.to_owned(),
                server.category.to_owned(),
                needs(&server.definition),
            ]
        }))
        .collect();
    let widest = |column: fn(&[String; 4]) -> &String| {
        rows.iter().map(|row| column(row).chars().count()).max().unwrap_or_default()
    };
    let (names, titles, categories) = (widest(|row| &row[0]), widest(|row| &row[1]), widest(|row| &row[2]));
    let before = names + titles + categories + 6;
    let rest = width.map(|width| width.saturating_sub(before).max(LEAST));
    let mut text = String::new();
    for [name, title, category, needs] in &rows {
        let mut lines = wrap(needs, rest).into_iter();
        let first = lines.next().unwrap_or_default();
        let line = format!("{name:names$}  {title:titles$}  {category:categories$}  {first}");
        // Writing to a String cannot fail.
        let _ = writeln!(text, "{}", line.trim_end());
        for line in lines {
            let _ = writeln!(text, "{:before$}{line}", "");
        }
    }
    text
}

fn narrow(servers: &[&RegistryServer], width: usize) -> String {
    let mut text = String::new();
    for server in servers {
        let about = format!("{}, {}", server.title, server.category);
        let _ = writeln!(text, "{}", server.name);
        for words in [about, needs(&server.definition)] {
            for line in wrap(&words, Some(width.saturating_sub(2).max(LEAST))) {
                let _ = writeln!(text, "  {line}");
            }
        }
    }
    text
}

/// What a server cannot do without: secrets by their variables, keys of its configuration in small letters; and what speaks
/// against it.
fn needs(definition: &ServerDefinition) -> String {
    let secrets = definition.secrets.iter().filter(|secret| !secret.optional);
    let keys = definition.config.iter().filter(|key| key.required);
    let needed: Vec<String> = secrets
        .map(|secret| secret.environment.to_string())
        .chain(keys.map(|key| format!("config.{}", key.name)))
        .collect();
    let choice: Vec<String> = definition.any_of.iter().map(|key| format!("config.{key}")).collect();
    let standing = match definition.standing {
        Standing::Usable => "",
        Standing::Archived => "(archived)",
        Standing::OauthOnly => "(cannot work: OAuth only)",
        Standing::Blocked(_) => "(cannot work: its mounts are refused)",
    };
    let parts = [needed.join(", "), choice.join(" or "), standing.to_owned()];
    let parts: Vec<String> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    parts.join(", ").replace(", (", " (")
}

/// `text` in lines of at most `width` characters, broken between words; a longer word has a line of its own. Nothing for an empty
/// text.
fn wrap(text: &str, width: Option<usize>) -> Vec<String> {
    let Some(width) = width else { return vec![text.to_owned()] };
    let mut lines: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        match lines.last_mut() {
            Some(line) if line.chars().count() + 1 + word.chars().count() <= width => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use mcpgen::servers::search;

    use super::*;

    #[test]
    fn without_a_terminal_each_server_has_one_line() {
        let servers = search(&[]);
        let text = table(&servers, None);
        assert_eq!(text.lines().count(), servers.len() + 1);
        assert!(text.lines().all(|line| !line.ends_with(' ')));
    }

    #[test]
    fn no_line_is_longer_than_the_terminal_save_for_a_long_word() {
        let servers = search(&[]);
        for width in [60, 89, 150, 200] {
            for line in table(&servers, Some(width)).lines() {
                let fits = line.chars().count() <= width;
                let word = line.split_whitespace().map(str::len).max().unwrap_or_default();
                assert!(fits || word > LEAST, "{width}: {line}");
            }
        }
    }

    #[test]
    fn what_is_needed_and_what_cannot_be_is_said() {
        let of = |name: &str| {
            let servers = search(&[name.to_owned()]);
            let server = servers.iter().find(|server| server.name.as_str() == name);
            needs(&server.unwrap().definition)
        };
        assert_eq!(of("brave"), "BRAVE_API_KEY");
        assert_eq!(of("git"), "config.paths");
        assert_eq!(of("time"), "");
        assert_eq!(of("asana"), "(cannot work: OAuth only)");
        assert_eq!(of("slack"), "SLACK_BOT_TOKEN, config.team_id (archived)");
    }
}
