//! The durations of a configuration.

use std::fmt;
use std::str::FromStr;
use std::time::Duration;

use serde::{Serialize, Serializer};

use crate::{InvalidValue, go_duration};

/// How long cloudflared lets open requests end after it was told to stop: longer than nothing, 3 minutes at most.
///
/// cloudflared refuses to run with more, and ignores zero (cloudflare/cloudflared, `cmd/cloudflared/tunnel/cmd.go`).
///
/// ```
/// use cloudflared_config::GracePeriod;
///
/// assert_eq!("90s".parse::<GracePeriod>()?.to_string(), "1m30s");
/// for refused in ["0s", "4m", "30"] {
///     assert!(refused.parse::<GracePeriod>().is_err());
/// }
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct GracePeriod(Duration);

/// A time limit of a connection to a service: longer than nothing.
///
/// ```
/// use cloudflared_config::Timeout;
///
/// assert_eq!("1500ms".parse::<Timeout>()?.to_string(), "1.5s");
/// for refused in ["0s", "-1s", "30"] {
///     assert!(refused.parse::<Timeout>().is_err());
/// }
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Timeout(Duration);

impl GracePeriod {
    /// The longest grace period, 3 minutes.
    ///
    /// ```
    /// # use cloudflared_config::GracePeriod;
    /// assert_eq!(GracePeriod::LONGEST.to_string(), "3m");
    /// ```
    pub const LONGEST: Self = Self(Duration::from_secs(180));

    /// Takes a duration, to the nanosecond.
    ///
    /// # Errors
    ///
    /// [`InvalidValue`] when `duration` is zero or longer than [`GracePeriod::LONGEST`].
    ///
    /// ```
    /// # use cloudflared_config::GracePeriod;
    /// use std::time::Duration;
    ///
    /// assert_eq!(GracePeriod::new(Duration::from_secs(15))?.to_string(), "15s");
    /// let error = GracePeriod::new(Duration::from_secs(181)).unwrap_err();
    /// assert_eq!(error.reason(), "a duration above zero, 3m at most, is wanted, as in `15s`");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn new(duration: Duration) -> Result<Self, InvalidValue> {
        if duration.is_zero() || duration > Self::LONGEST.0 {
            return Err(Self::invalid(&go_duration::format(duration)));
        }
        Ok(Self(duration))
    }

    fn invalid(text: &str) -> InvalidValue {
        InvalidValue::new("grace period", text, "a duration above zero, 3m at most, is wanted, as in `15s`")
    }
}

impl Timeout {
    /// Takes a duration, to the nanosecond.
    ///
    /// # Errors
    ///
    /// [`InvalidValue`] when `duration` is zero, or longer than the 292 years that Go can hold.
    ///
    /// ```
    /// # use cloudflared_config::Timeout;
    /// use std::time::Duration;
    ///
    /// assert_eq!(Timeout::new(Duration::from_millis(500))?.to_string(), "500ms");
    /// assert!(Timeout::new(Duration::ZERO).is_err());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn new(duration: Duration) -> Result<Self, InvalidValue> {
        if duration.is_zero() || duration.as_nanos() > u128::from(go_duration::LONGEST) {
            return Err(Self::invalid(&go_duration::format(duration)));
        }
        Ok(Self(duration))
    }

    fn invalid(text: &str) -> InvalidValue {
        InvalidValue::new("timeout", text, "a duration above zero is wanted, as in `10s` or `1m30s`")
    }
}

macro_rules! duration_traits {
    ($type:ident) => {
        impl $type {
            /// The duration itself.
            ///
            /// ```
            #[doc = concat!("# use cloudflared_config::", stringify!($type), ";")]
            #[doc = concat!("let limit: ", stringify!($type), " = \"1m30s\".parse()?;")]
            /// assert_eq!(limit.duration(), std::time::Duration::from_secs(90));
            /// # Ok::<(), cloudflared_config::InvalidValue>(())
            /// ```
            #[must_use]
            pub fn duration(self) -> Duration {
                self.0
            }
        }

        impl fmt::Display for $type {
            /// Go's form, as it is written into the file: `15s`, `1m30s`, `500ms`.
            fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str(&go_duration::format(self.0))
            }
        }

        impl FromStr for $type {
            type Err = InvalidValue;

            /// Reads Go's form: numbers with a unit (`ns`, `us`, `ms`, `s`, `m`, `h`), one after the other.
            fn from_str(text: &str) -> Result<Self, Self::Err> {
                match go_duration::parse(text) {
                    Some((false, duration)) => Self::new(duration).map_err(|_| Self::invalid(text)),
                    _ => Err(Self::invalid(text)),
                }
            }
        }

        impl Serialize for $type {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }
    };
}

duration_traits!(GracePeriod);
duration_traits!(Timeout);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_grace_period_is_above_zero_and_three_minutes_at_most() {
        assert!(GracePeriod::new(Duration::ZERO).is_err());
        assert!(GracePeriod::new(Duration::from_nanos(1)).is_ok());
        assert!(GracePeriod::new(Duration::from_secs(180)).is_ok());
        assert!(GracePeriod::new(Duration::from_secs(180) + Duration::from_nanos(1)).is_err());
        assert_eq!("180s".parse::<GracePeriod>().unwrap().to_string(), "3m");
    }

    #[test]
    fn a_number_without_a_unit_is_no_duration() {
        for text in ["30", "0", "0s", "-1s", "10m", ""] {
            assert!(text.parse::<GracePeriod>().is_err(), "{text:?}");
        }
        assert!("10m".parse::<Timeout>().is_ok());
    }
}
