//! `healthcheck`: how the engine finds out whether a container works.

use std::fmt;

use serde::Deserialize;
use serde::de::{self, Deserializer, SeqAccess, Visitor};

use super::Duration;

/// `healthcheck`: how the engine finds out whether a container works.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct HealthcheckSpec {
    /// The check: `["CMD", "program", "argument", …]`, `["CMD-SHELL", "a line for the container's shell"]`, or `["NONE"]` to
    /// switch the image's own check off.
    pub test: HealthcheckTest,
    /// The time between two checks. Default: `30s`.
    pub interval: Option<Duration>,
    /// How long one check may take. Default: `30s`.
    pub timeout: Option<Duration>,
    /// How many failures in a row make the container unhealthy. Default: 3.
    pub retries: Option<std::num::NonZeroU16>,
    /// How long after the start failures do not count. Default: none.
    pub start_period: Option<Duration>,
}

/// What a healthcheck runs.
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
    fn from_items(items: Vec<String>) -> Result<Self, &'static str> {
        let mut items = items.into_iter();
        let first = items.next().unwrap_or_default();
        let rest: Vec<String> = items.collect();
        match (first.as_str(), rest.as_slice()) {
            ("CMD", [program, ..]) if !program.is_empty() => Ok(Self::Program(rest)),
            ("CMD-SHELL", [line]) if !line.is_empty() => Ok(Self::Shell(line.clone())),
            ("NONE", []) => Ok(Self::None),
            ("CMD", _) => Err("`CMD` needs a program\nwrite `[\"CMD\", \"program\", \"argument\"]`"),
            ("CMD-SHELL", _) => {
                Err("`CMD-SHELL` takes exactly one line\nwrite `[\"CMD-SHELL\", \"the whole line\"]`")
            }
            ("NONE", _) => Err("`NONE` stands alone\nwrite `[\"NONE\"]`"),
            _ => Err(
                "a check begins with `CMD`, `CMD-SHELL` or `NONE`\nwrite `\"CMD\"` before the program, or `\"CMD-SHELL\"` before a line for a shell",
            ),
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
