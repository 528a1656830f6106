//! `platform`: for which system and processor an image is made.

use std::str::FromStr;

use crate::value::{InvalidValue, written_as_text};

/// Systems whose containers Docker runs.
pub(crate) const SYSTEMS: [&str; 2] = ["linux", "windows"];

/// Processors, by the names that images have for them, and the variants of each (containerd/platforms, database.go).
pub(crate) const PROCESSORS: [(&str, &[&str]); 9] = [
    ("386", &[]),
    ("amd64", &["v1", "v2", "v3", "v4"]),
    ("arm", &["v5", "v6", "v7", "v8"]),
    ("arm64", &["v8", "v9"]),
    ("loong64", &[]),
    ("mips64le", &[]),
    ("ppc64le", &[]),
    ("riscv64", &[]),
    ("s390x", &[]),
];

/// Other names of processors, and the ones that images have.
const OTHER_NAMES: [(&str, &str); 6] = [
    ("x86_64", "amd64"),
    ("x86-64", "amd64"),
    ("aarch64", "arm64"),
    ("armhf", "arm/v7"),
    ("i386", "386"),
    ("armel", "arm/v6"),
];

/// `SYSTEM`, `SYSTEM/PROCESSOR` or `SYSTEM/PROCESSOR/VARIANT`.
///
/// # Examples
///
/// ```
/// use mcpgen_core::model::Platform;
///
/// assert!("linux/arm64".parse::<Platform>().is_ok());
/// assert!("linux/arm/v7".parse::<Platform>().is_ok());
///
/// let refused = "x86_64".parse::<Platform>().unwrap_err();
/// assert_eq!(refused.help(), "write `linux/amd64`");
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Platform(String);

impl Platform {
    /// The text, such as `linux/arm64`.
    ///
    /// # Examples
    ///
    /// ```
    /// use mcpgen_core::model::Platform;
    ///
    /// assert_eq!("linux/amd64".parse::<Platform>()?.as_str(), "linux/amd64");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for Platform {
    type Err = InvalidValue;

    fn from_str(text: &str) -> Result<Self, InvalidValue> {
        let mut parts = text.split('/');
        let system = parts.next().is_some_and(|system| SYSTEMS.contains(&system));
        let processor = match (parts.next(), parts.next(), parts.next()) {
            (None, ..) => true,
            (Some(name), variant, None) => PROCESSORS.iter().any(|(processor, variants)| {
                *processor == name && variant.is_none_or(|variant| variants.contains(&variant))
            }),
            _ => false,
        };
        if system && processor {
            return Ok(Self(text.to_owned()));
        }
        let lower = text.to_ascii_lowercase();
        let last = lower.rsplit('/').next().unwrap_or(&lower);
        let meant =
            OTHER_NAMES.iter().find(|(name, _)| *name == last).map(|(_, meant)| *meant).or_else(|| {
                PROCESSORS.iter().map(|(processor, _)| *processor).find(|processor| *processor == last)
            });
        let help = match meant {
            Some(processor) => format!("write `linux/{processor}`"),
            None => "write a system and a processor, such as `linux/amd64` or `linux/arm64`".to_owned(),
        };
        Err(InvalidValue::new(format!("{text:?} is not a platform of images"), help))
    }
}

written_as_text!(
    Platform,
    pattern: crate::schema::pattern::platform(),
    examples: ["linux/amd64"],
    "A system and a processor: SYSTEM/PROCESSOR/VARIANT."
);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_platform_is_one_that_images_have() {
        for text in ["linux", "linux/amd64", "linux/arm/v7", "linux/arm64/v8", "windows/amd64"] {
            assert_eq!(text.parse::<Platform>().unwrap().as_str(), text);
        }
        for text in [
            "",
            "linux/",
            "Linux/amd64",
            "linux/x86_64",
            "darwin/arm64",
            "amd64",
            "linux/amd64/v9",
            "linux/arm/v7/x",
        ] {
            assert!(text.parse::<Platform>().is_err(), "{text:?}");
        }
        assert_eq!("linux/aarch64".parse::<Platform>().unwrap_err().help(), "write `linux/arm64`");
        assert_eq!("amd64".parse::<Platform>().unwrap_err().help(), "write `linux/amd64`");
    }
}
