//! What a scalar means to go-yaml.

use super::node::Scalar;
use super::timestamp;

/// A scalar's value by the rules of go-yaml v3 (go-yaml/yaml, `resolve.go`), which differ from YAML 1.1 and from 1.2.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Value {
    Null,
    Bool(bool),
    Int(i64),
    /// A number above the highest that fits an [`Value::Int`].
    Uint(u64),
    Float(f64),
    Text(String),
    Time,
}

impl Value {
    /// The name of the value's type, as messages give it.
    pub(super) fn name(&self) -> &'static str {
        match self {
            Self::Null => "nothing",
            Self::Bool(_) => "a boolean",
            Self::Int(_) | Self::Uint(_) => "an integer",
            Self::Float(_) => "a number",
            Self::Text(_) => "a text",
            Self::Time => "a date",
        }
    }
}

/// The value of `scalar`; the message when its tag does not fit its text, which ends the reading.
pub(super) fn resolve(scalar: &Scalar) -> Result<Value, String> {
    let text = scalar.value.as_str();
    let Some(tag) = scalar.tag.as_deref() else {
        return Ok(if scalar.plain { resolve_plain(text, true) } else { Value::Text(text.to_owned()) });
    };
    let value = match tag {
        "bool" | "int" | "float" | "null" | "timestamp" => resolve_plain(text, tag == "timestamp"),
        "binary" => return binary(text).ok_or_else(|| format!("`{text}` is not base64")),
        // `!!str` and whatever go-yaml does not know.
        _ => return Ok(Value::Text(text.to_owned())),
    };
    match (tag, value) {
        ("bool", value @ Value::Bool(_))
        | ("int", value @ (Value::Int(_) | Value::Uint(_)))
        | ("float", value @ Value::Float(_))
        | ("null", value @ Value::Null)
        | ("timestamp", value @ Value::Time) => Ok(value),
        #[expect(clippy::cast_precision_loss, reason = "go-yaml loses it too")]
        ("float", Value::Int(integer)) => Ok(Value::Float(integer as f64)),
        (tag, value) => Err(format!("`{text}` is {}, its tag says `!!{tag}`", value.name())),
    }
}

fn resolve_plain(text: &str, dates: bool) -> Value {
    match text {
        "true" | "True" | "TRUE" => return Value::Bool(true),
        "false" | "False" | "FALSE" => return Value::Bool(false),
        "" | "~" | "null" | "Null" | "NULL" => return Value::Null,
        ".nan" | ".NaN" | ".NAN" => return Value::Float(f64::NAN),
        ".inf" | ".Inf" | ".INF" | "+.inf" | "+.Inf" | "+.INF" => return Value::Float(f64::INFINITY),
        "-.inf" | "-.Inf" | "-.INF" => return Value::Float(f64::NEG_INFINITY),
        _ => {}
    }
    let number = match text.bytes().next() {
        Some(b'.') => float(text),
        Some(b'+' | b'-' | b'0'..=b'9') => {
            if dates && timestamp::is_timestamp(text) {
                return Value::Time;
            }
            let digits = text.replace('_', "");
            integer(&digits).or_else(|| float(&digits))
        }
        _ => None,
    };
    number.unwrap_or_else(|| Value::Text(text.to_owned()))
}

/// Reads an integer as Go's `strconv.ParseInt` with base 0, then `ParseUint`, do.
fn integer(text: &str) -> Option<Value> {
    let (sign, rest) = match text.strip_prefix('-') {
        Some(rest) => ("-", rest),
        None => ("", text.strip_prefix('+').unwrap_or(text)),
    };
    let prefix = |lower: &str, upper: &str| rest.strip_prefix(lower).or_else(|| rest.strip_prefix(upper));
    let (digits, base) = if let Some(digits) = prefix("0x", "0X") {
        (digits, 16)
    } else if let Some(digits) = prefix("0o", "0O") {
        (digits, 8)
    } else if let Some(digits) = prefix("0b", "0B") {
        (digits, 2)
    } else if let Some(digits) = rest.strip_prefix('0').filter(|digits| !digits.is_empty()) {
        (digits, 8)
    } else {
        (rest, 10)
    };
    if !digits.starts_with(|character: char| character.is_ascii_alphanumeric()) {
        return None;
    }
    if let Ok(integer) = i64::from_str_radix(&format!("{sign}{digits}"), base) {
        return Some(Value::Int(integer));
    }
    if sign.is_empty() && !text.starts_with('+') {
        return u64::from_str_radix(digits, base).ok().map(Value::Uint);
    }
    None
}

/// Reads a decimal number with a point or an exponent, or both. One that is too large for a float is none.
fn float(text: &str) -> Option<Value> {
    let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
    let (number, exponent) = match unsigned.split_once(['e', 'E']) {
        Some((number, exponent)) => (number, Some(exponent)),
        None => (unsigned, None),
    };
    let is_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
    let has_digits = !whole.is_empty() || !fraction.is_empty();
    let exponent_fits = exponent.is_none_or(|exponent| {
        let digits = exponent.strip_prefix(['+', '-']).unwrap_or(exponent);
        !digits.is_empty() && is_digits(digits)
    });
    if !has_digits || !is_digits(whole) || !is_digits(fraction) || !exponent_fits {
        return None;
    }
    text.parse::<f64>().ok().filter(|number| number.is_finite()).map(Value::Float)
}

/// The value of `text` as base64; what it holds matters to nobody here.
fn binary(text: &str) -> Option<Value> {
    let text: String = text.chars().filter(|character| !matches!(character, '\r' | '\n')).collect();
    let digits = text.strip_suffix("==").or_else(|| text.strip_suffix('=')).unwrap_or(&text);
    let fits = text.len().is_multiple_of(4)
        && digits.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/'));
    fits.then_some(Value::Text(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_scalars_mean_what_go_yaml_takes_them_for() {
        for (text, value) in [
            ("0123", Value::Int(0o123)),
            ("0x1F", Value::Int(31)),
            ("0o17", Value::Int(15)),
            ("0B11", Value::Int(3)),
            ("1_000", Value::Int(1000)),
            ("-5", Value::Int(-5)),
            ("-0x10", Value::Int(-16)),
            ("08", Value::Float(8.0)),
            ("18446744073709551615", Value::Uint(u64::MAX)),
            ("1e10", Value::Float(1e10)),
            ("1.", Value::Float(1.0)),
            (".5", Value::Float(0.5)),
            ("2001-01-01", Value::Time),
            ("~", Value::Null),
            ("True", Value::Bool(true)),
        ] {
            assert_eq!(resolve_plain(text, true), value, "{text}");
        }
        for text in
            ["yes", "on", "y", "22:22", "1.5s", "30s", "0x", "-", "+", ".", "1e", "1e1000", "tRue", "--1"]
        {
            assert_eq!(resolve_plain(text, true), Value::Text(text.into()), "{text}");
        }
    }

    #[test]
    fn a_tag_must_fit() {
        let scalar =
            |tag: &str, value: &str, plain| Scalar { value: value.into(), plain, tag: Some(tag.into()) };
        assert_eq!(resolve(&scalar("int", "3", false)), Ok(Value::Int(3)));
        assert_eq!(resolve(&scalar("float", "3", true)), Ok(Value::Float(3.0)));
        assert_eq!(resolve(&scalar("str", "3", true)), Ok(Value::Text("3".into())));
        assert!(resolve(&scalar("int", "x", true)).is_err());
        assert!(resolve(&scalar("binary", "?", true)).is_err());
    }
}
