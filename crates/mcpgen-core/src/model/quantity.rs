//! Amounts of memory and of processors.

use std::fmt;
use std::str::FromStr;

use serde::Deserialize;
use serde::de::{self, Deserializer, Visitor};

use crate::value::{InvalidValue, written_as_text};

/// An amount of memory, written like `512m` or `2g`; units are of 1024 (docker/go-units, size.go).
///
/// # Examples
///
/// ```
/// use mcpgen_core::model::ByteSize;
///
/// assert_eq!("2048m".parse::<ByteSize>()?.to_string(), "2g");
///
/// let refused = "4m".parse::<ByteSize>().unwrap_err();
/// assert_eq!(refused.message(), "\"4m\" is too little memory for a container");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct ByteSize {
    bytes: u64,
}

impl ByteSize {
    /// The amount in bytes.
    ///
    /// # Examples
    ///
    /// ```
    /// use mcpgen_core::model::ByteSize;
    ///
    /// assert_eq!("512m".parse::<ByteSize>()?.bytes(), 512 * 1024 * 1024);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub const fn bytes(self) -> u64 {
        self.bytes
    }
}

const UNITS: [(&str, u64); 4] = [("g", 1 << 30), ("m", 1 << 20), ("k", 1 << 10), ("b", 1)];

impl FromStr for ByteSize {
    type Err = InvalidValue;

    fn from_str(text: &str) -> Result<Self, InvalidValue> {
        let refuse = || {
            InvalidValue::new(
                format!("{text:?} is not an amount of memory"),
                "write a whole number and a unit, such as `512m` or `2g`",
            )
        };
        let split = text.find(|character: char| !character.is_ascii_digit()).unwrap_or(text.len());
        let (number, unit) = text.split_at(split);
        let unit = unit.to_ascii_lowercase();
        // `Gb` and `GiB` mean what `g` does.
        let unit = match unit.as_str() {
            "b" => "b",
            "k" | "kb" | "kib" => "k",
            "m" | "mb" | "mib" => "m",
            "g" | "gb" | "gib" => "g",
            _ => return Err(refuse()),
        };
        let length = UNITS.iter().find(|(name, _)| *name == unit).map_or(1, |(_, length)| *length);
        match number.parse::<u64>().ok().and_then(|number| number.checked_mul(length)) {
            // The engine refuses less (moby/moby, daemon/daemon_unix.go).
            Some(bytes) if bytes < 6 << 20 => Err(InvalidValue::new(
                format!("{text:?} is too little memory for a container"),
                "write at least `6m`",
            )),
            Some(bytes) if i64::try_from(bytes).is_ok() => Ok(Self { bytes }),
            _ => Err(refuse()),
        }
    }
}

/// In the largest unit that gives a whole number.
impl fmt::Display for ByteSize {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (unit, length) =
            UNITS.iter().find(|(_, length)| self.bytes.is_multiple_of(*length)).copied().unwrap_or(("b", 1));
        write!(formatter, "{}{unit}", self.bytes / length)
    }
}

written_as_text!(ByteSize, pattern: "^[0-9]+([kKmMgG]([iI]?[bB])?|[bB])$", examples: ["512m", "2g"], "An amount of memory, in units of 1024.");

/// An amount of processor, exact to a thousandth: `2` or `0.5`.
///
/// # Examples
///
/// ```
/// use mcpgen_core::model::{ServiceSpec, StackSpec};
///
/// let stack: StackSpec = r#"
/// [stack]
/// name = "mcp"
///
/// [services.web]
/// kind = "container"
/// image = "nginx:1.29"
/// limits = { cpus = 0.5 }
/// "#
/// .parse()?;
/// let ServiceSpec::Container(web) = &stack.services[&"web".parse()?] else { unreachable!() };
/// assert_eq!(web.limits.as_ref().unwrap().cpus.unwrap().to_string(), "0.5");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Cpus {
    thousandths: u32,
}

impl Cpus {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "the range was checked before"
    )]
    fn from_number(number: f64) -> Result<Self, InvalidValue> {
        let thousandths = (number * 1000.0).round();
        if (10.0..=1_000_000.0).contains(&thousandths) && (number * 1000.0 - thousandths).abs() < 1e-6 {
            Ok(Self { thousandths: thousandths as u32 })
        } else {
            Err(InvalidValue::new(
                format!("{number} is not an amount of processor"),
                "write a number from 0.01 to 1000, such as `0.5`",
            ))
        }
    }
}

impl fmt::Display for Cpus {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = format!("{}.{:03}", self.thousandths / 1000, self.thousandths % 1000);
        formatter.write_str(text.trim_end_matches('0').trim_end_matches('.'))
    }
}

impl<'de> Deserialize<'de> for Cpus {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct CpusVisitor;

        impl Visitor<'_> for CpusVisitor {
            type Value = Cpus;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("a number of processors, without quotes")
            }

            #[expect(
                clippy::cast_precision_loss,
                reason = "numbers that lose precision are far out of range"
            )]
            fn visit_i64<E: de::Error>(self, number: i64) -> Result<Cpus, E> {
                Cpus::from_number(number as f64).map_err(E::custom)
            }

            fn visit_f64<E: de::Error>(self, number: f64) -> Result<Cpus, E> {
                Cpus::from_number(number).map_err(E::custom)
            }
        }

        deserializer.deserialize_any(CpusVisitor)
    }
}

#[cfg(feature = "schema")]
impl schemars::JsonSchema for Cpus {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Cpus".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({ "description": "A number of processors.", "type": "number", "minimum": 0.01, "maximum": 1000, "examples": [0.5] })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn memory_is_written_in_the_largest_unit_that_fits() {
        for (written, canonical) in
            [("512m", "512m"), ("2Gb", "2g"), ("1536m", "1536m"), ("1024MiB", "1g"), ("8388609b", "8388609b")]
        {
            assert_eq!(written.parse::<ByteSize>().unwrap().to_string(), canonical);
        }
        for text in ["", "512", "1.5g", "-1g", "g", "1t", "1k", "99999999999999999999g"] {
            assert!(text.parse::<ByteSize>().is_err(), "{text}");
        }
    }

    #[test]
    fn processors_are_written_without_needless_zeros() {
        assert_eq!(Cpus::from_number(0.5).unwrap().to_string(), "0.5");
        assert_eq!(Cpus::from_number(2.0).unwrap().to_string(), "2");
        assert!(Cpus::from_number(0.0).is_err());
        assert!(Cpus::from_number(f64::NAN).is_err());
    }
}
