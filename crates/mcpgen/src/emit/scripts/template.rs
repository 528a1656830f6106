//! The templates of scripts: a language that can write nothing but literals of the script's own language.
//!
//! `{{ name }}` writes a value, `{{ "text " ~ name }}` several as one. `{% if name %}`, `{% elif name %}`, `{% else %}` and
//! `{% for item in name %}` decide what is written. A line that holds nothing but such a tag leaves no line behind, unless the tag
//! ends with `+%}`. There is nothing else: what takes more is worked out where the values are made.

mod parse;
mod value;

use std::fmt;

use self::parse::{Node, Part};
use super::quote::{NulInText, powershell_literal, sh_literal};

pub(super) use self::value::{Scope, Value};

/// The language of a script.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Language {
    /// POSIX shell.
    Sh,
    /// PowerShell, 5.1 and 7.
    PowerShell,
}

impl Language {
    /// A text as a literal.
    fn literal(self, text: &str) -> Result<String, NulInText> {
        match self {
            Self::Sh => sh_literal(text),
            Self::PowerShell => powershell_literal(text),
        }
    }

    /// What stands between the items of a list.
    fn separator(self) -> &'static str {
        match self {
            Self::Sh => " ",
            Self::PowerShell => ", ",
        }
    }
}

/// A template that cannot be rendered: a mistake in the template, or a text with a NUL among its values.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct TemplateError {
    line: usize,
    problem: String,
}

impl fmt::Display for TemplateError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "cannot render a script: line {} of its template: {}", self.line, self.problem)
    }
}

impl std::error::Error for TemplateError {}

/// Renders one template, whose lines end with `\n`; those of the result end with `line_ending`. Every value becomes a literal: text in
/// single quotes, whole numbers bare, and the items of a list one after the other. There is no way around that.
///
/// # Errors
///
/// [`TemplateError`] with the template's line.
pub(super) fn render(
    source: &str,
    language: Language,
    line_ending: &str,
    values: &Value<'_>,
) -> Result<String, TemplateError> {
    let nodes = parse::parse(source)?;
    let mut writer = Writer { language, line_ending, text: String::with_capacity(source.len()) };
    writer.nodes(&nodes, &mut Scope::new(values))?;
    Ok(writer.text)
}

struct Writer<'a> {
    language: Language,
    line_ending: &'a str,
    text: String,
}

