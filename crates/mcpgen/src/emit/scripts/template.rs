//! The template engine, set up so that a template cannot write anything but a literal of the script's own language.

use std::fmt;

use minijinja::syntax::SyntaxConfig;
use minijinja::value::{Serde, ValueKind};
use minijinja::{AutoEscape, Environment, Error, ErrorKind, Output, State, UndefinedBehavior, Value};
use serde::Serialize;

use super::quote::{powershell_literal, sh_literal};

/// The language of a script.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Language {
    /// POSIX shell.
    Sh,
    /// PowerShell, 5.1 and 7.
    PowerShell,
}

/// A template that cannot be rendered: a mistake in the template, or a text with a NUL in its context.
#[derive(Debug)]
pub(crate) struct TemplateError(Error);

impl fmt::Display for TemplateError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "cannot render a script: {}", self.0)
    }
}

impl std::error::Error for TemplateError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        Some(&self.0)
    }
}

/// Renders one template. Every `{{ value }}` in it becomes a literal: text in single quotes, whole numbers and truth
/// values bare. There is no way around that: a list, an undefined name or text marked as safe fails the render.
///
/// `name` is for messages; `source` is the template's text.
///
/// # Errors
///
/// [`TemplateError`] with the template's name and line.
pub(super) fn render(
    name: &'static str,
    source: &str,
    language: Language,
    context: impl Serialize,
) -> Result<String, TemplateError> {
    environment(language)
        .and_then(|environment| environment.render_named_str(name, source, Value::from(Serde(context))))
        .map_err(TemplateError)
}

fn environment(language: Language) -> Result<Environment<'static>, Error> {
    let syntax =
        SyntaxConfig::builder().trim_blocks(true).lstrip_blocks(true).keep_trailing_newline(true).build()?;
    let mut environment = Environment::new();
    environment.set_syntax(syntax);
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    environment.set_auto_escape_callback(|_| AutoEscape::Custom(LITERAL.into()));
    environment.set_formatter(move |output, state, value| write_literal(language, output, state, value));
    for filter in ["safe", "escape", "e"] {
        environment.remove_filter(filter);
    }
    Ok(environment)
}

/// The escaping that every template has from its first to its last line; `{% autoescape %}` cannot switch it off,
/// because nothing is written under another.
const LITERAL: &str = "literal";

fn write_literal(
    language: Language,
    output: &mut Output<'_>,
    state: &mut State<'_, '_>,
    value: &Value,
) -> Result<(), Error> {
    let escaped = matches!(state.auto_escape(), AutoEscape::Custom(name) if name == LITERAL);
    let literal = match (value.kind(), value.as_str()) {
        _ if !escaped => return Err(refusal("a value outside of the script's own quoting")),
        (ValueKind::String, _) if value.is_safe() => return Err(refusal("text that is marked as safe")),
        (ValueKind::String, Some(text)) => text_literal(language, text)?,
        (ValueKind::Bool, _) => truth_literal(language, value.is_true()).to_owned(),
        (ValueKind::Number, _) if value.is_integer() => value.to_string(),
        (kind, _) => return Err(refusal(&format!("a value of kind {kind}"))),
    };
    output.write_str(&literal).map_err(Error::from)
}

fn text_literal(language: Language, text: &str) -> Result<String, Error> {
    let literal = match language {
        Language::Sh => sh_literal(text),
        Language::PowerShell => powershell_literal(text),
    };
    literal.map_err(|error| Error::new(ErrorKind::BadSerialization, error.to_string()))
}

fn truth_literal(language: Language, truth: bool) -> &'static str {
    match (language, truth) {
        (Language::Sh, true) => "true",
        (Language::Sh, false) => "false",
        (Language::PowerShell, true) => "$true",
        (Language::PowerShell, false) => "$false",
    }
}

fn refusal(what: &str) -> Error {
    Error::new(ErrorKind::InvalidOperation, format!("{what} cannot be written into a script"))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    fn sh(source: &str) -> Result<String, TemplateError> {
        render("test.sh", source, Language::Sh, context())
    }

    fn powershell(source: &str) -> Result<String, TemplateError> {
        render("test.ps1", source, Language::PowerShell, context())
    }

    fn context() -> BTreeMap<&'static str, Value> {
        BTreeMap::from([
            ("text", Value::from("it's $HOME")),
            ("number", Value::from(3333)),
            ("fraction", Value::from(0.5)),
            ("truth", Value::from(true)),
            ("list", Value::from(vec!["a", "b"])),
            ("nothing", Value::from(())),
            ("nul", Value::from("\0")),
        ])
    }

    #[test]
    fn every_value_becomes_a_literal() {
        assert_eq!(sh("{{ text }} {{ number }} {{ truth }}").unwrap(), r"'it'\''s $HOME' 3333 true");
        assert_eq!(
            powershell("{{ text }} {{ number }} {{ not truth }}").unwrap(),
            "'it''s $HOME' 3333 $false"
        );
        assert_eq!(sh("x={{ 'a' ~ text }}\n").unwrap(), "x='ait'\\''s $HOME'\n");
    }

    #[test]
    fn what_has_no_literal_fails_the_render() {
        for source in
            ["{{ list }}", "{{ nothing }}", "{{ missing }}", "{{ fraction }}", "{{ nul }}", "{{ loop }}"]
        {
            assert!(sh(source).is_err(), "{source}");
            assert!(powershell(source).is_err(), "{source}");
        }
    }

    #[test]
    fn no_filter_and_no_block_gets_around_the_quoting() {
        for source in [
            "{{ text|safe }}",
            "{{ text|escape }}",
            "{{ text|e }}",
            "{% autoescape false %}{{ text }}{% endautoescape %}",
            "{% autoescape 'html' %}{{ text }}{% endautoescape %}",
        ] {
            assert!(sh(source).is_err(), "{source}");
        }
        assert_eq!(sh("{% set x %}{{ text }}{% endset %}").unwrap(), "");
        assert!(sh("{% set x %}{{ text }}{% endset %}{{ x }}").is_err());
    }

    #[test]
    fn a_misspelt_name_fails_even_in_a_condition() {
        assert!(sh("{% if txet %}{% endif %}").is_err());
    }
}
