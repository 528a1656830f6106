//! The keys at the top of the file that are flags of cloudflared's command line.

use std::ops::Range;

use super::Finding;
use super::decode::{Decoder, Field};
use super::finding::Severity;
use super::node::{Kind, Node};
use super::scalar::{Value, resolve};
use crate::go_duration;

/// A value whose type is not asked for before somebody looks it up.
///
/// ```
/// use cloudflared_config::read;
///
/// let text = "grace-period: 30s\ningress: [{service: hello_world}]\n";
/// let reading = read(text);
/// let setting = &reading.file().ok_or("no file")?.settings["grace-period"];
/// assert_eq!((&text[setting.key.clone()], &text[setting.span.clone()]), ("grace-period", "30s"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Setting {
    /// The value.
    pub value: SettingValue,
    /// Where its key stands.
    pub key: Range<usize>,
    /// Where the value stands.
    pub span: Range<usize>,
}

/// The value of a setting, with the type that YAML gives it.
///
/// ```
/// use cloudflared_config::{SettingValue, read};
///
/// // `yes` is a text, as in YAML 1.2, and no boolean.
/// let reading = read("no-autoupdate: yes\nretries: 8\ningress: [{service: hello_world}]\n");
/// let settings = &reading.file().ok_or("no file")?.settings;
/// assert_eq!(settings["no-autoupdate"].value, SettingValue::Text("yes".to_owned()));
/// assert_eq!(settings["retries"].value, SettingValue::Integer(8));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum SettingValue {
    /// Nothing: `~`, or no value at all.
    Null,
    /// `true` or `false`.
    Boolean(bool),
    /// A whole number.
    Integer(i64),
    /// A text.
    Text(String),
    /// A list.
    List(Vec<SettingValue>),
    /// Anything else, which no setting wants, and what it is called: a date, a fraction, a mapping.
    Other(&'static str),
}

/// The type that cloudflared looks a setting up with. It is strict: a number is no text, and `yes` no boolean.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Type {
    Text,
    Boolean,
    Integer,
    Duration,
    Texts,
}

impl Setting {
    pub(super) fn decode(decoder: &mut Decoder, field: Field<'_>) -> Result<Self, Finding> {
        let value = SettingValue::decode(decoder, field.value)?;
        Ok(Self { value, key: field.key_span, span: field.value.span.clone() })
    }

    /// The text, when it is one that is not empty.
    pub(super) fn text(&self) -> Option<&str> {
        match &self.value {
            SettingValue::Text(text) if !text.is_empty() => Some(text),
            _ => None,
        }
    }

    pub(super) fn check(&self, name: &str, wanted: Type, severity: Severity) -> Result<(), Finding> {
        let what = match (wanted, &self.value) {
            (Type::Text, SettingValue::Text(_))
            | (Type::Boolean, SettingValue::Boolean(_))
            | (Type::Integer, SettingValue::Integer(_)) => return Ok(()),
            (Type::Duration, SettingValue::Text(text)) if go_duration::parse(text).is_some() => {
                return Ok(());
            }
            (Type::Texts, SettingValue::List(values))
                if values.iter().all(|value| matches!(value, SettingValue::Text(_))) =>
            {
                return Ok(());
            }
            (Type::Text, _) => "a text; quote it",
            (Type::Boolean, _) => "`true` or `false`, not quoted",
            (Type::Integer, _) => "an integer, not quoted",
            (Type::Duration, _) => "a duration such as `30s`",
            (Type::Texts, _) => "a list of texts",
        };
        let finding = Finding::new(severity, format!("`{name}` wants {what}"), self.span.clone());
        Err(match self.mended(wanted) {
            Some(text) => finding.mended_by(text),
            None => finding,
        })
    }

    /// What was certainly meant.
    fn mended(&self, wanted: Type) -> Option<String> {
        match (wanted, &self.value) {
            (Type::Text, SettingValue::Integer(number)) => Some(format!("\"{number}\"")),
            (Type::Duration, SettingValue::Integer(number @ 1..)) => Some(format!("\"{number}s\"")),
            (Type::Boolean, SettingValue::Text(text)) => match text.to_ascii_lowercase().as_str() {
                "yes" | "on" | "true" => Some("true".to_owned()),
                "no" | "off" | "false" => Some("false".to_owned()),
                _ => None,
            },
            (Type::Integer, SettingValue::Text(text)) => {
                text.parse::<i64>().ok().map(|number| number.to_string())
            }
            _ => None,
        }
    }
}

impl SettingValue {
    fn decode(decoder: &mut Decoder, node: &Node) -> Result<Self, Finding> {
        decoder.through_aliases(node, |decoder, node| match &node.kind {
            Kind::Scalar(scalar) => match resolve(scalar) {
                Ok(value) => Ok(value.into()),
                Err(message) => Err(Finding::reject(message, node.span.clone())),
            },
            Kind::Sequence(children) => children
                .iter()
                .map(|child| Self::decode(decoder, child))
                .collect::<Result<_, _>>()
                .map(Self::List),
            Kind::Mapping(pairs) => {
                if decoder.keys_are_unique(pairs) {
                    for (key, value) in pairs {
                        let is_key = key.is_merge_key()
                            || !matches!(
                                Self::decode(decoder, key)?,
                                Self::List(_) | Self::Other("a mapping")
                            );
                        if !is_key {
                            return Err(Finding::reject(
                                "a list or a mapping cannot be a key",
                                key.span.clone(),
                            ));
                        }
                        Self::decode(decoder, value)?;
                    }
                }
                Ok(Self::Other("a mapping"))
            }
            Kind::Alias { .. } => Ok(Self::Other("a mapping")),
        })
    }
}

impl From<Value> for SettingValue {
    fn from(value: Value) -> Self {
        match value {
            Value::Null => Self::Null,
            Value::Bool(boolean) => Self::Boolean(boolean),
            Value::Int(integer) => Self::Integer(integer),
            Value::Text(text) => Self::Text(text),
            other @ (Value::Uint(_) | Value::Float(_) | Value::Time) => Self::Other(other.name()),
        }
    }
}