impl Writer<'_> {
    fn nodes<'v>(&mut self, nodes: &[Node<'v>], scope: &mut Scope<'v>) -> Result<(), TemplateError> {
        for node in nodes {
            match node {
                Node::Text(text) => self.lines(text),
                Node::Write { parts, line } => {
                    self.write(parts, scope).map_err(|problem| TemplateError { line: *line, problem })?;
                }
                Node::If { branches, otherwise } => {
                    let mut chosen = otherwise;
                    for (condition, nodes) in branches {
                        if scope.find(condition)?.is_true() {
                            chosen = nodes;
                            break;
                        }
                    }
                    self.nodes(chosen, scope)?;
                }
                Node::For { item, list, nodes } => {
                    let Value::List(items) = scope.find(list)? else {
                        return Err(list.error("is no list"));
                    };
                    for value in items {
                        scope.within(item, value, |scope| self.nodes(nodes, scope))?;
                    }
                }
            }
        }
        Ok(())
    }

    fn lines(&mut self, text: &str) {
        for (number, line) in text.split('\n').enumerate() {
            if number > 0 {
                self.text.push_str(self.line_ending);
            }
            self.text.push_str(line);
        }
    }

    /// One part alone may be anything that has a literal; several are one text.
    fn write(&mut self, parts: &[Part<'_>], scope: &Scope<'_>) -> Result<(), String> {
        if let [Part::Name(name)] = parts {
            return self.value(scope.find(name).map_err(|error| error.problem)?);
        }
        let mut whole = String::new();
        for part in parts {
            match part {
                Part::Text(text) => whole.push_str(text),
                Part::Name(name) => match scope.find(name).map_err(|error| error.problem)? {
                    Value::Text(text) => whole.push_str(text),
                    other => return Err(format!("{} is no part of a text", other.kind())),
                },
            }
        }
        self.value(&Value::Text(whole.into()))
    }

    fn value(&mut self, value: &Value<'_>) -> Result<(), String> {
        match value {
            Value::Text(text) => {
                self.text.push_str(&self.language.literal(text).map_err(|error| error.to_string())?);
            }
            Value::Number(number) => self.text.push_str(&number.to_string()),
            Value::List(items) => {
                for (number, item) in items.iter().enumerate() {
                    if number > 0 {
                        self.text.push_str(self.language.separator());
                    }
                    self.value(item)?;
                }
            }
            Value::Truth(_) | Value::Table(_) | Value::Nothing => {
                return Err(format!("{} has no literal", value.kind()));
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rendered(source: &str, language: Language) -> Result<String, TemplateError> {
        let texts = |texts: &[&'static str]| {
            Value::List(texts.iter().map(|text| Value::Text((*text).into())).collect())
        };
        let table = Value::table([("name", Value::Text("web".into())), ("ports", texts(&["80", "443"]))]);
        let values = Value::table([
            ("text", Value::Text("it's $HOME".into())),
            ("number", Value::Number(3333)),
            ("truth", Value::Truth(true)),
            ("list", texts(&["a", "b'"])),
            ("none", texts(&[])),
            ("nothing", Value::Nothing),
            ("nul", Value::Text("\0".into())),
            ("services", Value::List(vec![table])),
        ]);
        render(source, language, "\n", &values)
    }

    fn sh(source: &str) -> Result<String, TemplateError> {
        rendered(source, Language::Sh)
    }

    fn powershell(source: &str) -> Result<String, TemplateError> {
        rendered(source, Language::PowerShell)
    }

    #[test]
    fn every_value_becomes_a_literal() {
        assert_eq!(sh("{{ text }} {{ number }} {{ list }}").unwrap(), r"'it'\''s $HOME' 3333 'a' 'b'\'''");
        assert_eq!(
            powershell("{{ text }} {{ number }} {{ list }}").unwrap(),
            "'it''s $HOME' 3333 'a', 'b'''"
        );
        assert_eq!(sh("x={{ 'a ' ~ text ~ \"{{.x}}\" }}\n").unwrap(), "x='a it'\\''s $HOME{{.x}}'\n");
        assert_eq!(sh("({{ none }})").unwrap(), "()");
    }

    #[test]
    fn what_has_no_literal_fails_the_render() {
        for source in [
            "{{ nothing }}",
            "{{ missing }}",
            "{{ truth }}",
            "{{ nul }}",
            "{{ services }}",
            "{{ text.name }}",
        ] {
            assert!(sh(source).is_err(), "{source}");
            assert!(powershell(source).is_err(), "{source}");
        }
    }

    #[test]
    fn nothing_gets_around_the_quoting() {
        for source in [
            "{{ text|safe }}",
            "{{ text ~ list }}",
            "{{ }}",
            "{{ text",
            "{{ 'text }}",
            "{% raw %}{{ text }}{% endraw %}",
            "{% autoescape false %}{{ text }}{% endautoescape %}",
            "{% set x = text %}",
        ] {
            assert!(sh(source).is_err(), "{source}");
        }
    }

    #[test]
    fn the_first_true_branch_is_taken() {
        assert_eq!(sh("{% if none %}a{% elif truth %}b{% elif list %}c{% else %}d{% endif %}").unwrap(), "b");
        assert_eq!(sh("{% if nothing %}a{% else %}d{% endif %}").unwrap(), "d");
        assert_eq!(sh("{% if none %}a{% endif %}").unwrap(), "");
    }

    #[test]
    fn a_loop_has_its_item_and_what_is_around_it() {
        let source = "{% for service in services %}{% for port in service.ports %}{{ service.name ~ ':' ~ port }};{% endfor %}{% endfor %}";
        assert_eq!(sh(source).unwrap(), "'web:80';'web:443';");
        assert!(sh("{% for item in list %}{% endfor %}{{ item }}").is_err());
    }

    #[test]
    fn a_tag_on_a_line_of_its_own_leaves_no_line() {
        let source = "a\n  {% if truth %}\nb\n  {% endif %}\nc {% for x in list %} {{ x }}{% endfor +%}\nd\n";
        assert_eq!(sh(source).unwrap(), "a\nb\nc  'a' 'b'\\'''\nd\n");
    }

    #[test]
    fn a_misspelt_name_fails_even_in_a_condition() {
        let error = sh("\n{% if txet %}{% endif %}").unwrap_err();
        assert_eq!(error.to_string(), "cannot render a script: line 2 of its template: `txet` is not known");
    }

    #[test]
    fn what_is_opened_must_be_closed() {
        for source in [
            "{% if text %}",
            "{% for x in list %}{% endif %}",
            "{% endif %}",
            "{% else %}",
            "{% for x in list %}{% else %}{% endfor %}",
        ] {
            assert!(sh(source).is_err(), "{source}");
        }
    }
}
