//! The gateway's command line (docker/mcp-gateway, cmd/docker-mcp/commands/gateway.go).

use std::collections::BTreeMap;

/// What a flag takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Takes {
    /// One text: the last one counts.
    Text,
    /// Texts, with commas between them or the flag repeated.
    List,
    /// `true` or `false`, or nothing for `true`.
    Switch,
    /// A whole number.
    Number,
}

const FLAGS: [(&str, Takes); 34] = [
    ("additional-catalog", Takes::List),
    ("additional-config", Takes::List),
    ("additional-registry", Takes::List),
    ("additional-tools-config", Takes::List),
    ("allow-unauthenticated", Takes::Switch),
    ("block-network", Takes::Switch),
    ("block-secrets", Takes::Switch),
    ("catalog", Takes::List),
    ("config", Takes::List),
    ("cpus", Takes::Number),
    ("debug-dns", Takes::Switch),
    ("dry-run", Takes::Switch),
    ("enable-all-servers", Takes::Switch),
    ("host", Takes::Text),
    ("interceptor", Takes::List),
    ("log", Takes::Text),
    ("log-calls", Takes::Switch),
    ("long-lived", Takes::Switch),
    ("mcp-registry", Takes::List),
    ("memory", Takes::Text),
    ("oci-ref", Takes::List),
    ("port", Takes::Number),
    ("profile", Takes::Text),
    ("registry", Takes::List),
    ("secrets", Takes::Text),
    ("servers", Takes::List),
    ("static", Takes::Switch),
    ("tools", Takes::List),
    ("tools-config", Takes::List),
    ("transport", Takes::Text),
    ("verbose", Takes::Switch),
    ("verify-signatures", Takes::Switch),
    ("watch", Takes::Switch),
    ("help", Takes::Switch),
];

/// The flags that belong to files, and not to a profile of the gateway's own database.
const LEGACY: [&str; 13] = [
    "additional-catalog",
    "additional-config",
    "additional-registry",
    "additional-tools-config",
    "catalog",
    "config",
    "enable-all-servers",
    "mcp-registry",
    "oci-ref",
    "registry",
    "servers",
    "tools-config",
    "secrets",
];

/// A gateway's flags.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Flags {
    given: BTreeMap<&'static str, Vec<String>>,
}

impl Flags {
    /// Reads arguments. The error says what is wrong with one of them: the gateway then ends with a usage error.
    pub(crate) fn read(arguments: &[String]) -> Result<Self, String> {
        let mut flags = Self::default();
        let mut arguments = arguments.iter();
        while let Some(argument) = arguments.next() {
            let Some(flag) = argument.strip_prefix("--").filter(|flag| !flag.is_empty()) else {
                if argument.starts_with('-') && argument.len() > 1 && argument != "--" {
                    return Err(format!("unknown flag `{argument}`"));
                }
                continue;
            };
            let (name, value) = match flag.split_once('=') {
                Some((name, value)) => (name, Some(value.to_owned())),
                None => (flag, None),
            };
            let Some((name, takes)) = FLAGS.iter().find(|(known, _)| *known == name) else {
                return Err(format!("unknown flag `--{name}`"));
            };
            let value = match (takes, value) {
                (Takes::Switch, None) => "true".to_owned(),
                (_, Some(value)) => value,
                (_, None) => arguments.next().cloned().ok_or_else(|| format!("`--{name}` has no value"))?,
            };
            let fits = match takes {
                Takes::Switch => boolean(&value).is_some(),
                Takes::Number => value.parse::<i64>().is_ok(),
                Takes::Text | Takes::List => true,
            };
            if !fits {
                return Err(format!("`--{name}` does not take `{value}`"));
            }
            let values = flags.given.entry(name).or_default();
            match takes {
                Takes::List => values.extend(value.split(',').map(str::to_owned)),
                _ => *values = vec![value],
            }
        }
        Ok(flags)
    }

    pub(crate) fn is_given(&self, name: &str) -> bool {
        self.given.contains_key(name)
    }

    pub(crate) fn text(&self, name: &str) -> Option<&str> {
        self.given.get(name)?.last().map(String::as_str)
    }

    pub(crate) fn list(&self, name: &str) -> Vec<&str> {
        let values = self.given.get(name).into_iter().flatten();
        values.map(|value| value.trim()).filter(|value| !value.is_empty()).collect()
    }

    /// What both flags list, first the one and then the other.
    pub(crate) fn lists(&self, first: &str, second: &str) -> Vec<&str> {
        self.list(first).into_iter().chain(self.list(second)).collect()
    }

    pub(crate) fn switch(&self, name: &str, default: bool) -> bool {
        self.text(name).and_then(boolean).unwrap_or(default)
    }

    /// Whether the gateway works from files. Without any of these flags it uses the profile `default` of its own database,
    /// which is empty in a fresh container.
    pub(crate) fn works_from_files(&self) -> bool {
        LEGACY.iter().any(|name| match *name {
            "secrets" => self.text("secrets").is_some_and(|secrets| secrets != "docker-desktop"),
            name => self.is_given(name),
        })
    }
}

/// As Go's `strconv.ParseBool`.
fn boolean(text: &str) -> Option<bool> {
    match text {
        "1" | "t" | "T" | "true" | "TRUE" | "True" => Some(true),
        "0" | "f" | "F" | "false" | "FALSE" | "False" => Some(false),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Flags, String> {
        let arguments: Vec<String> = text.split_whitespace().map(str::to_owned).collect();
        Flags::read(&arguments)
    }

    #[test]
    fn flags_are_read_in_every_form() {
        let flags =
            read("--transport sse --port=3333 --servers=a,b --servers c --verbose --block-secrets=false")
                .unwrap();
        assert_eq!(flags.text("transport"), Some("sse"));
        assert_eq!(flags.list("servers"), ["a", "b", "c"]);
        assert!(flags.switch("verbose", false) && !flags.switch("block-secrets", true));
        assert!(flags.works_from_files());
    }

    #[test]
    fn what_the_gateway_does_not_know_is_an_error() {
        for text in ["--keep", "--port", "--port=x", "--verbose=yes", "-v"] {
            assert!(read(text).is_err(), "{text}");
        }
    }
}
