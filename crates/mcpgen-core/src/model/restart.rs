//! `restart`: what the engine does when a container ends.

use std::fmt;
use std::num::NonZeroU16;
use std::str::FromStr;

use crate::value::{InvalidValue, written_as_text};

/// What the engine does when a container ends. `docker compose config` takes any text here, and `up` then dies of it.
///
/// # Examples
///
/// ```
/// use mcpgen_core::model::Restart;
///
/// assert_eq!("on-failure:3".parse::<Restart>()?, Restart::OnFailure(3.try_into().ok()));
/// assert_eq!(Restart::default().to_string(), "unless-stopped");
///
/// let refused = "sometimes".parse::<Restart>().unwrap_err();
/// assert_eq!(refused.message(), "\"sometimes\" is not a restart policy");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Restart {
    /// Nothing.
    No,
    /// Starts it again, at the engine's own start too.
    Always,
    /// Starts it again unless it was stopped.
    #[default]
    UnlessStopped,
    /// Starts it again when it ended with an error, so many times; without a number, for ever.
    OnFailure(Option<NonZeroU16>),
}

impl FromStr for Restart {
    type Err = InvalidValue;

    fn from_str(text: &str) -> Result<Self, InvalidValue> {
        match text {
            "no" => Ok(Self::No),
            "always" => Ok(Self::Always),
            "unless-stopped" => Ok(Self::UnlessStopped),
            "on-failure" => Ok(Self::OnFailure(None)),
            _ => match text
                .strip_prefix("on-failure:")
                .filter(|times| !times.starts_with(['0', '+']))
                .map(str::parse)
            {
                Some(Ok(times)) => Ok(Self::OnFailure(Some(times))),
                _ => Err(InvalidValue::new(
                    format!("{text:?} is not a restart policy"),
                    "write `no`, `always`, `unless-stopped`, `on-failure` or `on-failure:3`",
                )),
            },
        }
    }
}

impl fmt::Display for Restart {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::No => formatter.write_str("no"),
            Self::Always => formatter.write_str("always"),
            Self::UnlessStopped => formatter.write_str("unless-stopped"),
            Self::OnFailure(None) => formatter.write_str("on-failure"),
            Self::OnFailure(Some(times)) => write!(formatter, "on-failure:{times}"),
        }
    }
}

written_as_text!(
    Restart,
    pattern: crate::schema::pattern::restart(),
    examples: ["unless-stopped"],
    "What the engine does when the container ends."
);
