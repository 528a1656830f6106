//! The gateway's secrets (docker/mcp-gateway, pkg/gateway/configuration.go, `readSecretsFromFile`).

use std::collections::BTreeMap;

use crate::compose::Service;
use crate::folder::{Folder, clean};
use crate::simulation::SecretState;
use crate::value::Value;
use crate::view::{self, Seen};

/// Where the gateway looks when it is not told: the first of these that succeeds is the only one.
pub(crate) const DEFAULT_SOURCES: &str = "docker-desktop:/run/secrets/mcp_secret:/.env";

/// The longest line that is read, its end among it (Go's `bufio.Scanner`).
const LONGEST_LINE: usize = 64 * 1024;

/// What the gateway has for secrets.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Secrets {
    /// The lines of a file.
    File { values: BTreeMap<String, Value>, cut: Vec<String> },
    /// Docker Desktop's, which nobody resolves here.
    DockerDesktop,
    /// None.
    Nothing,
    /// A file that cannot be seen from here.
    Unknown,
}

/// A secrets file that is not read to its end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Spoiled {
    pub(crate) path: String,
    pub(crate) line: usize,
    pub(crate) reason: &'static str,
}

impl Secrets {
    /// Tries one source after the other.
    pub(crate) fn read(
        sources: &str,
        service: &Service,
        folder: &dyn Folder,
        spoiled: &mut Vec<Spoiled>,
    ) -> Self {
        for source in sources.split(':') {
            if source == "docker-desktop" {
                return Self::DockerDesktop;
            }
            match view::look(service, folder, &clean(source)) {
                Seen::Text(text) => {
                    if let Some(secrets) = Self::parse(&text, source, spoiled) {
                        return secrets;
                    }
                }
                Seen::Unknown | Seen::NotStarted => return Self::Unknown,
                Seen::Directory | Seen::Missing => {}
            }
        }
        Self::Nothing
    }

    /// `None` when a line spoils the file: the gateway goes on with the next source.
    fn parse(text: &Value, path: &str, spoiled: &mut Vec<Spoiled>) -> Option<Self> {
        let mut values = BTreeMap::new();
        let mut cut = Vec::new();
        let mut spoil = |line: usize, reason| spoiled.push(Spoiled { path: path.to_owned(), line, reason });
        for (index, line) in text.lines().into_iter().enumerate() {
            if line.text().len() >= LONGEST_LINE {
                spoil(index + 1, "it is 64 KiB or longer: nothing from there on is read");
                break;
            }
            let trimmed = line.trim();
            if trimmed.is_empty() || trimmed.text().starts_with('#') {
                continue;
            }
            let Some((name, value)) = trimmed.split_once('=') else {
                spoil(index + 1, "it has no `=`: nothing of the file is read");
                return None;
            };
            if line.text().len() != line.text().trim_end().len() {
                cut.push(name.text().to_owned());
            }
            values.insert(name.text().to_owned(), value);
        }
        Some(Self::File { values, cut })
    }

    /// What a server gets for the secret `name`.
    pub(crate) fn deliver(&self, name: &str) -> (SecretState, Value) {
        match self {
            Self::File { values, .. } => match values.get(name) {
                None => (SecretState::Missing, Value::literal("<UNKNOWN>")),
                Some(value) if value.is_empty() => (SecretState::Empty, value.clone()),
                Some(value) => (SecretState::Delivered, value.clone()),
            },
            Self::DockerDesktop => {
                (SecretState::Unresolved, Value::literal(format!("se://docker/mcp/{name}")))
            }
            Self::Nothing => (SecretState::Missing, Value::literal("<UNKNOWN>")),
            Self::Unknown => (SecretState::Unknown, Value::default()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> (Option<Secrets>, Vec<usize>) {
        let mut spoiled = Vec::new();
        let secrets = Secrets::parse(&Value::literal(text), "f", &mut spoiled);
        (secrets, spoiled.into_iter().map(|spoiled| spoiled.line).collect())
    }

    #[test]
    fn a_line_is_a_name_and_everything_after_the_first_equals_sign() {
        let (secrets, _) = parse("# c\na.key=x=\"y\"\r\nb.key=\n c.key=z \n");
        let secrets = secrets.unwrap();
        assert!(secrets.deliver("a.key").1.is("x=\"y\""));
        assert_eq!(secrets.deliver("b.key").0, SecretState::Empty);
        assert!(secrets.deliver("c.key").1.is("z"));
        assert_eq!(secrets.deliver("d.key").0, SecretState::Missing);
        assert!(matches!(secrets, Secrets::File { cut, .. } if cut == ["c.key"]));
    }

    #[test]
    fn a_line_without_an_equals_sign_spoils_the_file() {
        assert_eq!(parse("a=1\nb\n"), (None, vec![2]));
    }

    #[test]
    fn a_line_that_is_too_long_hides_those_after_it() {
        let (secrets, lines) = parse(&format!("a=1\nb={}\nc=1\n", "x".repeat(LONGEST_LINE)));
        let secrets = secrets.unwrap();
        assert_eq!(lines, [2]);
        assert_eq!(secrets.deliver("a").0, SecretState::Delivered);
        assert_eq!(secrets.deliver("c").0, SecretState::Missing);
    }
}
