//! Durations as Go writes them.

use std::fmt::Write;
use std::time::Duration;

/// The longest duration Go can hold, in nanoseconds (`time.Duration` is an `int64`).
pub(crate) const LONGEST: u64 = i64::MAX as u64;

const MICROSECOND: u128 = 1_000;
const MILLISECOND: u128 = 1_000_000;
const SECOND: u128 = 1_000_000_000;
const MINUTE: u128 = 60 * SECOND;
const HOUR: u128 = 60 * MINUTE;

/// `duration` as a text that Go's `time.ParseDuration` reads back to the same value: `15s`, `1m30s`, `1.5s`, `250ms`.
pub(crate) fn format(duration: Duration) -> String {
    let total = duration.as_nanos();
    if total == 0 {
        return "0s".into();
    }
    let mut text = String::new();
    if total < SECOND {
        let (unit, name) = if total < MICROSECOND {
            (1, "ns")
        } else if total < MILLISECOND {
            (MICROSECOND, "us")
        } else {
            (MILLISECOND, "ms")
        };
        push(&mut text, total, unit, name);
        return text;
    }
    push(&mut text, total / HOUR * HOUR, HOUR, "h");
    push(&mut text, total % HOUR / MINUTE * MINUTE, MINUTE, "m");
    push(&mut text, total % MINUTE, SECOND, "s");
    text
}

fn push(text: &mut String, value: u128, unit: u128, name: &str) {
    if value == 0 {
        return;
    }
    let _infallible = write!(text, "{}", value / unit);
    if !value.is_multiple_of(unit) {
        let digits = unit.ilog10() as usize;
        let fraction = format!("{:0digits$}", value % unit);
        text.push('.');
        text.push_str(fraction.trim_end_matches('0'));
    }
    text.push_str(name);
}

/// Reads a duration by the rules of Go's `time.ParseDuration` (golang/go, `time/format.go`): numbers with a unit (`ns`,
/// `us`, `µs`, `ms`, `s`, `m`, `h`), one after the other, the whole with a sign at most; `0` alone needs no unit.
///
/// Gives whether it is negative, and the size. `None` for any other text, and for what Go cannot hold.
pub(crate) fn parse(text: &str) -> Option<(bool, Duration)> {
    let (negative, mut rest) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    if rest == "0" {
        return Some((false, Duration::ZERO));
    }
    if rest.is_empty() {
        return None;
    }
    let mut total: u128 = 0;
    while !rest.is_empty() {
        let (whole, after) = digits(rest);
        let (fraction, after) = match after.strip_prefix('.') {
            Some(after) => digits(after),
            None => ("", after),
        };
        if whole.is_empty() && fraction.is_empty() {
            return None;
        }
        let end = after.find(|c: char| c == '.' || c.is_ascii_digit()).unwrap_or(after.len());
        let (name, after) = after.split_at_checked(end)?;
        let unit = unit(name)?;
        let whole: u128 = if whole.is_empty() { 0 } else { whole.parse().ok()? };
        total = total.checked_add(whole.checked_mul(unit)?)?.checked_add(part(fraction, unit))?;
        rest = after;
    }
    let limit = u128::from(LONGEST) + u128::from(negative);
    if total > limit {
        return None;
    }
    let total = u64::try_from(total).ok()?;
    Some((negative && total > 0, Duration::from_nanos(total)))
}

/// Reads a duration as [`parse`] does, and gives it in nanoseconds.
#[cfg(feature = "read")]
pub(crate) fn nanoseconds(text: &str) -> Option<i64> {
    let (negative, duration) = parse(text)?;
    let size = i128::try_from(duration.as_nanos()).ok()?;
    i64::try_from(if negative { -size } else { size }).ok()
}

fn digits(text: &str) -> (&str, &str) {
    let end = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    text.split_at_checked(end).unwrap_or((text, ""))
}

fn unit(name: &str) -> Option<u128> {
    Some(match name {
        "ns" => 1,
        "us" | "\u{b5}s" | "\u{3bc}s" => MICROSECOND,
        "ms" => MILLISECOND,
        "s" => SECOND,
        "m" => MINUTE,
        "h" => HOUR,
        _ => return None,
    })
}

/// The nanoseconds that `0.{fraction}` of a unit is, the rest cut off; digits beyond the first twenty count for nothing.
fn part(fraction: &str, unit: u128) -> u128 {
    let mut value: u128 = 0;
    let mut scale: u128 = 1;
    for digit in fraction.bytes().take(20) {
        value = value * 10 + u128::from(digit - b'0');
        scale *= 10;
    }
    value * unit / scale
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_are_written_short() {
        for (nanoseconds, text) in [
            (1, "1ns"),
            (1_500, "1.5us"),
            (250_000_000, "250ms"),
            (1_500_000_000, "1.5s"),
            (15_000_000_000, "15s"),
            (60_000_000_000, "1m"),
            (90_000_000_000, "1m30s"),
            (3_600_000_000_000, "1h"),
            (3_605_000_000_001, "1h5.000000001s"),
        ] {
            assert_eq!(format(Duration::from_nanos(nanoseconds)), text);
            assert_eq!(parse(text), Some((false, Duration::from_nanos(nanoseconds))));
        }
    }

    #[test]
    fn go_reads_these_and_no_others() {
        for (text, seconds) in
            [("1m30s", 90.0), ("1.5s", 1.5), (".5s", 0.5), ("1.s", 1.0), ("+5s", 5.0), ("0", 0.0)]
        {
            assert_eq!(parse(text), Some((false, Duration::from_secs_f64(seconds))), "{text}");
        }
        assert_eq!(parse("-1s"), Some((true, Duration::from_secs(1))));
        for text in ["", "-", "30", "30 s", "1d", "s", ".s", "1S", "1h-5m", "--1s", "2562048h", " 1s", "1s "]
        {
            assert_eq!(parse(text), None, "{text:?}");
        }
    }
}
