//! `pull-policy`: when an image is pulled.

use std::fmt;
use std::str::FromStr;

use super::Duration;
use crate::value::{InvalidValue, written_as_text};

/// When an image is pulled (compose-spec/compose-go, types/types.go, `GetPullPolicy`).
///
/// # Examples
///
/// ```
/// use mcpgen_core::model::{Duration, PullPolicy};
///
/// assert_eq!("missing".parse::<PullPolicy>()?, PullPolicy::Missing);
/// assert_eq!("every_1d".parse::<PullPolicy>()?, PullPolicy::Every(Duration::from_seconds(86_400)));
/// assert_eq!("every_1d".parse::<PullPolicy>()?.to_string(), "every_24h");
///
/// let refused = "if_not_present".parse::<PullPolicy>().unwrap_err();
/// assert_eq!(refused.help(), "write `missing`, which is the same");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PullPolicy {
    /// At each start.
    Always,
    /// Never: it must be there.
    Never,
    /// When it is not there.
    Missing,
    /// Built, not pulled.
    Build,
    /// When it was last pulled a day ago or more.
    Daily,
    /// When it was last pulled a week ago or more.
    Weekly,
    /// When it was last pulled so long ago; in whole seconds, and more than none.
    Every(Duration),
}

/// The units of `every_…`, largest first, in seconds.
const UNITS: [(char, u64); 5] = [('w', 604_800), ('d', 86_400), ('h', 3600), ('m', 60), ('s', 1)];

impl FromStr for PullPolicy {
    type Err = InvalidValue;

    fn from_str(text: &str) -> Result<Self, InvalidValue> {
        let help = match text {
            "always" => return Ok(Self::Always),
            "never" => return Ok(Self::Never),
            "missing" => return Ok(Self::Missing),
            "build" => return Ok(Self::Build),
            "daily" => return Ok(Self::Daily),
            "weekly" => return Ok(Self::Weekly),
            "if_not_present" => "write `missing`, which is the same",
            _ => {
                let period = text.strip_prefix("every_").and_then(seconds);
                match period.filter(|seconds| (1..=315_360_000).contains(seconds)) {
                    Some(seconds) => return Ok(Self::Every(Duration::from_seconds(seconds))),
                    None => "write `always`, `never`, `missing`, `build`, `daily`, `weekly` or `every_12h`",
                }
            }
        };
        Err(InvalidValue::new(format!("{text:?} is not a pull policy"), help))
    }
}

/// Numbers and units, added up; `None` when there is anything else.
fn seconds(text: &str) -> Option<u64> {
    let mut total = 0_u64;
    let mut rest = text;
    while !rest.is_empty() {
        let end = rest.find(|character: char| !character.is_ascii_digit())?;
        let (number, after) = rest.split_at(end);
        let unit = after.chars().next()?;
        let (_, length) = UNITS.iter().find(|(name, _)| *name == unit)?;
        total = total.checked_add(number.parse::<u64>().ok()?.checked_mul(*length)?)?;
        rest = after.get(1..)?;
    }
    Some(total)
}

/// As Compose reads it.
impl fmt::Display for PullPolicy {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Always => formatter.write_str("always"),
            Self::Never => formatter.write_str("never"),
            Self::Missing => formatter.write_str("missing"),
            Self::Build => formatter.write_str("build"),
            Self::Daily => formatter.write_str("daily"),
            Self::Weekly => formatter.write_str("weekly"),
            Self::Every(period) => write!(formatter, "every_{period}"),
        }
    }
}

written_as_text!(
    PullPolicy,
    pattern: "^(always|never|missing|build|daily|weekly|every_([0-9]+[wdhms])+)$",
    examples: ["always", "daily", "every_12h"],
    "When the image is pulled: always, never, missing, build, daily, weekly or every_TIME."
);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_period_is_written_in_units_that_every_compose_reads() {
        for (written, canonical) in [
            ("every_2d", "every_48h"),
            ("every_1w", "every_168h"),
            ("every_90m", "every_1h30m"),
            ("daily", "daily"),
        ] {
            assert_eq!(written.parse::<PullPolicy>().unwrap().to_string(), canonical);
        }
        for text in [
            "",
            "xalwaysx",
            "every_",
            "every_0s",
            "every_1.5h",
            "every_5",
            "every_1y",
            "if_not_present",
            "refresh",
        ] {
            assert!(text.parse::<PullPolicy>().is_err(), "{text:?}");
        }
    }
}
