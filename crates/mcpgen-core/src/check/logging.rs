//! Options of the engine's own log drivers. Compose hands on whatever stands there; the engine makes no container of it (moby/moby,
//! daemon/logger/jsonfilelog and daemon/logger/local). What other drivers take, plug-ins among them, is not known here.

use super::{Check, service_path};
use crate::diagnostic::{Code, Diagnostic, nearest, or_list};
use crate::document::Part;
use crate::path::Path;

const JSON_FILE: [&str; 8] =
    ["compress", "env", "env-regex", "labels", "labels-regex", "max-file", "max-size", "tag"];
const LOCAL: [&str; 3] = ["compress", "max-file", "max-size"];

/// What the engine takes of every driver (daemon/logger/factory.go and daemon/logger/loggerutils/cache).
const EVERY_DRIVER: [&str; 6] =
    ["cache-compress", "cache-disabled", "cache-max-file", "cache-max-size", "max-buffer-size", "mode"];

pub(super) fn check(check: &mut Check<'_>) {
    for (name, service) in &check.spec.services {
        let Some(logging) = service.common().logging else { continue };
        let known: &[&str] = match logging.driver.as_str() {
            "json-file" => &JSON_FILE,
            "local" => &LOCAL,
            _ => continue,
        };
        let place = service_path(name).key("logging").key("options");
        // An empty name is told of with those of labels.
        for (option, value) in logging.options.iter().filter(|(option, _)| !option.is_empty()) {
            let place = place.key(option);
            if EVERY_DRIVER.contains(&option.as_str()) {
                continue;
            }
            if !known.contains(&option.as_str()) {
                unknown(check, &logging.driver, option, known, &place);
            } else if let Some(help) = unfit(option, value) {
                let message =
                    format!("`{option}` cannot be {value:?}, and the engine makes no container of it");
                let diagnostic = Diagnostic::new(Code::InvalidValue, message);
                let diagnostic = check.labelled(diagnostic, &place, Part::Value, "this cannot be");
                check.report(diagnostic.help(help));
            }
        }
    }
}

fn unknown(check: &mut Check<'_>, driver: &str, option: &str, known: &[&str], place: &Path) {
    let message = format!("the log driver `{driver}` has no option `{option}`");
    let diagnostic =
        check.labelled(Diagnostic::new(Code::InvalidValue, message), place, Part::Key, "unknown");
    let help = match nearest(option, known.iter().copied()) {
        Some(near) => format!("write `{near}`"),
        None => format!("it has {}", or_list(known.iter().copied()).replace(" or ", " and ")),
    };
    check.report(diagnostic.help(help));
}

/// What to write, when the engine does not understand `value`.
fn unfit(option: &str, value: &str) -> Option<&'static str> {
    match option {
        "max-size" if !is_size(value) => Some("write a size, such as \"10m\""),
        "max-file" if !value.parse::<u32>().is_ok_and(|number| number > 0) => {
            Some("write a number in quotes, such as \"3\"")
        }
        // As Go's `strconv.ParseBool` has it.
        "compress"
            if !matches!(
                value,
                "1" | "t" | "T" | "true" | "TRUE" | "True" | "0" | "f" | "F" | "false" | "FALSE" | "False"
            ) =>
        {
            Some("write \"true\" or \"false\"")
        }
        _ => None,
    }
}

/// Whether the engine reads a size (docker/go-units, size.go, `FromHumanSize`) that is more than nothing.
fn is_size(text: &str) -> bool {
    let end =
        text.find(|character: char| !character.is_ascii_digit() && character != '.').unwrap_or(text.len());
    let (number, unit) = text.split_at(end);
    let unit = unit.strip_prefix(' ').unwrap_or(unit).to_ascii_lowercase();
    let units =
        ["", "b", "k", "kb", "kib", "m", "mb", "mib", "g", "gb", "gib", "t", "tb", "tib", "p", "pb", "pib"];
    number.starts_with(|first: char| first.is_ascii_digit())
        && number.parse::<f64>().is_ok_and(|number| number > 0.0)
        && units.contains(&unit.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_size_is_what_the_engine_reads_as_one() {
        for text in ["10m", "1.5g", "100", "512 kB", "1GiB"] {
            assert!(is_size(text), "{text}");
        }
        for text in ["much", "", "0", "0m", "-1", "10x", "m", "1.2.3m", "10  m"] {
            assert!(!is_size(text), "{text}");
        }
    }
}
