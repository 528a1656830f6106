//! Amounts of storage.

use std::fmt;
use std::str::FromStr;

use crate::value::{InvalidValue, written_as_text};

/// An amount of storage, written like `64m` or `1g`; units are of 1024 (docker/go-units, size.go). At least one byte.
///
/// # Examples
///
/// ```
/// use mcpgen_core::model::StorageSize;
///
/// assert_eq!("1k".parse::<StorageSize>()?.to_string(), "1024b");
///
/// let refused = "0m".parse::<StorageSize>().unwrap_err();
/// assert_eq!(refused.message(), "\"0m\" is not an amount of storage");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct StorageSize(u64);

impl StorageSize {
    /// The amount in bytes.
    ///
    /// # Examples
    ///
    /// ```
    /// use mcpgen_core::model::StorageSize;
    ///
    /// assert_eq!("64m".parse::<StorageSize>()?.bytes(), 64 << 20);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub const fn bytes(self) -> u64 {
        self.0
    }
}

impl FromStr for StorageSize {
    type Err = InvalidValue;

    fn from_str(text: &str) -> Result<Self, InvalidValue> {
        let digits = text.trim_end_matches(|character: char| !character.is_ascii_digit());
        let unit = match text.get(digits.len()..).unwrap_or_default().to_ascii_lowercase().as_str() {
            "b" => 1,
            "k" | "kb" | "kib" => 1 << 10,
            "m" | "mb" | "mib" => 1 << 20,
            "g" | "gb" | "gib" => 1 << 30,
            _ => 0,
        };
        let whole = digits.bytes().all(|byte| byte.is_ascii_digit());
        match digits.parse::<u64>().ok().and_then(|number| number.checked_mul(unit)) {
            Some(bytes) if whole && bytes > 0 && i64::try_from(bytes).is_ok() => Ok(Self(bytes)),
            _ => Err(InvalidValue::new(
                format!("{text:?} is not an amount of storage"),
                "write a whole number and a unit, such as `64m` or `1g`",
            )),
        }
    }
}

/// In bytes, as a Compose file has it.
impl fmt::Display for StorageSize {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}b", self.0)
    }
}

written_as_text!(StorageSize, pattern: "^[0-9]*[1-9][0-9]*([kKmMgG]([iI]?[bB])?|[bB])$", examples: ["64m", "1g"], "An amount of storage, in units of 1024.");

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn units_are_of_1024() {
        assert_eq!("64m".parse::<StorageSize>().unwrap().bytes(), 64 << 20);
        assert_eq!("1GiB".parse::<StorageSize>().unwrap().bytes(), 1 << 30);
        for text in ["", "64", "0m", "m", "1.5g", "-1m", "1t", "99999999999g"] {
            assert!(text.parse::<StorageSize>().is_err(), "{text}");
        }
    }
}
