//! `healthcheck`: how the engine finds out whether a container works.

use std::fmt;
use std::str::FromStr;

use serde::Deserialize;
use serde::de::{self, Deserializer, SeqAccess, Visitor};

use super::Duration;
use super::table::table;
use crate::value::{InvalidValue, written_as_text};

table! {
/// `healthcheck`: how the engine finds out whether a container works.
///
/// # Examples
///
/// ```
/// use mcpgen_core::model::{HealthcheckTest, ServiceSpec, StackSpec};
///
/// let stack: StackSpec = r#"
/// [stack]
/// name = "mcp"
///
/// [services.web]
/// kind = "container"
/// image = "nginx:1.29"
/// healthcheck = { test = ["CMD-SHELL", "curl -f http://127.0.0.1/"], interval = "10s", retries = 5 }
/// "#
/// .parse()?;
/// let ServiceSpec::Container(web) = &stack.services[&"web".parse()?] else { unreachable!() };
/// let check = web.healthcheck.as_ref().unwrap();
/// assert_eq!(check.test, HealthcheckTest::Shell("curl -f http://127.0.0.1/".to_owned()));
/// assert_eq!(check.interval.unwrap().to_string(), "10s");
/// assert_eq!(check.timeout, None);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[cfg_attr(
    feature = "schema",
    derive(schemars::JsonSchema),
    schemars(extend("dependencies" = { "start-interval": ["start-period"] }))
)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct HealthcheckSpec {
    /// The check: `["CMD", "program", "argument", …]`, `["CMD-SHELL", "a line for the container's shell"]`, or `["NONE"]` to
    /// switch the image's own check off.
    pub test: HealthcheckTest,
    /// The time between two checks. Default: `30s`.
    pub interval: Option<CheckTime>,
    /// How long one check may take. Default: `30s`.
    pub timeout: Option<CheckTime>,
    /// How many failures in a row make the container unhealthy, from 1 to 65535. Default: 3.
    pub retries: Option<std::num::NonZeroU16>,
    /// How long after the start failures do not count. Default: none.
    pub start_period: Option<CheckTime>,
    /// The time between two checks during `start-period`, which it needs. Default: `5s`. Takes an engine of version 25 or newer.
    pub start_interval: Option<CheckTime>,
}
}

impl HealthcheckSpec {
    /// A check at the engine's own times.
    ///
    /// # Examples
    ///
    /// ```
    /// use mcpgen_core::model::{HealthcheckSpec, HealthcheckTest};
    ///
    /// let test = HealthcheckTest::Shell("pg_isready -q".to_owned());
    /// let healthcheck = HealthcheckSpec::new(test).with_interval("10s".parse::<mcpgen_core::model::CheckTime>()?);
    /// assert!(healthcheck.timeout.is_none());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn new(test: HealthcheckTest) -> Self {
        Self { test, interval: None, timeout: None, retries: None, start_period: None, start_interval: None }
    }
}

/// A time of a healthcheck: at least a millisecond. The engine refuses less, and takes none for its default
/// (moby/moby, daemon/container.go).
///
/// # Examples
///
/// ```
/// use mcpgen_core::model::CheckTime;
///
/// assert_eq!("90s".parse::<CheckTime>()?.to_string(), "1m30s");
///
/// let refused = "0s".parse::<CheckTime>().unwrap_err();
/// assert_eq!(refused.help(), "write at least `1ms`; for the default, leave it out");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct CheckTime(Duration);

impl FromStr for CheckTime {
    type Err = InvalidValue;

    fn from_str(text: &str) -> Result<Self, InvalidValue> {
        let time: Duration = text.parse()?;
        // The engine counts nanoseconds in 63 bits.
        if (1_000..=9_000_000_000_000_000).contains(&time.as_microseconds()) {
            Ok(Self(time))
        } else {
            Err(InvalidValue::new(
                format!("{text:?} is not a time that a healthcheck takes"),
                "write at least `1ms`; for the default, leave it out",
            ))
        }
    }
}

impl fmt::Display for CheckTime {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(formatter)
    }
}

written_as_text!(CheckTime, pattern: super::duration::PATTERN, examples: ["10s", "1m30s"], "A time of at least a millisecond.");

