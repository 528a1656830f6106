//! Which request paths a rule takes.

use std::fmt;

use serde::{Serialize, Serializer};

use crate::{InvalidValue, go_regex};

/// The paths that a rule takes: those at and below a literal prefix, or those that a regular expression matches.
///
/// cloudflared reads `path` as an unanchored Go regular expression that it holds against the percent-decoded path of
/// the request, without the query (cloudflare/cloudflared, `ingress/rule.go`): a bare `/mcp` would take `/x/mcpfoo` too.
/// So a prefix is anchored and escaped: `/mcp` becomes `^/mcp(/.*)?$`. The service behind sees the whole path.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PathPattern(Kind);

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum Kind {
    Prefix(String),
    Expression(String),
}

impl PathPattern {
    /// The paths equal to `prefix` or below it, `prefix` taken literally.
    ///
    /// `prefix` starts with `/` and does not end with one. It is the decoded path, so `%`, `?` and `#` are refused.
    ///
    /// # Errors
    ///
    /// [`InvalidValue`] for a text that is no such prefix, and for `/`, which every path begins with.
    pub fn prefix(prefix: impl Into<String>) -> Result<Self, InvalidValue> {
        let prefix = prefix.into();
        match check_prefix(&prefix) {
            Ok(()) => Ok(Self(Kind::Prefix(prefix))),
            Err(reason) => Err(InvalidValue::new("path prefix", prefix, reason)),
        }
    }

    /// The paths that `expression`, in Go's syntax, matches anywhere in them.
    ///
    /// # Errors
    ///
    /// [`InvalidValue`] when Go's `regexp.Compile` refuses `expression`, and when it is empty, which cloudflared takes
    /// for no pattern at all.
    pub fn expression(expression: impl Into<String>) -> Result<Self, InvalidValue> {
        let expression = expression.into();
        let reason = match go_regex::check(&expression) {
            Err(error) => error.to_string(),
            Ok(()) if expression.is_empty() => "it is empty".to_owned(),
            Ok(()) => return Ok(Self(Kind::Expression(expression))),
        };
        Err(InvalidValue::new("regular expression", expression, reason))
    }

    /// The regular expression that is written into the file, in Go's syntax.
    #[must_use]
    pub fn regex(&self) -> String {
        let prefix = match &self.0 {
            Kind::Prefix(prefix) => prefix,
            Kind::Expression(expression) => return expression.clone(),
        };
        let mut regex = String::from("^");
        for character in prefix.chars() {
            if is_go_metacharacter(character) {
                regex.push('\\');
            }
            regex.push(character);
        }
        regex.push_str("(/.*)?$");
        regex
    }

    /// Whether it is certain that every path that `other` takes is taken by this pattern too. Of two regular
    /// expressions nothing is known unless they are equal.
    #[must_use]
    pub fn covers(&self, other: &Self) -> bool {
        match (&self.0, &other.0) {
            (Kind::Prefix(own), Kind::Prefix(other)) => {
                other.strip_prefix(own.as_str()).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
            }
            _ => self.regex() == other.regex(),
        }
    }
}

fn check_prefix(prefix: &str) -> Result<(), String> {
    let Some(path) = prefix.strip_prefix('/') else {
        return Err("it does not start with `/`".into());
    };
    if path.is_empty() {
        return Err("every path begins with it; leave the path out".into());
    }
    if path.ends_with('/') {
        return Err(format!(
            "it ends with `/`; `{}` takes what is below it too",
            prefix.trim_end_matches('/')
        ));
    }
    for segment in path.split('/') {
        match segment {
            "" => return Err("it has an empty segment".into()),
            "." | ".." => return Err(format!("the segment `{segment}` never arrives, clients resolve it")),
            _ => {}
        }
    }
    if path.contains('%') {
        return Err(
            "cloudflared compares decoded paths; write the character that the escape stands for".into()
        );
    }
    if let Some(character) = path.chars().find(|&c| matches!(c, '?' | '#' | '\\')) {
        return Err(format!("`{character}` is never part of a path"));
    }
    if path.chars().any(|character| character.is_control() || character.is_whitespace()) {
        return Err("it holds a space or a control character".into());
    }
    Ok(())
}

fn is_go_metacharacter(character: char) -> bool {
    matches!(character, '\\' | '.' | '+' | '*' | '?' | '(' | ')' | '|' | '[' | ']' | '{' | '}' | '^' | '$')
}

impl fmt::Display for PathPattern {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.regex())
    }
}

impl Serialize for PathPattern {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.regex())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_prefix_is_anchored_and_escaped() {
        for (prefix, regex) in [
            ("/github", "^/github(/.*)?$"),
            ("/a/b-c", "^/a/b-c(/.*)?$"),
            ("/v1.0/~x", "^/v1\\.0/~x(/.*)?$"),
            ("/a(b)+[c]{2}|$^", "^/a\\(b\\)\\+\\[c\\]\\{2\\}\\|\\$\\^(/.*)?$"),
        ] {
            assert_eq!(PathPattern::prefix(prefix).unwrap().regex(), regex);
        }
    }

    #[test]
    fn what_no_decoded_path_begins_with_is_refused() {
        for prefix in
            ["", "/", "mcp", "/mcp/", "//mcp", "/a//b", "/a/../b", "/.", "/a%20b", "/a?b", "/a#b", "/a b"]
        {
            assert!(PathPattern::prefix(prefix).is_err(), "{prefix:?}");
        }
    }

    #[test]
    fn an_expression_is_one_that_go_compiles() {
        assert_eq!(PathPattern::expression("^/a{").unwrap().regex(), "^/a{");
        for expression in ["", "(", "a**", "(?=a)"] {
            assert!(PathPattern::expression(expression).is_err(), "{expression:?}");
        }
    }

    #[test]
    fn a_prefix_covers_whole_segments_below_it() {
        let pattern = |prefix| PathPattern::prefix(prefix).unwrap();
        assert!(pattern("/a").covers(&pattern("/a")));
        assert!(pattern("/a").covers(&pattern("/a/b")));
        assert!(!pattern("/a").covers(&pattern("/ab")));
        assert!(!pattern("/a/b").covers(&pattern("/a")));
    }
}
