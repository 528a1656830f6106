//! `${NAME}` in a Compose file and in `.env`, filled in as Compose does it (compose-spec/compose-go, template/template.go).

use crate::value::{State, Value};

/// A variable without a value, where one was asked for.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Gap {
    /// Compose puts nothing there, and warns.
    Unset(String),
    /// Compose stops: `${NAME:?…}`.
    Required(String),
}

/// A text that Compose refuses: the template that is none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct InvalidTemplate(pub(crate) String);

/// The value of a variable.
pub(crate) type Lookup<'a> = dyn Fn(&str) -> Option<Value> + 'a;

/// Templates in templates that go deeper are refused; Compose has no bound of its own.
const DEEPEST: usize = 50;

/// `template` with its variables filled in.
pub(crate) fn interpolate(
    template: &str,
    lookup: &Lookup<'_>,
    gaps: &mut Vec<Gap>,
) -> Result<Value, InvalidTemplate> {
    fill(template, lookup, gaps, 0)
}

fn fill(
    template: &str,
    lookup: &Lookup<'_>,
    gaps: &mut Vec<Gap>,
    depth: usize,
) -> Result<Value, InvalidTemplate> {
    if depth > DEEPEST {
        return Err(InvalidTemplate(template.to_owned()));
    }
    let mut value = Value::default();
    let mut rest = template;
    while let Some((before, after)) = rest.split_once('$') {
        value.push(&Value::literal(before));
        rest = after;
        if let Some(after) = rest.strip_prefix('$') {
            value.push_character('$');
            rest = after;
        } else if let Some(after) = rest.strip_prefix('{') {
            let invalid = || InvalidTemplate(format!("${rest}"));
            let end = closing_brace(after).ok_or_else(invalid)?;
            let (inner, behind) = after.split_at_checked(end).ok_or_else(invalid)?;
            value.push(&braced(inner, lookup, gaps, depth)?.ok_or_else(invalid)?);
            rest = behind.strip_prefix('}').unwrap_or(behind);
        } else {
            let name = name_at_start(rest);
            if name.is_empty() {
                value.push_character('$');
            } else {
                value.push(&plain(name, lookup, gaps));
                rest = rest.strip_prefix(name).unwrap_or(rest);
            }
        }
    }
    value.push(&Value::literal(rest));
    Ok(value)
}

/// What stands in braces; `None` when that is no reference.
fn braced(
    inner: &str,
    lookup: &Lookup<'_>,
    gaps: &mut Vec<Gap>,
    depth: usize,
) -> Result<Option<Value>, InvalidTemplate> {
    let name = name_at_start(inner);
    let operation = inner.strip_prefix(name).unwrap_or_default();
    if name.is_empty() || operation.contains('\n') {
        return Ok(None);
    }
    if operation.is_empty() {
        return Ok(Some(plain(name, lookup, gaps)));
    }
    let (also_empty, operation) = match operation.strip_prefix(':') {
        Some(operation) => (true, operation),
        None => (false, operation),
    };
    let mut characters = operation.chars();
    let operator = characters.next();
    let word = characters.as_str();
    let found = lookup(name).filter(|value| !also_empty || !value.is_empty());
    Ok(match operator {
        Some('-') => Some(if let Some(value) = found {
            value
        } else {
            let mut value = Value::of_variable(name, "", State::Set);
            value.push(&fill(word, lookup, gaps, depth + 1)?);
            value
        }),
        Some('?') => Some(found.unwrap_or_else(|| {
            gaps.push(Gap::Required(name.to_owned()));
            Value::of_variable(name, "", State::Unfilled)
        })),
        Some('+') => Some(match found {
            Some(_) => fill(word, lookup, gaps, depth + 1)?,
            None => Value::of_variable(name, "", State::Set),
        }),
        _ => None,
    })
}

fn plain(name: &str, lookup: &Lookup<'_>, gaps: &mut Vec<Gap>) -> Value {
    lookup(name).unwrap_or_else(|| {
        gaps.push(Gap::Unset(name.to_owned()));
        Value::of_variable(name, "", State::Unset)
    })
}

fn name_at_start(text: &str) -> &str {
    let is_part = |(index, character): (usize, char)| {
        character == '_' || character.is_ascii_alphabetic() || index > 0 && character.is_ascii_digit()
    };
    let end = text.char_indices().find(|pair| !is_part(*pair)).map_or(text.len(), |(index, _)| index);
    text.get(..end).unwrap_or_default()
}

/// Where the brace closes that was opened before `text`.
fn closing_brace(text: &str) -> Option<usize> {
    let mut open = 1_usize;
    for (index, character) in text.char_indices() {
        match character {
            '{' => open += 1,
            '}' => open -= 1,
            _ => {}
        }
        if open == 0 {
            return Some(index);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn filled(template: &str) -> Option<String> {
        let lookup = |name: &str| match name {
            "A" => Some(Value::of_variable("A", "a$B", State::Set)),
            "EMPTY" => Some(Value::of_variable("EMPTY", "", State::Set)),
            _ => None,
        };
        interpolate(template, &lookup, &mut Vec::new()).ok().map(|value| value.text().to_owned())
    }

    #[test]
    fn every_form_is_filled_in() {
        for (template, text) in [
            ("$A-${A}", "a$B-a$B"),
            ("$$A $${A} 5$ $1", "$A ${A} 5$ $1"),
            ("${NO-d}${EMPTY-d}${EMPTY:-d}", "dd"),
            ("${NO:-${A}}", "a$B"),
            ("${A+r}${EMPTY:+r}${EMPTY+s}", "rs"),
            ("${X:-a}b}", "ab}"),
            ("${X:-{a}}", "{a}"),
            ("${NO}", ""),
        ] {
            assert_eq!(filled(template).as_deref(), Some(text), "{template}");
        }
    }

    #[test]
    fn what_is_no_reference_is_refused() {
        for template in ["${}", "${ A}", "${A!}", "${A", "${X:-a\nb}"] {
            assert_eq!(filled(template), None, "{template}");
        }
    }

    #[test]
    fn a_required_variable_without_a_value_is_a_gap() {
        let mut gaps = Vec::new();
        let value = interpolate("${NO:?set it}", &|_| None, &mut gaps).unwrap();
        assert_eq!(gaps, [Gap::Required("NO".to_owned())]);
        assert!(value.is_unfilled() && !value.is_empty());
    }
}
