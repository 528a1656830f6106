//! Times, as Compose and cloudflared write them.

use std::fmt;
use std::str::FromStr;

use crate::value::{InvalidValue, written_as_text};

/// The shape of a [`Duration`] as a regular expression, for the JSON Schema.
#[cfg(feature = "schema")]
pub(crate) const PATTERN: &str = "^([0-9]+(\\.[0-9]{1,9})?(us|ms|s|m|h))+$";

/// A length of time, exact to the microsecond; written like `1m30s`. Units are `us`, `ms`, `s`, `m` and `h`: those that every
/// Compose version and Go's `time.ParseDuration` read.
///
/// # Examples
///
/// ```
/// use mcpgen_core::model::Duration;
///
/// let time: Duration = "90s".parse()?;
/// assert_eq!(time.to_string(), "1m30s");
/// assert_eq!("1.5m".parse::<Duration>()?, time);
///
/// let refused = "90".parse::<Duration>().unwrap_err();
/// assert_eq!(refused.message(), "\"90\" is not a time");
/// assert_eq!(refused.help(), "write a number and a unit, such as `30s`, `1m30s` or `500ms`");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Duration {
    microseconds: u64,
}

impl Duration {
    /// So many seconds.
    ///
    /// # Examples
    ///
    /// ```
    /// use mcpgen_core::model::Duration;
    ///
    /// assert_eq!(Duration::from_seconds(3600).to_string(), "1h");
    /// ```
    #[must_use]
    pub const fn from_seconds(seconds: u64) -> Self {
        Self { microseconds: seconds.saturating_mul(1_000_000) }
    }

    /// Whether it is no time at all.
    ///
    /// # Examples
    ///
    /// ```
    /// use mcpgen_core::model::Duration;
    ///
    /// assert!("0ms".parse::<Duration>()?.is_zero());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub const fn is_zero(self) -> bool {
        self.microseconds == 0
    }

    /// The time in microseconds.
    ///
    /// # Examples
    ///
    /// ```
    /// use mcpgen_core::model::Duration;
    ///
    /// assert_eq!("1.5ms".parse::<Duration>()?.as_microseconds(), 1_500);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub const fn as_microseconds(self) -> u64 {
        self.microseconds
    }

    /// This time and so many seconds more.
    ///
    /// # Examples
    ///
    /// ```
    /// use mcpgen_core::model::Duration;
    ///
    /// assert_eq!(Duration::from_seconds(55).plus_seconds(5).to_string(), "1m");
    /// ```
    #[must_use]
    pub const fn plus_seconds(self, seconds: u64) -> Self {
        Self { microseconds: self.microseconds.saturating_add(seconds.saturating_mul(1_000_000)) }
    }
}

/// Largest first, for writing; the lengths are in microseconds.
const UNITS: [(&str, u64); 5] =
    [("h", 3_600_000_000), ("m", 60_000_000), ("s", 1_000_000), ("ms", 1_000), ("us", 1)];

impl FromStr for Duration {
    type Err = InvalidValue;

    fn from_str(text: &str) -> Result<Self, InvalidValue> {
        let refuse = || {
            InvalidValue::new(
                format!("{text:?} is not a time"),
                "write a number and a unit, such as `30s`, `1m30s` or `500ms`",
            )
        };
        let mut rest = text;
        let mut total: u64 = 0;
        while !rest.is_empty() {
            let number_end = rest
                .find(|character: char| !character.is_ascii_digit() && character != '.')
                .ok_or_else(refuse)?;
            let (number, after) = rest.split_at(number_end);
            let unit_end =
                after.find(|character: char| !character.is_ascii_alphabetic()).unwrap_or(after.len());
            let (unit, after) = after.split_at(unit_end);
            let length =
                UNITS.iter().find(|(name, _)| *name == unit).map(|(_, length)| *length).ok_or_else(refuse)?;
            total = total.checked_add(parts(number, length).ok_or_else(refuse)?).ok_or_else(refuse)?;
            rest = after;
        }
        if text.is_empty() { Err(refuse()) } else { Ok(Self { microseconds: total }) }
    }
}

/// `number` units of `length` microseconds; `None` when that is no whole number of them or too many.
fn parts(number: &str, length: u64) -> Option<u64> {
    let (whole, fraction) = number.split_once('.').unwrap_or((number, "0"));
    if whole.is_empty() || fraction.is_empty() || fraction.len() > 9 || fraction.contains('.') {
        return None;
    }
    let whole = whole.parse::<u64>().ok()?.checked_mul(length)?;
    let scale = 10_u64.checked_pow(u32::try_from(fraction.len()).ok()?)?;
    let scaled = fraction.parse::<u64>().ok()?.checked_mul(length)?;
    if scaled % scale == 0 { whole.checked_add(scaled / scale) } else { None }
}

/// The canonical form: each unit at most once, largest first; `0s` for no time.
impl fmt::Display for Duration {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.is_zero() {
            return formatter.write_str("0s");
        }
        let mut rest = self.microseconds;
        for (unit, length) in UNITS {
            if rest >= length {
                write!(formatter, "{}{unit}", rest / length)?;
                rest %= length;
            }
        }
        Ok(())
    }
}

written_as_text!(Duration, pattern: PATTERN, examples: ["30s", "1m30s"], "A time: numbers with the units us, ms, s, m and h.");

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_is_written_in_its_one_canonical_form() {
        for (written, canonical) in
            [("90s", "1m30s"), ("1.5s", "1s500ms"), ("0s", "0s"), ("3600s", "1h"), ("1h1ms", "1h1ms")]
        {
            assert_eq!(written.parse::<Duration>().unwrap().to_string(), canonical);
            assert_eq!(canonical.parse::<Duration>().unwrap().to_string(), canonical);
        }
    }

    #[test]
    fn what_go_or_an_old_compose_does_not_read_is_refused() {
        for text in
            ["", "30", "1d", "s", "1.s", ".5s", "1..5s", "-1s", "1 s", "99999999999999999999h", "0.0000001s"]
        {
            assert!(text.parse::<Duration>().is_err(), "{text}");
        }
    }
}
