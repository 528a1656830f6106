//! `{{server.key|filter}}` in a catalog, filled in from the servers' configuration (docker/mcp-gateway, pkg/eval).

use std::collections::BTreeSet;

use crate::value::Value;
use crate::yaml::Yaml;

/// What a template gives.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Filled {
    One(Value),
    Several(Vec<Value>),
}

/// Fills in one template. `missing` gets the keys that the configuration does not have.
pub(crate) fn fill(template: &str, configuration: &Yaml, missing: &mut BTreeSet<String>) -> Filled {
    let mut terms = terms(template);
    if terms.len() == 1
        && let Some(Term::Expression(expression)) = terms.first()
    {
        return evaluate(expression, configuration, missing);
    }
    let mut text = Value::default();
    for term in terms.drain(..) {
        match term {
            Term::Literal(literal) => text.push(&Value::literal(literal)),
            Term::Expression(expression) => match evaluate(expression, configuration, missing) {
                Filled::One(value) => text.push(&value),
                Filled::Several(values) => text.push(&printed(&values)),
            },
        }
    }
    Filled::One(text)
}

/// Fills in a list of templates; one that gives several values gives as many items.
pub(crate) fn fill_list(
    templates: &[String],
    configuration: &Yaml,
    missing: &mut BTreeSet<String>,
) -> Vec<Value> {
    let mut values = Vec::new();
    for template in templates {
        match fill(template, configuration, missing) {
            Filled::One(value) => values.push(value),
            Filled::Several(several) => values.extend(several),
        }
    }
    values
}

enum Term<'a> {
    Literal(&'a str),
    Expression(&'a str),
}

fn terms(template: &str) -> Vec<Term<'_>> {
    let mut terms = Vec::new();
    let mut rest = template;
    while let Some((before, after)) = rest.split_once("{{") {
        let Some((expression, behind)) = after.split_once("}}") else { break };
        if !before.is_empty() {
            terms.push(Term::Literal(before));
        }
        terms.push(Term::Expression(expression));
        rest = behind;
    }
    if !rest.is_empty() {
        terms.push(Term::Literal(rest));
    }
    terms
}

fn evaluate(expression: &str, configuration: &Yaml, missing: &mut BTreeSet<String>) -> Filled {
    let mut parts = expression.split('|');
    let path = parts.next().unwrap_or_default().trim();
    let found = dig(path, configuration);
    if found.is_none() {
        missing.insert(path.to_owned());
    }
    let mut filled = match found {
        Some(Yaml::List(items)) => Filled::Several(items.iter().filter_map(Yaml::scalar).collect()),
        Some(other) => Filled::One(other.scalar().unwrap_or_default()),
        None => Filled::One(Value::default()),
    };
    for filter in parts {
        filled = apply(filter.trim(), filled);
    }
    filled
}

fn dig<'a>(path: &str, configuration: &'a Yaml) -> Option<&'a Yaml> {
    path.split('.').try_fold(configuration, |yaml, key| yaml.get(key.trim()))
}

fn apply(filter: &str, filled: Filled) -> Filled {
    let each = |change: &dyn Fn(&Value) -> Value| match &filled {
        Filled::One(value) => Filled::One(change(value)),
        Filled::Several(values) => Filled::Several(values.iter().map(change).collect()),
    };
    match filter {
        "volume" => each(&|path| mounted(path, path.text())),
        "volume-target" => each(&|path| Value::literal(target(path.text()))),
        "into" => match filled {
            Filled::One(value) if value.is_empty() => Filled::Several(Vec::new()),
            Filled::One(value) => Filled::Several(vec![value]),
            several @ Filled::Several(_) => several,
        },
        "first" | "last" => match filled {
            Filled::Several(values) => {
                let mut values = values.into_iter();
                let value = if filter == "first" { values.next() } else { values.next_back() };
                Filled::One(value.unwrap_or_default())
            }
            one @ Filled::One(_) => one,
        },
        _ => match (filter.split_once(':'), &filled) {
            (Some(("or", "[]")), Filled::One(value)) if value.is_empty() => Filled::Several(Vec::new()),
            (Some(("or", default)), Filled::One(value)) if value.is_empty() => {
                Filled::One(Value::literal(default))
            }
            (Some(("mount_as", place)), _) => each(&|path| mounted(path, place)),
            _ => filled,
        },
    }
}

/// `SOURCE:TARGET`; nothing for nothing.
fn mounted(source: &Value, place: &str) -> Value {
    if source.is_empty() {
        return Value::default();
    }
    let mut mount = source.clone();
    mount.push(&Value::literal(format!(":{}", target(place))));
    mount
}

/// `C:\x` as `/C/x`, any other path as it is.
fn target(path: &str) -> String {
    if !crate::folder::has_drive(path) {
        return path.to_owned();
    }
    let (drive, rest) = path.split_once(':').unwrap_or(("", path));
    format!("/{drive}{}", rest.replace('\\', "/"))
}

/// A list inside a text, as Go prints it.
fn printed(values: &[Value]) -> Value {
    let mut text = Value::literal("[");
    for (index, value) in values.iter().enumerate() {
        if index > 0 {
            text.push_character(' ');
        }
        text.push(value);
    }
    text.push_character(']');
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn list(template: &str) -> Vec<String> {
        let configuration = Yaml::read("git: {paths: [/a, 'C:\\b']}\nx: {y: {z: v}, empty: ''}\n").unwrap();
        let values = fill_list(&[template.to_owned()], &configuration, &mut BTreeSet::new());
        values.iter().map(|value| value.text().to_owned()).collect()
    }

    #[test]
    fn templates_are_filled_in() {
        for (template, expected) in [
            ("{{git.paths|volume|into}}", &["/a:/a", "C:\\b:/C/b"][..]),
            ("{{x.y.z}}:/target", &["v:/target"]),
            ("{{x.none|volume|into}}", &[]),
            ("{{x.none}}:/target", &[":/target"]),
            ("{{git.paths|first}}", &["/a"]),
            ("{{x.none|or:d}}", &["d"]),
            ("plain", &["plain"]),
            ("{{x.y.z|mount_as:/m}}", &["v:/m"]),
        ] {
            assert_eq!(list(template), expected, "{template}");
        }
    }
}
