//! `stop-signal` and `stop-grace-period`: how a container is stopped.

use std::fmt;
use std::str::FromStr;

use super::Duration;
use crate::value::{InvalidValue, written_as_text};

/// The signals that the engine knows on Linux, without `SIG` (moby/sys, `signal/signal_linux.go`).
pub(crate) const SIGNALS: [&str; 36] = [
    "ABRT", "ALRM", "BUS", "CHLD", "CLD", "CONT", "FPE", "HUP", "ILL", "INT", "IO", "IOT", "KILL", "PIPE",
    "POLL", "PROF", "PWR", "QUIT", "SEGV", "STKFLT", "STOP", "SYS", "TERM", "TRAP", "TSTP", "TTIN", "TTOU",
    "URG", "USR1", "USR2", "VTALRM", "WINCH", "XCPU", "XFSZ", "RTMIN", "RTMAX",
];

/// The signal that asks a container to end: `SIGTERM`, `SIGRTMIN+3`, or a number from 1 to 64.
///
/// # Examples
///
/// ```
/// use mcpgen_core::model::StopSignal;
///
/// assert_eq!("SIGRTMIN+3".parse::<StopSignal>()?.to_string(), "SIGRTMIN+3");
///
/// let refused = "int".parse::<StopSignal>().unwrap_err();
/// assert_eq!(refused.help(), "write `SIGINT`");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StopSignal(String);

impl FromStr for StopSignal {
    type Err = InvalidValue;

    fn from_str(text: &str) -> Result<Self, InvalidValue> {
        if text.strip_prefix("SIG").is_some_and(is_signal) || is_number(text, 64) {
            return Ok(Self(text.to_owned()));
        }
        let capitals = text.to_ascii_uppercase();
        let name = capitals.strip_prefix("SIG").unwrap_or(&capitals);
        let help = if is_signal(name) {
            format!("write `SIG{name}`")
        } else {
            "write a signal of Linux, such as `SIGINT`, or its number".to_owned()
        };
        Err(InvalidValue::new(format!("{text:?} is not a signal"), help))
    }
}

fn is_signal(name: &str) -> bool {
    // Linux has 64 signals; the real-time ones are counted from both ends (signal(7)).
    SIGNALS.contains(&name)
        || name.strip_prefix("RTMIN+").is_some_and(|number| is_number(number, 15))
        || name.strip_prefix("RTMAX-").is_some_and(|number| is_number(number, 14))
}

fn is_number(text: &str, largest: u8) -> bool {
    !text.starts_with(['0', '+']) && text.parse::<u8>().is_ok_and(|number| number <= largest)
}

impl fmt::Display for StopSignal {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

written_as_text!(
    StopSignal,
    pattern: crate::schema::pattern::signal(),
    examples: ["SIGINT", "SIGQUIT"],
    "A signal of Linux, or its number."
);

/// How long a container gets to end, in whole seconds: Compose drops what is less (docker/compose, pkg/compose/convert.go).
///
/// # Examples
///
/// ```
/// use mcpgen_core::model::StopGracePeriod;
///
/// assert!("1m30s".parse::<StopGracePeriod>().is_ok());
///
/// let refused = "500ms".parse::<StopGracePeriod>().unwrap_err();
/// assert_eq!(refused.message(), "\"500ms\" is not a grace period that Compose keeps");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StopGracePeriod(Duration);

impl StopGracePeriod {
    /// The time.
    ///
    /// # Examples
    ///
    /// ```
    /// use mcpgen_core::model::StopGracePeriod;
    ///
    /// assert_eq!("90s".parse::<StopGracePeriod>()?.get().to_string(), "1m30s");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub const fn get(self) -> Duration {
        self.0
    }
}

impl FromStr for StopGracePeriod {
    type Err = InvalidValue;

    fn from_str(text: &str) -> Result<Self, InvalidValue> {
        let duration: Duration = text.parse()?;
        let microseconds = duration.as_microseconds();
        // The engine counts the seconds in 31 bits on some systems.
        if microseconds.is_multiple_of(1_000_000) && microseconds / 1_000_000 <= 0x7fff_ffff {
            Ok(Self(duration))
        } else {
            Err(InvalidValue::new(
                format!("{text:?} is not a grace period that Compose keeps"),
                "write whole seconds, such as `30s` or `2m`",
            ))
        }
    }
}

written_as_text!(StopGracePeriod, pattern: super::duration::PATTERN, examples: ["30s"], "A time of whole seconds.");

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_signal_has_one_form() {
        for text in ["SIGTERM", "SIGRTMIN", "SIGRTMIN+15", "SIGRTMAX-14", "15", "64"] {
            assert_eq!(text.parse::<StopSignal>().unwrap().to_string(), text);
        }
        for text in
            ["", "TERM", "sigterm", "SIGRTMIN+16", "SIGRTMAX-15", "SIGRTMIN+0", "0", "65", "SIGNOTHING"]
        {
            assert!(text.parse::<StopSignal>().is_err(), "{text:?}");
        }
        assert_eq!("term".parse::<StopSignal>().unwrap_err().help(), "write `SIGTERM`");
    }

    #[test]
    fn a_grace_period_is_of_whole_seconds() {
        assert!("1m30s".parse::<StopGracePeriod>().is_ok());
        assert!("1.5s".parse::<StopGracePeriod>().is_err());
        assert!("500ms".parse::<StopGracePeriod>().is_err());
    }
}
