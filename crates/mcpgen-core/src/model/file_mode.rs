//! Permissions of files.

use std::fmt;
use std::str::FromStr;

use crate::value::{InvalidValue, written_as_text};

/// Who may do what with a file or a folder, in octal as `chmod` takes it: `"0444"`, `"1777"`.
///
/// # Examples
///
/// ```
/// use mcpgen_core::model::FileMode;
///
/// assert_eq!("400".parse::<FileMode>()?.to_string(), "0400");
///
/// let refused = "0888".parse::<FileMode>().unwrap_err();
/// assert_eq!(refused.message(), "\"0888\" is not a mode");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct FileMode(u16);

impl FileMode {
    /// The bits, from 0 to 0o7777. A Compose file has them as a decimal number: Compose before 2.34 reads a text such as
    /// `"0444"` in decimal (compose-spec/compose-go).
    ///
    /// # Examples
    ///
    /// ```
    /// use mcpgen_core::model::FileMode;
    ///
    /// assert_eq!("0444".parse::<FileMode>()?.bits(), 0o444);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub const fn bits(self) -> u16 {
        self.0
    }
}

impl FromStr for FileMode {
    type Err = InvalidValue;

    fn from_str(text: &str) -> Result<Self, InvalidValue> {
        let octal = (3..=4).contains(&text.len()) && text.bytes().all(|byte| (b'0'..=b'7').contains(&byte));
        match u16::from_str_radix(text, 8) {
            Ok(bits) if octal => Ok(Self(bits)),
            _ => Err(InvalidValue::new(
                format!("{text:?} is not a mode"),
                "write three or four octal digits, such as \"0444\" for a file that everyone may read",
            )),
        }
    }
}

/// In four octal digits.
impl fmt::Display for FileMode {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{:04o}", self.0)
    }
}

written_as_text!(FileMode, pattern: "^[0-7]{3,4}$", examples: ["0444", "1777"], "Who may do what with a file, in octal.");

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mode_is_octal() {
        let mode: FileMode = "444".parse().unwrap();
        assert_eq!((mode.bits(), mode.to_string()), (292, "0444".to_owned()));
        for text in ["", "44", "0888", "00444", "+444", "0o444"] {
            assert!(text.parse::<FileMode>().is_err(), "{text}");
        }
    }
}