/// What a healthcheck runs.
///
/// # Examples
///
/// ```
/// use mcpgen_core::model::{HealthcheckTest, ServiceSpec, StackSpec};
///
/// let stack: StackSpec = r#"
/// [stack]
/// name = "mcp"
///
/// [services.web]
/// kind = "container"
/// image = "nginx:1.29"
/// healthcheck.test = ["CMD", "curl", "-f", "http://127.0.0.1/"]
/// "#
/// .parse()?;
/// let ServiceSpec::Container(web) = &stack.services[&"web".parse()?] else { unreachable!() };
/// let HealthcheckTest::Program(words) = &web.healthcheck.as_ref().unwrap().test else { unreachable!() };
/// assert_eq!(words[0], "curl");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum HealthcheckTest {
    /// A program and its arguments, run without a shell.
    Program(Vec<String>),
    /// A line that the container's shell runs.
    Shell(String),
    /// Nothing: the image's own check is switched off.
    None,
}

impl HealthcheckTest {
    /// Why no text could say it.
    pub(crate) fn fault(&self) -> Option<InvalidValue> {
        let items = match self {
            Self::Program(words) => ["CMD".to_owned()].iter().chain(words).cloned().collect(),
            Self::Shell(line) => vec!["CMD-SHELL".to_owned(), line.clone()],
            Self::None => return None,
        };
        Self::from_items(items).err()
    }

    fn from_items(items: Vec<String>) -> Result<Self, InvalidValue> {
        let mut items = items.into_iter();
        let first = items.next().unwrap_or_default();
        let rest: Vec<String> = items.collect();
        match (first.as_str(), rest.as_slice()) {
            ("CMD", [program, ..]) if !program.is_empty() => Ok(Self::Program(rest)),
            ("CMD-SHELL", [line]) if !line.is_empty() => Ok(Self::Shell(line.clone())),
            ("NONE", []) => Ok(Self::None),
            ("CMD", _) => Err(InvalidValue::new(
                "`CMD` needs a program",
                "write `[\"CMD\", \"program\", \"argument\"]`",
            )),
            ("CMD-SHELL", _) => Err(InvalidValue::new(
                "`CMD-SHELL` takes exactly one line",
                "write `[\"CMD-SHELL\", \"the whole line\"]`",
            )),
            ("NONE", _) => Err(InvalidValue::new("`NONE` stands alone", "write `[\"NONE\"]`")),
            _ => Err(InvalidValue::new(
                "a check begins with `CMD`, `CMD-SHELL` or `NONE`",
                "write `\"CMD\"` before the program, or `\"CMD-SHELL\"` before a line for a shell",
            )),
        }
    }
}

impl<'de> Deserialize<'de> for HealthcheckTest {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct TestVisitor;

        impl<'de> Visitor<'de> for TestVisitor {
            type Value = HealthcheckTest;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("a list that begins with \"CMD\" or \"CMD-SHELL\"")
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut sequence: A) -> Result<HealthcheckTest, A::Error> {
                let mut items: Vec<String> = Vec::new();
                while let Some(item) = sequence.next_element()? {
                    items.push(item);
                }
                HealthcheckTest::from_items(items).map_err(de::Error::custom)
            }
        }

        deserializer.deserialize_seq(TestVisitor)
    }
}

#[cfg(feature = "schema")]
impl schemars::JsonSchema for HealthcheckTest {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "HealthcheckTest".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({
            "description": "What a healthcheck runs: CMD and a program, CMD-SHELL and a line, or NONE.",
            "type": "array",
            "items": { "type": "string" },
            "minItems": 1,
            "anyOf": [
                { "items": [{ "const": "CMD" }, { "type": "string", "minLength": 1 }], "minItems": 2 },
                { "items": [{ "const": "CMD-SHELL" }, { "type": "string", "minLength": 1 }], "minItems": 2, "maxItems": 2 },
                { "items": [{ "const": "NONE" }], "maxItems": 1 }
            ],
            "examples": [["CMD", "wget", "-q", "-O", "/dev/null", "http://127.0.0.1:8000/health"]]
        })
    }
}
