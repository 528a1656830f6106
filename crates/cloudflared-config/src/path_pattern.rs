//! Which request paths a rule takes.

use std::fmt;

use serde::{Serialize, Serializer};

use crate::{InvalidValue, go_regex};

/// The paths that a rule takes: those at and below a literal prefix, or those that a regular expression matches.
///
/// cloudflared reads `path` as an unanchored Go regular expression that it holds against the percent-decoded path of
/// the request, without the query (cloudflare/cloudflared, `ingress/rule.go`): a bare `/mcp` would take `/x/mcpfoo` too.
/// So a prefix is anchored and escaped: `/mcp` becomes `^/mcp(/.*)?$`. The service behind sees the whole path.
///
/// ```
/// use cloudflared_config::PathPattern;
///
/// assert_eq!(PathPattern::prefix("/v1.0")?.regex(), r"^/v1\.0(/.*)?$");
/// assert_eq!(PathPattern::expression("^/(github|gitlab)/")?.regex(), "^/(github|gitlab)/");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
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
    ///
    /// ```
    /// # use cloudflared_config::PathPattern;
    /// assert!(PathPattern::prefix("/mcp").is_ok());
    /// let error = PathPattern::prefix("/mcp/").unwrap_err();
    /// assert_eq!(error.reason(), "it ends with `/`; `/mcp` takes what is below it too");
    /// let error = PathPattern::prefix("/a%20b").unwrap_err();
    /// assert_eq!(
    ///     error.reason(),
    ///     "cloudflared compares decoded paths; write the character that the escape stands for",
    /// );
    /// ```
    pub fn prefix(prefix: impl Into<String>) -> Result<Self, InvalidValue> {
        let prefix = prefix.into();
        match check_prefix(&prefix) {
            Ok(()) => Ok(Self(Kind::Prefix(prefix))),
            Err(reason) => Err(InvalidValue::new("path prefix", prefix, reason)),
        }
    }

    /// The paths that `expression`, in Go's syntax, matches anywhere in them. What [`PathPattern::prefix`] writes is such a
    /// prefix again.
    ///
    /// # Errors
    ///
    /// [`InvalidValue`] when Go's `regexp.Compile` refuses `expression`, and when it is empty, which cloudflared takes
    /// for no pattern at all.
    ///
    /// ```
    /// # use cloudflared_config::PathPattern;
    /// assert_eq!(PathPattern::expression("^/mcp(/.*)?$")?, PathPattern::prefix("/mcp")?);
    /// // Go has no look-ahead.
    /// assert!(PathPattern::expression("(?=mcp)").is_err());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn expression(expression: impl Into<String>) -> Result<Self, InvalidValue> {
        let expression = expression.into();
        let reason = match go_regex::check(&expression) {
            Err(error) => error.to_string(),
            Ok(()) if expression.is_empty() => "it is empty".to_owned(),
            Ok(()) => {
                let prefix = literal_prefix(&expression).and_then(|prefix| Self::prefix(prefix).ok());
                return Ok(match prefix {
                    Some(prefix) if prefix.regex() == expression => prefix,
                    _ => Self(Kind::Expression(expression)),
                });
            }
        };
        Err(InvalidValue::new("regular expression", expression, reason))
    }

    /// The literal prefix that it was made of; `None` when it is any other regular expression.
    ///
    /// ```
    /// use cloudflared_config::PathPattern;
    ///
    /// assert_eq!(PathPattern::prefix("/mcp")?.as_prefix(), Some("/mcp"));
    /// assert_eq!(PathPattern::expression("mcp$")?.as_prefix(), None);
    /// # Ok::<(), cloudflared_config::InvalidValue>(())
    /// ```
    #[must_use]
    pub fn as_prefix(&self) -> Option<&str> {
        match &self.0 {
            Kind::Prefix(prefix) => Some(prefix),
            Kind::Expression(_) => None,
        }
    }

    /// The regular expression that is written into the file, in Go's syntax.
    ///
    /// ```
    /// # use cloudflared_config::PathPattern;
    /// assert_eq!(PathPattern::prefix("/mcp")?.regex(), "^/mcp(/.*)?$");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
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

    /// Whether it is certain that every request path that `other` takes is taken by this pattern too.
    ///
    /// Without the feature `route` nothing is known of regular expressions unless they are equal; with it, only very large
    /// ones stay undecided, and those with `\B`.
    ///
    /// ```
    /// # use cloudflared_config::PathPattern;
    /// let mcp = PathPattern::prefix("/mcp")?;
    /// assert!(mcp.covers(&PathPattern::prefix("/mcp/github")?));
    /// assert!(!mcp.covers(&PathPattern::prefix("/mcpx")?));
    /// # #[cfg(feature = "route")]
    /// assert!(mcp.covers(&PathPattern::expression("^/mcp/v[0-9]$")?));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn covers(&self, other: &Self) -> bool {
        match (&self.0, &other.0) {
            (Kind::Prefix(own), Kind::Prefix(other)) => {
                other.strip_prefix(own.as_str()).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
            }
            _ => self.regex() == other.regex() || Self::cover_together(&[self], other),
        }
    }

    /// Whether it is certain that every request path that `other` takes is taken by one of `patterns`.
    pub(crate) fn cover_together(patterns: &[&Self], other: &Self) -> bool {
        #[cfg(feature = "route")]
        {
            let patterns: Vec<String> = patterns.iter().map(|pattern| pattern.regex()).collect();
            crate::route::includes(&patterns, &other.regex()) == Some(true)
        }
        #[cfg(not(feature = "route"))]
        {
            let _ = (patterns, other);
            false
        }
    }
}

/// The prefix that `expression` may be the pattern of.
fn literal_prefix(expression: &str) -> Option<String> {
    let escaped = expression.strip_prefix('^')?.strip_suffix("(/.*)?$")?;
    let mut prefix = String::with_capacity(escaped.len());
    let mut characters = escaped.chars();
    while let Some(character) = characters.next() {
        prefix.push(if character == '\\' { characters.next()? } else { character });
    }
    Some(prefix)
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

    #[test]
    #[cfg(feature = "route")]
    fn an_expression_covers_what_it_matches_and_more() {
        let expression = |text| PathPattern::expression(text).unwrap();
        let prefix = PathPattern::prefix("/mcp").unwrap();
        for (own, other) in [
            ("^/", "x"),
            ("/", "^$|x"),
            ("mcp", "^/mcp$"),
            ("^/mcp", "^/mcp(/.*)?$"),
            ("^/(a|b)+$", "^/a(b|a)?$"),
            ("(?i)^/MCP", "^/mcp"),
            ("^/[^x]", "^/\\pL\\d+$|^/y"),
        ] {
            let certain = own != "^/[^x]";
            assert_eq!(expression(own).covers(&expression(other)), certain, "{own} {other}");
        }
        assert!(expression("^/mcp").covers(&prefix));
        assert!(!expression("^/mcp/").covers(&prefix));
        assert!(prefix.covers(&expression("^/mcp/v[0-9]$")));
        assert!(!prefix.covers(&expression("/mcp/v[0-9]$")));
        assert!(PathPattern::cover_together(
            &[&expression("^/m"), &expression("^/[^m]|^/$")],
            &expression("/")
        ));
    }
}
